"""Numbers of a workbook that its font or a conditional format keeps from being seen, and pictures over old sheets."""

import struct
from typing import Any

import pytest
import xlwt
from lxml import etree

from extract.document import Table
from extract.messages import Doubt
from extract.readers.shared.placeholders import UNREADABLE as Q
from extract.readers.sheets.looks import Colours
from extract.readers.sheets.xls import read_xls
from extract.readers.sheets.xlsx import read_xlsx
from tests.support.workbooks import number, rows, text, xlsx
from tests.unit.extract.readers.sheets.test_workbooks import saved

WHITE = '<color rgb="FFFFFFFF"/>'


def looked(
    font: str, fill: str, cell: str = number("0", 1), sheet: str = "", dxfs: str = ""
) -> tuple[str, Doubt | None]:
    """(text, doubt) of a cell with this font and fill, beside a label."""
    styles = (
        f"<styleSheet><fonts><font/><font>{font}</font></fonts><fills><fill/>{fill}</fills><borders><border/></borders>"
        f'<cellXfs><xf/><xf fontId="1" fillId="1"/></cellXfs><dxfs>{dxfs}</dxfs></styleSheet>'
    )
    book = xlsx({"表": rows([text("规章"), cell]) + sheet}, more={"xl/styles.xml": styles})
    [block] = read_xlsx(book).blocks
    assert isinstance(block, Table)
    return block.rows[0][1].text, block.rows[0][1].doubt


def solid(colour: str, tag: str = "fgColor") -> str:
    return f'<fill><patternFill patternType="solid"><{tag} {colour}/></patternFill></fill>'


RED = solid('rgb="FFC00000"', "bgColor")
PLAIN = "<fill><patternFill/></fill>"


@pytest.mark.parametrize(
    "font", [WHITE, '<color theme="0"/>', '<color indexed="9"/>', '<color rgb="00FAFAFA"/>']
)
@pytest.mark.parametrize(
    "fill", [PLAIN, solid('rgb="FFF2F2F2"'), solid('theme="0" tint="-0.05"'), solid('indexed="43"')]
)
def test_zero_in_a_white_font_read_as_print(font: str, fill: str) -> None:
    shown, doubt = looked(font, fill)
    assert shown == ""
    assert doubt == Doubt("colour_of_ground", {"stored": "0"})
    assert looked(font, fill, text("—", 1))[0] == ""
    assert looked(font, fill, text("规章制发", 1)) == ("规章制发", None)


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (WHITE, solid('rgb="FF4472C4"')),
        (WHITE, solid('theme="4"')),
        (WHITE, solid('theme="0" tint="-0.5"')),
        (WHITE, "<fill><gradientFill><stop/></gradientFill></fill>"),
        ('<color rgb="FFFF0000"/>', PLAIN),
        ('<color theme="1"/>', PLAIN),
        ('<color theme="0" tint="-0.35"/>', PLAIN),
        ('<color indexed="64"/>', PLAIN),
        ("", PLAIN),
    ],
)
def test_white_numbers_on_dark_fills_and_coloured_ones_are_read(font: str, fill: str) -> None:
    assert looked(font, fill) == ("0", None)


def test_the_colours_of_a_theme_are_the_files_own() -> None:
    scheme = (
        "<clrScheme><dk1><sysClr val='windowText' lastClr='000000'/></dk1><accent1><srgbClr val='336699'/></accent1>"
        "</clrScheme>"
    )
    theme = etree.fromstring(f"<theme><themeElements>{scheme}</themeElements></theme>")
    colours, usual = Colours(lambda: theme), Colours(lambda: None)
    asked = etree.fromstring("<color theme='4'/>")
    assert colours.of(asked) == (0x33, 0x66, 0x99)
    assert usual.of(asked) == (0x4F, 0x81, 0xBD)
    assert colours.of(etree.fromstring("<color theme='1'/>")) == (0, 0, 0)
    assert colours.of(etree.fromstring("<color theme='99'/>")) is None


def test_a_palette_of_the_files_own() -> None:
    palette = [etree.fromstring(f"<rgbColor rgb='FF{colour}'/>") for colour in ("000000", "112233")]
    assert Colours(lambda: None, palette).of(etree.fromstring("<color indexed='1'/>")) == (0x11, 0x22, 0x33)


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        ('<color rgb="FF1F4E79"/>', solid('rgb="FF1F4E79"')),
        ('<color rgb="FFD9D9D9"/>', solid('theme="0" tint="-0.15"')),
        ('<color theme="4"/>', solid('theme="4"')),
        ('<color theme="4" tint="0.4"/>', solid('theme="4" tint="0.4"')),
        ('<color rgb="FF4F81BD"/>', solid('theme="4"')),
        ('<color indexed="62"/>', solid('indexed="62"')),
        ('<color rgb="FF333399"/>', solid('indexed="62"')),
        ("", solid('rgb="FF000000"')),
        ('<color theme="1"/>', solid('theme="1"')),
    ],
)
def test_zero_in_the_colour_of_its_fill_read_as_print(font: str, fill: str) -> None:
    assert looked(font, fill) == ("", Doubt("colour_of_ground", {"stored": "0"}))


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        ('<color theme="4"/>', solid('theme="5"')),
        ('<color rgb="FF1F4E79"/>', solid('rgb="FFD9D9D9"')),
        ('<color rgb="FF999999"/>', PLAIN),
        ('<color indexed="62"/>', solid('indexed="47"')),
        ("", solid('indexed="64"')),
        ("", '<fill><patternFill patternType="darkGrid"><fgColor rgb="FF000000"/></patternFill></fill>'),
    ],
)
def test_numbers_that_differ_from_their_fill_were_doubted(font: str, fill: str) -> None:
    assert looked(font, fill) == ("0", None)


def test_white_digits_within_a_text_read_as_print() -> None:
    cell = f'<c t="inlineStr"><is><r><t>5</t></r><r><rPr>{WHITE}</rPr><t>1</t></r></is></c>'
    assert looked("", PLAIN, cell)[0] == f"5{Q}"


def conditional(
    rule: str, where: str = "B1:B9", look: str = f"<dxf><font>{WHITE}</font></dxf>", stored: str = "0"
) -> bool:
    """Whether a number under this conditional format is in doubt."""
    sheet = f'<conditionalFormatting sqref="{where}">{rule}</conditionalFormatting>'
    shown, doubt = looked("", PLAIN, number(stored), sheet, look)
    assert shown == stored
    return doubt == Doubt("conditional_format")


IS_ZERO = '<cfRule type="cellIs" dxfId="0" operator="equal"><formula>0</formula></cfRule>'
ANY = '<cfRule type="expression" dxfId="0"><formula>A1=0</formula></cfRule>'


def test_zeros_that_a_conditional_format_whitens_read_as_print() -> None:
    assert conditional(IS_ZERO)
    assert conditional(IS_ZERO, where="D4 A1:XFD1048576")
    assert not conditional(IS_ZERO, stored="7")
    assert not conditional(IS_ZERO, where="C1:C9")
    assert conditional(ANY, stored="7")


@pytest.mark.parametrize(
    ("look", "doubted"),
    [
        ('<dxf><numFmt numFmtId="164" formatCode=";;;"/></dxf>', True),
        ("<dxf><font><strike/></font></dxf>", True),
        (f"<dxf><font>{WHITE}</font>{RED}</dxf>", False),
        ('<dxf><font><color rgb="FF9C0006"/></font></dxf>', False),
        ("<dxf><fill/></dxf>", False),
        ("", False),
    ],
)
def test_looks_of_conditional_formats_that_change_a_number(look: str, doubted: bool) -> None:
    assert conditional(ANY, look=look) == doubted


def test_bars_and_icons_in_place_of_numbers() -> None:
    bar = '<cfRule type="dataBar"><dataBar{}><cfvo type="min"/></dataBar></cfRule>'
    assert conditional(bar.format(' showValue="0"'))
    assert not conditional(bar.format(""))
    assert not conditional('<cfRule type="containsBlanks" dxfId="0"/>')


def old(style: str, value: Any = 0) -> tuple[str, Doubt | None]:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "规章")
    sheet.write(0, 1, value, xlwt.easyxf(style))
    [block] = read_xls(saved(book)).blocks
    assert isinstance(block, Table)
    return block.rows[0][1].text, block.rows[0][1].doubt


def test_zero_in_a_white_font_of_an_old_workbook_read_as_print() -> None:
    unseen = ("", Doubt("colour_of_ground", {"stored": "0"}))
    assert old("font: colour white") == unseen
    assert old("font: colour white; pattern: pattern solid, fore_colour light_yellow") == unseen
    assert old("font: colour white", "规章制发") == ("规章制发", None)
    assert old("font: colour white; pattern: pattern solid, fore_colour dark_blue") == ("0", None)
    assert old("font: colour gray25; pattern: pattern solid, fore_colour gray25") == unseen
    assert old("font: colour dark_blue; pattern: pattern solid, fore_colour gray25") == ("0", None)
    assert old("font: colour red") == ("0", None)
    assert old("") == ("0", None)


def bitmap() -> bytes:
    """A picture of one pixel."""
    return (
        struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
        + b"\xff\0\0\0"
    )


def test_blank_cells_under_a_picture_of_an_old_workbook_read_as_blanks() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row in (0, 1):
        for column, value in enumerate(["规章", None, 1]):
            if value is not None:
                sheet.write(row, column, value)
    sheet.insert_bitmap_data(bitmap(), 0, 1, scale_x=20, scale_y=10)
    [block] = read_xls(saved(book)).blocks
    assert isinstance(block, Table)
    assert [[cell.doubt is not None for cell in row] for row in block.rows] == [
        [False, True, False],
        [False] * 3,
    ]


def condition(look: bytes, where: tuple[int, int, int, int] = (0, 5, 1, 1)) -> bytes:
    """The records of a conditional format of column B: one rule, true where the cell is 5, with this look."""
    ranges = struct.pack("<4H", *where)
    head = struct.pack("<HH", 1, 0) + ranges + struct.pack("<H", 1) + ranges
    rule = struct.pack("<BBHH", 1, 3, 3, 0) + look + b"\x1e\5\0"
    return b"".join(
        struct.pack("<HH", kind, len(body)) + body for kind, body in ((0x1B0, head), (0x1B1, rule))
    )


def font(colour: int, struck: bool = False) -> bytes:
    flags = struct.pack("<I", 0x80 if struck else 0)
    return (
        struct.pack("<IH", 1 << 26, 0)
        + b"\0" * 68
        + flags
        + b"\0" * 8
        + struct.pack("<i", colour)
        + b"\0" * 34
    )


@pytest.mark.parametrize(
    ("look", "doubted"),
    [
        (font(9), True),
        (font(10), False),
        (font(-1), False),
        (font(-1, struck=True), True),
        (b"\0" * 6, False),
    ],
)
def test_numbers_that_a_conditional_format_of_an_old_workbook_whitens(
    look: bytes, doubted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "规章")
    sheet.write(0, 1, 5)
    sheet.write(0, 2, 5)
    sheet.write(1, 0, "规章")
    sheet.write(1, 1, 6)
    # xlwt writes no conditional formats: they go where it writes merged cells.
    monkeypatch.setattr(sheet, "_Worksheet__merged_rec", lambda: condition(look))
    [block] = read_xls(saved(book)).blocks
    assert isinstance(block, Table)
    assert [cell.doubt is not None for cell in block.rows[0]] == [False, doubted, False]
    assert [cell.doubt for cell in block.rows[1]] == [None] * 3
