"""What the benchmarks of speed share: the files that are read, and the table of figures against targets."""

from __future__ import annotations

from pathlib import Path

from benchmarks.reports.converters import missing
from benchmarks.reports.development import STYLES
from benchmarks.reports.make import make

FORMATS = ("pdf", "docx", "html", "xlsx", "markdown", "text")
FILES = {"pdf": 1}  # of each style; of a format that is not named here OTHER_FILES: more only take longer
OTHER_FILES = 3


def made_files(folder: Path, small: bool) -> dict[str, list[Path]]:
    """Format -> made-up reports under `folder`, of each style whose maker is there; `small`: one of each style for which
    no other program is needed."""
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
    """Lines of figures, each with its target. Where `judged` is false the figures are printed and no target counts: those
    of a small run say only that it ran."""

    def __init__(self, judged: bool) -> None:
        self.judged, self.missed = judged, 0

    @property
    def exit_code(self) -> int:
        """0, or 1 where a target was missed."""
        return 1 if self.missed else 0

    def head(self) -> None:
        """The first line."""
        print(f"{'':42} {'ours':>14} {'plain':>14} {'ratio':>9}   target")

    def line(self, name: str, ours: str, other: str, ratio: str, target: str, reached: bool) -> None:
        """A figure, what it is compared with, their ratio, and the target with whether it was reached."""
        self.missed += self.judged and not reached
        said = "not judged" if not self.judged else "reached" if reached else "MISSED"
        print(f"{name:42} {ours:>14} {other:>14} {ratio:>9}   {target:12} {said}", flush=True)
