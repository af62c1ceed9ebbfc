"""The error of a failed step, in one line for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestration.settings import Settings


def dbt_error(settings: Settings, stage: str) -> str | None:
    """What dbt says of the nodes that failed in ``stage``; None when the stage is not dbt's."""
    results = settings.build.parent / "dbt" / stage / "run_results.json"
    try:
        nodes = json.loads(results.read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return None
    bad: Sequence[str] = [
        f"{node['unique_id'].split('.')[2]} ({' '.join((node.get('message') or '').split())[:160]})"
        for node in nodes
        if node["status"] in ("error", "fail")
    ]
    return f"dbt: {'; '.join(bad[:3])}" if bad else None


def step_error(settings: Settings, step: str, error: BaseException | None) -> str:
    """The reason of a step that ended with ``error``: dbt's own words, what the step said, or the error behind it."""
    said = getattr(error, "description", None)  # dagster.Failure
    root = error
    while root is not None and root.__cause__ is not None:
        root = root.__cause__
    words = dbt_error(settings, step.removeprefix("dbt_")) or said or str(root or "") or type(root).__name__
    return words.strip().splitlines()[0]
