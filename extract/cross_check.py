"""Compares two readings of one file: decides when a second is needed, and combines both.

A second reading never corrects the first: where both are sure and differ, the cell is in doubt. The second replaces the
first only where the first could not tell rows or columns (a missing border, a table not found). A doubt that the first
has about a cell's text, such as an invisible letter or a raised digit, stays: the second reader does not check for these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from extract.document import Document, Table
from extract.form.labels import unified
from extract.form_cells import FormCell, Problem
from extract.messages import Detail, Doubt
from extract.readers.pdf.letters import ILLEGIBLE
from extract.readers.pdf.plumber import read_pdf_again
from extract.report import Report
from extract.values import parse_value

SECOND_READERS: dict[str, Callable[[bytes], Document]] = {"application/pdf": read_pdf_again}
_MOST_PAGES = 60  # pdfplumber takes up to a third of a second for one
_RANK = {"read": 0, "partial": 1, "failed": 2}


def too_long(document: Document) -> bool:
    """Whether the document has too many pages for a second reading, which is slow; no report has so many."""
    last = document.blocks[-1] if document.blocks else None
    source = last.rows[0][0].source if isinstance(last, Table) else last.source if last else None
    return source is not None and (source.page or 0) > _MOST_PAGES


def asks_for_second(report: Report) -> bool:
    """Whether a first reading needs a second: something is missing, a cell is doubted, or a border does not close."""
    return (
        report.status != "read"
        or any(cell.doubt for cell in report.cells)
        or any(problem.code == "grid_irregular" for problem in report.problems)
    )


def together(first: Report, second: Report) -> Report:
    """Combine two readings: the first unless the second found more, with a doubt on each cell where they differ."""
    if second.status == "failed":
        return first
    chosen, other = (second, first) if _worth(second) < _worth(first) else (first, second)
    # A table with missing rows was not recognised properly: its other cells are not compared.
    broken = {_table(cell) for cell in other.cells if cell.state == "absent"}
    by_key = {cell.key: cell for cell in other.cells if _table(cell) not in broken}
    first_by_key = {cell.key: cell for cell in first.cells}
    chosen.cells = [
        _compared(cell, by_key.get(cell.key), first_by_key.get(cell.key)) for cell in chosen.cells
    ]
    if chosen is second:
        chosen.problems = [*chosen.problems, Problem(Detail("second_reading"))]
    return chosen


def lend_letters(first: Report, second: Report) -> None:
    """Fill letters missing from the first reading's year and running text from the second, whose reader also uses the
    fonts. Adds the problem `letters_lent`. Cells are not changed: their digits stay in doubt.

    A line is completed only where the two readings agree on every other letter.
    """
    lent = False
    texts = {section.key: section.text for section in second.sections}
    for at, section in enumerate(first.sections):
        text = _completed(section.text, texts.get(section.key, ""))
        if text != section.text:
            first.sections[at] = replace(section, text=text)
            lent = True
    known = first.metadata.report_year is not None or first.metadata.year_contradicted
    if not known and second.metadata.report_year is not None:
        first.metadata.report_year = second.metadata.report_year
        first.problems = [problem for problem in first.problems if problem.code != "year_unknown"]
        lent = True
    if lent:
        first.problems.append(Problem(Detail("letters_lent")))


def _completed(text: str, other: str) -> str:
    """A section's text with illegible letters filled from the other reading, in each line whose legible letters match
    there in exactly one way."""
    others = "".join(unified(other).split())
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if ILLEGIBLE not in line:
            continue
        letters = ("(.)" if letter == ILLEGIBLE else re.escape(unified(letter).strip()) for letter in line)
        found = {match.groups() for match in re.finditer("".join(letters), others)}
        if len(found) == 1:
            lent = iter(found.pop())
            lines[at] = "".join(next(lent) if letter == ILLEGIBLE else letter for letter in line)
    return "\n".join(lines)


def _table(cell: FormCell) -> str:
    return cell.key.partition("/")[0]


def _worth(report: Report) -> tuple[int, int, int]:
    """A sort key: the smaller, the more was read."""
    absent = sum(cell.state == "absent" for cell in report.cells)
    return _RANK[report.status], absent, sum(cell.doubt is not None for cell in report.cells)


def _compared(cell: FormCell, other: FormCell | None, first: FormCell | None) -> FormCell:
    if first is not None and parse_value(first.raw).doubt:
        return first
    if other is None or cell.state == "absent":
        return cell
    if (cell.state, cell.value) == (other.state, other.value):
        return cell
    # The first reading may doubt which cell a number belongs to; that a number is printed is still evidence.
    number_unplaced = other is first and cell.state == "blank" and other.state == "number"
    if other.doubt and not number_unplaced:
        return cell
    return replace(cell, doubt=cell.doubt or differ(value_or_state(cell), value_or_state(other)))


def differ(first: str, second: str) -> Doubt:
    """The doubt of a cell that two readings read differently; each is given as a value, or a state if there is none."""
    return Doubt("readings_differ", {"first": first, "second": second})


def value_or_state(cell: FormCell) -> str:
    """The cell's value, or its state where it has none."""
    return cell.value if cell.value is not None else cell.state
