"""Nothing held or failed leaks into a certified mart: such a report stands beside every certified one, in every area and year."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from publish.trace import Tracer
from tests.support.drafts import Draft
from tests.support.leaks import FAILED, HELD, LEAST, leaking_warehouse
from tests.support.tracing import cells_under

CERTIFIED = ["certified"]
SAMPLED = 12  # figures of a mart that are walked down; every number of every mart is looked at besides


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tracer, list[Draft]]]:
    warehouse, drafts = leaking_warehouse(tmp_path_factory.mktemp("leaks"))
    with duckdb.connect(str(warehouse / "build" / "gongkai.duckdb"), read_only=True) as database:
        yield Tracer(database), drafts


@pytest.fixture(scope="module")
def tracer(leaking: tuple[Tracer, list[Draft]]) -> Tracer:
    return leaking[0]


@pytest.fixture(scope="module")
def not_certified(tracer: Tracer) -> set[str]:
    """Reports that no certified mart may know of: held, failed, and versions that another one took the place of."""
    certified = {row["report_id"] for row in tracer.ask("select report_id from int_certified_reports")}
    return {row["report_id"] for row in tracer.ask("select report_id from dim_report")} - certified


def _holds(tracer: Tracer, mart: str) -> list[str]:
    return list(tracer.descriptions.of(mart).described.meta["holds"])


def _found(tracer: Tracer, mart: str, reports: set[str]) -> set[str]:
    """Which of the reports a text column of the mart names."""
    texts = [name for name, told in tracer.columns(mart).items() if told == "VARCHAR"]
    shown = ", ".join(f'"{name}"' for name in texts)
    rows = tracer.ask(f"select concat_ws(' ', {shown}) as told from {mart}")
    told = " ".join(row["told"] for row in rows)
    return {report for report in reports if report in told}


def test_every_area_and_year_has_held_and_failed_reports_beside_certified_ones(
    tracer: Tracer, leaking: tuple[Tracer, list[Draft]]
) -> None:
    found = tracer.ask(
        "select a.division_code, r.report_year, string_agg(distinct r.gate_status, ' ' order by r.gate_status) as kinds "
        "from dim_report as r inner join dim_agency as a on r.agency_id = a.agency_id "
        "where length(a.division_code) = 6 and a.agency_level = 'county' group by all"
    )
    assert len(found) == 6
    assert {row["kinds"] for row in found} == {"certified failed held"}
    printed = {
        value
        for draft in leaking[1]
        if draft.doubts or draft.status == "failed"
        for value in draft.cells.values()
    }
    assert {str(HELD), str(FAILED)} <= printed
    [largest] = tracer.ask(
        "select max(abs(c.value_number)) as n from fct_cells as c inner join int_certified_reports as r on c.report_id = r.report_id"
    )
    assert largest["n"] * len(leaking[1]) < LEAST


def test_marts_say_themselves_whose_reports_they_hold(tracer: Tracer, not_certified: set[str]) -> None:
    """Those that hold others say so in their description, and do."""
    wider = {mart for mart in tracer.tables() if _holds(tracer, mart) != CERTIFIED}
    assert wider < set(tracer.tables())
    for mart in wider:
        english = tracer.descriptions.of(mart).described.en.lower()
        assert "held" in english or "not only certified" in english, mart
        if "report_id" in tracer.columns(mart):
            assert _found(tracer, mart, not_certified), mart


def test_no_number_or_name_of_a_held_or_failed_report_is_in_a_certified_mart(
    tracer: Tracer, not_certified: set[str]
) -> None:
    leaks = []
    for mart in tracer.tables():
        if _holds(tracer, mart) == CERTIFIED:
            numeric = ", ".join(f'max(abs("{name}")) as "{name}"' for name in tracer.numeric(mart))
            [largest] = tracer.ask(f"select count(*) as rows_there, {numeric} from {mart}")
            assert largest.pop("rows_there"), f"{mart} is empty: it shows nothing"
            leaks += [
                (mart, name, value) for name, value in largest.items() if value is not None and value >= LEAST
            ]
            leaks += [(mart, "report", report) for report in _found(tracer, mart, not_certified)]
    assert leaks == []


def test_every_cell_below_a_certified_mart_is_of_a_certified_report(
    tracer: Tracer, not_certified: set[str]
) -> None:
    """Shares and medians, in which a number cannot be seen."""
    chance = random.Random(20190560)
    wrong = []
    walked = 0
    for mart in (m for m in tracer.tables() if _holds(tracer, m) == CERTIFIED):
        rows = tracer.ask(f"select * from {mart} order by all")
        for _ in range(SAMPLED):
            row, column = chance.choice(rows), chance.choice(tracer.numeric(mart))
            figure = tracer.figure(mart, column, row)
            below = {cell.file.report_id for cell in cells_under(figure)}
            walked += len(below)
            if not figure.holds or below & not_certified:
                wrong.append((mart, column, figure.row, figure.value, figure.computed))
    assert wrong == []
    assert walked


def test_what_leaks_is_seen(leaking: tuple[Tracer, list[Draft]], tmp_path: Path) -> None:
    """The numbers looked for would be found: they do stand in the marts that hold held reports."""
    tracer, _ = leaking
    [found] = tracer.ask(f"select count(*) as n from mart_revisions where old_raw = '{HELD}'")
    assert found["n"] > 0
    [found] = tracer.ask(f"select count(*) as n from mart_rule_violations where greatest(lhs, rhs) >= {HELD}")
    assert found["n"] > 0
