"""Puts suggestions into words, in Chinese and English, for clerks and alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from expectations.repair.cell_names import cell_name, short_key
from expectations.repair.likelihood import HOWS
from expectations.repair.suggestions import Edit, Outcome, Suggestion


class Words(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


def in_words(suggestion: Suggestion, forms: Mapping[str, str | None]) -> Words:
    """'one edit mends 3 of 3: granted/natural_person 61 → 60 (a digit mistyped …)' and the same in Chinese."""
    edits, mends, of = suggestion.edits, suggestion.mends, suggestion.of
    one = len(edits) == 1
    in_all = f"{of} 处不符全部相符" if mends == of else f"{of} 处不符中的 {mends} 处相符"
    zh = f"{'改一处' if one else f'改 {len(edits)} 处'}，{in_all}：" + "，".join(
        f"{cell_name(e.key, forms)} {e.printed} → {e.value}{_how(e, suggestion, 'zh')}" for e in edits
    )
    en = f"{'one edit mends' if one else f'{len(edits)} edits mend'} {mends} of {of}: " + ", ".join(
        f"{short_key(e.key)} {e.printed} → {e.value}{_how(e, suggestion, 'en')}" for e in edits
    )
    notes = list(_notes(suggestion))
    return Words("；".join([zh, *(n.zh for n in notes)]), "; ".join([en, *(n.en for n in notes)]))


def _how(edit: Edit, suggestion: Suggestion, language: str) -> str:
    """How an edit's mistake came about, as （漏了一位数字）; '' where the edits are one act, which the notes name once."""
    how = HOWS[edit.how]
    text = how.zh if language == "zh" else how.en
    if suggestion.act or not text:
        return ""
    return f"（{text}）" if language == "zh" else f" ({text})"


def _notes(suggestion: Suggestion) -> list[Words]:
    notes = []
    if suggestion.act:
        how = HOWS[suggestion.act]
        notes.append(Words(f"可能是一次差错：{how.zh}", f"perhaps one slip: {how.en}"))
    if suggestion.is_open:
        notes.append(
            Words(
                "符合的数不止一组，这里是最像的一组",
                "more than one set of numbers fits, this is the likeliest",
            )
        )
    if suggestion.breaks:
        rules = "、".join(dict.fromkeys(rule for rule, _ in suggestion.breaks))
        notes.append(Words(f"改后会触发提示 {rules}", f"it would newly break {rules}"))
    if suggestion.tie:
        others = suggestion.alternatives - 1
        notes.append(
            Words(
                f"另有 {others} 种改法同样少，勾稽关系无法区分",
                f"{others} other{'s' if others > 1 else ''} of as few edits would do as well",
            )
        )
    if not suggestion.smallest and not suggestion.act:
        notes.append(Words("不一定是最少的改法", "perhaps not the smallest set of edits"))
    return notes


def outcome_in_words(outcome: Outcome, forms: Mapping[str, str | None]) -> list[Words]:
    """One sentence for each suggestion, and one on what was not searched or why there is no suggestion."""
    lines = [in_words(suggestion, forms) for suggestion in outcome.suggestions]
    if hidden := outcome.found - len(outcome.suggestions):
        lines.append(Words(f"还有 {hidden} 种改法没有列出", f"{hidden} more are not listed"))
    if not outcome.suggestions:
        lines.append(
            Words(
                f"没有建议：{len(outcome.broken)} 处不符，至少要改 {outcome.least} 处才能全部相符",
                f"no suggestion: {len(outcome.broken)} broken, at least {outcome.least} numbers would have to change",
            )
        )
    elif not outcome.complete:
        lines.append(Words("没有查遍其他改法", "not all alternatives were looked at"))
    return lines
