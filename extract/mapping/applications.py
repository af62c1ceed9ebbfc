"""Table three, 收到和处理政府信息公开申请情况: found by its rows, read row by row over its seven columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extract.document import Cell
from extract.form.catalogue import Form, FormColumn
from extract.labels import closeness, parse_label, squeeze
from extract.mapping.align import CLOSE, SURE, Alignment, align
from extract.mapping.cells import FormCell, Problem, TableReading, absent_cell
from extract.mapping.rows import guessed, label_problems, place, repeated, row_cells
from extract.mapping.stream import LabelledRow, StreamRow, labelled_rows
from extract.values import parse_value

TABLE = "applications"
_HEADER_ROWS = 30  # how far above its first row a header may begin, where every cell is a line
_FEWEST_ROWS = 4  # labels of the table that must be there for it to be the table


def _known(form: Form) -> frozenset[str]:
    rows = [row for version in form.versions for row in form.application_rows[version]]
    return frozenset({row.parsed.words for row in rows} | {alias for row in rows for alias in row.aliases})


def _is(form: Form, key: str, cell: Cell) -> bool:
    row = next(row for row in form.application_rows[form.newest] if row.key == key)
    words = parse_label(cell.text).words
    return words in row.aliases or (abs(len(words) - len(row.parsed.words)) < 5
                                    and closeness(words, row.parsed.words) >= SURE)  # fmt: skip


def find_spans(form: Form, rows: list[StreamRow]) -> list[range]:
    """Spans of the stream that hold the table, one for each time it is printed (normally one)."""
    known = _known(form)
    starts = [i for i, row in enumerate(rows) if any(_is(form, "received_new", cell) for cell in row.cells)]
    if not starts:  # its first row may be lost; any of its other labels shows where it is
        starts = [
            i
            for i, row in enumerate(rows)
            if any(parse_label(c.text).words in known - {"其他"} for c in row.cells)
        ]
        starts = starts[:1]
    spans = []
    for start, following in pairwise([*starts, len(rows)]):
        hits = [
            i
            for i in range(start, following)
            if any(parse_label(c.text).words in known for c in rows[i].cells)
        ]
        ends = [i for i in hits if any(_is(form, "carried_out", cell) for cell in rows[i].cells)]
        end = ends[0] if ends else hits[-1] if hits else start
        while (
            end + 1 < following
            and rows[end + 1].single
            and parse_value(rows[end + 1].text).state in ("number", "dash")
        ):
            end += 1  # one cell a line: the last row's values follow its label
        if len([i for i in hits if i <= end]) >= _FEWEST_ROWS:
            spans.append(range(start, end + 1))
    return spans


def _header_rows(rows: list[StreamRow], start: int) -> range:
    """The stream rows above the table's first row that may belong to its header."""
    first = start
    for index in range(start - 1, max(start - _HEADER_ROWS, 0) - 1, -1):
        text = "".join(squeeze(cell.text) for cell in rows[index].cells)
        if len(text) > 120 or "公开申请情况" in text:
            break
        first = index
    return range(first, start)


def _find_column(column: FormColumn, header: str, cells: list[str]) -> tuple[int, str | None]:
    """(place in the header's run of words or -1, the misprint it was found under or None)."""
    for words in (column.words, *column.aliases):
        at = header.rfind(words)
        if at >= 0:
            return at, None
    close = [text for text in cells if len(text) > 2 and closeness(text, column.words) >= CLOSE]
    return (header.rfind(close[0]), close[0]) if len(close) == 1 else (-1, None)


def read_header(
    form: Form, rows: list[StreamRow], start: int
) -> tuple[list[FormColumn], list[Problem], range]:
    """(columns in printed order, problems, header span) from the rows above the table's first row.

    The header is read as one run of words, because 商业企业 may stand on two lines and spans differ in every format.
    """
    span = _header_rows(rows, start)
    cells = [squeeze(cell.text) for index in span for cell in rows[index].cells]
    header = "".join(cells).replace("法人或其他组织", "|")
    found: list[tuple[int, FormColumn]] = []
    problems = []
    for column in form.application_columns:
        at, misprint = _find_column(column, header, cells)
        instance = f"{TABLE}/{column.key}"
        if at < 0:
            problems.append(
                Problem("column_missing", f"column {column.label!r} is not in the header", instance=instance)
            )
            continue
        found.append((at, column))
        if misprint:
            problems.append(
                Problem("label_misprint", f"{misprint!r} taken for {column.label!r}", instance=instance)
            )
    # 总计 spans the header's rows: text layouts print it before the organisations or after them. It is the last column.
    ordered = [column for _, column in sorted(found, key=lambda entry: entry[0]) if column.key != "total"]
    ordered += [column for _, column in found if column.key == "total"]
    canonical = [column for column in form.application_columns if column in ordered]
    if ordered != canonical:
        names = "、".join(column.label for column in ordered)
        problems.append(Problem("column_order", f"columns stand in another order: {names}", instance=TABLE))
    return ordered, problems, span


def _value_starts(rows: list[StreamRow], header: range, span: range, columns: int) -> dict[int, int]:
    """First value column of each grid table of the span: under 自然人, or else the last `columns` columns.

    Kept only where nearly all rows of that table really have so many cells from there on.
    """
    starts: dict[int, int] = {}
    tables: dict[int, list[StreamRow]] = {}
    for index in span:
        row = rows[index]
        if row.grid and row.table is not None and not row.single:
            tables.setdefault(row.table, []).append(row)
    for table, members in tables.items():
        heads = [
            cell.column
            for index in header
            if rows[index].table == table
            for cell in rows[index].cells
            if parse_label(cell.text).words == "自然人"
        ]
        width = max(cell.column + cell.span for row in members for cell in row.cells)
        start = heads[-1] if heads else width - columns
        fitting = sum(
            sum(cell.column >= start for cell in row.cells) == columns
            and any(cell.column < start and cell.text.strip() for cell in row.cells)
            for row in members
        )
        if start > 0 and fitting >= 0.8 * len(members):
            starts[table] = start
    return starts


def _join_cut_rows(printed: list[LabelledRow], known: frozenset[str]) -> list[LabelledRow]:
    """A row cut by a page break becomes one again: its label is a form label only when its two parts are joined."""
    out: list[LabelledRow] = []
    for row in printed:
        above = out[-1] if out else None
        if above and above.labels and row.grid and above.grid and _page(above) != _page(row):
            joined = above.leaf + (row.leaf if row.labels else "")
            empty = all(parse_value(cell.text).state == "blank" for cell in row.values)
            whole = parse_label(joined).words in known and parse_label(above.leaf).words not in known
            if (not row.labels and empty) or (whole and len(row.values) == len(above.values)):
                out[-1] = LabelledRow(
                    [*above.labels[:-1], replace(above.labels[-1], text=joined)],
                    [
                        replace(upper, text=upper.text + lower.text)
                        if not (upper.text.strip() and lower.text.strip())
                        else replace(upper, text=f"{upper.text} {lower.text}")
                        for upper, lower in zip(above.values, row.values, strict=True)
                    ]
                    if len(row.values) == len(above.values)
                    else above.values,
                    above.at + row.at,
                    True,
                )
                continue
        out.append(row)
    return out


def _page(row: LabelledRow) -> int | None:
    return place(row).page


def _one_printing(form: Form, rows: list[StreamRow], span: range) -> TableReading:
    """Read the table once, from one span of the stream."""
    columns, problems, header = read_header(form, rows, span.start)
    guessed_header = not columns
    if guessed_header:
        columns = list(form.application_columns)
    known = _known(form)
    printed = labelled_rows(rows, span, known, _value_starts(rows, header, span, len(columns)))
    printed = _join_cut_rows(printed, known)
    version, alignment = min(
        ((version, align(printed, form.application_rows[version])) for version in form.versions),
        key=lambda candidate: candidate[1].cost,
    )
    reading = TableReading(TABLE, version, problems=problems)
    reading.used = {*header, *span}
    reading.problems += label_problems(TABLE, alignment) + _group_label_problems(form, version, alignment)
    by_key = {match.row.key: match for match in alignment.matches}
    padded = any(_is_padded(row, len(columns)) for row in printed)
    for row in form.application_rows[version]:
        match = by_key.get(row.key)
        if match is None:
            if row.role != "group":
                reading.problems.append(
                    Problem(
                        "row_missing",
                        f"row {row.label!r} is not in the table",
                        instance=f"{TABLE}/{row.key}",
                    )
                )
                reading.cells += [
                    absent_cell(f"{TABLE}/{row.key}/{column.key}") for column in form.application_columns
                ]
            continue
        if row.role == "group" and not any(
            parse_value(cell.text).state == "number" for cell in match.printed.values
        ):
            continue
        doubt = guessed(match, alignment) or repeated(match, alignment)
        if padded and _edge_unsettled(match.printed, len(columns)):
            doubt = (
                doubt or "an empty cell at the row's edge may be padding or a blank, as other rows are padded"
            )
        if guessed_header:
            doubt = doubt or "the table has no header, so its columns are guessed"
        cells, fitted = row_cells(f"{TABLE}/{row.key}", columns, match.printed, doubt)
        if not fitted.fits:
            reading.problems.append(
                Problem("row_width", f"{row.label!r} prints {_filled(match.printed)} values for {len(columns)} columns",
                        place(match.printed), row.key)
            )  # fmt: skip
        found = {cell.key: cell for cell in cells}
        for column in form.application_columns:
            key = f"{TABLE}/{row.key}/{column.key}"
            reading.cells.append(found.get(key) or absent_cell(key))
    reading.complete = not any(
        problem.code in ("row_missing", "column_missing") for problem in reading.problems
    )
    return reading


def _filled(row: LabelledRow) -> int:
    return sum(parse_value(cell.text).state != "blank" for cell in row.values)


def _is_padded(row: LabelledRow, columns: int) -> bool:
    """Whether a row of pasted text carries, beside a value for each column, empty cells of merged label columns."""
    return not row.grid and len(row.values) > columns == _filled(row)


def _edge_unsettled(row: LabelledRow, columns: int) -> bool:
    """In padded text, a row of as many cells as columns that begins or ends empty may have lost a value instead."""
    if row.grid or len(row.values) != columns or not _filled(row):
        return False
    return any(parse_value(row.values[edge].text).state == "blank" for edge in (0, -1))


def _group_label_problems(form: Form, version: str, alignment: Alignment) -> list[Problem]:
    """Misprinted headings of groups that stand left of their first row: （五）不予公开 before 信访举报投诉类申请."""
    labels = {row.key: row for row in form.application_rows[version]}
    problems = []
    for match in alignment.matches:
        parent = labels.get(match.row.parent or "")
        if parent is None or len(match.printed.labels) < 2:
            continue
        printed = match.printed.labels[-2]
        label = parse_label(printed.text)
        if label.level == 2 and label.words not in (
            parent.parsed.words,
            *parent.aliases,
        ):
            if parent.parsed.words.startswith(label.words) and printed.source.page:
                continue  # cut by a page break
            problems.append(
                Problem("label_misprint", f"{printed.text!r} taken for {parent.label!r}", printed.source,
                        f"{TABLE}/{parent.key}")
            )  # fmt: skip
    return problems


def map_applications(form: Form, rows: list[StreamRow]) -> TableReading:
    """Table three of a document; printed twice with different values, every differing cell is in doubt."""
    readings = [_one_printing(form, rows, span) for span in find_spans(form, rows)]
    if not readings:
        missing = Problem(
            "table_missing",
            "table three (收到和处理政府信息公开申请情况) was not found",
            instance=TABLE,
        )
        return TableReading(TABLE, problems=[missing])
    best = max(
        readings,
        key=lambda reading: sum(cell.state != "absent" for cell in reading.cells),
    )
    for other in readings:
        if other is best:
            continue
        best.used |= other.used
        values = {cell.key: (cell.state, cell.value) for cell in other.cells if cell.state != "absent"}
        best.problems.append(
            Problem(
                "table_repeated",
                "table three is printed more than once",
                instance=TABLE,
            )
        )
        best.cells = [_against(cell, values) for cell in best.cells]
    return best


def _against(cell: FormCell, values: dict[str, tuple[str, str | None]]) -> FormCell:
    if cell.key in values and values[cell.key] != (cell.state, cell.value):
        return cell.doubted("the table is printed more than once with different values")
    return cell
