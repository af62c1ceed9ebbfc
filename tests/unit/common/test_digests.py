"""Digests see what they should, and nothing else."""

from pathlib import Path

import duckdb

from common.digests import DBT, code_digest, digest_of, file_digest, file_digest_or_none, rows_digest
from common.paths import DBT_PROJECT


def test_a_digest_of_code_sees_names_bytes_and_versions_and_no_file_that_people_fill_in(
    tmp_path: Path,
) -> None:
    code = tmp_path / "code"
    (code / "inner").mkdir(parents=True)
    (code / "inner" / "a.py").write_text("a = 1", encoding="utf-8")
    seen = [code_digest(code)]
    (code / "readings.csv").write_text("x", encoding="utf-8")
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "a.py").write_text("x", encoding="utf-8")
    assert code_digest(code) == seen[0]
    assert code_digest(code, suffixes=DBT) != seen[0]
    (code / "inner" / "a.py").write_text("a = 2", encoding="utf-8")
    seen.append(code_digest(code))
    (code / "inner" / "a.py").rename(code / "inner" / "b.py")
    seen += [code_digest(code), code_digest(code, packages=["duckdb"])]
    assert len(set(seen)) == 4


def test_digests_of_files_and_values(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert file_digest_or_none(path) is None
    path.write_bytes(b"a")
    assert file_digest_or_none(path) == file_digest(path)
    assert digest_of("ab", "c") != digest_of("a", "bc")
    assert digest_of("\udcff")  # a file name that is no UTF-8


def test_a_digest_of_rows_sees_each_of_them_and_not_their_order() -> None:
    def digest(rows: str) -> object:
        return duckdb.execute(f"select {rows_digest('t')} from (values {rows}) as t(a, b)").fetchall()

    assert digest("(1, 'x'), (2, null)") == digest("(2, null), (1, 'x')")
    others = ["(1, 'x')", "(1, 'x'), (1, 'x')", "(1, 'x'), (1, 'x'), (1, 'x')", "(1, 'x'), (2, 'y')"]
    assert len({repr(digest(rows)) for rows in others}) == 4
    empty = f"select {rows_digest('t')} from (select 1 as a where false) as t"
    assert duckdb.execute(empty).fetchall() == [("0",)]


def test_dbt_has_the_same_digest_of_rows() -> None:
    macro = (DBT_PROJECT / "macros" / "by_batch" / "hash_of_rows.sql").read_text(encoding="utf-8")
    assert rows_digest("{{ row }}") in macro
