"""The digest: what is new, changed, mended or otherwise gone, and a message that fits, whatever is in it."""

from __future__ import annotations

import json
import re
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alerts import state
from alerts.digest import MOST_ENTRIES, STILL_FAILED, UNCLEAR, WAIVED, Failure, compare, compose
from alerts.words import WORDS_FILE, LanguageError, load_words

ZH = load_words()
LINK = "https://docs.example.gov.cn/index.html"


def failure(number: int, value: str = "60|61", **fields: str) -> Failure:
    return Failure(
        **{
            "key": str(number), "value": value, "subject": f"示例县第{number}镇人民政府 2022 年", "rule": "收支平衡",
            "sides": "60 ≠ 61", "place": "a.docx", **fields,
        }
    )  # fmt: skip


def delivered(*failures: Failure) -> dict[str, dict[str, str]]:
    return {failure.key: failure.record() for failure in failures}


def test_new_changed_mended_and_standing() -> None:
    digest = compare(
        delivered(failure(1), failure(2), failure(3)), [failure(2, "59|61"), failure(3), failure(4)]
    )

    assert [one.key for one in digest.new] == ["4"]
    assert [one.key for one in digest.changed] == ["2"]
    assert digest.mended == (failure(1).line(),)
    assert digest.standing == 1


def test_another_verdict_is_a_change_and_one_that_was_never_remembered_is_not() -> None:
    before, now = failure(1, verdict="extraction"), failure(1, verdict="source")
    earlier_format = {"1": {"value": "60|61", "line": "…"}}

    assert compare(delivered(before), [now]).changed == (now,)
    assert compare(earlier_format, [now]).is_empty


@pytest.mark.parametrize(
    ("fate", "section"), [(WAIVED, "waived"), (UNCLEAR, "unclear"), (STILL_FAILED, None), (None, "mended")]
)
def test_what_is_gone_is_mended_only_where_it_is(fate: str | None, section: str | None) -> None:
    digest = compare(delivered(failure(1)), [], {"1": fate} if fate else {})

    found = {name: getattr(digest, name) for name in ("mended", "waived", "unclear") if getattr(digest, name)}
    assert found == ({section: (failure(1).line(),)} if section else {})
    assert digest.is_empty is (section is None)


def test_a_notice_stands_before_the_failures_and_is_told_once() -> None:
    notice = failure(
        7, kind="notice", subject="豁免已到期", rule="", sides="示例县 2022 年 applications.balance"
    )

    title, body = compose(
        compare({}, [failure(1), notice]), words=ZH, heading="年报核对", evidence=LINK, most_bytes=2000
    )

    assert title == "年报核对：提醒 1 条，新增 1 处"
    assert body.index("豁免已到期") < body.index("示例县第1镇")
    assert compare(delivered(notice), [notice]).is_empty


def test_an_entry_says_everything_a_person_needs() -> None:
    one = failure(1, judgement="原件就是这样", suggestion="本年新收应为 61")
    _, body = compose(compare({}, [one]), words=ZH, heading="年报核对", evidence=LINK, most_bytes=2000)

    assert body.splitlines() == [
        "【新增不符】1 处",
        "1. 示例县第1镇人民政府 2022 年",
        "   规则：收支平衡",
        "   情况：60 ≠ 61",
        "   位置：a.docx",
        "   判断：原件就是这样",
        "   建议：本年新收应为 61",
        f"证据：{LINK}",
    ]


texts = st.text(alphabet=string.ascii_letters + "不符第镇 \n𠀀é😀", max_size=400)


@given(
    names=st.lists(texts, max_size=60),
    gone=st.integers(0, 40),
    link=st.sampled_from(["", LINK]),
    most_bytes=st.integers(0, 7000),
    language=st.sampled_from(["zh", "en"]),
)
def test_a_message_is_never_over_its_cap_and_counts_what_it_leaves_out(
    names: list[str], gone: int, link: str, most_bytes: int, language: str
) -> None:
    words = load_words(language)
    failures = [failure(number, subject=f"<{number}>{name}") for number, name in enumerate(names)]
    before = delivered(*(failure(1000 + number, subject=f"<<{number}>") for number in range(gone)))
    digest = compare(before, failures)

    title, body = compose(digest, words=words, heading="h", evidence=link, most_bytes=most_bytes)

    assert len(body.encode()) <= most_bytes
    assert str(len(names)) in title or not names
    if link and len(link.encode()) + 40 <= most_bytes:
        assert body.endswith(link)
    if most_bytes >= 400:  # room for the headings: nothing is cut
        left_out = sum(map(int, re.findall(r"^(?:另有|and) (\d+) (?:条|more)", body, re.MULTILINE)))
        shown = len(re.findall(r"^\d+\. <", body, re.MULTILINE))
        assert shown + left_out == len(names) + gone
        assert shown <= 2 * MOST_ENTRIES


def test_a_cut_never_goes_through_a_character() -> None:
    digest = compare({}, [failure(number) for number in range(50)])
    for most_bytes in range(200):
        _, body = compose(digest, words=ZH, heading="年报核对", evidence="", most_bytes=most_bytes)
        assert len(body.encode()) <= most_bytes
        assert "\ufffd" not in body
        assert "【新增不符】50 处\n另有 50 条，见证据".startswith(body) or most_bytes > 52


def _shape(entry: object) -> object:
    """Keys and gaps of a catalogue, without its words and patterns."""
    if isinstance(entry, dict):
        return {key: _shape(value) for key, value in entry.items()}
    return sorted(re.findall(r"\{(\w+)\}", entry)) if isinstance(entry, str) else None


def test_both_languages_say_the_same() -> None:
    catalogues = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))

    assert _shape(catalogues["zh"]) == _shape(catalogues["en"])
    with pytest.raises(LanguageError, match="en, zh"):
        load_words("fr")


def test_the_record_of_the_first_format_is_taken_over(tmp_path: Path) -> None:
    before = {"format": 1, "salt": "ab", "told": {"reports": {"x": {"key": {"value": "1|2", "line": "…"}}}}}
    (tmp_path / "state.json").write_text(json.dumps(before), encoding="utf-8")

    found = state.load(tmp_path)
    state.save(tmp_path, found)

    assert (found.salt, found.delivered, found.undelivered) == ("ab", before["told"], {})
    assert state.load(tmp_path) == found
    assert json.loads((tmp_path / "state.json").read_text())["format"] == state.FORMAT
