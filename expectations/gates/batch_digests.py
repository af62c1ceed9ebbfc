"""Digests of the batches, by which dbt finds those that changed since the build file was made (docs/adr/0023).

$WAREHOUSE/inputs/batches.parquet    schema: BATCHES
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from common.digests import DBT, code_digest, digest_of, file_digest
from common.parquet_files import write_parquet
from common.paths import DBT_PROJECT
from expectations.gates.cache import clear_cache

BY_BATCH = "GONGKAI_BY_BATCH"
"""Environment variable that holds the token of the digests; when it is set, dbt builds only the batches that changed."""
BATCHES = pa.schema([("batch", pa.string()), ("digest", pa.string()), ("token", pa.string())])
_PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def start_over(warehouse: Path) -> None:
    """Remove the build file and the gates' cached results, so that all of it is built anew from the extracted files."""
    clear_cache(warehouse)
    for path in (warehouse / "build").glob("gongkai.duckdb*"):
        path.unlink()


def store_batches(warehouse: Path) -> str:
    """Write inputs/batches.parquet and return its token, the value for GONGKAI_BY_BATCH: only a call of dbt that is given
    the token uses these digests. A digest covers the bytes of a batch's Parquet files and the dbt project."""
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
    return code_digest(DBT_PROJECT, suffixes=DBT, packages=_PACKAGES)
