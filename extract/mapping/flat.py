"""Tables run together into one line, digits without separators: `640020470` is 64, 0, 0, 2, 0, 4, 70.

Labels are found one after the other in the text; the characters between two labels are a row's values. A row is
split only by its own sum (the six kinds of applicant add up to 总计, four results to 总计): where one reading is left
it is taken, where several are, every cell on which they differ is in doubt. Rules used so are not evaluable there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.document import Cell, Document, Paragraph, Source
from extract.form.catalogue import Clause, Form, FormRow
from extract.labels import squeeze
from extract.mapping.cells import (
    FormCell,
    Problem,
    TableReading,
    absent_cell,
    form_cell,
)
from extract.mapping.digits import MOST_READINGS, appeal_readings, split_readings
from extract.values import parse_value

JOINED = "digits run together: {readings} readings fit the row's own sum"
NO_READING = "digits run together, and no reading of them fits the row's own sum"
UNSPLIT = "digits run together, and the row has no sum that would tell where one number ends"
BLANKS_LEFT = (
    "digits run together, and the document leaves cells blank: which column a number stands in is not settled"
)
PRINTED_TWICE = (
    "the tables are printed more than once in the running text, and which is this report's is not settled"
)
COLUMNS_BROKEN = "digits run together, and the columns do not add up: a row may have been cut wrongly"
TOO_MANY = "digits run together, and too many readings fit the row's own sum"


@dataclass(frozen=True, slots=True)
class _Text:
    """Squeezed text with the place each character came from."""

    text: str
    places: list[tuple[int | None, int]]  # (line, column) of every character

    def source(self, at: int) -> Source:
        line, column = self.places[min(at, len(self.places) - 1)]
        return Source(line=line, column=column)


def _squeezed(document: Document) -> _Text:
    text: list[str] = []
    places: list[tuple[int | None, int]] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        for column, character in enumerate(block.text, start=1):
            # White space between two runs of digits is a separator that squeezing would lose.
            kept = " " if character.isspace() else squeeze(character)
            text.append(kept)
            places.extend([(block.source.line, column)] * len(kept))
        text.append(" ")
        places.append((block.source.line, len(block.text) + 1))
    return _Text("".join(text), places)


def _loose(label: str) -> re.Pattern[str]:
    """A label's characters with white space and quotes allowed anywhere between them."""
    words = [re.escape(character) for character in squeeze(label) if character not in "“”\"'"]
    return re.compile(r"[\s“”\"']*".join(words))


def _cells(keys: list[str], raw: str, source: Source, readings: list[tuple[int, ...]]) -> list[FormCell]:
    """Cells of a row whose digits ran together, from every reading that its sum allows."""
    if not readings:
        return [FormCell(key, None, "illegible", raw, source, NO_READING) for key in keys]
    cells = []
    for position, key in enumerate(keys):
        values = {reading[position] for reading in readings}
        doubt = None if len(values) == 1 else JOINED.format(readings=len(readings))
        if len(readings) >= MOST_READINGS:
            doubt = TOO_MANY  # there may be others beyond the limit
        cells.append(FormCell(key, str(readings[0][position]), "number", raw, source, doubt))
    return cells


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _row(keys: list[str], raw: str, source: Source, summed: bool) -> list[FormCell]:
    """Cells of one row from the characters printed between two labels."""
    raw = raw.strip()
    if len(keys) == 1:
        return [form_cell(keys[0], Cell(raw, source))]
    if not raw:
        return [form_cell(key, None) for key in keys]
    parts = raw.split()
    if len(parts) == len(keys):
        return [form_cell(key, Cell(part, source)) for key, part in zip(keys, parts, strict=True)]
    digits = "".join(parts)
    if not _is_digits(digits):
        return [FormCell(key, None, "illegible", raw, source, NO_READING) for key in keys]
    if summed:
        return _cells(keys, raw, source, split_readings(digits, len(keys)))
    if not digits.strip("0") and len(digits) == len(keys):  # only zeros can stand nowhere else
        return [FormCell(key, "0", "number", raw, source) for key in keys]
    return [FormCell(key, None, "illegible", raw, source, UNSPLIT) for key in keys]


def _decoded(cells: list[FormCell], instance: str) -> list[Problem]:
    """The mark that a row's own sum was used to read it, so that the rule of that sum cannot judge it."""
    if not any(_is_cut(cell) for cell in cells):
        return []
    return [
        Problem(
            "decoded_by_sum",
            "digits run together were cut by the row's own sum",
            cells[0].source,
            instance,
        )
    ]


def _located(
    text: _Text, labels: list[tuple[str, str]], start: int, stop: int
) -> Iterator[tuple[str, int, int]]:
    """(key, begin, end) of each label found in order from `start`; a label not found is passed over."""
    at = start
    for key, label in labels:
        match = _loose(label).search(text.text, at, stop)
        if match:
            yield key, match.start(), match.end()
            at = match.end()


def _between(
    text: _Text, labels: list[tuple[str, str]], start: int, stop: int
) -> dict[str, tuple[str, Source]]:
    """What stands behind each label, up to the next one."""
    found = list(_located(text, labels, start, stop))
    ends = [*(begin for _, begin, _ in found[1:]), stop][: len(found)]
    return {
        key: (text.text[end:following], text.source(end))
        for (key, _, end), following in zip(found, ends, strict=True)
    }


_CHINESE = re.compile(r"[\u4e00-\u65df\u65e1-\u9fff（]")  # 无 (U+65E0) is printed for a dash
_RUN = re.compile(r"[\d\s.,/—－无-]*")


def _numbers_only(raw: str) -> str:
    """The leading run of digits, separators and dashes: whatever follows belongs to a heading or running text.

    Where text stands before the first digit the whole is kept, so that it reads as text and is doubted, never as blank.
    """
    raw = raw.lstrip(" ”\"'’")
    numbers = _leading_run(raw)
    return raw if not numbers.strip() and re.search(r"\d", raw) else numbers


def _leading_run(text: str) -> str:
    match = _RUN.match(text)
    return match[0] if match else ""


def _application_labels(rows: tuple[FormRow, ...]) -> list[tuple[str, str]]:
    return [(row.key, row.label) for row in rows]


def _applications(form: Form, text: _Text, start: int, stop: int) -> TableReading:
    candidates = []
    for version in form.versions:
        rows = form.application_rows[version]
        found = _between(text, _application_labels(rows), start, stop)
        wanted = [row for row in rows if row.role != "group"]
        candidates.append((sum(row.key not in found for row in wanted), version, found))
    _, version, found = min(
        candidates, key=lambda candidate: candidate[0]
    )  # the version with fewer rows missing
    reading = TableReading("applications", version)
    for row in form.application_rows[version]:
        keys = [f"applications/{row.key}/{column.key}" for column in form.application_columns]
        raw, source = found.get(row.key, ("", Source()))
        if row.role == "group":
            continue
        if row.key not in found:
            reading.problems.append(
                Problem(
                    "row_missing",
                    f"row {row.label!r} is not in the table",
                    instance=f"applications/{row.key}",
                )
            )
            reading.cells += [absent_cell(key) for key in keys]
        else:
            cells = _row(keys, _numbers_only(raw), source, summed=True)
            reading.cells += cells
            reading.problems += _decoded(cells, f"applications/{row.key}")
    return reading


def _appeals(form: Form, text: _Text, start: int, stop: int) -> TableReading | None:
    headings = list(re.finditer(r"尚未\s*审结\s*总\s*计", text.text[start:stop]))
    if not headings:
        return None
    last = headings[-1]
    begin = start + last.end()
    raw = _numbers_only(text.text[begin:stop]).strip()
    keys = form.keys("appeals", form.newest)
    reading = TableReading("appeals", form.newest, complete=True)
    parts = raw.split()
    if len(parts) == len(keys):
        reading.cells = _row(keys, raw, text.source(begin), summed=False)
    elif _is_digits("".join(parts)):
        readings = appeal_readings("".join(parts), len(form.appeal_blocks), len(form.appeal_columns))
        reading.cells = _cells(keys, raw, text.source(begin), readings)
        for block in form.appeal_blocks:
            reading.problems += _decoded(
                [cell for cell in reading.cells if cell.key.startswith(f"appeals/{block.key}/")],
                f"appeals/{block.key}",
            )
    else:
        reading.cells = [
            FormCell(key, None, "illegible", raw, text.source(begin), NO_READING) for key in keys
        ]
    return reading


def _disclosure_labels(clauses: tuple[Clause, ...]) -> list[tuple[str, str]]:
    """Labels in printed order: each clause's last column heading, so that digits in it are passed, then its rows."""
    labels = []
    for clause in clauses:
        labels.append((f"{clause.clause}", clause.columns[-1].label))
        labels += [(row.key, row.label) for row in clause.rows]
    return labels


def _disclosures(form: Form, text: _Text, start: int, stop: int) -> TableReading | None:
    version = max(
        form.versions,
        key=lambda v: sum(
            bool(_loose(column.label).search(text.text, start, stop))
            for c in form.clauses[v]
            for column in c.columns
        ),
    )
    found = _between(text, _disclosure_labels(form.clauses[version]), start, stop)
    if not found:
        return None
    reading = TableReading("disclosures", version)
    for clause in form.clauses[version]:
        for row in clause.rows:
            keys = [f"disclosures/{row.key}/{column.key}" for column in clause.columns]
            if row.key not in found:
                reading.problems.append(
                    Problem(
                        "row_missing",
                        f"row {row.label!r} is not in the table",
                        instance=f"disclosures/{row.key}",
                    )
                )
                reading.cells += [absent_cell(key) for key in keys]
                continue
            raw, source = found[row.key]
            reading.cells += _row(keys, _numbers_only(raw), source, summed=False)
    return reading


def map_flat(form: Form, document: Document) -> list[TableReading]:
    """The three tables of a text without any table structure; [] where the form's labels are not in it."""
    text = _squeezed(document)
    rows = {row.key: row for row in form.application_rows[form.newest]}
    starts = list(_loose(rows["received_new"].label).finditer(text.text))
    if not starts:
        return []
    start = starts[-1].start()
    last = _loose(rows["carried_out"].label).search(text.text, start)
    if last is None:
        return []
    # Up to the next Chinese character: separators that are not known must not turn a row into blanks.
    following = _CHINESE.search(text.text, last.end())
    after = following.start() if following else len(text.text)
    first_clause = _loose("第二十条第").search(text.text)
    readings = [
        _disclosures(form, text, first_clause.start() if first_clause else 0, start),
        _applications(form, text, start, after),
        _appeals(form, text, after, min(after + 600, len(text.text))),
    ]
    _doubt_where_blanks_are_left(form, readings)
    if len(starts) > 1:
        for reading in readings:
            if reading is not None:
                reading.cells = [cell.doubted(PRINTED_TWICE) for cell in reading.cells]
    _doubt_where_columns_do_not_add_up(form, readings[1])
    out = []
    for table, reading in zip(("disclosures", "applications", "appeals"), readings, strict=True):
        if reading is None:
            reading = TableReading(
                table,
                problems=[Problem("table_missing", f"{table} was not found", instance=table)],
            )
        reading.problems.append(
            Problem("run_on_text", "read from running text without rows or cells", instance=table)
        )
        reading.complete = reading.version is not None and not any(
            p.code == "row_missing" for p in reading.problems
        )
        out.append(reading)
    return out


def _doubt_where_blanks_are_left(form: Form, readings: list[TableReading | None]) -> None:
    """Doubt every cut row of a document that leaves cells blank: a blank leaves no trace between run-together digits.

    Such a document shows itself by a row with fewer digits than columns, or by one that no sum can cut. Rows of nothing
    but zeros stay.
    """
    columns = len(form.application_columns)
    applications = readings[1]
    if applications is None or not any(
        len(cell.raw.replace(" ", "")) < columns or cell.doubt == NO_READING
        for cell in applications.cells
        if cell.state != "absent"
    ):
        return
    for reading in readings:
        if reading is not None:
            reading.cells = [
                cell.doubted(BLANKS_LEFT) if _is_cut(cell) and cell.raw.strip("0 ") else cell
                for cell in reading.cells
            ]


def _is_cut(cell: FormCell) -> bool:
    """Whether the cell's value was cut out of a longer run of digits."""
    return cell.value is not None and cell.value != parse_value(cell.raw).value


def _doubt_where_columns_do_not_add_up(form: Form, reading: TableReading | None) -> None:
    """Doubt every cut cell of table three where a column's own equations fail.

    A misprinted total lets a row's digits be cut wrongly in a way that adds up within the row; it then shows in the
    columns. The equations only raise the doubt, they choose no reading.
    """
    if reading is None or reading.version is None:
        return
    values = {
        cell.key: int(cell.value)
        for cell in reading.cells
        if cell.doubt is None and cell.value and _is_digits(cell.value)
    }
    roles = {row.key: row.role for row in form.application_rows[reading.version]}

    def total(rows: list[str], column: str) -> int | None:
        numbers = [values.get(f"applications/{row}/{column}") for row in rows]
        return None if None in numbers else sum(number for number in numbers if number is not None)

    inflow = [key for key, role in roles.items() if role == "inflow"]
    outcomes = [key for key, role in roles.items() if role == "outcome"]
    equations = ((inflow, ["closed_total", "carried_out"]), (outcomes, ["closed_total"]))
    for column in form.application_columns:
        for left, right in equations:
            sides = total(left, column.key), total(right, column.key)
            if None not in sides and sides[0] != sides[1]:
                reading.cells = [
                    cell.doubted(COLUMNS_BROKEN) if _is_cut(cell) and cell.raw.strip("0 ") else cell
                    for cell in reading.cells
                ]
                return
