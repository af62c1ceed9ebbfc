"""Doubts, problems, refusals and reasons to hold: each code has both languages, and is made somewhere."""

from __future__ import annotations

import json
import pickle
import re
from functools import lru_cache
from pathlib import Path

import pytest

from common.paths import ROOT
from expectations.gates.holds import Hold, read, stored
from expectations.rules.catalogue import load_rules
from extract.cross_check import differ
from extract.messages import (
    CATALOGUE,
    FROM_OTHER_ROWS,
    RUN_TOGETHER,
    Detail,
    Doubt,
    Earlier,
    Message,
    MessageError,
    Refusal,
    problem_titles,
    wordings,
)
from tests.support.messages import example

KINDS: tuple[type[Message], ...] = (Doubt, Refusal, Detail, Hold, Earlier)
CODES = [(kind, code) for kind in KINDS for code in wordings(kind.catalogue, kind.section)]
TOLD_ELSEWHERE = {"decoded_by_sum", "agency_unknown", "year_unknown"}  # messages.yml says where


@pytest.mark.parametrize(("kind", "code"), CODES, ids=[f"{kind.__name__}-{code}" for kind, code in CODES])
def test_every_code_is_said_in_both_languages_and_kept_by_the_store(kind: type[Message], code: str) -> None:
    message = example(kind, code)
    assert not re.search(r"[{}]", message.en + message.zh)
    assert re.search("[一-鿿]", message.zh) or code == "rule", "a rule goes by its id"
    assert kind.stored(message.code, message.stored_params) == message
    assert pickle.loads(pickle.dumps(message)) == message, "reports come out of other processes"


@lru_cache(maxsize=1)
def _source() -> str:
    """The code that makes messages, as one text."""
    folders = [ROOT / "extract", ROOT / "expectations" / "gates"]
    return "\n".join(
        path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.py"))
    )


# Codes that stand elsewhere than in `Refusal("code"`: of reading_unused and hidden_cells what follows the dot, of packages
# and files of other kinds as arguments and in tables.
_OTHERWISE = {
    **{
        f"reading_unused.{why}": f'"{why}"'
        for why in ("no_such_cell", "absent", "reads_otherwise", "no_doubt")
    },
    **{f"hidden_cells.{which}": "hidden_cells.{which}" for which in ("rows", "columns", "rows_and_columns")},
    "reading_settled": "Detail(\n            SETTLED",
    "internal_error": "Refusal(INTERNAL_ERROR",
    "sentence": 'Earlier("sentence"',
    "pdf_blank_pages": 'Refusal("pdf_scan" if pictures else "pdf_blank_pages")',
    **{code: f'_refuse("{code}")' for code in ("unknown_package", "unknown_old_office")},
    **{
        code: f'self._damaged("{code}", part)'
        for code in ("part_missing", "part_damaged", "part_not_parsed", "document_type")
    },
    **{
        code: f'"{code}"),\n'
        for code in ("picture", "rtf", "old_word", "ofd", "xlsb", "presentation", "archive")
    },
    **{code: f'": "{code}",\n' for code in ("odt", "ods")},
}


@pytest.mark.parametrize(("kind", "code"), CODES, ids=[f"{kind.__name__}-{code}" for kind, code in CODES])
def test_no_code_is_left_that_nobody_makes(kind: type[Message], code: str) -> None:
    """Guards a code that is also a word of the program: its quotes anywhere were taken for a use."""
    made = (
        re.escape(_OTHERWISE[code]) if code in _OTHERWISE else rf'\b{kind.__name__}\(\s*"{re.escape(code)}"'
    )
    assert re.search(made, _source()), f"take {code} out of {kind.catalogue.name}"


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("no_such_code", {}),
        ("readings_differ", {"first": "1"}),
        ("readings_differ", {"first": "1", "second": "2", "third": "3"}),
        ("not_a_number", {"printed": "x"}),
    ],
)
def test_an_unknown_code_and_a_parameter_too_many_or_too_few_are_errors_at_once(
    code: str, params: dict[str, str]
) -> None:
    with pytest.raises(MessageError, match=code):
        Doubt(code, params)


@pytest.mark.parametrize(
    "entry",
    [
        "{en: 'seen {first}', zh: 看到}",
        "{en: 'seen', zh: '看到 {first}'}",
        "{en: 'seen {first}', zh: '看到 {first}', only_en: [first]}",
        "{en: seen, zh: 看到, kinds: [odd]}",
    ],
)
def test_a_faulty_entry_is_an_error(tmp_path: Path, entry: str) -> None:
    (tmp_path / "messages.yml").write_text(f"doubts:\n  seen: {entry}\n", encoding="utf-8")
    with pytest.raises(MessageError, match="seen"):
        wordings(tmp_path / "messages.yml", "doubts")


def test_a_sentence_holds_its_parameters_as_they_are_and_states_in_its_language() -> None:
    doubt = differ("blank", "5")
    assert str(doubt) == "two readings differ: blank and 5"
    assert doubt.both == "两次读取不一致：第一次 空白，第二次 5 / two readings differ: blank and 5"
    order = Detail("column_order.results", {"order": ["结果维持", "总计"]})
    assert order.en == "results stand in another order: 结果维持、总计"
    assert json.loads(order.stored_params) == {"order": ["结果维持", "总计"]}
    assert Refusal("text_length", {"most": 5_000_000}).zh == "文本超过 5,000,000 字，不是年报"


def test_doubts_are_of_the_kinds_that_the_catalogue_names() -> None:
    codes = wordings(CATALOGUE, "doubts")
    assert {c for c in codes if example(Doubt, c).is_of(FROM_OTHER_ROWS)} == {
        "blanks_left", "columns_unchecked", "columns_do_not_add_up",
    }  # fmt: skip
    together = {code for code, wording in codes.items() if wording.en.startswith("digits run together")}
    assert together == {c for c in codes if example(Doubt, c).is_of(RUN_TOGETHER)}


def test_every_problem_has_a_title_or_is_told_elsewhere() -> None:
    # Guards codes that a clerk never hears of: hidden cells left out, a page of somebody's OCR.
    codes = {code.partition(".")[0] for code in wordings(CATALOGUE, "problems")}
    assert codes == problem_titles().keys() | TOLD_ELSEWHERE
    assert not problem_titles().keys() & TOLD_ELSEWHERE
    counted = {code for rule in load_rules() if rule.kind == "problems" for code in rule.spec["codes"]}
    assert counted <= problem_titles().keys()
    for title in problem_titles().values():
        assert title.format(instance="x").count("x") == title.count("{")


def test_why_a_report_is_held_comes_back_as_it_was_stored() -> None:
    holds = [Hold("partial"), Hold("doubted_cells", {"cells": 7}), Hold("rule", {"rule": "appeals.total"})]
    assert read(stored(holds) or "") == holds
    assert stored([]) is None
    assert [hold.both for hold in holds] == [
        "表格没有读全 / partial: not all of the form was found and read", "存疑单元格 7 个 / cells in doubt: 7", "appeals.total",
    ]  # fmt: skip
