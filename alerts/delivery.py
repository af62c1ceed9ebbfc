"""Send the digest to every address and remember, for each, what it has been told.

What an address was told is kept under ``$WAREHOUSE/alerts/`` and changes only after a message arrived there, so a
message that could not be delivered is composed again at the next run. Addresses hold secrets (keys, passwords,
webhook paths): they are never printed or stored; a salted hash tells them apart.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alerts.digest import Failure, compare, compose

STATE_FORMAT = 1
MOST_BYTES = 6000
"""Longest body sent anywhere, in UTF-8 bytes; a service that takes less (企业微信: 2048) gets less."""
ROOM_FOR_TITLE = 200
"""Where a service has no title of its own, Apprise puts ours on top of the body."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """One address: ``label`` names it without its secrets, ``status`` is ``sent``, ``nothing_new`` or ``failed``,
    ``detail`` says why it failed, without its secrets."""

    label: str
    status: str
    detail: str = ""


@dataclass(frozen=True)
class Delivery:
    """What became of a digest, address by address; empty without addresses."""

    outcomes: tuple[Outcome, ...]

    def count(self, status: str) -> int:
        return sum(outcome.status == status for outcome in self.outcomes)

    @property
    def in_words(self) -> str:
        if not self.outcomes:
            return "未设置告警地址 / no alert address set (GONGKAI_ALERT_URLS)"
        words = [
            f"{outcome.label}: {_STATUS[outcome.status]} {outcome.detail}".strip()
            for outcome in self.outcomes
        ]
        return "; ".join(words)


_STATUS = {
    "sent": "已发送 / sent",
    "nothing_new": "无新情况 / nothing new",
    "failed": "发送失败 / not delivered",
}


def deliver(
    folder: Path, scope: str, failures: Sequence[Failure], urls: str, *, heading: str, evidence: str
) -> Delivery:
    """Tell every address in ``urls`` (Apprise URLs, by comma or white space) what changed among ``failures``.

    ``scope`` keeps kinds of failures apart (what is absent from ``failures`` counts as mended within its scope
    only). Never raises for an address: a failed delivery is an Outcome, and is tried again at the next call.
    """
    addresses = _split(urls)
    if not addresses:
        return Delivery(())
    state = _load(folder)
    outcomes = []
    for number, address in enumerate(addresses, start=1):
        identity = hashlib.sha256((state["salt"] + address).encode()).hexdigest()[:24]
        told = state["told"].setdefault(scope, {}).get(identity, {})
        outcome, arrived = _tell(address, number, told, failures, heading=heading, evidence=evidence)
        outcomes.append(outcome)
        if arrived:
            state["told"][scope][identity] = {
                failure.key: {"value": failure.value, "line": failure.line()} for failure in failures
            }
            _save(folder, state)
    return Delivery(tuple(outcomes))


def _tell(
    address: str,
    number: int,
    told: dict[str, dict[str, str]],
    failures: Sequence[Failure],
    *,
    heading: str,
    evidence: str,
) -> tuple[Outcome, bool]:
    """Send to one address; the outcome, and whether the address now knows of ``failures``."""
    digest = compare(told, failures)
    if digest.is_empty:
        return Outcome(f"地址 {number}", "nothing_new"), False
    import apprise  # 0.2 s and a hundred plugins, needed only where something is to be sent

    # Apprise logs whole addresses; what it says is kept here, and only its last line goes on, without secrets.
    logging.getLogger("apprise").propagate = False
    label = f"地址 {number}"
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as captured:
        try:
            plugin = apprise.Apprise.instantiate(address, suppress_exceptions=True)
            if not isinstance(plugin, apprise.NotifyBase):
                return Outcome(label, "failed", "不是有效的 Apprise 地址 / not an Apprise URL"), False
            label = f"{label} ({plugin.service_name})"
            room = min(MOST_BYTES, plugin.body_maxlen) - ROOM_FOR_TITLE
            title, body = compose(digest, heading=heading, evidence=evidence, most_bytes=room)
            sent = bool(plugin.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT))
        except Exception as error:  # the network and third-party plugins: whatever happens, the run goes on
            return Outcome(label, "failed", type(error).__name__), False
        said = captured.getvalue()
    return (
        (Outcome(label, "sent"), True)
        if sent
        else (Outcome(label, "failed", _scrubbed(said, address)), False)
    )


def _split(urls: str) -> list[str]:
    """The addresses in ``urls``, each once. Commas stand inside some addresses, so Apprise parts those."""
    if not urls.strip():
        return []
    from apprise.utils.parse import parse_urls

    found = [url.strip() for part in re.split(r"[\s，；]+", urls) for url in parse_urls(part)]
    return list(dict.fromkeys(url for url in found if url))


def _scrubbed(said: str, address: str) -> str:
    """The last line a plugin logged, with every part of the address replaced."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    line = lines[-1] if lines else "no reason given"
    for part in sorted(set(re.split(r"[:/?&=@,#]+", address)), key=len, reverse=True):
        if len(part) >= 6:
            line = line.replace(part, "***")
    return line[:200]


def _load(folder: Path) -> dict[str, Any]:
    """The state: ``salt``, and ``told``: scope -> address hash -> failure key -> value and line."""
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if state["format"] == STATE_FORMAT:
            return dict(state)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError):
        # A damaged state only means that everything failing now is told once more.
        log.warning("the record of delivered alerts cannot be read; everything is told again")
    return {"format": STATE_FORMAT, "salt": secrets.token_hex(16), "told": {}}


def _save(folder: Path, state: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".state.{os.getpid()}"
    unfinished.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(unfinished, folder / "state.json")
