"""Shared by the benchmarks of speed: the files that are read, and the table of figures with their targets."""

from __future__ import annotations

from pathlib import Path

from benchmarks.reports.converters import missing
from benchmarks.reports.development import STYLES
from benchmarks.reports.make import make

FORMATS = ("pdf", "docx", "html", "xlsx", "markdown", "text")
FILES = {
    "pdf": 1
}  # files of each style, by format; OTHER_FILES for a format that is not named here, since more only take longer
OTHER_FILES = 3


def made_files(folder: Path, small: bool) -> dict[str, list[Path]]:
    """Make reports under `folder` and return their paths by format, for each development style that this machine can make.

    `small` makes one file of each style that needs no other program.
    """
    return {
        name: [
            path
            for style in STYLES
            if style.format == name and _wanted(style.small and style.converter is None, small) and not missing(style)
            for path in make(style, folder / style.name, files=1 if small else FILES.get(name, OTHER_FILES))
        ]
        for name in FORMATS
    }  # fmt: skip


def _wanted(in_small_part: bool, small: bool) -> bool:
    return in_small_part or not small


class Table:
    """Prints lines of figures, each with its target, and counts the targets that are missed.

    Where `judged` is false no target counts: the figures of a small run only show that it ran.
    """

    def __init__(self, judged: bool) -> None:
        self.judged, self.missed = judged, 0

    @property
    def exit_code(self) -> int:
        """1 where a target was missed, else 0."""
        return 1 if self.missed else 0

    def head(self) -> None:
        """Print the headings of the columns."""
        print(f"{'':42} {'ours':>14} {'plain':>14} {'ratio':>9}   target")

    def line(self, name: str, ours: str, other: str, ratio: str, target: str, reached: bool) -> None:
        """Print a figure, the one it is compared with, their ratio, and the target with whether it was `reached`."""
        self.missed += self.judged and not reached
        verdict = "not judged" if not self.judged else "reached" if reached else "MISSED"
        print(f"{name:42} {ours:>14} {other:>14} {ratio:>9}   {target:12} {verdict}", flush=True)
