"""`dbt source freshness`: how old the newest report is, and never more than a warning."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.support.drafts import consistent, write_batch
from tests.support.warehouses import dbt


def test_reports_of_long_ago_are_a_warning_and_new_ones_none(tmp_path: Path) -> None:
    write_batch(tmp_path, "2022-990000", [consistent("示例甲局", 2022, seed=1)])
    assert freshness(tmp_path) == {"source.gongkai.extracted.reports": "warn"}
    write_batch(tmp_path, "2023-990000", [consistent("示例甲局", 2023, seed=2, read_at=datetime.now(UTC))])
    assert freshness(tmp_path) == {"source.gongkai.extracted.reports": "pass"}


def freshness(warehouse: Path) -> dict[str, str]:
    """Status by source, of those of which it is asked. Raises where dbt ends with an error."""
    results = dbt(warehouse, "source", "freshness", written="sources.json")
    return {result["unique_id"]: result["status"] for result in results}
