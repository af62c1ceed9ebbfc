"""Results of the gates: plain frozen records for the summary, for Dagster metadata and for alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from expectations.failure import Difference
from expectations.rules.rule import SEVERITIES


@dataclass(frozen=True)
class Example:
    """One failed rule instance, with what a reader needs to understand it without the system."""

    report_id: str
    batch: str
    path: str
    agency_name: str | None
    report_year: int | None
    rule_id: str
    title: str  # the rule's Chinese title
    severity: str
    instance: str | None
    lhs: float
    rhs: float
    sides: str  # '60 + 0 ≠ 61 + 0', built from the values as printed
    place: str  # 'p. 2, p. 3' or 'line 75, 86' or 'table 5: r3 c2, r4 c2'
    verdict: str  # source | extraction | unknown
    differences: tuple[Difference, ...] = ()  # cells that a second reading reads differently
    suggestion: str = ""  # the smallest edit that would make the rule hold, in Chinese

    def line(self) -> str:
        """One readable line: who, year, rule, where, both sides."""
        who = self.agency_name or self.path
        year = f" {self.report_year}" if self.report_year else ""
        where = f", {self.instance}" if self.instance else ""
        return f"{who}{year}: {self.rule_id}{where}: {self.sides}"


@dataclass(frozen=True)
class RuleOutcome:
    """One rule over one batch (or, merged, over all): counts of instances and the first failures."""

    rule_id: str
    title: str
    severity: str
    evaluated: int  # instances that Great Expectations compared
    failed: int  # evaluated instances that do not hold and that no waiver accepts
    not_evaluable: int  # instances over a blank, a dash, a text, an absent or a decoded cell
    failed_reports: int
    waived: int = 0  # failing, and accepted by a person
    error: str | None = None  # why the expectation itself raised an error: nothing was compared
    examples: tuple[Example, ...] = ()

    @property
    def status(self) -> str:
        """'errored' | 'failed' | 'passed' | 'not_checked' (no instance that could be compared)."""
        if self.error is not None:
            return "errored"
        if self.failed:
            return "failed"
        return "passed" if self.evaluated else "not_checked"


@dataclass(frozen=True)
class BatchOutcome:
    """Gate 1 over one batch: how its file versions were classified, and every rule's outcome."""

    batch: str
    reports: int
    certified: int
    held: int
    failed: int
    rules: tuple[RuleOutcome, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        """First failures, errors before warnings before infos."""
        return _first_examples(self.rules)


@dataclass(frozen=True)
class GateResult:
    """Gate 1 over the whole build."""

    batches: tuple[BatchOutcome, ...]
    data_docs: Path  # .../data_docs/index.html

    @property
    def reports(self) -> int:
        """File versions classified."""
        return sum(b.reports for b in self.batches)

    @property
    def certified(self) -> int:
        """File versions that are certified (current or not)."""
        return sum(b.certified for b in self.batches)

    @property
    def held(self) -> int:
        """File versions that are held."""
        return sum(b.held for b in self.batches)

    @property
    def failed(self) -> int:
        """File versions whose extraction failed."""
        return sum(b.failed for b in self.batches)

    @property
    def rules(self) -> tuple[RuleOutcome, ...]:
        """Every rule's outcome over all batches."""
        merged: dict[str, RuleOutcome] = {}
        for outcome in (r for b in self.batches for r in b.rules):
            earlier = merged.get(outcome.rule_id)
            merged[outcome.rule_id] = outcome if earlier is None else _merge(earlier, outcome)
        return tuple(merged.values())

    @property
    def errored(self) -> tuple[RuleOutcome, ...]:
        """Rules whose expectation errored in some batch."""
        return tuple(r for r in self.rules if r.error is not None)

    @property
    def examples(self) -> tuple[Example, ...]:
        """First failures over all batches, errors first."""
        return _first_examples(self.rules)


class GateError(RuntimeError):
    """An expectation errored (which is not the same as: failed). `result` holds what is known."""

    def __init__(self, message: str, result: GateResult) -> None:
        super().__init__(message)
        self.result = result


@dataclass(frozen=True)
class Gate2Result:
    """Result of gate 2: whether the marts may be built and the warehouse published."""

    success: bool
    reasons: tuple[str, ...]  # why not; empty when success
    fingerprint: str  # of the build's certified set, see gate_2.certified_fingerprint
    strict: bool
    counts: dict[str, int] = field(default_factory=dict)  # how much was checked: a pass over 0 rows shows
    data_docs: Path | None = None


def _merge(a: RuleOutcome, b: RuleOutcome) -> RuleOutcome:
    return RuleOutcome(
        a.rule_id,
        a.title,
        a.severity,
        a.evaluated + b.evaluated,
        a.failed + b.failed,
        a.not_evaluable + b.not_evaluable,
        a.failed_reports + b.failed_reports,
        a.waived + b.waived,
        a.error if a.error is not None else b.error,
        (a.examples + b.examples),
    )


def _first_examples(rules: Iterable[RuleOutcome]) -> tuple[Example, ...]:
    """All examples, errors first; within a severity those that may be our own misreading last."""
    examples = [e for r in rules for e in r.examples]
    return tuple(sorted(examples, key=lambda e: (SEVERITIES.index(e.severity), e.verdict == "extraction")))
