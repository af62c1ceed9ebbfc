"""A style: one way in which reports are made. The development and held-out styles stand in packages of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.reports.fiction import Case, Habits

More = dict[str, dict[str, object]]  # cell key -> what to add to its truth
FORMATS = {  # name -> what the card calls it
    "pdf": "PDF（有文字层）text layer",
    "docx": "DOCX",
    "html": "HTML",
    "xlsx": "XLSX",
    "xls": "XLS",
    "markdown": "Markdown",
    "text": "文本，一值一格 text, one value a cell",
    "run-together": "文本，数字相连 digits run together",
}


def nothing() -> None:
    """What most styles need besides Python."""


@dataclass(frozen=True)
class Style:
    """`write` returns the bytes of a `suffix` file; `converter` (libreoffice, chromium) then makes a `target` file of it.

    `made_by` is what the card calls the maker. `small` styles are the fixed part that CI runs. `run_together` says that
    nothing stands between the digits of a row. `needs` names what is missing on this machine, None where nothing is.
    `also` adds to the truth of single cells what only the style knows, `prose` is how it writes running text. `finish`
    is done to the file that a converter made.
    """

    name: str
    format: str
    write: Callable[[Case], bytes]
    suffix: str
    files: int
    habits: Habits = field(default_factory=Habits)
    made_by: str = "own markup"
    converter: str | None = None
    target: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    small: bool = False
    held_out: bool = False
    run_together: bool = False
    needs: Callable[[], str | None] = nothing
    also: Callable[[Case], More] = lambda case: {}
    prose: Callable[[Case, str], str] = lambda case, text: text
    finish: Callable[[bytes], bytes] = lambda data: data

    @property
    def portable(self) -> bool:
        """Whether its files can be made on every machine: no other program and no font is needed."""
        return self.converter is None and self.needs is nothing

    @property
    def ending(self) -> str:
        """The suffix of the finished file."""
        return self.target or self.suffix


def joined(*parts: Callable[[Case], More]) -> Callable[[Case], More]:
    """What several say of the same cells."""

    def also(case: Case) -> More:
        found: More = {}
        for part in parts:
            for key, more in part(case).items():
                found.setdefault(key, {}).update(more)
        return found

    return also
