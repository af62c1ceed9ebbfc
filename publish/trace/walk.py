"""Traces a figure of a mart down to the cells of reports that it is computed from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb

from extract.narrative.numbers import find_numbers
from publish.release.descriptions import Described, Descriptions, TableWords
from publish.trace import sources
from publish.trace.cells import ReportCells
from publish.trace.figures import PLACES, Cell, Figure, File

NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
BLANK0 = "_blank0"
CELLS = "fct_cells"
Row = dict[str, Any]


class Tracer:
    """Traces figures of one warehouse file with the published tables. `most` limits how many rows of one aggregate are traced
    further (None: all); `landing` is the folder of given inputs, if these are to be checked too."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        descriptions: Descriptions | None = None,
        *,
        most: int | None = None,
        landing: Path | None = None,
    ) -> None:
        self.descriptions = descriptions or Descriptions()
        self._database = database
        self._most = most
        self._landing = landing
        self._types: dict[str, dict[str, str]] = {}
        self._figures: dict[tuple[Any, ...], Figure] = {}
        self._asked: dict[str, list[Row]] = {}
        self._reports: dict[str, ReportCells] = {}

    def tables(self) -> list[str]:
        """The names of all marts."""
        return [row["table_name"] for row in self.ask(
            "select table_name from information_schema.tables where table_schema = 'main' and table_name like 'mart_%' order by 1"
        )]  # fmt: skip

    def columns(self, table: str) -> dict[str, str]:
        """The columns of a table with their types; empty if there is no such table."""
        if table not in self._types:
            found = self.ask(
                "select column_name, data_type from information_schema.columns where table_schema = 'main' "
                f"and table_name = {sources.literal(table)} order by ordinal_position"
            )
            self._types[table] = {row["column_name"]: row["data_type"] for row in found}
        return self._types[table]

    def numeric(self, table: str) -> list[str]:
        """The numeric columns of a table."""
        return [name for name, data_type in self.columns(table).items() if data_type.split("(")[0] in NUMERIC]

    def without_source(self, table: str) -> list[str]:
        """The numeric columns of a table whose meta does not say what they are computed from."""
        words = self.descriptions.of(table)
        return [c for c in self.numeric(table) if sources.kind(words.columns.get(c, Described())) is None]

    def ask(self, sql: str) -> list[Row]:
        """The rows of a query as dicts by column."""
        result = self._database.execute(sql)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def figure(self, table: str, column: str, row: Row) -> Figure:
        """Trace the column of a row (with all its columns) of a table."""
        words = self.descriptions.of(table)
        known = (table, column, *(row[name] for name in words.grain))
        if known not in self._figures:
            self._figures[known] = self._walk(words, column, row)
        return self._figures[known]

    def _walk(self, words: TableWords, column: str, row: Row) -> Figure:
        described = words.columns.get(column, Described())
        kind = sources.kind(described)
        if kind is None:
            raise LookupError(f"{words.name}.{column}")
        grain = {name: row[name] for name in words.grain}
        figure = Figure(words.name, column, grain, row[column], kind, str(described.meta.get(kind)))
        here = sources.same_row(words.grain, row)
        when = described.meta.get("when")
        if when is not None and not self._one(
            f"select ({sources.filled(when, row)}) from {words.name} where {here}"
        ):
            figure.note = f"此行不适用，故为空 / null in this row: only where {when}"
            return figure
        walks: Mapping[str, Callable[[Figure, TableWords, Described, Row, str], None]] = {
            "cells": self._of_cells,
            "formula": self._of_formula,
            "over": self._of_rows,
            "counts": self._of_count,
            "text": self._of_text,
            "given": self._of_input,
            "is": self._of_itself,
        }
        walks[kind](figure, words, described, row, here)
        self._compared(figure, described, row)
        return figure

    def _of_cells(self, figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        report = row[described.meta.get("cells_of", "report_id")]
        keys_stated = described.meta["cells"]
        if report is None or any(row[name] is None for name in re.findall(r"{(\w+)}", keys_stated)):
            if "text" in described.meta:
                self._of_text(figure, words, described, row, here)
            return
        cells = self.report(report)
        sums = []
        for stated in self._stands_for(words, keys_stated, row):
            keys = stated.split(" + ")
            otherwise = [described.meta["cells_else"]] if "cells_else" in described.meta else []
            value, found = cells.add(keys, otherwise, figure.column.endswith(BLANK0))
            sums.append(value)
            figure.cells.extend(found)
        figure.file = cells.file
        figure.expression = " + ".join(
            "·" if c.counts_as is None else _number_in_words(c.counts_as) for c in figure.cells
        )
        figure.computed = None if None in sums else sum(value for value in sums if value is not None)

    @staticmethod
    def _stands_for(words: TableWords, stated: str, row: Row) -> list[str]:
        """The keys with `{name}` filled in; a value that means several gives several keys."""
        filled = [stated]
        for name in dict.fromkeys(re.findall(r"{(\w+)}", stated)):
            several = words.columns[name].meta.get("stands_for", {}).get(row[name], [row[name]])
            filled = [keys.replace(f"{{{name}}}", value) for keys in filled for value in several]
        return filled

    def _of_formula(
        self, figure: Figure, words: TableWords, described: Described, row: Row, here: str
    ) -> None:
        formula = re.sub(r"/ (\w+)", r"/ nullif(\1, 0)", figure.told)
        figure.computed = self._one(f"select {sources.filled(formula, row)} from {words.name} where {here}")
        used = [name for name in sources.names(figure.told) if name in row and name != figure.column]
        figure.expression = re.sub(
            r"\b(?:own\.)?([a-z_]\w*)\b",
            lambda m: _number_in_words(row[m[1]]) if m[1] in used else m[0],
            figure.told,
        )
        figure.parts = self._parts(words.name, used, row)

    def _of_rows(self, figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        relations = sources.Relations(words, row)
        name, value = figure.told, described.meta["value"]
        self._listed(figure, relations, name, "true")
        found = self.ask(relations.select(f"{value} as computed", name))
        figure.computed = found[0]["computed"] if len(found) == 1 else None
        figure.told = f"{value} over {name}"
        figure.expression = sources.filled(value, row)
        below = relations.table(name)
        used = [column for column in sources.names(figure.expression) if column in self.columns(below)]
        self._go_down(figure, relations, name, below, used)
        figure.parts += self._parts(words.name, [c for c in sources.owns(value) if c != figure.column], row)

    def _of_count(self, figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        relations = sources.Relations(words, row)
        name, _, where = figure.told.partition(" where ")
        self._listed(figure, relations, name, where or "true")
        figure.computed = figure.rows
        figure.expression = f"{figure.rows}"
        if relations.table(name) == CELLS:
            self._go_down(figure, relations, name, CELLS, ["value_number"], where or "true")

    def _of_text(self, figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        figure.quote = row[described.meta["text"]]
        figure.file = self.report(row["report_id"]).file
        figure.place = {name: row[name] for name in PLACES if row.get(name) is not None}
        figure.kind = "text"
        figure.expression = figure.quote or ""
        figure.computed = row[figure.column] if _is_stated(row[figure.column], figure.quote or "") else None

    def _of_input(self, figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        name, _, where = sources.filled(figure.told, row).partition(" where ")
        figure.expression = f"{name} where {where}"
        figure.note = f"由 {name} 给定 / given by {name} of the landing folder"
        figure.computed = figure.value
        if self._landing is not None:
            path = sources.literal(str(self._landing / name))
            found = self.ask(
                f"select {figure.column} as given from read_csv({path}, all_varchar = true) where {where}"
            )
            figure.computed = found[0]["given"] if len(found) == 1 else None

    @staticmethod
    def _of_itself(figure: Figure, words: TableWords, described: Described, row: Row, here: str) -> None:
        figure.computed = figure.value
        figure.note = {
            "key": "键，不是统计数 / a key, no figure",
            "ordinal": "次序，不是统计数 / an order, no figure",
            "place": "文件中的位置，不是统计数 / a place in the file, no figure",
        }[figure.told]

    def _compared(self, figure: Figure, described: Described, row: Row) -> None:
        """Add the cells that a rule compared, including those of the other report."""
        if "cells_in" in described.meta:
            for report in (row["report_id"], row.get("other_report_id")):
                if report is not None:
                    figure.cells += [
                        self.report(report).cell(key)
                        for key in json.loads(row[described.meta["cells_in"]] or "[]")
                    ]

    def _listed(self, figure: Figure, relations: sources.Relations, name: str, where: str) -> None:
        figure.over = relations.table(name)
        figure.sql = relations.select("*", name, where)
        figure.rows = int(self._rows(relations.select("count(*) as n", name, where))[0]["n"])

    def _go_down(
        self,
        figure: Figure,
        relations: sources.Relations,
        name: str,
        below: str,
        used: list[str],
        where: str = "true",
    ) -> None:
        """Add the rows that a figure is computed over: cells as they are, other rows traced further."""
        most = self._most
        limit = "" if most is None else f" limit {most}"
        order = [column for column in self.descriptions.of(below).grain if column in self.columns(below)]
        by = f" order by {', '.join(order)}" if order else ""
        if below == CELLS:
            for cell in self.ask(relations.select("report_id, key", name, where) + f" order by all{limit}"):
                figure.cells.append(self.report(cell["report_id"]).cell(cell["key"]))
        elif self._traced(below, used):
            for part in self._rows(relations.select("*", name, where) + by + limit):
                figure.parts += self._parts(below, used, part)
        if most is not None:
            figure.left_out = max(figure.rows - most, 0)

    def _traced(self, table: str, used: Iterable[str]) -> list[str]:
        words = self.descriptions.of(table)
        numeric = set(self.numeric(table))
        return [
            name
            for name in used
            if name in numeric and sources.kind(words.columns.get(name, Described())) not in (None, "is")
        ]

    def _parts(self, table: str, used: Iterable[str], row: Row) -> list[Figure]:
        return [self.figure(table, name, row) for name in self._traced(table, used)]

    def _rows(self, sql: str) -> list[Row]:
        """Rows of a query, cached: many columns of a row are computed over the same rows."""
        if sql not in self._asked:
            self._asked[sql] = self.ask(sql)
        return self._asked[sql]

    def _one(self, sql: str) -> Any:
        found = self._database.execute(sql).fetchone()
        return None if found is None else found[0]

    def report(self, report_id: str) -> ReportCells:
        """The cells of a report, read once."""
        if report_id not in self._reports:
            wanted = sources.literal(report_id)
            [row] = self.ask(f"select * from dim_report where report_id = {wanted}")
            file = File(report_id, row["path"], row["sha256"], row["url"], row["gate_status"])
            rows = self.ask(f"select * from {CELLS} where report_id = {wanted}")
            forms = {row["form_table"]: row["form"] for row in rows}
            self._reports[report_id] = ReportCells(file, forms, rows)
        return self._reports[report_id]


def _number_in_words(value: Any) -> str:
    """A number without needless decimals; a null as 空白."""
    if value is None:
        return "空白"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _is_stated(value: Any, sentence: str) -> bool:
    """Whether the sentence states the number, or consecutive numbers that add up to it; 0 needs no digit (未, 无)."""
    if value is None:
        return True
    stated = [float(n.value) for n in find_numbers(sentence) if n.value is not None]
    runs = (total for start in range(len(stated)) for total in accumulate(stated[start:]))
    return value in stated or value in runs or f"{value:g}" in sentence or value == 0


__all__ = ["Cell", "Tracer"]
