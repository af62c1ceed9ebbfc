"""Labels are matched after normalising; the numbering is evidence of its own."""

import pytest

from extract.document import Cell
from extract.form.catalogue import load_form
from extract.form.labels import closeness, parse_label
from extract.tables.align import align
from extract.tables.row_stream import LabelledRow


@pytest.mark.parametrize(
    ("printed", "level", "ordinal", "words"),
    [
        ("一、本年新收政府信息公开申请数量", 1, 1, "本年新收政府信息公开申请数量"),
        ("( 四)无\n法提供", 2, 4, "无法提供"),
        ("（七）总计", 2, 7, "总计"),
        ("3. 危及“三安全一稳定”", 3, 3, "危及三安全一稳定"),
        ("3．危及「三安全一稳定」", 3, 3, "危及三安全一稳定"),
        ("1、屬於國家秘密", 3, 1, "属于国家秘密"),
        ("⾏政复议", 0, 0, "行政复议"),
        ("总 计", 0, 0, "总计"),
        ("四、结转下年度继续办理²", 1, 4, "结转下年度继续办理"),
        ("（三）不予公开①", 2, 3, "不予公开"),
        ("（七）总计［注1］", 2, 7, "总计"),
        ("自然人 Natural persons", 0, 0, "自然人"),
        ("1.属于国家秘密\nState secrets", 3, 1, "属于国家秘密"),
        ("二、上年结转申请 (carried over from last year)", 1, 2, "上年结转申请"),
        ("总计 Total of the previous year", 0, 0, "总计TotalofthePreviousyear".replace("P", "p")),
        ("自然人 Prior period", 0, 0, "自然人Priorperiod"),  # guards a silent error: another period's column
        ("其他A", 0, 0, "其他A"),
        ("商业企业 Enterprises 2022", 0, 0, "商业企业Enterprises2022"),
    ],
)
def test_numbering_and_words(printed: str, level: int, ordinal: int, words: str) -> None:
    label = parse_label(printed)
    assert (label.level, label.ordinal, label.words) == (level, ordinal, words)


def test_closeness_is_one_only_for_equal_words() -> None:
    assert closeness("予以公开", "予以公开") == 1.0
    assert closeness("不予公开", "不予处理") < 0.6


def _printed(*labels: str) -> list[LabelledRow]:
    return [LabelledRow([Cell(label)], [Cell(str(i))], [i], True) for i, label in enumerate(labels)]


def test_a_row_of_the_form_that_is_not_printed_is_missing_and_its_neighbours_keep_their_values() -> None:
    rows = load_form().application_rows["2021"]
    labels = [row.label for row in rows if row.role != "group" and row.key != "denied.state_secret"]
    alignment = align(_printed(*labels), rows)
    assert [row.key for row in alignment.missing] == ["denied.state_secret"]
    assert all(match.closeness == 1.0 for match in alignment.matches)


def test_the_same_words_as_row_and_group_are_told_apart_by_their_place() -> None:
    rows = load_form().application_rows["2021"]
    labels = [row.label for row in rows]
    alignment = align(_printed(*labels), rows)
    assert [match.row.key for match in alignment.matches] == [row.key for row in rows]


def test_a_local_extra_row_is_left_over_not_forced_on_a_form_row() -> None:
    rows = load_form().application_rows["2021"]
    labels = [row.label for row in rows if row.role != "group"]
    labels.insert(3, "其他主动公开文件")
    alignment = align(_printed(*labels), rows)
    assert [row.leaf for row in alignment.unmatched] == ["其他主动公开文件"]
    assert not alignment.missing
