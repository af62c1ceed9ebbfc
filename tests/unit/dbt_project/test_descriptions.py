"""Every published table and column says what it is in English and in Chinese, in the one place: the yml beside the model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.paths import DBT_PROJECT
from extract.form.catalogue import TABLES as FORM_TABLES
from extract.form.catalogue import load_form
from publish import TABLES
from publish.release.descriptions import Descriptions

CHINESE = re.compile(r"[㐀-鿿]")
SQL_WORDS = {
    "case",
    "when",
    "then",
    "else",
    "end",
    "and",
    "or",
    "is",
    "null",
    "in",
    "cast",
    "as",
    "double",
    "floor",
}
DESCRIBED = Descriptions().tables
PUBLISHED = [*TABLES, *sorted(name for name in DESCRIBED if name.startswith("mart_"))]


def test_every_mart_is_looked_at() -> None:
    models = {path.stem for path in (DBT_PROJECT / "models").rglob("mart_*.sql")}
    assert models
    assert models <= set(PUBLISHED)


@pytest.mark.parametrize("table", PUBLISHED)
def test_tables_and_columns_are_described_in_both_languages(table: str) -> None:
    words = DESCRIBED[table]
    assert words.described.en.startswith("one row per ")
    told = {"": words.described, **words.columns}
    assert [name for name, column in told.items() if not column.en] == []
    assert [name for name, column in told.items() if not CHINESE.search(column.zh)] == []


@pytest.mark.parametrize("table", PUBLISHED)
def test_formulas_name_columns_of_the_same_table_and_cells_those_of_the_form(table: str) -> None:
    words = DESCRIBED[table]
    unknown = {
        (name, term)
        for name, column in words.columns.items()
        for term in re.findall(r"[A-Za-z_]\w*", re.sub(r"'[^']*'", "", column.formula))
        if term not in words.columns and term not in SQL_WORDS
    }
    assert unknown == set()
    form = load_form()
    keys = {key for version in form.versions for table in FORM_TABLES for key in form.keys(table, version)}
    rows = {
        f"applications/{row.key}/total" for version in form.versions for row in form.application_rows[version]
    }
    missing = {
        (name, cell)
        for name, column in words.columns.items()
        for cell in re.findall(r"(?:disclosures|applications|appeals)/[^\s,+;]+", column.cells)
        if not any(
            _pattern(cell).fullmatch(key) for key in keys | rows
        )  # group rows of table three have no cell
    }
    assert missing == set()


def _pattern(cell: str) -> re.Pattern[str]:
    """A cell key in which {column} and * stand for any row or column."""
    parts = re.split(r"(\{[^}]*\}|\*)", cell)
    return re.compile("".join("[^/]+" if n % 2 else re.escape(part) for n, part in enumerate(parts)))


def test_words_come_from_the_yml(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mart_a.yml").write_text(
        """
version: 2
models:
- name: mart_a
  description: one row per a
  config: {meta: {zh: 每行一个 a}}
  data_tests:
  - unique_combination_of_columns: {arguments: {combination_of_columns: [a, b]}}
  columns:
  - {name: a, description: A}
  - {name: b, description: B, config: {meta: {zh: 乙, unit: 件, formula: a / b, cells: applications/granted/total}}}
- name: mart_b
  description: one row per b
  columns:
  - {name: b, description: B, data_tests: [unique, not_null]}
""",
        encoding="utf-8",
    )
    tables = Descriptions(tmp_path).tables
    assert tables["mart_a"].grain == ("a", "b")
    assert tables["mart_b"].grain == ("b",)
    b = tables["mart_a"].columns["b"]
    assert (b.en, b.zh, b.unit, b.formula, b.cells) == (
        "B",
        "乙",
        "件",
        "a / b",
        "applications/granted/total",
    )
