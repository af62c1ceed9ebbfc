"""Writes Parquet files whole or not at all, with a digest of what they were made of."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from common.whole_files import whole_file

_MADE_OF = b"made_of"


def write_parquet(path: Path, table: pa.Table, made_of: str | None = None) -> None:
    """Write a table; `made_of` is a digest of its inputs, which the function `made_of` reads back."""
    if made_of is not None:
        table = table.replace_schema_metadata({_MADE_OF: made_of.encode()})
    with whole_file(path) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")


def made_of(path: Path) -> str | None:
    """The digest that the file was written with; None if there is no file, or no digest in it."""
    if not path.is_file():
        return None
    noted: bytes | None = (pq.read_schema(path).metadata or {}).get(_MADE_OF)
    return noted.decode() if noted is not None else None


class PartsWriter:
    """Writes a table in parts, for tables that do not fit in memory. As a context manager it replaces the file at `path` when
    the block ends without an error; otherwise call `commit` to replace it."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = schema
        self._file = whole_file(path)
        self._writer = pq.ParquetWriter(self._file.__enter__(), schema, compression="zstd")

    def __enter__(self) -> PartsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._file.__exit__(kind, error, trace)

    def write(self, rows: pa.Table) -> None:
        """Append rows, in the columns and types of the schema."""
        if rows.num_rows:
            self._writer.write_table(rows.select(self._schema.names).cast(self._schema))

    def commit(self) -> None:
        """Close, and replace the file."""
        self.__exit__(None, None, None)
