"""Changes tables of known files and reads them, for as many tables as told: `python -m tests.metamorphic --tables 100000`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.metamorphic.cases import CHOSEN, MUTATIONS, Outcome, run
from tests.metamorphic.known import all_bases

_EVERY = 2000  # tables between two lines of progress
_SHOWN = 3  # cells named of one finding


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.metamorphic", description=__doc__)
    parser.add_argument("--tables", type=int, default=100_000, help="stop after so many changed tables")
    parser.add_argument("--seed", default="0", help="other cases")
    parser.add_argument(
        "--first", type=int, default=0, help="the number of the first case, to go on where a run stopped"
    )
    parser.add_argument("--step", type=int, default=1, help="every so many cases, for runs beside each other")
    parser.add_argument("--mutation", action="append", choices=sorted(MUTATIONS), help="only these")
    parser.add_argument("--base", help="only files whose name has this in it")
    parser.add_argument("--writer", help="only this format")
    parser.add_argument("--quiet", action="store_true", help="no line for each finding")
    return parser.parse_args()


def main() -> int:
    """Run the command; 1 where a table is silently wrong, or in doubt where no doubt is allowed."""
    arguments = _arguments()
    bases = [base for base in all_bases() if not arguments.base or arguments.base in base.name]
    usable = Counter(table for base in bases for table in base.tables)
    print(f"{len(bases)} files; tables that can be changed: {dict(usable)}", flush=True)
    counts: dict[str, Counter[str]] = {name: Counter() for name in MUTATIONS}
    tables, case, said, begun = 0, arguments.first, 0, time.process_time()
    while tables < arguments.tables:
        seed = f"{arguments.seed} {case}"
        _, outcomes = run(bases, seed, writer=arguments.writer, names=arguments.mutation or CHOSEN)
        for outcome in outcomes:
            tables += 1
            _count(counts[outcome.mutation], outcome)
            if not arguments.quiet:
                _tell(seed, outcome)
        case += arguments.step
        if tables - said >= _EVERY:
            said = tables
            found = sum(count["silent"] for count in counts.values())
            print(
                f"... {tables} tables, next case {case}, {found} silent, {time.process_time() - begun:.0f} s",
                flush=True,
            )
    return _summary(counts)


def _count(count: Counter[str], outcome: Outcome) -> None:
    count["tables"] += 1
    count["cells"] += outcome.cells
    count["doubted"] += outcome.doubted
    count["unread"] += outcome.unread
    count["silent"] += bool(outcome.silent)
    count["silent cells"] += len(outcome.silent)
    count["needless"] += bool(outcome.needless)


def _tell(seed: str, outcome: Outcome) -> None:
    where = f"[{seed}] {outcome.base} {outcome.writer} {outcome.table} {outcome.mutation}"
    if outcome.silent:
        print(
            f"SILENT {where}: {len(outcome.silent)} cells: {'; '.join(outcome.silent[:_SHOWN])}", flush=True
        )
    if outcome.needless:
        print(f"needless {where}: {len(outcome.needless)} cells: {outcome.needless[0]}", flush=True)


def _summary(counts: dict[str, Counter[str]]) -> int:
    columns = ("tables", "cells", "doubted", "unread", "silent", "silent cells", "needless")
    print(f"{'':24}{''.join(f'{name:>14}' for name in columns)}")
    total: Counter[str] = Counter()
    for name, count in counts.items():
        total += count
        print(f"{name:24}{''.join(f'{count[column]:14}' for column in columns)}")
    print(f"{'total':24}{''.join(f'{total[column]:14}' for column in columns)}")
    return int(bool(total["silent"] or total["needless"]))


if __name__ == "__main__":
    sys.exit(main())
