"""Joins column headings that a page break cut in two (结果 above, 维持 below)."""

from __future__ import annotations

from dataclasses import replace

from extract.document import Cell
from extract.form.catalogue import Form, FormColumn, of_any
from extract.form.labels import parse_label
from extract.tables.row_stream import StreamRow
from extract.values import is_value_like

_SAME_EDGE = 4.0  # points: how far the edges of one column lie apart on two pages
_ABOVE = 3  # rows of headings at the foot of a page that the page break may cut
_BETWEEN = 6  # lines of footnotes and running heads between the two pages' tables


def with_whole_headings(form: Form, rows: list[StreamRow]) -> list[StreamRow]:
    """Join cut headings in all three tables; a blank cell replaces the other half, so that row numbers do not change."""
    clauses = [clause for version in form.versions for clause in form.clauses[version]]
    rows = _under_one_another(tuple(column for clause in clauses for column in clause.columns), rows)
    rows = _under_one_another(of_any(form.application_columns), rows)
    return _under_one_another(of_any(form.appeal_columns), _of_equal_rows(form, rows))


def _words(columns: tuple[FormColumn, ...]) -> tuple[set[str], set[str]]:
    """(headings of columns, their beginnings)."""
    words = {word for column in columns for word in (column.words, *column.aliases)}
    return words, {word[:at] for word in words for at in range(1, len(word))}


def _under_one_another(columns: tuple[FormColumn, ...], rows: list[StreamRow]) -> list[StreamRow]:
    """Join halves that are in the same column on two pages; the upper row may hold other headings too, or fewer cells."""
    words, halves = _words(columns)
    out = rows
    for index in range(1, len(rows)):
        under = out[index]
        if not under.grid or under.single or not _page(under):
            continue
        above_page_end = _last_of_page_before(rows, index)
        moved: dict[int, str] = {}  # place in the row under the break -> its whole heading
        emptied: dict[int, set[int]] = {}
        made_whole = False
        for above in above_page_end:
            for upper_place, upper in enumerate(out[above].cells):
                begun = parse_label(upper.text).words
                place = _below(upper, under)
                if place is None or place in moved or begun not in words | halves:
                    continue
                lower = under.cells[place].text
                if lower.strip() and (begun in words or is_value_like(lower)):
                    continue  # a value under its heading
                whole = begun + parse_label(lower).words
                if whole in words:
                    moved[place] = whole
                    emptied.setdefault(above, set()).add(upper_place)
                    made_whole = made_whole or begun not in words
        if made_whole:
            out = list(rows) if out is rows else out
            out[index] = _with(under, moved)
            for above, places in emptied.items():
                out[above] = _with(out[above], dict.fromkeys(places, ""))
    return out


def _last_of_page_before(rows: list[StreamRow], index: int) -> list[int]:
    """The last rows of headings on the previous page, lowest first; none unless the row is the first of a table on its
    page. Running heads, page footers and footnotes may come between."""
    found: list[int] = []
    own_page, before = _page(rows[index]), None
    for above in range(index - 1, max(index - 1 - _ABOVE - _BETWEEN, -1), -1):
        page, is_text = _page(rows[above]), rows[above].single or not rows[above].grid
        if page == own_page and before is None and is_text:
            continue
        before = before or page
        if page == own_page or page != before or (is_text and found):
            break
        if not is_text:
            found.append(above)
            if len(found) == _ABOVE:
                break
    return found


def _page(row: StreamRow) -> int | None:
    return row.cells[0].source.page


def _below(upper: Cell, under: StreamRow) -> int | None:
    """The place in the row after the page break of the cell with the same left and right edges as `upper`."""
    if upper.source.bbox is None:
        return None
    left, _, right, _ = upper.source.bbox
    for place, cell in enumerate(under.cells):
        box = cell.source.bbox
        if box and abs(box[0] - left) < _SAME_EDGE and abs(box[2] - right) < _SAME_EDGE:
            return place
    return None


def _with(row: StreamRow, texts: dict[int, str]) -> StreamRow:
    return replace(
        row,
        cells=tuple(
            replace(c, text=texts[place]) if place in texts else c for place, c in enumerate(row.cells)
        ),
    )


def _of_equal_rows(form: Form, rows: list[StreamRow]) -> list[StreamRow]:
    """Join result headings of table four where a row cut in two has as many cells on both pages.

    A blank cell replaces the lower half, so that row numbers do not change.
    """
    words, halves = _words(of_any(form.appeal_columns))
    fewest = min(map(len, form.appeal_columns.values()))
    out = rows
    for index in range(len(rows) - 1):
        above = rows[index]
        if len(above.cells) < fewest:
            continue
        texts = [parse_label(cell.text).words for cell in above.cells]
        if not any(text in halves for text in texts) or any(
            t not in halves and t not in words for t in texts if t
        ):
            continue
        under = next(
            (i for i in (index + 1, index + 2) if i < len(rows) and len(rows[i].cells) == len(texts)), None
        )
        if under is None:
            continue
        whole = [t + parse_label(cell.text).words for t, cell in zip(texts, rows[under].cells, strict=True)]
        if all(text in words for text in whole if text):
            out = list(rows) if out is rows else out
            joined = tuple(replace(c, text=text) for c, text in zip(above.cells, whole, strict=True))
            out[index] = replace(above, cells=joined)
            out[under] = replace(rows[under], cells=(replace(rows[under].cells[0], text=""),))
    return out
