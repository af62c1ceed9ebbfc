"""Kind jump: each of `cells` (patterns of keys) against the year before. One instance per cell.

The larger of both is at most `factor` times the smaller, where last year's is at least `from`. `above_zero`: does
not apply where either year has 0. `forms`, `same_form` and `severity_at` as for kind sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from expectations.failure import Failure, number
from expectations.rules.form_keys import keys_of, matching
from expectations.rules.instance import Instance, Term
from expectations.rules.kinds.fields import check_cells, check_severities
from expectations.rules.kinds.kind import RuleKind, SecondReading
from expectations.rules.kinds.wording import as_recorded, value
from expectations.rules.rule import Rule
from extract.form.catalogue import Form


def _instances(rule: Rule, form: Form, version: str) -> Iterator[Instance]:
    spec = rule.spec
    for key in matching(keys_of(form, version), spec["cells"]):
        yield Instance(
            rule.rule_id,
            version,
            key.split("/")[0],
            key,
            (
                Term("when_last", key, anchor=False, position=1),
                Term("lhs", key, position=2),
                Term("lhs_last", key, anchor=False, position=3),
            ),
            lhs_by="ratio",
            applies="at_least",
            severity=spec.get("severity_at", {}).get(key),
            same_form=spec.get("same_form", False),
            least=spec["from"],
            factor=spec["factor"],
            above_zero=spec.get("above_zero", False),
        )


def _sides(failure: Failure) -> str:
    """120 > 5 × 20 [2021]"""
    small, large = sorted((c for c in failure.cells if c.side == "lhs"), key=lambda c: float(c.value))
    return f"{value(large)} > {number(failure.detail['factor'])} × {value(small)}"


JUMP = RuleKind(
    name="jump",
    sides_model="int_cell_sides",
    judges="fct_cells",
    needed=frozenset({"cells", "from", "factor"}),
    optional=frozenset({"forms", "same_form", "severity_at", "above_zero"}),
    check=lambda entry: chain(check_cells(entry), check_severities(entry)),
    over_cells=True,
    has_edits=False,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=as_recorded,
    clerk=None,
    operator="le",
    instances=_instances,
)
