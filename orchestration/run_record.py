"""The record of what one run did: the resource ``run_record`` of the assets.

The command line passes in its own record, shows it during the run and summarizes it at the end. A run from the UI gets
one that shows nothing, because Dagster's own events and metadata show the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alerts import Delivery
    from expectations.gates.results import Gate2Result, GateResult
    from extract.store.batches import BatchResult, OnRead
    from publish import Published


@dataclass
class RunRecord:
    """What one run did so far; None for a part that did not happen."""

    on_stage: Callable[[str], None] = lambda stage: None
    on_read: OnRead = lambda path, status, failure: None
    on_second: Callable[[int, int], None] = lambda done, total: None
    batches: list[BatchResult] = field(default_factory=list)
    gate_1: GateResult | None = None
    gate_2: Gate2Result | None = None
    published: Published | None = None
    deliveries: list[Delivery] = field(default_factory=list)
    complete_since: str | None = None
    """If nothing changed and this run had nothing to do: when the run ended whose results are still valid."""

    @property
    def judged(self) -> bool:
        """Whether the verdicts in the build file are those of this run, or of one with the same inputs."""
        return self.gate_2 is not None or self.complete_since is not None
