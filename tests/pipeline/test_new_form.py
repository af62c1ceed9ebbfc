"""A form version added to form.yml is read, checked and published with nothing else changed but what is generated of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from samples.layouts import html
from tests.support.project_copy import copy_project
from tests.support.refresh_warehouse import ROOT, environment
from tests.support.third_form import VERSION, loaded, made_up, third_form

BY_HAND = {"extract/form/form.yml"}

pytestmark = pytest.mark.timeout(600)


def _digests(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in project.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_form_version_is_an_entry_of_the_form_and_nothing_else(tmp_path: Path) -> None:
    project, warehouse = copy_project(tmp_path / "project", prepared=False), tmp_path / "warehouse"
    before = _digests(project)
    (project / "extract" / "form" / "form.yml").write_text(third_form(), encoding="utf-8")
    compiled = subprocess.run(
        [sys.executable, "-m", "modelling.compile"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    after = _digests(project)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert changed - BY_HAND == {line.removeprefix("wrote: ") for line in compiled.stdout.split("\n") if line}
    assert f"dbt_project/models/marts/panel/mart_disclosures_{VERSION}.sql" in changed

    old = sorted((ROOT / "landing").glob("2021-*"))[0]
    shutil.copytree(old, project / "landing" / old.name)
    new = project / "landing" / "2031-990000"
    new.mkdir()
    with loaded(tmp_path):
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
