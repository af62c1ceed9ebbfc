"""Sends one message to one address through Apprise: in bounded time, with a few attempts, without revealing secrets."""

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
"""Longest body sent, in UTF-8 bytes; shorter for a service with a lower limit (企业微信: 2048)."""
ROOM_FOR_TITLE = 200
"""Bytes left for the title: where a service has none, Apprise puts ours on top of the body."""
# Errors that a further attempt cannot mend, as a wrong key or path. 408, 425 and 429 are temporary.
_FOR_GOOD = re.compile(r"\berror=4(?!08|25|29)\d\d\b")


@dataclass(frozen=True)
class RetryPolicy:
    """How long and how often to try an address: ``timeout`` seconds for a connection and again for an answer, six times
    that for a whole attempt (a service may send in parts); ``waits`` are the seconds between attempts."""

    timeout: float = 10.0
    waits: tuple[float, ...] = (1.0, 4.0)

    @property
    def attempt(self) -> float:
        return 6 * self.timeout


@dataclass(frozen=True)
class Sent:
    """The result of sending: ``service`` is Apprise's name for it, empty if the address is invalid; ``reason`` is why it
    failed, None if it arrived."""

    service: str
    reason: str | None
    attempts: int = 1


def send(address: str, compose: Callable[[int], tuple[str, str]], retry: RetryPolicy) -> Sent:
    """Send the message of ``compose`` (bytes available -> title, body). Never raises for an address.

    Only a confirmed message counts as delivered, so one that was not confirmed in time may arrive twice.
    """
    import apprise  # 0.2 s and a hundred plugins, needed only where something is to be sent

    # Apprise logs whole addresses: its log is captured, and only the last line is passed on, without secrets.
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
    ):  # else the address sets its own
        plugin.socket_connect_timeout = retry.timeout
    if plugin.socket_read_timeout == apprise.NotifyBase.socket_read_timeout:
        plugin.socket_read_timeout = retry.timeout
    limit = min(MOST_BYTES, plugin.body_maxlen)
    title, body = compose(max(limit - ROOM_FOR_TITLE, limit // 2))
    service = str(plugin.service_name)

    for attempts, wait in enumerate((*retry.waits, None), start=1):
        reason, may_retry = _attempt(plugin, title, body, address, retry)
        if reason is None:
            return Sent(service, None, attempts)
        if wait is None or not may_retry:
            break
        time.sleep(wait)
    return Sent(service, reason, attempts)


def _attempt(
    plugin: apprise.NotifyBase, title: str, body: str, address: str, retry: RetryPolicy
) -> tuple[str | None, bool]:
    """Return why the message did not arrive (None if it did) and whether another attempt makes sense.

    Runs in a thread, because socket timeouts cover neither name lookups nor an answer that trickles in. A thread that is
    left running may still deliver, so there is no further attempt after it.
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
        thread.join(retry.attempt)
        logged = captured.getvalue()
    if not results:
        return f"{retry.attempt:.0f} 秒内没有答复 / no answer within {retry.attempt:.0f} s", False
    (result,) = results
    if isinstance(result, Exception):
        return type(result).__name__, True
    if result:
        return None, False
    reason = scrubbed(logged, address)
    return reason, not _FOR_GOOD.search(reason)


def scrubbed(logged: str, address: str) -> str:
    """The last line that a plugin logged, with every part of the address replaced."""
    lines = [line.strip() for line in logged.splitlines() if line.strip()]
    line = lines[-1] if lines else "no reason given"
    rest = address.partition("://")[2] or address
    parts = {part for text in (rest, unquote(rest)) for part in re.split(r"[:/?&=@,#]+", text)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= 4:
            line = line.replace(part, "***")
    return line[:200]
