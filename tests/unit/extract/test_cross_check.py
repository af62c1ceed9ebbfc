"""When a second reading is asked, and what the two say together: it settles tables, never a cell's own doubt."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from extract.cross_check import asks_for_second, differ, lend_letters, together
from extract.form_cells import FormCell, values_for_columns
from extract.messages import Doubt
from extract.narrative.sections import SectionText
from extract.reading import read_report, second_reading
from extract.report import Report
from tests.support.messages import problem

KEY, NEAR, FAR = (
    "applications/granted/total",
    "applications/granted/other_org",
    "appeals/reconsideration/total",
)
UNSURE = Doubt("columns_open")


def cell(key: str, raw: str, doubt: Doubt | None = None, state: str = "number") -> FormCell:
    return FormCell(key, raw if state == "number" else None, state, raw, doubt=doubt)


def report(*cells: FormCell, status: str = "read", problems: tuple[str, ...] = ()) -> Report:
    return Report("a.pdf", status=status, cells=list(cells), problems=[problem(code) for code in problems])


def doubts(read: Report) -> dict[str, Doubt | None]:
    return {c.key: c.doubt for c in read.cells}


def test_a_clean_first_reading_asks_nobody() -> None:
    assert not asks_for_second(report(cell(KEY, "5")))


def test_doubt_and_gaps_and_open_borders_ask() -> None:
    assert asks_for_second(report(cell(KEY, "5", UNSURE)))
    assert asks_for_second(report(cell(KEY, "5"), status="partial"))
    assert asks_for_second(report(cell(KEY, "5"), problems=("grid_irregular",)))


def test_two_sure_readings_that_differ_leave_the_cell_in_doubt_and_its_value_alone() -> None:
    both = together(
        report(cell(KEY, "5"), cell(NEAR, "1", UNSURE)), report(cell(KEY, "6"), cell(NEAR, "1", UNSURE))
    )
    assert both.cells[0].value == "5"
    assert both.cells[0].doubt == differ("5", "6")


def test_the_second_stands_in_where_the_first_could_not_tell_the_columns() -> None:
    first = report(cell(KEY, "5", values_for_columns(6, 7)), cell(NEAR, "2"))
    both = together(first, report(cell(KEY, "7"), cell(NEAR, "2")))
    assert [(c.value, c.doubt) for c in both.cells] == [("7", None), ("2", None)]
    assert "second_reading" in {p.code for p in both.problems}


def test_what_nobody_can_see_stays_illegible_whatever_the_second_says() -> None:
    """pdfplumber gives white text as text."""
    unseen = FormCell(KEY, None, "illegible", "\ufffd\ufffd", doubt=Doubt("illegible"))
    both = together(report(unseen), report(cell(KEY, "12")))
    assert both.cells == [unseen]


def test_a_raised_digit_stays_in_doubt_whatever_the_second_says() -> None:
    raised = FormCell(KEY, None, "text", "5[1", doubt=Doubt("not_a_number"))
    assert together(report(raised), report(cell(KEY, "51"))).cells == [raised]


def test_a_table_of_which_the_other_reading_lost_rows_is_no_opinion() -> None:
    lost = report(cell(KEY, "9"), cell(NEAR, "", state="absent"), cell(FAR, "4"), status="partial")
    both = together(report(cell(KEY, "5"), cell(NEAR, "1", UNSURE), cell(FAR, "3")), lost)
    assert doubts(both) == {KEY: None, NEAR: UNSURE, FAR: differ("3", "4")}


def test_a_second_reading_that_fails_changes_nothing() -> None:
    first = report(cell(KEY, "5", UNSURE))
    assert together(first, Report("a.pdf", status="failed")) is first


def with_text(text: str, year: int | None, *problems: str) -> Report:
    read = report(cell(KEY, "5"), problems=problems)
    read.sections, read.metadata.report_year = [SectionText("overview", "一、总体情况", text)], year
    return read


def lent(text: str, other: str, year: int | None = 2023) -> tuple[str, int | None, list[str]]:
    first = with_text(text, None, "year_unknown")
    lend_letters(first, with_text(other, year))
    return first.sections[0].text, first.metadata.report_year, [p.code for p in first.problems]


def test_letters_without_meaning_come_from_the_reading_that_looks_into_the_fonts() -> None:
    text, other = "新收\ufffd\ufffd件，\n满意率为\ufffd\ufffd%。", ".\n新收 12 件，满意率\n为⽐96%。"
    assert lent(text, other) == ("新收12件，\n满意率为\ufffd\ufffd%。", 2023, ["letters_lent"])


def test_a_year_that_the_running_head_contradicts_was_taken_from_the_second_reading() -> None:
    """It does not know a running head from a title."""
    first = with_text("共12件", None, "year_unknown")
    first.metadata.year_contradicted = True
    lend_letters(first, with_text("共12件", 2022))
    assert first.metadata.report_year is None
    assert [p.code for p in first.problems] == ["year_unknown"]


def test_no_letter_is_lent_where_it_is_not_said_which() -> None:
    assert lent("共\ufffd件", "共1件，共2件", None) == ("共\ufffd件", None, ["year_unknown"])


def test_only_pdf_has_a_second_reader(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("政府信息公开工作年度报告", encoding="utf-8")
    assert second_reading(text) is None
    assert second_reading(tmp_path / "missing.pdf") is None


@pytest.mark.parametrize("path", sorted(Path("landing").glob("*/*.pdf")), ids=lambda path: path.stem)
def test_both_readings_of_a_sample_pdf_agree_on_every_cell(path: Path) -> None:
    first, second = read_report(path), second_reading(path)
    if first.status == "failed":
        assert second is None
        return
    assert second is not None
    assert [(c.key, c.state, c.value) for c in first.cells] == [
        (c.key, c.state, c.value) for c in second.cells
    ]


def drawn_over(path: Path) -> bytes:
    """The PDF with an opaque picture drawn over every page, as scanning programs leave it."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    picture = pypdfium2.PdfBitmap.from_pil(Image.new("RGB", (50, 70), (250, 250, 250)))
    for page in document:
        image = pypdfium2.PdfImage.new(document)
        image.set_bitmap(picture)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(image)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_text_under_a_picture_of_its_page_stays_in_doubt_whatever_the_second_says() -> None:
    """Guards a report of somebody's OCR being certified: pdfplumber does not see what lies over the text."""
    path = Path("landing/2022-990000/jichuan-shi.pdf")
    read = read_report(path, drawn_over(path))
    assert len(read.cells) == 200
    assert all(c.doubt for c in read.cells)
    assert "ocr_layer" in {p.code for p in read.problems}


def test_a_number_that_the_first_saw_is_no_silent_blank_of_the_seconds() -> None:
    """Guards a silent error: at a loss whose number it was, the first reading was passed over as no opinion."""
    first = report(cell(KEY, "168", UNSURE), cell(NEAR, "2", UNSURE), status="partial")
    both = together(first, report(cell(KEY, "", state="blank"), cell(NEAR, "2")))
    assert doubts(both) == {KEY: differ("blank", "168"), NEAR: None}
