"""What each address was told, under ``$WAREHOUSE/alerts/state.json``; addresses themselves are never stored."""

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
    """By scope (which kind of failures) and address: ``told``, key of a failure -> what was said of it, and
    ``undelivered``, since when and for how many runs a message has not arrived. An address stands as a salted hash."""

    salt: str
    told: dict[str, dict[str, dict[str, dict[str, str]]]] = field(default_factory=dict)
    undelivered: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def identity(self, address: str) -> str:
        """The address in the record: as short as tells addresses apart, and of no use to anybody else."""
        return hashlib.sha256((self.salt + address).encode()).hexdigest()[:24]


def load(folder: Path) -> State:
    """The record, empty where there is none."""
    try:
        data = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if data["format"] == FORMAT:
            return State(data["salt"], data["told"], data["undelivered"])
        if data["format"] == 1:  # the same without what was not delivered
            return State(data["salt"], data["told"])
    except FileNotFoundError:
        return State(secrets.token_hex(16))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    # A damaged record, or one of a later release, only means that everything failing now is told once more.
    log.warning("the record of delivered alerts cannot be read; everything is told again")
    return State(secrets.token_hex(16))


def save(folder: Path, state: State) -> None:
    """Write the record, whole or not at all."""
    data = {
        "format": FORMAT,
        "salt": state.salt,
        "told": state.told,
        "undelivered": {scope: own for scope, own in state.undelivered.items() if own},
    }
    write_json(folder / "state.json", data)
