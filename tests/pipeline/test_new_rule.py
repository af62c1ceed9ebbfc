"""A rule of a known kind is an edit of rules.yml and nothing else: enforced, in the Data Docs and among Dagster's checks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb

from tests.support.project_copy import copy_project
from tests.support.refresh_warehouse import ROOT, environment

LABEL = "予以公开不超过新收"
RULE = f"""
- id: applications.granted_within_new
  severity: warning
  basis: heuristic
  label: {LABEL}
  en: granted at most what came in
  kind: sum
  table: applications
  each: column
  columns: [total]
  operator: le
  lhs: [granted]
  rhs: [1]
  text: "made up for a test: granted <= 1"
"""


def test_a_rule_added_to_the_file_is_enforced_and_shown(tmp_path: Path) -> None:
    project, warehouse = copy_project(tmp_path / "project", prepared=False), tmp_path / "warehouse"
    batch = sorted((ROOT / "landing").glob("2021-*"))[0]
    shutil.copytree(batch, project / "landing" / batch.name)
    with (project / "expectations" / "rules.yml").open("a", encoding="utf-8") as rules:
        rules.write(RULE)

    done = subprocess.run(
        [sys.executable, "-m", "orchestration.run"],
        cwd=project,
        env=environment(project / "landing", warehouse),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    with duckdb.connect(str(warehouse / "current" / "gongkai.duckdb"), read_only=True) as con:
        failed = con.execute(
            "select r.report_id, f.lhs from fct_rule_results as f join dim_report as r on f.report_id = r.report_id "
            "where f.rule_id = 'applications.granted_within_new' and f.status = 'failed'"
        ).fetchall()
        above = con.execute(
            "select report_id, granted from fct_applications where is_printed_total and granted > 1"
        ).fetchall()
        history = con.execute(
            "select sum(failed) from fct_gate_history where rule_id = 'applications.granted_within_new'"
        ).fetchall()
    assert above
    assert sorted(failed) == sorted((report_id, float(granted)) for report_id, granted in above)
    assert history == [(len(above),)]
    pages = "".join(
        page.read_text(encoding="utf-8") for page in (warehouse / "data_docs" / "gate_1").rglob("*.html")
    )
    assert LABEL in pages
    with dg.DagsterInstance.from_config(str(warehouse / "dagster")) as instance:
        key = dg.AssetCheckKey(dg.AssetKey("rule_results"), "applications__granted_within_new")
        [record] = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    assert record.event is not None
    assert record.event.dagster_event is not None
    evaluation = record.event.dagster_event.asset_check_evaluation_data
    assert not evaluation.passed
    assert evaluation.metadata["failed"].value == len(above)
