"""Tables of a PDF without ruled columns, and two pages on one sheet: read by the places of their letters."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from extract.document import Table
from extract.form.catalogue import load_form
from extract.form_cells import FormCell
from extract.readers.pdf import read_pdf
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


def drawn(canvas: Canvas, lost: int | None = None) -> None:
    """Table three, its numbers centred under headings in two lines, of which one may be `lost`."""
    y = 790.0
    canvas.setFont(FONT, 10)
    canvas.drawString(40, y, "三、收到和处理政府信息公开申请情况")
    canvas.setFont(FONT, 9)
    for place, (middle, lines) in enumerate(zip(COLUMNS, HEADS, strict=True)):
        for line, text in enumerate(lines if place != lost else ()):
            canvas.drawCentredString(middle, y - 30 - 11 * line - (5 if len(lines) == 1 else 0), text)
    y -= 60
    for label in ROWS:
        at = ROWS.index(label)
        parts = [label[start : start + 22] for start in range(0, len(label), 22)]
        for line, part in enumerate(parts):
            canvas.drawString(40, y - 11 * line, part)
        for middle, text in zip(COLUMNS, values(at), strict=True):
            canvas.drawCentredString(middle, y - 11 * (len(parts) - 1) / 2, text)
        y -= 11 * len(parts) + 6


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
