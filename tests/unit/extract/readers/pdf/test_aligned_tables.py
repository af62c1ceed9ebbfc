"""Tables of a PDF without ruled columns, and two pages on one sheet: read by the places of their letters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extract.document import Table
from extract.form.catalogue import load_form
from extract.form_cells import FormCell
from extract.readers.pdf import read_pdf
from extract.readers.shared.fixed_width import placed_tables
from extract.reading import read_report
from tests.support.pdf_pages import FONT, pdf

COLUMNS = (270, 310, 345, 380, 420, 465, 510)  # middles, in points
HEADS = (
    ("自然人",),
    ("商业企", "业"),
    ("科研机", "构"),
    ("社会公", "益组织"),
    ("法律服", "务机构"),
    ("其他",),
    ("总计",),
)
ROWS = [row.label for row in load_form().application_rows["2021"] if row.role != "group"]


def values(at: int) -> list[str]:
    """Of a row: numbers of one to four digits, a blank and a dash among them."""
    return [str(10 ** (at % 4) + at), "", str(at), "—", "0", "", str(7 * at)]


def drawn(
    canvas: Canvas,
    lost: int | None = None,
    heads: tuple[tuple[str, ...], ...] = HEADS,
    columns: tuple[float, ...] = COLUMNS,
    rows: slice = slice(None),
    printed: Callable[[int], list[str]] = values,
) -> None:
    """Table three, or a part of its `rows`, its numbers centred under headings in two lines, of which one may be `lost`."""
    y = 790.0
    canvas.setFont(FONT, 10)
    canvas.drawString(40, y, "三、收到和处理政府信息公开申请情况")
    canvas.setFont(FONT, 9)
    for place, (middle, lines) in enumerate(zip(columns, heads, strict=True)):
        for line, text in enumerate(lines if place != lost else ()):
            canvas.drawCentredString(middle, y - 30 - 11 * line - (5 if len(lines) == 1 else 0), text)
    y -= 60
    for label in ROWS[rows]:
        at = ROWS.index(label)
        parts = [label[start : start + 22] for start in range(0, len(label), 22)]
        for line, part in enumerate(parts):
            canvas.drawString(40, y - 11 * line, part)
        for middle, text in zip(columns, printed(at), strict=True):
            canvas.drawCentredString(middle, y - 11 * (len(parts) - 1) / 2, text)
        y -= 11 * len(parts) + 6


def silently_wrong(data: bytes, printed: Callable[[int], list[str]]) -> list[str]:
    """The cells read without a doubt as another number than the one under their heading."""
    read = cells(data)
    keys = [row.key for row in load_form().application_rows["2021"] if row.role != "group"]
    return [
        key
        for at, row in enumerate(keys)
        for column, text in zip(load_form().application_columns["2021"], printed(at), strict=False)
        if (cell := read[key := f"applications/{row}/{column.key}"]).doubt is None
        and cell.state != "absent"
        and cell.value != (text if text.isdigit() else None)
    ]


def cells(data: bytes) -> dict[str, FormCell]:
    return {c.key: c for c in read_report(Path("x.pdf"), data).cells if c.key.startswith("applications/")}


def test_values_stand_under_headings_in_pieces_and_a_blank_stands_nowhere() -> None:
    """Guards 861 needless doubts a file: 其他 on a line of its own, between the lines of the other headings, may stand anywhere."""
    read = cells(pdf(drawn))
    keys = [row.key for row in load_form().application_rows["2021"] if row.role != "group"]
    columns = [column.key for column in load_form().application_columns["2021"]]
    for at, key in enumerate(keys):
        printed = [text if text.isdigit() else None for text in values(at)]
        own = [read[f"applications/{key}/{column}"] for column in columns]
        assert [cell.value for cell in own] == printed
        assert [cell.state for cell in own][1] == "blank"
        assert not any(cell.doubt for cell in own), own


def test_columns_of_which_one_has_no_heading_are_in_doubt() -> None:
    read = cells(pdf(lambda canvas: drawn(canvas, lost=2)))
    assert all(cell.doubt for cell in read.values() if cell.state == "number")


def test_running_text_is_no_table() -> None:
    def prose(canvas: Canvas) -> None:
        canvas.drawString(40, 780, "2023年  共受理申请  12 件")
        canvas.drawString(40, 760, "全年公开信息 345 条， 其中文件 6 件")

    assert not any(isinstance(block, Table) for block in read_pdf(pdf(prose)).blocks)


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    """Guards 1,254 needless doubts: rows of the two pages were read in turn."""

    def sheet(canvas: Canvas) -> None:
        canvas.setFont(FONT, 10)
        for line in range(12):
            canvas.drawString(30, 540 - 30 * line, f"左页第{line}行的文字，写到页边为止")
            canvas.drawString(460, 540 - 30 * line, f"右页第{line}行的文字，写到页边为止")

    texts = "".join(block.text for block in read_pdf(pdf(sheet, size=(842.0, 595.0))).paragraphs())
    assert texts.index("左页第11行") < texts.index("右页第0行")

    def titled(canvas: Canvas) -> None:
        sheet(canvas)
        canvas.drawCentredString(421, 570, "政府信息公开工作年度报告")

    together = "".join(block.text for block in read_pdf(pdf(titled, size=(842.0, 595.0))).paragraphs())
    assert together.index("左页第11行") > together.index("右页第0行")


def test_a_second_page_without_a_head_is_not_read_by_counting_its_columns() -> None:
    """Guards 70 silent cells: a blank column and one of remarks leave seven columns of numbers, as many as the form has."""

    def printed(at: int) -> list[str]:
        return [str(at + 1), "0", str(at), "2", "0", "" if at > 12 else "3", str(3 * at + 5), str(at % 7)]

    heads, columns = (*HEADS, ("备注",)), (*COLUMNS, 550)

    def first(canvas: Canvas) -> None:
        drawn(canvas, heads=heads, columns=columns, rows=slice(13), printed=printed)

    def second(canvas: Canvas) -> None:
        drawn(canvas, heads=((),) * 8, columns=columns, rows=slice(13, None), printed=printed)

    assert silently_wrong(pdf(first, second), printed) == []


def test_two_headings_beside_each_other_are_not_one() -> None:
    """Guards 25 silent cells: 社会公 法律服 over 益组织 务机构, where one of the two columns is blank."""
    heads = (
        ("自然人",),
        ("商业", "企业"),
        ("科研", "机构"),
        ("社会公", "益组织"),
        ("法律服", "务机构"),
        ("其他",),
        ("总计",),
    )
    columns = tuple(270.0 + 36 * at for at in range(7))

    def printed(at: int) -> list[str]:
        return [str(at), "1", "0", str(at + 2), "", "4", str(2 * at + 7)]

    data = pdf(lambda canvas: drawn(canvas, heads=heads, columns=columns, printed=printed))
    assert silently_wrong(data, printed) == []


def test_a_heading_near_another_column_is_not_its_own() -> None:
    """Guards 50 silent cells: right-aligned values stood nearer to the heading of the blank column beside theirs."""
    columns = tuple(270.0 + 45 * at for at in range(7))

    def printed(at: int) -> list[str]:
        return [str(at), "1", "0", "2", str(at % 9), "", str(2 * at + 6)]

    def page(canvas: Canvas) -> None:
        drawn(canvas, columns=columns, printed=lambda at: [""] * 7)
        for (_, y), at in zip(_lines(), range(len(ROWS)), strict=True):
            for middle, text in zip(columns, printed(at), strict=True):
                canvas.drawRightString(middle + 20.25, y, text)

    assert silently_wrong(pdf(page), printed) == []


def _lines() -> list[tuple[str, float]]:
    """Where `drawn` prints each row's values."""
    heights = [len(range(0, len(label), 22)) for label in ROWS]
    tops = [730.0 - sum(11 * height + 6 for height in heights[:at]) for at in range(len(ROWS))]
    return [
        (label, top - 11 * (height - 1) / 2) for label, top, height in zip(ROWS, tops, heights, strict=True)
    ]


@pytest.mark.parametrize("foot", ["- 3 -", "第 3 页", "某县人民政府办公室    3"])
def test_a_page_s_foot_is_no_part_of_its_table(foot: str) -> None:
    """Guards a silent error, the page's number in a blank row, and 125 needless doubts, the number as one more column."""

    def printed(at: int) -> list[str]:
        return [str(at), "1", "0", "2", "3", "4", str(at + 10)] if at < len(ROWS) - 1 else [""] * 7

    def page(canvas: Canvas) -> None:
        drawn(canvas, printed=printed)
        canvas.drawString(40 if foot.startswith("某") else 270, 30, foot)

    assert silently_wrong(pdf(page), printed) == []
    assert sum(cell.doubt is not None for cell in cells(pdf(page)).values()) <= 7


def test_values_beside_a_group_s_second_line_belong_to_no_row_above() -> None:
    """Guards six silent cells: numbers a point higher than their label stood on the line of （五）不 / 予处理, below a blank row."""
    text = (
        "                              自然人   其他   总计\n"
        "（五）不  1.信访举报投诉类申请     1      2      3\n"
        "          2.重复申请\n"
        "予处理                             4      5      9\n"
        "          3.要求提供公开出版物\n"
        "          4.无正当理由大量反复申请 6      1      7\n"
    )
    [(_, _, [table])] = placed_tables(list(enumerate(text.split("\n"))))
    rows = [row for row in table.rows if any(cell.text == "2.重复申请" for cell in row)]
    assert all(cell.doubt for row in rows for cell in row if cell.text.isdigit())


def test_a_row_cut_by_the_end_of_the_left_page_is_in_doubt() -> None:
    """Guards seven silent cells: the last digits stood at the top of the right half of the same sheet."""

    def grid(canvas: Canvas, left: float, top: float, rows: list[list[str]]) -> None:
        edges = [left, left + 150, *(left + 150 + 32 * at for at in range(1, 8))]
        for at in range(len(rows) + 1):
            canvas.line(edges[0], top - 25 * at, edges[-1], top - 25 * at)
        for edge in edges:
            canvas.line(edge, top, edge, top - 25 * len(rows))
        for at, row in enumerate(rows):
            for edge, text in zip(edges[:-1], row, strict=True):
                canvas.drawString(edge + 2, top - 25 * at - 16, text[:28])

    def sheet(canvas: Canvas) -> None:
        canvas.setFont(FONT, 5)
        canvas.drawString(30, 570, "三、收到和处理政府信息公开申请情况")
        heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
        first = [["", *heads], *([label, *("1",) * 7] for label in ROWS[:13])]
        grid(canvas, 30, 550, first)
        grid(canvas, 445, 550, [["", *("2",) * 7], *([label, *("3",) * 7] for label in ROWS[13:])])

    read = cells(pdf(sheet, size=(842.0, 595.0)))
    key = [row.key for row in load_form().application_rows["2021"] if row.role != "group"][12]
    assert {cell.doubt.code for name, cell in read.items() if f"/{key}/" in name and cell.doubt} == {
        "values_go_on"
    }
    assert not any(cell.doubt for name, cell in read.items() if f"/{key}/" not in name)


def test_labels_and_values_on_two_halves_are_one_page() -> None:
    """Guards 175 needless doubts: a landscape page whose first column of values stands right of the middle."""
    columns = tuple(450.0 + 45 * at for at in range(7))

    def page(canvas: Canvas) -> None:
        canvas.translate(0, -247)
        drawn(canvas, columns=columns, rows=slice(12))

    found = [block for block in read_pdf(pdf(page, size=(842.0, 595.0))).blocks if isinstance(block, Table)]
    assert any(
        row[0].text.startswith("一、") and row[-1].text == "0" for table in found for row in table.rows
    )
