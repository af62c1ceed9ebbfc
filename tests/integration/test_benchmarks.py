"""Every benchmark runs at its smallest size and prints its figures. What the figures are is judged nowhere here: a busy
machine must not fail a test.

A benchmark that no test ran stopped working when the extraction store got another table.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import commit
from benchmarks.areas import YEARS
from benchmarks.coverage_tables import module_of, page, ranges
from benchmarks.gate import SMALL_SIZES
from benchmarks.incremental import STEPS
from benchmarks.speed import Table

ROOT = Path(__file__).resolve().parents[2]
SMALL = {
    "accuracy": ("--small", "--style", "html-plain", "--jobs", "1"),
    "coverage_by_corpus": ("--small",),
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
    assert commands() == sorted([*SMALL, "golden"]), "golden is run by test_golden.py"


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_says_how_it_is_called(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        import_module(f"benchmarks.{name}").main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
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
    assert f"{4 * len(YEARS)} reports in {len(YEARS)} batches" in said
    for step in (*STEPS, "together"):
        assert re.search(rf"^{step} +{NUMBER} s +[1-9]{NUMBER} MB$", said, re.M), said


def test_coverage_tells_what_each_corpus_reaches(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "one.txt").write_text("no report of this form", encoding="utf-8")
    said = run(
        "coverage_by_corpus", *SMALL["coverage_by_corpus"], "--corpus", str(own), "--out", str(tmp_path)
    )
    assert (tmp_path / "coverage.md").read_text("utf-8") in said
    told = json.loads((tmp_path / "coverage.json").read_text("utf-8"))
    assert told["commit"] == commit.commit()
    assert {"sample", "card", "own"} <= {corpus["name"] for corpus in told["corpora"] if corpus["files"]}
    modules = {module["name"]: module for module in told["modules"]}
    for name in ("sample", "card", "own"):
        total = sum(module["reached"].get(name, 0) for module in modules.values())
        assert re.search(rf"^\| \*\*all\*\* .*\| {total} ", said, re.M), said
    assert modules["readers/pdf/__init__.py"]["reached"]["card"] > 0
    assert "own" not in modules["readers/sheets/xlsx.py"]["reached"]
    # Cached: without forgetting what one corpus left, the next would seem not to reach it.
    reached = modules["form/catalogue.py"]["reached"]
    assert reached["sample"] > 30
    assert reached["card"] >= reached["sample"]
    assert all(module["unreached"] <= module["lines"] for module in modules.values())
    assert any(module["nowhere"] for module in modules.values())


def test_lines_are_those_of_functions_and_ranges_leave_out_what_is_no_statement() -> None:
    source = "X = 1\ndef a():\n    y = 1\n\n    z = 2\n    def b():\n        return 3\n    return z\nclass C:\n    def d(self):\n        return 4\n"
    statements = [1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
    module = module_of("m.py", source, statements, {3: ["card"], 5: ["", "card", "real"], 11: ["real"]})
    assert [(f.name, f.line, f.statements, f.reached) for f in module.functions] == [
        ("a", 2, 4, {"card": 2, "real": 1}),
        ("a.b", 6, 1, {}),
        ("C.d", 10, 1, {"real": 1}),
    ]
    assert (module.lines, module.reached) == (6, {"card": 2, "real": 2})
    assert (module.unreached, module.nowhere) == (3, [(6, 8)])
    assert ranges([1, 2, 5, 9], {1, 2, 9}) == [(1, 2), (9, 9)]
    shown = page("abc", {"card": "1 file", "real": "0 files; none here"}, ["card"], [module])
    assert "no real report" not in shown
    assert "| m.py | 6 | 2 | 3 |" in shown
    assert "- m.py: 6-8" in shown
    with_real = page("abc", {"card": "1 file", "real": "1 file"}, ["card", "real"], [module])
    assert "- m.py:6 a.b (1 statements; reached by none)" in with_real
    assert "no real report" in with_real
    assert "C.d" not in with_real


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
