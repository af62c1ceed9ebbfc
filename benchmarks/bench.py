"""python -m benchmarks.bench: how fast the readers are against the plainest code over the same files, side by side; and
what gate 1 costs."""

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
from benchmarks.measure import not_read, read_timed
from benchmarks.reports.converters import missing
from benchmarks.reports.development import STYLES
from benchmarks.reports.make import make
from extract.pool import map_files, read_many
from extract.readers.html.reader import read_html
from extract.readers.pdf import read_pdf
from extract.readers.shared.encodings import decode
from extract.readers.word.docx import read_docx

MOST_MB = 400
MOST_MB_OF_GATE = 1_500
MOST_OF_READING = 0.25  # gate 1's share of the CPU that reading the same reports took
FILES = {"pdf": 1}  # of each style; of a format that is not named here OTHER_FILES: more only take longer
OTHER_FILES = 3
WARM_UP = 8  # inputs of the round that does not count


def side_by_side(
    ours: Callable[[Any], object], other: Callable[[Any], object], inputs: Sequence[Any], rounds: int
) -> tuple[float, float]:
    """Median seconds a round of each over all inputs; they take turns file by file, so that both meet the same machine."""
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


def _files(folder: Path, format_name: str) -> list[Path]:
    """The development files of a format that this machine can make, each under its style's folder."""
    return [
        path
        for style in STYLES
        if style.format == format_name and missing(style) is None
        for path in make(style, folder / style.name, files=FILES.get(format_name, OTHER_FILES))
    ]


def _print(name: str, ours: str, other: str, ratio: str, target: str, reached: bool) -> None:
    print(
        f"{name:42} {ours:>14} {other:>14} {ratio:>9}   {target:12} {'reached' if reached else 'MISSED'}",
        flush=True,
    )


def _times(seconds: float, files: int) -> str:
    return f"{seconds / files * 1000:.2f} ms/file"


def main(argv: list[str] | None = None) -> int:
    """The command; returns 0 where every target is reached, else 1."""
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
    arguments = parser.parse_args(argv)
    if arguments.rounds < 1 or arguments.jobs < 1:
        parser.error("--rounds and --jobs must be 1 or more")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        files = {
            name: _files(Path(folder), name) for name in ("pdf", "docx", "html", "xlsx", "markdown", "text")
        }
        return _report(files, arguments.rounds, arguments.jobs, Path(folder))


def _report(files: dict[str, list[Path]], rounds: int, jobs: int, folder: Path) -> int:
    print(f"{'':42} {'ours':>14} {'plain':>14} {'ratio':>9}   target")
    reached = []
    data = {name: [path.read_bytes() for path in paths] for name, paths in files.items()}
    ours, plain = side_by_side(read_pdf, pdf_tables, data["pdf"], rounds)
    count, ratio = len(data["pdf"]), plain / ours
    reached.append(ratio >= 8)
    _print(
        f"PDF, {count} files: times faster than pdfplumber",
        _times(ours, count),
        _times(plain, count),
        f"{ratio:.1f} x",
        ">= 8 x",
        reached[-1],
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
        reached.append(ratio <= 2)
        _print(
            f"{name}, {len(inputs)} files: time against {by}",
            _times(ours, len(inputs)),
            _times(plain, len(inputs)),
            f"{ratio:.2f} x",
            "<= 2 x",
            reached[-1],
        )
    paths = [path for found in files.values() for path in found]
    reached += _pool(paths, rounds, jobs)
    reached += _gate(paths, folder)
    return 0 if all(reached) else 1


def _pool(paths: list[Path], rounds: int, jobs: int) -> list[bool]:
    def read(workers: int) -> Callable[[list[Path]], object]:
        return lambda found: sum(1 for _ in read_many(found, workers))

    many, one = side_by_side(read(jobs), read(1), [paths], min(rounds, 3))
    wanted = 0.7 * jobs
    fast = one / many >= wanted
    name = f"pool, {len(paths)} files: {jobs} workers against 1"
    _print(
        name,
        _times(many, len(paths)),
        _times(one, len(paths)),
        f"{one / many:.2f} x",
        f">= {wanted:.1f} x",
        fast,
    )
    peak = max(reading.peak_mb for reading in map_files(read_timed, paths, jobs, not_read))
    small = peak < MOST_MB
    _print("peak memory of a worker", f"{peak:.0f} MB", "", "", f"< {MOST_MB} MB", small)
    return [fast, small]


def _gate(paths: list[Path], folder: Path) -> list[bool]:
    """Gate 1 over one batch of copies of these reports; dbt's facts before it for comparison, without a target."""
    small, large = gate.SIZES
    cost = gate.measure(paths, folder / "gate")
    facts = ", ".join(f"{cost.facts[size].cpu:.0f} s of {size:,} reports" for size in gate.SIZES)
    print(f"(CPU of building the facts, which gate 1 starts from: {facts})")
    peak = cost.gate[large].peak_mb
    reached = [peak < MOST_MB_OF_GATE, cost.marginal <= cost.first, cost.share <= MOST_OF_READING]
    _print(
        f"gate 1, {large:,} reports: peak memory", f"{peak:.0f} MB", "", "", f"< {MOST_MB_OF_GATE:,} MB", reached[0]
    )  # fmt: skip
    _print(
        f"gate 1: CPU of one more than {small:,}; of those",
        f"{cost.marginal * 1000:.2f} ms",
        f"{cost.first * 1000:.2f} ms",
        f"{cost.marginal / cost.first:.2f} x",
        "<= 1 x",
        reached[1],
    )
    _print(
        f"gate 1, {large:,} reports: CPU against reading",
        f"{cost.gate[large].cpu:.0f} s",
        f"{cost.reading * large:.0f} s",
        f"{cost.share:.0%}",
        f"<= {MOST_OF_READING:.0%}",
        reached[2],
    )
    return reached


if __name__ == "__main__":
    sys.exit(main())
