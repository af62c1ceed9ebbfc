"""What the reader says is said to clerks in Chinese: every doubt and every reason of a failure has its wording."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from expectations.gates import gate_1
from expectations.rules.catalogue import load_rules
from expectations.words import both, say, words
from tests.support.codes import codes
from tests.support.said import Said, texts

KINDS = {"doubt": "doubts", "reason": "failures"}
NOT_IN_WORDS = {
    "unreadable": "its detail is the reason of a failure, with a wording of its own",
    "internal_error": "its detail is the reason of a failure, with a wording of its own",
    "agency_unknown": "the conclusion says so",
    "year_unknown": "the conclusion says so",
    "decoded_by_sum": "a mark for the rule of that very sum; where the cut is unsure the cells are in doubt",
}
# For a bug report, not for a clerk; and texts that are passed on as another program said them.
NOT_FOR_CLERKS = re.compile(r"^9$")


@lru_cache(maxsize=1)
def said() -> frozenset[Said]:
    return frozenset(s for s in texts() if not NOT_FOR_CLERKS.match(s.text))


@lru_cache(maxsize=1)
def met() -> dict[str, str]:
    return codes()


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_has_a_chinese_wording(kind: str) -> None:
    missing = {
        s.text: s.place
        for s in sorted(said(), key=lambda s: s.place, reverse=True)
        if s.kind == kind and not re.search("[一-鿿]", say(KINDS[kind], s.text))
    }
    assert not missing, (
        f"no pattern under `{KINDS[kind]}:` in expectations/words.yml matches (9 stands for any part):\n"
        + "\n".join(sorted(f'{place}: "{text}"' for text, place in missing.items()))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_wording_is_left_of_a_text_that_nobody_says_any_more(kind: str) -> None:
    unused = [
        pattern for pattern in words()[KINDS[kind]] if not any(re.match(pattern, s.text) for s in said())
    ]
    assert unused == [], "take these patterns out of expectations/words.yml"


@pytest.mark.parametrize("section", ["doubts", "failures", "holds", "readings"])
def test_wordings_use_groups_that_their_patterns_have(section: str) -> None:
    for pattern, chinese in words()[section].items():
        used = {int(n) for n in re.findall(r"\{(\d)\}", chinese)}
        assert used <= set(range(1, re.compile(pattern).groups + 1)), pattern


def test_why_a_report_is_held_has_a_chinese_wording() -> None:
    gate = Path(gate_1.__file__).read_text(encoding="utf-8")
    reasons = [re.sub(r"\{.*?\}", "9", text) for text in re.findall(r'reasons \+= \[f?"([^"]+)"', gate)]
    assert len(reasons) >= 5
    assert [text for text in reasons if both("holds", text) == text] == []


def test_a_text_without_a_wording_is_said_once() -> None:
    assert both("failures", "nothing that anybody says") == "nothing that anybody says"
    assert both("failures", "the file is empty: ask for it again") == (
        "文件是空的，请重新取得文件 / the file is empty: ask for it again"
    )


def test_the_search_for_texts_finds_them_where_they_hide() -> None:
    found = {(s.kind, s.text) for s in said()}
    assert {
        ("doubt", "not a number"),  # a field by keyword
        ("doubt", "the table is printed more than once with different values"),  # doubted(...)
        ("doubt", "two readings differ: 9 and 9"),  # a constant of another module, formatted
        ("reason", "the file is empty: ask for it again"),
        ("reason", "a damaged PDF (its structure cannot be read): ask for it again"),  # a constant
    } <= found
    assert len(found) > 30


def test_every_problem_that_a_rule_counts_has_a_chinese_wording() -> None:
    counted = {code for rule in load_rules() if rule.kind == "problems" for code in rule.spec["codes"]}
    assert counted - words()["problems"].keys() == set()


def test_every_problem_that_the_reader_can_have_has_a_chinese_wording() -> None:
    # Guards codes that a clerk never hears of: hidden cells left out, a page of somebody's OCR.
    missing = {
        code: place for code, place in met().items() if code not in {*NOT_IN_WORDS, *words()["problems"]}
    }
    assert not missing, "give these codes a wording under `problems:` in expectations/words.yml"


def test_codes_without_a_wording_are_codes_that_the_reader_has() -> None:
    assert NOT_IN_WORDS.keys() - met().keys() == set()
    assert NOT_IN_WORDS.keys() & words()["problems"].keys() == set()


def test_the_search_for_codes_finds_them_where_they_hide(tmp_path: Path) -> None:
    assert {
        "row_missing",  # said where it is made
        "reading_settled",  # a constant
        "internal_error",  # a parameter
        "ocr_layer",  # a document's note
        "hidden_cells",  # a note, by a constant of the module
        "embedded_document",  # a note that has a name
    } <= met().keys()
    (tmp_path / "new.py").write_text(
        "def read(document, report, code):\n    document.notes.append((code, 'x'))\n    Problem('made', 'x')\n",
        encoding="utf-8",
    )
    assert codes(tmp_path).keys() == {"made", "? document.notes.append((code, 'x'))"}, "unknown ones show up"
