"""The statutory tables as grids: whole, in the form's order, labelled by the form catalogue."""

from itertools import product

import pytest

from extract.form.catalogue import load_form
from publish.consolidated.layout import Table, tables
from tests.support.consolidations import form_keys

FORM = load_form()


@pytest.mark.parametrize("version", FORM.versions)
def test_the_cells_of_a_table_leave_no_gap_and_never_overlap(version: str) -> None:
    for table in tables(FORM, version, {}):
        covered = [
            place
            for cell in table.cells
            for place in product(
                range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)
            )
        ]
        assert sorted(covered) == sorted(product(range(table.rows), range(len(table.widths)))), table.name


@pytest.mark.parametrize("version", FORM.versions)
def test_every_cell_of_the_form_has_one_place_in_its_order(version: str) -> None:
    placed = [
        cell.key
        for table in tables(FORM, version, {})
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        if cell.key
    ]
    assert placed == form_keys(version)


def test_the_headings_and_labels_are_merged_as_on_the_form() -> None:
    """Held against 国办公开办函〔2021〕30号 as reports print it: the corner, the groups, the blocks of table four."""
    _, applications, appeals = tables(FORM, "2021", {})
    assert _spans(applications) | {
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）": (3, 3),
        "申请人情况": (1, 7),
        "法人或其他组织": (1, 5),
        "自然人": (2, 1),
        "总计": (2, 1),
        "三、本年度办理结果": (22, 1),
        "（一）予以公开": (1, 2),
        "（三）不予公开": (8, 1),
        "（四）无法提供": (3, 1),
        "（五）不予处理": (5, 1),
        "（六）其他处理": (3, 1),
        "（七）总计": (1, 2),
        "四、结转下年度继续办理": (1, 3),
    } == _spans(applications)
    assert _spans(appeals) | {
        "行政复议": (1, 5), "行政诉讼": (1, 10), "未经复议直接起诉": (1, 5), "复议后起诉": (1, 5)
    } == _spans(appeals)  # fmt: skip
    assert _spans(tables(FORM, "2019", {})[1])["（六）其他处理"] == (1, 2)  # a row of numbers, no group


def test_an_amount_that_the_form_gives_no_unit_bears_that_of_the_sum() -> None:
    key = "disclosures/procurement/amount"
    assert "采购总金额（单位：万元）" in _spans(tables(FORM, "2019", {key: "万元"})[0])
    assert "采购总金额" in _spans(tables(FORM, "2019", {key: "unknown"})[0])


def test_the_form_of_a_year_is_that_of_the_notice_in_force() -> None:
    assert [FORM.of_year(year) for year in (2018, 2019, 2020, 2021, 2031)] == ["2019"] * 3 + ["2021"] * 2


def _spans(table: Table) -> dict[str, tuple[int, int]]:
    return {cell.text: (cell.rows, cell.columns) for cell in reversed(table.cells) if cell.text}
