"""Writes the data dictionary in Chinese and English: dictionary.csv for tools, DICTIONARY.md for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from common.shown import in_csv
from publish.release.descriptions import Described
from publish.release.tables import BOM, Column, Table

FILE = "dictionary.csv"
PAGE = "DICTIONARY.md"
_COLUMNS = (
    ("table_name", "VARCHAR", "Table", "表"),
    ("position", "INTEGER", "Place of the column in the table, from 1; 0 for the table itself", "列在表中的次序，自 1 起；0 为表本身"),
    ("column_name", "VARCHAR", "Column; null for the table itself", "列；表本身为空"),
    ("type", "VARCHAR", "Type in DuckDB", "DuckDB 中的类型"),
    ("unit", "VARCHAR", "Unit of the number", "数的单位"),
    ("description", "VARCHAR", "What it is, in English", "英文说明"),
    ("description_zh", "VARCHAR", "What it is, in Chinese", "中文说明"),
    ("cells", "VARCHAR", "Keys of the form's cells that it is computed from", "所据单元格的键"),
    ("formula", "VARCHAR", "Columns of the same row that it is computed from", "由同一行哪些列算出"),
)  # fmt: skip


def write_dictionary(tables: Sequence[Table], folder: Path) -> Table:
    """Write both files, on `tables` and on the dictionary itself; return the dictionary as a table."""
    dictionary = Table(
        "dictionary",
        Described("one row per table, and per column of it", "每行是一张表，或表的一列"),
        tuple(Column(name, kind, Described(en, zh)) for name, kind, en, zh in _COLUMNS),
        ("table_name", "position"),
        0,
        False,
        FILE,
    )
    rows = list(_rows([*tables, dictionary]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, *_ in _COLUMNS])
    writer.writerows(rows)
    (folder / FILE).write_bytes(BOM + out.getvalue().encode())
    (folder / PAGE).write_text(_page([*tables, dictionary]), encoding="utf-8")
    return Table(
        dictionary.name, dictionary.described, dictionary.columns, dictionary.key, len(rows), False, FILE
    )


def _rows(tables: Sequence[Table]) -> Iterator[tuple[str | int, ...]]:
    for table in tables:
        for position, column in enumerate((Column("", "", table.described), *table.columns)):
            words = column.described
            texts = (column.name, column.type, words.unit, words.en, words.zh, words.cells, words.formula)
            yield table.name, position, *map(in_csv, texts)


def _page(tables: Sequence[Table]) -> str:
    lines = ["# 数据字典 / Data dictionary", ""]
    for table in tables:
        lines += [f"- [{table.name}](#{table.name}): {_line(table.described.zh or table.described.en)}"]
    for table in tables:
        lines += ["", f"## {table.name}"]
        for text in filter(None, (table.described.zh, table.described.en)):
            lines += ["", _line(text)]
        if table.key:
            lines += ["", f"键 / key: `{', '.join(table.key)}`"]
        lines += [
            "",
            "| 列 column | 类型 type | 单位 unit | 中文 | English | 由…算出 computed from |",
            "|---|---|---|---|---|---|",
        ]
        for column in table.columns:
            words = column.described
            texts = [column.name, column.type, words.unit, words.zh, words.en]
            source = words.formula or words.cells
            lines.append("| " + " | ".join([*map(_line, texts), f"`{source}`" if source else ""]) + " |")
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """A text escaped for a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
