"""Compares failures with those last delivered (new, changed, mended) and composes the message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.words import Words
from common.shown import in_a_line

MOST_ENTRIES = 20
"""Entries shown in one section; more are only counted, because a message is read on a phone."""
MOST_CHARACTERS = 300
"""Longest part of an entry (a sum over a whole column of a table is long)."""

STILL_FAILED, WAIVED, UNCLEAR = "failed", "waived", "unclear"
"""Why a failure is no longer reported to an address, other than being mended: it still fails but is no longer routed
there; a person accepted it; it can no longer be checked (a cell is blank now)."""
UNROUTED = "unrouted"
"""Marks a delivered failure that is currently not routed to the address."""


@dataclass(frozen=True)
class Failure:
    """One failed expectation, in words for a person; or a notice of something that needs a person (``kind``).

    ``key`` stays the same while the same thing fails (agency, year, rule, instance; not the file version, so that
    a corrected report mends it), ``value`` changes with the printed numbers of both sides. ``subject`` is the report,
    ``rule`` what must hold, ``sides`` both sides with their numbers and the difference, ``place`` where they stand,
    ``judgement`` whose mistake it most likely is, ``suggestion`` what would mend it: all in the reader's language.
    Routes select by the fields from ``severity`` on; ``verdict`` is source, extraction, unknown or empty.
    """

    key: str
    value: str
    subject: str
    rule: str
    sides: str
    place: str
    judgement: str = ""
    suggestion: str = ""
    severity: str = "error"
    rule_id: str = ""
    batch: str = ""
    division_code: str | None = None
    agency_class: str | None = None
    verdict: str = ""
    kind: str = "failure"  # or notice

    def line(self) -> str:
        """The failure in one line, for the message that says it is mended."""
        return "｜".join(_short(part) for part in (self.subject, self.rule, self.sides) if part)

    def entry(self, words: Words) -> str:
        """The failure in full: the report, and one line for each known field."""
        fields = {
            "rule": self.rule,
            "sides": self.sides,
            "place": self.place,
            "verdict": self.judgement,
            "suggestion": self.suggestion,
        }
        lines = [words.say(f"fields.{name}", text=_short(text)) for name, text in fields.items() if text]
        return "\n   ".join([_short(self.subject), *lines])

    def record(self) -> dict[str, str]:
        """What is stored for an address once the failure was delivered there."""
        return {"value": self.value, "verdict": self.verdict, "line": self.line()}


@dataclass(frozen=True)
class Digest:
    """What changed since the last message: new notices and failures; failures with other numbers or another verdict than
    before; lines of failures that ended (mended, waived, no longer checkable); and how many are unchanged."""

    new: tuple[Failure, ...] = ()
    changed: tuple[Failure, ...] = ()
    mended: tuple[str, ...] = ()
    standing: int = 0
    notice: tuple[Failure, ...] = ()
    waived: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any((self.new, self.changed, self.mended, self.notice, self.waived, self.unclear))


def compare(
    delivered: Mapping[str, Mapping[str, str]],
    failures: Sequence[Failure],
    fates: Mapping[str, str] | None = None,
) -> Digest:
    """Compare ``failures`` of this run with ``delivered``: key -> value, verdict and line of the last delivered message.

    ``fates`` gives, for delivered keys that are not among ``failures``, why (WAIVED, UNCLEAR, STILL_FAILED); a key that
    it lacks is mended.
    """
    fates = fates or {}
    failing = {failure.key: failure for failure in failures}
    new = [failure for key, failure in failing.items() if key not in delivered]
    changed = [
        failure for key, failure in failing.items() if key in delivered and _differs(delivered[key], failure)
    ]
    ended: dict[str, list[str]] = {WAIVED: [], UNCLEAR: [], STILL_FAILED: [], "mended": []}
    for key, record in delivered.items():
        if key not in failing:
            ended[fates.get(key, "mended")].append(record.get("line", key))
    return Digest(
        new=tuple(failure for failure in new if failure.kind != "notice"),
        changed=tuple(failure for failure in changed if failure.kind != "notice"),
        mended=tuple(ended["mended"]),
        standing=len(failing) - len(new) - len(changed),
        notice=tuple(failure for failure in [*new, *changed] if failure.kind == "notice"),
        waived=tuple(ended[WAIVED]),
        unclear=tuple(ended[UNCLEAR]),
    )


def _differs(delivered: Mapping[str, str], failure: Failure) -> bool:
    """Whether a delivered failure has other numbers now, or another verdict (older records have none), or was not routed
    here for a while."""
    return (
        UNROUTED in delivered
        or delivered.get("value") != failure.value
        or delivered.get("verdict", failure.verdict) != failure.verdict
    )


def compose(digest: Digest, *, words: Words, heading: str, evidence: str, most_bytes: int) -> tuple[str, str]:
    """Return title and body of the message, the body within ``most_bytes`` of UTF-8 (some services truncate by bytes).

    Entries that do not fit are counted in a line of their own, never dropped silently; the link to the evidence stays.
    """
    sections: dict[str, list[str]] = {
        "notice": [failure.entry(words) for failure in digest.notice],
        "new": [failure.entry(words) for failure in digest.new],
        "changed": [failure.entry(words) for failure in digest.changed],
        "mended": list(map(in_a_line, digest.mended)),
        "waived": list(map(in_a_line, digest.waived)),
        "unclear": list(map(in_a_line, digest.unclear)),
    }
    counts = [
        words.say(f"counts.{name}", count=len(entries)) for name, entries in sections.items() if entries
    ]
    title = words.say("title", heading=heading, counts=words.say("title_comma").join(counts))
    standing = [words.say("standing", count=digest.standing)] if digest.standing else []
    link = words.say("evidence", link=evidence) if evidence else ""

    most = MOST_ENTRIES
    while True:
        body = "\n".join([*_lines(sections, most, words), *standing, *([link] if link else [])])
        if len(body.encode()) <= most_bytes:
            return title, body
        if most == 0:
            return title, _cut(body, link, most_bytes)
        most -= 1


def _lines(sections: Mapping[str, Sequence[str]], most: int, words: Words) -> list[str]:
    lines: list[str] = []
    for name, entries in sections.items():
        if not entries:
            continue
        lines.append(words.say("section", name=words.say(f"sections.{name}"), count=len(entries)))
        lines += [f"{number}. {entry}" for number, entry in enumerate(entries[:most], start=1)]
        if len(entries) > most:
            lines.append(words.say("more", count=len(entries) - most))
    return lines


def _cut(body: str, link: str, most_bytes: int) -> str:
    """``body`` cut to ``most_bytes`` of UTF-8 between characters; the link at its end stays whole if it fits."""
    tail = f"\n{link}" if link else ""
    room = most_bytes - len(tail.encode())
    if room < 0:
        tail, room = "", max(0, most_bytes)
    head = body.removesuffix(tail) if tail else body
    return head.encode()[:room].decode(errors="ignore") + tail


def _short(text: str) -> str:
    """The text as one line of at most MOST_CHARACTERS."""
    line = " ".join(in_a_line(text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"
