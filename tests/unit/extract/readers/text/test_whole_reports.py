"""Whole reports as text and Markdown, in each way in which they are written: every cell as printed."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.scoring import score
from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.layouts import Block, Figures

FIGURES = lay.figures()
BLANKS = {
    key: "" if re.search(r"science|legal|total$|corrected|repealed", key) else value
    for key, value in FIGURES.items()
}
Writer = Callable[[list[Block]], bytes]


def box_drawn(document: list[Block]) -> bytes:
    """Tables drawn with lines, a merged cell once, at the top left of its place."""
    out = []
    for block in document:
        if isinstance(block, str):
            out.append(block)
            continue
        rows = [f"│{'│'.join(lay._padded(line))}│" for line in lay.slots(block)]
        out.append("┌──────────┐\n" + "\n├──────────┤\n".join(rows) + "\n└──────────┘")
    return "\n".join(out).encode()


def separated(separator: str) -> Writer:
    def write(document: list[Block]) -> bytes:
        lines = [line.split("\t") for line in lay.tsv_padded(document).decode().split("\n")]
        width = max(map(len, lines))
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows(
            [*line, *[""] * (width - len(line))] for line in lines
        )
        return written.getvalue().encode()

    return write


def bare_pipes(document: list[Block]) -> bytes:
    return re.sub(r"(?m)^\| | \|$", "", lay.markdown(document).decode()).encode()


def with_marks(document: list[Block]) -> bytes:
    """Markdown as converters write it: numbers and labels in bold, list numbers escaped, headings marked."""
    text = re.sub(r"(?<=\| )([^|\n]+?)(?= \|)", r"**\1**", lay.markdown(document).decode())
    text = re.sub(r"\*\*(---)\*\*", r"\1", re.sub(r"(\d)\.", r"\1\\.", text))
    return re.sub(r"(?m)^([一二三四五六]、|青禾县)", r"## \1", text).encode()


def double_spaced(document: list[Block]) -> bytes:
    return lay.lines(document).replace(b"\n", b"\n\n")


@pytest.mark.parametrize("figures", [FIGURES, BLANKS], ids=["full", "blanks"])
@pytest.mark.parametrize(
    "write",
    [lay.lines, double_spaced, lay.tsv_padded, lay.markdown, bare_pipes, with_marks, box_drawn, separated(","), separated(";")],
    ids=["lines", "double-spaced", "tabs", "markdown", "bare pipes", "marks", "box", "comma", "semicolon"],
)  # fmt: skip
def test_whole_reports(write: Writer, figures: Figures) -> None:
    report = read_report(Path("report"), write(lay.blocks(figures)))
    result = score(report, lay.truth(figures))
    assert (result.silent, result.needless) == ([], [])
    assert report.status == "read"
    assert (report.metadata.agency_name, report.metadata.report_year) == (lay.AGENCY, lay.YEAR)
    assert [section.key for section in report.sections] == [
        "overview", "disclosures", "applications", "appeals", "problems", "other_matters",
    ]  # fmt: skip


def test_an_empty_line_is_no_cell_where_rows_come_out_equal_without_it() -> None:
    text = lay.lines(lay.blocks(FIGURES)).decode()
    spaced = re.sub(r"(?m)^(（.*|\d\..*|[一二四]、[本上结].*)$", r"\n\1\n", text)
    result = score(read_report(Path("report"), spaced.encode()), lay.truth(FIGURES))
    assert (result.silent, result.needless) == ([], [])
