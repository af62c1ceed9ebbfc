"""How far a caption reaches, and which of several printings of a table is the report's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import Cell, Document, Paragraph, Table
from extract.form.catalogue import load_form
from extract.form_cells import FormCell, TableReading, absent_cell
from extract.reading import read_report
from extract.tables.captions import Whose
from extract.tables.row_stream import stream_rows
from extract.tables.whose_table import Captions, find_captions, own_printing

TWO, THREE = "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"
TITLE = "示例甲县教育局2023年政府信息公开工作年度报告"
UNIT = "附表1 示例甲县第一中学数据"
NUMBERS = Table([[Cell("行政许可"), Cell("12", column=1)]])
HERE = "#"  # the place that a test asks about


def captions(*lines: str | Table, running: str = "") -> Captions:
    blocks = [
        Paragraph(block, repeated=block == running) if isinstance(block, str) else block for block in lines
    ]
    document = Document("text/plain", blocks)
    return find_captions(load_form(), stream_rows(document), Whose(2023, "示例甲县教育局"), document)


def in_force(*lines: str | Table, running: str = "") -> str | None:
    found = captions(*lines, running=running)
    at = next(at for at, row in enumerate(found.rows) if row.text == HERE)
    caption = found.in_force[at]
    return caption.text if caption else None


@pytest.mark.parametrize(
    ("lines", "caption"),
    [
        ([TITLE, TWO, HERE], TITLE),
        ([TITLE, TWO, "2022年", HERE], "2022年"),
        ([TITLE, TWO, "2022年", NUMBERS, HERE], "2022年"),
        ([TITLE, TWO, "2022年", NUMBERS, THREE, HERE], TITLE),  # it ends with its section
        ([TITLE, TWO, NUMBERS, "2022年", THREE, HERE], "2022年"),  # right above the heading it heads it
        ([TITLE, TWO, THREE, NUMBERS, "附：2022年数据", "说明", TWO, NUMBERS, THREE, HERE], "附：2022年数据"),
        ([TITLE, TWO, "2022年", NUMBERS, "2023年", HERE], "2023年"),
        ([TITLE, "附件：下属单位数据表", "附表1 示例甲县第一中学2023年", HERE], "附件：下属单位数据表"),
        ([TITLE, UNIT, NUMBERS, "2023年度数据", HERE], UNIT),  # of this year, and still the subordinate's
        (
            [TITLE, TWO, "样表", NUMBERS, "2023年度数据", HERE],
            "2023年度数据",
        ),  # what follows an example is none
        ([TITLE, "示例乙县教育局2023年年度报告", HERE], TITLE),  # a list of reports
        (
            [TITLE, "概述。", "示例乙县教育局2023年年度报告", TWO, "本年数据", HERE],
            "示例乙县教育局2023年年度报告",
        ),
        ([TITLE, TWO, "去年的数字列在这里", HERE], "去年的数字列在这里"),
        ([TITLE, TWO, "去年的数字列在这里", NUMBERS, HERE], TITLE),
        ([TITLE, TWO, "示例甲县第一中学：", HERE], "示例甲县第一中学："),
        ([TITLE, TWO, NUMBERS, "以上为2022年数据", HERE], TITLE),  # it speaks of the table above it
    ],
)
def test_the_caption_in_force(lines: list[str | Table], caption: str) -> None:
    assert in_force(*lines) == caption


def test_a_running_head_of_a_collection_is_no_caption() -> None:
    head = "示例甲县人民政府2023年政府信息公开工作年度报告"
    assert in_force(TITLE, "概述。", head, TWO, HERE, running=head) == TITLE
    assert in_force(TITLE, "概述。", head, TWO, HERE) == head


def _reading(at: int, **values: str | None) -> tuple[int, TableReading]:
    cells = [
        absent_cell(key)
        if value is None
        else FormCell(key, value or None, "number" if value else "blank", value)
        for key, value in values.items()
    ]
    return at, TableReading("disclosures", "2021", cells, used={at})


def test_what_only_the_printing_of_others_has_is_in_doubt() -> None:
    """Put aside for its caption, it may still be where the report's cell is printed."""
    found = captions(TWO, NUMBERS, "2022年", NUMBERS)
    chosen = own_printing(found, [_reading(1, a="1", b=None), _reading(3, a="2", b="3")])
    assert [(cell.value, cell.doubt and cell.doubt.code) for cell in chosen.cells] == [
        ("1", None),
        (None, "other_table"),
    ]
    assert [problem.code for problem in chosen.problems] == ["table_repeated"]
    assert chosen.used == {1, 3}


def test_a_form_without_numbers_does_not_stand_for_the_report() -> None:
    found = captions(TWO, NUMBERS, "2022年", NUMBERS)
    chosen = own_printing(found, [_reading(1, a=""), _reading(3, a="2")])
    assert [cell.doubt and cell.doubt.code for cell in chosen.cells] == ["table_repeated"]


@pytest.mark.parametrize("theirs", ["", "3"])
def test_what_the_reports_own_printing_does_not_show_is_not_taken_from_a_template(theirs: str) -> None:
    """Guards a silent error: of an own table that was turned nothing was read, and the blanks of the template above it were."""
    found = captions(TWO, "样表", NUMBERS, "2023年度数据", NUMBERS)
    chosen = own_printing(found, [_reading(2, a="", b=theirs), _reading(4, a="", b=None)])
    assert [cell.doubt and cell.doubt.code for cell in chosen.cells] == [None, "other_table"]


def test_printings_that_nothing_tells_apart_are_compared() -> None:
    found = captions(TWO, NUMBERS, "附表", NUMBERS)
    chosen = own_printing(found, [_reading(1, a="1", b="4"), _reading(3, a="1", b="5")])
    assert [cell.doubt and cell.doubt.code for cell in chosen.cells] == [None, "table_repeated"]


def test_a_row_of_two_printings_taken_for_one_may_be_of_either() -> None:
    """Guards a silent error: the own fee's label was lost, and last year's fee was read without a doubt."""
    rows = [
        ("规章", "0\t1\t2"),
        ("行政规范性文件", "3\t4\t5"),
        ("行政许可", "6"),
        ("行政处罚", "7"),
        ("行政强制", "8"),
    ]
    heads = {
        "规章": "本年制发件数\t本年废止件数\t现行有效件数",
        "行政许可": "本年处理决定数量",
        "行政处罚": "本年处理决定数量",
    }

    def printed(more: int, fee: str) -> list[str]:
        lines = []
        for label, values in rows:
            lines += [f"信息内容\t{heads[label]}"] if label in heads else []
            lines.append("\t".join([label, *(str(int(value) + more) for value in values.split("\t"))]))
        return [*lines, "信息内容\t本年收费金额（单位：万元）", fee]

    text = "\n".join([TITLE, TWO, *printed(0, "\t31.2"), *printed(20, "行政事业性收费\t21.6"), THREE])
    report = read_report(Path("report.txt"), text.encode())
    assert {c.value for c in report.cells if not c.doubt} <= {None}
