"""By which dbt knows the batches that changed since the build file was made: a digest of each (docs/adr/0023).

$WAREHOUSE/inputs/batches.parquet    schema: BATCHES
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from common.digests import DBT, code_digest, digest_of, file_digest
from common.parquet_files import write_parquet
from common.paths import DBT_PROJECT
from expectations.gates.cache import forget

BY_BATCH = "GONGKAI_BY_BATCH"
"""The variable of the environment that tells dbt to go by the digests: their token."""
BATCHES = pa.schema([("batch", pa.string()), ("digest", pa.string()), ("token", pa.string())])
_VERSIONS = ("dbt-core", "dbt-duckdb", "duckdb")


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
        files = [(path.name, file_digest(path)) for path in sorted(folder.glob("*.parquet"))]
        digests[folder.name] = digest_of(code, files)
    token = digest_of(digests)[:16]
    table = pa.table([list(digests), list(digests.values()), [token] * len(digests)], schema=BATCHES)
    write_parquet(warehouse / "inputs" / "batches.parquet", table)
    return token


def _code() -> str:
    return code_digest(DBT_PROJECT, suffixes=DBT, packages=_VERSIONS)
