"""Table four in layouts other than the statutory one: block under block, one result a row, one block a row or a table.

The table is read as a run of words: headings of blocks (行政复议 …), of results (结果维持 …) and values, in reading order.
Whatever the layout, a run of values belongs to the headings before it, and it is taken only where every one of the
cells of the form version is named exactly once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from extract.document import Cell
from extract.form.catalogue import Form, of_any
from extract.form.labels import closeness, parse_label
from extract.tables.applications_header import column_labels
from extract.tables.row_stream import SECTION, StreamRow
from extract.tables.vocabulary import SURE
from extract.values import is_value_like

PATH_REACH = 90  # stream rows from the first heading to the last value, where every cell is a line
_LONGEST_CAPTION = 20  # characters of words: what is longer is running text
_LONGEST_GLUED = 90  # characters: all headings of the table together have fewer
_SECTION = 4  # the table's place among the report's sections
_ABOVE = 4  # rows above the first result heading that may name blocks
_WHOLE_ROW = 5  # cells: a row of blanks alone is a row of values from here on


@dataclass(slots=True)
class _Run:
    """Values and the headings printed since the run before; None where there were none and the last ones go on."""

    blocks: list[str] | None = None
    results: list[str] | None = None
    values: list[Cell] = field(default_factory=list)


@lru_cache(maxsize=1)
def block_words(form: Form) -> dict[str, str]:
    """Words that name a block -> its key, alone or behind the heading over two of them."""
    found = {}
    for block in of_any(form.appeal_blocks):
        parent, _, name = block.label.rpartition("／")
        for words in (parse_label(name).words, *block.aliases):
            for text in (words, f"{parent}{words}", f"{words}情况", f"{words}案件"):
                found[text] = block.key
    return found


@lru_cache(maxsize=1)
def _glued_headings(form: Form) -> re.Pattern[str]:
    words = column_labels(of_any(form.appeal_columns))
    words |= {*block_words(form), form.headings.lawsuits}
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def opens_section(form: Form, text: str, after: int = 0) -> bool:
    """Whether a line opens a section of the report, however numbered: `（五）存在的主要问题…` where others print `五、`.

    `after` leaves out the sections up to this one (from 1).
    """
    words = parse_label(text).words
    return bool(SECTION.match(text)) or any(
        closeness(words, parse_label(section.label).words) >= SURE for section in form.sections[after:]
    )


def headings_of(form: Form, row: StreamRow) -> list[str]:
    """Bare words of a row's cells; headings printed without anything between them are taken apart."""
    return [word for text in row.headings for word in _apart(form, text, row.single)]


@lru_cache(maxsize=1 << 12)
def _apart(form: Form, text: str, single: bool) -> tuple[str, ...]:
    words = parse_label(text).words
    parts = _glued_headings(form).findall(words) if single and len(words) <= _LONGEST_GLUED else []
    return tuple(parts) if "".join(parts) == words else (words,)


def _tokens(form: Form, row: StreamRow) -> tuple[list[tuple[str, str]], list[Cell]]:
    """(headings of a row as (kind, key), its values). Blanks before a heading, or beside none but headings, are padding."""
    blocks = block_words(form)
    results = {word: c.key for c in of_any(form.appeal_columns) for word in (c.words, *c.aliases)}
    cells = list(row.cells)
    if row.table is None and row.single:
        cells = [Cell(text, cells[0].source) for text in headings_of(form, row)] or cells
    heads: list[tuple[str, str]] = []
    after: list[Cell] = []
    other = False  # a text that is neither: what stands behind it may still be a row of values, blanks alone are none
    for cell in cells:
        words = parse_label(cell.text).words
        if words in blocks:
            # A merged heading may be printed again in each of its places: 行政复议 行政复议 结果维持 0.
            if heads[-1:] != [("block", blocks[words])]:
                heads.append(("block", blocks[words]))
        elif words in results:
            heads.append(("result", results[words]))
        elif is_value_like(cell.text):
            after.append(cell)
            continue
        else:
            other = True
        after = []
    given = any(cell.text.strip() for cell in after)
    beside = len(heads) > 0 and heads[-1][0] == "result" and sum(k == "result" for k, _ in heads) == 1
    if given or (not heads and not other and len(after) >= _WHOLE_ROW) or (beside and len(after) == 1):
        return heads, after
    return heads, []


def _runs(form: Form, rows: list[StreamRow], first: int) -> tuple[list[_Run], set[int]]:
    runs = [_Run()]
    used: set[int] = set()
    for index in range(first, min(first + PATH_REACH, len(rows))):
        row = rows[index]
        if row.prose:
            opens = opens_section(form, row.text, after=_SECTION)
            if opens or len(parse_label(row.text).words) > _LONGEST_CAPTION:
                if opens or any(run.values for run in runs):
                    break
                continue
        heads, values = _tokens(form, row)
        for kind, key in heads:
            if runs[-1].values:
                runs.append(_Run())
            if kind == "block":
                runs[-1].blocks = [*(runs[-1].blocks or []), key]
            else:
                runs[-1].results = [*(runs[-1].results or []), key]
        runs[-1].values += values
        if heads or values:
            used.add(index)
    return [run for run in runs if run.values], used


def read_by_path(
    form: Form, version: str, rows: list[StreamRow], start: int
) -> tuple[dict[str, Cell], set[int]] | None:
    """({<block>/<result>: cell} of all cells, stream rows used); None where the headings do not name each once."""
    first = start
    while first > max(start - _ABOVE, 0) and not _is_above(form, rows[first - 1]):
        first -= 1
    runs, used = _runs(form, rows, first)
    found: dict[str, Cell] = {}
    blocks: list[str] = []
    results: list[str] = []
    for run in runs:
        blocks = blocks if run.blocks is None else run.blocks
        results = results if run.results is None else run.results
        filled = [cell for cell in run.values if cell.text.strip() or cell.doubt]
        for values in (run.values, filled):  # blanks may be the padding of merged cells
            paths = _paths(form, version, blocks, results, len(values))
            if paths is not None:
                break
        if paths is None or any(path in found for path in paths):
            return None
        found.update(zip(paths, values, strict=True))
    whole = {key.partition("/")[2] for key in form.keys("appeals", version)}
    return (found, used) if found.keys() == whole else None


def _is_above(form: Form, row: StreamRow) -> bool:
    """Whether a row belongs to what stands before the table: its section's heading, the last numbers of table three."""
    return (row.prose and opens_section(form, row.text)) or bool(_tokens(form, row)[1])


def _paths(form: Form, version: str, blocks: list[str], results: list[str], values: int) -> list[str] | None:
    """The path of each value under the headings before it: results within blocks, or one result of each block."""
    if len(results) == 1 and len(blocks) == values:
        return [f"{block}/{results[0]}" for block in blocks]
    every = {column.key for column in form.appeal_columns[version]}
    size = len(every)
    if not len(results) == values == size * len(blocks):
        return None
    groups = [results[at : at + size] for at in range(0, values, size)]
    if any(set(group) != every for group in groups) or len(blocks) > len(form.appeal_blocks[version]) - 1:
        return None  # all blocks in one row is the statutory layout, whose headings stand in rows
    return [f"{block}/{key}" for block, group in zip(blocks, groups, strict=True) for key in group]
