"""Tables that are lines of text, their headings broken over some: what the lines do not settle is in doubt."""

from __future__ import annotations

from pathlib import Path

from extract.document import Document, Paragraph, Source
from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.tables.appeals import map_appeals
from extract.tables.applications import map_applications
from extract.tables.applications_header import read_header
from extract.tables.row_stream import StreamRow, stream_rows

RESULTS = "结果维持 结果纠正 其他结果 尚未审结 总计"


def lines(*texts: str) -> list[StreamRow]:
    document = Document("application/pdf")
    document.blocks.extend(Paragraph(text, Source(page=1)) for text in texts)
    return stream_rows(document)


def test_a_heading_in_pieces_leaves_open_which_column_is_which() -> None:
    """Guards a silent error: 自然人, 其他 and 总计 were not found, and four numbers of seven columns took the other four."""
    rows = lines(
        "申请人情况",
        "法人或其他组织",
        "自然 总",
        "人 商业企 科研机 社会公益组 法律服务机 其 计",
        "业 构 织 构 他",
        "一、本年新收政府信息公开申请数量 1 2 1 4",
    )
    columns = load_form().application_columns["2021"]
    assert not read_header(load_form(), columns, rows, 5, [4]).in_order
    whole = lines(
        "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计",
        "一、本年新收政府信息公开申请数量 1 2 1 4 0 0 8",
    )
    assert read_header(load_form(), columns, whole, 1, [7]).in_order


def test_values_that_run_on_into_the_next_heading_are_no_silent_blanks() -> None:
    """Guards a silent error: the line was taken for one more heading, and fifteen blanks for what stood under it."""
    head = ("行政复议 行政诉讼", "未经复议直接起诉 复议后起诉", RESULTS, f"{RESULTS} {RESULTS}")
    rows = lines(
        *head, "— — — — — 2 — — — 2 — — — — —五. 存在的主要问题及改进情况", "少数科室对公开属性拿不准。"
    )
    assert all(cell.doubt for cell in map_appeals(load_form(), rows, None).cells)
    # Nor does a text without any value show fifteen blank places.
    blank = lines(*head, "五、存在的主要问题", "少数科室对公开属性拿不准。")
    assert all(cell.doubt for cell in map_appeals(load_form(), blank, None).cells)


def test_a_line_of_words_below_the_values_is_no_second_row_of_them() -> None:
    """Guards a needless doubt: the agency's name as sign-off right below table four, in workbooks and Markdown."""
    head = ("行政复议 行政诉讼", "未经复议直接起诉 复议后起诉", f"{RESULTS} {RESULTS} {RESULTS}")
    values = "1 0 0 0 1 0 0 2 0 2 0 0 0 3 3"
    for below in ("示例县民政局", "[表：复议诉讼]"):
        cells = map_appeals(load_form(), lines(*head, values, below), None).cells
        assert [cell.value for cell in cells] == values.split()
        assert not any(cell.doubt for cell in cells)


def test_labels_without_any_value_are_no_blanks() -> None:
    """Guards a silent error: a turned table one cell a line prints all its labels first, and its values were behind them."""
    form = load_form()
    labels = [row.label for row in form.application_rows["2021"]]
    rows = lines("自然人 法人或其他组织 总计", *labels)
    cells = map_applications(form, rows, None).cells
    assert {c.doubt.code if c.doubt else None for c in cells if c.state == "blank"} == {"no_value_printed"}


def test_dashes_behind_a_label_and_a_comma_are_no_part_of_the_label() -> None:
    """Guards a silent error: `规章，-，/，/` was a label without values, and the row blank."""
    printed = [
        "示例县教育局2023年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        "信息内容，本年制发件数，本年废止件数，现行有效件数",
    ]
    printed += ["规章，-，/，/", "行政规范性文件，18，0，130"]
    cells = read_report(Path("x.txt"), "\n".join(printed).encode()).cells
    assert all(c.doubt or c.state == "dash" for c in cells if "/government_rules/" in c.key)
