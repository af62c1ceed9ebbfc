"""Writes the files of a style, with their sidecars and truth files."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import yaml

from benchmarks.reports.converters import convert
from benchmarks.reports.fiction import Case, case
from benchmarks.reports.style import Style
from benchmarks.reports.truth import truth

SEED = 20261122  # seed of the whole set; another one gives other reports in the same styles


def cases(style: Style, seed: int = SEED, files: int | None = None) -> list[Case]:
    """The style's reports, or the first `files` of them."""
    return [case(f"{seed} {style.name} {n}", style.habits) for n in range(files or style.files)]


def make(style: Style, folder: Path, seed: int = SEED, files: int | None = None) -> list[Path]:
    """Write the style's files, `<style>-<n>.<ending>`, into `folder` and return their paths.

    Each has its truth beside it, `<style>-<n>.truth.json`. Raises RuntimeError where a converter fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    reports = cases(style, seed, files)
    names = [f"{style.name}-{n:02d}" for n in range(len(reports))]
    with tempfile.TemporaryDirectory() as scratch:
        written = [Path(scratch if style.converter else folder) / f"{name}.{style.suffix}" for name in names]
        for report, path in zip(reports, written, strict=True):
            path.write_bytes(style.write(report))
        paths = convert(style, written, folder) if style.converter else written
        for path in paths if style.converter else []:
            path.write_bytes(style.finish(path.read_bytes()))
    for report, name in zip(reports, names, strict=True):
        found = truth(report, style.run_together, style.prose)
        for key, more in style.also(report).items():
            found["cells"][key] |= more
        (folder / f"{name}.truth.json").write_text(
            json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        if report.report.sidecar:
            sidecar = yaml.safe_dump(report.report.sidecar, allow_unicode=True)
            (folder / f"{name}.meta.yml").write_text(sidecar, encoding="utf-8")
    return paths
