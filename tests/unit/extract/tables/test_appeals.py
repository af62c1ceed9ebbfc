"""Table four in every layout in which sites print it: each value belongs to the headings that name it, or is doubted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.reading import read_report
from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Table, blocks, row
from tests.support.reading import TOLD, check, check_exact

RESULTS = [label for _, label in form.appeal_columns()]
FIRST, DIRECT, AFTER = lay.BLOCKS
NAMES = {FIRST: "行政复议", DIRECT: "未经复议直接起诉", AFTER: "复议后起诉"}
FULL = {FIRST: "行政复议", DIRECT: "行政诉讼（未经复议直接起诉）", AFTER: "行政诉讼（复议后起诉）"}
Writer = Callable[[list[Block]], bytes]
ALL: list[Writer] = [
    lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown, lay.spaced_values
]  # fmt: skip
WRITERS = pytest.mark.parametrize("write", ALL)
SHOWN = (lay.html, lay.docx)  # formats whose grid shows an order that is not the form's
ROWS = pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv, lay.tsv_padded, lay.markdown])


def four(*tables: Block) -> list[Block]:
    return blocks(TOLD, four=tables)


def stack(block: str, *heads: str) -> Table:
    return [*([Cell(head, across=5)] for head in heads), row(*RESULTS), lay.appeal_values(TOLD, block)]


@WRITERS
@pytest.mark.parametrize("names", [NAMES, FULL], ids=["as on the form", "whole names"])
def test_blocks_stacked_in_one_table(write: Writer, names: dict[str, str]) -> None:
    lawsuits = [[Cell("行政诉讼", across=5)]] if names is NAMES else []
    first, direct, after = (stack(block, names[block]) for block in lay.BLOCKS)
    check_exact(write(four(first + lawsuits + direct + after)))


@WRITERS
def test_blocks_in_tables_of_their_own(write: Writer) -> None:
    check_exact(
        write(
            four(
                stack(FIRST, "行政复议"),
                stack(DIRECT, "行政诉讼", NAMES[DIRECT]),
                stack(AFTER, NAMES[AFTER]),
            )
        )
    )


@WRITERS
def test_blocks_named_in_the_text_above_their_tables(write: Writer) -> None:
    check_exact(
        write(
            four(
                "行政复议", stack(FIRST), "行政诉讼", NAMES[DIRECT], stack(DIRECT), NAMES[AFTER], stack(AFTER)
            )
        )
    )


@WRITERS
def test_reconsideration_and_lawsuits_in_two_tables(write: Writer) -> None:
    lawsuits: Table = [
        [Cell("行政诉讼", across=10)],
        [Cell(NAMES[DIRECT], across=5), Cell(NAMES[AFTER], across=5)],
        row(*RESULTS * 2),
        lay.appeal_values(TOLD, DIRECT, AFTER),
    ]
    check_exact(write(four(stack(FIRST, "行政复议"), lawsuits)))


@WRITERS
def test_one_result_a_row(write: Writer) -> None:
    table: Table = []
    heads = {
        FIRST: [Cell("行政复议", 5, 2)],
        DIRECT: [Cell("行政诉讼", 10), Cell(NAMES[DIRECT], 5)],
        AFTER: [Cell(NAMES[AFTER], 5)],
    }
    for block in lay.BLOCKS:
        for place, (result, value) in enumerate(zip(RESULTS, lay.appeal_values(TOLD, block), strict=True)):
            table.append([*(heads[block] if place == 0 else []), Cell(result), value])
    check_exact(write(four(table)))


@ROWS
@pytest.mark.parametrize("blank", [False, True])
def test_one_result_a_row_with_its_block_repeated_in_each_place(write: Writer, blank: bool) -> None:
    """Guards rows not read: 行政复议 行政复议 结果维持 0, as a browser's copy spells merged cells out, named two blocks."""
    heads = {FIRST: ["行政复议"] * 2, DIRECT: ["行政诉讼", NAMES[DIRECT]], AFTER: ["行政诉讼", NAMES[AFTER]]}
    told = TOLD | ({f"appeals/{FIRST}/upheld": "", f"appeals/{AFTER}/total": ""} if blank else {})
    table = [
        [*row(*heads[block], result), value]
        for block in lay.BLOCKS
        for result, value in zip(RESULTS, lay.appeal_values(told, block), strict=True)
    ]
    check_exact(write(blocks(told, four=[table])), told)


@WRITERS
def test_one_block_a_row(write: Writer) -> None:
    table = [row("类别", *RESULTS)]
    table += [[Cell(FULL[block]), *lay.appeal_values(TOLD, block)] for block in lay.BLOCKS]
    check_exact(write(four(table)))


@WRITERS
def test_one_block_a_column(write: Writer) -> None:
    columns = [lay.appeal_values(TOLD, block) for block in lay.BLOCKS]
    table: Table = [
        [Cell("处理结果", 2), Cell("行政复议", 2), Cell("行政诉讼", across=2)],
        row(NAMES[DIRECT], NAMES[AFTER]),
    ]
    table += [[Cell(result), *(column[i] for column in columns)] for i, result in enumerate(RESULTS)]
    check_exact(write(four(table)))


@WRITERS
@pytest.mark.parametrize("between", [(), ("- 5 -",)], ids=["nothing between", "page mark between"])
def test_header_cut_from_its_numbers_by_a_page_break(write: Writer, between: tuple[str, ...]) -> None:
    table = lay.appeals(TOLD)
    check_exact(write(four(table[:3], *between, table[3:])))


@WRITERS
def test_header_repeated_on_the_next_page(write: Writer) -> None:
    table = lay.appeals(TOLD)
    check_exact(write(four(table[:3], table)))


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv, lay.tsv_padded])
def test_headings_of_results_cut_in_two_by_a_page_end(write: Writer) -> None:
    full = RESULTS * 3
    top: Table = [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [Cell("", across=5), Cell(NAMES[DIRECT], across=5), Cell(NAMES[AFTER], across=5)],
        row(*(label[:2] for label in full)),
    ]
    below: Table = [row(*(label[2:] or " " for label in full)), lay.appeal_values(TOLD, *lay.BLOCKS)]
    check_exact(write(four(top, below)))


@pytest.mark.parametrize("write", [lay.run_on, lay.lines], ids=["run_on", "lines"])
def test_text_does_not_show_where_the_lawsuits_stood_when_the_heading_over_them_is_lost(
    write: Writer,
) -> None:
    """Guards a silent error: with 行政诉讼 emptied the same text may come of blocks that stand in another order."""
    moved: Table = [
        [Cell("", across=10), Cell("行政复议", across=5)],
        [Cell(NAMES[DIRECT], across=5), Cell(NAMES[AFTER], across=5), *(Cell(r, down=2) for r in RESULTS)],
        row(*RESULTS * 2),
        lay.appeal_values(TOLD, DIRECT, AFTER, FIRST),
    ]
    report = read_report(Path("x"), write(four(moved)))
    wrong = [
        c for c in report.cells if c.key.startswith("appeals/") and c.value != TOLD[c.key] and not c.doubt
    ]
    assert wrong == []


@WRITERS
def test_sixteen_cells_of_which_the_first_is_a_label(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[0].insert(0, Cell("项目", 3))
    table[3].insert(0, Cell("件数"))
    check_exact(write(four(table)))


@WRITERS
@pytest.mark.parametrize("remark", ["", "含上年转入"], ids=["empty", "given"])
def test_a_remark_behind_the_fifteen_columns(write: Writer, remark: str) -> None:
    """Guards a silent error: spaced text with a remark behind its numbers was read as fifteen blanks."""
    table = lay.appeals(TOLD)
    table[0].append(Cell("备注", 3))
    table[3].append(Cell(remark))
    check_exact(write(four(table)))


def test_a_blank_is_no_padding_because_the_headings_have_lost_their_spans() -> None:
    """Guards a silent error: the headings seemed to end at the tenth place, so a blank behind it was left out instead of the
    one that a value copied twice had made too many."""
    table = lay.appeals(TOLD)
    for line in table[:-1]:
        for cell in line:
            cell.across = cell.down = 1
    values = [Cell(""), *table[-1][1:5], *table[-1][4:10], Cell(""), *table[-1][11:]]
    table[-1][:] = values
    report = read_report(Path("x.html"), lay.html(four(table)))
    doubts = [cell.doubt for cell in report.cells if cell.key.startswith("appeals/")]
    assert len(values) == 16
    assert all(doubts)


@ROWS
def test_a_grand_total_behind_the_fifteen_columns(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[0].append(Cell("合计", 3))
    table[3].append(Cell("77"))
    check_exact(write(four(table)))


@WRITERS
def test_results_in_another_order(write: Writer) -> None:
    order = (4, 0, 1, 2, 3)
    table = lay.appeals(TOLD)
    table[1][:5] = [table[1][i] for i in order]
    table[2] = row(*(RESULTS[i] for i in order)) * 2
    table[3] = [table[3][block * 5 + i] for block in range(3) for i in order]
    report = check(write(four(table)), settled=write in SHOWN)
    assert ("column_order" in {problem.code for problem in report.problems}) == (write in SHOWN)


@ROWS
def test_results_and_blocks_in_another_order(write: Writer) -> None:
    """Guards shifted values: with the blocks changed over, the order of the results was forgotten."""
    order = (4, 0, 1, 2, 3)
    results = row(*(RESULTS[i] for i in order))
    printed = lay.appeal_values(TOLD, FIRST, AFTER, DIRECT)
    table: Table = [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [
            *(replace(cell, down=2) for cell in results),
            Cell(NAMES[AFTER], across=5),
            Cell(NAMES[DIRECT], across=5),
        ],
        results * 2,
        [printed[block * 5 + i] for block in range(3) for i in order],
    ]
    check(write(four(table)), settled=write in SHOWN)


def test_results_that_are_not_the_form_s_five_are_doubted_not_lost() -> None:
    """Guards a crash: one heading printed twice and another never left the table without one of its cells."""
    table = lay.relabel(lay.appeals(TOLD), {"总计": "结果维持"})
    check(lay.html(four(table)), settled=False)


def test_headings_printed_without_anything_between_them() -> None:
    """Guards a table not found in text whose cells ran together, a row a line."""
    text = lay.spaced_values(blocks(TOLD)).decode()
    heads = "\n".join(cell.text for cells in lay.appeals(TOLD)[:3] for cell in cells)
    assert heads in text
    rows = "\n".join("".join(cell.text for cell in cells) for cells in lay.appeals(TOLD)[:3])
    check_exact(text.replace(heads, rows).encode())


@ROWS
def test_merged_headings_repeated_in_each_of_their_places(write: Writer) -> None:
    lines = [
        [replace(cell, across=1, down=1) for cell, _ in line for _ in range(cell.across)]
        for line in lay.slots(lay.appeals(TOLD))
    ]
    check_exact(write(four(lines)))


@pytest.mark.parametrize("write", ALL)
def test_a_block_printed_twice_is_no_reading(write: Writer) -> None:
    """Fifteen values, but the headings name five of them twice and five never."""
    table = stack(FIRST, "行政复议") + stack(DIRECT, FULL[DIRECT]) + stack(AFTER, FULL[DIRECT])
    report = check(write(four(table)), settled=False, doubt_ok=["appeals/"])
    assert all(cell.doubt for cell in report.cells if cell.key.startswith("appeals/"))


def test_numbers_in_the_text_below_headings_without_values_are_doubted_blanks() -> None:
    """Guards a silent error: fifteen numbers that the reader could not take apart were fifteen blanks."""
    text = lay.spaced_values(blocks(TOLD)).decode()
    line = " ".join(cell.text for cell in lay.appeal_values(TOLD, *lay.BLOCKS))
    assert line in text
    odd = text.replace(line, f"各项结果依次为：{line.replace(' ', '；')}。")
    check(odd.encode(), settled=False, doubt_ok=["appeals/"])


@pytest.mark.parametrize("lines", ["结果维持\n", "结果维持\n5\n", "信息内容\n"])
def test_a_heading_printed_thousands_of_times_takes_no_minutes(lines: str) -> None:
    """Guards the time: every such line was read again from the first of them. (Tests have a limit of seconds.)"""
    check(lay.lines(blocks(TOLD)) + b"\n" + (lines * 2000).encode(), settled=False)


@WRITERS
@pytest.mark.parametrize("number", ["（{}）", "第{}部分　"], ids=["in brackets", "as parts"])
def test_stacked_blocks_below_headings_numbered_in_other_ways(write: Writer, number: str) -> None:
    """Guards shifted values: the last row of table three and the next section were taken for part of table four."""
    lawsuits: Table = [[Cell("行政诉讼", across=5)]]
    first, direct, after = (stack(block, NAMES[block]) for block in lay.BLOCKS)
    headings = {title: number.format(title[0]) + title[2:] for title in form.headings().values()}
    report = [
        headings.get(block, block) if isinstance(block, str) else block
        for block in four(first, "", lawsuits + direct, "", after)
    ]
    check_exact(write(report))
