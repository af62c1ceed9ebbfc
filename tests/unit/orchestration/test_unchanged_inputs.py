"""A run is left out only where nothing that it goes by, and nothing that the last one left, is any different."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from common.paths import ROOT
from orchestration import unchanged_inputs
from orchestration.settings import Settings

REPORT = "2023-a/one.txt"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A landing folder, the code of a project, and a warehouse as a run leaves it."""
    for name, text in {
        f"landing/{REPORT}": "年报",
        "landing/2023-a/two.txt": "年报二",
        "project/extract/reader.py": "x = 1",
        "project/extract/form/form.yml": "rows: []",
        "project/expectations/rules.yml": "- id: a",
        "project/dbt_project/models/mart.sql": "select 1",
        "readings.csv": "sha256,key,raw,value,reviewer,date\n",
        "warehouse/build/gongkai.duckdb": "built",
        "warehouse/extracted/2023-a/reports.parquet": "rows",
        "warehouse/agencies/2023-a/agencies.parquet": "rows",
        "warehouse/gates/gate_2.json": "{}",
        "warehouse/alerts/state.json": "{}",
        "warehouse/data_docs/index.html": "<html>",
        "warehouse/versions/one/gongkai.duckdb": "published",
        "warehouse/versions/two/gongkai.duckdb": "published",
        "warehouse/dagster/storage/runs.db": "runs",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "warehouse/current").symlink_to("versions/one")
    monkeypatch.setattr(unchanged_inputs, "ROOT", tmp_path / "project")
    install(monkeypatch, duckdb="1.0")
    monkeypatch.setenv("GONGKAI_READINGS", str(tmp_path / "readings.csv"))
    monkeypatch.delenv("GONGKAI_UNREAD_SHARE", raising=False)
    settings = Settings(landing=tmp_path / "landing", warehouse=tmp_path / "warehouse")
    unchanged_inputs.keep(settings, unchanged_inputs.inputs(settings))
    assert since(settings), "nothing changed"
    return settings


def install(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    found = [SimpleNamespace(name=name, version=version) for name, version in versions.items()]
    monkeypatch.setattr("orchestration.unchanged_inputs.metadata.distributions", lambda: found)


def since(settings: Settings) -> str | None:
    return unchanged_inputs.complete_since(settings, unchanged_inputs.inputs(settings))


def written(name: str, text: str) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return write


def linked(name: str, target: str) -> Callable[[Path], object]:
    def link(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return link


CHANGES = {
    "a report's bytes": written(f"landing/{REPORT}", "报年"),
    "a new report": written("landing/2023-a/three.txt", "年报三"),
    "a new batch without reports": lambda folder: (folder / "landing/2024-a").mkdir(),
    "a report that left": lambda folder: (folder / "landing" / REPORT).unlink(),
    "a report under another name": lambda folder: (folder / "landing" / REPORT).rename(folder / "landing/2023-a/1.txt"),
    "a link out of the folder": linked("landing/2023-a/out.txt", "/etc/hostname"),
    "a link in the place of a report": linked(f"landing/{REPORT}", "two.txt"),
    "a sidecar": written(f"landing/{REPORT}.meta.yml", "agency_name: 某局"),
    "what a person says of agencies": written("landing/agencies.csv", "agency_name"),
    "whose reports they are": lambda folder: (folder / "warehouse/agencies/2023-a/agencies.parquet").unlink(),
    "a settled reading": written("readings.csv", "sha256,key,raw,value,reviewer,date\n\n"),
    "the reader": written("project/extract/reader.py", "x = 2"),
    "the form": written("project/extract/form/form.yml", "rows: [a]"),
    "a rule": written("project/expectations/rules.yml", "- id: b"),
    "a model": written("project/dbt_project/models/mart.sql", "select 2"),
    "a new model": written("project/dbt_project/models/more.sql", "select 2"),
    "the build file": written("warehouse/build/gongkai.duckdb", "built anew"),
    "the build file's time alone": lambda folder: os.utime(folder / "warehouse/build/gongkai.duckdb", (1, 1)),
    "what was extracted": lambda folder: (folder / "warehouse/extracted/2023-a/reports.parquet").unlink(),
    "what gate 2 said": lambda folder: (folder / "warehouse/gates/gate_2.json").unlink(),
    "what was told to people": written("warehouse/alerts/state.json", '{"a": 1}'),
    "the evidence": lambda folder: (folder / "warehouse/data_docs/index.html").unlink(),
    "the published version": linked("warehouse/current", "versions/two"),
    "a published file": written("warehouse/versions/one/gongkai.duckdb", "touched"),
    "nothing is published": lambda folder: (folder / "warehouse/current").unlink(),
    "a note that cannot be read": written("warehouse/build/complete.json", "{"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_makes_a_run(settings: Settings, tmp_path: Path, change: Callable[[Path], object]) -> None:
    change(tmp_path)
    assert since(settings) is None


@pytest.mark.parametrize("change", [{"strict": True}, {"alert_routes": Path("other.yml")}])
def test_other_settings_make_a_run(settings: Settings, change: dict[str, object]) -> None:
    assert since(replace(settings, **change)) is None  # type: ignore[arg-type]


def test_a_setting_of_the_gates_makes_a_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_UNREAD_SHARE", "0.9")
    assert since(settings) is None


def test_an_address_of_a_route_makes_a_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes = tmp_path / "routes.yml"
    routes.write_text("routes:\n  - {name: city, to: CITY_OFFICE}\n", encoding="utf-8")
    own = replace(settings, alert_routes=routes)
    before = unchanged_inputs.inputs(own)
    assert unchanged_inputs.inputs(own) == before
    monkeypatch.setenv("CITY_OFFICE", "json://127.0.0.1")
    assert unchanged_inputs.inputs(own) != before


def test_where_there_are_waivers_another_day_makes_a_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waivers = tmp_path / "waivers.csv"
    header = "report_id,rule_id,instance,values,reason,reviewer,date,expiry\n"
    row = "a,applications.balance,total,1 ≠ 2,seen,王某,2024-01-01,2024-12-31\n"
    monkeypatch.setenv("GONGKAI_WAIVERS", str(waivers))

    def on(day: date) -> str:
        monkeypatch.setattr(
            "orchestration.unchanged_inputs.date", type("Day", (), {"today": staticmethod(lambda: day)})
        )
        return unchanged_inputs.inputs(settings)

    waivers.write_text(header, encoding="utf-8")
    assert on(date(2024, 12, 31)) == on(date(2025, 1, 1))
    waivers.write_text(header + row, encoding="utf-8")
    assert on(date(2024, 12, 31)) != on(date(2025, 1, 1))


def test_another_library_makes_a_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, duckdb="1.1")
    assert since(settings) is None


@pytest.mark.parametrize(
    "change",
    [
        written("landing/2023-a/~$one.docx", "a lock"),
        written("project/dbt_project/target/manifest.yml", "written by dbt"),
        written("warehouse/logs/run.log", "a log"),
        lambda folder: os.utime(folder / "landing" / REPORT, (1, 1)),
    ],
    ids=["a lock file", "what dbt writes", "a log", "a report copied again"],
)
def test_what_no_run_goes_by_makes_none(
    settings: Settings, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    change(tmp_path)
    assert since(settings)


def test_what_arrives_during_a_run_is_for_the_next(settings: Settings, tmp_path: Path) -> None:
    at_start = unchanged_inputs.inputs(settings)
    written("landing/2023-a/three.txt", "年报三")(tmp_path)
    unchanged_inputs.keep(settings, at_start)
    assert since(settings) is None


def test_a_run_that_did_not_end_is_not_complete(settings: Settings) -> None:
    unchanged_inputs.forget(settings)
    assert since(settings) is None


def test_every_package_of_the_project_is_an_input_but_what_only_develops_it() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        packages = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert set(unchanged_inputs.CODE) == {*packages, "dbt_project"} - {"benchmarks", "samples"}
