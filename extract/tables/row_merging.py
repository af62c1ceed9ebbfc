"""Joins rows cut by a page break or wrapped over lines, drops repeated headers, and doubts rows that may have lost values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extract.digit_runs.cells import is_digits
from extract.document import Cell
from extract.form.labels import parse_label
from extract.messages import Doubt
from extract.tables.align import Match
from extract.tables.row_cells import place
from extract.tables.row_stream import LabelledRow, StreamRow, is_numberless
from extract.tables.vocabulary import Vocabulary
from extract.values import parse_value

DIGITS_APART, ABOVE_LABELS = Doubt("digits_without_label"), Doubt("numbers_above_labels")
_MOST_PARTS = 5


def join_rows(
    printed: list[LabelledRow], vocabulary: Vocabulary, is_header: Callable[[LabelledRow], bool]
) -> list[LabelledRow]:
    """Join the parts of broken rows and drop repeated header rows, keeping the order.

    Rows are parts of one row where only their joined label is a label of the form. Across a page break their values are
    merged cell by cell; parts on separate lines are joined only if the last alone has values.
    """
    out: list[LabelledRow] = []
    waiting = [row for row in printed if not is_header(row)]
    while waiting:
        row = waiting.pop(0)
        for parts in range(min(_MOST_PARTS, len(waiting) + 1), 1, -1):
            joined = _joined([row, *waiting[: parts - 1]], vocabulary)
            if joined is not None:
                row = joined
                del waiting[: parts - 1]
                break
        out.append(row)
    return out


def _joined(parts: list[LabelledRow], vocabulary: Vocabulary) -> LabelledRow | None:
    first, last = parts[0], parts[-1]
    if not first.labels:
        return None
    if len(parts) == 2 and (_over_page(first, last) or first.values):
        return _laid_together(parts, vocabulary)
    if any(part.grid or part.values or len(part.labels) != 1 for part in parts[:-1]) or len(last.labels) != 1:
        return None
    text = "".join(part.leaf for part in parts)
    return (
        _merged(parts, text, last.values) if _makes_whole([p.leaf for p in parts], text, vocabulary) else None
    )


def _laid_together(parts: list[LabelledRow], vocabulary: Vocabulary) -> LabelledRow | None:
    """Merge two rows that each have cells: cut by a page break, or a label continued in a second row; None if neither."""
    above, below = parts
    text = above.leaf + below.leaf
    broken = _over_page(above, below)
    is_label = _makes_whole([above.leaf, below.leaf], text, vocabulary)
    if not below.values and below.labels and not broken:
        return _merged(parts, text, above.values) if is_label else None
    if len(above.values) != len(below.values):
        return None
    if broken:
        if not (above.grid and below.grid) or not (is_label or (not below.labels and is_numberless(below))):
            return None
    elif not is_label or not (is_numberless(above) or is_numberless(below)):
        return None
    return _merged(
        parts,
        text,
        [_laid_over(upper, lower) for upper, lower in zip(above.values, below.values, strict=True)],
    )


def _makes_whole(leaves: list[str], text: str, vocabulary: Vocabulary) -> bool:
    """Whether the joined label is a label of the form, or clearly nearer to one than its first part, and no part is one."""
    if vocabulary.complete(leaves[0]) or (len(leaves) > 1 and vocabulary.complete(leaves[-1])):
        return False
    return vocabulary.complete(text) or (
        all(leaves) and vocabulary.nearness(text) > max(0.85, vocabulary.nearness(leaves[0]) + 0.1)
    )


def _merged(parts: list[LabelledRow], text: str, values: list[Cell]) -> LabelledRow:
    first = parts[0]
    labels = [*first.labels[:-1], replace(first.labels[-1], text=text)]
    return LabelledRow(labels, values, [index for part in parts for index in part.at], first.grid)


def _laid_over(upper: Cell, lower: Cell) -> Cell:
    """Merge the two halves of a cut cell; where both have text, a space between them makes the value doubted."""
    doubt = upper.doubt or lower.doubt
    if _blank(upper):
        cell = lower if not _blank(lower) else upper
    else:
        cell = upper if _blank(lower) else replace(upper, text=f"{upper.text} {lower.text}")
    return replace(cell, doubt=doubt) if doubt != cell.doubt else cell


def _blank(cell: Cell) -> bool:
    return parse_value(cell.text).state == "blank"


def _over_page(above: LabelledRow, below: LabelledRow) -> bool:
    """Whether a page ends between two rows: the second is on another one, or higher up, on the right half of the same sheet."""
    one, other = place(above), place(below)
    return one.page != other.page or bool(one.bbox and other.bbox and other.bbox[1] < one.bbox[1])


def orphaned(row: LabelledRow, printed: list[LabelledRow], matched: set[int]) -> bool:
    """Whether the row before or after a row of blanks has values and matched no label: they may belong together."""
    if any(not _blank(cell) for cell in row.values):
        return False
    at = next(i for i, other in enumerate(printed) if other is row)
    return any(
        0 <= near < len(printed) and _is_left_over(printed[near], matched) for near in (at - 1, at + 1)
    )


def goes_on(row: LabelledRow, printed: list[LabelledRow], matched: set[int]) -> bool:
    """Whether numbers without a label stand below a row on the next page: the last digits of its own, in narrow cells."""
    at = next(i for i, other in enumerate(printed) if other is row)
    below = printed[at + 1] if at + 1 < len(printed) else row
    return _over_page(row, below) and not below.leaf.strip() and _is_left_over(below, matched)


def _is_left_over(row: LabelledRow, matched: set[int]) -> bool:
    """Whether a row has numbers, or dashes beside nothing but a number of its label (2. — —), and matched no label."""
    states = {parse_value(cell.text).state for cell in row.values}
    return id(row) not in matched and (
        "number" in states
        or ("dash" in states and bool(row.leaf.strip()) and not parse_label(row.leaf).words)
        or any(character.isdigit() for character in parse_label(row.leaf).words)  # 234本年制发件数
    )


def is_overfull(row: LabelledRow, columns: int) -> bool:
    """Whether a row of text has more values than columns."""
    return not row.grid and sum(not _blank(cell) for cell in row.values) > columns


def lost_values(match: Match, printed: list[LabelledRow], matched: set[int], overfull: bool) -> Doubt | None:
    """A doubt where a row without values may have lost them, so that lost values are never read as blanks.

    `overfull` where a row of the table has more values than columns. A row with no places of its own is blank only where
    no number of the table is left over.
    """
    row = match.printed
    if not is_numberless(row):
        return None
    words = parse_label(row.leaf).words
    if match.closeness < 1.0 and (words in match.row.parsed.words or not (row.grid and row.values)):
        return Doubt("label_in_part")
    if orphaned(row, printed, matched):
        return Doubt("values_without_label")
    if row.grid and not row.values:
        return Doubt("row_without_cells")
    if not row.values and (overfull or any(_is_left_over(other, matched) for other in printed)):
        return Doubt("values_elsewhere")
    return None


def unplaced_digits(printed: list[LabelledRow], matches: list[Match], columns: int) -> bool:
    """Whether the digits of a whole row are printed beside no label of the form, or beside a row that has its own."""
    of_form = {id(match.printed) for match in matches if match.row.role != "group"}
    return any(
        (runs := sum(_is_whole_row(cell.text, columns) for cell in row.values)) > 1
        or (runs == 1 and id(row) not in of_form)
        for row in printed
        if not row.grid
    )


def below_overfull(row: LabelledRow, printed: list[LabelledRow], columns: int) -> bool:
    """Whether the row above a row of blanks has too many values, so that the last may belong to this row.

    The row above is wrapped over several lines, and has more numbers than columns or another value beside digits of a
    whole row run together.
    """
    if not is_numberless(row):
        return False
    at = next(i for i, other in enumerate(printed) if other is row)
    above = printed[at - 1] if at else row
    texts = [cell.text for cell in above.values if not _blank(cell)]
    return len(above.at) > 1 and (
        len(texts) > columns or (len(texts) > 1 and any(_is_whole_row(text, columns) for text in texts))
    )


def numbers_above(rows: list[StreamRow], start: int, columns: int) -> bool:
    """Whether the line above a table's first label holds the numbers of a whole row."""
    if not start or rows[start - 1].grid:
        return False
    texts = [cell.text.strip() for cell in rows[start - 1].cells]
    return len(texts) in (1, columns) and all(map(is_digits, texts)) and is_row_above("".join(texts), columns)


def is_row_above(digits: str, columns: int) -> bool:
    """Whether digits above a table's first label may be a row's values; `1234567` only numbers the columns."""
    numbers = "".join(str(column + 1) for column in range(columns))
    return _is_whole_row(digits, columns) and digits.strip() != numbers


def _is_whole_row(text: str, columns: int) -> bool:
    """Whether a text may hold all the numbers of a row without separators."""
    digits = text.strip()
    return len(digits) >= columns and is_digits(digits)


def words_of(row: LabelledRow) -> list[str]:
    return [words for cell in [*row.labels, *row.values] if (words := parse_label(cell.text).words)]
