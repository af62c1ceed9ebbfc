"""python -m benchmarks.golden: compares what is read of every known file with the readings on a list.

A change that should change no reading is checked against tests/golden/cells.csv, which has one line for each file of the
sample and for one file of each of the accuracy card's styles (held-out styles and those that need another program left
out): a digest of every cell (key, value, state, whether it is in doubt, place), of the form versions, agency, year,
sections and problems. Other folders are compared with a list of their own:

    python -m benchmarks.golden --files DIR --list before.csv --write
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reports.catalogue import styles
from benchmarks.reports.make import make
from extract.reading import read_report
from extract.report import Report
from extract.store.batches import list_batches

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "golden" / "cells.csv"
HEADER = ("file", "status", "cells", "doubted", "digest")
FILES_A_STYLE = 1

Line = tuple[str, str, str, str, str]


@contextmanager
def known_files() -> Iterator[dict[str, Path]]:
    """Yield a dict of name -> path of every file on the list; files of the card are made in a temporary folder."""
    landing = ROOT / "landing"
    sample = [path for paths in list_batches(landing).values() for path in paths]
    with tempfile.TemporaryDirectory() as scratch:
        shown = [style for style in styles() if style.portable and not style.held_out]
        made = [
            path for style in shown for path in make(style, Path(scratch) / style.name, files=FILES_A_STYLE)
        ]
        yield {f"sample/{path.relative_to(landing).as_posix()}": path for path in sample} | {
            f"card/{path.name}": path for path in made
        }


def files_under(folder: Path) -> dict[str, Path]:
    """Name -> path of every report file under a folder, without sidecars and truth files."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.endswith((".truth.json", ".meta.yml", "README.md"))
        and not path.name.startswith(".")
    }


def line(name: str, report: Report) -> Line:
    """The line of the list for one file: name, status, number of cells, number of doubts, digest."""
    doubted = sum(cell.doubt is not None for cell in report.cells)
    return (name, report.status, str(len(report.cells)), str(doubted), digest(report))


def digest(report: Report) -> str:
    """Sixteen hex digits over what should stay the same in a reading; the wordings of doubts and problems are left out."""
    read = report.to_json()
    held = {
        "cells": [
            [c["key"], c["value"], c["state"], c["raw"], c["unit"], c["doubt"] is not None, c["source"]]
            for c in read["cells"]
        ],
        "problems": [[p["code"], p["instance"], p["source"]] for p in read["problems"]],
        **{key: read[key] for key in ("agency_name", "report_year", "form", "sections", "claims")},
    }
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_list(path: Path) -> dict[str, Line]:
    """Read a list as file -> its line; empty where the file of the list is absent."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["file"]: (row["file"], row["status"], row["cells"], row["doubted"], row["digest"])
            for row in csv.DictReader(stream)
        }


def write_list(path: Path, lines: Iterable[Line]) -> None:
    """Write the list, sorted by file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(sorted(lines))


def differences(before: dict[str, Line], now: dict[str, Line]) -> list[str]:
    """One sentence for each file that is read differently, is new, or is no longer there."""
    sentences = []
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name), now.get(name)
        if old is None:
            sentences.append(f"{name}: not on the list")
        elif new is None:
            sentences.append(f"{name}: on the list, but there is no such file")
        elif old != new:
            changes = ", ".join(
                f"{title} {a} -> {b}"
                for title, a, b in zip(HEADER[1:4], old[1:4], new[1:4], strict=True)
                if a != b
            )
            sentences.append(f"{name}: reads otherwise ({changes or 'the same counts, other cells'})")
    return sentences


def _dump(folder: Path, name: str, report: Report) -> None:
    """Write the whole reading as JSON, wordings included, to be compared by `diff -r`."""
    read = report.to_json() | {"path": name}
    path = folder / f"{name.replace('/', '__')}.json"
    path.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.golden",
        description="Compares what is read of every known file (the sample, one of each style of the card) with the list of "
        "what was read before.",
        epilog="Exit code: 0 where nothing differs or the list was written, 1 where a file reads otherwise.",
    )
    parser.add_argument("--write", action="store_true", help="write the list instead of comparing with it")
    parser.add_argument("--files", type=Path, metavar="DIR", help="the files under DIR instead; needs --list")
    parser.add_argument(
        "--list", type=Path, default=None, metavar="CSV", help="the list (default: tests/golden/cells.csv)"
    )
    parser.add_argument(
        "--dump", type=Path, metavar="DIR", help="write every reading as JSON into DIR, for `diff -r`"
    )
    arguments = parser.parse_args(argv)
    if arguments.files and not arguments.list:
        parser.error("--files needs a --list of its own")
    return arguments


@contextmanager
def _chosen(folder: Path | None) -> Iterator[dict[str, Path]]:
    if folder:
        yield files_under(folder)
        return
    with known_files() as files:
        yield files


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    arguments = _arguments(argv)
    path = arguments.list or LIST
    now: dict[str, Line] = {}
    if arguments.dump:
        arguments.dump.mkdir(parents=True, exist_ok=True)
    with _chosen(arguments.files) as files:
        for name, file in files.items():
            report = read_report(file)
            now[name] = line(name, report)
            if arguments.dump:
                _dump(arguments.dump, name, report)
    if arguments.write:
        write_list(path, now.values())
        print(f"{len(now)} files written to {path}")
        return 0
    found = differences(read_list(path), now)
    print("\n".join(found) if found else f"{len(now)} files read as before")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
