"""SHA256SUMS, as `sha256sum -c` and `shasum -a 256 -c` read it."""

from __future__ import annotations

from pathlib import Path

from common.digests import file_digest

FILE = "SHA256SUMS"


def write_checksums(folder: Path) -> None:
    """Write the list of all files of a release, itself left out."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_digest(folder / name)}  {name}" for name in files if name != FILE]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """File -> hash as the release in `folder` lists them; empty where it has no list."""
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
