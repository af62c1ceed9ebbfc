"""A scratch copy of the code, to edit and to run as a project of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.unchanged_inputs import CODE
from tests.support.refresh_warehouse import ROOT


def copy_project(folder: Path, *, prepared: bool) -> Path:
    """``folder``, with the packages in it; ``prepared``: with dbt's manifest as it stands here."""
    left_out = ["logs", "__pycache__", ".lock", *([] if prepared else ["target"])]
    for package in CODE:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns(*left_out))
    return folder
