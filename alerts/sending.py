"""One message to one address through Apprise: in a bounded time, tried a few times, and without saying its secrets."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    import apprise

MOST_BYTES = 6000
"""Longest body sent anywhere, in UTF-8 bytes; a service that takes less (企业微信: 2048) gets less."""
ROOM_FOR_TITLE = 200
"""Where a service has no title of its own, Apprise puts ours on top of the body."""
# What an address answers no second time otherwise: a wrong key or path. 408, 425 and 429 pass.
_FOR_GOOD = re.compile(r"\berror=4(?!08|25|29)\d\d\b")


@dataclass(frozen=True)
class Patience:
    """How long to wait for an address: ``timeout`` seconds for a connection and again for an answer, six times that for
    all that one attempt does (a service may send in parts), and the seconds between attempts."""

    timeout: float = 10.0
    waits: tuple[float, ...] = (1.0, 4.0)

    @property
    def attempt(self) -> float:
        return 6 * self.timeout


@dataclass(frozen=True)
class Sent:
    """``service`` as Apprise calls it, empty where the address is none; ``reason`` why it failed, null when it arrived."""

    service: str
    reason: str | None
    attempts: int = 1


def send(address: str, compose: Callable[[int], tuple[str, str]], patience: Patience) -> Sent:
    """Send what ``compose`` makes of the room there is (bytes -> title, body). Never raises for an address.

    A message that an address took but did not confirm in time may arrive twice; one that was not confirmed never
    counts as delivered.
    """
    import apprise  # 0.2 s and a hundred plugins, needed only where something is to be sent

    # Apprise logs whole addresses; what it says is kept here, and only its last line goes on, without secrets.
    logging.getLogger("apprise").propagate = False
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s"):
        try:
            plugin = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        except Exception as error:  # third-party plugins: whatever happens, the run goes on
            return Sent("", type(error).__name__)
    if not isinstance(plugin, apprise.NotifyBase):
        return Sent("", "不是有效的 Apprise 地址 / not an Apprise URL")
    if (
        plugin.socket_connect_timeout == apprise.NotifyBase.socket_connect_timeout
    ):  # else the address says its own
        plugin.socket_connect_timeout = patience.timeout
    if plugin.socket_read_timeout == apprise.NotifyBase.socket_read_timeout:
        plugin.socket_read_timeout = patience.timeout
    limit = min(MOST_BYTES, plugin.body_maxlen)
    title, body = compose(max(limit - ROOM_FOR_TITLE, limit // 2))
    service = str(plugin.service_name)

    for attempts, wait in enumerate((*patience.waits, None), start=1):
        reason, again = _attempt(plugin, title, body, address, patience)
        if reason is None:
            return Sent(service, None, attempts)
        if wait is None or not again:
            break
        time.sleep(wait)
    return Sent(service, reason, attempts)


def _attempt(
    plugin: apprise.NotifyBase, title: str, body: str, address: str, patience: Patience
) -> tuple[str | None, bool]:
    """Why it did not arrive, null when it did; and whether another attempt is worth while.

    In a thread, because the timeouts of sockets hold neither for looking up a name nor for an answer that comes drop by
    drop. A thread that is left behind may still deliver, so that attempt is the last.
    """
    import apprise

    results: list[bool | Exception] = []

    def work() -> None:
        try:
            results.append(bool(plugin.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)))
        except Exception as error:  # the network and third-party plugins
            results.append(error)

    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as captured:
        thread = threading.Thread(target=work, daemon=True, name="alert")
        thread.start()
        thread.join(patience.attempt)
        said = captured.getvalue()
    if not results:
        return f"{patience.attempt:.0f} 秒内没有答复 / no answer within {patience.attempt:.0f} s", False
    (result,) = results
    if isinstance(result, Exception):
        return type(result).__name__, True
    if result:
        return None, False
    reason = scrubbed(said, address)
    return reason, not _FOR_GOOD.search(reason)


def scrubbed(said: str, address: str) -> str:
    """The last line a plugin logged, with every part of the address replaced."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    line = lines[-1] if lines else "no reason given"
    rest = address.partition("://")[2] or address
    parts = {part for text in (rest, unquote(rest)) for part in re.split(r"[:/?&=@,#]+", text)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= 4:
            line = line.replace(part, "***")
    return line[:200]
