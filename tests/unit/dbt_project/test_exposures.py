"""What the lineage graph says of the warehouse's users is what they read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.paths import DBT_PROJECT
from publish import TABLES
from publish.warehouse import OF_RUNS
from tests.support.refresh_warehouse import ROOT

MARTS = {path.stem for path in (DBT_PROJECT / "models" / "marts").rglob("mart_*.sql")}


@pytest.fixture(scope="module")
def exposures() -> dict[str, dict[str, Any]]:
    found = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))[
        "exposures"
    ]
    return {exposure["name"]: exposure for exposure in found}


def rests_on(exposure: dict[str, Any]) -> set[str]:
    return {re.sub(r"ref\('(\w+)'\)", r"\1", ref) for ref in exposure["depends_on"]}


def read_by(*files: Path) -> set[str]:
    """Tables that stand behind a `from` or a `join`, or that a file names as a text of its own."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return set(re.findall(r"(?:from|join)\s+((?:dim|fct|bridge|mart)_\w+)", text)) | set(
        re.findall(r"[\"']((?:dim|fct|bridge|mart)_\w+)[\"']", text)
    )


def test_all_that_is_published_is_exposed(exposures: dict[str, dict[str, Any]]) -> None:
    assert MARTS
    assert rests_on(exposures["published_warehouse"]) == {*TABLES, *MARTS}
    assert rests_on(exposures["release"]) == {*TABLES, *MARTS} - {*OF_RUNS}


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("worked_queries", [ROOT / "docs" / "queries.md"]),
        ("panel_notebook", [ROOT / "notebooks" / "panel.py"]),
        ("alerts", [ROOT / "alerts" / "source.py"]),
        ("consolidated_tables", [*(ROOT / "publish" / "consolidated").glob("*.py")]),
    ],
)
def test_an_exposure_rests_on_what_its_code_reads(
    exposures: dict[str, dict[str, Any]], name: str, files: list[Path]
) -> None:
    assert rests_on(exposures[name]) == read_by(*files)


def test_every_exposure_is_told_in_both_languages(exposures: dict[str, dict[str, Any]]) -> None:
    for exposure in exposures.values():
        assert exposure["description"]
        assert exposure["config"]["meta"]["zh"]
        assert exposure["owner"] == {"name": "Gongkai contributors"}
