"""The real reports beside the project: what their texts tell of the place, and no more. Skipped where that folder is absent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from agencies.store import resolve
from extract.store.batches import extract_batch, list_batches

FOLDER = Path(__file__).parents[2].parent / "shared" / "reports"
OPEN = {
    "吴村镇": "141002106|361103114",
    "平潭综合实验区": None,
}  # what the text leaves possible; a zone is in no reference
DECIDED = {
    "上塘镇人民政府": ("360981127", "domain"),
    "小纪汗镇人民政府": ("610802115", "superior"),
    "古郊乡人民政府": ("140524207", "superior"),
    "安乐镇人民政府": ("410311102", "phone"),
    "洪泽区人民政府": ("320813", "full_name"),
    "上海市人民政府办公厅": ("310000", "domain"),
    "沭阳县发展和改革局": ("321322", "domain"),
}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real reports is not beside the project")
def test_the_place_of_a_real_report_is_told_by_its_text(tmp_path: Path) -> None:
    batch = tmp_path / "landing" / "年报"
    batch.mkdir(parents=True)
    for path in FOLDER.iterdir():
        if path.suffix in (".txt", ".html", ".pdf"):
            shutil.copy(path, batch)
    landing, warehouse = batch.parent, tmp_path / "warehouse"
    for name, files in list_batches(landing).items():
        extract_batch(name, files, landing, warehouse)
    resolve(landing, warehouse)
    reports = pq.read_table(warehouse / "extracted" / "年报" / "reports.parquet").to_pylist()
    names = {row["report_id"]: row["agency_name"] for row in reports}
    found = pq.read_table(warehouse / "agencies" / "年报" / "agencies.parquet").to_pylist()
    decided = {
        names[row["report_id"]]: (row["division_code"], row["decided_by"])
        for row in found
        if row["division_code"]
    }
    assert decided == DECIDED
    assert {names[row["report_id"]]: row["candidates"] for row in found if not row["division_code"]} == OPEN
