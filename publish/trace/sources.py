"""Defines and reads the meta in the dbt yml that says what a column of a mart is computed from. This is the only definition.

Keys of a table:

    holds      statuses of the reports whose figures it contains: certified, held, failed
    rests_on   names for sets of rows of published tables that its columns are computed over, each with
        table  the table of the rows
        by     columns in which they equal this row
        of     another name: then `by` are columns in which they equal any row of that set
        where  SQL over the rows, `t`

Keys of a column, one of these (a second one applies where the first gives no cell):

    cells      keys of cells, joined by +; `{name}` is the row's own value in that column; keys that the form version in use lacks
               are left out, and a blank total is the sum of its parts where all are numbers. In a column that ends in _blank0 blanks
               and dashes are 0, but no text
    formula    SQL over columns of the same row; a denominator of 0 gives null
    over       a name of rests_on, with
        value  SQL over its rows; `{name}` as above
    counts     how many rows: a name of rests_on or a published table, and `where` with SQL
    text       the column with the sentence that contains the number
    given      a file of the landing folder, and `where` with SQL over its lines
    is         key (of the row, or of another), ordinal (an order) or place (in a file): not a figure

and in addition

    when       SQL over the row: null unless it holds
    cells_else cells used instead if one of `cells` is not known
    cells_of   the column with the report whose cells they are, else report_id
    cells_in   the column with the cells (JSON) that a rule compared
    stands_for of a column that a key uses as {name}: values that mean several values, which are added

In all SQL `own.name` is the row's own value; the names of rests_on are tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from publish.release.descriptions import Described, TableWords

KINDS = ("cells", "formula", "over", "counts", "text", "given", "is")
_OWN = re.compile(r"\bown\.(\w+)")
_BRACES = re.compile(r"{(\w+)}")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_NAME = re.compile(r"(?<!\.)\b(?:t\.)?([a-z_]\w*)\b(?!\s*\(|\.)")


def kind(column: Described) -> str | None:
    """The first of KINDS in the column's meta; None if the meta does not say what it is computed from."""
    return next((name for name in KINDS if name in column.meta), None)


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"timestamptz '{value.isoformat()}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def filled(sql: str, row: Mapping[str, Any]) -> str:
    """SQL with `own.name` replaced by the row's values and `{name}` by their text."""
    named = _BRACES.sub(lambda found: str(row[found[1]]), sql)
    return _OWN.sub(lambda found: literal(row[found[1]]), named)


def owns(sql: str) -> list[str]:
    """Columns of the row itself that SQL names by `own.name`."""
    return list(dict.fromkeys(_OWN.findall(sql)))


def names(sql: str) -> list[str]:
    """Words of SQL that may be columns, in order; words in quotes are not."""
    bare = _OWN.sub("", _QUOTED.sub("''", sql))
    return list(dict.fromkeys(_NAME.findall(bare)))


def same_row(grain: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """An SQL condition that only this row satisfies."""
    return " and ".join(f'"{name}" is not distinct from {literal(row[name])}' for name in grain) or "true"


class Relations:
    """The rows that a table's columns are computed over, as SQL for one row of it."""

    def __init__(self, words: TableWords, row: Mapping[str, Any]) -> None:
        self._relations: Mapping[str, Mapping[str, Any]] = words.described.meta.get("rests_on", {})
        self._row = row

    def table(self, name: str) -> str:
        """The published table of a name's rows; any other name is a published table itself."""
        relation = self._relations.get(name)
        return name if relation is None else str(relation["table"])

    def select(self, what: str, name: str, where: str = "true") -> str:
        """A query over the rows of `name`; the names that it needs are defined in a `with` clause."""
        needed = self._needed(name, what, where)
        parts = ", ".join(f"{other} as ({self._rows(other)})" for other in self._relations if other in needed)
        with_clause = f"with {parts} " if parts else ""
        return (
            f"{with_clause}select {filled(what, self._row)} from {name} as t where {filled(where, self._row)}"
        )

    def _needed(self, name: str, *texts: str) -> set[str]:
        found: set[str] = set()
        waiting = {name} | {
            other for other in self._relations for text in texts if re.search(rf"\bfrom {other}\b", text)
        }
        while waiting:
            relation = self._relations.get(next_name := waiting.pop())
            if relation is not None and next_name not in found:
                found.add(next_name)
                waiting |= {relation["of"]} if "of" in relation else set()
        return found

    def _rows(self, name: str) -> str:
        relation = self._relations[name]
        conditions = [relation["where"]] if "where" in relation else []
        for column in relation.get("by", ()):
            if "of" in relation:
                conditions.append(f"t.{column} in (select {column} from {relation['of']})")
            else:
                conditions.append(f"t.{column} is not distinct from own.{column}")
        return f"select t.* from {relation['table']} as t where {filled(' and '.join(conditions) or 'true', self._row)}"
