"""Helpers of every package: files whole or not at all, digests that see what they should, and nothing else."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.digests import DBT, code_digest, digest_of, file_digest, file_digest_or_none, rows_digest
from common.parquet_files import PartsWriter, made_of, write_parquet
from common.paths import DBT_PROJECT
from common.whole_files import whole_file, write_json, write_text

SCHEMA = pa.schema([("a", pa.int64())])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_is_not_finished_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.txt"
    write_text(path, "before")
    with pytest.raises(IsADirectoryError), whole_file(path) as unfinished:
        (unfinished.write_text("half", encoding="utf-8"), path.parent.read_bytes())
    assert path.read_text(encoding="utf-8") == "before"
    assert names(path.parent) == ["a.txt"]
    write_json(path, {"机关": "某局"})
    assert '"机关": "某局"' in path.read_text(encoding="utf-8")


def test_a_table_says_what_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    assert made_of(path) is None
    write_parquet(path, SCHEMA.empty_table())
    assert made_of(path) is None
    write_parquet(path, SCHEMA.empty_table(), made_of="abc")
    assert made_of(path) == "abc"


def test_a_table_in_parts_stands_only_when_all_of_them_do(tmp_path: Path) -> None:
    path, part = tmp_path / "a.parquet", pa.table({"a": [1, 2]}, schema=SCHEMA)

    def two_parts(second: pa.Table) -> None:
        with PartsWriter(path, SCHEMA) as writer:
            writer.write(part)
            writer.write(second)

    with pytest.raises(KeyError):
        two_parts(pa.table({"b": [1]}))
    assert names(tmp_path) == []
    two_parts(part)
    assert pq.read_table(path)["a"].to_pylist() == [1, 2, 1, 2]
    open_end = PartsWriter(path, SCHEMA)
    open_end.write(part)
    open_end.commit()
    assert pq.read_table(path).num_rows == 2
    assert names(tmp_path) == ["a.parquet"]


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


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_command_whose_reader_leaves_ends_without_a_word(stream: str) -> None:
    call = f"""
import os, sys
from common.command_line import reader_may_leave
read, write = os.pipe()
os.dup2(write, sys.{stream}.fileno())
os.close(write), os.close(read)
with reader_may_leave(sys.{stream}):
    print('x' * 1_000_000, file=sys.{stream})
sys.exit(7)
"""
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (7, b"")
