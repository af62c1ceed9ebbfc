"""The dbt project is laid out as dbt people expect it: prefixes and folders of models, a yml beside each, a macro a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.paths import DBT_PROJECT as PROJECT

MODELS = PROJECT / "models"
FOLDERS = {
    "stg": {"staging"},
    "int": {"intermediate"},
    "dim": {"facts", "verdicts"},
    "fct": {"facts", "verdicts"},
    "bridge": {"facts"},
    "mart": {"marts"},
}
"""Prefix of a model -> the folders of models/ in which it may lie."""
STEPS = {"facts", "verdicts", "marts"}
NAMES = sorted(path.relative_to(MODELS).as_posix() for path in MODELS.rglob("*.sql"))
MACROS = sorted((PROJECT / "macros").rglob("*.sql"))
_MACRO = re.compile(r"\{%-? (?:macro|materialization) (\w+)(?:\((.*?)\)|, adapter='(\w+)')", re.DOTALL)


def _yml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("model", NAMES)
def test_the_prefix_of_a_model_says_where_it_lies(model: str) -> None:
    folder, name = model.split("/")[0], model.rsplit("/", 1)[-1]
    assert folder in FOLDERS.get(name.split("_")[0], set())


@pytest.mark.parametrize("model", NAMES)
def test_a_model_is_described_in_the_yml_beside_it(model: str) -> None:
    beside = _yml((MODELS / model).with_suffix(".yml"))
    assert [(entry["name"], bool(entry["description"])) for entry in beside["models"]] == [
        ((MODELS / model).stem, True)
    ]


@pytest.mark.parametrize("model", NAMES)
def test_a_model_is_built_in_one_step(model: str) -> None:
    """Without a tag no step would build it; tags of folders add up."""
    level = _yml(PROJECT / "dbt_project.yml")["models"]["gongkai"]
    tags: list[str] = []
    for part in (*model.split("/")[:-1], Path(model).stem):
        level = level.get(part, {})
        tags += level.get("+tags", [])
    assert len(tags) == 1
    assert set(tags) <= STEPS


def test_a_file_holds_one_macro_of_its_name() -> None:
    held = {path.stem: [m[0] for m in _MACRO.findall(path.read_text(encoding="utf-8"))] for path in MACROS}
    assert len(held) == len(MACROS)
    assert held == {name: [name] for name in held}


def test_every_macro_is_described_with_its_arguments() -> None:
    written = {}
    for path in MACROS:
        [(name, arguments, adapter)] = _MACRO.findall(path.read_text(encoding="utf-8"))
        of_file = f"materialization_{name}_{adapter}" if adapter else name
        written[of_file] = [a.split("=")[0].strip() for a in arguments.split(",") if a.strip()]
    entries = _yml(PROJECT / "macros" / "macros.yml")["macros"]
    assert {e["name"]: [a["name"] for a in e.get("arguments", ())] for e in entries} == written
    assert all(part["description"] for entry in entries for part in (entry, *entry.get("arguments", ())))


def test_generic_tests_are_files_of_their_names() -> None:
    for path in (PROJECT / "tests" / "generic").glob("*.sql"):
        assert re.findall(r"\{% test (\w+)\(", path.read_text(encoding="utf-8")) == [path.stem]
