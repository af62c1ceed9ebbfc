"""The batch that gate 1 is measured on: sound copies of reports, some with a mistake, some with blanks."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.gate import BATCH, write_copies
from expectations.check.draft import evaluate
from extract.store.schemas import SCHEMAS
from tests.support.drafts import arrow, consistent, zeros

COPIES = 400


def test_copies_are_reports_of_which_some_are_wrong_and_some_have_blanks(tmp_path: Path) -> None:
    originals = [consistent("示例县", 2022, seed=1), consistent("示例市", 2022, seed=2), zeros()]
    write_copies(arrow(originals), COPIES, tmp_path)
    tables = {name: pq.read_table(tmp_path / "extracted" / BATCH / f"{name}.parquet") for name in SCHEMAS}
    reports = tables["reports"].to_pylist()
    assert len(reports) == COPIES
    for column in ("report_id", "sha256", "path", "agency_name"):
        assert len({row[column] for row in reports}) == COPIES
    assert tables["cells"].num_rows == sum(len(originals[n % 3].cells) for n in range(COPIES))
    cells = tables["cells"].select(["report_id", "state", "value"]).to_pylist()
    assert len({row["value"] for row in cells}) > 500, "each copy has numbers of its own"
    blank = {row["report_id"] for row in cells if row["state"] == "blank"}
    assert 0.2 < len(blank) / COPIES < 0.4
    failed, _ = evaluate(tables)
    wrong = {failure.report_id for failure in failed if failure.severity == "error"}
    assert 0.02 < len(wrong) / COPIES < 0.08
    assert wrong.isdisjoint(blank)
