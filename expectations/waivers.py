"""Reads and applies waivers.csv: failures of a rule that a person accepted, and why. A waiver changes no value.

    report_id   of the file version looked at, from fct_rule_results; the waiver holds for its agency-year, so that the
                same numbers published once more are still accepted
    rule_id     the rule
    instance    where it fails; empty for the whole report
    values      both sides as printed (`sides` in fct_rule_results); a waiver whose values changed accepts nothing
    reason      why it is accepted
    reviewer    who accepted it
    date        when, as 2024-05-31
    expiry      the last day on which it holds

A waiver that accepts nothing is reported: as expired, or as dangling (the report is unknown, the rule does not fail there
any more, or the values changed). An unknown rule is an error. The file beside this module is used unless the environment names another in GONGKAI_WAIVERS.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from common.csv_tables import Line, day, lines
from common.shown import say, visible
from expectations.failure import Failure
from expectations.rules.catalogue import load_rules
from expectations.words import Sentence

HEADER = ("report_id", "rule_id", "instance", "values", "reason", "reviewer", "date", "expiry")
ACTIVE, EXPIRED, DANGLING = "active", "expired", "dangling"
_BUNDLED = Path(__file__).with_name("waivers.csv")
WAIVERS = pa.schema(
    [
        ("line", pa.int32()),
        ("report_id", pa.string()),
        ("rule_id", pa.string()),
        ("instance", pa.string()),
        ("values", pa.string()),
        ("reason", pa.string()),
        ("reviewer", pa.string()),
        ("waived_on", pa.string()),
        ("expires_on", pa.string()),
        ("status", pa.string()),  # active | expired | dangling
        ("detail", pa.string()),  # why it accepts nothing, in English; null while it does
        ("detail_zh", pa.string()),  # and in Chinese
    ]
)


class WaiversError(ValueError):
    """waivers.csv cannot be used; the message names the file, the line and what to do."""


@dataclass(frozen=True)
class Waiver:
    """One row of the file."""

    line: int
    report_id: str
    rule_id: str
    instance: str | None
    values: str
    reason: str
    reviewer: str
    waived_on: date
    expires_on: date


def waivers_path() -> Path:
    """The file in use: GONGKAI_WAIVERS, or the one beside this module."""
    return Path(os.environ.get("GONGKAI_WAIVERS") or _BUNDLED).expanduser()


def load_waivers(path: Path | None = None) -> tuple[Waiver, ...]:
    """Rows of `path`, or of the file in use. Raises WaiversError for any row that is not valid."""
    path = waivers_path() if path is None else path
    found: dict[tuple[str, str, str | None], Waiver] = {}
    for line in lines(path, HEADER, WaiversError):
        row = _waiver(line)
        place = (row.report_id, row.rule_id, row.instance)
        if place in found:
            raise WaiversError(f"{line.where}: this failure stands in line {found[place].line} already")
        found[place] = row
    return tuple(found.values())


def _waiver(line: Line) -> Waiver:
    fields = {name: field.strip() for name, field in line.fields.items()}
    for name in ("report_id", "rule_id", "values", "reason", "reviewer"):
        if not fields[name]:
            raise WaiversError(f"{line.where}: {name} is empty")
    if fields["rule_id"] not in {r.rule_id for r in load_rules()}:
        raise WaiversError(f"{line.where}: rules.yml has no rule {fields['rule_id']!r}")
    waived_on, expires_on = (day(line.where, name, fields[name], WaiversError) for name in ("date", "expiry"))
    if expires_on < waived_on:
        raise WaiversError(f"{line.where}: it expires on {expires_on}, before it was written on {waived_on}")
    return Waiver(
        line.number, fields["report_id"], fields["rule_id"], fields["instance"] or None, fields["values"],
        fields["reason"], fields["reviewer"], waived_on, expires_on,
    )  # fmt: skip


class Waivers:
    """The waivers of one run of gate 1: applied batch by batch; at the end `table` shows which accepted nothing."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rows: Sequence[Waiver], today: date) -> None:
        """`con`: connection with stg_reports and int_current_reports. A waiver holds for the agency-year of the report it
        names, and is active while the current version of that agency-year fails with the same values."""
        self._rows, self._today = rows, today
        self._known = {
            report_id: (agency or report_id, year)
            for report_id, agency, year in con.execute(
                "select report_id, agency_key, report_year from stg_reports"
            ).fetchall()
        } if rows else {}  # fmt: skip
        self._current = {
            report_id
            for (report_id,) in con.execute("select report_id from int_current_reports where is_current").fetchall()
        } if rows else set()  # fmt: skip
        self._by_place: dict[tuple[object, str, str | None], list[Waiver]] = defaultdict(list)
        for row in rows:
            if row.report_id in self._known:
                self._by_place[self._known[row.report_id], row.rule_id, row.instance].append(row)
        # batch -> line of a waiver -> values with which the current version fails there
        self._failing: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._about: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        by_agency_year: dict[object, list[Waiver]] = defaultdict(list)
        for (agency_year, _, _), waivers in self._by_place.items():
            by_agency_year[agency_year] += waivers
        for report_id, batch in con.execute(
            "select report_id, batch from stg_reports order by report_id"
        ).fetchall() if rows else ():  # fmt: skip
            for row in by_agency_year.get(self._known[report_id], ()):
                self._about[batch].append(
                    (report_id, report_id in self._current, row, row.expires_on >= today)
                )

    def about(self, batch: str) -> tuple[tuple[object, ...], ...]:
        """Everything that decides which failures of the batch are accepted: its reports that a waiver may hold for, with
        (is the current version, waiver, is not expired)."""
        return tuple(self._about.get(batch, ()))

    def failing(self, batch: str) -> dict[int, list[str]]:
        """Line of a waiver -> values with which the current version fails there, in this batch."""
        return {line: sorted(values) for line, values in self._failing[batch].items()}

    def restore(self, batch: str, failing: Mapping[int, Iterable[str]]) -> None:
        """Set what `failing` returned for a batch in an earlier run; stands in for `applied` on its failures."""
        self._failing[batch] = defaultdict(set, {line: set(values) for line, values in failing.items()})

    def applied(self, failures: Iterable[Failure]) -> list[Failure]:
        """The failures, with `waived` set on those that a waiver accepts."""
        return [self._applied(failure) for failure in failures]

    def _applied(self, failure: Failure) -> Failure:
        waived = False
        agency_year = self._known.get(failure.report_id)
        for row in self._by_place.get((agency_year, failure.rule_id, failure.instance), ()):
            if failure.report_id in self._current:
                self._failing[failure.batch][row.line].add(failure.sides)
            waived |= _one_spaced(row.values) == _one_spaced(failure.sides) and row.expires_on >= self._today
        return replace(failure, waived=True) if waived else failure

    def table(self) -> pa.Table:
        """One row per waiver with its status, in the columns of WAIVERS."""
        rows = []
        for row in self._rows:
            status, why = self._status(row)
            rows.append({
                "line": row.line, "report_id": row.report_id, "rule_id": row.rule_id, "instance": row.instance,
                "values": row.values, "reason": row.reason, "reviewer": row.reviewer,
                "waived_on": row.waived_on.isoformat(), "expires_on": row.expires_on.isoformat(),
                "status": status, "detail": why and why.en, "detail_zh": why and why.zh,
            })  # fmt: skip
        return pa.Table.from_pylist(rows, schema=WAIVERS)

    def _status(self, row: Waiver) -> tuple[str, Sentence | None]:
        failing = {values for lines in self._failing.values() for values in lines.get(row.line, ())}
        if row.report_id not in self._known:
            return DANGLING, Sentence("没有这份年报", "no report of this report_id")
        if not failing:
            return DANGLING, Sentence("该处现已相符", "the rule does not fail there any more")
        if _one_spaced(row.values) not in {_one_spaced(values) for values in failing}:
            now = "; ".join(sorted(failing))
            return DANGLING, Sentence(f"数字已变：{now}", f"the values are others now: {now}")
        if row.expires_on < self._today:
            return EXPIRED, Sentence(f"有效期至 {row.expires_on}", f"it held until {row.expires_on}")
        return ACTIVE, None


def _one_spaced(values: str) -> str:
    """The text with single spaces between words: spreadsheets change the white space of a field."""
    return " ".join(values.split())


def main(argv: Sequence[str] | None = None) -> int:
    """Print rows of waivers.csv to fill in for the failures of a report, warnings too.

    Returns 0 if rows were printed, 1 if no rule fails, 2 if the warehouse or the report does not exist.
    """
    parser = argparse.ArgumentParser(
        prog="python -m expectations.waivers",
        description="为一份年报中不符的规则打印可填写的豁免行，粘贴到 waivers.csv。 / Rows of waivers.csv for a report's failures.",
    )
    parser.add_argument("report_id", help="dim_report.report_id")
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"),
        help="数据仓库文件夹 / the warehouse folder (GONGKAI_WAREHOUSE; default: %(default)s)",
    )
    options = parser.parse_args(argv)
    published = options.warehouse / "current" / "gongkai.duckdb"
    if not published.is_file():
        say(
            f"没有已发布的数据，请用 --warehouse 指明 / nothing is published there, name it by --warehouse: {published}",
            stream=sys.stderr,
        )
        return 2
    with duckdb.connect(str(published), read_only=True) as con:
        known = con.execute("select 1 from dim_report where report_id = ?", [options.report_id]).fetchall()
        failing = con.execute(
            "select report_id, rule_id, instance, sides from fct_rule_results "
            "where report_id = ? and status = 'failed' and not waived order by rule_id, instance",
            [options.report_id],
        ).fetchall()
    if not known:
        say(
            f"没有编号为 {options.report_id} 的年报（见 dim_report）/ dim_report has no such report",
            stream=sys.stderr,
        )
        return 2
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in failing:
        writer.writerow([*(visible(value or "") for value in row), "", "", date.today().isoformat(), ""])
    if not failing:
        say(f"{options.report_id}：没有不符的规则 / no failing rule", sys.stderr)
    return 0 if failing else 1


if __name__ == "__main__":
    sys.exit(main())
