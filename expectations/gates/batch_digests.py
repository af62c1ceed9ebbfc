"""By which dbt knows the batches that changed since the build file was made: a digest of each (docs/adr/0023).

$WAREHOUSE/inputs/batches.parquet    schema: BATCHES
"""

from __future__ import annotations

import hashlib
import os
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from common.paths import DBT_PROJECT
from expectations.gates.cache import forget

BY_BATCH = "GONGKAI_BY_BATCH"
"""The variable of the environment that tells dbt to go by the digests: their token."""
BATCHES = pa.schema([("batch", pa.string()), ("digest", pa.string()), ("token", pa.string())])
_VERSIONS = ("dbt-core", "dbt-duckdb", "duckdb")
_SUFFIXES = {".sql", ".yml", ".csv"}
_WRITTEN = {"target", "logs"}  # by dbt itself


def start_over(warehouse: Path) -> None:
    """Drop the build file and what the gates kept: all of it is made anew from what was extracted."""
    forget(warehouse)
    for path in (warehouse / "build").glob("gongkai.duckdb*"):
        path.unlink()


def store_batches(warehouse: Path) -> str:
    """Write inputs/batches.parquet, and return its token, for GONGKAI_BY_BATCH: only a call of dbt that is told it goes by
    these digests. They are of the bytes of a batch's Parquet files and of the dbt project."""
    code = _code()
    digests = {}
    for folder in sorted(p for p in (warehouse / "extracted").glob("*") if p.is_dir()):
        digest = hashlib.sha256(code.encode())
        for path in sorted(folder.glob("*.parquet")):
            with path.open("rb") as stream:
                digest.update(path.name.encode() + hashlib.file_digest(stream, "sha256").digest())
        digests[folder.name] = digest.hexdigest()
    token = hashlib.sha256(repr(digests).encode()).hexdigest()[:16]
    table = pa.table([list(digests), list(digests.values()), [token] * len(digests)], schema=BATCHES)
    path = warehouse / "inputs" / "batches.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    pq.write_table(table, temporary)
    os.replace(temporary, path)
    return token


def _code() -> str:
    digest = hashlib.sha256(repr([metadata.version(name) for name in _VERSIONS]).encode())
    for path in sorted(DBT_PROJECT.rglob("*")):
        relative = path.relative_to(DBT_PROJECT)
        if path.suffix in _SUFFIXES and not _WRITTEN & set(relative.parts):
            digest.update(relative.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
