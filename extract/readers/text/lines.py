"""Layout of a text's lines: which rows form a grid, and whether an empty line stands for an empty cell."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from io import StringIO

from extract.document import Cell
from extract.form.labels import parse_label, squeeze
from extract.readers.shared.placeholders import has_words
from extract.values import is_value_like, parse_value

_LONGEST_LABEL = 60  # characters: the longest of the form has 41
_FEWEST_RECORDS = 15  # a text with fewer lines is not taken for separated values
_FEWEST_FIELDS = 4
_FEWEST_RUNS = 8  # with fewer runs of value lines their common length proves nothing
_SHORTEST_RUN = 4
_AGREEING = 0.9
_PAGE_LINE = re.compile(
    r"^\s*(?:[-—－]\s*\d{1,3}\s*[-—－]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_YEAR = re.compile(r"20\d\d|二[〇○零]")
_QUOTED = re.compile(r'^\s*"(?:[^"]|"")*"(?:\s*([,;])\s*"(?:[^"]|"")*")(?:\s*\1\s*"(?:[^"]|"")*")*\s*$')
_NUMBERS_APART = re.compile(r"\d\s+[\d-]")
_BARS = re.compile(r"\s*\|\s*")
_MOST_BARS = 100  # in a line that is a row of a table
_MOST_PIECES = 20_000  # of a page in one line; a report has some hundred
_FEWEST_IN_A_ROW = 3  # lines with as many separators each that are a table
_TITLE_LINES = 3  # the title is within this many lines at the beginning of a text
_LONGEST_TITLE = 80  # characters


def is_blank(line: str) -> bool:
    """Whether a line has nothing but spaces, tabs and invisible characters."""
    return not line.strip(" \t\u3000\xa0\ufeff\u200b")


def without_page_marks(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Remove page numbers, form feeds and titles repeated at the top of a page.

    A page begins after a form feed or a page number. A repeated line is removed only if it is a title that names a
    year: other lines, such as a table's headings, may be repeated for another reason.
    """
    titles = _titles(lines)
    out: list[tuple[int, str]] = []
    printed = ""  # the first page, too, may begin with its number
    top = False
    for number, line in lines:
        top = top or line.startswith("\f")
        line = line.lstrip("\f")
        if _PAGE_LINE.match(line):
            top = True
        elif top and not is_blank(line):
            top = False
            if len(line) <= _LONGEST_TITLE and squeeze(line) in titles and squeeze(line) in printed:
                continue
            out.append((number, line))
        else:
            out.append((number, line))
        if len(printed) < _TITLE_LINES * _LONGEST_TITLE:
            printed += squeeze(line)
    return out


def _titles(lines: list[tuple[int, str]]) -> set[str]:
    """Possible titles: the first lines of a text, alone or joined with their neighbours, that name a year
    (squeezed)."""
    first: list[str] = []
    for _, line in lines:
        if len(first) == _TITLE_LINES or len(line) > _LONGEST_TITLE:
            break
        if not is_blank(line):
            first.append(squeeze(line))
    runs = ("".join(first[i:j]) for i in range(len(first)) for j in range(i + 1, len(first) + 1))
    return {run for run in runs if _YEAR.search(run)}


def separated_values(text: str) -> list[tuple[int, list[str]]] | None:
    """Parse a text that is one table separated by commas or semicolons: (line, fields) per record; None if it is
    not."""
    for separator in ",;":
        if text.count(separator) < _FEWEST_RECORDS * (_FEWEST_FIELDS - 1):
            continue
        reader = csv.reader(StringIO(text), delimiter=separator)
        records: list[tuple[int, list[str]]] = []
        try:
            line = 1
            for fields in reader:
                records.append((line, fields))
                line = reader.line_num + 1
        except csv.Error:
            continue
        [(width, count)] = Counter(len(fields) for _, fields in records if fields).most_common(1)
        if width >= _FEWEST_FIELDS and count >= max(
            _FEWEST_RECORDS, _AGREEING * sum(bool(f) for _, f in records)
        ):
            return records
    return None


def with_separated_cells(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put bars between the cells of tables whose cells are separated by commas or semicolons, in a text with other lines.

    Such a table is some lines in a row with as many separators each, or lines in which every cell stands in quotes.
    """
    fields = [_fields(line) for _, line in lines]
    out = []
    for at, (number, line) in enumerate(lines):
        here = fields[at]
        width = len(here)
        first, last = at, at
        while first and len(fields[first - 1]) == width and at - first < _FEWEST_IN_A_ROW:
            first -= 1
        while last + 1 < len(lines) and len(fields[last + 1]) == width and last - first < _FEWEST_IN_A_ROW:
            last += 1
        separated = width and (_QUOTED.match(line) or last - first + 1 >= _FEWEST_IN_A_ROW)
        out.append((number, between_bars(here) if separated else line))
    return out


def between_bars(fields: list[str]) -> str:
    """A row of explicit cells as a line that the reader takes apart at bars."""
    return f"| {' | '.join(' '.join(field.replace('|', '｜').split()) for field in fields)} |"


def one_cell_a_line(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Break lines that hold a whole page, each text of it between bars: what a program writes that joins a page's texts."""
    return [
        (number, part)
        for number, line in lines
        for part in (_BARS.split(line) if _MOST_BARS <= line.count("|") <= _MOST_PIECES else [line])
    ]


def _fields(line: str) -> list[str]:
    """The cells of a line separated by commas or semicolons; none where it may be anything else (1,234 2,345)."""
    separator = next((mark for mark in ",;" if line.count(mark) >= _FEWEST_FIELDS - 1), None)
    quoted = _QUOTED.match(line)
    if quoted:
        separator = quoted[1]
    if separator is None or "\t" in line:
        return []
    try:
        [fields] = csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True)
    except csv.Error:
        return []
    return [] if any(_NUMBERS_APART.search(field) for field in fields) else fields


def single_spaced(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Remove the empty lines of a double-spaced text; any other text is returned as it is."""
    filled = [index for index, (_, line) in enumerate(lines) if not is_blank(line)]
    if len(filled) < 2 * _FEWEST_RUNS or any((index - filled[0]) % 2 for index in filled):
        return lines
    return lines[filled[0] % 2 :: 2]


def values_a_row(lines: list[tuple[int, str]]) -> int:
    """Number of lines that the values of a row take if an empty line stands for an empty cell, else 0.

    An empty line is an empty cell if nearly all rows have the same length only when empty lines are counted, or if
    empty lines also stand between values.
    """
    lengths: list[tuple[int, int]] = []  # per run of value lines: lines, lines that are not empty
    run: list[bool] = []  # current run: whether each line holds a value
    blank_between = False
    for _, line in [*lines, (0, "。")]:
        if is_blank(line) or (len(line) < 30 and is_value_like(line)):
            run.append(not is_blank(line))
            continue
        if len(run) >= _SHORTEST_RUN:
            lengths.append((len(run), sum(run)))
            blank_between |= any(run) and not all(run[run.index(True) : len(run) - run[::-1].index(True)])
        run = []
    if len(lengths) < _FEWEST_RUNS or all(full == filled for full, filled in lengths):
        return 0
    [(width, count)] = Counter(full for full, _ in lengths).most_common(1)
    filled_count = Counter(filled for _, filled in lengths).most_common(1)[0][1]
    return width if count >= _AGREEING * len(lengths) and (blank_between or count > filled_count) else 0


def is_grid(rows: list[list[Cell]]) -> bool:
    """Whether cell positions are columns: all rows have as many cells, labels stand only left of values.

    A row that was shifted or lost a cell has a value where others have labels, or another number of cells. A row moved
    left by a blank first value is noticed by its label: numbered labels of one level all stand in one column of a grid.
    """
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        return False
    last_label, first_value = -1, len(rows[0])
    numbered: dict[int, set[int]] = {}
    for row in rows:
        previous = ""
        for cell in row:
            level = parse_label(cell.text).level
            # Skips repetitions of a merged label, and numbered notes (too long or without words).
            if level and cell.text != previous and len(cell.text) <= _LONGEST_LABEL and has_words(cell.text):
                numbered.setdefault(level, set()).add(cell.column)
            previous = cell.text
        states = [parse_value(cell.text).state for cell in row]
        values = [place for place, state in enumerate(states) if state in ("number", "dash", "illegible")]
        if not any(state == "number" for state in states):
            continue
        first_value = min(first_value, values[0])
        labels = [place for place, state in enumerate(states[: values[0]]) if state == "text"]
        last_label = max(last_label, *labels) if labels else last_label
    return last_label < first_value and all(len(places) == 1 for places in numbered.values())


def without_repeats(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Merge labels that a grid repeats in every cell they cover: one spanning cell per row, only the topmost row of
    the head keeps a label that is repeated below it. Under a repeated heading a number that is repeated as often is one."""
    out: list[list[Cell]] = []
    above: dict[tuple[int, int], str] = {}
    headings: dict[
        int, int
    ] = {}  # the first column of each heading of the lowest row of a head -> how many it covers
    for row in rows:
        labels: list[Cell] = []
        for cell in row:
            last = labels[-1] if labels else None
            if last is not None and last.text == cell.text and has_words(cell.text):
                labels[-1] = replace(last, span=last.span + 1)
            else:
                labels.append(cell)
        if any(parse_value(cell.text).state == "number" for cell in labels):
            above = {}
            labels = _merged_under(headings, labels)
        else:
            row_above = above
            headings = {cell.column: cell.span for cell in labels if has_words(cell.text)}
            above = {(cell.column, cell.span): cell.text for cell in labels if has_words(cell.text)}
            labels = [cell for cell in labels if row_above.get((cell.column, cell.span)) != cell.text]
        out.append(labels)
    return [row for row in out if row]


def _merged_under(headings: dict[int, int], cells: list[Cell]) -> list[Cell]:
    """A row of values in which equal ones under one heading, as many as it covers, are one cell."""
    out: list[Cell] = []
    covered = 0  # the column after those of the cell merged last
    for at, cell in enumerate(cells):
        if cell.column < covered:
            continue
        span = headings.get(cell.column, 1)
        same = [other.text for other in cells[at : at + span]] == [cell.text] * span
        out.append(replace(cell, span=span) if span > 1 and same and cell.span == 1 else cell)
        covered = out[-1].column + out[-1].span
    return out
