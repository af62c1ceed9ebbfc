"""python -m benchmarks.coverage_by_corpus: lists the lines of the readers that no file of any corpus reaches.

Every corpus is read in this process, file by file, under coverage.py: the bundled sample, the accuracy card's made-up reports,
the real reports beside the project where they are present, and a folder of one's own. Only lines within functions are counted,
since importing a module runs all others. The caches of the readers' functions (`functools.cache`) are emptied before each
corpus: what a corpus leaves in them would hide lines that the next one needs.
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
"""Modules of extract/ that take no part in reading a file here: commands, pictures of cells, processes and the store."""
REAL = (ROOT.parent / "shared" / "reports", ROOT.parent / "shared" / "more_reports")
SMALL_SAMPLE = 8  # number of sample files in a small run
_BESIDE = (
    ".truth.json",
    ".meta.yml",
    "README.md",
    ".csv",
)  # endings of files that stand beside real reports and are no reports


@dataclass(frozen=True)
class Corpus:
    """A named set of files; `note` names what is left out of it, or why it is empty."""

    name: str
    files: tuple[Path, ...]
    note: str = ""


def main(argv: list[str] | None = None) -> int:
    """Run the command; returns 0, or 2 where the folder given by --corpus holds no report."""
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
        text = page(
            data["commit"],
            {corpus.name: _described(corpus) for corpus in corpora},
            [corpus.name for corpus in corpora if corpus.files],
            modules,
        )
        (out / "coverage.md").write_text(text, encoding="utf-8")
        if not arguments.small:
            measured.html_report(directory=str(out / "html"), show_contexts=True)
    print(text)
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


def _described(corpus: Corpus) -> str:
    return f"{len(corpus.files)} files" + (f"; {corpus.note}" if corpus.note else "")


def _sample(small: bool) -> Corpus:
    files = [path for paths in list_batches(ROOT / "landing").values() for path in paths]
    by_suffix: dict[str, list[Path]] = {}
    for path in files:
        by_suffix.setdefault(path.suffix, []).append(path)
    first = [paths[0] for paths in by_suffix.values()]
    return Corpus("sample", tuple(first[:SMALL_SAMPLE] if small else files))


def _card(folder: Path, small: bool) -> Corpus:
    """The reports of the accuracy card, with the held-out styles.

    Coverage shows only which lines these reach and nothing of how they are read, so that they stay held out.
    """
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
    """The files under a folder that may be reports, sorted by path."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(_BESIDE):
            yield path


def measure(corpora: Iterable[Corpus]) -> coverage.Coverage:
    """Read every file of every corpus as a run does, and count the lines run under the name of the corpus as context."""
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
    """Empty the caches of all functions of the readers."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "extract":
            for value in list(vars(module).values()):
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def modules_of(measured: coverage.Coverage) -> list[Module]:
    """The modules of the readers that have lines within functions, each with the lines that the corpora reach."""
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
