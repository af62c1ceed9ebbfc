"""python -m benchmarks.coverage_by_corpus: which lines of the readers no file of any corpus reaches.

Every corpus is read in this process, file by file, under coverage.py: the bundled sample, the accuracy card's made-up reports,
the real reports beside the project where they are present, and a folder of one's own. Lines are those within functions, since
importing a module reaches all others. Whatever a corpus leaves in memory for the next one (`functools.cache`) is forgotten in
between, so that what is reached by one is not hidden from another.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import coverage

from benchmarks.commit import ROOT, commit
from benchmarks.coverage_tables import Module, module_of, page
from benchmarks.reports.catalogue import styles
from benchmarks.reports.converters import missing
from benchmarks.reports.make import make
from extract.reading import read_report, second_reading
from extract.store.batches import list_batches
from extract.store.schemas import report_tables

READERS = ROOT / "extract"
NOT_READING = ("__main__.py", "crop.py", "pool.py", "store/batches.py")
"""Modules of extract/ through which no report is read here: commands, pictures of cells, processes and the store."""
REAL = (ROOT.parent / "shared" / "reports", ROOT.parent / "shared" / "more_reports")
SMALL_SAMPLE = 8  # files of the sample in a small run
_BESIDE = (".truth.json", ".meta.yml", ".md", ".csv")  # what stands beside real reports and is none


@dataclass(frozen=True)
class Corpus:
    """Files under one name; `note` says what is left out, or why there are none."""

    name: str
    files: tuple[Path, ...]
    note: str = ""


def main(argv: list[str] | None = None) -> int:
    """The command; returns 0, or 2 where a folder of one's own holds no report."""
    arguments = _arguments(argv)
    with tempfile.TemporaryDirectory() as scratch:
        corpora = [_sample(arguments.small), _card(Path(scratch), arguments.small), _real()]
        if arguments.corpus:
            own = Corpus("own", tuple(_below(arguments.corpus)))
            if not own.files:
                print(f"no reports under {arguments.corpus}", file=sys.stderr)
                return 2
            corpora.append(own)
        measured = measure(corpora)
        out: Path = arguments.out
        out.mkdir(parents=True, exist_ok=True)
        modules = modules_of(measured)
        data: dict[str, Any] = {
            "commit": commit(),
            "corpora": [
                {"name": corpus.name, "files": len(corpus.files), "note": corpus.note} for corpus in corpora
            ],
            "modules": [asdict(module) for module in modules],
        }
        (out / "coverage.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
        told = page(
            data["commit"],
            {corpus.name: _told(corpus) for corpus in corpora},
            [corpus.name for corpus in corpora if corpus.files],
            modules,
        )
        (out / "coverage.md").write_text(told, encoding="utf-8")
        if not arguments.small:
            measured.html_report(directory=str(out / "html"), show_contexts=True)
    print(told)
    print(f"written to {out}", file=sys.stderr)
    return 0


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.coverage_by_corpus",
        description="Lines and functions of extract/ that the files of each corpus reach, and those that none reaches.",
        epilog="Writes coverage.md, coverage.json and html/ (not with --small). Exit code: 0, or 2 for a wrong call. "
        "Styles whose makers (LibreOffice, Chromium) are not installed are left out and counted.",
    )
    parser.add_argument(
        "--small", action="store_true", help="the small part of the card and a part of the sample"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="a folder of reports of one's own as well")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        default=ROOT / "coverage",
        help="where it writes (default: coverage/)",
    )
    return parser.parse_args(argv)


def _told(corpus: Corpus) -> str:
    return f"{len(corpus.files)} files" + (f"; {corpus.note}" if corpus.note else "")


def _sample(small: bool) -> Corpus:
    files = [path for paths in list_batches(ROOT / "landing").values() for path in paths]
    by_suffix: dict[str, list[Path]] = {}
    for path in files:
        by_suffix.setdefault(path.suffix, []).append(path)
    first = [paths[0] for paths in by_suffix.values()]
    return Corpus("sample", tuple(first[:SMALL_SAMPLE] if small else files))


def _card(folder: Path, small: bool) -> Corpus:
    """The card's reports, the held-out styles among them: only what they reach is told, nothing that is read of them."""
    chosen = styles(small)
    there = [style for style in chosen if not missing(style)]
    files = [path for style in there for path in make(style, folder / style.name, files=1 if small else None)]
    lacking = len(chosen) - len(there)
    return Corpus(
        "card", tuple(files), f"{lacking} styles left out, their makers are missing" if lacking else ""
    )


def _real() -> Corpus:
    files = [path for folder in REAL if folder.is_dir() for path in _below(folder)]
    return Corpus(
        "real", tuple(files), "" if files else "the folder of real reports is not beside the project"
    )


def _below(folder: Path) -> Iterator[Path]:
    """Files under a folder that may be reports."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_BESIDE):
            yield path


def measure(corpora: Iterable[Corpus]) -> coverage.Coverage:
    """Read every file of every corpus as a run reads it, each corpus a context of its own."""
    measured = coverage.Coverage(data_file=None, source=[str(READERS)], config_file=False)
    now = datetime.now(UTC)
    for corpus in corpora:
        _forget()
        measured.start()
        measured.switch_context(corpus.name)
        for path in corpus.files:
            report_tables(read_report(path), "", path.name, now)
            second_reading(path)
        measured.stop()
    return measured


def _forget() -> None:
    """Empty every cache of a function of the readers."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "extract":
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def modules_of(measured: coverage.Coverage) -> list[Module]:
    """What the corpora reach of each module that reads."""
    found = []
    data = measured.get_data()
    for path in sorted(READERS.rglob("*.py")):
        name = path.relative_to(READERS).as_posix()
        if name not in NOT_READING:
            contexts: Mapping[int, Sequence[str]] = data.contexts_by_lineno(str(path))
            _, statements, _, _, _ = measured.analysis2(str(path))
            module = module_of(name, path.read_text(encoding="utf-8"), statements, contexts)
            if module.lines:
                found.append(module)
    return found


if __name__ == "__main__":
    sys.exit(main())
