"""Keys never rest on a bare name: two towns of one name stay two, two versions of one report stay one."""

from __future__ import annotations

from dataclasses import replace

from agencies.keys import Row, UndecidedKey, decided_key, open_keys


def row(sha: str, path: str, year: int = 2023, batch: str = "2023-990000", code: str | None = None) -> Row:
    return Row(sha, sha, path, batch, "城关镇人民政府", year, code)


ALIKE = {"a": "我镇坚持公开为常态，全年公开信息二百条。", "b": "我镇坚持公开为常态，全年公开信息二百一十条。"}
APART = {"a": "我镇坚持公开为常态，全年公开信息二百条。", "b": "丁县东部山区，农业为主，村务公开栏每季更新。"}


def keys(*rows: Row, overviews: dict[str, str] | None = None) -> list[UndecidedKey]:
    return list(open_keys(rows, overviews or {}).values())


def test_two_files_whose_text_differs_are_two_agencies() -> None:
    first, second = keys(row("a", "1.html"), row("b", "2.html"), overviews=APART)
    assert first.key != second.key
    assert first.rival
    assert second.rival


def test_a_corrected_file_under_another_name_is_the_same_agency() -> None:
    first, second = keys(row("a", "1.html"), row("b", "1-更正.html"), overviews=ALIKE)
    assert first.key == second.key


def test_a_file_that_took_the_place_of_another_is_the_same_agency() -> None:
    first, second = keys(row("a", "1.html"), row("b", "1.html"), overviews=APART)
    assert first.key == second.key


def test_years_of_one_area_join() -> None:
    [first] = keys(row("a", "1.html", year=2022, batch="2022-990000"))
    [second] = keys(row("b", "1.html", year=2023, batch="2023-990000"))
    assert first.key == second.key


def test_of_two_agencies_of_one_name_none_joins_another_year() -> None:
    # Guards a false series: the first of the two would have continued whichever came first the year before.
    [before] = keys(row("z", "1.html", year=2022, batch="2022-990000"))
    rivals = keys(row("a", "1.html"), row("b", "2.html"), overviews=APART)
    assert before.key not in {rival.key for rival in rivals}


def test_a_version_of_a_decided_report_says_so_and_another_report_is_a_rival() -> None:
    decided = row("a", "1.html", code="360981127")
    [same] = keys(decided, row("b", "1-更正.html"), overviews=ALIKE)
    assert (same.version_of, same.rival) == ("a", False)
    [other] = keys(decided, row("b", "2.html"), overviews=APART)
    assert (other.version_of, other.rival) == (None, True)
    [next_year] = keys(decided, row("b", "2.html", year=2024), overviews=APART)
    assert (next_year.version_of, next_year.rival) == (None, False)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        row("a", "1.html"),
        row("b", "2.html"),
        replace(row("c", "3.html"), name="甲乡人民政府"),
    ]
    assert open_keys(rows, APART) == open_keys(rows[::-1], APART)


def test_a_file_that_left_the_folder_makes_no_rival_of_one_that_is_there() -> None:
    """Guards the order of arrival: the key of a report depended on files that had lain beside it once."""
    [alone] = keys(row("a", "1.html"), overviews=APART)
    there, gone = keys(row("a", "1.html"), replace(row("b", "2.html"), in_landing=False), overviews=APART)
    assert there == alone
    assert gone.key != alone.key
    assert gone.rival


def test_a_decided_agency_is_its_division_class_and_full_name() -> None:
    key = decided_key("360981127", "town", "上塘镇人民政府")
    assert key == decided_key("360981127", "town", "上塘镇人民政府")
    assert (
        len(
            {
                key,
                decided_key("321324102", "town", "上塘镇人民政府"),
                decided_key("360981127", None, "上塘镇人民政府"),
            }
        )
        == 3
    )


FORM = "我镇坚持公开为常态，全年公开信息{}条，其中动态{}条，公告{}条，预算{}条，培训{}次，由镇长任组长，定期自查。"


def test_one_template_with_other_numbers_is_another_agency() -> None:
    # Guards towns of one name whose counties hand out one template: the later one displaced the other.
    texts = {"a": FORM.format(126, 88, 21, 4, 13), "b": FORM.format(342, 204, 67, 6, 65)}
    first, second = keys(row("a", "1.html"), row("b", "2.html"), overviews=texts)
    assert (first.rival, second.rival, first.key == second.key) == (True, True, False)
    texts["b"] = FORM.format(136, 98, 21, 4, 13)
    first, second = keys(row("a", "1.html"), row("b", "2.html"), overviews=texts)
    assert first.key == second.key


def test_a_report_like_those_of_two_divisions_is_a_version_of_neither() -> None:
    alike = dict.fromkeys("abc", ALIKE["a"])
    here, there = row("a", "1.html", code="360981"), row("b", "2.html", code="360902")
    [found] = keys(here, there, row("c", "3.html"), overviews=alike)
    assert (found.version_of, found.rival) == (None, True)
