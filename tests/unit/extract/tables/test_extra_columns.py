"""Columns of the office's own beside those of the form: left out where the header names them, never read for another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from extract.document import Cell as PrintedCell
from extract.form.catalogue import FormColumn, load_form
from extract.reading import read_report
from extract.tables.heading_proof import extra_column
from extract.tables.padding import edge_unsettled
from extract.tables.row_cells import row_cells
from extract.tables.row_stream import LabelledRow
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Table, blocks
from tests.support.reading import TOLD, check, check_exact

COLUMN_WITHOUT_HEADING = Path(__file__).parents[3] / "fixtures" / "column_without_heading.txt"
Writer = Callable[[list[Block]], bytes]
ALL: list[Writer] = [
    lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown, lay.spaced_values
]  # fmt: skip
WRITERS = pytest.mark.parametrize("write", ALL)
ROWS = pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv, lay.tsv_padded, lay.markdown])


def three(table: Table) -> list[Block]:
    return blocks(TOLD, three=[table])


def with_column(label: str, value: Callable[[int, list[str]], str]) -> Table:
    """Table three with one more column at its right end; `value` gets the row's number and its seven values."""
    table = lay.applications(TOLD)
    table[0][-1].across += 1
    table[1].append(Cell(label, 2))
    for place, cells in enumerate(table[3:]):
        cells.append(Cell(value(place, [cell.text for cell in lay.values(cells)])))
    return table


@WRITERS
@pytest.mark.parametrize("given", [(), (3,), (0, 26)], ids=["empty", "one", "first and last"])
def test_remarks_beside_the_total(write: Writer, given: tuple[int, ...]) -> None:
    check_exact(write(three(with_column("备注", lambda place, _: "含转办" if place in given else ""))))


@WRITERS
@pytest.mark.parametrize("label", ["上年", "上年总计", "同比增减"])
def test_last_years_numbers_beside_the_total(write: Writer, label: str) -> None:
    """Guards a silent error: 总计 was found in 上年总计, and every column shifted.

    One heading a line, nothing shows whether it stands behind 总计 or before the organisations.
    """
    data = write(three(with_column(label, lambda place, _: str(place + 3))))
    if write is lay.lines:
        check(data, settled=False)
        return
    report = check_exact(data)
    assert [p.detail.params["printed"] for p in report.problems if p.code == "extra_column"] == [label]


def with_column_before(label: str, value: Callable[[int], str]) -> Table:
    """Table three with one more column between the labels and 自然人."""
    table = lay.applications(TOLD)
    table[0].insert(1, Cell(label, 3))
    for place, cells in enumerate(table[3:]):
        cells.insert(len(cells) - 7, Cell(value(place)))
    return table


@pytest.mark.parametrize("write", [lay.html, lay.docx])
@pytest.mark.parametrize(
    ("label", "value"),
    [("行次", lambda place: f"{place + 1:02d}"), ("条例依据", lambda place: f"第{place + 20}条")],
    ids=["numbers", "words"],
)
def test_a_column_with_a_heading_of_its_own_before_the_first(
    write: Writer, label: str, value: Callable[[int], str]
) -> None:
    """Guards a needless doubt over the whole table: eight values for seven columns; and rows whose label was 第27条."""
    check_exact(write(three(with_column_before(label, value))))


@pytest.mark.parametrize("write", [lay.html, lay.docx])
@pytest.mark.parametrize("shifted", [(5,), range(20)], ids=["one row", "most"])
def test_a_value_that_moved_under_such_a_heading_is_in_doubt(write: Writer, shifted: Sequence[int]) -> None:
    """Guards a silent error: the values stood one column too far left, and the first was left out as 行次."""
    table = with_column_before("行次", lambda place: str(place + 1))
    for at in shifted:
        cells = table[3 + at]
        cells.append(Cell())
        del cells[-9]
    check(write(three(table)), settled=False)


@pytest.mark.parametrize("write", [lay.html, lay.docx])
@pytest.mark.parametrize("label", ["企业", "工商企业"])
def test_a_heading_of_the_form_in_other_words_is_no_column_of_the_agencys_own(
    write: Writer, label: str
) -> None:
    """Guards a silent error: the column was left out, and its cells were absent without a doubt."""
    table = lay.applications(TOLD, order=("commercial_enterprise", "natural_person", *lay.COLUMNS[2:]))
    table[0].insert(1, Cell(label, 3))
    table[1] = [cell for cell in table[1] if cell.text != "商业企业"]
    table[2] = [cell for cell in table[2] if cell.text != "商业企业"]
    check(write(three(table)), settled=False)


@pytest.mark.parametrize("write", [lay.html, lay.docx])
def test_a_column_that_tells_two_lines_of_an_item_apart_is_not_left_out(write: Writer) -> None:
    """Guards a silent error: of each item's two lines the first was taken."""
    table = with_column_before("渠道", lambda _: "线上")
    lines: Table = table[:3]
    for line in list(lay.slots(table))[3:]:
        labels = [Cell(cell.text if begins else "") for cell, begins in line[:-8] for _ in range(cell.across)]
        values = [cell for cell, _ in line[-7:]]
        lines.append([*labels, Cell("线上"), *(Cell(str(int(value.text or 0) + 5)) for value in values)])
        lines.append([*(Cell() for _ in labels), Cell("线下"), *values])
    check(write(three(lines)), settled=False)


@pytest.mark.parametrize("write", [lay.html, lay.docx])
def test_a_number_without_a_heading_before_the_first_column_leaves_the_row_in_doubt(write: Writer) -> None:
    """A value may have moved there."""
    check(write(three(with_column_before("", lambda place: str(place)))), settled=False)


@ROWS
def test_a_row_that_numbers_the_columns_of_table_four(write: Writer) -> None:
    """Guards a needless doubt: statistical forms count the places, and nothing said which of two rows is this year's."""
    table = lay.appeals(TOLD)
    table.insert(3, lay.row(*(str(at + 1) for at in range(15))))
    check_exact(write(blocks(TOLD, four=[table])))


@ROWS
def test_a_total_printed_twice(write: Writer) -> None:
    check_exact(write(three(with_column("合计", lambda _, values: values[-1]))))


@ROWS
@pytest.mark.parametrize("first", [False, True], ids=["behind", "before"])
def test_a_subtotal_of_the_organisations(write: Writer, first: bool) -> None:
    table = lay.applications(TOLD)
    table[0][-1].across += 1
    table[1][1].across += 1
    table[2].insert(0 if first else 5, Cell("小计"))
    for cells in table[3:]:
        total = sum(int(cell.text) for cell in lay.values(cells)[1:6])
        cells.insert(len(cells) - (6 if first else 1), Cell(str(total)))
    check(write(three(table)), settled=write is not lay.tsv)


@pytest.mark.parametrize("write", [lay.lines, lay.spaced_values])
def test_a_subtotal_whose_place_is_lost_is_doubted(write: Writer) -> None:
    """On lines of their own nothing tells whether 小计 stands before 商业企业 or behind 总计."""
    table = lay.applications(TOLD)
    table[2].insert(0, Cell("小计"))
    for cells in table[3:]:
        cells.insert(len(cells) - 6, Cell("5"))
    check(write(three(table)), settled=False)


@WRITERS
def test_a_caption_is_no_column(write: Writer) -> None:
    check_exact(write(blocks(TOLD, three=["单位：件", "说明：数据截至年底", lay.applications(TOLD)])))


@pytest.mark.parametrize("write", [lay.lines, lay.tsv_trimmed])
def test_a_blank_beside_last_years_number_does_not_shift_it_into_the_form(write: Writer) -> None:
    """Seven values for eight columns may be six of the form's and last year's."""
    table = with_column("上年", lambda place, _: str(place + 3))
    told = TOLD | {"applications/granted/natural_person": ""}
    lay.values(table[lay.find(table, "（一）")])[0].text = ""
    check(write(blocks(told, three=[table])), told, settled=False)


def _two(label: str, value: Callable[[str], str]) -> list[Block]:
    table = lay.disclosures(TOLD)
    for cells in table:
        first = cells[0].text
        if first.startswith("第二十条"):
            cells[0].across = 5
        else:
            cells.append(Cell(label if first == "信息内容" else value(first)))
    return blocks(TOLD, two=[table])


@WRITERS
@pytest.mark.parametrize(
    "remarks", [{}, {"规章": "无", "行政许可": "含备案"}, {"行政处罚": "见附表"}], ids=["empty", "two", "one"]
)
def test_remarks_in_table_two(write: Writer, remarks: dict[str, str]) -> None:
    data = write(_two("备注", lambda label: remarks.get(label, "")))
    check_exact(data) if write is not lay.spaced_values else check(data, settled=False)


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown])
def test_last_years_numbers_in_table_two(write: Writer) -> None:
    check_exact(write(_two("上年数", lambda _: "3")))


@WRITERS
def test_merged_cells_repeated_in_each_of_their_places(write: Writer) -> None:
    """Guards silent errors: 自然人 taken for the last column, and the last row for one of blanks."""
    lines: Table = [
        [Cell(cell.text) for cell, _ in line for _ in range(cell.across)]
        for line in lay.slots(lay.applications(TOLD))
    ]
    if write is not lay.spaced_values:
        check(write(three(lines)), settled=write in (lay.html, lay.docx, lay.tsv, lay.markdown))


@pytest.mark.parametrize("write", [lay.tsv_padded, lay.markdown])
@pytest.mark.parametrize("blank", ["total", "natural_person"])
def test_a_blank_column_in_a_table_padded_to_its_grid(write: Writer, blank: str) -> None:
    """Every label stands in its own column, so no row has moved and the places of its blanks are settled."""
    told = {k: "" if k.startswith("app") and k.endswith(blank) else v for k, v in TOLD.items()}
    check_exact(write(blocks(told)), told)


def test_rows_moved_left_are_no_grid_though_their_lines_are_as_long() -> None:
    """Below a merged label rows move left and trail tabs: there a blank at an edge stays in doubt."""
    told = {k: "" if k.startswith("app") and k.endswith("natural_person") else v for k, v in TOLD.items()}
    lines = []
    for line in lay.tsv_padded(blocks(told)).decode().split("\n"):
        cells = line.split("\t")
        while (
            len(cells) == 10
            and not cells[0]
            and "0123456789".find(cells[-1][:1]) >= 0
            and "." in "".join(cells[:3])
        ):
            cells = [*cells[1:], ""]
        lines.append("\t".join(cells))
    text = "\n".join(lines)
    assert text != lay.tsv_padded(blocks(told)).decode()
    check(text.encode(), told, settled=False)


def test_a_remark_that_leaves_no_cell_behind() -> None:
    form = load_form()
    columns: list[FormColumn] = [*form.application_columns["2021"], extra_column("备注")]
    values = [PrintedCell(str(i)) for i in range(7)]
    cells, _ = row_cells(form, "x", columns, LabelledRow([], values, [0], False), None)
    assert [(cell.value, cell.doubt) for cell in cells] == [(str(i), None) for i in range(7)]
    last_year: list[FormColumn] = [*form.application_columns["2021"], extra_column("上年")]
    cells, _ = row_cells(form, "x", last_year, LabelledRow([], values, [0], False), None)
    assert all(cell.doubt for cell in cells)


HEADS = {
    "padded": (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况\t\t\t\t\t\t总计\n"
        "\t自然人\t法人或其他组织\t\t\t\t\n\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    ),
    "ragged": (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况\t总计\n"
        "自然人\t法人或其他组织\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    ),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("organisations", ["blank", "printed"])
def test_a_total_that_spans_the_header_stands_behind_the_other_columns(head: str, organisations: str) -> None:
    """Guards wrong numbers without a doubt: 总计 at the end of the header's first line was taken for the first column.

    With blank organisations no row total can be checked, and the columns still add up.
    """
    told = dict(TOLD)
    for key in told:
        if organisations == "blank" and key.startswith("applications/"):
            row, column = key.rsplit("/", 1)
            told[key] = TOLD[f"{row}/natural_person"] if column in ("natural_person", "total") else ""
    lines = lay.tsv_padded(lay.blocks(told)).decode().split("\n")
    start = next(i for i, line in enumerate(lines) if "勾稽关系" in line)
    first = next(i for i, line in enumerate(lines) if line.lstrip("\t").startswith("一、本年新收"))
    rows = []
    for line in lines[first:]:
        parts = line.split("\t")
        rows.append("\t".join(["".join(parts[:3]), *parts[3:]]) if len(parts) == 10 else line)
    text = "\n".join([*lines[:start], HEADS[head], *rows])
    check(text.encode(), told, settled=organisations == "printed")


def test_a_row_with_a_place_too_many_is_open_where_its_numbers_do_not_add_up() -> None:
    """Guards a silent error: of eight tab-separated places the blank one was taken for padding, and a value copied twice stood
    for it."""
    table = lay.applications(TOLD)
    line = lay.values(table[5])
    line[0].text = ""
    table[5].insert(table[5].index(line[4]), Cell(line[4].text))
    report = check(lay.tsv(three(table)), settled=False)
    doubts = {c.doubt.code for c in report.cells if "/granted/" in c.key and c.doubt}
    assert doubts == {"values_for_columns"}


def test_a_column_without_a_heading_leaves_open_the_rows_that_seem_to_fit_as_well() -> None:
    """Guards a silent error: rows with eight numbers were in doubt, those with a blank among them were shifted by one."""
    report = read_report(COLUMN_WITHOUT_HEADING, COLUMN_WITHOUT_HEADING.read_bytes())
    over = {
        cell.key: cell.doubt for cell in report.cells if cell.value and int(cell.value) >= 6000
    }  # of that column
    assert len(over) > 20
    assert all(over.values())


def test_a_value_under_two_headings_beside_a_blank_is_open() -> None:
    """Guards a silent error: two numbers in one merged cell, without anything between them, were the first column's."""
    head = "<tr><td>信息内容</td><td>采购项目数量</td><td colspan=2>采购总金额</td></tr>"
    values = "<tr><td>政府集中采购</td><td colspan=2>58297</td><td></td></tr>"
    page = f"<table><tr><td colspan=4>第二十条第（九）项</td></tr>{head}{values}</table>"
    report = read_report(Path("x.html"), f"<meta charset=utf-8>{page}".encode())
    cells = [cell for cell in report.cells if "/procurement/" in cell.key]
    assert [cell.value for cell in cells] == ["58297", None]
    assert all(cell.doubt for cell in cells)


def test_words_left_of_the_first_heading_are_no_values() -> None:
    """Guards needless doubts: a column 计量单位 between the labels and the values of table two."""
    head = "<tr><td>信息内容</td><td>计量单位</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    rows = "".join(
        f"<tr><td>{label}</td><td>件</td><td>1</td><td></td><td>{at}</td></tr>"
        for at, label in enumerate(["规章", "行政规范性文件"])
    )
    page = f"<table><tr><td colspan=5>第二十条第（一）项</td></tr>{head}{rows}</table>"
    report = read_report(Path("x.html"), f"<meta charset=utf-8>{page}".encode())
    cells = [cell for cell in report.cells if cell.value is not None or cell.state == "blank"]
    assert [cell.value for cell in cells] == ["1", None, "0", "1", None, "1"]
    assert not any(cell.doubt for cell in cells)


def test_a_blank_beside_words_may_be_a_value_and_the_words_a_remark() -> None:
    """Guards a silent error: the blank was left out as padding, and every value stood one column too far left."""
    form = load_form()
    texts = ["", "38", "33", "28", "23", "18", "142", "含上年结转"]
    printed = LabelledRow([], [PrintedCell(text) for text in texts], [0], False)
    cells, _ = row_cells(form, "applications/x", list(form.application_columns["2021"]), printed, None)
    assert all(cell.doubt for cell in cells)


def test_words_at_the_end_of_padded_text_may_be_a_remark() -> None:
    """Guards a silent error: two values had run together, and a remark filled the row's seventh place."""
    columns = list(load_form().application_columns["2021"])
    texts = ["24", "11", "", "2613", "0", "", "据实填报"]
    assert edge_unsettled(LabelledRow([], [PrintedCell(text) for text in texts], [0], False), columns)


def test_a_count_of_the_rows_in_running_text_is_no_total() -> None:
    """Guards a silent error: a row had lost a value, and the number of the row below was read as its 总计."""
    text, number = lay.run_on(blocks(TOLD)).decode(), 0
    for above, row in pairwise([None, *load_form().application_rows["2021"]]):
        if row and row.role != "group":
            number += 1
            first = above.label if above and above.role == "group" else row.label
            text = text.replace(f" {first} ", f" {number} {first} ", 1)
    lost = TOLD["applications/granted_in_part/legal_service_org"]
    begin = text.index("（二）部分公开")
    text = text[:begin] + text[begin:].replace(f" {lost} ", " ", 1)
    cells = {c.key: c for c in read_report(Path("x"), text.encode()).cells}
    columns = [f"applications/granted_in_part/{c.key}" for c in load_form().application_columns["2021"]]
    assert all(cells[key].doubt or cells[key].value == TOLD[key] for key in columns)
    assert cells["applications/granted_in_part/total"].doubt
