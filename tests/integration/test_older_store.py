"""An upgrade: rows of a store that an older version wrote, where they cannot be read again, go through both gates."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from expectations.gates.cache import clear_cache
from orchestration.summary import find
from tests.support.older_store import age
from tests.support.warehouses import build, gates, rows

RULES = """
select r.rule_id, r.report_id, r.instance, r.status, r.lhs, r.rhs, r.verdict
from fct_rule_results as r order by all
"""
CHANNELS = "select * from int_appeal_channels order by all"
TABLE_FOUR = "select * from mart_consolidated_table where form_table = 'appeals' order by all"
COUNTS = "select rule_id, count(*) from int_rule_sides group by rule_id order by rule_id"


def test_rows_of_an_older_layout_pass_both_gates_and_lose_no_rule(own: Path) -> None:
    """Guards a gate 1 that died of problems without codes, a gate 2 that found no cells of table four and blocked for good,
    rules of table four that vanished, and a summary that died of a failed file without a code."""
    looks = (RULES, CHANNELS, TABLE_FOUR, COUNTS)
    before = [rows(own, look) for look in looks]
    assert all(before[:2]), "there is something to lose"
    said = _sentences(own)
    summed_up = find(own / "build" / "gongkai.duckdb", own)
    age(own, read_anew="2021-990000")  # as a run of one batch after an upgrade leaves it
    shutil.rmtree(own / "build")
    clear_cache(own)
    build(own, tests=False)  # asserts that gate 2 lets it pass
    assert [rows(own, look) for look in looks] == before
    assert _sentences(own) == said
    older = find(own / "build" / "gongkai.duckdb", own)
    assert [(path, why.en) for path, why in older.failed] == [
        (path, why.en) for path, why in summed_up.failed
    ]
    assert all(why.zh.startswith("旧版程序的记录：") for _, why in older.failed)
    assert [line.split(":")[0] for line in older.settled] == [
        line.split(":")[0] for line in summed_up.settled
    ]


def _sentences(warehouse: Path) -> list[tuple[Any, ...]]:
    return sorted(
        (r["rule_id"], r["report_id"], r["instance"], r["sides"]) for r in gates(warehouse, "rule_results")
    )
