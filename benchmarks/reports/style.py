"""Styles: a style is one way in which reports are made. Development and held-out styles are in packages of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.reports.fiction import Case, Habits

More = dict[str, dict[str, object]]  # cell key -> entries to add to the truth of the cell
FORMATS = {  # name -> heading on the card
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
    """The `needs` of a style that needs only Python."""


@dataclass(frozen=True)
class Style:
    """A way to make files: `write` returns the bytes of a `suffix` file, which `converter`, if any, makes a `target` file of.

    `converter` is libreoffice or chromium, with its `options`. `made_by` is the maker's name on the card. `small` styles are
    the fixed part that CI runs. `run_together` is true where nothing stands between the digits of a row. `needs` returns the
    name of what is missing on this machine, or None. `also` returns entries for the truth of single cells that only the style
    can know. `prose` writes a text as the style does. `finish` changes the bytes that the converter made.
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
        """Whether its files can be made on every machine, without another program or a font."""
        return self.converter is None and self.needs is nothing

    @property
    def ending(self) -> str:
        """The suffix of the finished file."""
        return self.target or self.suffix


def joined(*parts: Callable[[Case], More]) -> Callable[[Case], More]:
    """One function for `also` that joins the entries of several for the same cells."""

    def also(case: Case) -> More:
        found: More = {}
        for part in parts:
            for key, more in part(case).items():
                found.setdefault(key, {}).update(more)
        return found

    return also
