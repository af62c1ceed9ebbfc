"""Reads the headings of table four over one row of values: whether the file shows which column is which.

Results are printed three times, once per block; the two kinds of lawsuit stand below 行政诉讼.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, combinations

from extract.form.catalogue import Form
from extract.form.labels import parse_label
from extract.tables.appeal_layouts import block_words, headings_of
from extract.tables.applications_header import is_extra
from extract.tables.heading_proof import (
    Leaf,
    completed_in_order,
    covered,
    cut_into_words,
    exchangeable,
    lowest_headings,
)
from extract.tables.row_stream import StreamRow

_LAWSUITS = "lawsuits"


def headings_in_order(form: Form, version: str, head: Sequence[StreamRow]) -> bool:
    """Whether the headings are those of the form in its order, each once (or again after a page break), and no others.

    Read line by line, the results of 行政复议 stand beside the two kinds of lawsuit; read otherwise, all blocks stand
    before all results, or each before its own.
    """
    blocks = [block.key for block in form.appeal_blocks[version]]
    results = [column.key for column in form.appeal_columns[version]]
    keys = _heading_keys(form, version)
    lines = _lines(form, head)
    named = _named([_run(lines)], keys)
    below = [block.key for block in form.appeal_blocks[version] if "／" in block.label]
    beside = [block for block in blocks if block not in below]
    # Without the heading over them the kinds of lawsuit may have stood left of 行政复议, one line below it, but not where all
    # stand on one line. Where results stand right of them, it has to stand there too.
    over_them = form.headings.lawsuits in _run(lines) or any(_named(line, keys) == blocks for line in lines)
    mixed = any(_names_in_part(line, keys, blocks, len(results) * len(blocks)) for line in lines)
    for over in ([_LAWSUITS], *([[]] if over_them and not mixed else [])):
        line_by_line = [*beside, *over, *results * len(beside), *below, *results * len(below)]
        level_by_level = [*beside, *over, *below, *results * len(blocks)]
        block_by_block = [key for block in beside for key in (block, *results)]
        block_by_block += [*over, *(key for block in below for key in (block, *results))]
        if any(
            named == order * times
            for order in (line_by_line, level_by_level, block_by_block)
            for times in (1, 2)
        ):
            return True
    return exchanges_in_pieces(form, version, lines) == []


def _named(line: Sequence[str], keys: Mapping[str, str]) -> list[str]:
    return [keys[word] for word in cut_into_words("".join(line), keys)]


def _names_in_part(
    line: Sequence[str], keys: Mapping[str, str], blocks: Sequence[str], all_results: int
) -> bool:
    """Whether a line names some results, not all, right of a block."""
    named = _named(line, keys)
    block = next((at for at, key in enumerate(named) if key in blocks), None)
    results = 0 if block is None else sum(key not in {*blocks, _LAWSUITS} for key in named[block:])
    return 0 < results < all_results


def nothing_before(form: Form, version: str, head: Sequence[StreamRow]) -> bool:
    """Whether the first heading begins its line: what stands before it may be the heading of another column."""
    lines = _lines(form, head)
    if exchanges_in_pieces(form, version, lines) == []:
        return True
    run = _run(lines)
    start = len(run) - sum(map(len, cut_into_words(run, _heading_keys(form, version))))
    return start in accumulate((len("".join(line)) for line in lines), initial=0)


def _heading_keys(form: Form, version: str) -> dict[str, str]:
    """Words of headings -> key of the block or result that they name."""
    blocks = {block.key for block in form.appeal_blocks[version]}
    keys = {words: key for words, key in block_words(form).items() if key in blocks}
    for column in form.appeal_columns[version]:
        keys |= dict.fromkeys((column.words, *column.aliases), column.key)
    return keys | dict.fromkeys(lawsuit_words(form), _LAWSUITS)


def _lines(form: Form, head: Sequence[StreamRow]) -> list[list[str]]:
    return _without_extras(form, [[word for word in headings_of(form, row) if word] for row in head])


def _run(lines: Sequence[Sequence[str]]) -> str:
    return "".join(word for line in lines for word in line)


def _without_extras(form: Form, lines: list[list[str]]) -> list[list[str]]:
    """The lines without columns that agencies add (备注) at the right end: last on a line, or on a line of their own behind
    行政诉讼 or behind all headings."""
    out = []
    above: list[str] = []
    for at, line in enumerate(lines):
        ends = len(line) > 1 or at == len(lines) - 1 or (above and above[-1] in lawsuit_words(form))
        cut = (
            bool(line) and ends and is_extra(form, line[-1]) and not (line[:-1] and is_extra(form, line[-2]))
        )
        out.append(line[:-1] if cut else line)
        above = line
    return out


def lawsuit_words(form: Form) -> set[str]:
    """The words that the heading over both kinds of lawsuit may be printed with."""
    return {f"{form.headings.lawsuits}{more}" for more in ("", "情况", "案件", "件")}


def exchanges_in_pieces(
    form: Form, version: str, lines: Sequence[Sequence[str]]
) -> list[tuple[int, int]] | None:
    """Where lines of text print the headings in pieces (结果 结果 其他 above 维持 纠正 结果), the pairs of columns of one block
    that the same lines would print with their headings exchanged; None where they do not print them so.

    The first block stands left of another on a line of blocks alone.
    """
    names = [parse_label(block.label.rpartition("／")[2]).words for block in form.appeal_blocks[version]]
    results = [column.words for column in form.appeal_columns[version]] * len(names)
    for blocks in ([names[0], form.headings.lawsuits, *names[1:]], names):
        placed = completed_in_order(lines, [*blocks, *results])
        if placed is None:
            continue
        heads = set(range(len(blocks)))
        if not any(0 in line and len(heads.intersection(line)) > 1 and heads >= set(line) for line in placed):
            return None
        size = len(results) // len(names)
        pairs = [
            pair
            for begin in range(0, len(results), size)
            for pair in combinations(range(begin, begin + size), 2)
        ]
        return exchangeable(lines, blocks, results, pairs)
    return None


def leaves_in_grid(form: Form, version: str, head: Sequence[StreamRow]) -> tuple[Leaf, ...]:
    """The result headings of a grid from left to right, with keys <block>/<result>; none unless each cell of the form has
    exactly one, under the heading of its block."""
    results = {
        words: column.key
        for column in form.appeal_columns[version]
        for words in (column.words, *column.aliases)
    }
    rows = [row for row in head if row.grid and row.table == head[-1].table]
    lowest, above = lowest_headings(
        [row.cells for row in rows], lambda text: results.get(parse_label(text).words)
    )
    blocks = {
        block.key: [
            cell for cell in above if block_words(form).get(parse_label(cell.text).words) == block.key
        ]
        for block in form.appeal_blocks[version]
    }
    leaves = []
    for leaf in lowest:
        under = [key for key, cells in blocks.items() if covered(leaf, cells)]
        if leaf.key and len(under) == 1:
            leaves.append(replace(leaf, key=f"{under[0]}/{leaf.key}"))
    wanted = [key.partition("/")[2] for key in form.keys("appeals", version)]
    return tuple(leaves) if sorted(str(leaf.key) for leaf in leaves) == sorted(wanted) else ()
