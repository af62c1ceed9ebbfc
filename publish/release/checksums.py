"""Writes and reads SHA256SUMS, in the format of `sha256sum -c` and `shasum -a 256 -c`."""

from __future__ import annotations

from pathlib import Path

from common.digests import file_digest

FILE = "SHA256SUMS"


def write_checksums(folder: Path) -> None:
    """Write the list of all files of a release except the list itself."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_digest(folder / name)}  {name}" for name in files if name != FILE]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """Return file -> hash from the list of the release in `folder`; empty if it has no list."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
