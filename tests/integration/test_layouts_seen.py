"""Layouts of real sites that were once read wrong: each test is named by the defect it guards.

No cell may be wrong without a doubt, ever. Where the layout settles every cell, there is no doubt either and the report
counts as read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Figures, Table, blocks, row
from tests.support.reading import TOLD, check

FIXTURES = Path(__file__).parents[1] / "fixtures"
OLD = lay.figures(seed=7)  # the year before
RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
SECTIONS: dict[str, Any] = {"two": lay.disclosures, "three": lay.applications, "four": lay.appeals}
Writer = Callable[[list[Block]], bytes]

GRID: list[Writer] = [lay.html, lay.docx]
ROWS: list[Writer] = [lay.tsv, lay.tsv_padded, lay.markdown]
CELLS = pytest.mark.parametrize("write", GRID)
ALL_BUT_SPACED = pytest.mark.parametrize("write", [*GRID, lay.lines, *ROWS])
ALL = pytest.mark.parametrize("write", [*GRID, lay.lines, *ROWS, lay.spaced_values])


def with_three(*tables: Block) -> list[Block]:
    return blocks(TOLD, three=tables)


# The statutory layout, both versions of the form


@ALL
def test_the_statutory_layout(write: Writer) -> None:
    """In spaced text a group's label stands on the line of its first row."""
    check(write(blocks(TOLD)))


@ALL
def test_the_form_of_2019(write: Writer) -> None:
    told = lay.figures(2, "2019", "2019")
    two, three = lay.disclosures(told, "2019"), lay.applications(told, "2019")
    check(write(blocks(told, [two], [three])), told)


@ALL
def test_single_row_six_in_a_report_of_the_new_form(write: Writer) -> None:
    told = lay.figures(3, "2021", "2019")
    report = check(write(blocks(told, three=[lay.applications(told, "2019")])), told)
    assert report.form == {"disclosures": "2021", "applications": "2019", "appeals": "2019"}


# Pages


@pytest.mark.parametrize("at", ["page-footer", "slash-footer-and-running-head", "repeated-header-rows"])
def test_row_cut_by_a_page_break(at: str) -> None:
    """Half a label under the break was taken for a row of blanks. LibreOffice printed the files from figures()."""
    check((FIXTURES / f"row-cut-at-{at}.pdf").read_bytes())


@CELLS
@pytest.mark.parametrize("cut_before", ["3.危及", "1.本机关", "（七）"])
@pytest.mark.parametrize("repeated", [False, True], ids=["header once", "header repeated"])
def test_table_three_in_two_parts(write: Writer, cut_before: str, repeated: bool) -> None:
    table = lay.applications(TOLD)
    first, second = lay.cut(table, lay.find(table, cut_before))
    second = lay.header() + second if repeated else second
    check(write(with_three(first, second)))
    check(write(with_three(first, "- 3 -", second)))


@CELLS
def test_header_rows_repeated_within_one_table(write: Writer) -> None:
    table = lay.applications(TOLD)
    first, second = lay.cut(table, lay.find(table, "1.本机关"))
    check(write(with_three(first + lay.header() + second)))


@pytest.mark.parametrize("mark", ["- 3 -", "第 3 页", "第3页 共6页", "2 / 5", f"— 3 —\n{lay.AGENCY}", "3"])
@pytest.mark.parametrize("line", [60, 101, 190, 231])
def test_page_marks_between_cells_on_lines(line: int, mark: str) -> None:
    """A bare number may be a value; marks that can only be marks cost nothing."""
    text = lay.lines(blocks(TOLD)).decode().split("\n")
    check("\n".join([*text[:line], mark, *text[line:]]).encode(), settled=mark.startswith(("- ", "第")))


# Rows of table three


@ALL
@pytest.mark.parametrize(
    ("label", "after"),
    [("其中：网络申请", "一、本年"), ("五、其中：电子政务申请", "四、结转")],
    ids=["under the first row", "at the end"],
)
def test_a_local_row_is_no_row_of_the_form(write: Writer, label: str, after: str) -> None:
    table = lay.applications(TOLD)
    local = [Cell(label, across=3), *row("9", "8", "7", "6", "5", "4", "39")]
    table.insert(lay.find(table, after) + 1, local)
    check(write(with_three(table)), settled=write in GRID)


@CELLS
def test_a_local_fourth_reason_is_not_the_other_of_the_form(write: Writer) -> None:
    table = lay.applications(TOLD)
    for cell in (cell for cells in table for cell in cells if cell.text.startswith(("（四）", "三、"))):
        cell.down += 1
    table.insert(lay.find(table, "3.补正后") + 1, row("4.其他", "9", "8", "7", "6", "5", "4", "39"))
    check(write(with_three(table)))


@ALL
@pytest.mark.parametrize("filled", [False, True], ids=["blank", "with subtotals"])
def test_group_rows_of_their_own(write: Writer, filled: bool) -> None:
    """Numbers printed beside a group's label are no cells of the form, and never those of the row under it."""
    table = lay.header()
    table[0][0].across = 1
    rows = lay.applications(TOLD)[3:]
    for place, cells in enumerate(rows):
        *groups, label = (cell for cell in cells if not cell.key)
        for group in groups:
            line = row(group.text, *[""] * 7)
            if filled and group.text.startswith("（"):
                members = [lay.values(member) for member in rows[place : place + group.down]]
                for column, cell in enumerate(line[1:]):
                    cell.text = str(sum(int(member[column].text) for member in members))
            table.append(line)
        table.append([Cell(label.text), *lay.values(cells)])
    report = check(write(with_three(table)), settled=filled or write in GRID)
    assert any(problem.code == "extra_row" for problem in report.problems) == filled


@ALL_BUT_SPACED
def test_no_row_of_requests_carried_in(write: Writer) -> None:
    table = lay.applications(TOLD)
    gone = [str(cell.key) for cell in lay.values(table.pop(lay.find(table, "二、上年")))]
    told, states = TOLD | dict.fromkeys(gone, ""), dict.fromkeys(gone, "absent")
    check(write(with_three(table)), told, status="partial", states=states)


@CELLS
def test_labels_beside_merged_cells_repeated_on_each_row(write: Writer) -> None:
    lines = list(lay.slots(lay.applications(TOLD)))
    check(write(with_three([[Cell(c.text) for c, _ in line for _ in range(c.across)] for line in lines])))


@CELLS
@pytest.mark.parametrize("labels", [("1.属于", "2.其他法律"), ("1.申请人", "2.申请人", "3.其他")], ids=len)
def test_values_merged_over_rows(write: Writer, labels: tuple[str, ...]) -> None:
    """A merged cell may hold for every row it covers: those under the first are no rows of blanks."""
    table = lay.applications(TOLD)
    first, *others = (table[lay.find(table, label)] for label in labels)
    told = TOLD | {str(cell.key): "5" for cells in (first, *others) for cell in lay.values(cells)}
    for cell in lay.values(first):
        cell.text, cell.down = "5", len(labels)
    for cells in others:
        cells[:] = [cell for cell in cells if not cell.key]
    check(write(with_three(table)), told)


# Columns


@ALL
def test_total_column_first(write: Writer) -> None:
    check(write(with_three(lay.applications(TOLD, order=["total", *lay.COLUMNS[:-1]]))))


@ALL
@pytest.mark.parametrize("last", [("natural_person", "total"), ("total", "natural_person")], ids=str)
def test_natural_persons_after_the_organisations(write: Writer, last: tuple[str, ...]) -> None:
    check(write(with_three(lay.applications(TOLD, order=[*lay.COLUMNS[1:6], *last]))), settled=write in GRID)


@CELLS
@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("科研机构", "境外机构"),
        ("法律服务机构", ""),
        ("其他", ""),
        ("总计", ""),
        ("社会公益组织", "法律服务机构"),
    ],
)
def test_one_column_label_that_is_not_of_the_form(write: Writer, printed: str, instead: str) -> None:
    table = lay.relabel(lay.header(), {printed: instead}) + lay.applications(TOLD)[3:]
    check(write(with_three(table)), settled=False)


@ALL
@pytest.mark.parametrize("order", [(1, 0, 2), (2, 0, 1)], ids=str)
def test_columns_of_table_two_in_another_order(write: Writer, order: tuple[int, ...]) -> None:
    check(write(blocks(TOLD, two=[lay.disclosures(TOLD, order=order)])), settled=write in GRID)


# Table four


@ALL
def test_litigation_before_reconsideration(write: Writer) -> None:
    tall = [replace(cell, down=2) for cell in row(*RESULTS)]
    heads = [Cell("未经复议直接起诉", across=5), Cell("复议后起诉", across=5), *tall]
    top = [Cell("行政诉讼", across=10), Cell("行政复议", across=5)]
    printed = lay.appeal_values(TOLD, *lay.BLOCKS[1:], lay.BLOCKS[0])
    check(write(blocks(TOLD, four=[[top, heads, row(*RESULTS * 2), printed]])), settled=write in GRID)


@ALL
def test_litigation_blocks_swapped(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[1][5:] = [table[1][6], table[1][5]]
    table[3] = lay.appeal_values(TOLD, lay.BLOCKS[0], lay.BLOCKS[2], lay.BLOCKS[1])
    check(write(blocks(TOLD, four=[table])), settled=write in GRID)


@pytest.mark.parametrize("write", [*GRID, lay.lines, lay.tsv, lay.tsv_padded])
@pytest.mark.parametrize("printed", ["见附件", "5（含上年）", "约5", "O"])
def test_one_odd_cell_in_appeals(write: Writer, printed: str) -> None:
    key = "appeals/reconsideration/pending"
    told = TOLD | {key: printed}
    must_doubt = (
        "appeals/" if write is lay.lines and printed == "见附件" else key
    )  # it may stand where another is missing
    check(write(blocks(told)), told, states={key: "text"}, must_doubt=[must_doubt])


@ALL_BUT_SPACED
@pytest.mark.parametrize("place", [3, 4], ids=["above", "below"])
def test_two_rows_of_values_in_appeals(write: Writer, place: int) -> None:
    """Nothing says which row is this year's."""
    table = lay.appeals(TOLD)
    table.insert(place, row(*(str(70 + i) for i in range(15))))
    check(write(blocks(TOLD, four=[table])), settled=False, must_doubt=["appeals/"])


@CELLS
def test_two_rows_of_values_in_appeals_that_name_their_years(write: Writer) -> None:
    table = lay.appeals(TOLD)
    table[0].insert(0, Cell("年度", down=3))
    table[3].insert(0, Cell("2023年"))
    table.insert(3, row("2022年", *(str(70 + i) for i in range(15))))
    check(write(blocks(TOLD, four=[table])), settled=False)


# Two years in one document


@pytest.mark.parametrize("write", [*GRID, lay.lines, lay.tsv])
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_last_years_table_beside_this_years(write: Writer, section: str, before: bool) -> None:
    make: Callable[[Figures], Table] = SECTIONS[section]
    old: list[Block] = ["2022年数据", make(OLD)]
    new: list[Block] = ["2023年数据", make(TOLD)]
    given: dict[str, Any] = {section: [*old, *new] if before else [*new, *old]}
    check(write(blocks(TOLD, **given)), settled=False)


@pytest.mark.parametrize("write", [*GRID, lay.lines, lay.tsv])
def test_the_same_table_twice_is_no_doubt(write: Writer) -> None:
    check(write(with_three(lay.applications(TOLD), lay.applications(TOLD))))


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_two_reports_in_one_run_on_text(before: bool) -> None:
    old, new = lay.run_on(blocks(OLD, year=2022)), lay.run_on(blocks(TOLD))
    check(b" ".join([old, new] if before else [new, old]), settled=False)


# Text, one cell a line


@pytest.mark.parametrize("write", [lay.lines, lay.spaced_values])
@pytest.mark.parametrize(
    "head", ["一、本年", "一、本年新收政府信息公开", "二、上年结转", "2.没有现成信", "1.申请人无正当"]
)
def test_label_broken_over_two_lines(write: Writer, head: str) -> None:
    text = write(blocks(TOLD)).decode()
    assert text.count(head) == 1
    check(text.replace(head, f"{head}\n").encode())


@pytest.mark.parametrize("width", [12, 15])
def test_every_label_broken_at_a_width(width: int) -> None:
    text = lay.lines(blocks(TOLD)).decode()
    check(re.sub(rf"(?m)^((?:（|\d\.|[一二四]、[本上结])\D{{{width - 2}}})(?=\D)", r"\1\n", text).encode())


@pytest.mark.parametrize("printed", ["约12", "5*", "（5）", "5。", "见附件", "12（注）"])
@pytest.mark.parametrize(
    "key",
    [
        "applications/granted/natural_person",
        "applications/granted/total",
        "applications/carried_out/research_institution",
        "disclosures/licensing/decisions",
        "appeals/litigation_direct/upheld",
    ],
)
def test_a_cell_that_is_no_plain_number(key: str, printed: str) -> None:
    told = TOLD | {key: printed}
    # words without a number may stand where another value is missing: all values of their printed row are open
    rows = {"disclosures": key, "applications": key.rpartition("/")[0] + "/", "appeals": "appeals/"}
    must_doubt = rows[key.split("/")[0]] if printed == "见附件" else key
    check(lay.lines(blocks(told)), told, states={key: "text"}, must_doubt=[must_doubt])


# Text, one row a line


@pytest.mark.parametrize("write", [lay.tsv, lay.tsv_padded, lay.tsv_trimmed])
@pytest.mark.parametrize("blank", ["(other_org|total)$", "natural_person$", r"^applications/carried_in/"])
def test_blank_columns_and_rows_between_tabs(write: Writer, blank: str) -> None:
    told = {k: "" if k.startswith("app") and re.search(blank, k) else v for k, v in TOLD.items()}
    check(write(blocks(told)), told, settled=False)


@pytest.mark.parametrize("label", ["一、本年", "2.其他法律", "4.无正当", "（七）总计", "行政规范"])
def test_a_label_glued_to_its_numbers(label: str) -> None:
    text, glued = re.subn(rf"(?m)({label}\D*) (?=\d)", r"\1", lay.spaced_values(blocks(TOLD)).decode())
    assert glued == 1
    check(text.encode(), settled=False)


def test_labels_on_the_line_above_their_numbers() -> None:
    table: Table = []
    for cells in lay.applications(TOLD):
        table += [[cell] for cell in cells if not cell.key]
        table += [lay.values(cells)] if lay.values(cells) else []
    check(lay.spaced_values(with_three(table)))


# Markup that shows something else than its text


@pytest.mark.parametrize(
    ("cell", "style"),
    [
        (r"<td hidden>99</td><td>\1</td>", ""),
        (r"<td>\1<span hidden>9</span></td>", ""),
        (r'<td>\1<span style="font-size:0">9</span></td>', ""),
        (r'<td>\1<span class="gone">9</span></td>', "p{margin:0} .gone{display:none}"),
        (r'<td>\1<span class="gone">9</span></td>', ".a, span.gone { VISIBILITY: hidden !important }"),
    ],
    ids=["hidden cell", "hidden span", "no font size", "class", "one of several selectors"],
)
def test_hidden_text_in_html(cell: str, style: str) -> None:
    page = lay.html(blocks(TOLD), head=f"<style>{style}</style>").decode()
    check(re.sub(r"<td>([\d.]+)</td>", cell, page).encode())


RUN = r"<w:r><w:t>([\d.]+)</w:t></w:r>"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
LIST = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>'


def test_docx_numbers_set_as_formulas() -> None:
    formula = rf"<m:oMath {MATH}><m:r><m:t>\1</m:t></m:r></m:oMath>"
    check(lay.docx(blocks(TOLD), lambda xml: re.sub(RUN, formula, xml)))


def test_docx_digits_set_as_symbols() -> None:
    def symbols(match: re.Match[str]) -> str:
        return "".join(f'<w:r><w:sym w:font="Symbol" w:char="F0{ord(c):02X}"/></w:r>' for c in match[1])

    check(lay.docx(blocks(TOLD), lambda xml: re.sub(RUN, symbols, xml)))


def test_docx_number_that_only_the_list_numbering_shows() -> None:
    """Word shows a number where the file has an empty paragraph: never a blank."""
    document = lay.docx(blocks(TOLD), lambda xml: re.sub(f"<w:p>{RUN}</w:p>", f"{LIST}</w:p>", xml, count=3))
    check(document, settled=False, must_doubt=["disclosures/government_rules/"])
