"""The files by which the repository is kept: CI, hooks before a commit, templates. What they call exists."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.paths import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
HOOKS = ROOT / ".pre-commit-config.yaml"
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
FORMS = [path for path in TEMPLATES if path.name != "config.yml"]
PULL_REQUEST = ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md"


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def targets() -> set[str]:
    """Of the Makefile."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load(WORKFLOW)["jobs"]["test"]["steps"]
    return found


def hooks() -> list[dict[str, Any]]:
    [repo] = load(HOOKS)["repos"]
    assert repo["repo"] == "local", "a hook of another repository would be fetched"
    found: list[dict[str, Any]] = repo["hooks"]
    return found


def test_ci_runs_make_test_on_the_oldest_python_that_is_supported() -> None:
    """Guards two lists of what a machine needs, of which one was forgotten."""
    assert [step["run"] for step in steps() if "run" in step] == [".ci/run"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines()[-1] == "make test"
    assert "chromium" in script
    assert "fonts" in script
    [python] = [step["with"] for step in steps() if "setup-python" in step.get("uses", "")]
    assert f'requires-python = ">={python["python-version"]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert (ROOT / python["cache-dependency-path"]).is_file()


@pytest.mark.parametrize("path", [ROOT / ".ci" / "run", PULL_REQUEST, *FORMS], ids=lambda path: path.name)
def test_a_make_command_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(encoding="utf-8"), re.M))
    assert named <= targets()


@pytest.mark.parametrize("path", [WORKFLOW, HOOKS, PULL_REQUEST, *TEMPLATES], ids=lambda path: path.name)
def test_no_host_is_named(path: Path) -> None:
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_is_a_module_of_the_environment(hook: dict[str, Any]) -> None:
    python, option, module, *_ = shlex.split(hook["entry"])
    assert (python, option, hook["language"]) == (".venv/bin/python", "-m", "system")
    assert find_spec(module.split(".")[0]), f"{module} is not installed"
    assert find_spec(module)


def test_the_hooks_are_those_that_contributing_names() -> None:
    assert {hook["id"] for hook in hooks()} == {
        "ruff-check", "ruff-format", "sqlfluff", "large-files", "merge-conflict", "end-of-file", "yaml",
    }  # fmt: skip


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_has_what_the_site_needs(path: Path) -> None:
    form = load(path)
    assert form["name"]
    assert form["description"]
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids)) > 0
    assert any(field.get("validations", {}).get("required") for field in fields)
    for field in fields:
        assert field["type"] in ("input", "textarea", "dropdown", "checkboxes")
        assert field["attributes"]["label"]


def test_a_wrong_number_is_reported_by_file_cell_printed_and_read() -> None:
    body = load(ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong_number.yml")["body"]
    required = [part["id"] for part in body if part.get("validations", {}).get("required")]
    assert required == ["file", "cell", "printed", "read"]
