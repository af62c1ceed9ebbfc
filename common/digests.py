"""Digests by which later runs know that files, code or inputs changed. All are SHA-256 in hexadecimal."""

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
    """Of a file's bytes. Raises OSError where it cannot be opened."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_digest_or_none(path: Path) -> str | None:
    """Of a file's bytes; None where it is not there or cannot be opened."""
    try:
        return file_digest(path)
    except OSError:
        return None


def digest_of(*parts: object) -> str:
    """Of values that print the same whenever they are the same: texts, numbers, None, and lists, tuples and dicts of them."""
    return hashlib.sha256(repr(parts).encode(errors="surrogateescape")).hexdigest()


def code_digest(*folders: Path, suffixes: Set[str] = PYTHON, packages: Iterable[str] = ()) -> str:
    """Of the files of a kind below the folders, names included, and of the installed versions of `packages`."""
    seen = [
        (folder.name, name, file_digest(folder / name))
        for folder in folders
        for name in code_files(folder, suffixes)
    ]
    return digest_of(seen, [metadata.version(name) for name in packages])


def code_files(folder: Path, suffixes: Set[str]) -> Iterator[str]:
    """Paths of the files of a kind below a folder, from it, in a fixed order."""
    for directory, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name not in _NOT_OURS)
        for name in sorted(files):
            if Path(name).suffix in suffixes:
                yield (Path(directory) / name).relative_to(folder).as_posix()


def rows_digest(row: str) -> str:
    """DuckDB's SQL for a text that tells a set of rows from others, in whatever order they come.

    `row` is the alias of a table, or columns with commas between. A sum stands beside the exclusive or, which alone would
    let pairs of equal rows cancel out. dbt's macro hash_of_rows is the same.
    """
    return f"concat_ws(' ', count(*), sum(hash({row})), bit_xor(hash({row})))"
