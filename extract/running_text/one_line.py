"""Reads tables pasted as one line of text with digits without separators: `640020470` is 64, 0, 0, 2, 0, 4, 70.

Labels are found one after the other in the text; the characters between two labels are a row's values. A row is
split only by its own sum (the six kinds of applicant add up to 总计, four results to 总计): if one reading fits it is
taken, if several do, every cell on which they differ is in doubt. The rule of a sum used so cannot be evaluated there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from extract.digit_runs.cells import NO_READING, cut_appeals, cut_row, decoded, doubt_cuts, is_digits
from extract.document import Document, Source
from extract.form.catalogue import Clause, Form, FormColumn, FormRow, of_any
from extract.form.labels import bare
from extract.form_cells import FormCell, Problem, TableReading, absent_cell, values_for_columns
from extract.messages import Detail, Doubt
from extract.running_text.headings import appeals_in_order, applications_in_order, clause_in_order
from extract.running_text.placed_text import BEFORE_VALUES, PlacedText, between, located, loose, squeezed_text
from extract.tables.captions import Caption, Whose, caption_at_end, opens_table
from extract.tables.form_version import Evidence, kinds, of_others, settled, words_in
from extract.tables.row_merging import ABOVE_LABELS, DIGITS_APART, is_row_above
from extract.tables.settled_by_sums import adds_up
from extract.tables.whose_table import in_doubt

PRINTED_TWICE, COLUMNS_MOVED = Doubt("tables_repeated_in_text"), Doubt("headings_out_of_order")
_TWICE_WITHIN = 120  # characters behind a table
_LONGEST_TAIL = 5  # characters right behind a number that are more of its value than a heading
_LONGEST_ROW = 50  # characters of a row's digits
_DIGITS_AT_END = re.compile(r"\d+\s*$")
_HEADER_LENGTH = 400  # characters above the first row that hold its header


_CHINESE = re.compile(r"[\u4e00-\u65df\u65e1-\u9fff（]")  # 无 (U+65E0) is printed for a dash
_MARKS = "²³¹\u2070-\u209f\u2460-\u24ff\u2776-\u2793"  # raised and circled numbers: footnotes
_LABELS_MARK = re.compile(rf"^[{_MARKS}]+(?=\s|$)")  # right behind a label, and no number behind it
_HEADING = re.compile(r"\s*(?:第[二三]十|信息内容|[（(]?[一二三四五六七1-8][)）、.．])")
_RUN = re.compile(rf"[\d\s.,/—－−+无{_MARKS}-]*")
# The number of the heading that follows a row (62 5、存在的主要问题): separated from the values, and followed by words.
# Headings of table two have no number: before them, or with nothing after it, such a number is an unusual value (5.).
_NEXT_HEADING = re.compile(
    r"(?:^|(?<=\s))[1-8][、.．]\s*(?=(?!第[二三]十|信息内容|[一二三四五六七][、.．])[\u4e00-\u9fff]|$)"
)


def _numbers_only(raw: str) -> str:
    """The leading run of digits, separators and dashes: what follows belongs to a heading or running text.

    Where text comes before the first digit everything is kept, so that it is read as doubted text, never as blank.
    """
    raw = _LABELS_MARK.sub("", raw).lstrip(BEFORE_VALUES)
    if (heading := _NEXT_HEADING.search(raw)) and heading[0] != raw:
        raw = raw[: heading.start()]
    numbers = _leading_run(raw)
    if not numbers.strip() and raw.strip() and not _HEADING.match(raw):
        return raw  # 见附件
    rest = raw[len(numbers) :].strip()
    if rest and len(rest) <= _LONGEST_TAIL and numbers[-1:].isdigit():
        return raw  # 12件次, 3（含1）
    # A dash before words and another number may be a bullet or a hyphen: 行政强制-本年处理决定数量：7.
    return raw if not re.search(r"\d", numbers) and re.search(r"\d", rest) else numbers


def _leading_run(text: str) -> str:
    match = _RUN.match(text)
    return match[0] if match else ""


def _twice(label: str, text: PlacedText, start: int, stop: int) -> Doubt | None:
    """A doubt where a row's label is printed more than once: which of the two is that row is open."""
    if len(list(islice(loose(label).finditer(text.text, start, stop + _TWICE_WITHIN), 2))) > 1:
        return Doubt("row_repeated", {"row": label})
    return None


def _beside_lost(cells: Sequence[FormCell], lost: bool) -> Doubt | None:
    """A doubt where a row prints no value, and the label of another was lost: one's digits may be the other's."""
    return DIGITS_APART if lost and all(cell.state == "blank" for cell in cells) else None


def _of_own_column(cells: Sequence[FormCell]) -> Doubt | None:
    """A doubt in a table of which some row prints more numbers than there are columns, as with a column that counts the rows:
    one of these numbers may be such a count, unless they add up."""
    numbers = [int(cell.value) for cell in cells if cell.value and cell.value.isdigit()]
    whole = len(numbers) == len(cells) and adds_up(numbers)
    return None if whole else values_for_columns(len(numbers), len(cells))


def _header(form: Form, text: PlacedText, start: int) -> int:
    """Where the text above the table's first row, at `start`, begins that holds its header."""
    first = max(start - _HEADER_LENGTH, 0)
    return max(text.text.rfind(form.headings.section, first, start), first)


def _application_labels(rows: tuple[FormRow, ...]) -> list[tuple[str, str]]:
    return [(row.key, row.label) for row in rows]


_Found = dict[str, tuple[str, Source]]  # what stands behind each row's label, and where


_Printings = set[frozenset[str]]  # of each label, the words that it is printed with


def _against(text: str, own: _Printings, any_version: _Printings) -> Evidence:
    """The evidence of a text against a version with these labels; none where it has no label of any version."""
    words, known = {w for label in own for w in label}, {w for label in any_version for w in label}
    printed = words_in(bare(text), known)
    missing = sum(not label & printed for label in own) if printed else 0
    return Evidence(of_others(printed, words, known), missing)


def _printings(rows: Iterable[FormRow], columns: Iterable[FormColumn]) -> _Printings:
    return {frozenset((row.parsed.words, *row.aliases)) for row in rows} | {
        frozenset((column.words, *column.aliases)) for column in columns
    }


def _applications(form: Form, text: PlacedText, start: int, stop: int, year: int | None) -> TableReading:
    rows, columns = form.application_rows, form.application_columns
    behind: dict[str, _Found] = {}
    fits: dict[str, Evidence] = {}
    for version in kinds(form, "applications"):
        found = between(text, _application_labels(rows[version]), start, stop)
        missing = sum(row.key not in found for row in rows[version] if row.role != "group")
        body = _against(text.text[start:stop], _printings(rows[version], ()), _printings(of_any(rows), ()))
        head = _against(
            text.text[_header(form, text, start) : start],
            _printings((), columns[version]),
            _printings((), of_any(columns)),
        )
        behind[version] = found
        fits[version] = Evidence(body.unexplained + head.unexplained, missing + head.costs)
    return settled(
        form, "applications", fits, year,
        lambda v: _applications_on(form, v, text, start, stop, behind[v]),
    )  # fmt: skip


def _applications_on(
    form: Form, version: str, text: PlacedText, start: int, stop: int, found: _Found
) -> TableReading:
    reading = TableReading("applications", version)
    columns = form.application_columns[version]
    in_order = applications_in_order(form, columns, text.lines(_header(form, text, start), start))
    moved = None if in_order else COLUMNS_MOVED
    above = _DIGITS_AT_END.search(text.text, max(start - _LONGEST_ROW, 0), start)
    if above and is_row_above(above[0], len(form.application_columns[version])):
        moved = ABOVE_LABELS
    rows = form.application_rows[version]
    lost = any(row.key not in found for row in rows if row.role != "group")
    overfull = any(len(_numbers_only(raw).split()) > len(columns) for raw, _ in found.values())
    for row in rows:
        keys = [f"applications/{row.key}/{column.key}" for column in form.application_columns[version]]
        raw, source = found.get(row.key, ("", Source()))
        if row.role == "group":
            continue
        if row.key not in found:
            reading.problems.append(
                Problem(Detail("row_missing", {"row": row.label}), instance=f"applications/{row.key}")
            )
            reading.cells += [absent_cell(key) for key in keys]
        else:
            cells = cut_row(keys, _numbers_only(raw), source, summed=True)
            doubt = moved or _twice(row.label, text, start, stop if row is not rows[-1] else len(text.text))
            doubt = doubt or _beside_lost(cells, lost) or (_of_own_column(cells) if overfull else None)
            reading.cells += _shown(cells, "words", in_order, doubt)
            reading.problems += decoded(cells, f"applications/{row.key}")
    return reading


def _appeals(form: Form, text: PlacedText, start: int, stop: int, year: int | None) -> TableReading | None:
    rows = {version: _appeals_on(form, version, text, start, stop) for version in kinds(form, "appeals")}
    read = {version: reading for version, reading in rows.items() if reading is not None}
    if not read:
        return None
    any_version = _printings((), of_any(form.appeal_columns))
    fits = {
        version: _against(text.text[start:stop], _printings((), form.appeal_columns[version]), any_version)
        for version in read
    }
    return settled(form, "appeals", fits, year, lambda v: read[v])


def _appeals_on(form: Form, version: str, text: PlacedText, start: int, stop: int) -> TableReading | None:
    last_two = "".join(column.label for column in form.appeal_columns[version][-2:])
    headings = list(loose(last_two).finditer(text.text, start, stop))
    if not headings:
        return None
    last = headings[-1]
    begin = last.end()
    raw = _numbers_only(text.text[begin:stop]).strip()
    if not raw:
        return None  # nothing behind the headings shows fifteen blank places
    keys = form.keys("appeals", version)
    reading = TableReading("appeals", version, complete=True)
    parts = raw.split()
    if len(parts) == len(keys):
        reading.cells = cut_row(keys, raw, text.source(begin), summed=False)
    elif is_digits("".join(parts)):
        reading.cells, problems = cut_appeals(form, version, keys, raw, text.source(begin))
        reading.problems += problems
        if len(parts) > len(keys) // 2:  # most numbers stand apart: none of them is two
            apart = values_for_columns(len(parts), len(keys))
            reading.cells = [cell.doubted(apart) for cell in reading.cells]
    else:
        reading.cells = [
            FormCell(key, None, "illegible", raw, text.source(begin), NO_READING) for key in keys
        ]
    in_order = appeals_in_order(form, version, text.lines(start, begin))
    reading.cells = _shown(reading.cells, "one_row", in_order, None if in_order else COLUMNS_MOVED)
    return reading


def _disclosure_labels(clauses: tuple[Clause, ...]) -> list[tuple[str, str]]:
    """Labels in printed order: each clause's last column heading, so that digits in it are skipped, then its rows."""
    labels = []
    for clause in clauses:
        labels.append((f"{clause.clause}", clause.columns[-1].label))
        labels += [(row.key, row.label) for row in clause.rows]
    return labels


def _disclosures(
    form: Form, text: PlacedText, start: int, stop: int, year: int | None
) -> TableReading | None:
    any_clause = [clause for clauses in form.clauses.values() for clause in clauses]
    behind: dict[str, _Found] = {}
    fits: dict[str, Evidence] = {}
    for version in kinds(form, "disclosures"):
        clauses = form.clauses[version]
        behind[version] = between(text, _disclosure_labels(clauses), start, stop)
        fits[version] = _against(text.text[start:stop], _labels(clauses), _labels(any_clause))
    if not any(behind.values()):
        return None
    return settled(
        form, "disclosures", fits, year, lambda v: _disclosures_on(form, v, text, start, stop, behind[v])
    )


def _labels(clauses: Sequence[Clause]) -> _Printings:
    """The printings of the row and column labels of table two."""
    rows = (row for clause in clauses for row in clause.rows)
    return _printings(rows, (column for clause in clauses for column in clause.columns))


def _disclosures_on(
    form: Form, version: str, text: PlacedText, start: int, stop: int, found: _Found
) -> TableReading:
    reading = TableReading("disclosures", version)
    clauses = form.clauses[version]
    rows = {row.key for clause in clauses for row in clause.rows}
    rows_at = [one for one in located(text, _disclosure_labels(clauses), start, stop) if one[0] in rows]
    begin = min((at for _, at, _ in rows_at), default=start)
    lost = bool(rows - found.keys())
    for clause in clauses:
        own = {row.key for row in clause.rows}
        first = next((begin for key, begin, _ in rows_at if key in own), start)
        above = max((end for _, _, end in rows_at if end <= first), default=start)
        in_order = clause_in_order(form, clause, text.lines(above, first))
        for row in clause.rows:
            keys = [f"disclosures/{row.key}/{column.key}" for column in clause.columns]
            if row.key not in found:
                reading.problems.append(
                    Problem(Detail("row_missing", {"row": row.label}), instance=f"disclosures/{row.key}")
                )
                reading.cells += [absent_cell(key) for key in keys]
                continue
            raw, source = found[row.key]
            cells = cut_row(keys, _numbers_only(raw), source, summed=False)
            doubt = _twice(row.label, text, begin, stop) or (None if in_order else COLUMNS_MOVED)
            doubt = doubt or _beside_lost(cells, lost)
            reading.cells += _shown(cells, "words", in_order, doubt)
    return reading


def _shown(cells: list[FormCell], row: str, in_order: bool, doubt: Doubt | None) -> list[FormCell]:
    """The cells of one row with what shows it and, where the headings stand `in_order`, its columns; with a doubt where
    there is one."""
    cells = [cell.shown(row=row, column="order" if in_order else None) for cell in cells]
    return [cell.doubted(doubt) for cell in cells] if doubt else cells


def _all_of(form: Form, key: str) -> re.Pattern[str]:
    """A pattern of a row's label in any version."""
    labels = dict.fromkeys(row.label for row in of_any(form.application_rows) if row.key == key)
    return re.compile("|".join(loose(label).pattern for label in labels))


def _compare_captions(
    form: Form, whose: Whose, text: PlacedText, begins: Sequence[int], readings: Sequence[TableReading | None]
) -> None:
    """Doubt tables whose captions name another year, another agency or an example. A caption above a table holds for those
    behind it up to the next section's heading.

    `begins` are the places from which the tables are looked for.
    """
    clauses = [clause for version in form.versions for clause in form.clauses[version]]
    first_labels = (
        {clause.rows[0].label for clause in clauses},
        {rows[0].label for rows in form.application_rows.values()},
        {columns[0].label for columns in form.appeal_columns.values()},
    )
    above: Caption | None = None
    for begin, stop, labels, reading in zip(
        begins, [*begins[1:], len(text.text)], first_labels, readings, strict=True
    ):
        stop = min(stop + _HEADER_LENGTH, len(text.text))
        places = [
            match.start() for label in labels for match in loose(label).finditer(text.text, begin, stop)
        ]
        before = [text.text[max(place - _HEADER_LENGTH, 0) : place] for place in sorted(places)]
        found = [caption_at_end(form, whose, words) for words in before]
        other = next((caption for caption in found if caption and caption.other), None)
        if before and opens_table(form, before[0]):
            above = None
        above = other or (None if any(found) else above)
        if reading is not None and above is not None:
            in_doubt(reading, above)


def map_flat(form: Form, document: Document, whose: Whose) -> list[TableReading]:
    """Read the three tables of a text without table structure; [] where the form's labels are not in it. `whose` they
    should be is compared with the captions before them."""
    year = whose.year
    text = squeezed_text((block.text, block.source) for block in document.paragraphs())
    starts = list(_all_of(form, "received_new").finditer(text.text))
    if not starts:
        return []
    start = starts[-1].start()
    last = _all_of(form, "carried_out").search(text.text, start)
    if last is None:
        return []
    # Up to the next Chinese character: unknown separators must not turn a row into blanks.
    following = _CHINESE.search(text.text, last.end())
    after = following.start() if following else len(text.text)
    first_clause = loose(form.headings.clause).search(text.text)
    readings = [
        _disclosures(form, text, first_clause.start() if first_clause else 0, start, year),
        _applications(form, text, start, after, year),
        _appeals(form, text, after, min(after + 600, len(text.text)), year),
    ]
    doubt_cuts(form, [reading for reading in readings if reading is not None])
    _compare_captions(
        form, whose, text, [first_clause.start() if first_clause else 0, start, after], readings
    )
    if len(starts) > 1:
        for reading in readings:
            if reading is not None:
                reading.cells = [cell.doubted(PRINTED_TWICE) for cell in reading.cells]
    out = []
    for table, reading in zip(("disclosures", "applications", "appeals"), readings, strict=True):
        if reading is None:
            reading = TableReading(
                table,
                problems=[Problem(Detail("table_missing.in_text", {"table": table}), instance=table)],
            )
        reading.problems.append(Problem(Detail("run_on_text"), instance=table))
        reading.complete = reading.version is not None and not any(
            p.code == "row_missing" for p in reading.problems
        )
        out.append(reading)
    return out
