"""Reads one report: `read_report(path)` runs every step from a file to its cells."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract import settled_readings
from extract.cross_check import SECOND_READERS, asks_for_second, lend_letters, together, too_long
from extract.digit_runs.cells import doubt_cuts
from extract.document import Document, UnreadableFileError
from extract.form.catalogue import TABLES, Form, load_form
from extract.form_cells import FormCell, Problem, TableReading
from extract.messages import INTERNAL_ERROR, Doubt, Refusal
from extract.metadata.sidecar import read_sidecar
from extract.metadata.surroundings import find_surroundings
from extract.metadata.title_page import read_metadata
from extract.narrative import read_claims
from extract.narrative.sections import find_sections, find_sections_in_run_on_text, introduction
from extract.readers.kinds import Reader, reader_for
from extract.report import Report
from extract.running_text.labelled_values import map_labelled, preferred
from extract.running_text.one_line import map_flat
from extract.running_text.value_records import map_records, without_lists_of_others
from extract.running_text.wrapped_lines import with_running_text
from extract.tables.appeals import map_appeals
from extract.tables.applications import map_applications
from extract.tables.captions import Whose
from extract.tables.corrections import doubt_corrected
from extract.tables.disclosures import map_disclosures
from extract.tables.footnote_digits import doubt_footnotes
from extract.tables.form_version import named
from extract.tables.own_year import with_own_year
from extract.tables.page_cut_headings import with_whole_headings
from extract.tables.path_headings import split_paths
from extract.tables.row_order import in_form_order
from extract.tables.row_stream import StreamRow, stream_rows
from extract.tables.shifted_values import doubt_shifted
from extract.tables.side_by_side import taken_apart
from extract.tables.turned_tables import upright
from extract.tables.unread_tables import tell_unread
from extract.tables.whose_table import find_captions, own_printing

OCR, UNSEEN, NOT_SHOWN = Doubt("ocr"), Doubt("unseen_letters"), Doubt("unproven")
MAX_BYTES = 100_000_000


def read_report(path: Path, data: bytes | None = None, settled_in: Path | None = None) -> Report:
    """Read one report. Never raises for what a file holds: a file that cannot be read is a failed Report.

    `settled_in` is the readings.csv to use; without it, the one in use here (see extract.settled_readings, also for errors).

    Where the reading is in doubt and the format has a second reader, both are compared (see extract.cross_check).
    """
    try:
        data = _bytes(path) if data is None else data
    except UnreadableFileError as error:
        return _failed(Report(str(path)), error.refusal)
    report, _ = _readings(path, data, whatever=False)

    def again() -> list[FormCell]:
        other = second_reading(path, data)
        return other.cells if other else []

    report.cells, settled = settled_readings.apply(report.sha256, report.cells, again, settled_in)
    report.problems += settled
    return report


def second_reading(path: Path, data: bytes | None = None) -> Report | None:
    """The report as read by the reader of its format that `read_report` did not use.

    None where there is no such reader, or it cannot read the file. It is compared with the report where a rule fails.
    Never raises for what a file holds.
    """
    try:
        data = _bytes(path) if data is None else data
    except UnreadableFileError:
        return None
    _, other = _readings(path, data, whatever=True)
    return None if other is None or other.status == "failed" else other


def _readings(path: Path, data: bytes, whatever: bool) -> tuple[Report, Report | None]:
    """(the reading to use, the other one): the second reader runs where the first is in doubt, or always (`whatever`)."""
    first, document = _read(path, data, None, None)
    reader = SECOND_READERS.get(first.media_type)
    if reader is None or document is None or too_long(document):
        return first, None
    in_doubt = asks_for_second(first)
    if not in_doubt and not whatever:
        return first, None
    second, _ = _read(path, data, reader, document)
    chosen = together(first, second) if in_doubt else first
    if document.unmapped and chosen is first:
        lend_letters(first, second)
    return chosen, first if chosen is second else second


def _read(
    path: Path, data: bytes, reader: Reader | None, looked_at: Document | None
) -> tuple[Report, Document | None]:
    """(report, document) by the given reader, or by that of the file's kind; no document where the file is unreadable.

    `looked_at` is the document of the reader that also checks what is visible on a page, where this one does not.
    """
    report = Report(str(path), hashlib.sha256(data).hexdigest(), len(data))
    document = None
    try:
        report.media_type, own_reader = reader_for(data)
        document = (reader or own_reader)(data)
        if looked_at is not None:
            document.unsure_pages, document.unseen = looked_at.unsure_pages, looked_at.unseen
            document.notes += [note for note in looked_at.notes if note.problem == "ocr_layer"]
        report.explicit_cells = document.explicit_cells
        form, as_printed = load_form(), document
        for rearranged in (split_paths, taken_apart, upright, in_form_order):
            as_printed = rearranged(form, as_printed)
        _fill(report, form, as_printed, path)
    except UnreadableFileError as error:
        _failed(report, error.refusal)
    except RecursionError:
        _failed(report, Refusal("nesting"))
    except MemoryError:
        _failed(report, Refusal("memory"))
    except Exception as error:
        # One bad file never stops the others; the kind of error is what a bug report needs.
        _failed(report, Refusal(INTERNAL_ERROR, {"type": type(error).__name__, "error": str(error)}))
    return report, document


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(
                Refusal("file_size", {"megabytes": size / 1e6, "most": MAX_BYTES / 1e6})
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(Refusal("not_opened", {"error": str(error.strerror or error)})) from error


def _failed(report: Report, refusal: Refusal) -> Report:
    report.status = "failed"
    report.cells, report.sections, report.surroundings, report.claims = [], [], [], []
    report.form = dict.fromkeys(TABLES)
    report.problems = [Problem(refusal)]
    return report


def read_tables(
    form: Form, document: Document, year: int | None, agency: str | None = None
) -> tuple[list[TableReading], set[int]]:
    """(readings of tables two, three and four, stream rows they took). Structured reading first, run-on text second.

    `year` and `agency` are the report's, if known: they tell its tables from others, and the year selects among form
    versions that fit a table equally.
    """
    rows = without_lists_of_others(form, with_whole_headings(form, stream_rows(document)))
    whose = Whose(year, agency)
    captions = find_captions(form, rows, whose, document)
    applications = map_applications(form, rows, year, captions)
    readings = [
        map_disclosures(form, rows, applications.used, year, captions),
        applications,
        map_appeals(form, rows, year, captions),
    ]
    if readings[1].version is None:
        flat = map_flat(form, document, whose)
        # Each table from the reading that found it: a page may hold one as a picture and others as text.
        readings = [
            other if own.version is None and other.version is not None else own
            for own, other in zip(readings, flat or readings, strict=True)
        ]
    else:
        readings = with_running_text(form, document, rows, readings, whose)
    doubt_cuts(form, readings)
    in_doubt = any(not reading.complete or any(cell.doubt for cell in reading.cells) for reading in readings)
    labelled, records = (
        {table: own_printing(captions, [(min(found.used), found)]) for table, found in tables.items()}
        for tables in (map_labelled(form, rows) if in_doubt else {}, map_records(form, rows, whose))
    )
    readings = [
        records[reading.table]
        if reading.table in records and _same_printing(rows, reading, records[reading.table])
        else preferred(reading, labelled.get(reading.table))
        for reading in readings
    ]
    used: set[int] = set().union(*(reading.used for reading in readings))
    doubt_corrected(
        form, [row.text for at, row in enumerate(rows) if at not in used or _is_note(row)], readings
    )
    sizes = {
        r.table: len(form.columns(r.table, r.version))
        for r in readings
        if r.version and r.table != "disclosures"
    }
    doubt_shifted(readings, sizes)
    doubt_footnotes(
        (row.text for at, row in enumerate(rows) if at not in used or _is_note(row)), readings, sizes
    )
    tell_unread(form, rows, readings)
    return named(form, readings, year), used


def _is_note(row: StreamRow) -> bool:
    """Whether a row of a table is one merged cell, which may hold a remark."""
    return len([cell for cell in row.cells if cell.text.strip()]) == 1


def _same_printing(rows: list[StreamRow], reading: TableReading, records: TableReading) -> bool:
    """Whether nothing but the list of records was read: a record says whose it is as well."""
    lists = {rows[at].table for at in records.used}
    return all(rows[at].single or rows[at].table in lists for at in reading.used)


def _fill(report: Report, form: Form, document: Document, path: Path) -> None:
    sidecar, problems = read_sidecar(path)
    metadata = read_metadata(document, sidecar)
    agency = metadata.agency_name
    if "agency_name" in sidecar:  # which may be worded otherwise than in the report
        agency = read_metadata(document, {}).agency_name or agency
    document = with_own_year(form, document, Whose(metadata.report_year, agency))
    readings, used = read_tables(form, document, metadata.report_year, agency)
    if all(reading.version is None for reading in readings):
        raise UnreadableFileError(Refusal("no_table"))
    report.metadata = metadata
    rows = stream_rows(document)
    report.sections, section_problems = find_sections(form, rows, used)
    if len(report.sections) < 3:
        run_on, run_on_problems = find_sections_in_run_on_text(form, document)
        if len(run_on) > len(report.sections):
            report.sections, section_problems = run_on, run_on_problems
    report.surroundings = find_surroundings(document, rows, used, report.sections)
    report.claims = read_claims(
        [introduction(rows, used, report.sections), *report.sections],
        metadata.report_year,
        metadata.agency_name,
        metadata.agency_class,
    )
    by_table = {reading.table: reading for reading in readings}
    report.form = {table: by_table[table].version for table in TABLES}
    by_default = {
        "table": "only",
        "cell": "format" if document.explicit_cells else "place",
        "token": "glyphs" if document.media_type == "application/pdf" else "text",
    }
    for table in TABLES:
        report.cells += [_checked(cell.shown(**by_default), document) for cell in by_table[table].cells]
        report.problems += by_table[table].problems
    # Run-on text has no cells of its own: a broken rule in it may be our cutting.
    if any(problem.code in ("decoded_by_sum", "run_on_text") for problem in report.problems):
        report.explicit_cells = False
    report.problems += section_problems + report.metadata.problems + problems
    report.problems += [Problem(note) for note in document.notes]
    report.status = "read" if all(reading.complete for reading in readings) else "partial"


def _checked(cell: FormCell, document: Document) -> FormCell:
    """The cell, doubted where its page is OCR text, unreadable letters lie in its box, or the file does not show it."""
    page, box = cell.source.page, cell.source.bbox
    if page in document.unsure_pages and cell.state != "absent":
        return cell.doubted(OCR)
    if box and any(
        p == page and box[0] <= x <= box[2] and box[1] <= y <= box[3] for p, x, y in document.unseen
    ):
        return cell.doubted(UNSEEN)
    return cell.doubted(NOT_SHOWN) if cell.state != "absent" and cell.proof.lacking else cell
