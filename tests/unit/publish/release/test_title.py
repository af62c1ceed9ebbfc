"""What a release calls itself: nobody should cite a made-up sample for China's figures."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from publish.release.building import _only_own_divisions
from publish.release.citation import DEFAULT_LICENCE, LICENCES, Edition

EDITION = Edition("2023.1", None, 2021, 2023, None, "某办公室", LICENCES[DEFAULT_LICENCE])


@pytest.mark.parametrize(
    ("agencies", "expected"),
    [
        (["990101", "990102"], True),
        (["990101", "110101"], False),
        ([], False),
        ([None], False),
    ],
)
def test_data_of_divisions_that_only_their_maker_knows(agencies: list[str | None], expected: bool) -> None:
    with duckdb.connect(":memory:") as con:
        con.execute("create table dim_agency (division_code varchar)")
        con.execute("create table dim_division (division_code varchar, source varchar)")
        con.execute(
            "insert into dim_division values ('990101', 'divisions.csv'), ('990102', 'divisions.csv')"
        )
        con.execute("insert into dim_division values ('110101', 'reference')")
        for code in agencies:
            con.execute("insert into dim_agency values (?)", [code])
        assert _only_own_divisions(con) is expected


def test_their_title_says_so_and_does_not_speak_of_china() -> None:
    made_up = replace(EDITION, own_divisions=True).title
    assert "虚构" in made_up
    assert "China" not in made_up
    assert "China" in EDITION.title
    assert "虚构" not in EDITION.title
