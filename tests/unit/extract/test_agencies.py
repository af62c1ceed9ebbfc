"""Agency keys never rest on a bare name: two towns of one name stay two, two versions of one report stay one."""

from datetime import UTC, datetime
from typing import Any

from extract.agencies import agency_keys


def row(sha: str, path: str, name: str | None = "城关镇人民政府", year: int = 2023, batch: str = "2023-990000",
        code: str | None = None, day: int = 1) -> dict[str, Any]:  # fmt: skip
    return {"sha256": sha, "report_id": sha, "path": path, "agency_name": name, "report_year": year, "batch": batch,
            "division_code": code, "read_at": datetime(2024, 1, day, tzinfo=UTC)}  # fmt: skip


ALIKE = {"a": "我镇坚持公开为常态，全年公开信息二百条。", "b": "我镇坚持公开为常态，全年公开信息二百一十条。"}
APART = {"a": "我镇坚持公开为常态，全年公开信息二百条。", "b": "丁县东部山区，农业为主，村务公开栏每季更新。"}


def test_two_files_whose_text_differs_are_two_agencies() -> None:
    first, second = agency_keys([row("a", "1.html"), row("b", "2.html", day=2)], APART)
    assert first != second


def test_a_corrected_file_under_another_name_is_the_same_agency() -> None:
    first, second = agency_keys([row("a", "1.html"), row("b", "1-更正.html", day=2)], ALIKE)
    assert first == second


def test_a_file_that_took_the_place_of_another_is_the_same_agency() -> None:
    first, second = agency_keys([row("a", "1.html"), row("b", "1.html", day=2)], APART)
    assert first == second


def test_division_codes_decide() -> None:
    keys = agency_keys([row("a", "1.html", code="990101"), row("b", "2.html", code="990102")], ALIKE)
    assert keys[0] != keys[1]


def test_years_of_one_area_join() -> None:
    [first] = agency_keys([row("a", "1.html", year=2022, batch="2022-990000")], {})
    [second] = agency_keys([row("b", "1.html", year=2023, batch="2023-990000")], {})
    assert first == second


def test_no_name_no_key() -> None:
    assert agency_keys([row("a", "1.html", name=None)], {}) == [None]


def test_of_two_agencies_of_one_name_none_joins_another_year() -> None:
    # Guards a false series: the first of the two would have continued whichever came first the year before.
    [before] = agency_keys([row("z", "1.html", year=2022, batch="2022-990000")], {})
    rivals = agency_keys([row("a", "1.html"), row("b", "2.html", day=2)], APART)
    assert before not in rivals
