"""The error of a failed step, in one line for a person."""

from __future__ import annotations

import json
from collections.abc import Sequence

from orchestration.settings import Settings


def dbt_error(settings: Settings, stage: str) -> str | None:
    """dbt's messages on the nodes that failed in ``stage``; None if none failed or the stage is not dbt's."""
    results = settings.build.parent / "dbt" / stage / "run_results.json"
    try:
        nodes = json.loads(results.read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError):
        return None
    failed_nodes: Sequence[str] = [
        f"{node['unique_id'].split('.')[2]} ({' '.join((node.get('message') or '').split())[:160]})"
        for node in nodes
        if node["status"] in ("error", "fail")
    ]
    return f"dbt: {'; '.join(failed_nodes[:3])}" if failed_nodes else None


def step_error(settings: Settings, step: str, error: BaseException | None) -> str:
    """The reason of a step that ended with ``error``: dbt's messages, the step's description, or the root error."""
    description = getattr(error, "description", None)  # dagster.Failure
    root = error
    while root is not None and root.__cause__ is not None:
        root = root.__cause__
    text = (
        dbt_error(settings, step.removeprefix("dbt_"))
        or description
        or str(root or "")
        or type(root).__name__
    )
    return text.strip().splitlines()[0]
