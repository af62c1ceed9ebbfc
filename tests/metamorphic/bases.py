"""Makes changeable reports of known files: only tables that are read wholly right and without a doubt, cell by cell."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from extract.document import Cell, Document, Paragraph, Source, UnreadableFileError
from extract.document import Table as ReadTable
from extract.form.catalogue import load_form
from extract.form_cells import TableReading
from extract.readers.kinds import reader_for
from extract.reading import read_tables
from samples import form
from tests.metamorphic.printed import WITHOUT_BLANKS, Grid, Part, Place, Printed, Row, Table, spots
from tests.support import layouts

USUAL_YEAR = {"2021": 2023, "2019": 2020}
_GROUPS = {"法人或其他组织": "organisations", "申请人情况": "applicants", "行政诉讼": "lawsuits"}
_BLOCKS = {
    "行政复议": "reconsideration",
    "未经复议直接起诉": "litigation_direct",
    "复议后起诉": "litigation_after_reconsideration",
}


def plain(text: str) -> str:
    """A text without white space, brackets and numbering."""
    text = re.sub(r"\s+|[（(].*?[）)]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:[一二三四]、|\d[.、])", "", text)


def from_file(name: str, data: bytes, truth: Mapping[str, Any]) -> Printed | None:
    """The report of a known file; None where no table of it can be used."""
    try:
        media_type, reader = reader_for(data)
        document = reader(data)
    except UnreadableFileError:
        return None
    return from_document(name, media_type, document, truth)


def from_document(name: str, media_type: str, document: Document, truth: Mapping[str, Any]) -> Printed | None:
    """The same of a document."""
    readings, _ = read_tables(load_form(), document, truth.get("report_year"))
    blocks = [
        block if isinstance(block, Paragraph) else _grid(block)
        for block in document.blocks
        if isinstance(block, Paragraph) or block.rows
    ]
    if any(block is None for block in blocks):
        return None
    printed = Printed(
        name, truth.get("report_year"), media_type, [block for block in blocks if block is not None], {}
    )
    places = {
        place.source: place
        for grid in printed.grids()
        for row in grid.rows
        for place in row
        if place.source != Source()
    }
    printed.typed = all(source.line is None for source in places)
    for reading in readings:
        if table := _table(reading, truth["cells"], places):
            printed.tables[reading.table] = table
    for table in printed.tables.values():
        _know_table(printed, table)
    return printed if printed.tables else None


def _grid(block: ReadTable) -> Grid | None:
    """A table with its spans; None where its cells do not lie as a browser would lay them."""
    if not block.grid:
        return Grid(
            [[Place(c.text, source=c.source, doubt=c.doubt) for c in row] for row in block.rows], False
        )
    rows: list[Row] = [[Place(c.text, 1, c.span, c.source, c.doubt) for c in row] for row in block.rows]
    above: dict[int, Place] = {}
    for cells, row in zip(block.rows, rows, strict=True):
        grown = {id(above[column]): above[column] for column in _holes(cells, above)}
        for place in grown.values():
            place.down += 1
        covered = {column: above[column] for column in _holes(cells, above)}
        above = {at: p for c, p in zip(cells, row, strict=True) for at in range(c.column, c.column + c.span)}
        above |= covered
    grid = Grid(rows)
    laid = [[column for column, _ in line] for line in grid.laid()]
    return grid if laid == [[cell.column for cell in row] for row in block.rows] else None


def _holes(cells: list[Cell], above: Mapping[int, Place]) -> list[int]:
    """The columns left of a row's last cell in which no cell begins or goes on, and which a cell above may cover."""
    own = {at for cell in cells for at in range(cell.column, cell.column + cell.span)}
    return [at for at in range(max(own, default=-1)) if at not in own and at in above]


def _table(reading: TableReading, truth: Mapping[str, Any], places: Mapping[Source, Place]) -> Table | None:
    """The statutory table of a reading whose every cell is right, without a doubt, and printed in a cell of its own."""
    version = reading.version
    if version is None or not reading.cells:
        return None
    found: dict[str, Place] = {}
    for cell in reading.cells:
        wanted = truth.get(cell.key)
        place = places.get(cell.source)
        if wanted is None or wanted.get("must_doubt") or place is None or cell.doubt:
            return None
        if (cell.value, cell.state) != (wanted["value"], wanted["state"]) or cell.raw != place.text:
            return None
        found[cell.key] = place
    if len({id(place) for place in found.values()}) < len(found):
        return None
    for key, place in found.items():
        place.key = key
    return Table(
        reading.table, version, _parts(reading.table, version), {k: p.text for k, p in found.items()}
    )


def _parts(table: str, version: str) -> list[Part]:
    if table == "applications":
        lines = [f"applications/{row.key}" for row in form.application_rows(version) if row.role != "group"]
        return [Part("applications", [key for key, _ in form.application_columns(version)], lines)]
    if table == "appeals":
        columns = [
            f"{block}/{key}"
            for block in form.appeal_blocks(version)
            for key, _ in form.appeal_columns(version)
        ]
        return [Part("appeals", columns, ["appeals"])]
    return [
        Part(
            f"disclosures {clause.label}",
            [key for key, _ in clause.columns],
            [f"disclosures/{row}" for row, _ in clause.rows],
        )
        for clause in form.disclosure_clauses(version)
    ]


def _know_table(printed: Printed, table: Table) -> None:
    """Find the labels and headings of a table."""
    for part in table.parts:
        rows = spots(printed, part)
        for spot in rows:
            keys = [place.key for place in spot.row if place.key]
            lines = {str(key).rsplit("/", 1)[0] for key in keys}
            table.in_rows &= len(lines) == 1 if table.name != "appeals" else len(keys) == len(part.columns)
            if table.name != "appeals":
                _know_label(spot.row)
        # In a list of values one row of the form is several printed ones, whose last label is a column's.
        table.in_rows &= table.name == "appeals" or len(rows) <= len(part.lines)
        if table.in_rows and rows and len({id(spot.grid) for spot in rows}) == 1:
            _know_head(rows[0].grid, rows[0].at, part, _columns(table, part))
            order = [str(p.key).removeprefix(f"{part.lines[0]}/") for p in rows[0].row if p.key]
            table.in_order &= order == list(part.columns)
            part.headed = _is_headed(printed, part)


def _know_label(row: Row) -> None:
    """Mark the label of a row of values: the last cell with words before them."""
    first = next(at for at, place in enumerate(row) if place.key)
    for place in reversed(row[:first]):
        if place.text.strip():
            place.line = str(row[first].key).rsplit("/", 1)[0]
            return


def _columns(table: Table, part: Part) -> dict[str, str]:
    """Plain words of headings -> what they say."""
    if table.name == "applications":
        return {plain(label): key for key, label in form.application_columns(table.version)} | _GROUPS
    if table.name == "appeals":
        return {plain(label): key for key, label in form.appeal_columns(table.version)} | _BLOCKS | _GROUPS
    clause = next(c for c in form.disclosure_clauses(table.version) if part.name.endswith(c.label))
    return {plain(label): key for key, label in clause.columns}


def _know_head(grid: Grid, first: int, part: Part, names: Mapping[str, str]) -> None:
    """Mark the headings above a part's first row of values, with the columns that they stand over."""
    laid = grid.laid()
    columns = {
        at: str(place.key).removeprefix(f"{part.lines[0]}/")
        for column, place in laid[first]
        if place.key
        for at in range(column, column + place.across)
    }
    for row in reversed(laid[:first]):
        if any(place.key for _, place in row):
            return
        for column, place in row:
            over = {columns[at] for at in range(column, column + place.across) if at in columns}
            if over and plain(place.text) in names:
                place.says, place.over, place.part = names[plain(place.text)], frozenset(over), part.name


def _is_headed(printed: Printed, part: Part) -> bool:
    return all(paths(printed, part).get(column) == column for column in part.columns)


def paths(printed: Printed, part: Part) -> dict[str, str | None]:
    """For each column (named as the values under it were at first) what its headings now say: <column>, or <block>/<column>.

    None where it has no heading of its own, or several.
    """
    heads = [
        place
        for grid in printed.grids()
        for row in grid.rows
        for place in row
        if place.part == part.name and place.over
    ]
    blocks = set(_BLOCKS.values())
    groups = blocks | set(_GROUPS.values())
    found: dict[str, str | None] = {}
    for column in part.columns:
        own = [p for p in heads if p.over == {column}]
        leaf = own[0].says if len(own) == 1 and own[0].says not in groups else None
        if part.name == "appeals" and leaf:
            over = [p for p in heads if column in p.over and p.says in blocks]
            fewest = min((len(p.over) for p in over), default=0)
            named = [p.says for p in over if len(p.over) == fewest]
            leaf = f"{named[0]}/{leaf}" if len(named) == 1 else None
        found[column] = leaf
    return found


def renumbered(printed: Printed, seed: int) -> None:
    """Print other numbers in every known table: rows and columns add up, neighbours differ; some seeds leave cells blank,
    where the format keeps blank cells."""
    chance = random.Random(seed)
    told = layouts.figures(seed, _version(printed, "disclosures"), _version(printed, "applications"))
    share = (0.0, 0.0, 0.0, 0.15)[int(chance.random() * 4)]
    blank = 0.0 if printed.writer in WITHOUT_BLANKS else share
    for grid in printed.grids():
        for row in grid.rows:
            for place in row:
                if place.key:
                    place.text = "" if chance.random() < blank else told[place.key]
    for table in printed.tables.values():
        table.texts = {}
    for grid in printed.grids():
        for row in grid.rows:
            for place in row:
                if place.key:
                    printed.tables[place.key.split("/")[0]].texts[place.key] = place.text
    for table in printed.tables.values():
        table.shown = {key: (text,) for key, text in table.texts.items()}


def _version(printed: Printed, table: str) -> str:
    return printed.tables[table].version if table in printed.tables else form.USUAL
