"""A rule of kind sum -> its instances, each with the cells on its sides, for every form version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from expectations.rules import Rule, RulesError
from extract.form.catalogue import Form


@dataclass(frozen=True)
class Term:
    """A cell (or a number) on a side; an instance exists only where its anchor cells are printed."""

    side: str  # lhs | rhs | when
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
    lhs_by: str
    applies: str  # always | zero | positive
    decoded_by: str | None

    def constant(self, side: str) -> float:
        """Sum of the side's plain numbers."""
        return sum(t.number for t in self.terms if t.side == side and t.key is None)

    def count(self, *sides: str) -> int:
        """Cells on the sides."""
        return sum(t.side in sides and t.key is not None for t in self.terms)

    def keys(self) -> list[str]:
        """Keys of all cells involved, each once, in order."""
        return list(dict.fromkeys(t.key for t in self.terms if t.key is not None))


def expand(rules: Sequence[Rule], form: Form) -> list[Instance]:
    """Instances of every rule of kind sum. Raises RulesError where a rule names a key that the form has not."""
    return [i for rule in rules if rule.kind == "sum" for i in _instances(rule, form)]


def _instances(rule: Rule, form: Form) -> Iterator[Instance]:
    spec = rule.spec
    found = False
    for version in spec.get("forms", sorted(form.versions)):
        for name, sides in _EXPANDERS[spec["each"]](spec, form, version):
            found = True
            terms = tuple(Term(side, key, number, anchor) for side, key, number, anchor in sides)
            known = set(form.keys(spec["table"], version)) | _group_keys(form, version)
            if unknown := [t.key for t in terms if t.key is not None and t.key not in known]:
                raise RulesError(f"{rule.rule_id}: the {version} form has no {', '.join(unknown)}")
            yield Instance(
                rule.rule_id,
                version,
                spec["table"],
                name,
                terms,
                spec.get("lhs_by", "sum"),
                spec["when"]["is"] if "when" in spec else "always",
                spec.get("decoded_by"),
            )
    if not found:
        raise RulesError(f"{rule.rule_id}: no instance in any form version")


def _group_keys(form: Form, version: str) -> set[str]:
    groups = [r.key for r in form.application_rows[version] if r.role == "group"]
    return {f"applications/{g}/{c.key}" for g in groups for c in form.application_columns}


_Side = tuple[str, str | None, float, bool]
_Expanded = Iterator[tuple[str, list[_Side]]]


def _each_column(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are rows, instance is the column."""
    roles = {r.key: r.role for r in form.application_rows[version]}

    def rows(side: str, terms: Sequence[Any], column: str) -> Iterator[_Side]:
        for term in terms:
            if isinstance(term, dict):
                for key in (k for k, role in roles.items() if role == term["role"]):
                    yield side, f"{spec['table']}/{key}/{column}", 0.0, True
            elif isinstance(term, str):
                yield side, f"{spec['table']}/{term}/{column}", 0.0, True
            else:
                yield side, None, float(term), True

    for column in (c.key for c in form.application_columns if c.key in spec.get("columns", [c.key])):
        when = spec.get("when", {}).get("cells", [])
        yield (
            column,
            [
                *rows("when", when, column),
                *rows("lhs", spec["lhs"], column),
                *rows("rhs", spec["rhs"], column),
            ],
        )


def _each_row(spec: Mapping[str, Any], form: Form, version: str) -> _Expanded:
    """Terms are columns, instance is the row (of table two or three) or the block (of table four)."""
    names: list[str]
    if spec["table"] == "applications":
        # Group rows too: where one prints numbers of its own, they add up across like any other.
        names = [r.key for r in form.application_rows[version]]
    elif spec["table"] == "appeals":
        names = [b.key for b in form.appeal_blocks]
    else:
        names = [r.key for clause in form.clauses[version] for r in clause.rows]
    for name in (n for n in names if n in spec.get("rows", [n])):
        yield (
            name,
            [
                (
                    side,
                    f"{spec['table']}/{name}/{term}" if isinstance(term, str) else None,
                    0.0 if isinstance(term, str) else float(term),
                    True,
                )
                for side, terms in (
                    ("when", spec.get("when", {}).get("cells", [])),
                    ("lhs", spec["lhs"]),
                    ("rhs", spec["rhs"]),
                )
                for term in terms
            ],
        )


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
        for column in (c.key for c in form.application_columns if c.key in spec.get("columns", [c.key])):
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


_EXPANDERS = {"column": _each_column, "row": _each_row, "block": _each_row, "group": _each_group}
