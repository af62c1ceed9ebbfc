"""Lines copied out of a viewer of prints: labels go on over lines, digits stand together behind the end of one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.digit_runs.cells import BLANKS_LEFT
from extract.document import Source
from extract.form_cells import FormCell, TableReading
from extract.messages import Doubt
from extract.reading import read_report
from extract.running_text.wrapped_lines import _together
from extract.tables.row_merging import ABOVE_LABELS
from tests.support import layouts as lay
from tests.support.layouts import Figures, blocks, values
from tests.support.reading import check

WIDTH = 18  # characters after which a label goes on in the next line
SEEDS = pytest.mark.parametrize("seed", range(4))


def _told(seed: int) -> Figures:
    """Numbers of one digit, but for sums: most rows have one cut only."""
    chance = random.Random(seed)
    told = lay.figures(seed)
    rows = {key.rsplit("/", 1)[0] for key in told if not key.startswith("disclosures/")}
    for row in sorted(rows):
        *parts, total = [key for key in told if key.rsplit("/", 1)[0] == row]
        numbers = [int(chance.choice([0, 0, 0, 2, 9]) * chance.random()) for _ in parts]
        told |= {key: str(number) for key, number in zip(parts, numbers, strict=True)}
        told[total] = str(sum(numbers))
    return told


def _add_up(told: Figures) -> Figures:
    """The same with the columns of table three adding up."""
    rows = {key.split("/")[1] for key in told if key.startswith("applications/")}
    outer = {"received_new", "carried_in", "closed_total", "carried_out"}
    for column in lay.COLUMNS:
        key = f"applications/{{}}/{column}"
        closed = sum(int(told[key.format(row)]) for row in rows - outer)
        told[key.format("closed_total")] = told[key.format("received_new")] = str(closed)
        told[key.format("carried_out")] = told[key.format("carried_in")] = "0"
    return told


def _wrapped(text: str) -> list[str]:
    return [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]


def _viewed(told: Figures) -> list[str]:
    """Merged labels on lines of their own, a row's digits behind the last line of its label, heads in two lines."""
    out: list[str] = []
    for block in blocks(told):
        if isinstance(block, str):
            out.append(block)
            continue
        for cells in block:
            *above, last = [cell.text for cell in cells if not cell.key] or [""]
            digits = "".join(cell.text for cell in values(cells))
            lines = [line for text in above for line in _wrapped(text)]
            if digits:
                out += [*lines, *(_wrapped(last) or [""])]
                out[-1] += digits
            else:
                out += [
                    part
                    for text in [*above, last]
                    for part in ((text[:2], text[2:]) if len(text) == 4 else (text,))
                ]
    return out


def _row_ends(lines: list[str]) -> list[int]:
    """The lines on which a label ends and the digits of a whole row stand behind it."""
    return [at for at, line in enumerate(lines) if re.search(r"\D\d{7,}$", line)]


def _cut(line: str) -> tuple[str, str]:
    label = line.rstrip("0123456789")
    return label, line[len(label) :]


@SEEDS
@pytest.mark.parametrize("foot", [None, "— 2 —", "第 2 页 共 5 页"])
def test_a_label_that_goes_on_in_the_next_line_keeps_its_digits(seed: int, foot: str | None) -> None:
    """Guards needless doubts: the rows of long labels were blank, so that every other cut was in doubt as well."""
    told = _add_up(_told(seed))
    lines = _viewed(told)
    for at in _row_ends(lines)[::-6] if foot else ():
        lines.insert(at + 1, foot or "")
    report = check("\n".join(lines).encode(), told, settled=False)
    cells = {cell.key: cell for cell in report.cells}
    for row in ("granted_in_part", "not_processed.confirmation", "other.no_correction", "other.fee_unpaid"):
        assert cells[f"applications/{row}/natural_person"].value is not None, row
    summed = [cell for cell in report.cells if not cell.key.startswith("disclosures/")]
    assert BLANKS_LEFT not in {cell.doubt for cell in summed}
    assert sum(cell.doubt is None for cell in summed) > 0.8 * len(summed)
    assert not report.explicit_cells
    appeals = next(section for section in report.sections if section.key == "appeals")
    assert appeals.text == ""  # the headings and digits of the table are no narrative


def _one_above(lines: list[str], chance: random.Random) -> None:
    at = chance.choice(_row_ends(lines))
    lines[at : at + 1] = reversed(_cut(lines[at]))


def _some_above(lines: list[str], chance: random.Random) -> None:
    for at in reversed(_row_ends(lines)):
        if chance.random() < 0.3:
            lines[at : at + 1] = reversed(_cut(lines[at]))


def _all_above(lines: list[str], chance: random.Random) -> None:
    for at in reversed(_row_ends(lines)):
        lines[at : at + 1] = reversed(_cut(lines[at]))


def _in_the_middle(lines: list[str], chance: random.Random) -> None:
    at = chance.choice(_row_ends(lines))
    label, digits = _cut(lines[at])
    lines[at : at + 1] = [label[: len(label) // 2], digits, label[len(label) // 2 :]]


def _bare_page_number(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.choice(_row_ends(lines)) + 1, str(chance.randrange(13)))


def _digit_lost(lines: list[str], chance: random.Random) -> None:
    at = chance.choice(_row_ends(lines))
    lines[at] = lines[at][:-1]


def _row_of_its_own(lines: list[str], chance: random.Random) -> None:
    lines.insert(chance.choice(_row_ends(lines)) + 1, "9.本地其他事项1000001")


@pytest.mark.parametrize(
    "change",
    [_one_above, _some_above, _all_above, _in_the_middle, _bare_page_number, _digit_lost, _row_of_its_own],
)
def test_digits_that_stand_elsewhere_than_behind_their_label_are_no_silent_values(
    change: Callable[[list[str], random.Random], None],
) -> None:
    """Guards silent errors: digits above their label were its neighbour's, and it was a row of blanks."""
    for seed in range(6):
        told = _add_up(_told(seed))
        lines = _viewed(told)
        change(lines, random.Random(seed))
        report = read_report(Path("report"), "\n".join(lines).encode())
        sure = {cell.key: cell.value for cell in report.cells if not cell.doubt and cell.state != "absent"}
        wrong = {key: value for key, value in sure.items() if value != told.get(key)}
        if change is _digit_lost:  # a misprint of the file, printed so: all it may change is its own row
            wrong = {key: value for key, value in wrong.items() if value is None}
        assert wrong == {}, seed


@pytest.mark.parametrize("between", ["\n", ""], ids=["lines", "one line"])
def test_digits_above_the_first_label_are_a_row_or_count_the_columns(between: str) -> None:
    """Guards silent errors: all labels stood below their digits, and every row had those of the next one."""
    told = _add_up(_told(1))
    lines = _viewed(told)
    first = next(at for at, line in enumerate(lines) if line.startswith("一、本年新收"))

    def doubts(digits: str) -> list[Doubt | None]:
        text = between.join([*lines[:first], digits, *lines[first:]])
        cells = read_report(Path("report"), text.encode()).cells
        return [cell.doubt for cell in cells if cell.key.startswith("applications/")]

    assert all(doubts("0001001"))
    assert ABOVE_LABELS in doubts("0001001")
    assert ABOVE_LABELS not in doubts("1234567")


def _reading(value: str | None, raw: str, doubt: Doubt | None = None) -> TableReading:
    state = "number" if value else "blank"
    cell = FormCell("applications/granted/total", value, state, raw, Source(line=4), doubt)
    return TableReading("applications", "2021", [cell])


@pytest.mark.parametrize(
    ("own", "other", "value", "doubted"),
    [
        (_reading("7", "7"), _reading("7", "7"), "7", False),
        (_reading(None, "", Doubt("label_in_part")), _reading("7", "7"), "7", False),
        (_reading("7", "7"), _reading("8", "8"), "8", True),  # both have something there, and differ
        (_reading(None, ""), _reading("7", "7"), "7", True),  # a sure blank
        (_reading("7", "7", Doubt("table_repeated")), _reading("7", "7"), "7", True),
        (_reading(None, "", Doubt("label_in_part")), _reading(None, ""), None, True),
        (
            _reading(None, "", Doubt("label_in_part")),
            _reading("7", "7 2"),
            "7",
            True,
        ),  # two lines made the digits
    ],
)
def test_the_running_text_is_held_against_what_the_lines_say(
    own: TableReading, other: TableReading, value: str | None, doubted: bool
) -> None:
    [cell] = _together(own, other).cells
    assert (cell.value, cell.doubt is not None) == (value, doubted)
