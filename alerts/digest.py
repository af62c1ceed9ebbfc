"""Failures against what was last told: which are new, changed or mended, and the message that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_LINES = 20
"""Lines of one section before the rest is only counted: a message is read on a phone."""


@dataclass(frozen=True)
class Failure:
    """One failed expectation, as a person is told of it.

    ``key`` stays the same while the same thing fails (agency, year, rule, instance: not the file version, so that
    a corrected report mends it), ``value`` changes with what was printed (both sides). ``subject`` is the report,
    ``rule`` its id, ``sides`` both sides with their numbers and the difference, ``place`` where they stand.
    """

    key: str
    value: str
    subject: str
    rule: str
    sides: str
    place: str

    def line(self) -> str:
        """The failure in one line."""
        parts = [part for part in (self.subject, self.sides, self.rule, self.place) if part]
        return "｜".join(parts)


@dataclass(frozen=True)
class Digest:
    """What changed since the last message: failures that are new or print other numbers than before, lines of
    failures that are no more, and how many stand as they were told."""

    new: tuple[Failure, ...]
    changed: tuple[Failure, ...]
    mended: tuple[str, ...]
    standing: int

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.mended)


def compare(told: Mapping[str, Mapping[str, str]], failures: Sequence[Failure]) -> Digest:
    """``failures`` of this run against ``told``: key -> {"value", "line"} of the last delivered message."""
    now = {failure.key: failure for failure in failures}
    new = tuple(failure for key, failure in now.items() if key not in told)
    changed = tuple(
        failure for key, failure in now.items() if key in told and told[key].get("value") != failure.value
    )
    mended = tuple(known.get("line", key) for key, known in told.items() if key not in now)
    return Digest(new, changed, mended, len(now) - len(new) - len(changed))


def compose(digest: Digest, *, heading: str, evidence: str, most_bytes: int) -> tuple[str, str]:
    """Title and body of the message, the body within ``most_bytes`` of UTF-8 (some services count bytes, and cut).

    What does not fit is counted in a line of its own ("另有 N 条"), never dropped silently.
    """
    counts = [
        f"{word} {count} 处"
        for word, count in (
            ("新增", len(digest.new)),
            ("变化", len(digest.changed)),
            ("消除", len(digest.mended)),
        )
        if count
    ]
    title = f"{heading}：{'，'.join(counts)}"
    sections = [
        ("新增不符", [failure.line() for failure in digest.new]),
        ("数字有变、仍不符", [failure.line() for failure in digest.changed]),
        ("已消除", list(digest.mended)),
    ]
    closing = [f"此前已报、仍未更正：{digest.standing} 处"] if digest.standing else []
    closing += [f"证据：{evidence}"] if evidence else []

    most = MOST_LINES
    while True:
        body = _body(sections, closing, most)
        if most == 0 or len(body.encode()) <= most_bytes:
            break
        most -= 1
    return title, _cut(body, most_bytes)


def _body(sections: Sequence[tuple[str, Sequence[str]]], closing: Sequence[str], most: int) -> str:
    lines: list[str] = []
    for name, entries in sections:
        if not entries:
            continue
        lines.append(f"【{name}】{len(entries)} 处")
        lines += [f"{number}. {entry}" for number, entry in enumerate(entries[:most], start=1)]
        if len(entries) > most:
            lines.append(f"另有 {len(entries) - most} 条，见证据")
    return "\n".join([*lines, *closing])


def _cut(text: str, most_bytes: int) -> str:
    """``text`` in at most ``most_bytes`` of UTF-8, never through a character."""
    return text if len(text.encode()) <= most_bytes else text.encode()[:most_bytes].decode(errors="ignore")
