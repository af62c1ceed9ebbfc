"""Rules over cells (kinds sum and jump) -> their instances, each with the cells on its sides, for every form version.

A side may take cells of the report of the year before: `lhs_last`, `rhs_last`, `when_last`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from expectations.rules.catalogue import Rule, RulesError
from extract.form.catalogue import TABLES, Form, in_versions


@dataclass(frozen=True)
class Term:
    """A cell (or a number) on a side; an instance exists only where its anchor cells are printed."""

    side: str  # lhs | rhs | when | lhs_last | rhs_last | when_last
    key: str | None
    number: float = 0.0
    anchor: bool = True


@dataclass(frozen=True)
class Instance:
    """One place where a rule is evaluated in one form version."""

    rule_id: str
    form: str
    table: str
    instance: str
    terms: tuple[Term, ...]
    lhs_by: str  # sum | max | ratio: of two years the larger against `factor` times the smaller
    applies: str  # always | zero | positive | at_least
    decoded_by: str | None
    severity: str | None = None  # where it differs from the rule's
    same_form: bool = False  # the year before must stand on the same form version
    least: float | None = None  # of `at_least`
    factor: float | None = None  # of `ratio`
    above_zero: bool = False  # of `ratio`: a 0 in either year is no case of it

    def constant(self, side: str) -> float:
        """Sum of the side's plain numbers."""
        return sum(t.number for t in self.terms if t.side == side and t.key is None)

    def count(self, *sides: str) -> int:
        """Cells on the sides."""
        return sum(t.side in sides and t.key is not None for t in self.terms)

    def keys(self) -> list[str]:
        """Keys of all cells of the report itself, each once, in order."""
        return list(dict.fromkeys(t.key for t in self.terms if t.key is not None and t.side in SIDES))

    @property
    def over_years(self) -> bool:
        """Whether it takes cells of the year before."""
        return any(t.side in LAST_SIDES for t in self.terms)


SIDES = ("when", "lhs", "rhs")
LAST_SIDES = tuple(f"{side}_last" for side in SIDES)
_KINDS = ("sum", "jump")


def expand(rules: Sequence[Rule], form: Form) -> list[Instance]:
    """Instances of every rule over cells. Raises RulesError where a rule names a key that the form has not."""
    return [i for rule in rules if rule.kind in _KINDS for i in _instances(rule, form)]


def _instances(rule: Rule, form: Form) -> Iterator[Instance]:
    spec = rule.spec
    jumps = rule.kind == "jump"
    found = False
    for version in _versions(rule, form):
        known = {k for table in TABLES for k in form.keys(table, version)} | _group_keys(form, version)
        expander = _each_cell if jumps else _EXPANDERS[spec["each"]]
        for name, sides in expander(spec, form, version):
            found = True
            terms = tuple(Term(side, key, number, anchor) for side, key, number, anchor in sides)
            if unknown := [t.key for t in terms if t.key is not None and t.key not in known]:
                raise RulesError(f"{rule.rule_id}: the {version} form has no {', '.join(unknown)}")
            tables = {t.key.split("/")[0] for t in terms if t.key is not None}
            yield Instance(
                rule.rule_id,
                version,
                spec.get("table") or ("applications" if "applications" in tables else min(tables)),
                name,
                terms,
                "ratio" if jumps else spec.get("lhs_by", "sum"),
                "at_least" if jumps else spec["when"]["is"] if "when" in spec else "always",
                spec.get("decoded_by"),
                spec.get("severity_at", {}).get(name),
                spec.get("same_form", False),
                spec.get("from"),
                spec.get("factor"),
                spec.get("above_zero", False),
            )
    if not found:
        raise RulesError(f"{rule.rule_id}: no instance in any form version")


def _versions(rule: Rule, form: Form) -> list[str]:
    """The form versions that a rule is about, the oldest first."""
    try:
        return in_versions(rule.spec.get("forms"), sorted(form.versions))
    except ValueError as error:
        raise RulesError(f"{rule.rule_id}: forms: {error}") from error


def _group_keys(form: Form, version: str) -> set[str]:
    groups = [r.key for r in form.application_rows[version] if r.role == "group"]
    return {f"applications/{g}/{c.key}" for g in groups for c in form.application_columns[version]}


_Side = tuple[str, str | None, float, bool]
_Expanded = Iterator[tuple[str, list[_Side]]]


def _each_column(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are rows, instance is the column."""
    roles = {r.key: r.role for r in form.application_rows[version]}

    def rows(side: str, terms: Sequence[Any], column: str) -> Iterator[_Side]:
        for term in terms:
            if isinstance(term, dict):
                for key in (k for k, role in roles.items() if role == term["role"]):
                    yield _term(side, f"{spec['table']}/{key}/{column}")
            else:
                yield _term(side, f"{spec['table']}/{term}/{column}" if isinstance(term, str) else term)

    for column in _columns(spec, form, version):
        yield column, [term for side, terms in _sides(spec) for term in rows(side, terms, column)]


def _columns(spec: Mapping[str, Any], form: Form, version: str) -> list[str]:
    """Columns of table three that a rule is about."""
    keys = [column.key for column in form.application_columns[version]]
    return [key for key in keys if key in spec.get("columns", keys)]


def _sides(spec: Mapping[str, Any]) -> list[tuple[str, Sequence[Any]]]:
    """Every side with its terms as written, the condition first."""
    when = spec.get("when", {})
    return [
        ("when", when.get("cells", [])),
        ("when_last", when.get("cells_last", [])),
        *((side, spec.get(side, [])) for side in ("lhs", "rhs", "lhs_last", "rhs_last")),
    ]


def _each_row(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are columns, instance is the row (of table two or three) or the block (of table four)."""
    names: list[str]
    if spec["table"] == "applications":
        # Group rows too: where one prints numbers of its own, they add up across like any other.
        names = [r.key for r in form.application_rows[version]]
    elif spec["table"] == "appeals":
        names = [b.key for b in form.appeal_blocks[version]]
    else:
        names = [r.key for clause in form.clauses[version] for r in clause.rows]
    for name in (n for n in names if n in spec.get("rows", [n])):
        yield (
            name,
            [
                _term(side, term, f"{spec['table']}/{name}/")
                for side, terms in _sides(spec)
                for term in _parts(terms, spec["table"], form, version)
            ],
        )


def _parts(terms: Sequence[Any], table: str, form: Form, version: str) -> Iterator[Any]:
    """The terms, {role: part} as every column but the total."""
    for term in terms:
        if isinstance(term, dict):
            yield from (c.key for c in form.columns(table, version) if c.key != "total")
        else:
            yield term


def _term(side: str, term: Any, before: str = "") -> tuple[str, str | None, float, bool]:
    """A key or a number; cells of the year before do not decide whether an instance is there."""
    if isinstance(term, str):
        return side, before + term, 0.0, side in SIDES
    return side, None, float(term), side in SIDES


def _each_report(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are whole keys, of any table; one instance."""
    yield "report", [_term(side, term) for side, terms in _sides(spec) for term in terms]


def _each_cell(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """One instance for each cell whose key matches one of the patterns: this year's against that of the year before."""
    for table in TABLES:
        for key in form.keys(table, version):
            if any(fnmatchcase(key, pattern) for pattern in spec["cells"]):
                yield key, [_term(side, key) for side in ("when_last", "lhs", "lhs_last")]


def leaves_under(form: Form, version: str, group: str) -> list[str]:
    """Leaf outcomes under a row, at any depth; none where the row is a leaf itself in this version."""
    rows = form.application_rows[version]
    parents = {r.key: r.parent for r in rows}

    def under(key: str | None) -> bool:
        return key is not None and (key == group or under(parents[key]))

    return [r.key for r in rows if r.role == "outcome" and under(r.parent)]


def _each_group(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """A group row's own cell against the leaf outcomes under it; only where the group row is printed."""
    rows = form.application_rows[version]
    for group in (r.key for r in rows if r.role == "group" and r.key in spec.get("rows", [r.key])):
        for column in _columns(spec, form, version):
            yield (
                f"{group}/{column}",
                [
                    ("lhs", f"applications/{group}/{column}", 0.0, True),
                    *(
                        ("rhs", f"applications/{leaf}/{column}", 0.0, False)
                        for leaf in leaves_under(form, version, group)
                    ),
                ],
            )


_EXPANDERS = {
    "column": _each_column, "row": _each_row, "block": _each_row, "group": _each_group, "report": _each_report,
}  # fmt: skip
