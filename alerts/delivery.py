"""Sends the digest to every address and records, for each address, what was delivered to it.

The record of an address changes only after a message arrived there. A message that could not be delivered is composed
again at the next run, from the failures of that run: a failure that was never delivered and is mended meanwhile is not
mentioned. Addresses hold secrets (keys, passwords, webhook paths): they are never printed or stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from alerts import state as state_file
from alerts.digest import STILL_FAILED, UNROUTED, Digest, Failure, compare, compose
from alerts.routes import Channel, Route, Unset, channels
from alerts.sending import RetryPolicy, send
from alerts.words import Words, load_words


@dataclass(frozen=True)
class Outcome:
    """The result for one address: ``label`` names it without its secrets, ``status`` is ``sent``, ``nothing_new``,
    ``failed`` or ``unset`` (a route without an address), ``detail`` is the reason of a failure, without secrets."""

    label: str
    status: str
    detail: str = ""


@dataclass(frozen=True)
class Delivery:
    """The results of one delivery by address; ``unrouted`` counts the failures that no route takes."""

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
    """How messages are sent: the routes, the environment with their addresses (secrets: not shown), the language, the
    link to the evidence, and how long and how often an address is tried."""

    routes: Sequence[Route]
    environment: Mapping[str, str] = field(repr=False)
    words: Words = field(default_factory=load_words)
    evidence: str = ""
    retry: RetryPolicy = field(default_factory=RetryPolicy)


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
    """Send every address what changed among the ``failures`` that are routed to it.

    ``scope`` separates kinds of failures: a delivered failure that is absent from ``failures`` counts as mended only
    within its scope, and only if ``fates`` gives no other reason for its key (see ``digest.compare``). ``everyone``: the
    failures concern the warehouse as a whole and go to the general routes (to all routes if none is general). Never
    raises for an address: a failed delivery is an Outcome, and is tried again at the next call.
    """
    routes = tuple(post.routes)
    if everyone:
        general = [route for route in routes if route.is_general and post.environment.get(route.variable)]
        routes = tuple(general) or routes

    def routed(failure: Failure, along: Sequence[Route]) -> bool:
        return everyone or any(route.takes(failure) for route in along)

    state = state_file.load(folder)
    outcomes = []
    for channel in channels(routes, post.environment):
        if isinstance(channel, Unset):
            unsent = sum(routed(failure, (channel.route,)) for failure in failures)
            outcomes.append(_unset(channel, unsent))
            continue
        routed_here = [failure for failure in failures if routed(failure, channel.routes)]
        identity = state.identity(channel.address)
        delivered = state.delivered.get(scope, {}).get(identity, {})
        absent_keys = delivered.keys() - {failure.key for failure in routed_here}
        fate_of = dict.fromkeys(absent_keys & {failure.key for failure in failures}, STILL_FAILED)
        if unexplained := absent_keys - fate_of.keys():
            fate_of |= fates(unexplained)
        digest = compare(delivered, routed_here, fate_of)
        # Failures that are no longer routed here are marked, so that they are reported again if their route returns.
        no_longer_routed = {
            key: {**delivered[key], UNROUTED: "yes"} for key, fate in fate_of.items() if fate == STILL_FAILED
        }
        undelivered = state.undelivered.setdefault(scope, {})
        if digest.is_empty:
            outcomes.append(Outcome(channel.label, "nothing_new"))
            changed = any(delivered[key] != known for key, known in no_longer_routed.items())
            if changed:
                state.delivered[scope][identity] = delivered | no_longer_routed
            if undelivered.pop(identity, None) or changed:  # nothing undelivered is left to send
                state_file.save(folder, state)
            continue
        outcome = _send_digest(channel, digest, post, heading)
        if outcome.status == "sent":
            undelivered.pop(identity, None)
            state.delivered.setdefault(scope, {})[identity] = no_longer_routed | {
                failure.key: failure.record() for failure in routed_here
            }
        else:
            attempts = undelivered.get(
                identity, {"since": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "runs": 0}
            )
            undelivered[identity] = {**attempts, "runs": attempts["runs"] + 1, "reason": outcome.detail}
            if attempts["runs"]:
                since, runs = attempts["since"], attempts["runs"] + 1
                outcome = Outcome(
                    outcome.label,
                    outcome.status,
                    f"{outcome.detail}（自 {since} 起第 {runs} 次 / attempt {runs} since {since}）",
                )
        state_file.save(folder, state)  # at once: a run may be killed before the next address
        outcomes.append(outcome)
    unrouted = 0 if everyone else sum(not routed(failure, routes) for failure in _wanted(failures, routes))
    return Delivery(tuple(outcomes), unrouted)


def _wanted(failures: Sequence[Failure], routes: Sequence[Route]) -> list[Failure]:
    """Errors, and failures of a severity that some route takes: only these count as unrouted."""
    wanted = {"error", *(severity for route in routes for severity in route.severities)}
    return [failure for failure in failures if failure.severity in wanted]


def _unset(channel: Unset, unsent: int) -> Outcome:
    """The outcome of a route without an address, with the number of failures that it would have sent."""
    detail = f"({unsent} 处未告知 / {unsent} not told)" if unsent else ""
    return Outcome(f"{channel.route.name}: {channel.route.variable}", "unset", detail)


def _send_digest(channel: Channel, digest: Digest, post: Post, heading: str) -> Outcome:
    """Send the digest to one address."""
    sent = send(
        channel.address,
        lambda room: compose(
            digest, words=post.words, heading=heading, evidence=post.evidence, most_bytes=room
        ),
        post.retry,
    )
    label = f"{channel.label} ({sent.service})" if sent.service else channel.label
    if sent.reason is not None:
        return Outcome(label, "failed", sent.reason)
    return Outcome(
        label, "sent", f"（第 {sent.attempts} 次 / attempt {sent.attempts}）" if sent.attempts > 1 else ""
    )
