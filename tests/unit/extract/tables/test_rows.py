"""Rows of tables two and three out of their order, cut, glued or of the office's own: read by their words, or doubted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, Cell, Row, Table, blocks, find, row, values
from tests.support.reading import TOLD, check, check_exact

Writer = Callable[[list[Block]], bytes]
GRID: list[Writer] = [lay.html, lay.docx]
ALL: list[Writer] = [
    *GRID, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown, lay.spaced_values
]  # fmt: skip
WRITERS = pytest.mark.parametrize("write", ALL)
GRIDS = pytest.mark.parametrize("write", GRID)
LABELS = {r.key: r.label for r in form.application_rows("2021")}


def three(*tables: Table) -> list[Block]:
    return blocks(TOLD, three=tables)


def swapped(first: str, second: str) -> Table:
    """Table three with two rows changed over, labels and values; the groups left of them stay."""
    table = lay.applications(TOLD)
    one, other = find(table, first), find(table, second)
    groups = [[c for c in table[i] if not c.key][:-1] for i in (one, other)]
    rest = [
        [c for c in table[i] if c.key or c is [x for x in table[i] if not x.key][-1]] for i in (one, other)
    ]
    table[one], table[other] = groups[0] + rest[1], groups[1] + rest[0]
    return table


# Order


@WRITERS
@pytest.mark.parametrize(
    ("first", "second"), [("一、本年", "二、上年"), ("（一）", "（二）"), ("6.属于", "7.属于")], ids=str
)
def test_two_rows_changed_over_with_their_numbers(write: Writer, first: str, second: str) -> None:
    """Guards rows given as absent: words and number agree, only the order does not."""
    report = check_exact(write(three(swapped(first, second))))
    assert "row_order" in {problem.code for problem in report.problems}


@WRITERS
@pytest.mark.parametrize(
    ("first", "second"), [("received_new", "carried_in"), ("granted", "granted_in_part")], ids=str
)
def test_words_changed_over_under_numbers_that_stay_are_doubted(
    write: Writer, first: str, second: str
) -> None:
    """Guards a silent error: words say one row, number and order the other, and nothing says which is the slip."""
    words = {key: re.sub(r"^(?:（.）|.、)", "", LABELS[key]) for key in (first, second)}
    names = {
        LABELS[one]: LABELS[one].replace(words[one], words[other])
        for one, other in ((first, second), (second, first))
    }
    rows = [f"applications/{key}/" for key in (first, second)]
    report = check(write(three(lay.relabel(lay.applications(TOLD), names))), settled=False, doubt_ok=rows)
    told = [cell for cell in report.cells if cell.key.startswith(tuple(rows))]
    assert len(told) == 14
    assert all(cell.doubt for cell in told)


@WRITERS
def test_numbers_alone_changed_over_are_no_doubt(write: Writer) -> None:
    """Order and words agree against the number."""
    names = {
        LABELS["received_new"]: "二" + LABELS["received_new"][1:],
        LABELS["carried_in"]: "一" + LABELS["carried_in"][1:],
    }
    check_exact(write(three(lay.relabel(lay.applications(TOLD), names))))


@WRITERS
def test_two_groups_changed_over(write: Writer) -> None:
    table = lay.applications(TOLD)
    four, five, six = (find(table, label) for label in ("（四）", "（五）", "（六）"))
    check_exact(write(three(table[:four] + table[five:six] + table[four:five] + table[six:])))


def _clauses() -> list[Table]:
    parts: list[Table] = []
    for cells in lay.disclosures(TOLD):
        if cells[0].text.startswith("第二十条"):
            parts.append([])
        parts[-1].append(cells)
    return parts


@WRITERS
@pytest.mark.parametrize("order", [(1, 2, 3, 0), (0, 2, 1, 3), (3, 2, 1, 0)], ids=str)
def test_clauses_of_table_two_in_another_order(write: Writer, order: tuple[int, ...]) -> None:
    parts = _clauses()
    check_exact(write(blocks(TOLD, two=[[cells for i in order for cells in parts[i]]])))


@WRITERS
@pytest.mark.parametrize("first", ["规章", "行政处罚"])
def test_rows_of_a_clause_changed_over(write: Writer, first: str) -> None:
    table = lay.disclosures(TOLD)
    at = find(table, first)
    table[at], table[at + 1] = table[at + 1], table[at]
    check_exact(write(blocks(TOLD, two=[table])))


# Labels


@WRITERS
def test_a_local_reason_is_not_the_group_whose_words_it_is_near(write: Writer) -> None:
    """Guards a silent error: 6.其他不予处理情形 was read as numbers of （六）其他处理."""
    table = lay.applications(TOLD)
    for cell in (c for cells in table for c in cells if c.text.startswith(("三、", "（五）"))):
        cell.down += 1
    table.insert(find(table, "5.要求行政") + 1, row("6.其他不予处理情形", *"1234567"))
    check_exact(write(three(table)))


@WRITERS
def test_a_first_label_that_is_cut_short(write: Writer) -> None:
    names = {LABELS["received_new"]: "一、本年新收"}
    check_exact(write(three(lay.relabel(lay.applications(TOLD), names))))


@GRIDS
@pytest.mark.parametrize("beside", ["above", "below"])
@pytest.mark.parametrize("apart", [False, True], ids=["one table", "two tables"])
def test_first_row_printed_over_two_rows(write: Writer, beside: str, apart: bool) -> None:
    """Guards the first row given as absent; its values stand beside either half of the label."""
    table = lay.applications(TOLD)
    at = find(table, "一、")
    told, empty = values(table[at]), [Cell("") for _ in values(table[at])]
    halves: Table = [
        [Cell("一、本年新收政府信息", across=3), *(told if beside == "above" else empty)],
        [Cell("公开申请数量", across=3), *(empty if beside == "above" else told)],
    ]
    if apart:
        check_exact(write(three([*table[:at], halves[0]], [halves[1], *table[at + 1 :]])))
    else:
        check_exact(write(three([*table[:at], *halves, *table[at + 1 :]])))


@WRITERS
@pytest.mark.parametrize("between", ["", "\n", " "], ids=["nothing", "line break", "blank"])
def test_groups_and_their_first_rows_in_one_cell(write: Writer, between: str) -> None:
    if between == "\n" and write not in GRID:
        return  # these formats hold no line break in a cell
    table: Table = lay.header()
    table[0][0].across = 1
    for cells in lay.applications(TOLD)[3:]:
        table.append([Cell(between.join(c.text for c in cells if not c.key)), *values(cells)])
    check_exact(write(three(table)))


@WRITERS
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"^(\d)\.", lambda m: f"（{m[1]}）"),
        (r"^(\d)\.", lambda m: "①②③④⑤⑥⑦⑧⑨"[int(m[1]) - 1]),
        (r"^（(.)）", lambda m: f"{'一二三四五六七'.index(m[1]) + 1}、"),
        (r"^([一二三四])、", lambda m: f"{'一二三四'.index(m[1]) + 1}、"),
        (r"^(\d\.|（.）|.、)", lambda m: ""),
    ],
    ids=["bracketed", "circled", "groups arabic", "first level arabic", "none"],
)
def test_other_numbering(write: Writer, pattern: str, instead: Callable[[re.Match[str]], str]) -> None:
    names = {label: re.sub(pattern, instead, label) for label in LABELS.values()}
    check_exact(write(three(lay.relabel(lay.applications(TOLD), names))))


@WRITERS
@pytest.mark.parametrize("label", ["行政事业性收费", "四、结转下年度继续办理"])
def test_the_last_label_broken_over_two_lines(write: Writer, label: str) -> None:
    """Guards blanks and absent rows: the table ended with the first half of its last label."""
    broken = f"{label[:4]}\n{label[4:]}"
    document = blocks(TOLD, two=[lay.relabel(lay.disclosures(TOLD), {label: broken})])
    document = [b if isinstance(b, str) else lay.relabel(b, {label: broken}) for b in document]
    if write is not lay.markdown:
        check_exact(write(document))


@GRIDS
def test_a_misprinted_label_beside_ruled_blanks_is_no_lost_row(write: Writer) -> None:
    told = {k: "" if "prohibited_by_law" in k else v for k, v in TOLD.items()}
    table = lay.relabel(lay.applications(told), {LABELS["denied.prohibited_by_law"]: "2.其他法律行政止公开"})
    report = check_exact(write(blocks(told, three=[table])), told)
    assert "label_misprint" in {problem.code for problem in report.problems}


@WRITERS
def test_a_row_left_over_puts_the_absent_one_in_doubt(write: Writer) -> None:
    """The row stands there under a name that could be another's: it is not simply absent."""
    label = LABELS["denied.enforcement_file"]
    table = lay.applications(TOLD)
    cells = table.pop(find(table, label))
    for cell in (c for line in table for c in line if c.text.startswith(("三、", "（三）"))):
        cell.down -= 1
    moved: Row = [Cell("属于行政执法的案卷类信息", across=3), *values(cells)]
    table.insert(find(table, "四、"), moved)
    report = check(write(three(table)), settled=False, status="partial")
    told = [c for c in report.cells if c.key.startswith("applications/denied.enforcement_file/")]
    assert len(told) == 7
    assert all(cell.doubt for cell in told)


# Other tables


def test_a_table_of_other_figures_does_not_open_table_three() -> None:
    """Guards two tables lost: 收到政府信息公开申请数 in it is near the first row's label."""
    other: Table = [row("指标名称", "上年数", "本年数"), row("收到政府信息公开申请数", "31", "44")]
    document = blocks(TOLD)
    at = next(i for i, block in enumerate(document) if not isinstance(block, str))
    check_exact(lay.html([*document[:at], other, *document[at:]]))


@WRITERS
@pytest.mark.parametrize("unit", ["件", "件 "], ids=["unit", "unit and blank"])
def test_units_behind_the_numbers_of_table_two(write: Writer, unit: str) -> None:
    told = dict(TOLD)
    table = lay.disclosures(told)
    for cell in (c for cells in table for c in cells if c.key and not c.key.endswith("amount")):
        cell.text += unit
    check_exact(write(blocks(told, two=[table])), told)


@WRITERS
def test_dashes_in_words(write: Writer) -> None:
    """Guards silent blanks: spaced rows with 无 among their numbers were not taken apart."""
    keys = [k for i, k in enumerate(TOLD) if i % 3 == 0]
    told = TOLD | dict.fromkeys(keys, "无")
    check_exact(write(blocks(told)), told, states=dict.fromkeys(keys, "dash"))


@pytest.mark.parametrize(
    ("blank", "row_above", "width"),
    [
        ("applications/granted/research_institution", "（一）予以公开", 7),
        ("appeals/reconsideration/other", "结果维持 结果纠正 其他结果 尚未审结 总计", 15),
    ],
)
def test_a_text_among_values_on_lines_of_their_own_leaves_its_row_open(
    blank: str, row_above: str, width: int
) -> None:
    """Guards a silent error: a blank had vanished, and 续表 at a page's end took the place of the last value."""
    told = TOLD | {blank: ""}
    text = lay.lines(blocks(told)).decode()
    head, _, below = text.rpartition(row_above.replace(" ", "\n") + "\n")
    lines = below.split("\n")
    values = [line for line in lines[:width] if line.strip()]
    assert len(values) == width - 1
    lines = [head, *row_above.split(), *values, "续表", *lines[width:]]
    check("\n".join(lines).encode(), told, settled=False)


@GRIDS
def test_a_blank_beside_a_cell_with_two_numbers_is_in_doubt(write: Writer) -> None:
    """Guards a silent blank: a border between two cells was lost, and both numbers stood in the first."""
    key, beside = "applications/granted/natural_person", "applications/granted/commercial_enterprise"
    told = TOLD | {key: "13 5", beside: ""}
    check(write(blocks(told)), told, settled=False, must_doubt=[key, beside])


MISPRINTED = "5.要求行政机关确认或新出具已获取信息"


@pytest.mark.parametrize("place", ["（一）予以公开", "四、结转下年度继续办理"])
def test_a_misprinted_label_that_another_row_prints_too_names_neither(place: str) -> None:
    """Guards a silent error: the other row was taken for one of its group's label, or cut off as the table's last one, and
    the misprint was compared with the form's words only."""
    table = lay.applications(TOLD)
    for label in ("5.要求行政机关确认", place):
        next(cell for row in table for cell in row if cell.text.startswith(label)).text = MISPRINTED
    open_rows = (
        "applications/not_processed.confirmation",
        "applications/granted/",
        "applications/carried_out",
    )
    check(lay.html(three(table)), settled=False, must_doubt=open_rows[:1], doubt_ok=open_rows)


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv_padded])
def test_a_turned_table_two_does_not_give_its_place_to_anothers_in_the_annex(write: Writer) -> None:
    """Guards a silent error: its cells were taken for the headings of the next table two, many sections behind, which stood
    under no caption then."""
    told = lay.disclosures(TOLD)
    turned = [[lay.Cell(row[at].text if at < len(row) else "") for row in told] for at in range(4)]
    other = lay.disclosures(lay.figures(2))
    document = [
        *blocks(TOLD, two=[turned], three=["见附件。"]),
        "附件：所属单位数据表",
        "附表1　例一服务中心2023年政府信息公开数据",
        other,
    ]
    check(write(document), settled=False, must_doubt=("disclosures/",))


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv_padded, lay.markdown])
def test_a_number_too_many_takes_no_blank_place_under_the_first_heading(write: Writer) -> None:
    """Guards a silent error: in text the blank place was taken for padding, and the other numbers for all columns'."""
    told = TOLD | {"applications/granted/natural_person": ""}
    table = lay.applications(told)
    table[find(table, "（一）予以公开")].insert(-1, Cell("9086"))
    check(write(blocks(told, three=[table])), told, settled=False, must_doubt=("applications/granted/",))


@pytest.mark.parametrize("write", [lay.html, lay.docx, lay.tsv_padded, lay.markdown])
def test_a_running_head_between_two_parts_of_a_table_is_no_value_of_the_last_row(write: Writer) -> None:
    """Guards a silent error: a row of text behind tabs was one value short, and the running head made it whole."""
    table = lay.applications(TOLD)
    above, below = lay.cut(table, find(table, "7.属于行政执法案卷"))
    short = next(row for row in above if any(cell.text.startswith("6.属于四类过程性信息") for cell in row))
    short.remove(values(short)[2])
    document = blocks(TOLD, three=[above, f"{lay.AGENCY}2023", below])
    check(write(document), settled=False, must_doubt=("applications/denied.process_information/",))


def test_a_label_with_its_group_printed_again_above_the_table_is_open() -> None:
    """Guards a silent error: the first row bore the label of another, which was looked for without its group's label."""
    form_rows = [r for r in form.application_rows("2021") if r.key == "denied.internal_affairs"]
    again = f"（三）不予公开—{form_rows[0].label}"
    table = lay.applications(TOLD)
    for line in table[3:]:
        label = next(cell.text for cell in reversed(line) if not cell.key and cell.text)
        line[:] = [Cell(again if label == form_rows[0].label else label), *values(line)]
    table[0][0].across = 1
    table[3][0].text = again
    report = check(lay.html(three(table)), settled=False)
    cells = [cell for cell in report.cells if "/denied.internal_affairs/" in cell.key]
    assert {cell.doubt.code if cell.doubt else None for cell in cells} == {"row_repeated"}


@pytest.mark.parametrize("write", [lay.tsv, lay.markdown])
def test_a_heading_repeated_above_a_row_without_a_label_is_none(write: Writer) -> None:
    """Guards a silent error: 总计, the last heading of a table's second part, named the row of numbers below it."""
    table = lay.applications(TOLD)
    last = find(table, "（七）")
    heads = row("项目", *(label for _, label in form.application_columns()))
    lost = [row("", *(cell.text for cell in values(table[last])))]
    rest = [row(LABELS["carried_out"], *(cell.text for cell in values(table[last + 1])))]
    report = check(
        write(three(table[:last], [heads, *lost, *rest])),
        settled=False,
        must_doubt=("applications/closed_total/",),
    )
    assert all(c.doubt or c.state == "absent" for c in report.cells if "/closed_total/" in c.key)


@WRITERS
def test_a_groups_sum_named_like_the_last_row_is_not_that_row(write: Writer) -> None:
    """Guards a silent error: 合计 of （六）其他处理 was read for （七）总计 below it."""
    table = lay.applications(TOLD)
    last = find(table, "（七）")
    group = [
        *([Cell("合计", across=2)] if len(table[last]) == 8 else [Cell("合计")]),
        *(Cell("1") for _ in range(7)),
    ]
    report = check(write(three([*table[:last], group, *table[last:]])), settled=False)
    assert all(c.doubt or c.value == TOLD[c.key] for c in report.cells if "/closed_total/" in c.key)


@GRIDS
def test_a_number_in_a_cell_that_reaches_down_is_of_no_single_row(write: Writer) -> None:
    """Guards a silent error of the sixth hand: the number was the first row's without a doubt."""
    table = lay.applications(TOLD)
    at, column = find(table, "2.其他法律"), "/public_welfare_org"
    merged = next(c for c in table[at] if c.key and c.key.endswith(column))
    merged.down, merged.text = 2, "7"
    table[at + 1] = [c for c in table[at + 1] if not (c.key and c.key.endswith(column))]
    open_cells = (f"applications/denied.prohibited_by_law{column}", "applications/denied.security_stability/")
    cells = {c.key: c for c in check(write(three(table)), settled=False, must_doubt=open_cells).cells}
    assert cells[open_cells[0]].doubt


@GRIDS
def test_rows_whose_labels_stand_in_one_cell_are_not_absent_without_a_doubt(write: Writer) -> None:
    """Guards absence told of the publisher: the labels are there, in the cell of another row."""
    table = lay.applications(TOLD)
    first, second = find(table, "6.属于"), find(table, "7.属于")
    for one, other in zip(table[first], table[second], strict=True):
        one.text = f"{one.text}\n{other.text}"
    del table[second]
    open_rows = ("applications/denied.process_information/", "applications/denied.enforcement_file/")
    report = check(write(three(table)), settled=False, must_doubt=open_rows)
    assert all(c.doubt for c in report.cells if c.key.startswith(open_rows))
