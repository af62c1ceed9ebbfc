"""A sidecar that is wrong is a problem of its report: what is right in it counts, and nothing raises."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.metadata.sidecar import read_sidecar
from tests.support.hostile_strings import SIDECARS


def read(folder: Path, text: str) -> tuple[dict[str, str], list[str]]:
    report = folder / "a.html"
    report.touch()
    (folder / "a.html.meta.yml").write_text(text, encoding="utf-8")
    values, problems = read_sidecar(report)
    return values, [problem.detail.code for problem in problems]


def test_a_right_one(tmp_path: Path) -> None:
    text = "url: https://a.example/\nagency_name: 甲县人民政府\ndivision_code: 990121101\npublished_on: 2024-01-10\nother: [1]\n"
    assert read(tmp_path, text) == (
        {"url": "https://a.example/", "agency_name": "甲县人民政府", "division_code": "990121101", "published_on": "2024-01-10"},
        [],
    )  # fmt: skip


@pytest.mark.parametrize("case", SIDECARS)
def test_a_wrong_one_is_one_problem(tmp_path: Path, case: str) -> None:
    values, problems = read(tmp_path, SIDECARS[case])
    assert values == {}
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ('published_on: "2024-02-30"', "published_on"),
        ("published_on: 2024-02-30", "published_on"),
        ("published_on: 2024-1-5", "published_on"),
        ("url: 7", "no_text"),
        ('url: "a\\tb"', "controls"),
        (f"url: {'a' * 3000}", "long_value"),
        ("division_code: '12'", "division_code"),
    ],
)
def test_what_is_right_beside_a_wrong_value_counts(tmp_path: Path, wrong: str, code: str) -> None:
    values, problems = read(tmp_path, f"{wrong}\nagency_name: 甲县人民政府\n")
    assert values == {"agency_name": "甲县人民政府"}
    assert problems == [f"sidecar_unreadable.{code}"]


def test_of_two_values_none_is_taken(tmp_path: Path) -> None:
    assert read(tmp_path, "url: a\nagency_name: 甲\nurl: b\n") == ({}, ["sidecar_unreadable.doubled_key"])


def test_a_name_without_room_for_a_sidecar(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / ("a" * 250)) == ({}, [])
