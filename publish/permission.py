"""Checks that a build may be published: by gate 2's record, and by marts that were built on exactly that record.

gates/gate_2.json   written by gate 2, removed when the facts are built anew
gates/marts.json    written when all marts are built, names the gate record they were built on
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from common.whole_files import write_json

GATE_RECORD = Path("gates") / "gate_2.json"
MARTS_RECORD = Path("gates") / "marts.json"


class PublishError(Exception):
    """Nothing was published; the message gives the reason in one line for a person."""


def withdraw(warehouse: Path) -> None:
    """Remove both records before the facts are built anew: gate 2 passed other facts."""
    (warehouse / GATE_RECORD).unlink(missing_ok=True)
    (warehouse / MARTS_RECORD).unlink(missing_ok=True)


def marts_begin(warehouse: Path) -> None:
    """Remove the marts' record before the marts are built: it returns only when all of them are."""
    (warehouse / MARTS_RECORD).unlink(missing_ok=True)


def marts_stand(warehouse: Path) -> None:
    """Record, after the marts were built, the gate record that they were built on."""
    record = (warehouse / GATE_RECORD).read_bytes()
    write_json(warehouse / MARTS_RECORD, {"gate_2": hashlib.sha256(record).hexdigest()})


def permission(warehouse: Path, certified: str, strict: bool) -> dict[str, Any]:
    """Return gate 2's record if it passed the certified set ``certified`` and the marts were built on it.

    Raises PublishError with the reason otherwise.
    """
    try:
        text = (warehouse / GATE_RECORD).read_bytes()
        record = json.loads(text)
    except (OSError, ValueError):
        raise PublishError("第二道关没有记录，不发布 / gate 2 left no record; nothing published") from None
    if not record.get("success"):
        reasons = "; ".join(record.get("reasons", []))
        raise PublishError(
            f"第二道关未放行，不发布 / gate 2 did not let it pass; nothing published: {reasons}"
        )
    if record.get("fingerprint") != certified:
        raise PublishError(
            "第二道关的记录不是这一批数据的，不发布 / gate 2's record is of other data; nothing published"
        )
    if strict and not record.get("strict"):
        raise PublishError(
            "第二道关的记录不是从严的，不发布 / gate 2's record is not of a strict run; nothing published"
        )
    try:
        built_on = json.loads((warehouse / MARTS_RECORD).read_text(encoding="utf-8")).get("gate_2")
    except (OSError, ValueError):
        built_on = None
    if built_on != hashlib.sha256(text).hexdigest():
        raise PublishError(
            "数据集市不是据这次放行建成的，不发布 / the marts were not built on this record of gate 2; nothing published: "
            "run the whole way"
        )
    return dict(record)
