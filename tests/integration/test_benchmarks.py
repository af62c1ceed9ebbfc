"""Every benchmark runs at its smallest size and prints its figures. What the figures are is judged nowhere here: a busy
machine must not fail a test.

A benchmark that no test ran stopped working when the extraction store got another table.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import commit
from benchmarks.areas import YEARS
from benchmarks.gate import SMALL_SIZES
from benchmarks.incremental import STEPS
from benchmarks.speed import Table

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "accuracy": ("--small", "--style", "html-plain", "--jobs", "1"),
    "bench": ("--small", "--jobs", "1"),
    "gate": ("--small",),
    "incremental": ("--small",),
}
NUMBER = r"[\d,]+(?:\.\d+)?"


def commands() -> list[str]:
    """Modules of benchmarks/ that are commands."""
    return sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if "__main__" in p.read_text("utf-8"))


def run(name: str, *arguments: str) -> str:
    """What a benchmark prints on its standard output; it must end with exit code 0."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_each_benchmark_is_run_here() -> None:
    assert commands() == sorted(SMALL)


@pytest.mark.parametrize("name", commands())
def test_a_benchmark_says_how_it_is_called(name: str) -> None:
    said = run(name, "--help")
    assert f"python -m benchmarks.{name}" in said
    assert "--small" in said
    assert "Exit code" in said


def test_accuracy_prints_its_verdict() -> None:
    said = run("accuracy", *SMALL["accuracy"])
    assert f"measured on commit {commit.commit()}" in said
    assert "html: reached" in said


def test_bench_prints_a_figure_for_every_reader() -> None:
    said = run("bench", *SMALL["bench"])
    assert f"measured on commit {commit.commit()}" in said
    for name in ("PDF", "DOCX", "HTML"):
        assert re.search(
            rf"^{name}, \d+ files: .* {NUMBER} ms/file +{NUMBER} ms/file +{NUMBER} x ", said, re.M
        ), said
    assert re.search(rf"^pool, \d+ files: .* {NUMBER} x ", said, re.M), said
    assert re.search(rf"^peak memory of a worker +{NUMBER} MB ", said, re.M), said
    assert said.count("not judged") == 6


def test_gate_prints_cpu_and_memory() -> None:
    said = run("gate", *SMALL["gate"])
    small, large = SMALL_SIZES
    assert f"measured on commit {commit.commit()}" in said
    assert re.search(rf"facts.*: {NUMBER} s of {small} reports, {NUMBER} s of {large} reports", said), said
    assert re.search(rf"^gate 1, {large} reports: peak memory +[1-9]{NUMBER} MB", said, re.M), said
    assert re.search(
        rf"^gate 1: CPU of one more than {small}; of those +-?{NUMBER} ms +{NUMBER} ms", said, re.M
    ), said
    assert said.count("not judged") == 3


def test_incremental_prints_the_cost_of_each_step() -> None:
    said = run("incremental", *SMALL["incremental"])
    assert f"measured on commit {commit.commit()}" in said
    assert f"{4 * len(YEARS)} reports in {len(YEARS)} batches, 4 of them read anew" in said
    for step in (*STEPS, "together"):
        assert re.search(rf"^{step}( +{NUMBER} s +[1-9]{NUMBER} MB){{3}} +{NUMBER}$", said, re.M), said


def test_a_missed_target_is_told_by_the_exit_code_unless_nothing_is_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for judged, code, word in ((True, 1, "MISSED"), (False, 0, "not judged")):
        table = Table(judged)
        table.line("a figure", "1 s", "2 s", "0.5 x", ">= 1 x", False)
        assert (table.exit_code, word in capsys.readouterr().out) == (code, True)


def test_without_git_the_commit_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert re.fullmatch(r"\S+", commit.commit())
    monkeypatch.setattr(commit, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert commit.commit() == commit.UNKNOWN
    monkeypatch.setenv("PATH", "")
    assert commit.commit() == commit.UNKNOWN
