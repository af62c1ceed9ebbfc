"""Workbooks in the XML of Excel 2003: cells where they stand, numbers as they print, nothing that is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from benchmarks.scoring import score
from extract.document import Table, UnreadableFileError
from extract.messages import Doubt
from extract.readers.kinds import reader_for
from extract.readers.sheets.excel_xml import EXCEL_XML, read_excel_xml
from extract.reading import read_report
from tests.support import layouts
from tests.support.hostile import check

_NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)
NOT_COMPUTED = Doubt("not_computed")


def book(
    table: str, styles: str = "", behind: str = "", head: str = "<?mso-application progid='x'?>"
) -> bytes:
    """A workbook with one sheet, and what stands behind its table."""
    sheet = f'<Worksheet ss:Name="表"><Table>{table}</Table>{behind}</Worksheet>'
    return (
        f'<?xml version="1.0"?>{head}<Workbook {_NAMES}><Styles>{styles}</Styles>{sheet}</Workbook>'.encode()
    )


def text(words: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="String">{escape(words)}</Data></Cell>'


def number(stored: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="Number">{stored}</Data></Cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def shown(data: bytes) -> list[list[tuple[str, int, int, Doubt | None]]]:
    """(text, column, span, doubt) of the only table's cells."""
    [block] = [block for block in read_excel_xml(data).blocks if isinstance(block, Table)]
    return [[(cell.text, cell.column, cell.span, cell.doubt) for cell in line] for line in block.rows]


def second(cell: str, **options: str) -> tuple[str, Doubt | None]:
    """Text and doubt of a cell that stands beside a label."""
    [[_, (words, _, _, doubt)]] = shown(book(row(text("规章"), cell), **options))
    return words, doubt


def report_book(blocks: Sequence[layouts.Block]) -> bytes:
    """A report on one sheet, each merged range told by how far its first cell reaches."""
    lines = []
    for block in blocks:
        if isinstance(block, str):
            lines.append(row(text(block, 'ss:MergeAcross="14"')))
            continue
        for line in layouts.slots(block):
            cells, column = "", 1
            for cell, begins in line:
                place = (
                    f'ss:Index="{column}" ss:MergeAcross="{cell.across - 1}" ss:MergeDown="{cell.down - 1}"'
                )
                column += cell.across
                if begins:
                    cells += number(cell.text, place) if cell.text.isdigit() else text(cell.text, place)
            lines.append(row(cells))
    return book("".join(lines))


def test_a_whole_report_is_read_under_any_name() -> None:
    told = layouts.figures()
    for name in ("a.xls", "a.xml"):
        report = read_report(Path(name), report_book(layouts.blocks(told)))
        result = score(report, layouts.truth(told))
        assert (report.status, result.exact, result.silent, result.needless) == ("read", result.cells, [], [])


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><a/>',
        book(row(number("1"))),
        book(row(number("1"))).split(b"?>", 2)[2],
        book(row(number("1"))).decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"),
    ],
)  # fmt: skip
def test_told_by_content(data: bytes) -> None:
    assert reader_for(data)[0] == EXCEL_XML


def test_cells_and_rows_follow_the_one_before_unless_they_name_their_place() -> None:
    # Guards cells counted without the merged range, the named place or the rows before them.
    lines = row(text("规章"), number("1", 'ss:MergeAcross="1"'), number("2"), number("3", 'ss:Index="6"'))
    lines += row(number("4", 'ss:Index="2"'), attributes='ss:Index="2"')
    assert shown(book(lines)) == [
        [("规章", 0, 1, None), ("1", 1, 2, None), ("2", 3, 1, None), ("", 4, 1, None), ("3", 5, 1, None)],
        [("", 0, 1, None), ("4", 1, 1, None), *(("", at, 1, None) for at in range(2, 6))],
    ]


def test_hidden_rows_columns_and_sheets_are_left_out() -> None:
    lines = '<Column/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="5" ss:Width="0"/>'
    lines += row(*(number(str(at)) for at in range(1, 7)))
    lines += row(number("9"), attributes='ss:Hidden="1" ss:Span="1"')
    lines += row(number("9"), attributes='ss:Height="0"') + row(number("7"))
    assert [[cell[0] for cell in line] for line in shown(book(lines))] == [["1", "4", "6"], ["7", "", ""]]
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    document = read_excel_xml(book(lines, behind=hidden))
    assert (document.blocks, [note.code for note in document.notes]) == ([], ["hidden_cells.sheet"])


STYLES = """<Style ss:ID="Default"><NumberFormat ss:Format="0.0"/></Style>
<Style ss:ID="whole"><NumberFormat ss:Format="#,##0"/></Style><Style ss:ID="fixed"><NumberFormat ss:Format="Fixed"/></Style>
<Style ss:ID="odd"><NumberFormat ss:Format="Currency"/></Style><Style ss:ID="day"><NumberFormat ss:Format="yyyy/m/d"/></Style>
<Style ss:ID="struck" ss:Parent="whole"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="white" ss:Parent="whole"><Font ss:Color="#FFFFFF"/></Style>
<Style ss:ID="loop" ss:Parent="pool"/><Style ss:ID="pool" ss:Parent="loop"/>
<Style ss:ID="dark" ss:Parent="white"><Interior ss:Color="#000080" ss:Pattern="Solid"/></Style>"""


@pytest.mark.parametrize(
    ("style", "prints", "doubt"),
    [
        ("whole", "1,234", None),
        ("fixed", "1234.00", None),
        ("struck", "[1,234]", None),
        ("dark", "1,234", None),
        ("loop", "1234", None),
        ("white", "", Doubt("colour_of_ground", {"stored": "1,234"})),
        ("odd", "1234", Doubt("number_format", {"format": "Currency"})),
        ("gone", "1234", Doubt("number_format", {"format": "[style gone, which the file does not hold]"})),
    ],
)
def test_numbers_print_in_their_style(style: str, prints: str, doubt: Doubt | None) -> None:
    assert second(number("1234", f'ss:StyleID="{style}"'), styles=STYLES) == (prints, doubt)


def test_a_cell_without_a_style_has_that_of_its_row_its_column_or_the_workbook() -> None:
    lines = '<Column ss:Index="2" ss:StyleID="whole"/>' + row(text("规章"), number("1234"), number("1234"))
    lines += row(text("规章"), number("1234"), attributes='ss:StyleID="fixed"')
    printed = [[cell[0] for cell in line] for line in shown(book(lines, styles=STYLES))]
    assert printed == [["规章", "1,234", "1234.0"], ["规章", "1234.00", ""]]


def test_days_print_in_their_format_and_are_no_numbers() -> None:
    day = '<Cell ss:StyleID="{}"><Data ss:Type="DateTime">2024-01-15T00:00:00.000</Data></Cell>'
    assert second(day.format("day"), styles=STYLES) == ("2024/1/15", None)
    assert second(day.format("Default")) == ("\ufffd", None)


def test_a_formula_is_in_doubt_with_and_without_its_stored_result() -> None:
    # Guards templates whose numbers are filled in and whose formulas keep the result of before.
    assert second(number("0", 'ss:Formula="=SUM(R1C1:R9C1)"')) == ("0", NOT_COMPUTED)
    assert second('<Cell ss:Formula="=R1C1"/>') == ("\ufffd", NOT_COMPUTED)


@pytest.mark.parametrize("stored", ["", "x", "1 2", "１２x"])
def test_a_number_that_is_none_is_illegible(stored: str) -> None:
    assert second(number(stored)) == ("\ufffd", None)


def test_zeros_that_the_sheet_hides_are_doubted_blanks() -> None:
    options = "<x:WorksheetOptions><x:DoNotDisplayZeros/></x:WorksheetOptions>"
    assert second(number("0"), behind=options) == ("", Doubt("not_shown", {"stored": "0"}))


def test_parts_of_a_text_and_comments_are_no_digits_of_the_number() -> None:
    def rich(inside: str) -> str:
        return f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{inside}</ss:Data></Cell>'

    assert second(rich("<B>5</B><Sup>1</Sup>")) == ("5[1]", None)
    assert second(rich("<S>5</S>6<!-- 7 -->")) == ("[5]6", None)
    assert second(rich('<Font html:Color="#FFFFFF">5</Font>')) == ("\ufffd", None)
    comment = '<Cell><Data ss:Type="Number">5</Data><Comment><ss:Data>9</ss:Data></Comment></Cell>'
    assert second(comment) == ("5", None)


@pytest.mark.parametrize(
    ("area", "style", "doubted"),
    [
        ("R1C2", "color:white", [False, True, False]),
        ("R9C9,R1C2:R1C3", "mso-number-format:0", [False, True, True]),
        ("C2", "color:white", [False, True, True]),
        ("R1C2", "font-weight:bold", [False, False, False]),
    ],
)
def test_conditional_formats_that_may_hide_numbers(area: str, style: str, doubted: list[bool]) -> None:
    condition = f'<Condition><Value1>0</Value1><Format Style="{style}"/></Condition>'
    formats = f'<ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel"><Range>{area}</Range>{condition}</ConditionalFormatting>'
    [line] = shown(book(row(text("规章"), number("5"), number("6")), behind=formats))
    assert [doubt is not None for *_, doubt in line] == doubted


@pytest.mark.parametrize(
    "lines",
    [
        row(number("1", 'ss:Index="3"'), number("2", 'ss:Index="3"')),
        row(number("1"), attributes='ss:Index="4"') + row(number("2"), attributes='ss:Index="2"'),
        row(number("1", 'ss:MergeDown="1"')) + row(number("2")),
        row(number("1", 'ss:MergeAcross="99999999"')),
        row(number("1"), attributes='ss:Span="99999999"'),
        row(number("1"), attributes='ss:Index="99999999"'),
    ],
)
def test_two_values_in_one_place_and_places_beyond_the_sheet_are_damage(lines: str) -> None:
    with pytest.raises(UnreadableFileError, match="damaged Excel XML"):
        read_excel_xml(book(lines))


def test_hostile_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = '<!DOCTYPE d [<!ENTITY e "9">]>'
    assert "document type" in check("a.xls", book(row(number("&e;")), head=laughs))
    assert "damaged" in check("a.xls", book("<Row>" * 10_000 + "</Row>" * 10_000))
    assert "damaged" in check("a.xls", book(row(number("1")))[:-20])
    none = f'<?xml version="1.0"?><Workbook {_NAMES}/>'.encode()
    assert "no sheet" in check("a.xls", none)
    corner = row(number("1")) + row(number("2", 'ss:Index="16384"'), attributes='ss:Index="1048576"')
    assert "no statutory table" in check("a.xls", book(corner))
    monkeypatch.setattr("extract.readers.sheets.sheet.MAX_CELLS", 1_000)
    assert "1,000 cells" in check("a.xls", book(row(*[number("1")] * 210) * 5))
    monkeypatch.setattr("extract.readers.sheets.excel_xml.MAX_PART_BYTES", 1_000_000)
    assert "at most 1 MB" in check("a.xls", book(row(text("字" * 400_000))))
