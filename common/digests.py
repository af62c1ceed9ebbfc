"""Digests that show later runs whether files, code or inputs changed. All are SHA-256 in hexadecimal."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from importlib import metadata
from pathlib import Path

PYTHON = frozenset({".py", ".yml"})  # no CSV: people fill those in
DBT = frozenset({".sql", ".yml", ".csv"})  # seeds are part of the project
_NOT_OURS = frozenset({"__pycache__", "target", "logs"})  # written by Python and dbt


def file_digest(path: Path) -> str:
    """Digest of a file's bytes. Raises OSError if it cannot be opened."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_digest_or_none(path: Path) -> str | None:
    """Digest of a file's bytes; None if it is missing or cannot be opened."""
    try:
        return file_digest(path)
    except OSError:
        return None


def digest_of(*parts: object) -> str:
    """Digest of values whose repr is stable: texts, numbers, None, and lists, tuples and dicts of them."""
    return hashlib.sha256(repr(parts).encode(errors="surrogateescape")).hexdigest()


def code_digest(*folders: Path, suffixes: Set[str] = PYTHON, packages: Iterable[str] = ()) -> str:
    """Digest of the names and bytes of files with these suffixes below the folders, and of the versions of `packages`."""
    files = [
        (folder.name, name, file_digest(folder / name))
        for folder in folders
        for name in code_files(folder, suffixes)
    ]
    return digest_of(files, [metadata.version(name) for name in packages])


def code_files(folder: Path, suffixes: Set[str]) -> Iterator[str]:
    """Yield the paths, relative to a folder, of files with these suffixes below it, in a fixed order."""
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name not in _NOT_OURS)
        for name in sorted(files):
            if Path(name).suffix in suffixes:
                yield (Path(directory) / name).relative_to(folder).as_posix()


def rows_digest(row: str) -> str:
    """Return DuckDB SQL for a digest (text) of a set of rows that does not depend on their order.

    `row` is the alias of a table, or columns with commas between. The sum is there because pairs of equal rows cancel out
    in the exclusive or. Must stay the same as dbt's macro hash_of_rows.
    """
    return f"concat_ws(' ', count(*), sum(hash({row})), bit_xor(hash({row})))"
