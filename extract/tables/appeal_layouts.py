"""Reads table four in layouts other than the statutory one: block under block, one result, block or table per row.

The table is read as a sequence of words: headings of blocks (行政复议 …), of results (结果维持 …) and values, in reading
order. In every layout values belong to the headings before them. The reading is accepted only where every cell of the
form version is named exactly once.
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
_SEVERAL = 2  # headings on one line that are no running text
_WHOLE_ROW = 5  # cells: a row of blanks alone is a row of values from here on


@dataclass(slots=True)
class _Run:
    """A run of values and the headings printed before it; None where none were, so that the previous ones apply."""

    blocks: list[str] | None = None
    results: list[str] | None = None
    values: list[Cell] = field(default_factory=list)


@lru_cache(maxsize=1)
def block_words(form: Form) -> dict[str, str]:
    """Map the words that name a block to its key: the block's name, alone or after the heading over two blocks."""
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
    """Whether a line is a section heading of the report, whatever its numbering: `（五）存在的主要问题…` instead of `五、`.

    `after`: sections up to this one (from 1) are left out.
    """
    words = parse_label(text).words
    return bool(SECTION.match(text)) or any(
        closeness(words, parse_label(section.label).words) >= SURE for section in form.sections[after:]
    )


def headings_of(form: Form, row: StreamRow) -> list[str]:
    """The bare words of a row's cells; headings printed without a separator are split."""
    return [word for text in row.headings for word in _split_glued(form, text, row.single)]


@lru_cache(maxsize=1 << 12)
def _split_glued(form: Form, text: str, single: bool) -> tuple[str, ...]:
    words = parse_label(text).words
    parts = _glued_headings(form).findall(words) if single and len(words) <= _LONGEST_GLUED else []
    return tuple(parts) if "".join(parts) == words else (words,)


def _tokens(form: Form, row: StreamRow) -> tuple[list[tuple[str, str]], list[Cell]]:
    """(headings of a row as (kind, key), its values). Blanks before a heading, or in a row of headings only, are padding."""
    blocks = block_words(form)
    results = {word: c.key for c in of_any(form.appeal_columns) for word in (c.words, *c.aliases)}
    cells = list(row.cells)
    if row.table is None and row.single:
        cells = [Cell(text, cells[0].source) for text in headings_of(form, row)] or cells
    heads: list[tuple[str, str]] = []
    values_after: list[Cell] = []
    other_text = False  # a text that is neither heading nor value: numbers after it may be values, blanks alone are not
    for cell in cells:
        words = parse_label(cell.text).words
        if words in blocks:
            # A merged heading may be printed again in each of its places: 行政复议 行政复议 结果维持 0.
            if heads[-1:] != [("block", blocks[words])]:
                heads.append(("block", blocks[words]))
        elif words in results:
            heads.append(("result", results[words]))
        elif is_value_like(cell.text):
            values_after.append(cell)
            continue
        else:
            other_text = True
        values_after = []
    any_printed = any(cell.text.strip() for cell in values_after)
    one_result_last = (
        len(heads) > 0 and heads[-1][0] == "result" and sum(k == "result" for k, _ in heads) == 1
    )
    if (
        any_printed
        or (not heads and not other_text and len(values_after) >= _WHOLE_ROW)
        or (one_result_last and len(values_after) == 1)
    ):
        return heads, values_after
    return heads, []


def _runs(form: Form, rows: list[StreamRow], first: int) -> tuple[list[_Run], set[int]]:
    runs = [_Run()]
    used: set[int] = set()
    for index in range(first, min(first + PATH_REACH, len(rows))):
        row = rows[index]
        heads, values = _tokens(form, row)
        if row.prose and (len(heads) < _SEVERAL or "。" in row.text):
            opens = opens_section(form, row.text, after=_SECTION)
            if opens or len(parse_label(row.text).words) > _LONGEST_CAPTION:
                if opens or any(run.values for run in runs):
                    break
                continue
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


@dataclass(frozen=True, slots=True)
class ByPath:
    """`cells` by <block>/<result>, the stream rows `used`, and what shows the columns: `grid`, or `order` where the headings
    of each line stand in the form's order; null in text in which they do not."""

    cells: dict[str, Cell]
    used: set[int]
    column: str | None


def read_by_path(form: Form, version: str, rows: list[StreamRow], start: int) -> ByPath | None:
    """All cells of the table; None where the headings do not name each cell once."""
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
    every_path = {key.partition("/")[2] for key in form.keys("appeals", version)}
    if found.keys() != every_path:
        return None
    column = (
        "grid" if all(rows[at].grid for at in used) else "order" if _in_order(form, version, runs) else None
    )
    return ByPath(found, used, column)


def _in_order(form: Form, version: str, runs: list[_Run]) -> bool:
    """Whether the headings before each run of values stand in the form's order."""
    blocks = [block.key for block in form.appeal_blocks[version]]
    results = [column.key for column in form.appeal_columns[version]]
    return all(
        run.blocks in (None, sorted(run.blocks or [], key=blocks.index))
        and (
            run.results is None
            or len(run.results) == 1
            or run.results == results * (len(run.results) // len(results))
        )
        for run in runs
    )


def _is_above(form: Form, row: StreamRow) -> bool:
    """Whether a row stands before the table and is no part of it: a section heading, or the last numbers of table three."""
    return (row.prose and opens_section(form, row.text)) or bool(_tokens(form, row)[1])


def _paths(form: Form, version: str, blocks: list[str], results: list[str], values: int) -> list[str] | None:
    """The path (<block>/<result>) of each value under the headings before it: all results of each block, or one result
    of each block; None where their number does not fit."""
    if len(results) == 1 and len(blocks) == values:
        return [f"{block}/{results[0]}" for block in blocks]
    all_results = {column.key for column in form.appeal_columns[version]}
    size = len(all_results)
    if not len(results) == values == size * len(blocks):
        return None
    groups = [results[at : at + size] for at in range(0, values, size)]
    if (
        any(set(group) != all_results for group in groups)
        or len(blocks) > len(form.appeal_blocks[version]) - 1
    ):
        return None  # all blocks in one row is the statutory layout, whose headings stand in rows
    return [f"{block}/{key}" for block, group in zip(blocks, groups, strict=True) for key in group]
