"""python -m benchmarks.accuracy: makes reports of every format, reads them, and writes the accuracy card."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from benchmarks.card import data, page
from benchmarks.measure import Measured, measure_all
from benchmarks.reports.catalogue import SMALL_FILES, styles
from benchmarks.reports.make import SEED
from benchmarks.reports.style import FORMATS

DOCS = Path(__file__).parent.parent / "docs"
SHOWN = 12  # failures printed of one style, at most


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description="Makes some hundreds of fictional annual reports of every format, reads them and scores every cell. "
        "A whole run writes docs/accuracy.md and docs/accuracy.json; a run over a part only prints.",
        epilog="Exit code: 0 where every must-reach figure is reached, 1 where one is missed (it says which), 2 for a wrong call. "
        "Formats whose makers (LibreOffice, Chromium with Chinese fonts) are not installed are reported as not measured.",
    )
    parser.add_argument(
        "--small", action="store_true", help="the fixed small part that CI runs: no other program is needed"
    )
    parser.add_argument("--format", choices=FORMATS, help="only this format, without its held-out styles")
    parser.add_argument("--held-out", action="store_true", help="with --format: the held-out styles as well")
    parser.add_argument("--style", metavar="NAME", help="only this style (--list names them)")
    parser.add_argument("--list", action="store_true", help="list the styles and stop")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the files and their truths in DIR/<style>/"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="styles at a time (default: the number of cores)",
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"other reports in the same styles (default {SEED})"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write accuracy.md and accuracy.json into DIR"
    )
    arguments = parser.parse_args(argv)
    if arguments.jobs < 1:
        parser.error("--jobs must be 1 or more")
    return arguments


def _print_result(one: Measured) -> None:
    style, score = one.style, one.score
    if one.missing:
        print(f"{style.name}: not measured ({one.missing})", file=sys.stderr)
        return
    if one.broke:
        print(f"{style.name}: MAKER FAILED: {one.broke}", file=sys.stderr)
        return
    print(
        f"{style.name}: {score.files} files, {score.exact}/{score.settled} exact, {len(score.silent)} silent, "
        f"{len(score.needless)} needless doubts, {score.not_read} not read, {len(score.misplaced)} places wrong, "
        f"sections {score.sections}/{score.sections_wanted}, {score.seconds:.1f} s",
        file=sys.stderr,
        flush=True,
    )
    if style.held_out:
        return  # counts only: what fails in a held-out style is not for debugging
    for title, lines in (
        ("SILENT", score.silent),
        ("no doubt where nothing tells", score.unearned),
        ("needless doubt", score.needless),
        ("place", score.misplaced),
        ("", score.other),
    ):
        for line in lines[:SHOWN]:
            print(f"    {title} {line}", file=sys.stderr)
        if len(lines) > SHOWN:
            print(f"    … {len(lines) - SHOWN} more", file=sys.stderr)


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    arguments = _arguments(argv)
    chosen = styles(arguments.small, arguments.format, arguments.style)
    if arguments.format and not (arguments.held_out or arguments.list):
        chosen = [style for style in chosen if not style.held_out]
    if not chosen:
        print("no style of that name here; --list names them all", file=sys.stderr)
        return 2
    if arguments.list:
        for style in chosen:
            held = "held out" if style.held_out else "development"
            print(f"{style.name:28} {style.format:13} {style.files:3} files  {style.made_by:12} {held}")
        return 0
    files = SMALL_FILES if arguments.small else None
    whole = not (arguments.small or arguments.format or arguments.style)
    measured = measure_all(chosen, arguments.seed, files, arguments.jobs, arguments.keep, _print_result)
    card = data(measured, arguments.seed, arguments.small)
    folder = arguments.out or (DOCS if whole and arguments.seed == SEED else None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "accuracy.json").write_text(
            json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (folder / "accuracy.md").write_text(page(card), encoding="utf-8")
    return _verdict(card)


def _verdict(card: dict[str, object]) -> int:
    goals = card["must_reach"]
    assert isinstance(goals, list)
    code = 0
    print(f"measured on commit {card['commit']}")
    for goal in goals:
        if not goal["measured"]:
            print(f"{goal['format']}: not measured ({', '.join(goal['missing'])})")
        elif goal["missed"]:
            code = 1
            print(f"{goal['format']}: MISSED: {'; '.join(goal['missed'])}")
        else:
            print(f"{goal['format']}: reached")
    return code


if __name__ == "__main__":
    sys.exit(main())
