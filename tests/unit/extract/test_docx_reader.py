"""DOCX, flat packages and Word 2003 XML to blocks: what Word prints, and a mark or a doubt where the file cannot tell."""

import io
import zipfile

import pytest
from lxml import etree

from extract.document import Cell, Document, Paragraph, Table, UnreadableFileError
from extract.readers.docx import read_docx
from extract.readers.frames import UNREADABLE
from extract.readers.numbering import read_lists
from extract.readers.word_xml import looks_like_word_xml, read_word_xml
from extract.readers.wordml import BEHIND, BOXED, CHANGED, FIELD, NUMBERED

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def document_xml(body: str) -> str:
    return f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"


def pack(xml: str, styles: str = "", lists: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", xml)
        if styles:
            archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>')
        if lists:
            archive.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{WORD}">{lists}</w:numbering>')
    return packed.getvalue()


def read(body: str, styles: str = "", lists: str = "") -> Document:
    return read_docx(pack(document_xml(body), styles, lists))


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def para(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or para()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def label(text: str) -> str:
    return tc(para(run(text)))


def rows(document: Document) -> list[list[Cell]]:
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    return table.rows


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def value(content: str, styles: str = "") -> tuple[str, str | None]:
    """(text, doubt) of a value cell that holds `content`, beside a label."""
    [[_, cell]] = rows(read(tbl(tr(label("规章"), tc(content))), styles))
    return cell.text, cell.doubt


TEXT_BOX = "<wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>"
DRAWN = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{0}</w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{1}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def drawn(content: str) -> str:
    return DRAWN.format(TEXT_BOX.format(content), content)


def field(instruction: str, result: str | None) -> str:
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (para(run("1"), run("2"), run("345")), "12345"),
        (para(run("1"), "<w:proofErr w:type='spellStart'/>", run("2")), "12"),
        (para("<w:r><w:t>1</w:t><w:softHyphen/><w:t>2</w:t></w:r>"), "12"),
        (para("<w:r><w:noBreakHyphen/><w:t>5</w:t></w:r>"), "-5"),
        (para("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>"), "1\n2"),
        (para("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>"), "1\t2"),
        (para(run("5"), properties='<w:tabs><w:tab w:val="decimal" w:pos="1"/></w:tabs>'), "5"),
        (para("<w:hyperlink>" + run("5") + "</w:hyperlink>"), "5"),
        (para("<w:smartTag>" + run("5") + "</w:smartTag>"), "5"),
        (para("<w:fldSimple w:instr='SUM(LEFT)'>" + run("5") + "</w:fldSimple>"), "5"),
        (para(field("=SUM(LEFT)", "5")), "5"),
        (para(run("9", "<w:vanish/>"), run("5")), "5"),
        (para(run("5", '<w:vanish w:val="0"/>')), "5"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + para(run("5")) + "</w:sdtContent></w:sdt>", "5"),
        (para("<w:sdt><w:sdtContent>" + run("5") + "</w:sdtContent></w:sdt>"), "5"),
        (para("<m:oMath><m:r><m:t>5</m:t></m:r></m:oMath>"), "5"),
        (para(run("5"), "<w:r><w:footnoteReference w:id='1'/></w:r>"), "5"),
        (para(run("1") + "<w:ruby><w:rt>" + run("9") + "</w:rt><w:rubyBase>" + run("2") + "</w:rubyBase></w:ruby>"), "12"),
        (para(run("")), ""),
        (para(field(" XE 规章 ", None), run("5")), "5"),
    ],
)  # fmt: skip
def test_what_is_printed_is_the_cells_text(content: str, text: str) -> None:
    assert value(content) == (text, None)


@pytest.mark.parametrize(
    "content",
    [
        para("<w:r><w:sym w:font='Wingdings' w:char='F081'/></w:r>"),
        para("<w:r><w:drawing><picture/></w:drawing></w:r>"),
        para("<w:r><w:pict><v:shape/></w:pict></w:r>"),
        para("<w:r><w:object/></w:r>"),
        para("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"),
        para("<m:oMath><m:sSup><m:e><m:r><m:t>5</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"),
        para(field("EQ \\o\\ac(○,5)", None)),
        para(field("FORMDROPDOWN", None)),
        para("<w:fldSimple w:instr='NUMPAGES'/>"),
        para("<w:r><w:footnoteReference w:id='1'/></w:r>"),
        para(properties="<w:numPr><w:ilvl w:val='0'/><w:numId w:val='3'/></w:numPr>"),
    ],
)  # fmt: skip
def test_what_is_printed_without_being_text_is_illegible(content: str) -> None:
    assert value(content) == (UNREADABLE, None)


@pytest.mark.parametrize(
    ("content", "text", "doubt"),
    [
        (para("<w:ins>" + run("5") + "</w:ins>"), "5", CHANGED),
        (para("<w:del><w:r><w:delText>9</w:delText></w:r></w:del>", run("5")), "5", CHANGED),
        (para("<w:moveFrom>" + run("9") + "</w:moveFrom>"), "", CHANGED),
        (para("<w:moveTo>" + run("5") + "</w:moveTo>"), "5", CHANGED),
        (para(run("5"), properties="<w:numPr><w:numId w:val='3'/></w:numPr>"), "5", NUMBERED),
        (para(drawn(para(run("5")))), "5", BOXED),
        (para(field("=" + field("REF a", "9"), "5")), "95", FIELD),
    ],
)
def test_what_may_be_seen_otherwise_is_doubted(content: str, text: str, doubt: str) -> None:
    assert value(content) == (text, doubt)


@pytest.mark.parametrize(
    "properties",
    [
        "<w:rPr><w:ins w:id='1'/></w:rPr>",
        "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='0'/></w:numPr>",
        "<w:pPrChange><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:pPrChange>",
    ],
    ids=["changed paragraph mark", "numbering off", "numbering that was"],
)
def test_marks_that_print_nothing_cost_no_doubt(properties: str) -> None:
    assert value(para(run("5"), properties=properties)) == ("5", None)


@pytest.mark.parametrize("flag", ["<w:strike/>", "<w:dstrike/>", "<w:vertAlign w:val='superscript'/>"])
def test_raised_and_struck_out_digits_are_set_apart(flag: str) -> None:
    assert value(para(run("5"), run("1", flag)))[0] == "5[1]"
    assert value(para(run("5"), run("", flag)))[0] == "5"


STYLES = (
    '<w:style w:styleId="a"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:styleId="b"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="c"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="d"><w:basedOn w:val="c"/></w:style>'
    '<w:style w:styleId="e"><w:basedOn w:val="e"/></w:style>'
)


@pytest.mark.parametrize(
    ("content", "text", "doubt"),
    [
        (para(run("5"), run("1", '<w:rStyle w:val="a"/>')), "5[1]", None),
        (para(run("5"), run("1", '<w:rStyle w:val="b"/>')), "5", None),
        (para(properties='<w:pStyle w:val="c"/>'), UNREADABLE, None),
        (para(run("5"), properties='<w:pStyle w:val="d"/>'), "5", NUMBERED),
        (para(run("5"), properties='<w:pStyle w:val="d"/><w:numPr><w:numId w:val="0"/></w:numPr>'), "5", None),
        (para(run("5"), properties='<w:pStyle w:val="e"/>'), "5", None),
        (para(run("5"), properties='<w:pStyle w:val="unknown"/>'), "5", None),
    ],
)  # fmt: skip
def test_looks_and_numbering_that_a_style_gives(content: str, text: str, doubt: str | None) -> None:
    """Guards 5 with a raised 1 read as 51 where only the style raises it."""
    assert value(content, STYLES) == (text, doubt)


def test_a_label_keeps_its_words_beside_a_picture_and_without_its_list_number() -> None:
    numbered = tc(para(run("属于国家秘密"), properties="<w:numPr><w:numId w:val='3'/></w:numPr>"))
    decorated = tc(para("<w:r><w:drawing/></w:r>", run("行政许可")))
    document = read(tbl(tr(numbered, label("1")), tr(decorated, label("2"))))
    assert [[cell.text for cell in row] for row in rows(document)] == [
        ["属于国家秘密", "1"],
        ["行政许可", "2"],
    ]


def definition(number: int, *levels: tuple[str, str]) -> str:
    """A list definition and the list of the same number; `levels` are (format, text)."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'


def listed(text: str, number: int, level: int = 0) -> str:
    return para(
        run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


LISTS = (
    definition(1, ("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%1.%2.%3"))
    + definition(2, ("decimal", "%1."))
    + definition(3, ("bullet", "•"))
    + definition(4, ("upperRoman", "%1."))
    + '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>'
    + '<w:num w:numId="5"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_the_numbers_of_automatic_lists_stand_before_their_words() -> None:
    """Guards headings without their number, taken for a row of table four."""
    body = (
        listed("总体情况", 1)
        + listed("主动公开", 1, 1)
        + listed("依申请公开", 1, 1)
        + listed("细目", 1, 2)
        + listed("主动公开政府信息情况", 1)
        + listed("甲", 1, 1)
        + listed("属于国家秘密", 2)
        + listed("法律禁止", 2)
        + listed("信访", 5)
        + listed("圆点", 3)
        + listed("罗马", 4)
        + listed("不明", 9)
        + para(properties='<w:numPr><w:numId w:val="2"/></w:numPr>')
    )
    assert lines(read(body, lists=LISTS)) == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "一.二.1细目", "二、主动公开政府信息情况", "（一）甲", "1.属于国家秘密",
        "2.法律禁止", "1.信访", "圆点", "罗马", "不明",
    ]  # fmt: skip


def test_a_list_number_in_a_cell_goes_to_words_only() -> None:
    styles = '<w:style w:styleId="c"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    styled = tc(para(run("重复申请"), properties='<w:pStyle w:val="c"/>'))
    body = tbl(tr(tc(listed("信访举报", 2)), tc(listed("5", 5)), tc(listed("", 5))), tr(styled, label("6")))
    assert [[(c.text, c.doubt) for c in row] for row in rows(read(body, styles, LISTS))] == [
        [("1.信访举报", None), ("5", NUMBERED), (UNREADABLE, None)],
        [("3.重复申请", None), ("6", None)],
    ]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCounting", 20, "二十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("decimalEnclosedCircle", 3, "③"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 3, "03"),
        ("chicago", 3, None),
    ],
)
def test_formats_of_list_numbers(form: str, number: int, printed: str | None) -> None:
    root = etree.fromstring(
        f'<w:numbering xmlns:w="{WORD}">{definition(1, (form, "%1"))}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    lists = read_lists(root)
    assert [lists.next("1", 0) for _ in range(number)][-1] == printed


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
    assert [code for code, _ in read(tbl(tr(label("甲"), label("1"))) + chunk + chunk).notes] == [
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
