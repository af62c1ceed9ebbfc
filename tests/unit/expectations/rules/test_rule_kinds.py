"""A rule kind is one module: nothing else knows it by its name, and each says all that is asked of one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.paths import ROOT
from expectations.rules import kinds
from expectations.rules.catalogue import load_rules
from expectations.rules.instances import expand
from expectations.rules.kinds import KINDS
from expectations.seeds.rule_seeds import instance_seeds
from extract.form.catalogue import load_form

FOLDER = Path(kinds.__file__).parent
MODELS = ROOT / "dbt_project" / "models"
LEAST_KEYS = 3  # of a dictionary, all of them names of kinds: a table of kinds
_COMPARED = re.compile(
    r"\bkind\b[\"']?\]?\s*(?:==|!=|<>|=|\bin\b|\bnot in\b)\s*[(\[{]*\s*([\"']\w+[\"'](?:,\s*[\"']\w+[\"'])*)"
)


def knowing(text: str) -> set[str]:
    """Names of kinds that Python code compares a kind with, itself or in SQL, matches, or has a table of."""
    compared = {name for found in _COMPARED.findall(text) for name in re.findall(r"\w+", found)}
    return (compared | set(_matched(ast.parse(text)))) & KINDS.keys()


def _matched(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            if len(keys) >= LEAST_KEYS and KINDS.keys() >= set(keys):
                yield from map(str, keys)
        if isinstance(node, ast.Match) and "kind" in ast.unparse(node.subject):
            for part in (p for case in node.cases for p in ast.walk(case.pattern)):
                if isinstance(part, ast.MatchValue) and isinstance(part.value, ast.Constant):
                    yield str(part.value.value)


def test_no_code_beside_the_kinds_knows_one_by_its_name() -> None:
    files = [
        path
        for package in ("alerts", "expectations", "modelling", "orchestration", "publish")
        for path in (ROOT / package).rglob("*.py")
        if FOLDER not in path.parents
    ]
    assert len(files) > 80
    found = {path.relative_to(ROOT).as_posix(): knowing(path.read_text(encoding="utf-8")) for path in files}
    assert {path: names for path, names in found.items() if names} == {}, "make it a field of RuleKind"


@pytest.mark.parametrize(
    "text",
    [
        "if rule.kind == 'sum': pass",
        'x = row["kind"] in ("jump", "unit")',
        '''q = "select key from dim_rule where kind in ('problems')"''',
        "facts = {'claims': 1, 'period': 2, 'roster': 3}",
        "match failure.kind:\n    case 'mention' | 'unit':\n        pass",
    ],
)
def test_the_search_finds_code_that_knows_a_kind(text: str) -> None:
    assert knowing(text)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_a_module_that_says_what_its_rules_are_about(name: str) -> None:
    module = FOLDER / f"{name}.py"
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    assert text.startswith(f"Kind {name}: ")
    kind = KINDS[name]
    untold = {field for field in kind.needed | kind.optional if not re.search(rf"\b{field}\b", text)}
    assert untold <= {"table", "operator"}, "its docstring tells of its fields"


@pytest.mark.parametrize("name", KINDS)
def test_the_sides_of_a_kind_are_computed_by_a_model_that_all_sides_are_taken_from(name: str) -> None:
    model = KINDS[name].sides_model
    [sql] = MODELS.rglob(f"{model}.sql")
    assert re.search(rf"\b{name}\b", sql.read_text(encoding="utf-8"))
    [all_sides] = MODELS.rglob("int_rule_sides.sql")
    assert f"ref('{model}')" in all_sides.read_text(encoding="utf-8")


def test_every_module_is_in_the_registry() -> None:
    shared = {"__init__", "kind", "wording", "fields"}
    assert {path.stem for path in FOLDER.glob("*.py")} - shared == KINDS.keys()


def test_rules_of_every_kind_are_in_use() -> None:
    assert KINDS.keys() - {rule.kind for rule in load_rules()} == set()


def test_a_new_row_of_the_form_adds_lines_to_the_seeds_and_changes_none() -> None:
    """Regression: instances were numbered, and one new row changed 3,500 lines."""
    form = load_form()
    rows = form.application_rows["2021"]
    place = next(n for n, row in enumerate(rows) if row.key == "denied.state_secret")
    new = replace(rows[place], key="denied.new", label="新的一项")
    grown = {**form.application_rows, "2021": (*rows[:place], new, *rows[place:])}
    for before, after in zip(
        instance_seeds(expand(load_rules(), form)),
        instance_seeds(expand(load_rules(), replace(form, application_rows=grown))),
        strict=True,
    ):
        lines = iter(after.csv().splitlines())
        assert all(line in lines for line in before.csv().splitlines()), "the old lines, in their order"
        assert len(after.rows) > len(before.rows)


def test_instances_have_a_key_that_says_what_they_are() -> None:
    keys = [instance.key for instance in expand(load_rules(), load_form())]
    assert len(set(keys)) == len(keys)
    assert "applications.balance@2021/natural_person" in keys


def test_every_sum_of_the_form_is_judged_by_a_rule_that_takes_it_from_there() -> None:
    """What digits run together are cut by, and what a report is judged by, are the same sums, written once."""
    named = re.findall(
        r"^  form_sum: (\w+)$", (ROOT / "expectations" / "rules.yml").read_text(encoding="utf-8"), re.M
    )
    assert sorted(named) == sorted(s.key for s in load_form().sums)
