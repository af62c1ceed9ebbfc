"""What a column of a mart rests on, as its meta in the dbt yml says it. This is the grammar; there is no other place for it.

Of a table:

    holds      statuses of the reports whose figures stand in it: certified, held, failed
    rests_on   names for rows of published tables that its columns are computed over, each with
        table  whose rows
        by     columns in which they equal this row
        of     another name: then `by` are columns in which they equal any of those rows
        where  SQL over the rows, `t`

Of a column, one of these (a second one stands in where the first gives no cell):

    cells      keys of cells, joined by +; `{name}` is the row's own value in that column, keys that the form version in use lacks
               are left out, and a blank total is the sum of its parts where all are numbers. In a column that ends in _blank0 blanks
               and dashes are 0, but no text
    formula    SQL over columns of the same row; a denominator of 0 gives null
    over       a name of rests_on, with
        value  SQL over its rows; `{name}` as above
    counts     how many rows: a name of rests_on or a published table, and `where` with SQL
    text       the column with the sentence that the number stands in
    given      a file of the landing folder, and `where` with SQL over its lines
    is         key (of the row, or of another), ordinal (an order) or place (in a file): no figure

and beside them

    when       SQL over the row: null unless it holds
    cells_else cells that stand in where one of `cells` is not known
    cells_of   the column with the report whose cells they are, else report_id
    cells_in   the column with the cells (JSON) that a rule compared
    stands_for of a column that a key names by {name}: values that stand for several, which are added

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
    """The first of KINDS that the column's meta has; None where nothing says what it rests on."""
    return next((name for name in KINDS if name in column.meta), None)


def literal(value: Any) -> str:
    """A value in SQL."""
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
    """SQL with `own.name` as the row's values and `{name}` as their text."""
    named = _BRACES.sub(lambda found: str(row[found[1]]), sql)
    return _OWN.sub(lambda found: literal(row[found[1]]), named)


def owns(sql: str) -> list[str]:
    """Columns of the row itself that SQL names by `own.name`."""
    return list(dict.fromkeys(_OWN.findall(sql)))


def names(sql: str) -> list[str]:
    """Words of SQL that may be columns, in their order; words in quotes are none."""
    bare = _OWN.sub("", _QUOTED.sub("''", sql))
    return list(dict.fromkeys(_NAME.findall(bare)))


def same_row(grain: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """SQL that holds of this row alone."""
    return " and ".join(f'"{name}" is not distinct from {literal(row[name])}' for name in grain) or "true"


class Relations:
    """The rows that a table's columns are computed over, as SQL for one row of it."""

    def __init__(self, words: TableWords, row: Mapping[str, Any]) -> None:
        self._told: Mapping[str, Mapping[str, Any]] = words.described.meta.get("rests_on", {})
        self._row = row

    def table(self, name: str) -> str:
        """The published table that a name's rows are of; a published table is its own name."""
        told = self._told.get(name)
        return name if told is None else str(told["table"])

    def select(self, what: str, name: str, where: str = "true") -> str:
        """A query over the rows of `name`; the names that it needs come before it as `with`."""
        needed = self._needed(name, what, where)
        parts = ", ".join(f"{told} as ({self._rows(told)})" for told in self._told if told in needed)
        head = f"with {parts} " if parts else ""
        return f"{head}select {filled(what, self._row)} from {name} as t where {filled(where, self._row)}"

    def _needed(self, name: str, *texts: str) -> set[str]:
        found: set[str] = set()
        waiting = {name} | {
            told for told in self._told for text in texts if re.search(rf"\bfrom {told}\b", text)
        }
        while waiting:
            told = self._told.get(next_one := waiting.pop())
            if told is not None and next_one not in found:
                found.add(next_one)
                waiting |= {told["of"]} if "of" in told else set()
        return found

    def _rows(self, name: str) -> str:
        told = self._told[name]
        wanted = [told["where"]] if "where" in told else []
        for column in told.get("by", ()):
            if "of" in told:
                wanted.append(f"t.{column} in (select {column} from {told['of']})")
            else:
                wanted.append(f"t.{column} is not distinct from own.{column}")
        return (
            f"select t.* from {told['table']} as t where {filled(' and '.join(wanted) or 'true', self._row)}"
        )
