"""`python -m orchestration.run` (what `make run` calls): refreshes the warehouse in this process, with progress and summary.

Heavy imports are inside functions, because the processes that read files import this module again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from orchestration.step_errors import dbt_error

if TYPE_CHECKING:
    import dagster as dg
    from rich.console import Console

KEEP_LOGS = 20


class CannotRunError(Exception):
    """Nothing could be published; the message gives the reason in one line for a person."""


def main(arguments: list[str] | None = None) -> int:
    """Refresh the warehouse; 0 if a version is published afterwards, 1 with a one-line reason if none could be."""
    chosen = _parse(arguments)
    settings = Settings.from_environment()
    if chosen.landing:
        settings = replace(settings, landing=Path(chosen.landing).expanduser().absolute())
    if chosen.warehouse:
        settings = replace(settings, warehouse=Path(chosen.warehouse).expanduser().absolute())
    settings.to_environment()

    from orchestration.console import make_console

    try:
        force = chosen.force or os.environ.get("FORCE", "").strip().lower() not in ("", "0", "false", "no")
        return _run(settings, chosen.batch, force)
    except CannotRunError as reason:
        make_console().print(f"没有发布 / nothing published: {reason}", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        make_console().print(
            "已中断，未发布；再次运行会接着做 / interrupted, nothing published; run again to go on"
        )
        return 130


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.run",
        description=(
            "从一个文件夹的年报到可以信任的数据仓库 / From a folder of annual reports to a published warehouse. "
            "Reads what is new, checks every report, publishes what is certified."
        ),
        epilog="Environment: STRICT=1 (any held report blocks publishing), GONGKAI_ALERT_URLS (Apprise URLs), "
        "GONGKAI_ALERT_ROUTES (who is told what: alerts/routes.yml).",
    )
    parser.add_argument(
        "--landing", help="年报所在文件夹 / folder of reports, one folder a batch (default: landing)"
    )
    parser.add_argument(
        "--warehouse", help="数据仓库文件夹 / where the warehouse is kept (default: warehouse)"
    )
    parser.add_argument("--batch", help="只读这一批 / read this batch folder only (default: all)")
    parser.add_argument(
        "--force",
        action="store_true",
        help="没有变化也全部重做 / do everything although nothing changed (FORCE=1)",
    )
    return parser.parse_args(arguments)


def _run(settings: Settings, batch: str | None, force: bool) -> int:
    from orchestration import unchanged_inputs
    from orchestration.console import Watch, output_to
    from orchestration.prepare import PrepareError, prepare
    from orchestration.resources import WarehouseBusyError, lock_warehouse
    from orchestration.summary import print_failure, print_summary
    from publish import standing

    if refused := settings.refused():
        raise CannotRunError(refused)
    files = _files(settings, batch)
    try:
        settings.make_folders()
    except OSError as error:
        raise CannotRunError(
            f"仓库文件夹不能写入 / cannot write in the warehouse folder {settings.warehouse}: {error.strerror}"
        ) from None
    log = _log_file(settings)
    record = RunRecord()
    started = time.monotonic()
    try:
        with lock_warehouse(settings, wait=0), output_to(log) as console:
            reports, batches = sum(files.values()), len(files)
            console.print(
                f"年报 {reports} 份，{batches} 个批次 / {_count(reports, 'report')} in {_count(batches, 'batch')}: "
                f"{settings.landing}",
                markup=False,
                soft_wrap=True,
            )
            _name_empty(console, files)
            # A run of one batch leaves the others unchanged, so it never counts as complete.
            inputs = unchanged_inputs.inputs(settings) if batch is None else ""
            since = unchanged_inputs.complete_since(settings, inputs) if inputs and not force else None
            if since and (published := standing(settings.warehouse)):
                record.complete_since, record.published = since, published
                print_summary(console, settings, record, log, time.monotonic() - started)
                return 0
            unchanged_inputs.forget(settings)
            try:
                if prepare() and inputs:
                    inputs = unchanged_inputs.inputs(settings)  # the generated files are part of the inputs
            except PrepareError as error:
                traceback.print_exc()
                print_failure(console, settings, record, [str(error)], log)
                return 1
            with Watch(console, sum(files.values())) as watch:
                record.on_read, record.on_stage = watch.on_read, watch.on_stage
                record.on_second = watch.on_second
                try:
                    reasons = _execute(settings, batch, force, record)
                except Exception:
                    traceback.print_exc()
                    reasons = ["程序出错 / the program failed"]
            seconds = time.monotonic() - started
            if record.published is None:
                print_failure(console, settings, record, reasons, log)
                return 1
            # An undelivered message is sent again by the next run, so that run must not be skipped.
            if inputs and not reasons and not any(sent.count("failed") for sent in record.deliveries):
                unchanged_inputs.keep(settings, inputs)
            print_summary(console, settings, record, log, seconds)
            for reason in reasons:
                console.print(f"注意 note: {reason}", markup=False, soft_wrap=True)
            return 0
    except WarehouseBusyError as busy:
        raise CannotRunError(str(busy)) from None


def _files(settings: Settings, batch: str | None) -> dict[str, int]:
    """Return batch -> number of its report files. Raises CannotRunError if there is nothing to read."""
    from common.file_names import batch_text
    from extract.store.batches import list_batches

    if not settings.landing.is_dir():
        raise CannotRunError(f"找不到文件夹 / no such folder: {settings.landing}")
    files = {name: len(paths) for name, paths in list_batches(settings.landing).items()}
    if batch is not None:
        batch = batch if batch in files else batch_text(batch)
        if batch not in files:
            raise CannotRunError(f"没有这个批次 / no such batch folder: {settings.landing / batch}")
        files = {batch: files[batch]}
    if not sum(files.values()):
        raise CannotRunError(f"文件夹里没有年报 / no reports in {settings.landing}")
    return files


def _count(number: int, word: str) -> str:
    ending = "" if number == 1 else "es" if word.endswith("ch") else "s"
    return f"{number} {word}{ending}"


def _name_empty(console: Console, files: dict[str, int]) -> None:
    for name, count in files.items():
        if not count:
            console.print(f"{name}: 没有年报 / no reports in this folder", markup=False, soft_wrap=True)


def _execute(settings: Settings, batch: str | None, anew: bool, record: RunRecord) -> list[str]:
    """Run the job on the warehouse's own Dagster instance, which the UI shows; return why it failed, empty on success."""

    from orchestration.definitions import defs
    from orchestration.event_log import open_instance
    from orchestration.interrupted_runs import COMMAND_LINE, STARTED_FROM, end_interrupted_runs
    from orchestration.jobs import refresh_warehouse
    from orchestration.partitions import ranges, register_batches, run_tags
    from orchestration.resources import Warehouse

    with open_instance(settings.dagster_home) as instance:
        end_interrupted_runs(instance, of_the_ui=False)
        partitions = register_batches(instance, settings.landing)
        wanted = [batch] if batch is not None else partitions
        result = defs.resolve_job_def(refresh_warehouse.name).execute_in_process(
            instance=instance,
            raise_on_error=False,
            # The options of the command line, in place of the defaults that the UI shows.
            resources={"warehouse": Warehouse.of(settings, anew=anew), "run_record": record},
            tags={**run_tags(ranges(wanted, partitions)[0]), STARTED_FROM: COMMAND_LINE},
        )
        if record.gate_2 is not None and not record.gate_2.success:
            return ["第二道关未放行 / gate 2 did not let it pass", *record.gate_2.reasons]
        return [] if result.success else _reasons(settings, result)


def _reasons(settings: Settings, result: dg.ExecuteInProcessResult) -> list[str]:
    """One line for each step that failed itself (not because of another step)."""
    lines = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        failure = event.step_failure_data
        error = failure.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None and (error.cls_name or "").endswith("InterruptedError"):
            lines.append("已中断，再次运行会接着做 / interrupted; run again to go on")
            continue
        description = failure.user_failure_data.description if failure.user_failure_data else None
        step = (event.step_key or "").removeprefix("dbt_")
        text = dbt_error(settings, step) or description or (error.message if error else "") or "failed"
        lines.append(f"{event.step_key}: {text.strip().splitlines()[0]}")
    return lines


def _log_file(settings: Settings) -> Path:
    """The path of a new log file; removes the oldest ones beyond KEEP_LOGS."""
    for old in sorted(settings.logs.glob("run-*.log"))[: -KEEP_LOGS + 1]:
        old.unlink(missing_ok=True)
    return settings.logs / f"run-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"


if __name__ == "__main__":
    sys.exit(main())
