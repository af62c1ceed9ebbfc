"""Columns are shown by the order of the headings or by their grid; what shows neither is in doubt, and never exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Cell, Source
from extract.tables.heading_proof import (
    Leaf,
    as_many_places,
    completed_in_order,
    covered,
    cut_into_words,
    exchangeable,
    lowest_headings,
    stand_under,
)
from samples import form
from tests.support import layouts as lay
from tests.support.layouts import Block, blocks
from tests.support.reading import TOLD, check, check_exact

WRITERS = pytest.mark.parametrize(
    "write", [lay.html, lay.docx, lay.lines, lay.tsv, lay.tsv_padded, lay.markdown, lay.spaced_values]
)
Writer = Callable[[list[Block]], bytes]
GRIDS = (lay.html, lay.docx)
WORDS = ["甲乙", "丙丁", "丙丁", "戊"]


@pytest.mark.parametrize(
    ("lines", "placed"),
    [
        ([["甲乙", "丙丁", "丙丁", "戊"]], [[0, 1, 2, 3]]),
        ([["甲", "丙", "丙", "戊"], ["乙", "丁", "丁"]], [[0, 1, 2, 3], [0, 1, 2]]),
        ([["丙", "甲", "丙", "戊"], ["乙", "丁", "丁"]], None),  # out of order on its line
        ([["甲乙", "丙丁", "丙丁"]], None),  # one is missing
        ([["甲乙", "己", "丙丁", "丙丁", "戊"]], None),  # one too many
    ],
)
def test_pieces_on_several_lines_complete_words_in_their_order(
    lines: list[list[str]], placed: list[list[int]] | None
) -> None:
    assert completed_in_order(lines, WORDS) == placed


@pytest.mark.parametrize(
    ("lines", "open_pairs"),
    [
        ([["甲乙", "丙丁", "戊"]], []),
        ([["甲", "丙", "戊"], ["乙", "丁"]], []),
        ([["甲乙"], ["丙丁"], ["戊"]], [(0, 1), (0, 2), (1, 2)]),
        ([["甲", "丙"], ["乙", "丁"], ["戊"]], [(1, 2)]),
    ],
)
def test_lines_of_one_piece_show_no_order(lines: list[list[str]], open_pairs: list[tuple[int, int]]) -> None:
    assert exchangeable(lines, [], ["甲乙", "丙丁", "戊"], [(0, 1), (0, 2), (1, 2)]) == open_pairs


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=40), st.integers(1, 9))
def test_whatever_is_printed_ends_in_time_and_never_names_what_is_not_there(
    letters: list[str], wide: int
) -> None:
    lines = [letters[at : at + wide] for at in range(0, len(letters), wide)]
    placed = completed_in_order(lines, WORDS)
    if placed is not None:
        for line, indices in zip(lines, placed, strict=True):
            assert len(line) == len(indices)
            assert indices == sorted(set(indices))


def test_words_are_cut_from_the_end_of_a_text() -> None:
    assert cut_into_words("某某甲乙丙丁", ["甲乙", "丙丁", "丁"]) == ["甲乙", "丙丁"]
    assert cut_into_words("甲乙某", ["甲乙"]) == []


def test_the_lowest_headings_are_those_above_no_other() -> None:
    head = [
        [Cell("甲", column=0, span=2), Cell("丁", column=2)],
        [Cell("乙", column=0), Cell("丙", column=1), Cell("", column=2)],
    ]
    leaves, above = lowest_headings(head, lambda text: text)
    assert [leaf.key for leaf in leaves] == ["乙", "丙", "丁"]
    assert [cell.text for cell in above] == ["甲"]
    assert [covered(leaf, above) for leaf in leaves] == [True, True, False]


@pytest.mark.parametrize(
    ("texts", "extent", "fits"),
    [
        (["", "", "3", ""], range(1, 5), False),  # under the headings a blank place is no padding
        (["", "", "3", ""], range(1, 4), True),
        (["1", "", "3", ""], range(1, 3), True),  # the last heading is merged over the place behind it
        (["", "1", "2", "3"], range(2, 5), True),
        (["1", "2", "3", ""], range(2, 5), False),
        (["", "", "3", ""], None, True),
    ],
)
def test_blank_places_are_padding_only_beside_the_headings(
    texts: list[str], extent: range | None, fits: bool
) -> None:
    """Guards a silent error: of four places under three headings the last, a blank one, was taken for padding."""
    assert as_many_places([Cell(text, column=at) for at, text in enumerate(texts, 1)], extent, 3) == fits


def test_values_stand_under_their_headings_or_do_not() -> None:
    leaves = [Leaf(key, Cell(key, Source(table=1), at)) for at, key in ((2, "甲"), (3, "乙"))]
    values = [Cell("1", Source(table=1), 2), Cell("2", Source(table=1), 3)]
    padding = Cell("", Source(table=1), 1)
    assert stand_under(values, leaves)
    assert stand_under([padding, *values], leaves)
    assert not stand_under([replace(padding, text="9"), *values], leaves)
    assert not stand_under([replace(cell, column=cell.column + 1) for cell in values], leaves)
    assert not stand_under([values[0], replace(values[1], span=2)], leaves)
    assert not stand_under([], leaves)
    assert not stand_under(values, [])


@WRITERS
def test_columns_of_table_two_in_another_order_are_never_read_in_the_forms(write: Writer) -> None:
    """Guards a silent error: headings with a line each, in any order, were taken for pieces in the form's order."""
    table = lay.disclosures(TOLD, order=(0, 2, 1))
    without_clauses = [row for row in table if not row[0].text.startswith("第二十条")]
    check(write(blocks(TOLD, two=[without_clauses])), settled=write in GRIDS)


@pytest.mark.parametrize("write", GRIDS)
def test_sums_settle_no_heading_that_a_grid_places_elsewhere(write: Writer) -> None:
    """Guards a silent error: 总计 below the organisations and 其他 beside them were read as the other, since these add up."""
    table = lay.applications(TOLD)
    table[1][2].text, table[2][-1].text = table[2][-1].text, table[1][2].text
    check(write(blocks(TOLD, three=[table])), settled=False, must_doubt=("applications/",))


def test_a_blank_place_is_no_padding_behind_the_end_of_another_table() -> None:
    """Guards a silent error: （七）总计 of the table above ended the columns of table four, so that a blank place too many
    between its values was left out, and a number too many fitted."""
    told = TOLD | {"appeals/reconsideration/other": ""}
    table = lay.appeals(told)
    table[-1].insert(4, lay.Cell("5824"))
    check(lay.tsv_padded(blocks(told, four=[table])), told, settled=False, must_doubt=("appeals/",))


@WRITERS
@pytest.mark.parametrize("heading", ["行政诉讼情况", "行政诉讼（件）", "诉讼", "行政应诉", "行改诉讼", ""])
def test_another_heading_for_lawsuits_never_rotates_the_blocks(write: Writer, heading: str) -> None:
    """Guards a certified error: with 行政诉讼 not found, reconsideration got the numbers of the last block."""
    table = lay.appeals(TOLD)
    table[0][1].text = heading
    check(write(blocks(TOLD, four=[table])), settled=False)


@WRITERS
def test_the_organisations_heading_before_natural_persons_moves_no_column(write: Writer) -> None:
    """Guards a silent error: PDF texts print 法人或其他组织 first, and all columns of table three were exchanged."""
    organisations_first = [*lay.COLUMNS[1:6], "natural_person", "total"]
    table = lay.applications(TOLD, order=organisations_first)
    check(write(blocks(TOLD, three=[table])), settled=write in GRIDS)


@pytest.mark.parametrize("across", [1, 4, 6])
def test_a_wrong_span_in_the_head_moves_no_column(across: int) -> None:
    """Guards silent errors: the note over 2 rows instead of 3, the organisations over 4 columns instead of 5."""
    for write in GRIDS:
        table = lay.applications(TOLD)
        table[1][1].across = across
        check_exact(write(blocks(TOLD, three=[table])))
        table = lay.applications(TOLD)
        table[0][0].down = 2
        check_exact(write(blocks(TOLD, three=[table])))


@WRITERS
def test_numbers_beside_a_group_are_no_cells_of_the_form(write: Writer) -> None:
    """Guards cells that are on no form: sums of groups printed as rows of their own."""
    table = lay.applications(TOLD)
    place = lay.find(table, "1.属于国家秘密")
    table.insert(place, [lay.Cell("（三）不予公开", across=3), *(lay.Cell("5") for _ in range(7))])
    report = check(write(blocks(TOLD, three=[table])), settled=False)
    assert not any(cell.key.startswith("applications/denied/") for cell in report.cells)


@pytest.mark.parametrize("write", GRIDS)
def test_an_unknown_heading_among_the_columns_makes_none_of_them_absent(write: Writer) -> None:
    """Guards cells called absent whose values are printed: the headings behind the unknown one were taken for all."""
    table = lay.applications(TOLD)
    table[2][1].text = "甲乙丙丁"
    report = check(write(blocks(TOLD, three=[table])), settled=False)
    assert not any(cell.state == "absent" for cell in report.cells if cell.key.startswith("applications/"))


@pytest.mark.parametrize("write", GRIDS)
@pytest.mark.parametrize("order", [range(7), (0, 3, 1, 2, 4, 5, 6)])
def test_the_organisations_heading_may_stand_in_each_of_their_own(write: Writer, order: list[int]) -> None:
    """Guards 法人或其他组织：商业企业 in one cell, also in another order than the form's."""
    keys = [lay.COLUMNS[at] for at in order]
    labels = dict(form.application_columns())
    names = [
        labels[key] if key in ("natural_person", "total") else f"法人或其他组织：{labels[key]}"
        for key in keys
    ]
    head = [lay.Cell("项目", across=3), *map(lay.Cell, names)]
    check_exact(write(blocks(TOLD, three=[[head, *lay.applications(TOLD, order=keys)[3:]]])))


@pytest.mark.parametrize("write", GRIDS)
def test_the_sum_of_the_organisations_is_no_sum_of_all(write: Writer) -> None:
    """Guards 法人或其他组织总计: without their common heading it has the words of 总计."""
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "法人或其他组织总计"]
    head = [lay.Cell("项目", across=3), *lay.row(*names)]
    report = check(write(blocks(TOLD, three=[[head, *lay.applications(TOLD)[3:]]])), settled=False)
    totals = [
        cell for cell in report.cells if cell.key.startswith("applications") and cell.key.endswith("/total")
    ]
    assert not [cell.key for cell in totals if cell.value and not cell.doubt]
