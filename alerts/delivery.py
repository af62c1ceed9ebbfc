"""Send the digest to every address and remember, for each, what it has been told.

What an address was told changes only after a message arrived there, so a message that could not be delivered is
composed again at the next run, from what holds then: a failure that was never told and is mended meanwhile is no
news. Addresses hold secrets (keys, passwords, webhook paths): they are never printed or stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from alerts import state as record
from alerts.digest import STILL_FAILED, UNROUTED, Digest, Failure, compare, compose
from alerts.routes import Channel, Route, Unset, channels
from alerts.sending import Patience, send
from alerts.words import Words, load_words


@dataclass(frozen=True)
class Outcome:
    """One address: ``label`` names it without its secrets, ``status`` is ``sent``, ``nothing_new``, ``failed`` or
    ``unset`` (a route without an address), ``detail`` says why it failed, without its secrets."""

    label: str
    status: str
    detail: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of a digest, address by address; ``unrouted`` failures are of no route."""

    outcomes: tuple[Outcome, ...]
    unrouted: int = 0

    def count(self, status: str) -> int:
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def in_words(self) -> str:
        words = [
            f"{outcome.label}: {_STATUS[outcome.status]} {outcome.detail}".strip()
            for outcome in self.outcomes
        ]
        if self.unrouted:
            words.append(f"{self.unrouted} 处不属于任何路由 / {self.unrouted} not routed")
        return "; ".join(words)


_STATUS = {
    "sent": "已发送 / sent",
    "nothing_new": "无新情况 / nothing new",
    "failed": "未送达，下次再发 / not delivered, sent again next time",
    "unset": "未设置告警地址 / no alert address set",
}


@dataclass(frozen=True)
class Post:
    """How messages go out: the routes, the environment with their addresses (secrets: not shown), the language, the link
    to the evidence, the patience with an address."""

    routes: Sequence[Route]
    environment: Mapping[str, str] = field(repr=False)
    words: Words = field(default_factory=load_words)
    evidence: str = ""
    patience: Patience = field(default_factory=Patience)


def deliver(
    folder: Path,
    scope: str,
    failures: Sequence[Failure],
    post: Post,
    *,
    heading: str,
    everyone: bool = False,
    fates: Callable[[Collection[str]], Mapping[str, str]] = lambda keys: {},
) -> Delivery:
    """Tell every address what changed among the ``failures`` that are routed to it.

    ``scope`` keeps kinds of failures apart (what is absent from ``failures`` counts as mended within its scope
    only, unless ``fates`` says of its key what else became of it: see ``digest.compare``). ``everyone``: about the
    warehouse as a whole, for the general routes (all routes where none is general). Never raises for an address: a
    failed delivery is an Outcome, and is tried again at the next call.
    """
    routes = tuple(post.routes)
    if everyone:
        general = [route for route in routes if route.is_general and post.environment.get(route.variable)]
        routes = tuple(general) or routes

    def routed(failure: Failure, own: Sequence[Route]) -> bool:
        return everyone or any(route.takes(failure) for route in own)

    state = record.load(folder)
    outcomes = []
    for channel in channels(routes, post.environment):
        if isinstance(channel, Unset):
            untold = sum(routed(failure, (channel.route,)) for failure in failures)
            outcomes.append(_unset(channel, untold))
            continue
        own = [failure for failure in failures if routed(failure, channel.routes)]
        identity = state.identity(channel.address)
        told = state.told.get(scope, {}).get(identity, {})
        gone = told.keys() - {failure.key for failure in own}
        became = dict.fromkeys(gone & {failure.key for failure in failures}, STILL_FAILED)
        if rest := gone - became.keys():
            became |= fates(rest)
        digest = compare(told, own, became)
        # What still fails and is not routed here now is news when it comes back: meanwhile nobody here was told of it.
        aside = {key: {**told[key], UNROUTED: "yes"} for key, fate in became.items() if fate == STILL_FAILED}
        waiting = state.undelivered.setdefault(scope, {})
        if digest.is_empty:
            outcomes.append(Outcome(channel.label, "nothing_new"))
            news = any(told[key] != known for key, known in aside.items())
            if news:
                state.told[scope][identity] = told | aside
            if waiting.pop(identity, None) or news:  # what had not arrived is no longer so
                record.save(folder, state)
            continue
        outcome = _tell(channel, digest, post, heading)
        if outcome.status == "sent":
            waiting.pop(identity, None)
            state.told.setdefault(scope, {})[identity] = aside | {
                failure.key: failure.told() for failure in own
            }
        else:
            known = waiting.get(identity, {"since": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "runs": 0})
            waiting[identity] = {**known, "runs": known["runs"] + 1, "reason": outcome.detail}
            if known["runs"]:
                since, runs = known["since"], known["runs"] + 1
                outcome = Outcome(
                    outcome.label,
                    outcome.status,
                    f"{outcome.detail}（自 {since} 起第 {runs} 次 / attempt {runs} since {since}）",
                )
        record.save(folder, state)  # at once: a run may be killed before the next address
        outcomes.append(outcome)
    unrouted = 0 if everyone else sum(not routed(failure, routes) for failure in _asked_for(failures, routes))
    return Delivery(tuple(outcomes), unrouted)


def _asked_for(failures: Sequence[Failure], routes: Sequence[Route]) -> list[Failure]:
    """Errors, and what is of a severity that some route takes: warnings that nobody wants are not missing anywhere."""
    wanted = {"error", *(severity for route in routes for severity in route.severities)}
    return [failure for failure in failures if failure.severity in wanted]


def _unset(channel: Unset, untold: int) -> Outcome:
    """A route that leads nowhere is shown, and so is what it would have told."""
    detail = f"({untold} 处未告知 / {untold} not told)" if untold else ""
    return Outcome(f"{channel.route.name}: {channel.route.variable}", "unset", detail)


def _tell(channel: Channel, digest: Digest, post: Post, heading: str) -> Outcome:
    """Send to one address."""
    sent = send(
        channel.address,
        lambda room: compose(
            digest, words=post.words, heading=heading, evidence=post.evidence, most_bytes=room
        ),
        post.patience,
    )
    label = f"{channel.label} ({sent.service})" if sent.service else channel.label
    if sent.reason is not None:
        return Outcome(label, "failed", sent.reason)
    return Outcome(
        label, "sent", f"（第 {sent.attempts} 次 / attempt {sent.attempts}）" if sent.attempts > 1 else ""
    )
