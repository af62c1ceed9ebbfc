"""Workbooks: a cell is what it prints. Numbers under their formats, merged cells once, nothing that is hidden."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
import xlwt

from benchmarks.scoring import score
from extract.document import Document, Paragraph, Source, Table, UnreadableFileError
from extract.messages import Detail, Doubt
from extract.readers.kinds import reader_for
from extract.readers.sheets.xls import read_xls
from extract.readers.sheets.xlsx import read_xlsx
from extract.reading import read_report
from tests.support import layouts
from tests.support.workbooks import number, report_sheet, rows, text, xlsx

ACCOUNTING = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ '


def table(document: Document) -> list[list[str]]:
    [block] = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row] for row in block.rows]


def doubts(document: Document) -> list[list[Doubt | None]]:
    [block] = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.doubt for cell in row] for row in block.rows]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def second(cell: str, **options: Any) -> tuple[str, Doubt | None]:
    """Text and doubt of a cell that stands beside a label."""
    [block] = read_xlsx(xlsx({"表": rows([text("规章"), cell])}, **options)).blocks
    assert isinstance(block, Table)
    return block.rows[0][1].text, block.rows[0][1].doubt


def test_numbers_strings_and_blanks_of_a_row() -> None:
    line = [text("规章"), number("0"), "", text(" 3 "), '<c t="s"><v>0</v></c>', '<c t="b"><v>1</v></c>',
            '<c t="e"><v>#REF!</v></c>', '<c t="str"><f>A1</f><v>7</v></c>']  # fmt: skip
    document = read_xlsx(xlsx({"表": rows(line)}, strings=["<t>行政许可</t>"]))
    assert table(document) == [["规章", "0", "", "3", "行政许可", "TRUE", "#REF!", "7"]]
    [block] = document.blocks
    assert isinstance(block, Table)
    assert block.grid
    assert document.explicit_cells
    assert block.rows[0][3].source == Source(table=1, row=1, column=4)
    assert block.rows[0][3].column == 3


def test_cells_and_rows_without_a_place_follow_each_other() -> None:
    sheet = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row></sheetData>"
    assert table(read_xlsx(xlsx({"表": sheet}))) == [["1", "2"], ["3", "4"]]


def test_a_comment_in_the_xml_does_not_cut_a_number_in_two() -> None:
    assert second("<c><v>1<!-- x -->2</v></c>") == ("12", None)


def test_formula_without_a_stored_result_is_doubted_and_no_blank() -> None:
    # Guards files of programs that write formulas and compute nothing.
    for cell in ("<c><f>SUM(C1:C9)</f></c>", "<c><f>SUM(C1:C9)</f><v/></c>", '<c t="str"><f>A1</f></c>'):
        shown, doubt = second(cell)
        assert shown == "\ufffd"
        assert doubt == Doubt("not_computed")
    assert second('<c t="str"><f>IF(A1=0,"",A1)</f><v></v></c>') == (
        "",
        None,
    )  # computed, and it prints nothing


def test_stored_result_of_a_workbook_that_computes_on_opening_is_doubted() -> None:
    # Guards a stand-in of 0 behind every formula.
    shown, doubt = second("<c><f>SUM(C1:C9)</f><v>0</v></c>", settings='<calcPr fullCalcOnLoad="1"/>')
    assert shown == "0"
    assert doubt
    assert second("<c><f>SUM(C1:C9)</f><v>0</v></c>", settings='<calcPr calcId="191029"/>') == ("0", None)
    assert second("<c><v>0</v></c>", settings='<calcPr fullCalcOnLoad="1"/>') == ("0", None)


@pytest.mark.parametrize("code", ["0;-0;;@", ";;;", "#"])
def test_zero_that_its_format_hides_is_a_doubted_blank(code: str) -> None:
    shown, doubt = second(number("0"), formats=[code])
    assert shown == ""
    assert doubt == Doubt("not_shown", {"stored": "0"})


def test_zero_that_the_sheet_hides_is_a_doubted_blank() -> None:
    views = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'
    [block] = read_xlsx(xlsx({"表": views + rows([text("规章"), number("0"), number("1")])})).blocks
    assert isinstance(block, Table)
    assert [(cell.text, cell.doubt is None) for cell in block.rows[0]] == [
        ("规章", True),
        ("", False),
        ("1", True),
    ]


def test_number_under_a_format_that_cannot_be_told_is_doubted() -> None:
    shown, doubt = second(number("12"), formats=["[DBNum1][$-804]General"])
    assert shown == "12"
    assert doubt == Doubt("number_format", {"format": "[DBNum1][$-804]General"})


def test_struck_out_and_raised_text_is_no_part_of_the_number() -> None:
    raised = '<c t="inlineStr"><is><r><t>5</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is></c>'
    assert second(raised) == ("5[1]", None)
    assert second(number("5", style=2), fonts=["", "<strike/>"]) == ("[5]", None)
    guide = '<c t="inlineStr"><is><t>5</t><rPh sb="0" eb="1"><t>9</t></rPh></is></c>'
    assert second(guide) == ("5", None)


def test_blank_cells_under_a_picture_are_doubted() -> None:
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    anchor = "<from><col>1</col><row>0</row></from><to><col>2</col><row>0</row></to><pic/>"
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": f'<R><r Id="r" Type="{links}/drawing" Target="../drawings/d.xml"/></R>',
        "xl/drawings/d.xml": f"<wsDr><twoCellAnchor>{anchor}</twoCellAnchor></wsDr>",
    }
    sheet = rows([text("规章"), "", number("1"), number("2")], [text("规章"), "", number("1"), number("2")])
    document = read_xlsx(xlsx({"表": sheet}, more=parts))
    assert [doubt is not None for doubt in doubts(document)[0]] == [False, True, False, False]
    assert doubts(document)[1] == [None] * 4


def test_doubt_of_a_cell_reaches_the_report() -> None:
    told = layouts.figures()
    sheet = report_sheet(layouts.blocks(told))
    row = sheet.rindex("<row", 0, sheet.rindex("<row", 0, sheet.index("五、存在的主要问题")))
    computed = sheet[:row] + sheet[row:].replace("<v>", "<f>1+1</f><v>", 1)
    data = xlsx({"年报": computed}, settings='<calcPr fullCalcOnLoad="1"/>')
    doubted = [cell for cell in read_report(Path("a.xlsx"), data).cells if cell.doubt]
    assert [(cell.key, cell.value) for cell in doubted] == [
        ("appeals/reconsideration/upheld", told["appeals/reconsideration/upheld"])
    ]


def test_hidden_rows_and_columns_stay_out_and_are_named() -> None:
    sheet = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>4</v></c><c r="B2"><v>5</v></c><c r="C2"><v>6</v></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3"><v>8</v></c><c r="C3"><v>9</v></c></row></sheetData>'
    )
    document = read_xlsx(xlsx({"表": sheet}))
    assert table(document) == [["1", "3"], ["7", "9"]]
    assert [str(note) for note in document.notes] == [
        "sheet '表': 1 rows from row 2 and 1 columns from column 2 are hidden and were left out",
    ]


def test_hidden_sheets_stay_out_and_are_named() -> None:
    line = rows([text("规章"), number("1")])
    document = read_xlsx(
        xlsx({"旧": line, "新": line, "宏": line}, states={"旧": "hidden", "宏": "veryHidden"})
    )
    [block] = document.blocks
    assert isinstance(block, Table)
    assert block.rows[0][1].source.table == 2
    assert document.titles == ["新"]
    assert [str(note) for note in document.notes] == [
        "sheet '旧' is hidden and was left out", "sheet '宏' is hidden and was left out",
    ]  # fmt: skip


def test_merged_cells_stand_once_with_their_span_and_hide_what_is_under_them() -> None:
    sheet = rows(
        [text("甲"), text("乙"), text("丙")],
        [text("丁"), number("5"), number("6")],
        [number("7"), "", number("8")],
    )
    sheet += '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>'
    [block] = read_xlsx(xlsx({"表": sheet})).blocks
    assert isinstance(block, Table)
    assert [[(c.text, c.column, c.span) for c in row] for row in block.rows] == [
        [("甲", 0, 2), ("丙", 2, 1)],
        [("丁", 0, 1), ("5", 1, 1), ("6", 2, 1)],
        [("", 1, 1), ("8", 2, 1)],
    ]


def test_merged_cell_that_begins_in_a_hidden_row_is_read_where_it_is_seen() -> None:
    sheet = (
        '<sheetData><row r="1" hidden="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="B2"><v>6</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    )
    assert table(read_xlsx(xlsx({"表": sheet}))) == [["5", "6"]]


def test_lines_of_text_are_paragraphs_and_a_lone_number_is_none() -> None:
    sheet = rows(
        [text("青禾县教育局2023年政府信息公开工作年度报告")],
        [text("第一行\n第二行")],
        [text("规章"), number("1"), number("2")],
        ["", "", number("3")],
        [text("四、标题")],
    )
    document = read_xlsx(xlsx({"表": sheet}))
    assert paragraphs(document) == [
        "青禾县教育局2023年政府信息公开工作年度报告",
        "第一行",
        "第二行",
        "四、标题",
    ]
    assert table(document) == [["规章", "1", "2"], ["", "", "3"]]
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.source == Source(table=1, row=1, column=1)


def test_framed_blanks_beside_a_label_are_its_cells() -> None:
    sheet = rows(
        [text("规章", 1), number("1", 1)], [text("行政许可", 1), '<c s="1"/>'], ['<c s="1"/>', '<c s="1"/>']
    )
    assert table(read_xlsx(xlsx({"表": sheet}))) == [["规章", "1"], ["行政许可", ""]]


def test_part_of_a_table_keeps_the_places_of_the_whole() -> None:
    # Guards a shift: below a row without values, the first and last columns are blank in every row.
    sheet = rows(
        [text("甲"), number("1"), number("2"), number("3")],
        [text("乙")],
        ["", text("丙"), number("5")],
    )
    parts = [block for block in read_xlsx(xlsx({"表": sheet})).blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in parts[1].rows] == [["", "丙", "5", ""]]


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("blank", [0.0, 0.3, 0.9])
def test_whole_report_on_one_sheet(framed: bool, merged: bool, blank: float) -> None:
    chance = random.Random(f"{framed} {merged} {blank}")
    told = {key: "" if chance.random() < blank else value for key, value in layouts.figures().items()}
    # A row without any value is not in the file where nothing frames it.
    told["appeals/reconsideration/other"] = "3"
    report = read_report(Path("a.xlsx"), xlsx({"年报": report_sheet(layouts.blocks(told), framed, merged)}))
    result = score(report, layouts.truth(told))
    assert (result.silent, result.needless) == ([], [])
    assert (report.status, report.metadata.agency_name, report.metadata.report_year) == (
        "read",
        layouts.AGENCY,
        2023,
    )
    assert [section.key for section in report.sections] == [
        "overview", "disclosures", "applications", "appeals", "problems", "other_matters",
    ]  # fmt: skip


def _one_sheet_a_table(told: layouts.Figures) -> dict[str, list[layouts.Block]]:
    blocks = layouts.blocks(told)
    tables = [i for i, block in enumerate(blocks) if not isinstance(block, str)]
    return {
        "总体情况": blocks[: tables[0] - 1],
        "主动公开": blocks[tables[0] - 1 : tables[0] + 1],
        "申请": blocks[tables[1] - 1 : tables[1] + 1],
        "复议": blocks[tables[2] - 1 :],
    }


def test_whole_report_with_one_sheet_a_table() -> None:
    told = layouts.figures(2)
    sheets = {name: report_sheet(blocks) for name, blocks in _one_sheet_a_table(told).items()}
    report = read_report(Path("a.xlsx"), xlsx(sheets))
    result = score(report, layouts.truth(told))
    assert (report.status, result.silent, result.needless) == ("read", [], [])
    assert report.cells[0].source.table == 2
    assert len(report.sections) == 6


def xls(sheets: dict[str, list[layouts.Block]], hidden: str | None = None) -> bytes:
    """The same report as an old workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    frame = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    for name, blocks in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name == hidden)
        row = 0
        for block in blocks:
            if isinstance(block, str):
                sheet.write_merge(row, row, 0, 14, block)
                row += 1
                continue
            for line in layouts.slots(block):
                column = 0
                for cell, begins in line:
                    value = int(cell.text) if cell.text.isdigit() else cell.text
                    if begins:
                        sheet.write_merge(
                            row, row + cell.down - 1, column, column + cell.across - 1, value, frame
                        )
                    column += cell.across
                row += 1
    return saved(book)


def saved(book: Any) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("blank", [0.0, 0.5])
def test_whole_report_as_an_old_workbook(blank: float) -> None:
    chance = random.Random(str(blank))
    told = {key: "" if chance.random() < blank else value for key, value in layouts.figures(3).items()}
    for sheets in ({"年报": layouts.blocks(told)}, _one_sheet_a_table(told)):
        report = read_report(Path("a.xls"), xls(sheets))
        result = score(report, layouts.truth(told))
        assert report.media_type == "application/vnd.ms-excel"
        assert (report.status, result.silent, result.needless) == ("read", [], [])


def test_old_workbook_cells_are_what_they_print() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, (stored, code) in enumerate(
        [(61384, "#,##0"), (0, "0;-0;;@"), (31.265, "0.00"), (0, ACCOUNTING)]
    ):
        sheet.write(0, column + 1, stored, xlwt.easyxf(num_format_str=code))
    sheet.write(0, 0, "规章")
    sheet.write(0, 5, xlwt.Formula("B1+1"))
    sheet.write(0, 6, 5, xlwt.easyxf("font: struck_out on"))
    sheet.write_rich_text(0, 7, ["5", ("1", xlwt.easyfont("escapement superscript"))])
    sheet.write(1, 0, "藏")
    sheet.write(1, 1, 9)
    sheet.row(1).hidden = True
    sheet.write(0, 8, 7)
    sheet.col(8).hidden = True
    document = read_xls(saved(book))
    assert table(document) == [["规章", "61,384", "", "31.27", "-", "\ufffd", "[5]", "5[1]"]]
    assert [doubt is not None for doubt in doubts(document)[0]] == [
        False,
        False,
        True,
        False,
        False,
        True,
        False,
        False,
    ]
    assert len(document.notes) == 1


def test_hidden_sheet_of_an_old_workbook_stays_out() -> None:
    document = read_xls(xls({"新": ["标题"], "旧": ["旧的"]}, hidden="旧"))
    assert paragraphs(document) == ["标题"]
    assert document.notes == [Detail("hidden_cells.sheet", {"sheet": "旧"})]


def test_truncated_old_workbook_is_damaged() -> None:
    whole = xls({"年报": layouts.blocks(layouts.figures())})
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(UnreadableFileError, match="damaged"):
            reader_for(whole[: int(len(whole) * share)])[1](whole[: int(len(whole) * share)])


def test_escaped_line_ends_of_a_string_made_a_number_text() -> None:
    assert second("<c t='inlineStr'><is><t>12_x000D_</t></is></c>") == ("12", None)
    assert second("<c t='s'><v>0</v></c>", strings=["<t>12_x000d_</t>"]) == ("12", None)
    assert second("<c t='str'><f>A1</f><v>1_x000A_2</v></c>") == ("1\n2", None)
    assert second("<c t='inlineStr'><is><t>1_xD800_</t></is></c>") == ("1_xD800_", None)
