"""The notebook as a file: in marimo's own shape, and clear where there is nothing to open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.refresh_warehouse import ROOT

NOTEBOOK = ROOT / "notebooks" / "panel.py"


def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONUTF8": "1", **more},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_marimo_finds_nothing_to_complain_of() -> None:
    checked = run("-m", "marimo", "check", "--strict", str(NOTEBOOK))

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("how", ["variable", "argument"])
def test_without_a_published_file_it_says_what_to_do(tmp_path: Path, how: str) -> None:
    missing = str(tmp_path / "没有.duckdb")
    told = ["--published", missing] if how == "argument" else []

    ran = run(str(NOTEBOOK), *told, GONGKAI_PUBLISHED=missing if how == "variable" else "")

    assert ran.returncode == 1
    assert f"没有已发布的文件 {missing}" in ran.stderr
    assert "make run" in ran.stderr
    assert "Traceback" not in ran.stderr
