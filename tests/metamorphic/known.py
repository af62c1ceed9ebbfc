"""The files that are changed: the sample, the accuracy card, reports in blind layouts and, where they lie, real ones."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.reports.catalogue import styles
from benchmarks.reports.make import make
from tests.metamorphic.bases import from_file
from tests.metamorphic.printed import Printed

ROOT = Path(__file__).parents[2]
BLIND = ROOT / "tests" / "blind"
REAL = ROOT.parent / "shared" / "reports"
FILES_A_STYLE = 1
_TRUTH = ".truth.json"

File = tuple[str, bytes, dict[str, Any]]


def sample() -> Iterator[File]:
    """The sample in landing/ that has truths."""
    for path in sorted((ROOT / "samples" / "truth").rglob("*.json")):
        for file in sorted((ROOT / "landing" / path.parent.name).glob(f"{path.stem}.*")):
            if not file.name.endswith(".meta.yml"):
                yield f"sample/{path.parent.name}/{file.name}", file.read_bytes(), _read(path.read_bytes())


def card() -> Iterator[File]:
    """A file of each of the accuracy card's development styles that every machine can make."""
    with tempfile.TemporaryDirectory() as scratch:
        for style in styles():
            if style.portable and not style.held_out:
                yield from (
                    (f"card/{name}", data, truth)
                    for name, data, truth in _beside(
                        make(style, Path(scratch) / style.name, files=FILES_A_STYLE)
                    )
                )


def blind(names: tuple[str, ...] = ("html", "sheets", "text", "word")) -> Iterator[File]:
    """The reports in blind layouts."""
    for name in names:
        with zipfile.ZipFile(BLIND / f"{name}.zip") as archive:
            for file in archive.namelist():
                if not file.endswith(_TRUTH):
                    truth = _read(archive.read(f"{file.rsplit('.', 1)[0]}{_TRUTH}"))
                    yield f"blind/{file}", archive.read(file), truth


def real() -> Iterator[File]:
    """The real reports."""
    if REAL.is_dir():
        files = [p for p in sorted(REAL.iterdir()) if not p.name.endswith((_TRUTH, ".md"))]
        yield from ((f"real/{name}", data, truth) for name, data, truth in _beside(files))


def _beside(paths: list[Path]) -> Iterator[File]:
    for path in paths:
        yield path.name, path.read_bytes(), _read(path.with_name(f"{path.stem}{_TRUTH}").read_bytes())


def _read(data: bytes) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(data)
    return truth


def all_files() -> Iterator[File]:
    """Every file that is changed."""
    for source in (sample, blind, real, card):
        yield from source()


def all_bases() -> list[Printed]:
    """Every known file of which a table can be changed."""
    found = (from_file(*file) for file in all_files())
    return [printed for printed in found if printed is not None]
