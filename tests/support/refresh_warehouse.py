"""The command line run as a person runs it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from expectations.rules.catalogue import load_rules
from samples.model import Report

ROOT = Path(__file__).resolve().parents[2]
HANGS = 900  # seconds: a run takes one minute on quiet cores


@dataclass(frozen=True)
class Ran:
    """Exit code and all that was printed."""

    code: int
    said: str


def environment(landing: Path, warehouse: Path, **more: str) -> dict[str, str]:
    """This process's environment, with the folders and without what a developer may have set."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("STRICT", "GONGKAI_EVIDENCE_URL") and not key.startswith("GONGKAI_ALERT_")
    }
    folders = {"GONGKAI_LANDING": str(landing), "GONGKAI_WAREHOUSE": str(warehouse)}
    return {**kept, **folders, "NO_PROXY": "127.0.0.1", "PYTHONUTF8": "1", **more}


def refresh_warehouse(landing: Path, warehouse: Path, *, first: str = "", **env: str) -> Ran:
    """Run the job on ``landing`` into ``warehouse``; ``first`` is Python that the process executes before."""
    call = [sys.executable, "-m", "orchestration.run"]
    if first:
        call = [
            sys.executable,
            "-c",
            f"{first}\nimport sys\nfrom orchestration.run import main\nsys.exit(main([]))",
        ]
    done = subprocess.run(
        call,
        env=environment(landing, warehouse, **env),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=HANGS,
    )
    return Ran(done.returncode, done.stdout)


def expected_status(report: Report) -> str:
    """What the gate must say of a sample report: its data say what is wrong with it."""
    rules = {rule.rule_id: rule for rule in load_rules()}
    if not report.readable:
        return "failed"
    severities = {
        rules[rule].spec.get("severity_at", {}).get(instance, rules[rule].severity)
        for rule, instance in [*report.broken, *report.across]
    }
    # A row that lacks a cell leaves it open which one, so its cells are in doubt.
    return "held" if report.dropped or "error" in severities else "certified"


def ask(warehouse: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Rows of a query on the published file."""
    with duckdb.connect(str(warehouse / "current" / "gongkai.duckdb"), read_only=True) as database:
        return database.execute(sql, list(parameters)).fetchall()
