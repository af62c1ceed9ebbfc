"""Failures against what was last told: which are new, changed or mended, and the message that says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.words import Words

MOST_ENTRIES = 20
"""Entries of one section before the rest is only counted: a message is read on a phone."""
MOST_CHARACTERS = 300
"""Of one part of an entry (a sum over a whole column of a table is long)."""

STILL_FAILED, WAIVED, UNCLEAR = "failed", "waived", "unclear"
"""What may have become of a failure that is no longer reported to an address, besides being mended: it fails but is not
routed there any more; a person accepted it; what it was about can no longer be checked (a cell is blank now)."""
UNROUTED = "unrouted"
"""Marks what an address was told of and what is not routed there for now."""


@dataclass(frozen=True)
class Failure:
    """One failed expectation, as a person is told of it; or a notice of something that needs a person (``kind``).

    ``key`` stays the same while the same thing fails (agency, year, rule, instance: not the file version, so that
    a corrected report mends it), ``value`` changes with what was printed (both sides). ``subject`` is the report,
    ``rule`` what must hold, ``sides`` both sides with their numbers and the difference, ``place`` where they stand,
    ``judgement`` whose mistake it most likely is, ``suggestion`` what would mend it: all in the reader's language.
    The fields from ``severity`` on are what routes choose by; ``verdict`` is source, extraction, unknown or empty.
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
        """The failure in one line, as it is told again when it is mended."""
        return "｜".join(_short(part) for part in (self.subject, self.rule, self.sides) if part)

    def entry(self, words: Words) -> str:
        """The failure in full: the report, and a line each for what is known of it."""
        fields = {
            "rule": self.rule,
            "sides": self.sides,
            "place": self.place,
            "verdict": self.judgement,
            "suggestion": self.suggestion,
        }
        told = [words.say(f"fields.{name}", text=_short(text)) for name, text in fields.items() if text]
        return "\n   ".join([_short(self.subject), *told])

    def told(self) -> dict[str, str]:
        """What is remembered of it at an address."""
        return {"value": self.value, "verdict": self.verdict, "line": self.line()}


@dataclass(frozen=True)
class Digest:
    """What changed since the last message: notices and failures that are new, failures that print other numbers or are
    judged otherwise than before, lines of those that are no more (mended, waived, not checkable any more), and how many
    stand as they were told."""

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
    told: Mapping[str, Mapping[str, str]],
    failures: Sequence[Failure],
    fates: Mapping[str, str] | None = None,
) -> Digest:
    """``failures`` of this run against ``told``: key -> value, verdict and line of the last delivered message.

    ``fates`` says of keys that are not among ``failures`` what became of them (WAIVED, UNCLEAR, STILL_FAILED); one that
    it does not name is mended.
    """
    fates = fates or {}
    now = {failure.key: failure for failure in failures}
    new = [failure for key, failure in now.items() if key not in told]
    changed = [failure for key, failure in now.items() if key in told and _differs(told[key], failure)]
    gone: dict[str, list[str]] = {WAIVED: [], UNCLEAR: [], STILL_FAILED: [], "mended": []}
    for key, known in told.items():
        if key not in now:
            gone[fates.get(key, "mended")].append(known.get("line", key))
    return Digest(
        new=tuple(failure for failure in new if failure.kind != "notice"),
        changed=tuple(failure for failure in changed if failure.kind != "notice"),
        mended=tuple(gone["mended"]),
        standing=len(now) - len(new) - len(changed),
        notice=tuple(failure for failure in [*new, *changed] if failure.kind == "notice"),
        waived=tuple(gone[WAIVED]),
        unclear=tuple(gone[UNCLEAR]),
    )


def _differs(told: Mapping[str, str], failure: Failure) -> bool:
    """Other numbers, or another verdict (what was told before verdicts were remembered has none), or not routed here for
    a while."""
    return (
        UNROUTED in told
        or told.get("value") != failure.value
        or told.get("verdict", failure.verdict) != failure.verdict
    )


def compose(digest: Digest, *, words: Words, heading: str, evidence: str, most_bytes: int) -> tuple[str, str]:
    """Title and body of the message, the body within ``most_bytes`` of UTF-8 (some services count bytes, and cut).

    What does not fit is counted in a line of its own, never dropped silently, and the link to all of it stays.
    """
    sections: dict[str, list[str]] = {
        "notice": [failure.entry(words) for failure in digest.notice],
        "new": [failure.entry(words) for failure in digest.new],
        "changed": [failure.entry(words) for failure in digest.changed],
        "mended": list(digest.mended),
        "waived": list(digest.waived),
        "unclear": list(digest.unclear),
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
    """``body`` in at most ``most_bytes`` of UTF-8, never through a character; the link at its end whole if it fits."""
    tail = f"\n{link}" if link else ""
    room = most_bytes - len(tail.encode())
    if room < 0:
        tail, room = "", max(0, most_bytes)
    head = body.removesuffix(tail) if tail else body
    return head.encode()[:room].decode(errors="ignore") + tail


def _short(text: str) -> str:
    """One line, of at most MOST_CHARACTERS."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"
