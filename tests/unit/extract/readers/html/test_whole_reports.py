"""Whole reports as pages of boxes and in odd markup: every cell as printed, or in doubt."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from opencc import OpenCC

from benchmarks.scoring import score
from extract.reading import read_report
from tests.support import layouts as lay

FIGURES = lay.figures()
BLANKS = {
    k: "" if re.search(r"legal|total$|corrected|repealed|commercial", k) else v for k, v in FIGURES.items()
}


def boxes(page: str, row: str, cell: str) -> str:
    """The page with boxes of these tags and classes, as sites write them, in place of its tables."""
    page = re.sub(r"<(/?)table>", r"<\1div>", page)
    page = re.sub(r"</t([rd])>", lambda end: f"</{row if end[1] == 'r' else cell}>", page)
    return re.sub(r"<td[^>]*>", f'<{cell} class="col">', page.replace("<tr>", f'<{row} class="row">'))


@pytest.mark.parametrize("figures", [FIGURES, BLANKS], ids=["full", "blanks"])
@pytest.mark.parametrize(("row", "cell"), [("div", "div"), ("ul", "li"), ("div", "span"), ("dl", "dd")])
def test_whole_reports_of_boxes(row: str, cell: str, figures: dict[str, str]) -> None:
    page = boxes(lay.html(lay.blocks(figures)).decode(), row, cell)
    report = read_report(Path("report"), page.encode())
    result = score(report, lay.truth(figures))
    assert (result.silent, result.needless, report.status) == ([], [], "read")


@pytest.mark.parametrize(
    "bend",
    [
        lambda page: re.sub("</t[dr]>", "", page),
        lambda page: f"<table><tr><td>{page}</td></tr></table>",
        lambda page: json.dumps({"content": page}),
        lambda page: re.sub(
            r"(?<=<td>)[^<]+", lambda text: "".join(f"<span>{c}</span>" for c in text[0]), page
        ),
        lambda page: re.sub(r"(?<=<td>)(\d+)(?=<)", r"&amp;nbsp;&#8203;\1&amp;nbsp;", page),
        lambda page: OpenCC("s2t").convert(page),
    ],
    ids=["no end tags", "in one cell", "json", "a span a letter", "spaces escaped twice", "traditional"],
)
def test_whole_reports_in_odd_markup(bend: Callable[[str], str]) -> None:
    report = read_report(Path("report"), bend(lay.html(lay.blocks(FIGURES)).decode()).encode())
    result = score(report, lay.truth(FIGURES))
    assert (result.silent, result.needless, report.status) == ([], [], "read")


def test_digits_that_a_style_sheet_prints_are_all_doubted() -> None:
    """Guards a page whose first digits stand in its style sheet alone: 12 was read as 2."""
    page = re.sub(
        r"<td>(\d)(\d*)</td>", r"<td><i class=d\1></i>\2</td>", lay.html(lay.blocks(FIGURES)).decode()
    )
    style = "".join(f".d{digit}::before{{content:'{digit}'}}" for digit in range(10))
    report = read_report(Path("report"), page.replace("</head>", f"<style>{style}</style></head>").encode())
    assert score(report, lay.truth(FIGURES)).silent == []
