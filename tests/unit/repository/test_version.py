"""One version: of the package, of the dbt project, of the topmost entry of the changelog, and of a citation where there is one."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import yaml

from common.paths import ROOT

ENTRY = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.M)


def entries() -> list[tuple[str, str]]:
    """(version, day) of every entry of the changelog, topmost first."""
    return ENTRY.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_all_say_the_same_version() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    project = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    told = {"pyproject.toml": package, "dbt_project.yml": project["version"], "CHANGELOG.md": entries()[0][0]}
    citation = ROOT / "CITATION.cff"
    if citation.exists():
        told["CITATION.cff"] = yaml.safe_load(citation.read_text(encoding="utf-8"))["version"]
    assert len(set(map(str, told.values()))) == 1, told


def test_the_changelog_goes_from_the_newest_version_to_the_oldest() -> None:
    versions = [tuple(map(int, version.split("."))) for version, _ in entries()]
    days = [date.fromisoformat(day) for _, day in entries()]
    assert len(versions) == len(set(versions)) > 1
    assert versions == sorted(versions, reverse=True)
    assert days == sorted(days, reverse=True)
    headings = re.findall(r"^## .*$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert len(headings) == len(versions), "every entry has a version and a day"
