"""Who was due and what came, and peers, on a small warehouse: what is held is told of and compared with nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb

from agencies.office_tables import store_inputs
from agencies.roster import HEADER
from orchestration.missing_reports import coverage
from tests.support.warehouses import CERTIFIED_AND_CURRENT, dbt, report_id, rows


def test_without_a_roster_nobody_is_due(built: Path) -> None:
    assert rows(built, "select count(*) from mart_coverage") == [(0,)]


def test_a_roster_tells_who_is_due_and_what_came(own: Path, tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    lines = [
        "示例乙县人民政府,,,示例丙县人民政府,2022,,",  # certified
        "示例甲县人民政府,,,示例丙县人民政府,2022,,",  # held
        "示例缺县人民政府,,,示例丙县人民政府,2022,,",  # nothing came
        "示例 辛县人民政府,,,示例丙县人民致府,2022,,",  # its consolidating body is misspelt
    ]
    (landing / "roster.csv").write_text("\n".join([",".join(HEADER), *lines, ""]), encoding="utf-8")
    store_inputs(landing, own)
    # stg_roster as well: a view knows where its warehouse's files lie.
    dbt(
        own,
        "run",
        "--select",
        "stg_roster",
        "int_roster_matches",
        "int_roster_units",
        "int_coverage",
        "mart_coverage",
    )
    found = rows(
        own,
        "select agency_name, role, status, due, received, report_id, cast(due_on as varchar), units_due, units_received "
        "from mart_coverage order by entry_id nulls last, agency_name desc",
    )
    assert found == [
        ("示例乙县人民政府", "unit", "certified", 1, 1, report_id("county_next"), "2023-03-31", None, None),
        ("示例甲县人民政府", "unit", "held", 1, 1, report_id("balance"), "2023-03-31", None, None),
        ("示例缺县人民政府", "unit", "missing", 1, 0, None, "2023-03-31", None, None),
        ("示例辛县人民政府", "unit", "certified", 1, 1, report_id("corrected"), "2023-03-31", None, None),
        ("示例丙县人民致府", "consolidating", "unknown_body", 1, 0, None, None, 1, 1),
        ("示例丙县人民政府", "consolidating", "certified", 1, 1, report_id("same_bytes"), "2023-03-31", 3, 2),
    ]
    with duckdb.connect(str(own / "build" / "gongkai.duckdb"), read_only=True) as database:
        told = coverage(database)
    assert told.years == ("2022: 应报 due 6 · 已收 received 4 · 未报 missing 2",)
    assert "perhaps 示例丙县人民政府?" in told.missing[0]
    assert told.missing[1:] == ("示例缺县人民政府 2022",)


def test_only_certified_reports_are_compared_among_peers(built: Path) -> None:
    wanted = {report_id(name) for name in CERTIFIED_AND_CURRENT}
    assert {r for (r,) in rows(built, "select report_id from mart_peers")} == wanted
