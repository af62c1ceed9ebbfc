"""A form version added to form.yml and a rule added to rules.yml are read, checked and published, with nothing else changed
but what is generated of them.

One run for both: it takes a minute, and each looks at its own reports in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from samples.layouts import html
from samples.model import Report
from tests.support.project_copy import copy_project
from tests.support.refresh_warehouse import ROOT, environment
from tests.support.third_form import VERSION, loaded, made_up, third_form

BY_HAND = {"extract/form/form.yml"}
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


pytestmark = pytest.mark.timeout(600)


@dataclass
class Extended:
    """The warehouse of a project with the form version and the rule; the reports on the form version by name; the files
    that the form version changed, and those of them that the compiler said it wrote."""

    warehouse: Path
    wanted: dict[str, Report]
    changed: set[str]
    written: set[str]


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Extended:
    """A copy of the project, extended by both, and run on made-up reports beside a batch of the sample."""
    folder = tmp_path_factory.mktemp("extended")
    project, warehouse = copy_project(folder / "project", prepared=False), folder / "warehouse"
    before = _digests(project)
    (project / "extract" / "form" / "form.yml").write_text(third_form(), encoding="utf-8")
    compiled = subprocess.run(
        [sys.executable, "-m", "modelling.compile"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    after = _digests(project)
    with (project / "expectations" / "rules.yml").open("a", encoding="utf-8") as rules:
        rules.write(RULE)

    old = sorted((ROOT / "landing").glob("2021-*"))[0]
    shutil.copytree(old, project / "landing" / old.name)
    new = project / "landing" / "2031-990000"
    new.mkdir()
    with loaded(folder):
        wanted = {
            "all": made_up(agency="示例甲县人民政府"),
            "four": made_up(appeals="2021", agency="示例乙县人民政府"),
            "old": made_up(2031, "2021", "2021", "2021", agency="示例丙县人民政府"),
        }
        for name, report in wanted.items():
            (new / f"{name}.html").write_bytes(html.plain(report))
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.run"],
        cwd=project, env=environment(project / "landing", warehouse), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Extended(
        warehouse,
        wanted,
        {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)},
        {line.removeprefix("wrote: ") for line in compiled.stdout.split("\n") if line},
    )


def _digests(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in project.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_form_version_changes_what_is_generated_of_it_and_nothing_else(extended: Extended) -> None:
    assert extended.changed - BY_HAND == extended.written
    assert f"dbt_project/models/marts/panel/mart_disclosures_{VERSION}.sql" in extended.changed


def test_reports_on_a_new_form_version_are_read_checked_and_published(extended: Extended) -> None:
    warehouse, wanted = extended.warehouse, extended.wanted
    with duckdb.connect(str(warehouse / "current" / "gongkai.duckdb"), read_only=True) as con:
        status = con.execute(
            "select path, gate_status, form_disclosures, form_applications from dim_report where report_year = 2031 order by path"
        ).fetchall()
        ids = dict(con.execute("select path, report_id from dim_report").fetchall())
        cells = con.execute("select report_id, key, form_table, form, value from fct_cells").fetchall()
        marts = {
            version: con.execute(f"select report_id from mart_disclosures_{version}").fetchall()
            for version in ("2021", VERSION)
        }
        revised = con.execute(
            f"select normative_documents__revised from mart_disclosures_{VERSION}"
        ).fetchall()
        withdrawn = con.execute(
            "select report_id, channel, withdrawn, total, decided from mart_appeals where report_year = 2031"
        ).fetchall()
        blanks = con.execute(
            "select count(*) from fct_rule_results where status = 'failed' and report_id in (select unnest(?)) "
            "and rule_id in ('applications.row_total', 'applications.outcome_total', 'appeals.total')",
            [[ids[f"2031-990000/{name}.html"] for name in wanted]],
        ).fetchall()
    assert status == [
        (f"2031-990000/{name}.html", "certified", report.form_disclosures, report.form_applications)
        for name, report in wanted.items()
    ]
    for name, report in wanted.items():
        own = ids[f"2031-990000/{name}.html"]
        assert {key: value for whose, key, _, _, value in cells if whose == own} == {
            key: cell.value for key, cell in report.cells.items()
        }
        assert {(table, form) for whose, _, table, form, _ in cells if whose == own} == {
            ("disclosures", report.form_disclosures),
            ("applications", report.form_applications),
            ("appeals", report.form_appeals),
        }
    on_new = {ids[f"2031-990000/{name}.html"] for name in ("all", "four")}
    assert {own for (own,) in marts[VERSION]} == on_new
    assert not on_new & {own for (own,) in marts["2021"]}
    assert len(marts["2021"]) > 1
    assert revised == [(int(wanted["all"].cells["disclosures/normative_documents/revised"].value or 0),)] * 2
    told = {
        (whose, channel): (number, total, decided) for whose, channel, number, total, decided in withdrawn
    }
    for name, report in wanted.items():
        for block in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
            printed = {
                k.split("/")[2]: int(c.value or 0)
                for k, c in report.cells.items()
                if k.startswith(f"appeals/{block}/")
            }
            assert told[ids[f"2031-990000/{name}.html"], block] == (
                printed.get("withdrawn"), printed["total"], printed["total"] - printed["pending"],
            )  # fmt: skip
    assert blanks == [(0,)]


def test_a_rule_added_to_the_file_is_enforced_and_shown(extended: Extended) -> None:
    warehouse = extended.warehouse
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
