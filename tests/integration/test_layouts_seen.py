"""Layouts of real sites that were once read wrong: each test is named by the defect it guards.

No cell may be wrong without a doubt, ever. Where the layout settles every cell, there is no doubt either and the report
counts as read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extract.report import Report, read_report
from tests.support import layouts as lay
from tests.support.accuracy import score
from tests.support.layouts import Block, Cell, Figures, Table, blocks, row

FIXTURES = Path(__file__).parents[1] / "fixtures"
TOLD = lay.figures()
OLD = lay.figures(seed=7)  # another year's numbers
BLOCK_NAMES = ("行政复议", "未经复议直接起诉", "复议后起诉")
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

Writer = Callable[[list[Block]], bytes]
CELLS = pytest.mark.parametrize("write", [lay.html, lay.docx])
CELLS_AND_LINES = pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines])
ALL = pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.spaced, lay.markdown])


def check(
    data: bytes, told: Figures = TOLD, settled: bool = True, status: str = "read", **known: object
) -> Report:
    """Read and compare; `known` goes to layouts.truth. Not `settled`: doubts are fine, silence is not."""
    report = read_report(Path("report"), data)
    result = score(report, lay.truth(told, **known))  # type: ignore[arg-type]
    assert (result.silent, result.unearned) == ([], [])
    if settled:
        assert result.needless == []
        assert report.status == status
        assert (report.metadata.agency_name, report.metadata.report_year) == (lay.AGENCY, lay.YEAR)
    return report


def blanked(told: Figures, *ends: str) -> Figures:
    """The figures with blanks where a key begins or ends so."""
    return {key: "" if key.startswith(ends) or key.endswith(ends) else v for key, v in told.items()}


def at(prefix: str, state: str) -> dict[str, str]:
    return {key: state for key in TOLD if key.startswith(prefix)}


# The builder itself


@ALL
def test_the_statutory_layout(write: Writer) -> None:
    check(write(blocks(TOLD)))


@ALL
def test_the_form_of_2019(write: Writer) -> None:
    told = lay.figures(2, "2019", "2019")
    two, three = lay.disclosures(told, "2019"), lay.applications(told, "2019")
    check(write(blocks(told, [two], [three])), told)


# Table three: rows


@CELLS
@pytest.mark.parametrize("repeated", [False, True], ids=["cut", "header repeated"])
@pytest.mark.parametrize("mark", [[], ["- 3 -"]], ids=["nothing between", "page number between"])
def test_table_three_in_two_parts(write: Writer, repeated: bool, mark: list[Block]) -> None:
    table = lay.applications(TOLD)
    first, second = lay.cut(table, lay.find(table, "3.危及"))
    check(write(blocks(TOLD, three=[first, *mark, lay.header() + second if repeated else second])))


@CELLS
def test_header_rows_repeated_within_one_table(write: Writer) -> None:
    table = lay.applications(TOLD)
    first, second = lay.cut(table, lay.find(table, "1.本机关"))
    check(write(blocks(TOLD, three=[first + lay.header() + second])))


@ALL
@pytest.mark.parametrize(
    ("label", "after"),
    [("其中：网络申请", "一、本年"), ("五、其中：电子政务申请", "四、结转")],
    ids=["under the first row", "at the end"],
)
def test_a_local_row_is_no_row_of_the_form(write: Writer, label: str, after: str) -> None:
    table = lay.applications(TOLD)
    local = [Cell(label, across=3), *row("9", "8", "7", "6", "5", "4", "39")]
    table.insert(lay.find(table, after) + 1, local)
    check(write(blocks(TOLD, three=[table])), settled=write in (lay.html, lay.docx))


@CELLS
def test_a_local_fourth_reason_is_not_the_other_of_the_form(write: Writer) -> None:
    table = lay.applications(TOLD)
    for cells in table:
        for cell in cells:
            if cell.text.startswith(("（四）", "三、")):
                cell.down += 1
    table.insert(lay.find(table, "3.补正后") + 1, row("4.其他", "9", "8", "7", "6", "5", "4", "39"))
    check(write(blocks(TOLD, three=[table])))


@ALL
@pytest.mark.parametrize("filled", [False, True], ids=["blank", "with subtotals"])
def test_group_rows_of_their_own(write: Writer, filled: bool) -> None:
    table = lay.header()
    table[0][0].across = 1
    rows = lay.applications(TOLD)[3:]
    for cells in rows:
        labels = [cell for cell in cells if not cell.key]
        for group in labels[:-1]:
            start = rows.index(cells)
            members = rows[start : start + group.down]
            sums = [str(sum(int(lay.values(m)[i].text) for m in members)) for i in range(7)]
            table.append(row(group.text, *(sums if filled and group.text[0] == "（" else [""] * 7)))
        table.append([Cell(labels[-1].text), *lay.values(cells)])
    check(write(blocks(TOLD, three=[table])), settled=filled or write in (lay.html, lay.docx))


@ALL
def test_single_row_six_in_a_report_of_the_new_form(write: Writer) -> None:
    told = lay.figures(3, "2021", "2019")
    report = check(write(blocks(told, three=[lay.applications(told, "2019")])), told)
    assert report.form == {"disclosures": "2021", "applications": "2019"}


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown])
@pytest.mark.parametrize("label", ["四、结转", "二、上年"])
def test_a_row_that_is_not_printed(write: Writer, label: str) -> None:
    table = lay.applications(TOLD)
    gone = table.pop(lay.find(table, label))
    told = TOLD | dict.fromkeys([cell.key or "" for cell in lay.values(gone)], "")
    states = {cell.key or "": "absent" for cell in lay.values(gone)}
    check(write(blocks(told, three=[table])), told, status="partial", states=states)


@CELLS
def test_labels_beside_merged_cells_repeated_on_each_row(write: Writer) -> None:
    table = [
        [Cell(cell.text, key=cell.key) for cell, _ in line for _ in range(cell.across)]
        for line in lay.slots(lay.applications(TOLD))
    ]
    check(write(blocks(TOLD, three=[table])))


# Table three: columns


@ALL
def test_total_column_first(write: Writer) -> None:
    table = lay.applications(TOLD, order=["total", *lay.COLUMNS[:-1]])
    check(write(blocks(TOLD, three=[table])))


@ALL
def test_natural_persons_after_the_organisations(write: Writer) -> None:
    table = lay.applications(TOLD, order=[*lay.COLUMNS[1:6], "natural_person", "total"])
    check(write(blocks(TOLD, three=[table])))


@CELLS
@pytest.mark.parametrize(
    ("printed", "instead"),
    [("科研机构", "境外机构"), ("法律服务机构", ""), ("其他", ""), ("总计", ""), ("社会公益组织", "法律服务机构")],
)
def test_one_column_label_that_is_not_of_the_form(write: Writer, printed: str, instead: str) -> None:
    table = lay.relabel(lay.header(), {printed: instead}) + lay.applications(TOLD)[3:]
    check(write(blocks(TOLD, three=[table])), settled=False)


# Table two


@ALL
@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1)], ids=str)
def test_columns_of_table_two_in_another_order(write: Writer, order: tuple[int, ...]) -> None:
    check(write(blocks(TOLD, two=[lay.disclosures(TOLD, order=order)])))


# Table four


def stacked(*order: int) -> Table:
    """Blocks one below the other, each with its headings."""
    return [
        cells
        for i in order
        for cells in (
            [Cell(BLOCK_NAMES[i], across=5)],
            row(*RESULTS),
            lay.appeal_values(TOLD, lay.BLOCKS[i]),
        )
    ]


@ALL
@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (0, 2, 1)], ids=str)
def test_blocks_of_appeals_below_each_other(write: Writer, order: tuple[int, ...]) -> None:
    check(write(blocks(TOLD, four=[stacked(*order)])))


@ALL
def test_litigation_before_reconsideration(write: Writer) -> None:
    heads = [Cell("未经复议直接起诉", across=5), Cell("复议后起诉", across=5), *(Cell(r, 2) for r in RESULTS)]
    top = [Cell("行政诉讼", across=10), Cell("行政复议", across=5)]
    table = [top, heads, row(*RESULTS * 2), lay.appeal_values(TOLD, *lay.BLOCKS[1:], lay.BLOCKS[0])]
    check(write(blocks(TOLD, four=[table])))


@ALL
def test_litigation_blocks_swapped(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[1][5:] = [table[1][6], table[1][5]]
    table[3] = lay.appeal_values(TOLD, lay.BLOCKS[0], lay.BLOCKS[2], lay.BLOCKS[1])
    check(write(blocks(TOLD, four=[table])))


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded])
@pytest.mark.parametrize("printed", ["见附件", "5（含上年）", "约5", "O"])
def test_one_odd_cell_in_appeals(write: Writer, printed: str) -> None:
    key = "appeals/reconsideration/pending"
    told = TOLD | {key: printed}
    check(write(blocks(told)), told, states={key: "text"}, must_doubt=[key])


@ALL
@pytest.mark.parametrize("first", [False, True], ids=["below", "above"])
def test_two_rows_of_values_in_appeals(write: Writer, first: bool) -> None:
    """Nothing says which row is this year's."""
    table = lay.appeals(TOLD)
    table.insert(3 if first else 4, row(*(str(70 + i) for i in range(15))))
    check(write(blocks(TOLD, four=[table])), settled=False, must_doubt=["appeals/"])


@CELLS
def test_two_rows_of_values_in_appeals_that_name_their_years(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[0].insert(0, Cell("年度", down=3))
    table[3].insert(0, Cell("2023年"))
    table.insert(3, row("2022年", *(str(70 + i) for i in range(15))))
    check(write(blocks(TOLD, four=[table])), settled=False)


# Tables of two years


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv])
@pytest.mark.parametrize("section", ["two", "three", "four"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_last_years_table_beside_this_years(write: Writer, section: str, before: bool) -> None:
    make = {"two": lay.disclosures, "three": lay.applications, "four": lay.appeals}[section]
    old: list[Block] = ["2022年数据", make(OLD)]
    new: list[Block] = ["2023年数据", make(TOLD)]
    tables = [*old, *new] if before else [*new, *old]
    check(write(blocks(TOLD, **{section: tables})), settled=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv])
def test_the_same_table_twice_is_no_doubt(write: Writer) -> None:
    check(write(blocks(TOLD, three=[lay.applications(TOLD)] * 2, four=[lay.appeals(TOLD)] * 2)))


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_two_reports_in_one_run_on_text(before: bool) -> None:
    old, new = lay.run_on(blocks(OLD, year=2022)), lay.run_on(blocks(TOLD))
    check(b" ".join([old, new] if before else [new, old]), settled=False)


# One cell a line


@pytest.mark.parametrize(
    ("label", "width"),
    [("4.无正当", 6), ("2.没有现", 8), ("5.要求行", 10), ("1.申请人", 14), ("（二）部", 7), ("", 12), ("", 15)],
)
def test_label_broken_over_lines(label: str, width: int) -> None:
    text = []
    for line in lay.lines(blocks(TOLD)).decode().split("\n"):
        label_line = line.startswith(label or ("（", "1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."))
        text += [line[i : i + width] for i in range(0, len(line), width)] if label_line else [line]
    check("\n".join(text).encode())


@pytest.mark.parametrize("printed", ["约12", "5*", "（5）", "5。", "见附件", "12（注）"])
@pytest.mark.parametrize(
    "key",
    [
        "applications/granted/natural_person",
        "applications/granted/total",
        "applications/carried_out/research_institution",
        "disclosures/licensing/decisions",
        "appeals/litigation_direct/upheld",
    ],
)
def test_a_cell_that_is_no_plain_number(key: str, printed: str) -> None:
    told = TOLD | {key: printed}
    check(lay.lines(blocks(told)), told, settled=False, states={key: "text"}, must_doubt=[key])


@pytest.mark.parametrize("mark", [["- 3 -"], ["第3页 共6页"], ["— 3 —", "", "青禾县教育局2023年政府信息公开工作年度报告"]])
@pytest.mark.parametrize("line", [60, 101, 145, 190, 231])
def test_page_marks_between_the_cells(line: int, mark: list[str]) -> None:
    text = lay.lines(blocks(TOLD)).decode().split("\n")
    check("\n".join([*text[:line], *mark, *text[line:]]).encode(), settled=False)


# Rows of text


@pytest.mark.parametrize("write", [lay.tsv, lay.tsv_padded, lay.tsv_trimmed])
@pytest.mark.parametrize("blank", [("other_org", "/total"), ("/natural_person",), ("applications/carried_in/",)], ids=str)
def test_trimmed_rows_of_tabs(write: Writer, blank: tuple[str, ...]) -> None:
    told = {
        k: "" if k.startswith("applications/") and (k.endswith(blank) or k.startswith(blank)) else v for k, v in TOLD.items()
    }
    check(write(blocks(told)), told, settled=False)


def glued(line: str) -> str:
    return re.sub(r"(?<=\D) (?=\d+(?: \d|$))", "", line, count=1)


def test_labels_glued_to_their_numbers() -> None:
    text = lay.spaced(blocks(TOLD)).decode().split("\n")
    check("\n".join(map(glued, text)).encode(), settled=False)


def test_a_label_over_its_numbers() -> None:
    text = re.sub(r"(?m)^(\D.*?) ((?:\d+ ){6}\d+)$", r"\1\n\2", lay.spaced(blocks(TOLD)).decode())
    check(text.encode(), settled=False)
