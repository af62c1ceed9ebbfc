"""Table two, 主动公开政府信息情况: small stacked tables, one a clause of art. 20, each with a header of its own.

Never map a 2019 column onto a 2021 one: they count different things. The version is told by the column labels.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.form.catalogue import Clause, Form, FormColumn, FormRow
from extract.labels import closeness, parse_label, squeeze
from extract.mapping.align import SURE, Alignment, align
from extract.mapping.cells import Problem, TableReading, absent_cell
from extract.mapping.rows import guessed, label_problems, place, repeated, row_cells
from extract.mapping.stream import LabelledRow, StreamRow, labelled_rows
from extract.values import parse_value

TABLE = "disclosures"
_UNIT = re.compile(r"单位[:：]?(万元|亿元|元|项|件)")
_REACH = 80  # stream rows a whole table may take where every cell is a line


def _row_words(form: Form) -> frozenset[str]:
    rows = [row for version in form.versions for clause in form.clauses[version] for row in clause.rows]
    return frozenset({row.parsed.words for row in rows} | {alias for row in rows for alias in row.aliases})


def _column_words(form: Form, version: str) -> set[str]:
    return {column.words for clause in form.clauses[version] for column in clause.columns}


def find_span(form: Form, rows: list[StreamRow], stop: int) -> range | None:
    """The span from the first row label (规章 …) to the last; a narrative list of such words has no header near."""
    words = _row_words(form)
    headers = set().union({"信息内容"}, *(_column_words(form, version) for version in form.versions))
    hits = [
        i
        for i, row in enumerate(rows[:stop])
        if any(parse_label(cell.text).words in words for cell in row.cells)
    ]
    heads = [
        i
        for i, row in enumerate(rows[:stop])
        if any(parse_label(re.sub(r"[（(].*?[)）]", "", cell.text)).words in headers for cell in row.cells)
    ]
    if not heads or not hits:
        return None
    first = heads[0]
    if first and "第二十条" in squeeze(rows[first - 1].text):
        first -= 1
    inside = [i for i in hits if first <= i <= first + _REACH]
    if not inside:
        return None
    end = inside[-1]
    while (
        end + 1 < stop
        and rows[end + 1].single
        and parse_value(rows[end + 1].text).state in ("number", "dash")
    ):
        end += 1
    return range(first, end + 1)


def _header_score(form: Form, version: str, header: str) -> int:
    return sum(column.words in header for clause in form.clauses[version] for column in clause.columns)


def _clause_headers(
    rows: list[StreamRow],
    span: range,
    alignment: Alignment,
    clauses: tuple[Clause, ...],
) -> dict[str, str]:
    """Squeezed header text of each clause: everything between the row before it and its own first row."""
    first_row: dict[str, int] = {}
    for match in alignment.matches:
        clause = next(c for c in clauses if match.row in c.rows)
        first_row.setdefault(clause.clause, match.printed.at[0])
    ends = sorted(index for match in alignment.matches for index in match.printed.at)
    headers = {}
    for name, index in first_row.items():
        before = max((end for end in ends if end < index), default=span.start - 1)
        headers[name] = "".join(
            squeeze(cell.text) for i in range(before + 1, index) for cell in rows[i].cells
        )
    return headers


def _missing_columns(clause: Clause, header: str) -> list[FormColumn]:
    """Columns of a clause that its header does not name, close wordings counted as named."""
    words = parse_label(header).words
    return [
        column
        for column in clause.columns
        if column.words not in words
        and max(
            (closeness(words[i : i + len(column.words)], column.words) for i in range(max(len(words), 1))),
            default=0.0,
        )
        < SURE
    ]


def map_disclosures(form: Form, rows: list[StreamRow], stop: int) -> TableReading:
    """Table two of a document, looked for before stream row `stop` (where table three begins)."""
    span = find_span(form, rows, stop)
    if span is None:
        missing = Problem(
            "table_missing",
            "table two (主动公开政府信息情况) was not found",
            instance=TABLE,
        )
        return TableReading(TABLE, problems=[missing])
    header = "".join(squeeze(cell.text) for index in span for cell in rows[index].cells)
    printed = [
        row
        for row in labelled_rows(rows, span, _row_words(form), {})
        if parse_label(row.leaf).words != "信息内容"
        and not any(parse_label(c.text).words == "信息内容" for c in row.labels)
    ]
    version, alignment = max(
        ((version, align(printed, _rows(form.clauses[version]))) for version in form.versions),
        key=lambda candidate: (
            _header_score(form, candidate[0], header),
            -candidate[1].cost,
        ),
    )
    reading = TableReading(TABLE, version, used=set(span))
    reading.problems += label_problems(TABLE, alignment)
    headers = _clause_headers(rows, span, alignment, form.clauses[version])
    for clause in form.clauses[version]:
        _read_clause(reading, clause, alignment, headers.get(clause.clause, ""))
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    return reading


def _rows(clauses: tuple[Clause, ...]) -> tuple[FormRow, ...]:
    return tuple(row for clause in clauses for row in clause.rows)


def _read_clause(reading: TableReading, clause: Clause, alignment: Alignment, header: str) -> None:
    """Add the cells of one clause to the reading."""
    gone = _missing_columns(clause, header) if header else []
    by_key = {match.row.key: match for match in alignment.matches}
    unit = _UNIT.search(header)
    columns = [
        replace(column, unit=unit[1]) if unit and column.key == "amount" else column
        for column in clause.columns
        if column not in gone
    ]
    if any(row.key in by_key for row in clause.rows):
        reading.problems += [
            Problem("column_missing", f"column {column.label!r} of {clause.label} is not in its header",
                    instance=f"{TABLE}/{clause.rows[0].key}/{column.key}")
            for column in gone
        ]  # fmt: skip
    for row in clause.rows:
        match = by_key.get(row.key)
        if match is None:
            reading.problems.append(
                Problem(
                    "row_missing",
                    f"row {row.label!r} is not in the table",
                    instance=f"{TABLE}/{row.key}",
                )
            )
            reading.cells += [absent_cell(f"{TABLE}/{row.key}/{column.key}") for column in clause.columns]
            continue
        doubt = guessed(match, alignment) or repeated(match, alignment)
        if not header:
            doubt = doubt or "the row has no header, so its columns are guessed"
        cells, fitted = row_cells(f"{TABLE}/{row.key}", columns, _trimmed(match.printed, len(columns)), doubt)
        if not fitted.fits:
            filled = sum(parse_value(cell.text).state != "blank" for cell in match.printed.values)
            reading.problems.append(
                Problem("row_width", f"{row.label!r} prints {filled} values for {len(columns)} columns",
                        place(match.printed), f"{TABLE}/{row.key}")
            )  # fmt: skip
        found = {cell.key: cell for cell in cells}
        for column in clause.columns:
            key = f"{TABLE}/{row.key}/{column.key}"
            reading.cells.append(found.get(key) or absent_cell(key))


def _trimmed(row: LabelledRow, columns: int) -> LabelledRow:
    """Without the empty cells that pad a short clause to the width of the widest one.

    They stand at the end: a single value under a header of one column is that column's, whatever follows is padding.
    """
    values = list(row.values)
    while len(values) > columns and not values[-1].text.strip():
        values.pop()
    return LabelledRow(row.labels, values, row.at, row.grid)
