"""Stores what was delivered to each address in ``$WAREHOUSE/alerts/state.json``; addresses themselves are never stored."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.whole_files import write_json

FORMAT = 2

log = logging.getLogger(__name__)


@dataclass
class State:
    """The record of deliveries, by scope (kind of failures) and address (as a salted hash).

    ``delivered``: key of a failure -> what the last message said of it. ``undelivered``: since when, and for how many
    runs, a message has not arrived.
    """

    salt: str
    delivered: dict[str, dict[str, dict[str, dict[str, str]]]] = field(default_factory=dict)
    undelivered: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def identity(self, address: str) -> str:
        """The address as a short salted hash: it distinguishes addresses and does not reveal them."""
        return hashlib.sha256((self.salt + address).encode()).hexdigest()[:24]


def load(folder: Path) -> State:
    """Read the record; an empty one if there is none or it cannot be read."""
    try:
        data = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if data["format"] == FORMAT:
            return State(data["salt"], data["told"], data["undelivered"])
        if data["format"] == 1:  # has no "undelivered"
            return State(data["salt"], data["told"])
    except FileNotFoundError:
        return State(secrets.token_hex(16))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    # A damaged record, or one of a later release, only means that all current failures are sent once more.
    log.warning("the record of delivered alerts cannot be read; everything is told again")
    return State(secrets.token_hex(16))


def save(folder: Path, state: State) -> None:
    """Write the record, whole or not at all."""
    data = {
        "format": FORMAT,
        "salt": state.salt,
        "told": state.delivered,
        "undelivered": {scope: by_address for scope, by_address in state.undelivered.items() if by_address},
    }
    write_json(folder / "state.json", data)
