"""readings.csv: a person settles a doubt about our reading, and nothing else; a mistake in the file is named by its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import settled_readings as readings
from extract.document import Source
from extract.form_cells import FormCell
from extract.messages import Doubt
from extract.settled_readings import HEADER, ReadingsError, apply, fingerprint, known_keys, load
from extract.store.batches import extract_batch, list_batches
from tests.support.readings import OTHER, SHA, written

KEY = "applications/granted/total"
DOUBT = Doubt("digits_joined")
CELL = FormCell(KEY, "12", "number", "1 2", Source(page=2, bbox=(1.0, 2.0, 3.0, 4.0)), DOUBT)
HEAD = ",".join(HEADER)
ROW = f"{SHA},{KEY},1 2,12,李某,2024-05-31"


@pytest.fixture(autouse=True)
def no_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, monkeypatch)


def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *rows: tuple[str, ...]) -> Path:
    return written(tmp_path, monkeypatch, *rows)


def test_the_bundled_file_holds_its_header_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_READINGS")
    assert readings.readings_path().read_text(encoding="utf-8") == f"{HEAD}\n"
    assert load() == {}


def test_a_doubt_is_settled_by_what_a_person_saw_and_the_trace_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(tmp_path, monkeypatch, (SHA, KEY, "1 2", "1", "李某", "2024-05-31"))
    [cell], [problem] = apply(SHA, [CELL])
    assert (cell.value, cell.state, cell.doubt, cell.raw, cell.source) == (
        "1", "number", None, "1 2", CELL.source,
    )  # fmt: skip
    assert (problem.code, problem.instance, problem.source) == ("reading_settled", KEY, CELL.source)
    assert str(problem.detail) == f"1 seen by 李某 on 2024-05-31; read as 12, in doubt: {DOUBT}"


@pytest.mark.parametrize(
    ("value", "state", "number"),
    [("blank", "blank", None), ("dash", "dash", None), ("text", "text", None), ("-3", "number", "-3"), ("0.50", "number", "0.50")],
)  # fmt: skip
def test_what_was_seen_may_be_a_word_for_a_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, state: str, number: str | None
) -> None:
    use(tmp_path, monkeypatch, (SHA, KEY, "1 2", value, "李某", "2024-05-31"))
    [cell], _ = apply(SHA, [CELL])
    assert (cell.value, cell.state) == (number, state)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (FormCell(KEY, "12", "number", "12"), "reads '12' now, not '1 2'"),
        (FormCell(KEY, "12", "number", "1 2"), "is not in doubt"),
        (FormCell(KEY, None, "absent", "", doubt=Doubt("table_without_header")), "its row or column is not in the table"),
        (FormCell("applications/granted/natural_person", "12", "number", "1 2", doubt=DOUBT), "has no such cell"),
    ],
)  # fmt: skip
def test_a_row_that_no_longer_fits_changes_nothing_and_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: FormCell, why: str
) -> None:
    use(tmp_path, monkeypatch, (SHA, KEY, "1 2", "1", "李某", "2024-05-31"))
    [after], [problem] = apply(SHA, [cell])
    assert after == cell
    assert (problem.code, problem.instance) == ("reading_unused", KEY)
    assert "line 2 of" in str(problem.detail)
    assert why in str(problem.detail)


def test_rows_of_other_files_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path, monkeypatch, (OTHER, KEY, "1 2", "1", "李某", "2024-05-31"))
    assert apply(SHA, [CELL]) == ([CELL], [])


def test_a_cell_that_a_second_reading_sees_otherwise_is_in_doubt_and_can_be_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(tmp_path, monkeypatch, (SHA, KEY, "12", "17", "李某", "2024-05-31"))
    sure = FormCell(KEY, "12", "number", "12")
    [cell], [problem] = apply(SHA, [sure], lambda: [FormCell(KEY, "17", "number", "17")])
    assert (cell.value, problem.code) == ("17", "reading_settled")
    assert "two readings differ: 12 and 17" in str(problem.detail)
    for other in (
        [sure],
        [FormCell(KEY, None, "absent", "")],
        [FormCell(KEY, "17", "number", "1 7", doubt=DOUBT)],
        None,
    ):
        assert apply(SHA, [sure], lambda told=other: told)[0] == [sure]  # type: ignore[misc]


def test_a_second_reading_is_asked_only_where_a_row_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> list[FormCell]:
        raise AssertionError("a second reading costs seconds")

    assert apply(SHA, [CELL], never) == ([CELL], [])
    use(tmp_path, monkeypatch, (SHA, KEY, "1 2", "1", "李某", "2024-05-31"))
    assert apply(SHA, [CELL], never)[1][0].code == "reading_settled"


def test_editors_may_change_white_space_but_not_join_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(tmp_path, monkeypatch, (SHA, KEY, " 1\r\n2 ", "1", "李某", "2024-05-31"))
    assert apply(SHA, [CELL])[1][0].code == "reading_settled"
    use(tmp_path, monkeypatch, (SHA, KEY, "12", "1", "李某", "2024-05-31"))
    assert apply(SHA, [CELL])[1][0].code == "reading_unused"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("sha,key,raw,value,reviewer,date\n", 1, "the header must be"),
        (f"{HEAD}\n{SHA},{KEY},1 2,12,李某\n", 2, "5 fields, not 6"),
        (f"{HEAD}\n{ROW}\n{SHA[:-1]},{KEY},1 2,12,李某,2024-05-31\n", 3, "sha256 must be 64"),
        (f"{HEAD}\n{SHA},applications/granted,1 2,12,李某,2024-05-31\n", 2, "no form version has a cell 'applications/granted'"),
        (f"{HEAD}\n{SHA},{KEY},1 2,,李某,2024-05-31\n", 2, "value is empty: a number, or one of blank, dash, text"),
        (f"{HEAD}\n{SHA},{KEY},1 2,illegible,李某,2024-05-31\n", 2, "value is 'illegible'"),
        (f"{HEAD}\n{SHA},{KEY},1 2,1 2,李某,2024-05-31\n", 2, "value is '1 2'"),
        (f"{HEAD}\n{SHA},{KEY},1 2,12件,李某,2024-05-31\n", 2, "value is '12件'"),
        (f"{HEAD}\n{SHA},{KEY},1 2,12,,2024-05-31\n", 2, "reviewer is empty"),
        (f"{HEAD}\n{SHA},{KEY},1 2,12,李某,2024/5/31\n", 2, "date is '2024/5/31'"),
        (f"{HEAD}\n{SHA},{KEY},1 2,12,李某,2024-02-30\n", 2, "date is '2024-02-30'"),
        (f"{HEAD}\n{ROW}\n\n{ROW}\n", 4, "stands in line 2 already"),
        (f'{HEAD}\n{SHA},{KEY},"1\n2",12,李某,2024-05-31\n{SHA},{KEY},1 2,12,李某,2024-05-31\n', 4, "stands in line 2 already"),
        (f'{HEAD}\n{SHA},{KEY},"1 2" ,12,李某,2024-05-31\n', 2, "no CSV"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named_by_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, why: str
) -> None:
    path = use(tmp_path, monkeypatch)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingsError) as told:
        apply(SHA, [CELL])
    assert str(told.value).startswith(f"{path}, line {line}: ")
    assert why in str(told.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = use(tmp_path, monkeypatch)
    path.write_bytes(f"{HEAD}\n{ROW}\n".encode("gb18030"))
    with pytest.raises(ReadingsError, match="is not UTF-8: save it as CSV in UTF-8"):
        load()
    path.write_bytes(b"")
    with pytest.raises(ReadingsError, match="is empty"):
        load()
    monkeypatch.setenv("GONGKAI_READINGS", str(tmp_path / "none.csv"))
    with pytest.raises(ReadingsError, match=r"none\.csv cannot be opened.*GONGKAI_READINGS"):
        load()


def test_what_spreadsheets_write_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = use(tmp_path, monkeypatch)
    path.write_bytes(f"{HEAD}\r\n{ROW}\r\n,,,,,\r\n".encode("utf-8-sig"))
    assert [row.line for row in load()[SHA]] == [2]


def test_only_a_change_to_the_rows_of_a_file_is_news_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fingerprint(SHA) is None
    row = (SHA, KEY, "1 2", "12", "李某", "2024-05-31")
    use(tmp_path, monkeypatch, row)
    first = fingerprint(SHA)
    use(tmp_path, monkeypatch, (OTHER, *row[1:]), row)
    assert fingerprint(SHA) == first is not None
    use(tmp_path, monkeypatch, (*row[:3], "1", *row[4:]))
    assert fingerprint(SHA) not in (first, None)


def test_the_store_reads_a_file_again_when_its_rows_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = tmp_path / "landing" / "2021-990000"
    batch.mkdir(parents=True)
    for name in ("one.txt", "two.txt"):
        (batch / name).write_text(f"{name}: no report", encoding="utf-8")

    def read() -> int:
        [(name, files)] = list_batches(tmp_path / "landing").items()
        return extract_batch(name, files, tmp_path / "landing", tmp_path / "warehouse").read

    assert (read(), read()) == (2, 0)
    [sha256, _] = sorted(path.name for path in (tmp_path / "warehouse" / "raw").iterdir())
    use(tmp_path, monkeypatch, (sha256, KEY, "1 2", "12", "李某", "2024-05-31"))
    assert (read(), read()) == (1, 0)
    use(tmp_path, monkeypatch)
    assert (read(), read()) == (1, 0)


_KEYS = sorted(known_keys())[:6]
_CELLS = st.builds(
    FormCell,
    st.sampled_from(_KEYS),
    st.none(),
    st.sampled_from(["blank", "text", "absent"]),
    st.sampled_from(["", "1 2", "x"]),
    doubt=st.none() | st.just(DOUBT),
)
_ROWS = st.tuples(
    st.sampled_from([SHA, OTHER]), st.sampled_from(_KEYS), st.sampled_from(["", "1 2", "x"]),
    st.sampled_from(["blank", "7"]), st.just("李某"), st.just("2024-05-31"),
)  # fmt: skip


@given(
    st.lists(_CELLS, unique_by=lambda cell: cell.key),
    st.lists(_ROWS, unique_by=lambda row: row[:2]),
)
def test_no_row_ever_changes_a_cell_without_a_doubt(
    tmp_path_factory: pytest.TempPathFactory, cells: list[FormCell], rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "readings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_READINGS", str(path))
        after, problems = apply(SHA, cells)
    told = {row[1]: row for row in rows if row[0] == SHA}
    assert len(problems) == len(told)
    for before, now in zip(cells, after, strict=True):
        row = told.get(before.key)
        if before.doubt and before.state != "absent" and row and row[2] == before.raw:
            assert (now.doubt, now.raw) == (None, before.raw)
            assert (now.value or now.state) == row[3]
        else:
            assert now == before
