"""What the layout of a text's lines tells: which rows form a grid, and where an empty line is an empty cell."""

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
_FEWEST_RECORDS = 15  # lines from which a text may be one of separated values
_FEWEST_FIELDS = 4
_FEWEST_RUNS = 8  # runs of value lines that have to agree on their length
_SHORTEST_RUN = 4
_AGREEING = 0.9
_PAGE_LINE = re.compile(
    r"^\s*(?:[-—－]\s*\d{1,3}\s*[-—－]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_YEAR = re.compile(r"20\d\d|二[〇○零]")
_TITLE_LINES = 3  # lines at a text's beginning that its title may take
_LONGEST_TITLE = 80  # characters


def is_blank(line: str) -> bool:
    return not line.strip(" \t\u3000\xa0\ufeff\u200b")


def without_page_marks(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines without page numbers, and without the title where it is printed again at the head of a page.

    A page begins behind a form feed (taken off here) or a page number. Only a title with its year in it is known for
    certain: other lines may be printed again for another reason, as a table's headings are.
    """
    titles = _titles(lines)
    out: list[tuple[int, str]] = []
    top = False
    for number, line in lines:
        top = top or line.startswith("\f")
        line = line.lstrip("\f")
        if _PAGE_LINE.match(line):
            top = True
        elif top and not is_blank(line):
            top = False
            if len(line) <= _LONGEST_TITLE and squeeze(line) in titles:
                continue
            out.append((number, line))
        else:
            out.append((number, line))
    return out


def _titles(lines: list[tuple[int, str]]) -> set[str]:
    """The first lines of a text that hold a year, each alone and together with its neighbours."""
    first: list[str] = []
    for _, line in lines:
        if len(first) == _TITLE_LINES or len(line) > _LONGEST_TITLE:
            break
        if not is_blank(line):
            first.append(squeeze(line))
    runs = ("".join(first[i:j]) for i in range(len(first)) for j in range(i + 1, len(first) + 1))
    return {run for run in runs if _YEAR.search(run)}


def separated_values(text: str) -> list[tuple[int, list[str]]] | None:
    """(line, fields) of every record where the whole text plainly is a table of fields between commas or semicolons."""
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


def single_spaced(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines of a text; of one with an empty line behind every line, those without them."""
    told = [index for index, (_, line) in enumerate(lines) if not is_blank(line)]
    if len(told) < 2 * _FEWEST_RUNS or any((index - told[0]) % 2 for index in told):
        return lines
    return lines[told[0] % 2 :: 2]


def values_a_row(lines: list[tuple[int, str]]) -> int:
    """How many lines the values of a row take where an empty line stands for an empty cell; 0 where it does not.

    It does where, empty lines counted, nearly all rows have one length, and without them they have not; or where empty
    lines stand between values too.
    """
    lengths: list[tuple[int, int]] = []  # of each run of value lines: with and without the empty ones
    run: list[bool] = []  # of the open run: whether a value stands on the line
    inside = False
    for _, line in [*lines, (0, "。")]:
        if is_blank(line) or (len(line) < 30 and is_value_like(line)):
            run.append(not is_blank(line))
            continue
        if len(run) >= _SHORTEST_RUN:
            lengths.append((len(run), sum(run)))
            inside |= any(run) and not all(run[run.index(True) : len(run) - run[::-1].index(True)])
        run = []
    if len(lengths) < _FEWEST_RUNS or all(full == filled for full, filled in lengths):
        return 0
    [(width, count)] = Counter(full for full, _ in lengths).most_common(1)
    same = Counter(filled for _, filled in lengths).most_common(1)[0][1]
    return width if count >= _AGREEING * len(lengths) and (inside or count > same) else 0


def is_grid(rows: list[list[Cell]]) -> bool:
    """Whether the places of cells in their rows are columns: as many in each, and labels only left of values.

    Rows that were shifted or lost a cell show a value where others have labels, or another number of cells; one moved
    left by a blank first value shows in its label, as numbered labels of one kind all stand in one column of a grid.
    """
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        return False
    last_label, first_value = -1, len(rows[0])
    numbered: dict[int, set[int]] = {}
    for row in rows:
        last = ""
        for cell in row:
            level = parse_label(cell.text).level
            # A merged label may be repeated in each of its places, and notes are numbered too.
            if level and cell.text != last and len(cell.text) <= _LONGEST_LABEL and has_words(cell.text):
                numbered.setdefault(level, set()).add(cell.column)
            last = cell.text
        states = [parse_value(cell.text).state for cell in row]
        values = [place for place, state in enumerate(states) if state in ("number", "dash", "illegible")]
        if not any(state == "number" for state in states):
            continue
        first_value = min(first_value, values[0])
        labels = [place for place, state in enumerate(states[: values[0]]) if state == "text"]
        last_label = max(last_label, *labels) if labels else last_label
    return last_label < first_value and all(len(places) == 1 for places in numbered.values())


def without_repeats(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of a grid that repeats a label in every place it covers, with each label once: over all of them in its
    row, and, in the head, in the topmost row."""
    out: list[list[Cell]] = []
    above: dict[tuple[int, int], str] = {}
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
        else:
            told = above
            above = {(cell.column, cell.span): cell.text for cell in labels if has_words(cell.text)}
            labels = [cell for cell in labels if told.get((cell.column, cell.span)) != cell.text]
        out.append(labels)
    return [row for row in out if row]
