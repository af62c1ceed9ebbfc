"""Digits run together: cut where the form's sums leave one reading, in doubt wherever another reading is possible."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring import score
from expectations.rules.catalogue import load_rules
from extract.digit_runs import cells as digit_cells
from extract.digit_runs.cells import BLANKS_LEFT, UNCHECKED, cut_row, doubt_cuts
from extract.document import Source
from extract.form.catalogue import load_form
from extract.form_cells import TableReading
from extract.reading import read_report
from tests.support import layouts as lay
from tests.support.budget import examples
from tests.support.layouts import Block, Cell, Figures, blocks, values
from tests.support.reading import TOLD, check

RECEIVED = "一、本年新收政府信息公开申请数量"
KEYS = [f"applications/granted/{column}" for column in lay.COLUMNS]


def cuts(digits: str, numbers: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut digits into whole numbers without leading zeros, by brute force."""
    if numbers == 1:
        if digits == "0" or digits[:1] not in ("", "0"):
            yield (int(digits),)
        return
    for end in range(1, len(digits) - numbers + 2):
        if end == 1 or digits[0] != "0":
            for rest in cuts(digits[end:], numbers - 1):
                yield (int(digits[:end]), *rest)


@cache  # the same rows are printed in several ways
def readings(digits: str, numbers: int) -> tuple[tuple[int, ...], ...]:
    return tuple(cut for cut in cuts(digits, numbers) if sum(cut[:-1]) == cut[-1])


@pytest.mark.parametrize("raw", ["1 ① 2 3 4 5 15", "0 1 2 ① 3 4 5 15", "0 1 2 3 4 5 15 ①"])
def test_a_footnote_mark_is_no_value(raw: str) -> None:
    """Guards a silent error: a mark filled the place of a lost value, so that as many parts as columns moved the others."""
    assert all(cell.doubt for cell in cut_row(KEYS, raw, Source(), summed=True))


@pytest.mark.parametrize("blank", ["", "applications/received_new/total"])
def test_a_footnote_mark_right_behind_a_label_belongs_to_it(blank: str) -> None:
    """Guards the same in running text, where a row with its mark and all values is whole."""
    told = TOLD | ({blank: ""} if blank else {})
    table = lay.relabel(lay.applications(told), {RECEIVED: f"{RECEIVED}①"})
    check(lay.run_on(blocks(told, three=[table])), told, settled=not blank)


def test_a_row_of_running_text_without_a_value_is_not_blank_where_a_label_is_lost() -> None:
    """Guards a silent error: the labels of two rows had changed places, so that the values of one were nobody's."""
    table = lay.applications(TOLD)
    at = lay.find(table, "（六）其他处理")
    [group] = [cell for cell in table[at] if cell.text == "（六）其他处理"]
    group.text, table[-1][0].text = table[-1][0].text, group.text
    report = read_report(Path("report"), lay.run_on(blocks(TOLD, three=[table])))
    assert not [cell.key for cell in report.cells if cell.state == "blank" and not cell.doubt]


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 999)), min_size=6, max_size=6))
def test_a_cell_stands_where_every_reading_agrees_and_nowhere_else(parts: list[int]) -> None:
    digits = "".join(map(str, (*parts, sum(parts))))
    every = readings(digits, 7)
    cells = cut_row(KEYS, digits, Source(), summed=True)
    for column, cell in enumerate(cells):
        said = {reading[column] for reading in every}
        assert (cell.doubt is None) == (len(said) == 1)
        assert cell.doubt or cell.value == str(said.pop())


@settings(deadline=None, max_examples=examples(60))
@given(st.text("0123456789", min_size=1, max_size=13))
def test_no_digits_are_invented(digits: str) -> None:
    every = readings(digits, 7)
    cells = cut_row(KEYS, digits, Source(), summed=True)
    assert ({cell.state for cell in cells} == {"illegible"}) == (not every)
    assert all(cell.doubt for cell in cells) == all(len({r[c] for r in every}) != 1 for c in range(7))


def _told(chance: random.Random, blank: float = 0.0, misprints: int = 0) -> Figures:
    """Numbers as offices have them, mostly zero, rows and columns adding up; then blanks and misprints."""

    def number() -> int:
        return int(chance.choice([0, 0, 0, 0, 1, 10, 30, 300]) * chance.random())

    told = lay.figures(int(chance.random() * 10**6))
    lines: dict[str, list[int]] = {}
    for key in told:
        lines.setdefault(key.rsplit("/", 1)[0], [])
    outer = [f"applications/{row}" for row in ("received_new", "carried_in", "closed_total", "carried_out")]
    outcomes = [line for line in lines if line.startswith("applications/") and line not in outer]
    lines |= {line: [number() for _ in range(6)] for line in outcomes}
    closed = [sum(lines[line][i] for line in outcomes) for i in range(6)]
    left, old = [number() for _ in range(6)], [int(chance.random() * (n + 1)) for n in closed]
    new = [c + out - before for c, out, before in zip(closed, left, old, strict=True)]
    lines |= dict(zip(outer, (new, old, closed, left), strict=True))
    lines |= {line: [number() for _ in range(4)] for line in lines if line.startswith("appeals/")}
    sums = {line: [*numbers, sum(numbers)] for line, numbers in lines.items() if numbers}
    told = {
        k: str(sums[line].pop(0)) if (line := k.rsplit("/", 1)[0]) in sums else v for k, v in told.items()
    }
    summed = [key for key in told if not key.startswith("disclosures/")]
    for key in summed:
        if chance.random() < blank:
            told[key] = ""
    for _ in range(misprints):
        told[chance.choice(summed)] = str(int(chance.random() * chance.choice([1, 10, 100])))
    return told


def _glued(told: Figures, between: str) -> list[str]:
    """A line a row: the label, `between`, and the row's digits without anything between them."""
    out: list[str] = []
    for block in blocks(told):
        if isinstance(block, str):
            out.append(block)
            continue
        for cells in block:
            labels = [cell.text for cell in cells if not cell.key]
            if digits := "".join(cell.text for cell in values(cells)):
                out += [*labels[:-1], f"{labels[-1]}{between}{digits}" if labels else digits]
            else:
                out += labels
    return out


def _one_cell(told: Figures) -> bytes:
    document: list[Block] = []
    for block in blocks(told):
        if isinstance(block, str):
            document.append(block)
            continue
        table = []
        for cells in block:
            digits = [Cell("".join(c.text for c in values(cells)), across=7)] if values(cells) else []
            table.append([cell for cell in cells if not cell.key] + digits)
        document.append(table)
    return lay.html(document)


def _paragraphs(told: Figures) -> bytes:
    return f"<meta charset=utf-8>{''.join(f'<p>{escape(line)}</p>' for line in _glued(told, ''))}".encode()


PRINTED: dict[str, Callable[[Figures], bytes]] = {
    "lines": lambda told: "\n".join(_glued(told, "")).encode(),
    "lines, a blank behind the label": lambda told: "\n".join(_glued(told, " ")).encode(),
    "digits on the next line": lambda told: "\n".join(_glued(told, "\n")).encode(),
    "one line": lambda told: "".join(_glued(told, "")).encode(),
    "HTML paragraphs": _paragraphs,
    "DOCX paragraphs": lambda told: lay.docx(list(_glued(told, " "))),
    "one cell a row": _one_cell,
}
EVERYWHERE = pytest.mark.parametrize("printed", PRINTED)


@EVERYWHERE
@pytest.mark.parametrize("seed", range(3))
def test_every_decodable_row_is_right_and_every_other_doubted(printed: str, seed: int) -> None:
    told = _told(random.Random(seed))
    report = check(PRINTED[printed](told), told, settled=False)
    assert report.status == "read"
    cells = {cell.key: cell for cell in report.cells}
    for row in {key.rsplit("/", 1)[0] for key in told if key.startswith("applications/")}:
        keys = [f"{row}/{column}" for column in lay.COLUMNS]
        every = readings("".join(told[key] for key in keys), 7)
        for column, key in enumerate(keys):
            assert (cells[key].doubt is None) == (len({reading[column] for reading in every}) == 1)
    cut = {problem.instance for problem in report.problems if problem.code == "decoded_by_sum"}
    assert len(cut) > 15
    assert not report.explicit_cells


@pytest.mark.parametrize("printed", ["lines, a blank behind the label", "one line"])
@pytest.mark.parametrize(
    ("blank", "misprints"), [(0.0, 1), (0.0, 3), (0.004, 0), (0.05, 0), (0.3, 0), (0.02, 1)]
)
def test_blanks_and_misprints_are_never_cut_into_other_numbers(
    printed: str, blank: float, misprints: int
) -> None:
    """Guards silent errors: a misprinted total, or a blank, which leaves no trace between digits."""
    chance = random.Random(f"{printed} {blank} {misprints}")
    for _ in range(6):
        told = _told(chance, blank, misprints)
        result = score(read_report(Path("report"), PRINTED[printed](told)), lay.truth(told))
        assert result.silent == []


def test_one_misprinted_number_leaves_the_other_rows_undoubted() -> None:
    """Guards needless doubts: the columns say what stood there, so that no blank need have been lost."""
    told = _told(random.Random(5))
    key = "applications/granted/commercial_enterprise"
    told[key] = str(int(told[key]) + 7)
    cells = read_report(Path("report"), PRINTED["lines"](told)).cells
    row = [cell for cell in cells if cell.key.startswith("applications/granted/")]
    assert all(cell.doubt for cell in row)
    others = [c for c in cells if c.key.startswith("applications/") and c not in row]
    assert BLANKS_LEFT not in {cell.doubt for cell in others}


def test_a_row_of_digits_between_rows_of_cells() -> None:
    told = _told(random.Random(8))
    table = lay.applications(told)
    cells = table[lay.find(table, "4.保护")]
    digits = "".join(cell.text for cell in values(cells))
    cells[:] = [*(cell for cell in cells if not cell.key), Cell(digits)]
    for write in (lay.tsv, lay.lines, lay.spaced_values):
        report = check(write(blocks(told, three=[table])), told, settled=False)
        read = [cell for cell in report.cells if "/denied.third_party_rights/" in cell.key]
        assert [c.value for c in read if not c.doubt] == [told[c.key] for c in read if not c.doubt]
        assert any(not cell.doubt for cell in read)


@pytest.mark.parametrize("change", ["+15", "-6"])
def test_a_sign_begins_a_number_and_its_row_is_no_row_of_blanks(change: str) -> None:
    """Guards a silent error: 行政事业性收费0+15 was taken for a label without values."""
    told = lay.figures(4, "2019", "2019") | {
        "disclosures/fees/items_last_year": "0", "disclosures/fees/items_change": change.lstrip("+")
    }  # fmt: skip
    table = lay.disclosures(told, "2019")
    fees = values(table[lay.find(table, "行政事业性收费")])
    fees[1].text = change
    document = blocks(told, [table], [lay.applications(told, "2019")])
    text = lay.spaced_values(document).decode()
    glued = text.replace(f"行政事业性收费 0 {change}", f"行政事业性收费0{change}")
    assert glued != text
    check(glued.encode(), told)


def test_the_sums_that_cut_are_those_that_judge() -> None:
    """form.yml and rules.yml say the same sums: reading may not rest on one that no rule holds."""
    rules = {rule.rule_id: rule for rule in load_rules()}
    judged = {
        "applications.row_total": ("applications", "row"),
        "applications.balance": ("applications", "column"),
        "applications.outcome_total": ("applications", "column"),
        "appeals.total": ("appeals", "block"),
    }
    said = {(s.table, s.each, (*s.lhs, *((s.role,) if s.role else ())), s.rhs) for s in load_form().sums}

    def terms(side: object) -> tuple[str, ...]:
        assert isinstance(side, list | tuple)
        return tuple(term["role"] if isinstance(term, dict) else str(term) for term in side)

    assert said == {
        (*place, terms(rules[i].spec["lhs"]), terms(rules[i].spec["rhs"])) for i, place in judged.items()
    }
    for rule in ("applications.row_total", "appeals.total"):
        assert rules[rule].spec["decoded_by"] == "decoded_by_sum"


def test_rows_with_too_many_cuts_to_check_the_columns_are_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards cuts that no column had confirmed: beyond the limit the columns were not looked at, and nothing said so."""
    form = load_form()
    version = form.versions[0]
    columns = [column.key for column in form.application_columns[version]]
    cells = [
        cell
        for row in form.application_rows[version]
        if row.role != "group"
        for cell in cut_row(
            [f"applications/{row.key}/{column}" for column in columns], "640020470", Source(), True
        )
    ]
    reading = TableReading("applications", version, cells=cells)
    monkeypatch.setattr(digit_cells, "_MOST_WAYS", 0)
    doubt_cuts(form, [reading])
    assert {cell.doubt for cell in reading.cells if cell.key.startswith("applications/outcomes.total")} <= {
        UNCHECKED
    }
    assert UNCHECKED in {cell.doubt for cell in reading.cells}
