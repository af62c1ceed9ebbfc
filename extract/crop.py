"""`python -m extract.crop REPORT KEY... -o cell.png`: draws the place of PDF cells as a picture, each cell framed.

The headings of the columns are shown above the row, and the command prints a row of readings.csv for each cell, to be
filled in. The page is drawn in a separate process: reading replaces PDFium's fonts (see extract.readers.pdf), while drawing
needs those of the machine; and a file that crashes the drawing crashes nothing else.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import os
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import date
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from common.shown import say, visible
from extract.document import Source
from extract.form.catalogue import Form, load_form
from extract.form.names import Names
from extract.form_cells import FormCell
from extract.settled_readings import HEADER, STATES, readings_path

if TYPE_CHECKING:
    from PIL.Image import Image

    from extract.report import Report

PDF = "application/pdf"
HEADINGS = 100.0  # points above a table's first row, in which its headings stand
ABOVE = 40.0  # points shown above and below a cell unless a margin is given; to the sides, the whole page: the row's label
MOST = 60  # pictures in one PNG
_SCALE = 3.0  # pixels a point
_MOST_PIXELS = 2400  # of a picture's width
_FRAME = (200, 30, 30)
_CUT = (150, 150, 150)  # between the headings and the row, where something is left out
# Fonts with Chinese that systems have; without one captions have no names.
_FONTS = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "uming.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc", "msyh.ttc", "simhei.ttf", "simsun.ttc",
)  # fmt: skip


class CropError(ValueError):
    """There is nothing to crop; the message is for people and says what to do."""


def crop(data: bytes, source: Source, margin: float | None = None) -> bytes:
    """PNG of one place of a PDF, a thin frame around it.

    `data` is the file; `source` needs page and bbox (points from the top left of the page as shown). `margin` in points
    on every side; without one the whole width of the page, so that the row's label is in sight, and ABOVE points above
    and below. Raises CropError where the source is no place in this file, or the page cannot be drawn.
    """
    return crops(data, [source], margin)[0]


def crops(
    data: bytes,
    sources: Sequence[Source],
    margin: float | None = None,
    headings: Sequence[Source | None] | None = None,
) -> list[bytes]:
    """Draw several places of one file (see `crop`), opening it once.

    `headings`, one for each source, are places to show above it: the headings of the table. Ignored with a margin.
    """
    above = list(headings or [None] * len(sources))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        try:
            return executor.submit(_draw, data, list(sources), margin, above).result()
        except BrokenProcessPool:
            raise CropError("drawing the page ended its process: open the PDF in a viewer instead") from None


def stacked(pictures: Sequence[bytes], captions: Sequence[str]) -> bytes:
    """PNG of several PNGs below each other, each under its caption (ASCII where `caption_font` has no Chinese)."""
    from PIL import Image, ImageDraw

    font, _ = caption_font()
    images = [Image.open(io.BytesIO(picture)) for picture in pictures]
    line, gap = 34, 24
    width = max(*(image.width for image in images), *(int(font.getlength(c)) + 16 for c in captions))
    sheet = Image.new("RGB", (width, sum(image.height + line + gap for image in images)), "white")
    draw, y = ImageDraw.Draw(sheet), 0
    for image, caption in zip(images, captions, strict=True):
        draw.text((8, y + 5), caption, fill=_FRAME, font=font)
        sheet.paste(image, (0, y + line))
        y += line + image.height + gap
    return _png(sheet)


@lru_cache(maxsize=1)
def caption_font() -> tuple[Any, bool]:
    """(font, whether it has Chinese): the first known font that this system has, else Pillow's default font."""
    from PIL import ImageFont

    for name in _FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, 20), True
    return ImageFont.load_default(20), False


def _draw(
    data: bytes, sources: Sequence[Source], margin: float | None, headings: Sequence[Source | None]
) -> list[bytes]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            places = zip(sources, headings, strict=True)
            return [_png(_place(pdf, source, margin, above)) for source, above in places]
    except pypdfium2.PdfiumError as error:
        raise CropError(f"the PDF cannot be drawn ({error})") from error


def _place(pdf: Any, source: Source, margin: float | None, headings: Source | None) -> Image:
    from PIL import Image, ImageDraw

    if source.page is None or source.bbox is None:
        raise CropError("the cell has no place on a page (page and bbox)")
    if not 1 <= source.page <= len(pdf):
        raise CropError(f"the file has {len(pdf)} pages, none with number {source.page}")
    page = pdf[source.page - 1]
    width, height = page.get_size()
    x0, top, x1, bottom = source.bbox
    aside, above = (width, ABOVE) if margin is None else (margin, margin)
    left, right = max(0.0, x0 - aside), min(width, x1 + aside)
    high, low = max(0.0, top - above), min(height, bottom + above)
    strip = headings.bbox if headings and margin is None else None
    if strip and headings and headings.page == source.page and strip[3] >= high:  # in one piece with the row
        high, strip = max(0.0, min(high, strip[1])), None
    if right - left < 1 or low - high < 1:
        raise CropError(
            f"the place {[x0, top, x1, bottom]} is not on page {source.page} ({width:g} x {height:g} points)"
        )
    scale = min(_SCALE, _MOST_PIXELS / (right - left), _MOST_PIXELS / (low - high))
    picture = _drawn(page, (left, high, right, low), scale)
    # The page is cut at whole pixels.
    at_left, at_top = math.ceil(left * scale), math.ceil(high * scale)
    edges = (x0 * scale - at_left, top * scale - at_top, x1 * scale - at_left, bottom * scale - at_top)
    ImageDraw.Draw(picture).rectangle([round(edge) for edge in edges], outline=_FRAME, width=2)
    if strip is None or headings is None or headings.page is None:
        return picture
    other = pdf[headings.page - 1]
    over = _drawn(other, (0.0, max(0.0, strip[1]), other.get_width(), strip[3]), scale)
    both = Image.new("RGB", (max(picture.width, over.width), picture.height + over.height + 4), _CUT)
    both.paste(over, (0, 0))
    both.paste(picture, (0, over.height + 4))
    return both


def _drawn(page: Any, box: tuple[float, float, float, float], scale: float) -> Image:
    """A picture of a box of the page, given in points from the top left of the page as shown."""
    width, height = page.get_size()
    left, high, right, low = box
    picture: Image = page.render(scale=scale, crop=(left, height - low, width - right, high)).to_pil()
    return picture.convert("RGB")


def _png(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# --- the command ---


def _file_of(name: str, warehouse: Path) -> Path:
    """A file's path, or that of a report kept under raw/ by its sha256 or report_id."""
    path = Path(name)
    if path.is_file():
        return path
    if re.fullmatch(r"[0-9a-f]{16,64}", name):
        stored = sorted((warehouse / "raw").glob(f"{name}*"))
        if stored:
            return stored[0]
        raise CropError(f"no file {name}, and none kept under {warehouse / 'raw'} begins so")
    raise CropError(f"no such file: {name}")


def _chosen(cells: Sequence[FormCell], keys: Sequence[str]) -> list[FormCell]:
    known = {cell.key: cell for cell in cells}
    for key in keys:
        if key not in known:
            near = [name for name, *_ in process.extract(key, list(known), limit=3)]
            raise CropError(f"no cell {key!r} in this report; the nearest: {', '.join(near)}")
    if keys:
        return [known[key] for key in keys]
    doubted = [cell for cell in cells if cell.doubt is not None and cell.source.bbox]
    if not doubted:
        raise CropError("no cell of this report is in doubt: name the keys of those to show")
    if len(doubted) > MOST:
        raise CropError(f"{len(doubted)} cells are in doubt: name the keys of those to show, {MOST} at most")
    return doubted


def _placed(cell: FormCell) -> Source:
    if cell.state == "absent":
        raise CropError(f"{cell.key} is absent: its row or column is not in the file")
    if cell.source.page is None or cell.source.bbox is None:
        raise CropError(f"{cell.key} ({cell.state}) has no place of its own on a page")
    return cell.source


def headings_of(form: Form, cells: Sequence[FormCell], cell: FormCell) -> Source | None:
    """The place of the headings of a cell's columns: above the first row that shares these headings.

    None where no such row has a place.
    """
    table, row, _ = cell.key.split("/")
    clauses = [clause for version in form.versions for clause in form.clauses[version]]
    rows = next(
        ({r.key for r in clause.rows} for clause in clauses if row in {r.key for r in clause.rows}), None
    )
    first = min(
        (
            (other.source.page, other.source.bbox)
            for other in cells
            if other.source.page is not None and other.source.bbox is not None
            if (key := other.key.split("/"))[0] == table and (rows is None or key[1] in rows)
        ),
        key=lambda place: (place[0], place[1][1]),
        default=None,
    )
    if first is None:
        return None
    page, (x0, top, x1, _) = first
    return Source(page=page, bbox=(x0, top - HEADINGS, x1, top))


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m extract.crop",
        description="把 PDF 年报里一个单元格的原样截成图片，并给出待填写的核对行 / Show the place of cells of a PDF report as a "
        "picture (PNG): the row around each below its headings, the cell framed in red. Prints a row of readings.csv for each, "
        "to be filled in.",
        epilog="例 / example: python -m extract.crop landing/2022-990000/jichuan-shi.pdf applications/granted/total "
        "-o cell.png . Keys are those of fct_cells and of `python -m extract`.",
    )
    parser.add_argument(
        "report",
        help="PDF 文件，或已入库文件的 sha256 或 report_id / a PDF, or the sha256 or report_id of a kept one",
    )
    parser.add_argument(
        "keys", nargs="*", metavar="KEY", help="单元格 / cell keys (default: every cell in doubt)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="PNG", help="图片 / the picture to write"
    )
    parser.add_argument(
        "--margin",
        type=float,
        metavar="POINTS",
        help="四周留边（磅） / points shown on every side of the cell (default: the whole width of the page)",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"),
        help="仓库 / where kept reports are looked for (default: GONGKAI_WAREHOUSE, or warehouse)",
    )
    parsed = parser.parse_args(arguments)
    if parsed.margin is not None and not 0 <= parsed.margin <= 5000:
        parser.error("--margin takes points from 0")
    if len(parsed.keys) > MOST:
        parser.error(f"{MOST} keys at most")
    return parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """0: the picture is written, and rows to fill in stand on the output; 2: there is none, for the reason given."""
    options = _arguments(arguments)
    try:
        report, cells = _write(
            options.report, options.keys, options.output, options.margin, options.warehouse
        )
    except (CropError, OSError) as error:
        say(f"没有截图 / no picture: {error}", sys.stderr)
        return 2
    # Nothing but the rows on the output: it may be sent to the end of a file.
    say(f"{options.output}: {', '.join(cell.key for cell in cells)}", sys.stderr)
    names = Names(load_form(), report.form)
    for cell in cells:
        doubt = cell.doubt or "不存疑 / not in doubt"
        say(f"  {names.cell(cell.key)}: {_read_as(cell)}; {doubt}", sys.stderr)
    say(
        f"对照图片填写 value（数字，或 {'、'.join(STATES)}）和 reviewer，贴到 {readings_path()} 末尾 / look at the picture, fill in "
        f"value (a number, or {', '.join(STATES)}) and reviewer, and paste at the end of that file: {','.join(HEADER)}",
        stream=sys.stderr,
    )
    csv.writer(sys.stdout, lineterminator="\n").writerows(
        (report.sha256, cell.key, visible(" ".join(cell.raw.split())), "", "", date.today().isoformat())
        for cell in cells
    )
    return 0


def _read_as(cell: FormCell) -> str:
    return f"读作 / read as {cell.state if cell.value is None else cell.value}"


def _write(
    name: str, keys: Sequence[str], output: Path, margin: float | None, warehouse: Path
) -> tuple[Report, list[FormCell]]:
    from extract.reading import read_report

    path = _file_of(name, warehouse)
    data = path.read_bytes()
    report = read_report(path, data)
    if report.media_type != PDF:
        raise CropError(
            f"{path} is no PDF but {report.media_type}: its cells are found by table, row and column"
        )
    if report.failure:
        raise CropError(f"{path} cannot be read: {report.failure}")
    cells = _chosen(report.cells, keys)
    form = load_form()
    headings = [headings_of(form, report.cells, cell) for cell in cells]
    pictures = crops(data, [_placed(cell) for cell in cells], margin, headings)
    names = Names(form, report.form) if caption_font()[1] else None
    output.write_bytes(stacked(pictures, [_caption(cell, names) for cell in cells]))
    return report, cells


def _caption(cell: FormCell, names: Names | None) -> str:
    value_read = cell.state if cell.value is None else cell.value
    if names is None:
        return f"{cell.key}   page {cell.source.page}   read as {value_read}"
    return f"{names.cell(cell.key)}   {cell.key}   第 {cell.source.page} 页   {_read_as(cell)}"


if __name__ == "__main__":
    sys.exit(main())
