"""Parquet files: what they were made of, and parts that stand only together."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.parquet_files import PartsWriter, made_of, write_parquet

SCHEMA = pa.schema([("a", pa.int64())])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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
