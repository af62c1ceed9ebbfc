"""Takes the columns of another year out of grids that print it beside the report's own.

    | 自然人          | 商业企业        |          | 2023年              | 2022年              |
    | 2023年 | 2022年 | 2023年 | 2022年 |    or    | 自然人  | 商业企业  | 自然人  | 商业企业  |

A line of headings that name years and nothing else tells them apart. It must cover all values below it, up to the next line of
headings, and mean the same throughout: under each heading one column of this year's, or all headings under this year's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.document import Block, Cell, Document, Table
from extract.form.catalogue import Form
from extract.messages import Detail
from extract.tables.captions import Whose, is_own_year
from extract.values import is_value_like

_MAY_NAME = re.compile(r"[年期]|^\s*20\d\d\s*$")
Range = tuple[int, int]  # first grid column, and the first behind it
Row = list[Cell]


def with_own_year(form: Form, document: Document, whose: Whose) -> Document:
    """The document without such columns; a note names their headings. Places stay those of the file."""
    left_out: list[str] = []
    blocks: list[Block] = [
        Table(_own_rows(form, block, whose, left_out), block.grid)
        if isinstance(block, Table) and block.grid
        else block
        for block in document.blocks
    ]
    if not left_out:
        return document
    notes = [Detail("extra_column", {"printed": text}) for text in dict.fromkeys(left_out)]
    return replace(document, blocks=blocks, notes=[*document.notes, *notes])


def _own_rows(form: Form, table: Table, whose: Whose, left_out: list[str]) -> list[Row]:
    """The table's rows; all of them as they are where a line of years does not tell its columns apart."""
    rows: list[Row] = []
    names: list[str] = []
    at = 0
    while at < len(table.rows):
        years = _years(form, table.rows[at], whose)
        if years is None:
            rows.append(table.rows[at])
            at += 1
            continue
        below = list(_below(table.rows, at + 1, min(begin for begin, _ in years)))
        under = _widened(rows, years, below) or _under_own(years, below)
        if under is None:
            return table.rows
        labels = [cell for cell in table.rows[at] if cell.column < min(years)[0]]
        rows += [*([labels] if labels else []), *under]
        names += [cell.text.strip() for cell in table.rows[at] if years.get(_range(cell)) is False]
        at += 1 + len(below)
    left_out += names
    return rows


def _range(cell: Cell) -> Range:
    return cell.column, cell.column + cell.span


def _years(form: Form, row: Row, whose: Whose) -> dict[Range, bool] | None:
    """The columns that a line of years heads -> whether they are this year's; None where it is no such line.

    Labels may stand left of the years, nothing between or behind them.
    """
    named = [
        (cell, is_own_year(form, whose, cell.text) if _MAY_NAME.search(cell.text) else None) for cell in row
    ]
    first = next((at for at, (_, own) in enumerate(named) if own is not None), len(named))
    years = {_range(cell): own for cell, own in named[first:] if own is not None}
    if len(years) < len(named) - first or set(years.values()) != {True, False}:
        return None
    return years


def _below(rows: Sequence[Row], begin: int, left: int) -> Iterator[Row]:
    """The rows from there to the next line of headings behind values, without the labels' columns counted as headings."""
    values = False
    for row in rows[begin:]:
        inside = [cell for cell in row if cell.column >= left]
        is_heading = not inside or not all(is_value_like(cell.text) for cell in inside)
        if values and is_heading:
            return
        values = values or not is_heading
        yield row


def _widened(above: Sequence[Row], years: dict[Range, bool], below: Sequence[Row]) -> list[Row] | None:
    """The rows below with this year's values as wide as the heading above, where under each heading stand the same years with this
    one once."""
    ranges = sorted(years)
    heads = sorted(
        {
            _range(cell)
            for cell in (above[-1] if above else [])
            if cell.column >= ranges[0][0] and cell.text.strip()
        }
    )
    whole: dict[Range, Range] = {}
    patterns = set()
    for begin, end in heads:
        inside = [place for place in ranges if begin <= place[0] and place[1] <= end]
        own = [place for place in inside if years[place]]
        if not _tile(inside, (begin, end)) or len(own) != 1:
            return None
        whole[own[0]] = (begin, end)
        patterns.add(tuple(years[place] for place in inside))
    if len(patterns) != 1 or not _tile(heads, (ranges[0][0], ranges[-1][1])):
        return None
    out = []
    for row in below:
        values = [cell for cell in row if cell.column >= ranges[0][0]]
        if [_range(cell) for cell in values] != ranges:
            return None
        kept = [cell for cell in row if cell.column < ranges[0][0]]
        for cell in values:
            if place := whole.get(_range(cell)):
                kept.append(replace(cell, column=place[0], span=place[1] - place[0]))
        out.append(kept)
    return out


def _under_own(years: dict[Range, bool], below: Sequence[Row]) -> list[Row] | None:
    """The rows below without what stands under other years, where this year heads one group of columns and all have the same
    headings."""
    ranges = sorted(years)
    own = [place for place in ranges if years[place]]
    if len(own) != 1 or not _tile(ranges, (ranges[0][0], ranges[-1][1])):
        return None
    heads = {
        tuple(
            (cell.text.strip(), cell.column - begin, cell.span) for cell in row if begin <= cell.column < end
        )
        for begin, end in ranges
        for row in below[:1]
    }
    inside = [cell for row in below for cell in row if cell.column >= ranges[0][0]]
    held = all(
        any(begin <= cell.column and cell.column + cell.span <= end for begin, end in ranges)
        for cell in inside
    )
    if len(heads) != 1 or not held or all(is_value_like(cell[0]) for cell in next(iter(heads))):
        return None
    begin, end = own[0]
    return [
        [cell for cell in row if cell.column < ranges[0][0] or begin <= cell.column < end] for row in below
    ]


def _tile(parts: Sequence[Range], whole: Range) -> bool:
    """Whether the parts cover the whole from left to right, without a gap."""
    at = whole[0]
    for begin, end in parts:
        if begin != at:
            return False
        at = end
    return at == whole[1]
