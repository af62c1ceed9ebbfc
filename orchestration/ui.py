"""Starts the Dagster UI, after preparing folders, Dagster's settings and partitions."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from common.paths import ROOT
from orchestration.prepare import PrepareError, prepare
from orchestration.settings import Settings


def open_warehouse(settings: Settings) -> list[str]:
    """Create folders, settings and a partition for each batch folder, so that the UI shows them before any run; return the
    partitions."""
    from dagster import DagsterInstance

    from orchestration.interrupted_runs import end_interrupted_runs
    from orchestration.partitions import register_batches
    from orchestration.resources import WarehouseBusyError, lock_warehouse

    settings.make_folders()
    settings.to_environment()
    with DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        # While another process holds the lock, killed and live runs cannot be distinguished; the next start tries again.
        with suppress(WarehouseBusyError), lock_warehouse(settings, wait=0):
            end_interrupted_runs(instance, of_the_ui=True)
        return register_batches(instance, settings.landing)


def main(arguments: list[str] | None = None) -> int:
    """Start the Dagster UI on this warehouse; returns only if it could not be started."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration.ui", description="Start the Dagster UI / 启动 Dagster 界面"
    )
    parser.add_argument("--port", type=int, default=3000)
    chosen = parser.parse_args(arguments)
    if _taken(chosen.port):
        print(
            f"端口 {chosen.port} 已被占用 / port {chosen.port} is in use: is the UI running already?",
            file=sys.stderr,
        )
        return 1
    settings = Settings.from_environment()
    try:
        prepare()
    except PrepareError as error:
        print(f"没有启动 / not started: {error}", file=sys.stderr)
        return 1
    partitions = open_warehouse(settings)
    print(
        f"Dagster UI: http://127.0.0.1:{chosen.port} · {len(partitions)} 个批次 / batches · "
        f"warehouse {settings.warehouse} · Ctrl-C 停止 / stops it",
        flush=True,
    )
    dagster = Path(sys.executable).with_name("dagster")
    command = [
        str(dagster),
        "dev",
        "-w",
        str(ROOT / "workspace.yaml"),
        "-h",
        "127.0.0.1",
        "-p",
        str(chosen.port),
    ]
    # A background job of a script starts with SIGINT ignored; Ctrl-C could not stop the UI then.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.chdir(ROOT)
    os.execv(command[0], command)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
