"""What stands in a cell of a DOCX as Word prints it, and a mark or a doubt where the file cannot tell."""

import pytest

from extract.messages import Doubt
from extract.readers.shared.placeholders import UNREADABLE
from extract.readers.word.wordml import BOXED, CHANGED, FIELD, NUMBERED
from tests.support.word import STYLES, drawn, label, para, read, rows, run, tbl, tc, tr, value


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
        (para(run("12", "<w:commentReference w:id='0'/>")), "12"),
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
def test_what_may_be_seen_otherwise_is_doubted(content: str, text: str, doubt: Doubt) -> None:
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
def test_looks_and_numbering_that_a_style_gives(content: str, text: str, doubt: Doubt | None) -> None:
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


def test_a_run_that_takes_back_its_styles_hiding_was_a_blank() -> None:
    shown = run("5", '<w:rStyle w:val="b"/><w:vanish w:val="0"/>')
    assert value(para(shown), STYLES) == ("5", None)
    assert value(para(run("5", '<w:rStyle w:val="b"/>')), STYLES) == ("", None)


def test_a_circled_number_made_by_a_field_was_a_blank() -> None:
    """Such a field has a result that is empty: Word draws what its instruction says."""
    assert value(para(field(r" eq \o\ac(○,1)", ""))) == (UNREADABLE, None)
