"""waivers.csv: what is not exactly right is refused by its line, and what it accepts is tied to the numbers as printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.failure import Failure
from expectations.waivers import ACTIVE, DANGLING, EXPIRED, HEADER, Waivers, WaiversError, load_waivers, main

TODAY = date(2024, 6, 30)
RIGHT = {
    "report_id": "first", "rule_id": "appeals.total", "instance": "reconsideration", "values": "0 + 0 + 0 + 0 ≠ 4",
    "reason": "来电核实，原件如此", "reviewer": "李某", "date": "2024-05-31", "expiry": "2024-12-31",
}  # fmt: skip


def written(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = HEADER) -> Path:
    """waivers.csv with rows that differ from RIGHT."""
    path = folder / "waivers.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # as spreadsheets save it
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([(RIGHT | row)[name] for name in HEADER] for row in rows)
    return path


# --- the file ---


def test_the_bundled_file_loads_and_accepts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_WAIVERS", raising=False)
    assert load_waivers() == ()


def test_a_row_is_read_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, {}, {"instance": "", "rule_id": "shape.labels"})
    monkeypatch.setenv("GONGKAI_WAIVERS", str(path))
    first, whole = load_waivers()
    assert (first.line, first.report_id, first.rule_id, first.instance) == (
        2, "first", "appeals.total", "reconsideration",
    )  # fmt: skip
    assert (first.values, first.reason, first.reviewer) == (RIGHT["values"], RIGHT["reason"], "李某")
    assert (first.waived_on, first.expires_on) == (date(2024, 5, 31), date(2024, 12, 31))
    assert (whole.line, whole.instance) == (3, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        *(({name: " "}, f"{name} is empty") for name in ("report_id", "rule_id", "values", "reason", "reviewer")),
        ({"rule_id": "appeals.totals"}, "rules.yml has no rule 'appeals.totals'"),
        ({"date": "31.5.2024"}, "date is '31.5.2024', not a day as 2024-05-31"),
        ({"date": ""}, "date is '', not a day as 2024-05-31"),
        ({"expiry": "2024-02-30"}, "expiry is '2024-02-30', not a day as 2024-05-31"),
        ({"expiry": ""}, "expiry is '', not a day as 2024-05-31"),
        ({"expiry": "2024-05-30"}, "it expires on 2024-05-30, before it was written on 2024-05-31"),
        (RIGHT | {"values": "1 ≠ 2", "reason": "once more"}, "this failure stands in line 2 already"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_is_refused_by_file_and_line(
    tmp_path: Path, row: dict[str, str], said: str
) -> None:
    path = written(tmp_path, {}, {"report_id": "second"}, row)
    with pytest.raises(WaiversError) as raised:
        load_waivers(path)
    assert str(raised.value) == f"{path}, line 4: {said}"


def test_a_line_break_in_a_field_does_not_shift_the_lines_that_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, {"reason": "第一行\n第二行"}, {"report_id": "second", "reviewer": ""})
    with pytest.raises(WaiversError, match=r"waivers\.csv, line 4: reviewer is empty"):
        load_waivers(path)


@pytest.mark.parametrize("header", [HEADER[:-1], (*HEADER[1:], HEADER[0]), tuple(n.upper() for n in HEADER)])
def test_another_header_is_refused(tmp_path: Path, header: tuple[str, ...]) -> None:
    path = written(tmp_path, {}, header=header)
    with pytest.raises(WaiversError) as raised:
        load_waivers(path)
    assert str(raised.value) == f"{path}, line 1: the header must be {','.join(HEADER)}"


def test_a_row_with_a_field_too_few_is_refused_and_an_empty_one_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "waivers.csv"
    path.write_text(f"{','.join(HEADER)}\n,,,,,,,\n\nfirst,appeals.total\n", encoding="utf-8")
    with pytest.raises(WaiversError, match=r"waivers\.csv, line 4: 2 fields, not 8"):
        load_waivers(path)


def test_a_file_that_is_named_and_not_there_is_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WAIVERS", str(tmp_path / "gone.csv"))
    with pytest.raises(WaiversError, match=r"gone\.csv cannot be opened"):
        load_waivers()


# --- applied to failures ---


SEEN = Failure(
    row=1, report_id="first", sha256="first", batch="2022-990000", path="2022-990000/a.docx", agency_name="示例镇人民政府",
    report_year=2022, rule_id="appeals.total", kind="sum", instance="reconsideration", severity="error", operator="eq",
    lhs=0.0, rhs=4.0, cells_json="[]", verdict="source", sides="0 + 0 + 0 + 0 ≠ 4", cells=(), problems=(), places=(),
)  # fmt: skip


def failing(report_id: str = "first", **other: Any) -> Failure:
    """appeals.total at reconsideration, as it fails on a report."""
    return replace(SEEN, report_id=report_id, **other)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as con:
        con.execute(
            "create table stg_reports (report_id varchar, agency_key varchar, report_year integer, batch varchar)"
        )
        con.execute(
            "insert into stg_reports values ('first', 'town', 2022, 'b'), ('corrected', 'town', 2022, 'b'), "
            "('next year', 'town', 2023, 'b'), ('neighbour', 'village', 2022, 'b'), ('nameless', null, 2022, 'b'), "
            "('also nameless', null, 2022, 'b')"
        )
        con.execute(
            "create table int_current_reports as select report_id, report_id <> 'corrected' as is_current from stg_reports"
        )
        yield con


def corrected(con: duckdb.DuckDBPyConnection) -> None:
    """The corrected version takes the place of the first."""
    con.execute("update int_current_reports set is_current = report_id <> 'first'")


def became(waivers: Waivers) -> list[tuple[str, str | None]]:
    return [(row["status"], row["detail"]) for row in waivers.table().to_pylist()]


def test_a_failure_with_the_values_looked_at_is_accepted(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    failure = failing()
    [accepted] = waivers.applied([failure])
    assert accepted == replace(failure, waived=True)
    assert became(waivers) == [(ACTIVE, None)]


def test_a_number_that_changed_ends_it(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    assert not waivers.applied([failing(sides="0 + 0 + 0 + 0 ≠ 5")])[0].waived
    assert became(waivers) == [(DANGLING, "the values are others now: 0 + 0 + 0 + 0 ≠ 5")]


def test_white_space_is_no_other_number(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {"values": " 0 + 0  + 0\n+ 0 ≠ 4 "})), TODAY)
    assert waivers.applied([failing()])[0].waived


@pytest.mark.parametrize("other", [
    {"rule_id": "applications.row_total"}, {"instance": "litigation_direct"}, {"report_id": "neighbour"},
    {"report_id": "next year"},
])  # fmt: skip
def test_it_accepts_that_failure_only(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, other: dict[str, str]
) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    assert not waivers.applied([failing(**other)])[0].waived
    assert became(waivers) == [(DANGLING, "the rule does not fail there any more")]


def test_the_same_numbers_published_again_are_still_accepted(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    corrected(con)
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    assert [f.waived for f in waivers.applied([failing("first"), failing("corrected")])] == [True, True]
    assert became(waivers) == [(ACTIVE, None)]
    # Where the new version has other numbers, the old one's failure is still the accepted one, and the waiver has ended.
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    changed = failing("corrected", sides="0 + 0 + 0 + 0 ≠ 6")
    assert [f.waived for f in waivers.applied([failing("first"), changed])] == [True, False]
    assert became(waivers) == [(DANGLING, "the values are others now: 0 + 0 + 0 + 0 ≠ 6")]
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), TODAY)
    waivers.applied([failing("first")])  # the corrected version does not fail
    assert became(waivers) == [(DANGLING, "the rule does not fail there any more")]


def test_each_version_may_have_its_own(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    corrected(con)
    path = written(tmp_path, {}, {"report_id": "corrected", "values": "0 + 0 + 0 + 0 ≠ 6"})
    waivers = Waivers(con, load_waivers(path), TODAY)
    accepted = waivers.applied([failing("first"), failing("corrected", sides="0 + 0 + 0 + 0 ≠ 6")])
    assert [f.waived for f in accepted] == [True, True]
    assert [status for status, _ in became(waivers)] == [DANGLING, ACTIVE]


def test_reports_of_nobody_do_not_share_one(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {"report_id": "nameless"})), TODAY)
    accepted = waivers.applied([failing("nameless"), failing("also nameless")])
    assert [f.waived for f in accepted] == [True, False]


@pytest.mark.parametrize(
    ("today", "accepted", "status"),
    [
        (date(2024, 12, 31), True, (ACTIVE, None)),
        (date(2025, 1, 1), False, (EXPIRED, "it held until 2024-12-31")),
    ],
)
def test_it_holds_to_the_end_of_its_last_day(
    tmp_path: Path,
    con: duckdb.DuckDBPyConnection,
    today: date,
    accepted: bool,
    status: tuple[str, str | None],
) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {})), today)
    assert waivers.applied([failing()])[0].waived is accepted
    assert became(waivers) == [status]


def test_what_accepts_nothing_is_told(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    waivers = Waivers(con, load_waivers(written(tmp_path, {"report_id": "unheard of"}, {})), TODAY)
    assert [f.waived for f in waivers.applied([])] == []
    assert became(waivers) == [
        (DANGLING, "no report of this report_id"), (DANGLING, "the rule does not fail there any more"),
    ]  # fmt: skip
    assert [row["line"] for row in waivers.table().to_pylist()] == [2, 3]


# --- rows to fill in ---


def published(folder: Path, *failures: Failure) -> Path:
    """A published warehouse with these failures, a waived one and a blank one among them."""
    (folder / "current").mkdir(parents=True)
    with duckdb.connect(str(folder / "current" / "gongkai.duckdb")) as con:
        con.execute(
            "create table fct_rule_results (report_id varchar, rule_id varchar, instance varchar, sides varchar, "
            "status varchar, waived boolean)"
        )
        rows: list[tuple[Any, ...]] = [
            (f.report_id, f.rule_id, f.instance, f.sides, "failed", f.waived) for f in failures
        ]
        rows.append(("first", "applications.balance", "total", None, "not_evaluable", False))
        con.executemany("insert into fct_rule_results values (?, ?, ?, ?, ?, ?)", rows)
        con.execute("create table dim_report as select unnest(['first', 'neighbour']) as report_id")
    return folder


@pytest.mark.parametrize("sides", [
    "0 + 0 + 0 + 0 ≠ 4", '=HYPERLINK("http://localhost","4") ≠ 4', "'（五）不予公开' taken for '（五）不予处理'\r\nline 57",
    '"四", 4',
])  # fmt: skip
def test_printed_rows_load_and_accept_once_they_are_filled_in(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str], sides: str
) -> None:
    open_ = [failing(sides=sides), failing(rule_id="shape.labels", sides=sides, instance=None)]
    done = replace(failing(instance="litigation_direct"), waived=True)
    warehouse = published(tmp_path / "warehouse", *open_, done, failing("neighbour"))
    assert main(["first", "--warehouse", str(warehouse)]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [row[:3] for row in rows] == [
        ["first", "appeals.total", "reconsideration"], ["first", "shape.labels", ""],
    ]  # fmt: skip
    assert all(row[4:6] == ["", ""] and row[6] == date.today().isoformat() and row[7] == "" for row in rows)
    filled = [dict(zip(HEADER, row, strict=True)) for row in rows]
    told = {"reason": "原件如此", "reviewer": "李某", "expiry": "2999-12-31"}
    waivers = Waivers(con, load_waivers(written(tmp_path, *(row | told for row in filled))), TODAY)
    assert [f.waived for f in waivers.applied(open_)] == [True, True]
    assert {status for status, _ in became(waivers)} == {ACTIVE}


def test_a_printed_row_is_no_waiver_before_a_person_filled_it_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["first", "--warehouse", str(published(tmp_path / "warehouse", failing()))])
    path = tmp_path / "waivers.csv"
    path.write_text(f"{','.join(HEADER)}\n{capsys.readouterr().out}", encoding="utf-8")
    with pytest.raises(WaiversError, match="line 2: reason is empty"):
        load_waivers(path)


def test_without_failures_or_warehouse_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warehouse = published(tmp_path / "warehouse", failing())
    assert main(["neighbour", "--warehouse", str(warehouse)]) == 1
    assert "neighbour：没有不符的规则 / no failing rule" in capsys.readouterr().err
    assert main(["first", "--warehouse", str(tmp_path / "nowhere")]) == 2
    assert "nothing is published there" in capsys.readouterr().err
    assert main(["nobody", "--warehouse", str(warehouse)]) == 2
    assert "dim_report has no such report" in capsys.readouterr().err
