"""Too many or too few values for the columns: what every order-keeping alignment agrees on stands, the rest is in doubt."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from extract.document import Cell
from extract.tables.column_assignment import assign_columns
from extract.values import parse_value

texts = st.lists(st.sampled_from(["", "0", "1", "7"]), max_size=9)


def _value(cell: Cell | None) -> tuple[str, str | None]:
    value = parse_value(cell.text if cell else "")
    return value.state, value.value


def _every_alignment(cells: list[str], columns: int) -> list[list[tuple[str, str | None]]]:
    """All order-keeping ways, by brute force: empty cells may go, values only where there are too many."""
    filled = [i for i, text in enumerate(cells) if text]
    if not filled:
        return [[("blank", None)] * columns]
    if len(cells) < columns:
        ways = []
        for chosen in combinations(range(columns), len(cells)):
            row: list[tuple[str, str | None]] = [("blank", None)] * columns
            for slot, text in zip(chosen, cells, strict=True):
                row[slot] = _value(Cell(text))
            ways.append(row)
        return ways
    pool = filled if len(filled) > columns else range(len(cells))
    return [
        [_value(Cell(cells[i])) for i in chosen]
        for chosen in combinations(pool, columns)
        if len(filled) > columns or set(filled) <= set(chosen)
    ]


@given(texts, st.integers(min_value=1, max_value=5))
def test_an_undoubted_cell_is_what_every_alignment_says(cells: list[str], columns: int) -> None:
    slots = assign_columns([Cell(text) for text in cells], columns).slots
    ways = _every_alignment(cells, columns)
    assert len(slots) == columns
    for column, slot in enumerate(slots):
        said = {way[column] for way in ways}
        if slot.doubt is None:
            assert said == {_value(slot.cell)}
        elif len(cells) > columns:
            assert len(said) > 1


def test_padding_around_a_full_row_is_no_doubt() -> None:
    fitted = assign_columns([Cell(""), *(Cell(str(i)) for i in range(7)), Cell("")], 7)
    assert fitted.fits
    assert [slot.cell.text for slot in fitted.slots if slot.cell] == [str(i) for i in range(7)]


def test_eight_zeros_for_seven_columns_read_as_zeros_with_a_note() -> None:
    fitted = assign_columns([Cell("0")] * 8, 7)
    assert not fitted.fits
    assert all(slot.doubt is None for slot in fitted.slots)


def test_six_values_for_seven_columns_are_all_in_doubt() -> None:
    assert all(slot.doubt for slot in assign_columns([Cell("0")] * 6, 7).slots)
