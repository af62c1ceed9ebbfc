"""DOCX, flat packages and Word 2003 XML to blocks: rows, merged cells, frames and running text in their order."""

import pytest

from extract.document import Paragraph, UnreadableFileError
from extract.readers.shared.placeholders import UNREADABLE
from extract.readers.word.docx import read_docx
from extract.readers.word.flat_xml import looks_like_word_xml, read_word_xml
from extract.readers.word.wordml import BEHIND, CHANGED
from tests.support.word import (
    STYLES,
    WORD,
    document_xml,
    drawn,
    label,
    lines,
    pack,
    para,
    read,
    rows,
    run,
    tbl,
    tc,
    tr,
)


def test_rows_and_cells_that_tracked_changes_remove_or_hide() -> None:
    document = read(
        tbl(
            tr(label("甲"), label("1")),
            tr(label("乙"), label("2"), properties="<w:del w:id='1'/>"),
            tr(label("丙"), label("3"), properties="<w:hidden/>"),
            tr(label("丁"), label("4"), properties="<w:ins w:id='2'/>"),
            tr(label("戊"), tc(para(run("9")), properties="<w:cellDel w:id='3'/>"), label("5")),
        )
    )
    assert [[(cell.text, cell.doubt) for cell in row] for row in rows(document)] == [
        [("甲", None), ("1", None)],
        [("丁", CHANGED), ("4", CHANGED)],
        [("戊", CHANGED), ("5", CHANGED)],
    ]


def test_cells_merged_in_every_way() -> None:
    restart, goes_on = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    document = read(
        tbl(
            tr(tc(para(run("甲")), properties=restart), label("1"), tc(para(run("宽")), properties="<w:gridSpan w:val='2'/>")),
            tr(tc(properties=goes_on), tc(para(run("2")), properties="<w:hMerge w:val='restart'/>"), tc(properties="<w:hMerge/>"),
               label("3")),
            tr(tc(para(run("9")), properties=goes_on), label("4")),
            tr(label("4"), properties="<w:gridBefore w:val='2'/>"),
            tr(tc(para(run("5")), properties=goes_on)),
        )
    )  # fmt: skip
    assert [[(c.text, c.column, c.span, c.doubt) for c in row] for row in rows(document)] == [
        [("甲", 0, 1, None), ("1", 1, 1, None), ("宽", 2, 2, None)],
        [("2", 1, 2, None), ("3", 3, 1, None)],
        [("9", 0, 1, BEHIND), ("4", 1, 1, None)],
        [("4", 2, 1, None)],
        [("5", 0, 1, None)],  # nothing above that it could go on from
    ]


def test_content_controls_around_rows_and_cells() -> None:
    held = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = tbl(held.format(tr(label("甲"), held.format(label("1")))), tr(label("乙"), label("2")))
    assert [[cell.text for cell in row] for row in rows(read(held.format(body)))] == [
        ["甲", "1"],
        ["乙", "2"],
    ]


def test_a_text_box_is_read_once_in_its_place() -> None:
    document = read(
        para(run("前"), drawn(para(run("框")) + tbl(tr(label("甲"), label("1"))))) + para(run("后"))
    )
    assert lines(document) == ["前", "框", "后"]
    assert [[cell.text for cell in row] for row in rows(document)] == [["甲", "1"]]


def test_a_report_framed_by_a_table_is_read_in_order() -> None:
    inner = tbl(tr(label("规章"), label("1"), label("2")))
    document = read(tbl(tr(tc(para(run("一、总体情况")), inner, para(run("二、其他"))))))
    kinds = [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]
    assert kinds == ["一、总体情况", "table", "二、其他"]


def test_running_text_had_no_place() -> None:
    document = read(para(run("前")) + para() + tbl(tr(label("甲"), label("1"))) + para(run("后")))
    assert [(block.text, block.source.line) for block in document.paragraphs()] == [("前", 1), ("后", 3)]


def test_a_table_around_one_number_is_part_of_its_cell() -> None:
    document = read(tbl(tr(label("规章"), tc(tbl(tr(label("5"))), para()), label("6"))))
    assert [[cell.text for cell in row] for row in rows(document)] == [["规章", "5", "6"]]


def test_a_frame_of_one_cell_is_running_text() -> None:
    text = ["一、总体情况", "本年度公开政府信息若干条。" * 10, "二、主动公开政府信息情况"]
    assert lines(read(tbl(tr(tc(*(para(run(line)) for line in text)))))) == text


def test_strict_names_are_read_as_well() -> None:
    xml = document_xml(tbl(tr(label("甲"), tc(para(run("5")), properties="<w:gridSpan w:val='2'/>"))))
    [[_, cell]] = rows(read_docx(pack(xml.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"))))
    assert (cell.text, cell.span) == ("5", 2)


def test_an_embedded_document_is_never_left_out_in_silence() -> None:
    chunk = "<w:altChunk r:id='rId5'/>"
    with pytest.raises(UnreadableFileError, match="embedded"):
        read(para(run("一、总体情况")) + chunk)
    assert [note.code for note in read(tbl(tr(label("甲"), label("1"))) + chunk + chunk).notes] == [
        "embedded_document"
    ]


FLAT = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    '<pkg:part pkg:name="/word/styles.xml"><pkg:xmlData><w:styles xmlns:w="{word}">{styles}</w:styles></pkg:xmlData></pkg:part>'
    '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{body}</pkg:xmlData></pkg:part></pkg:package>'
)


def test_a_flat_package() -> None:
    table = tbl(tr(label("甲"), tc(para(properties='<w:pStyle w:val="c"/>')), label("5")))
    data = FLAT.format(word=WORD, styles=STYLES, body=document_xml(table)).encode()
    assert looks_like_word_xml(data)
    assert [[cell.text for cell in row] for row in rows(read_word_xml(data))] == [["甲", UNREADABLE, "5"]]


def test_word_2003_xml() -> None:
    data = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>
    <w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"
     xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect><w:p><w:r><w:t>标题</w:t></w:r></w:p><w:tbl>
    <w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>
          <w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>
    <w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r>
      <w:delText>9</w:delText></w:r></aml:content></aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content><w:r>
      <w:t>2</w:t></w:r></aml:content></aml:annotation></w:p></w:tc><w:tc><w:p><w:pPr><w:listPr/></w:pPr></w:p></w:tc></w:tr>
    </w:tbl></wx:sect></w:body></w:wordDocument>""".encode()
    assert looks_like_word_xml(data)
    document = read_word_xml(data)
    assert lines(document) == ["标题"]
    assert [[(c.text, c.column, c.span, c.doubt) for c in row] for row in rows(document)] == [
        [("甲", 0, 1, None), ("1", 1, 2, None)],
        [("2", 1, 1, CHANGED), (UNREADABLE, 2, 1, None)],
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?><a",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b '7'>]><a>&b;</a>",
        b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    ],
)
def test_broken_word_xml_says_why(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="Word XML"):
        read_word_xml(data)
