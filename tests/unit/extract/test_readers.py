"""Bytes to Document: what each format's own cells become, and files that are no report."""

import io
import zipfile

import pytest

from extract.document import Document, Paragraph, Table, UnreadableFileError
from extract.readers.docx import read_docx
from extract.readers.html import read_html
from extract.readers.kinds import reader_for
from extract.readers.text import decode, read_text

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def docx(body: str, doctype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f"<?xml version='1.0'?>{doctype}<w:document {W}><w:body>{body}</w:body></w:document>",
        )
    return buffer.getvalue()


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_text_one_cell_a_line_keeps_lone_tabs_as_empty_cells() -> None:
    # Guards the trap of report 000: strip() would lose the fourth of seven cells.
    document = read_text(
        "\t2.没有现成信息\n\t0\n\t0\n\t0\n\t\n\t0\n\t0\n\t0\n\n\t下一行\n\t1\n\n\n四、标题\n"
    )
    assert tables(document) == [[["2.没有现成信息", "0", "0", "0", "", "0", "0", "0"], ["下一行", "1"]]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["四、标题"]


def test_text_cell_that_begins_after_empty_lines() -> None:
    # Guards the trap of report 004: a label may follow its tab after one or two empty lines.
    assert tables(read_text("\t\n\n(五 )不\n予处理\n\t0\n\n")) == [[["(五 )不\n予处理", "0"]]]


def test_text_rows_of_tabs_keep_empty_cells_and_place() -> None:
    document = read_text("序\n规章\t0\t\t3\t\n")
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0]] == ["规章", "0", "", "3", ""]
    assert (table.rows[0][3].source.line, table.rows[0][3].source.column) == (2, 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert decode("政府信息公开，总计".encode(encoding)).strip("\ufeff") == "政府信息公开，总计"


def test_html_spans_are_laid_out_and_a_cell_stands_once() -> None:
    document = read_html(
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>&nbsp;</td></tr></table>"
    )
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [[(cell.text, cell.column, cell.span) for cell in row] for row in table.rows] == [
        [("甲", 0, 1), ("乙", 1, 2)],
        [("1", 1, 1), ("", 2, 1)],
    ]


def test_html_layout_tables_and_hidden_text() -> None:
    document = read_html(
        "<body><table><tr><td><p>外面</p><table><tr><td>1</td><td><span style='display:none'>9</span>2</td></tr></table>"
        "</td></tr></table><script>3</script></body>"
    )
    assert tables(document) == [[["1", "2"]]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["外面"]


def test_html_numbers_over_many_spans_stay_one_number() -> None:
    document = read_html(
        "<table><tr><td>甲</td><td><p><span>1</span><span lang=EN>2</span><o:p></o:p></p></td></tr></table>"
    )
    assert tables(document) == [[["甲", "12"]]]


RESTART, CONTINUED, TWO = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'


def test_docx_merged_cells() -> None:
    body = (
        "<w:tbl>"
        f"<w:tr>{cell('三', RESTART)}{cell('宽', TWO)}</w:tr>"
        f"<w:tr>{cell('', CONTINUED)}{cell('1')}{cell('2')}</w:tr>"
        "</w:tbl>"
    )
    table = next(block for block in read_docx(docx(body)).blocks if isinstance(block, Table))
    assert [[(c.text, c.column, c.span) for c in row] for row in table.rows] == [
        [("三", 0, 1), ("宽", 1, 2)],
        [("1", 1, 1), ("2", 2, 1)],
    ]


def test_docx_deleted_text_is_not_read() -> None:
    body = (
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p>"
        "<w:del><w:r><w:delText>9</w:delText></w:r></w:del><w:ins><w:r><w:t>1</w:t></w:r></w:ins></w:p></w:tc></w:tr></w:tbl>"
    )
    assert tables(read_docx(docx(body))) == [[["甲", "1"]]]


def test_docx_entities_are_not_expanded() -> None:
    doctype = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/hostname'><!ENTITY b '77'>]>"
    document = read_docx(docx(f"<w:tbl><w:tr>{cell('甲')}{cell('&a;&b;')}</w:tr></w:tbl>", doctype))
    assert tables(document) == [[["甲", ""]]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "empty"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Office"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x01\x00\x02binary", "binary"),
        (b"%PDF-1.7 cut off", "damaged PDF"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, says: str) -> None:
    def read() -> None:
        reader_for(data)[1](data)

    with pytest.raises(UnreadableFileError, match=says):
        read()


def test_a_picture_or_a_struck_or_raised_digit_in_a_cell_is_never_a_plain_number() -> None:
    document = read_html(
        "<table><tr><td>甲</td><td><img src='x.png'></td><td>5<sup>1</sup></td><td><del>5</del>6</td>"
        "<td><input value='7'></td></tr></table>"
    )
    assert tables(document) == [[["甲", "\ufffd", "5[1]", "[5]6", "7"]]]
