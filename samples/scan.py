"""Makes the images of the scanned samples: ``python -m samples.scan FONT.ttf``; a tool, not part of the
generator.

It needs a TrueType font with Chinese glyphs, which not every machine has; so its result is kept in
``samples/assets`` and only made anew when the report's data change.
"""

from __future__ import annotations

import argparse
import random
from io import BytesIO
from pathlib import Path

import pdfplumber
from PIL import Image
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

from samples.layouts import pdf
from samples.layouts.scan import ASSETS, RESOLUTION
from samples.model import Report, load_reports

TILT = 0.4  # degrees
SPECKS = 350  # a page
DARK = 190  # grey levels up to this one become black


def scan(report: Report, assets: Path) -> list[Path]:
    """Render the report as PDF, tilt and soil its pages, and save them as TIFF files of one strip (CCITT group 4)."""
    document = pdfplumber.open(BytesIO(pdf.write(report, font="scan")))
    noise = random.Random(report.file)
    name = report.stem.rsplit("/", 1)[1]
    for old in assets.glob(f"{name}-*.tif"):
        old.unlink()
    paths = []
    for number, page in enumerate(document.pages, start=1):
        image = page.to_image(resolution=RESOLUTION).original.convert("L")
        tilt = TILT if number % 2 else -TILT
        image = image.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
        for _ in range(SPECKS):
            image.putpixel((noise.randrange(image.width), noise.randrange(image.height)), 0)
        path = assets / f"{name}-{number}.tif"
        bilevel = image.point(lambda level: 255 if level > DARK else 0).convert("1", dither=Image.Dither.NONE)
        bilevel.save(path, compression="group4", strip_size=1 << 24, dpi=(RESOLUTION, RESOLUTION))
        paths.append(path)
    return paths


def main() -> None:
    """Run the command; its argument is the font file."""
    parser = argparse.ArgumentParser(
        prog="python -m samples.scan", description="Make the images of scanned samples."
    )
    parser.add_argument("font", help="TrueType font file with Chinese glyphs")
    arguments = parser.parse_args()
    registerFont(TTFont("scan", arguments.font))
    ASSETS.mkdir(exist_ok=True)
    for report in load_reports():
        if report.layout == "pdf-scan":
            for path in scan(report, ASSETS):
                print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
