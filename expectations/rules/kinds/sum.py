"""Kind sum: `lhs` and `rhs` are sums of cells. The field `each` says what one instance covers:

    column  terms are rows of that column             instance = column key
    row     terms are columns of that row             instance = row key
    group   lhs the group's own cell, rhs the leaf outcomes under it, where the group prints numbers
                                                      instance = row key/column key
    block   terms are columns of that block of table four   instance = block key
    report  terms are whole cell keys, of any table   instance = report; not evaluable where the tables stand on
                                                      different form versions

A term is a key, a number, {role: outcome} (every leaf outcome of the form version in use) or {role: part} (every column
of it but the total).

    form_sum              a sum of form.yml by its key: it gives table, each, lhs and rhs
    lhs_by: max           the left side is its largest cell
    lhs_last, rhs_last    terms of the same agency's report of the year before; `same_form`: only where that uses the
                          same form version
    severity_at           instance -> severity, where it differs from the rule's
    forms, rows, columns  limit the instances; forms as in form.yml: '2021-' is from that version on
    when                  {cells, cells_last, is: zero|positive}: the condition without which the rule does not apply
    decoded_by            problem code: the sum was used to read the cells, so it proves nothing
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from expectations.failure import CellSeen, Failure, number
from expectations.names import CellNames, where
from expectations.rules.form_keys import leaves_under
from expectations.rules.instance import SIDES, Instance, Term
from expectations.rules.kinds.fields import check_each, check_severities
from expectations.rules.kinds.kind import Entry, RuleKind, SecondReading
from expectations.rules.kinds.wording import SIGNS, value
from expectations.rules.rule import Rule
from expectations.words import Sentence
from extract.form.catalogue import Form

MOST_TERMS = 6  # in longer sums the zeros are left out
MOST_NAMED = 4  # the same limit in the text for clerks
CONDITIONS = ("zero", "positive")


def _check(entry: Entry) -> Iterator[str]:
    yield from check_each(entry, tuple(_EXPANDERS))
    if entry["each"] != "report" and "table" not in entry:
        yield f"a rule of kind sum for each {entry['each']} needs a table"
    left, right = (entry.get(side) or entry.get(f"{side}_last") for side in ("lhs", "rhs"))
    if entry["each"] != "group" and not (left and right):
        yield "both sides need terms"
    if "when" in entry and entry["when"].get("is") not in CONDITIONS:
        yield f"the condition of `when` is none of {', '.join(CONDITIONS)}"
    yield from check_severities(entry)


# --- instances ---
_Expanded = Iterator[tuple[str, list[Term]]]


def _instances(rule: Rule, form: Form, version: str) -> Iterator[Instance]:
    spec = rule.spec
    for name, terms in _EXPANDERS[spec["each"]](spec, form, version):
        tables = {t.key.split("/")[0] for t in terms if t.key is not None}
        yield Instance(
            rule.rule_id,
            version,
            spec.get("table") or ("applications" if "applications" in tables else min(tables)),
            name,
            tuple(terms),
            lhs_by=spec.get("lhs_by", "sum"),
            applies=spec["when"]["is"] if "when" in spec else "always",
            decoded_by=spec.get("decoded_by"),
            severity=spec.get("severity_at", {}).get(name),
            same_form=spec.get("same_form", False),
        )


def _written(spec: Mapping[str, Any]) -> list[tuple[int, str, Any]]:
    """Every term of the rule as (position, side, term), those of the condition first."""
    when = spec.get("when", {})
    sides = [
        ("when", when.get("cells", [])),
        ("when_last", when.get("cells_last", [])),
        *((side, spec.get(side, [])) for side in ("lhs", "rhs", "lhs_last", "rhs_last")),
    ]
    terms = [(side, term) for side, side_terms in sides for term in side_terms]
    return [(position, side, term) for position, (side, term) in enumerate(terms, start=1)]


def _term(position: int, side: str, term: Any, before: str = "", after: str = "") -> Term:
    """Term for a key or a number. Cells of the year before are no anchors: the instance exists without them."""
    if isinstance(term, str):
        return Term(side, f"{before}{term}{after}", 0.0, side in SIDES, position)
    return Term(side, None, float(term), side in SIDES, position)


def _each_column(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are rows, instance is the column."""
    roles = {r.key: r.role for r in form.application_rows[version]}

    def rows(term: Any) -> Sequence[Any]:
        return (
            [key for key, role in roles.items() if role == term["role"]] if isinstance(term, dict) else [term]
        )

    for column in _columns(spec, form, version):
        yield (
            column,
            [
                _term(position, side, row, f"{spec['table']}/", f"/{column}")
                for position, side, term in _written(spec)
                for row in rows(term)
            ],
        )


def _columns(spec: Mapping[str, Any], form: Form, version: str) -> list[str]:
    """Columns of table three that a rule applies to."""
    keys = [column.key for column in form.application_columns[version]]
    return [key for key in keys if key in spec.get("columns", keys)]


def _each_row(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are columns, instance is the row (of table two or three) or the block (of table four)."""
    names: list[str]
    if spec["table"] == "applications":
        # Group rows too: where a group row has numbers, they add up across like those of any row.
        names = [r.key for r in form.application_rows[version]]
    elif spec["table"] == "appeals":
        names = [b.key for b in form.appeal_blocks[version]]
    else:
        names = [r.key for clause in form.clauses[version] for r in clause.rows]
    for name in (n for n in names if n in spec.get("rows", [n])):
        yield (
            name,
            [
                _term(position, side, column, f"{spec['table']}/{name}/")
                for position, side, term in _written(spec)
                for column in _parts(term, spec["table"], form, version)
            ],
        )


def _parts(term: Any, table: str, form: Form, version: str) -> Sequence[Any]:
    """The columns of a term: for {role: part} every column but the total."""
    if isinstance(term, dict):
        return [column.key for column in form.columns(table, version) if column.key != "total"]
    return [term]


def _each_report(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are whole keys, of any table; one instance."""
    yield "report", [_term(*written) for written in _written(spec)]


def _each_group(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """A group row's own cell against the leaf outcomes under it; only where the group row is printed."""
    rows = form.application_rows[version]
    for group in (r.key for r in rows if r.role == "group" and r.key in spec.get("rows", [r.key])):
        for column in _columns(spec, form, version):
            leaves = leaves_under(form, version, group)
            yield (
                f"{group}/{column}",
                [
                    Term("lhs", f"applications/{group}/{column}", position=1),
                    *(
                        Term("rhs", f"applications/{leaf}/{column}", anchor=False, position=2)
                        for leaf in leaves
                    ),
                ],
            )


_EXPANDERS = {
    "column": _each_column, "row": _each_row, "group": _each_group, "block": _each_row, "report": _each_report,
}  # fmt: skip


# --- words ---
def _sides(failure: Failure) -> str:
    left = _side(failure, "lhs", failure.detail["lhs_constant"], failure.detail["lhs_by"])
    right = _side(failure, "rhs", failure.detail["rhs_constant"], "sum")
    return f"{left} {SIGNS[failure.operator]} {right}"


def _side(failure: Failure, side: str, constant: float, by: str) -> str:
    """'60 + 0'; only the largest for max; '3 + 4 (+ 17 × 0)' where a long sum has many zeros."""
    if by == "max":
        return number(failure.lhs)
    cells = [c for c in failure.cells if c.side == side]
    constants = [number(constant)] if constant or not cells else []
    if len(cells) + len(constants) <= MOST_TERMS:
        return " + ".join([*(value(c) for c in cells), *constants])
    nonzero = [value(c) for c in cells if float(c.value) != 0] + constants
    zeros = len(cells) + len(constants) - len(nonzero)
    return (" + ".join(nonzero) or "0") + (f" (+ {zeros} × 0)" if nonzero and zeros else "")


def _alert(failure: Failure) -> Sentence:
    difference = f"{failure.lhs - failure.rhs:+.10g}"
    return Sentence(f"{failure.sides}（差 {difference}）", f"{failure.sides} (difference {difference})")


def _clerk(failure: Failure, rule: Rule, names: CellNames) -> str:
    by_column = rule.spec["each"] in ("column", "group")
    left, right = (_named_side(failure, rule, side, names, by_column) for side in ("lhs", "rhs"))
    sign = "大于" if failure.operator == "le" else "不等于"
    subject = names.subject(failure.cells[0].key, by_column)
    return f"【{subject}】{left} {sign} {right}{where(failure.places)}"


def _named_side(failure: Failure, rule: Rule, side: str, names: CellNames, by_column: bool) -> str:
    total = failure.lhs if side == "lhs" else failure.rhs
    cells = [c for c in failure.cells if c.side == side]
    if side == "lhs" and rule.spec.get("lhs_by") == "max":
        cells = [c for c in cells if float(c.value) == total]
        return "、".join(_named(c, names, by_column) for c in cells)
    listed = cells if len(cells) <= MOST_NAMED else [c for c in cells if float(c.value) != 0]
    left_out = f"（其余 {len(cells) - len(listed)} 项为 0）" if len(listed) < len(cells) else ""
    if not listed:
        return number(total)
    sum_of = " + ".join(_named(c, names, by_column) for c in listed)
    return f"{sum_of}{left_out} = {number(total)}" if len(listed) > 1 else f"{sum_of}{left_out}"


def _named(cell: CellSeen, names: CellNames, by_column: bool) -> str:
    _, row, column = cell.key.split("/")
    return f"{names.row(cell.key, row) if by_column else names.column(cell.key, column)} {cell.value}"


SUM = RuleKind(
    name="sum",
    sides_model="int_cell_sides",
    judges="fct_cells",
    needed=frozenset({"each", "operator"}),
    optional=frozenset({
        "table", "lhs", "rhs", "lhs_last", "rhs_last", "lhs_by", "forms", "rows", "columns", "when", "decoded_by",
        "same_form", "severity_at",
    }),
    check=_check,
    over_cells=True,
    has_edits=True,
    second_reading=SecondReading.CELLS,
    sides=_sides,
    alert=_alert,
    clerk=_clerk,
    instances=_instances,
)  # fmt: skip
