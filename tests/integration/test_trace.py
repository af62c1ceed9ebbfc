"""From a figure down to raw text and place, on the small warehouse; what is wrong on the way is seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from publish.release.descriptions import Described
from publish.trace import Tracer, sources
from publish.trace.__main__ import main
from tests.support.tracing import cells_under, complaints, picked
from tests.support.warehouses import change, report_id

COUNTY = {"agency_name": "示例乙县人民政府", "report_year": "2021"}


@pytest.fixture
def tracer(built: Path) -> Iterator[Tracer]:
    with duckdb.connect(str(built / "build" / "gongkai.duckdb"), read_only=True) as database:
        yield Tracer(database)


def _row(tracer: Tracer, mart: str, where: str) -> dict:
    [row] = tracer.ask(f"select * from {mart} where {where}")
    return row


def test_every_number_of_every_mart_says_what_it_rests_on(tracer: Tracer) -> None:
    """No column is left out silently: a key, an order, a place and a given input are told as such."""
    assert {
        mart: tracer.without_source(mart) for mart in tracer.tables() if tracer.without_source(mart)
    } == {}
    for mart in tracer.tables():
        words = tracer.descriptions.of(mart)
        assert words.grain, mart
        assert words.described.meta.get("holds"), mart
        for told in words.described.meta.get("rests_on", {}).values():
            assert tracer.columns(told["table"]), (mart, told)
        for name in tracer.numeric(mart):
            column = words.columns.get(name, Described())
            if "is" in column.meta:
                assert column.meta["is"] in ("key", "ordinal", "place"), (mart, name)


def test_figures_picked_at_random_come_down_to_their_cells(tracer: Tracer) -> None:
    """Blanks, dashes and texts among them. (The sentences made up for this warehouse stand at no place.)"""
    wrong = [
        complaint
        for mart, column, row in picked(tracer, 20210030)
        if mart != "mart_division_year"
        for complaint in complaints(tracer, tracer.figure(mart, column, row))
        if "a sentence without a place" not in complaint
    ]
    assert wrong == []


def test_a_rate_comes_down_to_two_cells_with_their_places(tracer: Tracer) -> None:
    row = _row(tracer, "mart_agency_year", f"report_id = '{report_id('county')}'")
    figure = tracer.figure("mart_agency_year", "grant_rate", row)
    assert figure.holds
    assert figure.expression == f"{row['granted']} / {row['closed_total']}"
    assert {(cell.key, cell.raw, cell.state) for cell in cells_under(figure)} == {
        ("applications/closed_total/total", str(row["closed_total"]), "number"),
        ("applications/granted/total", str(row["granted"]), "number"),
    }
    assert all({"table", "row", "column"} <= set(cell.place) for cell in cells_under(figure))


def test_a_blank_is_shown_as_a_blank_with_what_stood_in_for_it(tracer: Tracer) -> None:
    row = _row(tracer, "mart_agency_year", f"report_id = '{report_id('blanks')}'")
    strict = tracer.figure("mart_agency_year", "granted", row)
    assert (strict.value, strict.computed, strict.cells[0].state, strict.cells[0].how) == (
        None,
        None,
        "blank",
        "unknown",
    )
    loose = tracer.figure("mart_agency_year", "granted_blank0", row)
    assert (loose.value, loose.computed, loose.cells[0].how) == (0, 0, "zero")
    total = tracer.figure("mart_agency_year", "reconsideration_total", row)
    assert (total.value, total.cells[0].raw, total.cells[0].how) == (0, "/", "parts")
    assert [part.key.rsplit("/", 1)[1] for part in total.cells[0].parts] == [
        "upheld",
        "corrected",
        "other",
        "pending",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "update mart_agency_year set granted = granted + 1",
        "update mart_agency_year set grant_rate = grant_rate + 0.001",
        "update fct_cells set value = '12345' where key = 'applications/granted/total'",
        "delete from fct_cells where key like 'applications/granted/%'",
    ],
)
def test_what_does_not_come_from_its_cells_is_seen(own: Path, statement: str) -> None:
    change(own, statement)
    with duckdb.connect(str(own / "build" / "gongkai.duckdb"), read_only=True) as database:
        tracer = Tracer(database)
        row = _row(tracer, "mart_agency_year", f"report_id = '{report_id('county')}'")
        figure = tracer.figure("mart_agency_year", "grant_rate", row)
        assert not figure.holds
        assert list(complaints(tracer, figure))


def test_a_sum_over_reports_goes_down_as_far_as_it_is_told_to(built: Path, own: Path) -> None:
    with duckdb.connect(str(built / "build" / "gongkai.duckdb"), read_only=True) as database:
        tracer = Tracer(database, most=1)
        row = _row(
            tracer, "mart_quality", "batch = '2022-990000' and report_year = 2022 order by files desc limit 1"
        )
        figure = tracer.figure("mart_quality", "cells", row)
        assert figure.holds
        assert figure.left_out == figure.rows - 1 == row["cells"] - 1
        assert figure.sql is not None
        assert len(tracer.ask(figure.sql)) == row["cells"]


def test_sql_names_and_literals() -> None:
    assert sources.names("case when own.x > 'a b' then sum(t.granted) / nullif(f.gone, 0) end") == [
        "case", "when", "then", "granted", "end",
    ]  # fmt: skip
    assert (
        sources.filled("own.a = {b} and own.c", {"a": "it's", "b": "grant", "c": None})
        == "'it''s' = grant and null"
    )


@pytest.fixture
def published(built: Path, tmp_path: Path) -> Path:
    """The build file where a published one lies."""
    (tmp_path / "current").mkdir()
    shutil.copy(built / "build" / "gongkai.duckdb", tmp_path / "current" / "gongkai.duckdb")
    return tmp_path


def _said(capsys: pytest.CaptureFixture[str], warehouse: Path, *told: str) -> tuple[int, str, str]:
    code = main([*told, "--warehouse", str(warehouse)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_prints_the_way_down(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = [f"{name}={value}" for name, value in COUNTY.items()]
    code, said, _ = _said(capsys, published, "mart_agency_year", "grant_rate", *keys)
    assert code == 0
    for wanted in (
        "granted / closed_total",
        "applications/granted/total",
        "予以公开／总计",
        "原文 raw「",
        "2021-990000/",
        "sha256",
    ):
        assert wanted in said
    code, said, _ = _said(capsys, published, "mart_agency_year", *keys)
    assert code == 0
    assert "grant_rate = " in said
    assert "[formula: granted / closed_total]" in said
    code, said, _ = _said(capsys, published, "mart_agency_year", "grant_rate", *keys, "--json")
    assert json.loads(said)["parts"][0]["cells"][0]["key"] == "applications/granted/total"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["mart_agency_yaer"], ["没有表 mart_agency_yaer", "mart_agency_year"]),
        (["mart_agency_year", "grant_rat"], ["has no column grant_rat", "grant_rate"]),
        (["mart_agency_year", "agency_name", "report_year=2021"], ["holds no numbers"]),
        (["mart_agency_year", "grant_rate", "report_year=2022"], ["有多行符合", "agency_id="]),
        (
            ["mart_agency_year", "grant_rate", "agency_name=示例乙县人民政俯"],
            ["no such value", "示例乙县人民政府"],
        ),
    ],
)
def test_the_command_says_what_is_wrong(
    published: Path, capsys: pytest.CaptureFixture[str], told: list[str], said: list[str]
) -> None:
    code, _, error = _said(capsys, published, *told)
    assert code == 2
    assert all(words in error for words in said), error


def test_without_a_published_warehouse_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = _said(capsys, tmp_path, "mart_agency_year")
    assert code == 2
    assert "make run" in error
