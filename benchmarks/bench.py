"""python -m benchmarks.bench: times the readers against the plainest code over the same files, and measures what gate 1 costs."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import gate
from benchmarks.bare import docx_tables, html_tables, html_tables_etree, pdf_tables
from benchmarks.commit import measured_on
from benchmarks.measure import not_read, read_timed
from benchmarks.speed import Table, made_files
from extract.pool import map_files, read_many
from extract.readers.html.reader import read_html
from extract.readers.pdf import read_pdf
from extract.readers.shared.encodings import decode
from extract.readers.word.docx import read_docx

MOST_MB = 400
WARM_UP = 8  # inputs of the first round, which is not timed


def side_by_side(
    ours: Callable[[Any], object], other: Callable[[Any], object], inputs: Sequence[Any], rounds: int
) -> tuple[float, float]:
    """Median seconds that each of two functions takes for one round over all inputs.

    They take turns file by file, so that other work on the machine slows both down alike.
    """
    totals: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        seconds = [0.0, 0.0]
        for item in inputs if turn else inputs[:WARM_UP]:
            for which in (0, 1) if turn % 2 else (1, 0):
                start = perf_counter()
                (ours, other)[which](item)
                seconds[which] += perf_counter() - start
        if turn:  # the first round only warms up
            for which in (0, 1):
                totals[which].append(seconds[which])
    return median(totals[0]), median(totals[1])


def _times(seconds: float, files: int) -> str:
    return f"{seconds / files * 1000:.2f} ms/file"


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns 0 where every target is reached, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bench",
        description="Speed of the readers against plain code over the same made-up files: interleaved, medians of some rounds; then what gate 1 costs.",
        epilog="Exit code: 0 where every target is reached, 1 where one is missed. Other work on the machine disturbs the pool's figure.",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        help="rounds whose median counts (default 3: about three minutes on two cores, and five more for the gate)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="workers of the pool (default: the number of cores)",
    )
    parser.add_argument(
        "--small", action="store_true", help="one round over few files, without the gate; no target counts"
    )
    arguments = parser.parse_args(argv)
    if arguments.rounds < 1 or arguments.jobs < 1:
        parser.error("--rounds and --jobs must be 1 or more")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    rounds = 1 if arguments.small else arguments.rounds
    print(measured_on())
    table = Table(judged=not arguments.small)
    table.head()
    with tempfile.TemporaryDirectory() as folder:
        files = made_files(Path(folder), arguments.small)
        paths = [path for found in files.values() for path in found]
        _readers(table, files, rounds)
        _pool(table, paths, rounds, arguments.jobs)
        if not arguments.small:
            gate.report(table, gate.measure(paths, Path(folder) / "gate"))
    return table.exit_code


def _readers(table: Table, files: dict[str, list[Path]], rounds: int) -> None:
    data = {name: [path.read_bytes() for path in paths] for name, paths in files.items()}
    ours, plain = side_by_side(read_pdf, pdf_tables, data["pdf"], rounds)
    count, ratio = len(data["pdf"]), plain / ours
    table.line(
        f"PDF, {count} files: times faster than pdfplumber",
        _times(ours, count),
        _times(plain, count),
        f"{ratio:.1f} x",
        ">= 8 x",
        ratio >= 8,
    )
    texts = [decode(one) for one in data["html"]]
    pairs: list[tuple[str, str, Callable[[Any], object], Callable[[Any], object], Sequence[Any]]] = [
        ("DOCX", "lxml.etree", read_docx, docx_tables, data["docx"]),
        ("HTML", "lxml.html", read_html, html_tables, texts),
        ("HTML", "etree.HTMLParser", read_html, html_tables_etree, texts),
    ]
    for name, by, reader, bare, inputs in pairs:
        ours, plain = side_by_side(reader, bare, inputs, rounds)
        ratio = ours / plain
        table.line(
            f"{name}, {len(inputs)} files: time against {by}",
            _times(ours, len(inputs)),
            _times(plain, len(inputs)),
            f"{ratio:.2f} x",
            "<= 2 x",
            ratio <= 2,
        )


def _pool(table: Table, paths: list[Path], rounds: int, jobs: int) -> None:
    def read(workers: int) -> Callable[[list[Path]], object]:
        return lambda found: sum(1 for _ in read_many(found, workers))

    many, one = side_by_side(read(jobs), read(1), [paths], min(rounds, 3))
    wanted = 0.7 * jobs
    table.line(
        f"pool, {len(paths)} files: {jobs} workers against 1",
        _times(many, len(paths)),
        _times(one, len(paths)),
        f"{one / many:.2f} x",
        f">= {wanted:.1f} x",
        one / many >= wanted,
    )
    peak = max(reading.peak_mb for reading in map_files(read_timed, paths, jobs, not_read))
    table.line("peak memory of a worker", f"{peak:.0f} MB", "", "", f"< {MOST_MB} MB", peak < MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
