"""Two readings of one file: when a second opinion is asked, and what the two say together.

A second reading never corrects the first: where both are sure and differ, the cell is in doubt. It stands in for it
only where the first could not tell rows or columns (a border missing, a table not found). What the first saw in a cell
itself, a letter that nobody can see or a raised digit, is beyond the second's sight and stays in doubt.
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
    """Whether a second reading would take longer than a report is worth: no report has so many pages."""
    last = document.blocks[-1] if document.blocks else None
    source = last.rows[0][0].source if isinstance(last, Table) else last.source if last else None
    return source is not None and (source.page or 0) > _MOST_PAGES


def asks_for_second(report: Report) -> bool:
    """Whether a first reading is in doubt: something missing, a cell doubted, a border that does not close."""
    return (
        report.status != "read"
        or any(cell.doubt for cell in report.cells)
        or any(problem.code == "grid_irregular" for problem in report.problems)
    )


def together(first: Report, second: Report) -> Report:
    """The reading to go by: the first unless the second found more, each cell doubted where the two differ."""
    if second.status == "failed":
        return first
    chosen, other = (second, first) if _worth(second) < _worth(first) else (first, second)
    # A table of which rows are missing was not made out: what it says of the others is no opinion.
    broken = {_table(cell) for cell in other.cells if cell.state == "absent"}
    said = {cell.key: cell for cell in other.cells if _table(cell) not in broken}
    seen = {cell.key: cell for cell in first.cells}
    chosen.cells = [_weighed(cell, said.get(cell.key), seen.get(cell.key)) for cell in chosen.cells]
    if chosen is second:
        chosen.problems = [*chosen.problems, Problem(Detail("second_reading"))]
    return chosen


def lend_letters(first: Report, second: Report) -> None:
    """Gives the first reading's year and running text the letters that only the second could make out: it looks into the
    fonts as well. Problem `letters_lent` says so. No cell is touched: its digits stay in doubt.

    Running text is completed only where the two agree on every other letter of a line.
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
    """A section's text with its illegible letters from the other reading: of each line where that says all the others as
    well, in one way only."""
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
    """The smaller, the more was read."""
    absent = sum(cell.state == "absent" for cell in report.cells)
    return _RANK[report.status], absent, sum(cell.doubt is not None for cell in report.cells)


def _weighed(cell: FormCell, other: FormCell | None, first: FormCell | None) -> FormCell:
    if first is not None and parse_value(first.raw).doubt:
        return first
    if other is None or cell.state == "absent":
        return cell
    if (cell.state, cell.value) == (other.state, other.value):
        return cell
    # A first reading may be at a loss whose number it is; that one is printed stays true.
    lost = other is first and cell.state == "blank" and other.state == "number"
    if other.doubt and not lost:
        return cell
    return replace(cell, doubt=cell.doubt or differ(told(cell), told(other)))


def differ(first: str, second: str) -> Doubt:
    """The doubt of a cell that two readings see otherwise: each a value, or a state where there is none."""
    return Doubt("readings_differ", {"first": first, "second": second})


def told(cell: FormCell) -> str:
    return cell.value if cell.value is not None else cell.state
