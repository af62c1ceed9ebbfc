"""`python -m publish.release` (what `make release` calls): a release of the published version, to hand on, archive and cite."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from common.shown import say
from publish.release.building import make_release
from publish.release.citation import AUTHOR, DEFAULT_LICENCE, LICENCES
from publish.release.errors import ReleaseError


def main(argv: Sequence[str] | None = None) -> int:
    """Make the release; 0 if it exists afterwards, 1 with a one-line reason if none could be made."""
    chosen = _parse(argv)
    try:
        release = make_release(
            Path(chosen.warehouse).expanduser().absolute(),
            Path(chosen.out).expanduser().absolute() if chosen.out else None,
            version=chosen.version,
            previous=Path(chosen.previous).expanduser().absolute() if chosen.previous else None,
            licence=chosen.licence,
            author=chosen.author,
            date=chosen.date,
            tell=lambda line: say(f"  {line}", flush=True),
        )
    except ReleaseError as reason:
        say(f"没有发布 / no release: {reason}", flush=True)
        return 1
    if not release.is_new:
        say(
            f"版本 {release.version} 已在，内容相同，未改动 / version {release.version} stands already, the same; nothing changed"
        )
    else:
        say(f"发布 / released: {release.version}")
        say(f"与 {release.previous} 相比的差异 / differences from {release.previous}: {release.revisions}"
              if release.previous else "首次发布，没有可比的 / the first release: nothing to compare with")  # fmt: skip
    say(f"文件夹 / folder: {release.folder}")
    return 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m publish.release", description=__doc__)
    default = os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"
    parser.add_argument("--warehouse", default=default, help=f"warehouse folder (default: {default})")
    parser.add_argument(
        "--out",
        help="folder that holds the releases, one folder each (default: releases in the warehouse folder)",
    )
    parser.add_argument(
        "--version", help="name of the release (default: last report year and a hash of the content)"
    )
    parser.add_argument(
        "--previous", help="folder of the release to compare with (default: the last one in --out)"
    )
    parser.add_argument(
        "--licence",
        default=DEFAULT_LICENCE,
        help=f"of the compilation: {', '.join(LICENCES)} (default: {DEFAULT_LICENCE})",
    )
    parser.add_argument("--author", default=AUTHOR, help=f"whom to cite (default: {AUTHOR})")
    parser.add_argument("--date", help="day of release to state, as 2024-03-31 (default: none is stated)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
