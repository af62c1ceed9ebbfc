"""Preparing: any mistake in form.yml or rules.yml is one line, and a read-only installation needs no write."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.test_prepare import WATCHED_IMPORT, project, run

__all__ = ["project"]

pytestmark = pytest.mark.timeout(300)

RULES, FORM = "expectations/rules.yml", "extract/form/form.yml"
RULE = "rules: [{id: x, severity: error, basis: printed, label: x, en: x, text: x, kind: sum, operator: eq, %s}]\n"
# name -> file, text in it (the whole file where it is empty), other text
MISTAKES = {
    "a term of wrong kind": (RULES, "", RULE % "table: applications, each: report, lhs: [{role: outcome}], rhs: [1]"),
    "a list for a mapping": (RULES, "", RULE % "table: applications, each: column, lhs: [total], rhs: [total], when: [total]"),
    "nothing behind a field": (RULES, "", RULE % "table: applications, each: report, cells:, lhs: [total], rhs: [total]"),
    "no list at all": (RULES, "", "rules:\n"),
    "a version without its notice": (FORM, "notice:", "note:"),
}  # fmt: skip
IN_WORDS = "form.yml or rules.yml cannot be used: "


def mistaken(project: Path, mistake: str) -> None:
    file, old, new = MISTAKES[mistake]
    text = (project / file).read_text(encoding="utf-8") if old else ""
    assert old in text
    (project / file).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_value_of_a_wrong_type_is_one_line(project: Path, mistake: str) -> None:
    """Guards a TypeError, AttributeError or KeyError of whichever line met the value first, thrown at the person."""
    mistaken(project, mistake)

    done = run(project, "-m", "orchestration.prepare")

    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(IN_WORDS)
    assert len(line) > len(IN_WORDS) + 5


@pytest.mark.parametrize("command", ["run", "ui", "docs"])
def test_every_command_says_so_in_one_line(project: Path, command: str) -> None:
    mistaken(project, "no list at all")
    batch = project / "landing" / "2023-a"
    batch.mkdir(parents=True)
    (batch / "report.txt").write_text("年报", encoding="utf-8")
    if command == "docs":
        (project / "warehouse" / "build").mkdir(parents=True)
        (project / "warehouse" / "build" / "gongkai.duckdb").touch()

    done = run(project, "-m", f"orchestration.{command}", *(["--port", "0"] if command == "ui" else []))

    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "Traceback" not in said
    assert IN_WORDS in said


def test_what_is_prepared_is_not_even_locked(project: Path) -> None:
    """Guards `make run` of an installation that nobody may write in."""
    watched = WATCHED_IMPORT.replace(
        "from orchestration.definitions import defs\ndefs.get_repository_def()\n",
        "from orchestration.prepare import prepare\nassert prepare() == []\n",
    )
    assert "prepare()" in watched

    done = run(project, "-c", watched)

    assert done.returncode == 0, done.stderr
