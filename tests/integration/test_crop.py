"""The picture of a cell shows that cell: its frame stands around the digits that were read, on turned and cut pages too."""

from __future__ import annotations

import csv
import ctypes
import io
import re
from functools import lru_cache
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from extract.crop import ABOVE, CropError, crop, crops, headings_of, main
from extract.document import Source
from extract.form.catalogue import load_form
from extract.form_cells import FormCell
from extract.reading import read_report
from extract.settled_readings import HEADER, ReadingsError, load
from tests.support.budget import examples

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(path for path in (ROOT / "landing").rglob("*.pdf") if "liaowan" not in path.name)
RED = (200, 30, 30)


@lru_cache(maxsize=8)
def cells(path: Path) -> list[FormCell]:
    return [c for c in read_report(path).cells if c.source.bbox and c.raw.strip()]


def bent(path: Path, turn: int, cut: float) -> bytes:
    """The file with its pages stored turned and shown upright, `cut` points off each edge by a crop box."""
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            width, height = page.get_size()
            matrix = {
                0: (1, 0, 0, 1, 0, 0),
                90: (0, 1, -1, 0, height, 0),
                180: (-1, 0, 0, -1, width, height),
                270: (0, -1, 1, 0, 0, width),
            }[turn]
            if turn in (90, 270):
                width, height = height, width
            clip = pdfium.FS_RECTF(0, height, width, 0)
            assert pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(*matrix), clip)
            page.set_mediabox(0, 0, width, height)
            page.set_cropbox(cut, cut, width - cut, height - cut)
            page.set_rotation(turn)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def text_at(page: pypdfium2.PdfPage, source: Source) -> str:
    """What PDFium finds in a box given from the top left of the page as shown."""
    assert source.bbox is not None
    width, height = page.get_size()
    x0, top, x1, bottom = source.bbox
    corners = []
    for x, y in ((x0, top), (x1, bottom)):
        at = ctypes.c_double(), ctypes.c_double()
        many = 1000  # steps a point: the call takes whole numbers
        pdfium.FPDF_DeviceToPage(
            page, 0, 0, round(width * many), round(height * many), 0, round(x * many), round(y * many), *at
        )
        corners.append((at[0].value, at[1].value))
    (ax, ay), (bx, by) = corners
    text: str = page.get_textpage().get_text_bounded(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    return "".join(text.split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_the_place_of_a_cell_holds_what_was_read(path: Path, data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(cells(path)))
    with pypdfium2.PdfDocument(path) as pdf:
        assert text_at(pdf[(cell.source.page or 0) - 1], cell.source) == "".join(cell.raw.split())


@pytest.mark.parametrize(("turn", "cut"), [(0, 30.0), (90, 0.0), (180, 12.0), (270, 25.0)])
def test_places_are_those_of_the_page_as_shown(turn: int, cut: float) -> None:
    data = bent(SAMPLES[0], turn, cut)
    report = read_report(Path("bent.pdf"), data)
    found = [c for c in report.cells if c.source.bbox and c.raw.strip()][::25]
    assert len(found) >= 8
    with pypdfium2.PdfDocument(data) as pdf:
        for cell in found:
            assert text_at(pdf[(cell.source.page or 0) - 1], cell.source) == "".join(cell.raw.split())
    for picture in crops(data, [c.source for c in found], 4.0):
        assert_digits_inside(picture)


def assert_digits_inside(picture: bytes) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    red = [(x, y) for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) == RED]
    left, right = min(x for x, _ in red), max(x for x, _ in red)
    top, bottom = min(y for _, y in red), max(y for _, y in red)
    inside = image.crop((left + 5, top + 5, right - 4, bottom - 4)).convert("L")
    ink = [(i % inside.width, i // inside.width) for i, light in enumerate(inside.tobytes()) if light < 100]
    assert len(ink) > 20, "no digit in the frame"
    # The samples print their numbers in the middle of the cell.
    middle_x = (min(x for x, _ in ink) + max(x for x, _ in ink)) / 2
    middle_y = (min(y for _, y in ink) + max(y for _, y in ink)) / 2
    assert abs(middle_x - inside.width / 2) < 0.15 * inside.width
    assert abs(middle_y - inside.height / 2) < 0.25 * inside.height


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_frame_stands_around_the_digits(path: Path) -> None:
    for picture in crops(path.read_bytes(), [c.source for c in cells(path)[3::31]], 6.0):
        assert_digits_inside(picture)


def test_without_a_margin_the_whole_row_is_shown() -> None:
    source = cells(SAMPLES[0])[40].source
    assert source.bbox is not None
    wide, close = (Image.open(io.BytesIO(p)) for p in (
        crop(SAMPLES[0].read_bytes(), source), crop(SAMPLES[0].read_bytes(), source, 0.0)
    ))  # fmt: skip
    x0, top, x1, bottom = source.bbox
    assert (close.width, close.height) == pytest.approx((3 * (x1 - x0), 3 * (bottom - top)), abs=3)
    with pypdfium2.PdfDocument(SAMPLES[0]) as pdf:
        assert wide.width == pytest.approx(3 * pdf[(source.page or 0) - 1].get_width(), abs=3)
    assert wide.height == pytest.approx(3 * (bottom - top + 2 * ABOVE), abs=3)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (Source(page=9, bbox=(1.0, 1.0, 9.0, 9.0)), "the file has [0-9] pages, none with number 9"),
        (Source(page=1, bbox=(5000.0, 1.0, 5009.0, 9.0)), "is not on page 1"),
        (Source(page=1), "no place on a page"),
    ],
)
def test_a_place_that_is_not_in_the_file_is_an_error(source: Source, why: str) -> None:
    with pytest.raises(CropError, match=why):
        crop(SAMPLES[0].read_bytes(), source, 3.0)


def test_bytes_that_are_no_pdf_are_an_error() -> None:
    with pytest.raises(CropError, match="cannot be drawn"):
        crop(b"%PDF-1.4 nothing", Source(page=1, bbox=(1.0, 1.0, 9.0, 9.0)))


# --- the command ---


def test_the_command_writes_one_picture_of_all_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ["applications/granted/total", "appeals/reconsideration/total"]
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    assert main([str(SAMPLES[0]), keys[0], "-o", str(one)]) == 0
    assert main([str(SAMPLES[0]), *keys, "-o", str(two)]) == 0
    assert f"{two}: {', '.join(keys)}" in capsys.readouterr().err.splitlines()
    assert Image.open(two).height > Image.open(one).height


def test_the_command_prints_rows_that_only_lack_what_a_person_saw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ["applications/granted/total", "appeals/reconsideration/total"]
    assert main([str(SAMPLES[0]), *keys, "-o", str(tmp_path / "a.png")]) == 0
    said = capsys.readouterr()
    assert "（一）予以公开／总计" in said.err
    rows = list(csv.reader(said.out.splitlines()))
    report = read_report(SAMPLES[0])
    raws = {cell.key: cell.raw for cell in report.cells}
    assert [(row[0], row[1], row[2]) for row in rows] == [(report.sha256, key, raws[key]) for key in keys]
    pasted = tmp_path / "readings.csv"
    pasted.write_text(f"{','.join(HEADER)}\n{said.out}", encoding="utf-8")
    with pytest.raises(ReadingsError, match="line 2: reviewer is empty"):
        load(pasted)  # forgotten: nothing is taken for seen
    filled = [[*row[:3], "12", "王某", row[5]] for row in rows]
    with (tmp_path / "filled.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *filled])
    assert [row.key for row in load(tmp_path / "filled.csv")[report.sha256]] == keys


@pytest.mark.parametrize(
    ("key", "apart"), [("applications/carried_out/total", True), ("applications/received_new/total", False)]
)
def test_the_headings_of_the_columns_stand_above_the_row(key: str, apart: bool) -> None:
    data, report = SAMPLES[0].read_bytes(), read_report(SAMPLES[0])
    cell = next(cell for cell in report.cells if cell.key == key)
    place = headings_of(load_form(), report.cells, cell)
    assert place is not None
    assert place.bbox is not None
    with pypdfium2.PdfDocument(SAMPLES[0]) as pdf:
        page = pdf[(place.page or 0) - 1]
        over = Source(page=place.page, bbox=(0.0, place.bbox[1], page.get_width(), place.bbox[3]))
        assert {"自然人", "总计"} <= set(re.findall("自然人|总计", text_at(page, over)))
    bare, shown = (
        Image.open(io.BytesIO(crops(data, [cell.source], None, headings)[0])).convert("RGB")
        for headings in (None, [place])
    )
    assert shown.height > bare.height + 3 * 40
    cut = [y for y in range(shown.height) if shown.getpixel((0, y)) == (150, 150, 150)]
    assert bool(cut) is apart


def test_a_clause_of_table_two_has_headings_of_its_own() -> None:
    cells_read = read_report(SAMPLES[0]).cells
    one, other = (next(c for c in cells_read if c.key == f"disclosures/{key}") for key in (
        "government_rules/issued", "penalties/decisions"
    ))  # fmt: skip
    places = [headings_of(load_form(), cells_read, cell) for cell in (one, other)]
    assert places[0] != places[1]
    assert [place and place.page for place in places] == [one.source.page, other.source.page]


def test_a_kept_report_is_found_by_the_beginning_of_its_sha256(tmp_path: Path) -> None:
    sha256 = read_report(SAMPLES[0]).sha256
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / sha256).write_bytes(SAMPLES[0].read_bytes())
    command = ["applications/granted/total", "-o", str(tmp_path / "a.png"), "--warehouse", str(tmp_path)]
    assert main([sha256[:16], *command]) == 0
    assert main(["0" * 16, *command]) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["applications/grnted/total"], "the nearest: applications/granted/total"),
        ([], "no cell of this report is in doubt: name the keys"),
    ],
)
def test_a_wrong_key_names_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main([str(SAMPLES[0]), *arguments, "-o", str(tmp_path / "a.png")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2022-990000/luting-qu.html", "is no PDF but text/html"),
        ("2023-990000/liaowan-zhen.pdf", "cannot be read: a PDF without a text layer"),
        ("2022-990000/none.pdf", "no such file"),
    ],
)
def test_a_file_without_such_places_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    assert (
        main([str(ROOT / "landing" / name), "applications/granted/total", "-o", str(tmp_path / "a.png")]) == 2
    )
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
