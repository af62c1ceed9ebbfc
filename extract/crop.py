"""`python -m extract.crop REPORT KEY... -o cell.png`: the place of a PDF cell as a picture, framed, for people to look at.

The page is drawn in a process of its own: reading sets PDFium's fonts aside (see extract.readers.pdf), drawing needs
those of the machine; and a file that kills the drawing kills nothing else.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from extract.document import Source
from extract.mapping.cells import FormCell

if TYPE_CHECKING:
    from PIL.Image import Image

PDF = "application/pdf"
ABOVE = 40.0  # points shown above and below a cell unless a margin is given; to the sides, the whole page: the row's label
MOST = 60  # pictures in one file
_SCALE = 3.0  # pixels a point
_MOST_PIXELS = 2400  # of a picture's width
_FRAME = (200, 30, 30)


class CropError(ValueError):
    """There is nothing to crop; the message is for people and says what to do."""


def crop(data: bytes, source: Source, margin: float | None = None) -> bytes:
    """PNG of one place of a PDF, a thin frame around it.

    `data` is the file; `source` needs page and bbox (points from the top left of the page as shown). `margin` in points
    on every side; without one the whole width of the page, so that the row's label is in sight, and ABOVE points above
    and below. Raises CropError where the source is no place in this file, or the page cannot be drawn.
    """
    return crops(data, [source], margin)[0]


def crops(data: bytes, sources: Sequence[Source], margin: float | None = None) -> list[bytes]:
    """The same for several places of one file, which is opened once."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        try:
            return executor.submit(_draw, data, list(sources), margin).result()
        except BrokenProcessPool:
            raise CropError("drawing the page ended its process: open the PDF in a viewer instead") from None


def stacked(pictures: Sequence[bytes], captions: Sequence[str]) -> bytes:
    """PNG of several PNGs below each other, each under its caption (ASCII)."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(20)
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


def _draw(data: bytes, sources: Sequence[Source], margin: float | None) -> list[bytes]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [_png(_place(pdf, source, margin)) for source in sources]
    except pypdfium2.PdfiumError as error:
        raise CropError(f"the PDF cannot be drawn ({error})") from error


def _place(pdf: Any, source: Source, margin: float | None) -> Image:
    from PIL import ImageDraw

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
    if right - left < 1 or low - high < 1:
        raise CropError(
            f"the place {[x0, top, x1, bottom]} is not on page {source.page} ({width:g} x {height:g} points)"
        )
    scale = min(_SCALE, _MOST_PIXELS / (right - left), _MOST_PIXELS / (low - high))
    picture: Image = page.render(scale=scale, crop=(left, height - low, width - right, high)).to_pil()
    picture = picture.convert("RGB")
    # The page is cut at whole pixels.
    at_left, at_top = math.ceil(left * scale), math.ceil(high * scale)
    edges = (x0 * scale - at_left, top * scale - at_top, x1 * scale - at_left, bottom * scale - at_top)
    ImageDraw.Draw(picture).rectangle([round(edge) for edge in edges], outline=_FRAME, width=2)
    return picture


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
        kept = sorted((warehouse / "raw").glob(f"{name}*"))
        if kept:
            return kept[0]
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


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m extract.crop",
        description="把 PDF 年报里一个单元格的原样截成图片 / Show the place of cells of a PDF report as a picture (PNG): "
        "the row around each, the cell framed in red.",
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
    """0: the picture is written; 2: there is none, for the reason given."""
    options = _arguments(arguments)
    try:
        cells = _write(options.report, options.keys, options.output, options.margin, options.warehouse)
    except (CropError, OSError) as error:
        print(f"没有截图 / no picture: {error}", file=sys.stderr)
        return 2
    print(f"{options.output}: {', '.join(cell.key for cell in cells)}")
    return 0


def _write(
    name: str, keys: Sequence[str], output: Path, margin: float | None, warehouse: Path
) -> list[FormCell]:
    from extract.report import read_report

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
    pictures = crops(data, [_placed(cell) for cell in cells], margin)
    captions = [
        f"{cell.key}   page {cell.source.page}   read as {cell.state if cell.value is None else cell.value}"
        for cell in cells
    ]
    output.write_bytes(stacked(pictures, captions))
    return cells


if __name__ == "__main__":
    sys.exit(main())
