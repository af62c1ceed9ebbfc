"""Reads table two, 主动公开政府信息情况: small stacked tables, one for each clause of art. 20, each with its own header.

Never map a 2019 column onto a 2021 one: they count different things. The labels of columns and rows show the version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial

from extract.form.catalogue import Clause, Form, FormColumn, FormRow, column_words
from extract.form.labels import closeness, parse_label, squeeze
from extract.form_cells import Problem, TableReading, absent_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.tables.align import Alignment, Match, align
from extract.tables.captions import names_whose
from extract.tables.disclosures_header import read_header
from extract.tables.form_version import Evidence, kinds, of_others, row_labels, settled, words_in
from extract.tables.heading_proof import as_many_places
from extract.tables.row_cells import (
    absent_row,
    guessed,
    label_problems,
    order_problem,
    place,
    printed_twice,
    repeated,
    row_cells,
    shown,
)
from extract.tables.row_merging import (
    ABOVE_LABELS,
    DIGITS_APART,
    below_overfull,
    goes_on,
    is_overfull,
    join_rows,
    lost_values,
    numbers_above,
)
from extract.tables.row_stream import LabelledRow, StreamRow, label_texts, labelled_rows, values_end
from extract.tables.vocabulary import SURE, Vocabulary
from extract.tables.whose_table import Captions, own_printing, section_of
from extract.values import parse_value

TABLE = "disclosures"
_UNIT = re.compile(r"单位[:：]?(万元|亿元|元|项|件)")
_LONGEST_HEADING = 120  # characters of a column's label
_LONGEST_NUMBERING = 8  # characters of a heading (序号) before 信息内容 on the same line
_TELLING = 2  # characters: every row of this table has words that no other row has
_OWN_SECTION = 2  # the table's place among the report's sections
_REACH = 80  # stream rows a whole table may take where every cell is a line


@lru_cache(maxsize=1)
def _vocabulary(form: Form) -> Vocabulary:
    clauses = [clause for version in form.versions for clause in form.clauses[version]]
    headings = [form.headings.content, *(clause.label for clause in clauses)]
    headings += [column.label for clause in clauses for column in clause.columns]
    return Vocabulary((row for clause in clauses for row in clause.rows), headings)


def _names_column(form: Form, row: StreamRow) -> bool:
    """Whether a row is one of the table's headers: its column labels in cells, or several of them in one line."""
    text = squeeze(row.text)
    columns = {
        c.words for version in form.versions for clause in form.clauses[version] for c in clause.columns
    }
    heads = columns | {form.headings.content}
    in_cell = any(len(c.text) <= _LONGEST_HEADING and column_words(c.text) in heads for c in row.cells)
    return in_cell or (
        len(text) < 60
        and form.headings.content in text[:_LONGEST_NUMBERING]
        and any(word in text for word in columns)
    )


def find_spans(form: Form, rows: list[StreamRow], taken: set[int]) -> list[range]:
    """Spans from a first header (信息内容 …) to the last row label; a list of such words in the narrative has no header.

    Stream rows in `taken` belong to another table; a span never extends past them, nor past the heading of a section behind
    table two's. Normally there is one span.
    """
    vocabulary = _vocabulary(form)
    spans: list[range] = []

    @cache  # many repeated headers would look at the same rows each time
    def labelled(index: int) -> bool:
        return any(_is_row_label(vocabulary, text) for text in label_texts(rows, index, vocabulary))

    @cache
    def ends_at(index: int) -> bool:
        return rows[index].single and section_of(form, rows[index].text) > _OWN_SECTION

    at = 0
    while at < len(rows):
        if at in taken or not _names_column(form, rows[at]):
            at += 1
            continue
        stop = min((index for index in taken if index > at), default=len(rows))
        stop = min(stop, at + _REACH)
        stop = next((index for index in range(at, stop) if ends_at(index)), stop)
        hits = [i for i in range(at, stop) if labelled(i)]
        first_clause = _clause_of(form, rows, at)
        repeat = next((i for i in range(at + 4, stop) if hits and i > hits[0] and first_clause is not None
                       and _clause_of(form, rows, i) == first_clause), None)  # fmt: skip
        hits = [i for i in hits if repeat is None or i < repeat]
        if not hits:
            at += 1
            continue
        end = values_end(rows, hits[-1], stop, vocabulary, partial(names_whose, form))
        first = at - 1 if at and form.headings.clause in squeeze(rows[at - 1].text) else at
        spans.append(range(first, end + 1))
        at = end + 1
    return spans


def _clause_of(form: Form, rows: list[StreamRow], index: int) -> str | None:
    """The words of the row above where they are the first clause's label: a second one begins another printing."""
    words = parse_label(rows[index - 1].text).words if index else ""
    firsts = {parse_label(clauses[0].label).words for clauses in form.clauses.values()}
    return words if words in firsts else None


def _is_row_label(vocabulary: Vocabulary, text: str) -> bool:
    return vocabulary.knows(text) or vocabulary.knows(re.sub(r"[（(].*?[)）]", "", text))


def _clause_headers(
    rows: list[StreamRow],
    span: range,
    alignment: Alignment,
    clauses: tuple[Clause, ...],
) -> dict[str, list[StreamRow]]:
    """Clause -> the rows of its header: everything between the row before it and the clause's first row."""
    first_row: dict[str, int] = {}
    for match in alignment.matches:
        clause = next(c for c in clauses if match.row in c.rows)
        at = match.printed.at[0]
        first_row[clause.clause] = min(at, first_row.get(clause.clause, at))
    ends = sorted(index for match in alignment.matches for index in match.printed.at)
    headers = {}
    for name, index in first_row.items():
        before = max((end for end in ends if end < index), default=span.start - 1)
        headers[name] = rows[before + 1 : index]
    return headers


def _text(header: Sequence[StreamRow]) -> str:
    return "".join(squeeze(text) for row in header for text in row.headings)


def _missing_columns(clause: Clause, header: str) -> list[FormColumn]:
    """Columns of a clause that its header does not name, exactly or in close words."""
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


def map_disclosures(
    form: Form,
    rows: list[StreamRow],
    taken: set[int],
    year: int | None,
    captions: Captions | None = None,
) -> TableReading:
    """Read table two of a document on `year`, outside the stream rows `taken` by other tables.

    Where the table is printed more than once with different values, every differing cell is in doubt; `captions` tell the
    report's own printing.
    """
    printings = [
        (span.start, _one_printing(form, rows, span, year)) for span in find_spans(form, rows, taken)
    ]
    if not printings:
        missing = Problem(Detail("table_missing.disclosures"), instance=TABLE)
        return TableReading(TABLE, problems=[missing])
    return own_printing(captions, printings)


def _one_printing(form: Form, rows: list[StreamRow], span: range, year: int | None) -> TableReading:
    table_text = "".join(squeeze(cell.text) for index in span for cell in rows[index].cells)
    printed = [
        row
        for row in join_rows(
            labelled_rows(rows, span, _vocabulary(form), {}), _vocabulary(form), lambda row: False
        )
        if not any(parse_label(cell.text).words.startswith(form.headings.content) for cell in row.labels)
    ]
    aligned = {v: align(printed, _rows(form.clauses[v]), _TELLING) for v in kinds(form, TABLE)}
    headers = {v: _clause_headers(rows, span, a, form.clauses[v]) for v, a in aligned.items()}
    fits = {v: _evidence(form, v, table_text, printed, a, headers[v]) for v, a in aligned.items()}
    return settled(
        form, TABLE, fits, year, lambda v: _read(form, v, rows, span, printed, aligned[v], headers[v])
    )


def _evidence(
    form: Form,
    version: str,
    table_text: str,
    printed: list[LabelledRow],
    alignment: Alignment,
    headers: dict[str, list[StreamRow]],
) -> Evidence:
    """How well a version fits. `table_text` is the table's whole text; a column counts only in its own clause, since
    clauses share headings."""
    clauses = form.clauses[version]
    any_clause = [clause for clauses in form.clauses.values() for clause in clauses]
    columns = _column_words(any_clause)
    labels = {parse_label(row.leaf).words for row in printed if row.values}
    unexplained = of_others(words_in(table_text, columns), _column_words(clauses), columns)
    unexplained += of_others(labels, row_labels(_rows(clauses)), row_labels(_rows(tuple(any_clause))))
    missing = 0
    for clause in clauses:
        if header := _text(headers.get(clause.clause, [])):
            missing += len(_missing_columns(clause, header))
            unexplained += of_others(
                words_in(header, columns), _column_words([clause]), _column_words(clauses)
            )
    return Evidence(unexplained, alignment.cost + missing)


def _column_words(clauses: Iterable[Clause]) -> set[str]:
    return {column.words for clause in clauses for column in clause.columns}


def _read(
    form: Form,
    version: str,
    rows: list[StreamRow],
    span: range,
    printed: list[LabelledRow],
    alignment: Alignment,
    headers: dict[str, list[StreamRow]],
) -> TableReading:
    """Read the table as printed in one form version."""
    reading = TableReading(TABLE, version, used=set(span))
    reading.problems += label_problems(TABLE, alignment) + order_problem(TABLE, alignment)
    twice = printed_twice(alignment)
    for clause in form.clauses[version]:
        _read_clause(form, reading, clause, alignment, headers.get(clause.clause, []), printed, rows, twice)
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    return reading


def _rows(clauses: tuple[Clause, ...]) -> tuple[FormRow, ...]:
    return tuple(row for clause in clauses for row in clause.rows)


def _read_clause(
    form: Form,
    reading: TableReading,
    clause: Clause,
    alignment: Alignment,
    header: list[StreamRow],
    printed: list[LabelledRow],
    rows: list[StreamRow],
    twice: Doubt | None,
) -> None:
    """Add the cells of one clause to the reading; `twice` doubts a table that may be two printings."""
    header_text = _text(header)
    missing_columns = _missing_columns(clause, header_text) if header else []
    by_key = {match.row.key: match for match in alignment.matches}
    matched = {id(match.printed) for match in alignment.matches}
    any_overfull = any(
        is_overfull(match.printed, len(_columns_beside(form, reading, match))) for match in alignment.matches
    )
    unit = _UNIT.search(header_text)
    heads = read_header(form, [c for c in clause.columns if c not in missing_columns], header)
    own = [by_key[row.key].printed for row in clause.rows if row.key in by_key]
    widths = [len(row.values) for row in own]
    crowded = not all(as_many_places(heads.own(row.values), heads.extent, len(heads.columns)) for row in own)
    if crowded or (missing_columns and max(widths, default=0) > len(heads.columns)):
        heads = replace(heads, in_order=False)  # a heading is not recognised rather than missing
        narrow = _end([row for row in header if not row.single][-1:]) < _end(
            [rows[at] for row in own for at in row.at]
        )
        heads = replace(heads, leaves=()) if narrow else heads
    if max(widths, default=0) < len(heads.columns):
        heads = heads.without_extras()  # nothing is printed in the columns that the form does not have
    columns = [
        replace(column, unit=unit[1]) if unit and column.key == "amount" else column
        for column in heads.columns
    ]
    if any(row.key in by_key for row in clause.rows):
        reading.problems += [
            Problem(Detail("column_missing.disclosures", {"column": column.label, "clause": clause.label}),
                    instance=f"{TABLE}/{clause.rows[0].key}/{column.key}")
            for column in missing_columns
        ]  # fmt: skip
        reading.problems += [
            Problem(Detail("extra_column", {"printed": column.label}),
                    instance=f"{TABLE}/{clause.rows[0].key}")
            for column in columns if not column.key
        ]  # fmt: skip
    first = min((by_key[row.key].printed.at[0] for row in clause.rows if row.key in by_key), default=0)
    numbers_moved = ABOVE_LABELS if numbers_above(rows, first, len(columns)) else None
    for row in clause.rows:
        match = by_key.get(row.key)
        if match is None:
            reading.problems.append(
                Problem(Detail("row_missing", {"row": row.label}), instance=f"{TABLE}/{row.key}")
            )
            reading.cells += absent_row(TABLE, row, clause.columns, alignment)
            continue
        doubt = (
            guessed(match, alignment)
            or repeated(match, alignment)
            or twice
            or lost_values(match, printed, matched, any_overfull)
        )
        doubt = doubt or numbers_moved
        if goes_on(match.printed, printed, matched):
            doubt = doubt or Doubt("values_go_on")
        if below_overfull(match.printed, printed, len(columns)):
            doubt = doubt or DIGITS_APART
        if not header:
            doubt = doubt or Doubt("row_without_header")
        values = replace(match.printed, values=heads.own(match.printed.values))
        values = _trimmed(values, len(columns))
        cells, fitted = row_cells(form, f"{TABLE}/{row.key}", columns, values, doubt)
        cells = shown(cells, match, heads.shown_by(values.values, fitted.fits))
        lost = None
        if not fitted.fits:
            filled = _filled(match.printed)
            # a value without a recognised heading may be that of the column that seems to be missing
            lost = values_for_columns(filled, len(columns)) if filled > len(columns) else None
            width = Detail("row_width.row", {"row": row.label, "printed": filled, "columns": len(columns)})
            reading.problems.append(Problem(width, place(match.printed), f"{TABLE}/{row.key}"))
        found = {cell.key: cell for cell in cells}
        for column in clause.columns:
            key = f"{TABLE}/{row.key}/{column.key}"
            absent = absent_cell(key)
            reading.cells.append(found.get(key) or (absent.doubted(lost) if lost else absent))


def _filled(row: LabelledRow) -> int:
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def _end(rows: Sequence[StreamRow]) -> int:
    """The grid column behind the last of the rows' cells."""
    return max((cell.column + cell.span for row in rows if not row.single for cell in row.cells), default=0)


def _columns_beside(form: Form, reading: TableReading, match: Match) -> tuple[FormColumn, ...]:
    clauses = form.clauses[str(reading.version)]
    return next(clause.columns for clause in clauses if match.row in clause.rows)


def _trimmed(row: LabelledRow, columns: int) -> LabelledRow:
    """Remove the blank cells at the row's end that pad a clause of few columns to the width of the widest one."""
    values = list(row.values)
    while len(values) > columns and not values[-1].text.strip() and not values[-1].doubt:
        values.pop()
    return LabelledRow(row.labels, values, row.at, row.grid)
