"""A report as a scanner makes it: one image a page and no text.

The images are black-and-white TIFF files in ``samples/assets`` (CCITT group 4) and go into the PDF byte for byte, so
that the result needs no font and does not depend on the version of an image library. ``python -m samples.scan`` made
them.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from samples.model import Report

ASSETS = Path(__file__).parent.parent / "assets"
STRIP_OFFSETS, STRIP_BYTE_COUNTS = 273, 279  # TIFF tags
RESOLUTION = 200  # resolution of the images, in dots per inch


def write(report: Report) -> bytes:
    """A PDF of the images ``<name>-1.tif``, ``<name>-2.tif`` …, where name is that of the report's file.

    Raises FileNotFoundError where there are none. BlackIs1 inverts the images, since 0 is black in their TIFF files.
    """
    name = report.stem.rsplit("/", 1)[1]
    pages = sorted(ASSETS.glob(f"{name}-*.tif"))
    if not pages:
        raise FileNotFoundError(f"no images {name}-*.tif in samples/assets")
    objects: list[bytes] = [b"", b""]  # the catalogue and the page tree, filled in below
    kids = []
    for path in pages:
        width, height, data = _group4(path)
        points = (width * 72 / RESOLUTION, height * 72 / RESOLUTION)
        draw = b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q" % points
        first = len(objects) + 1
        kids.append(first)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R "
            b"/Resources << /XObject << /Im %d 0 R >> >> >>" % (*points, first + 1, first + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw))
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
            b"/BitsPerComponent 1 /Filter /CCITTFaxDecode "
            b"/DecodeParms << /K -1 /BlackIs1 true /Columns %d /Rows %d >> /Length %d >>\n"
            b"stream\n%s\nendstream" % (width, height, width, height, len(data), data)
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        len(kids),
        b" ".join(b"%d 0 R" % kid for kid in kids),
    )
    return _file(objects)


def _group4(path: Path) -> tuple[int, int, bytes]:
    """Width, height and the group 4 data of a TIFF file of one strip."""
    with Image.open(path) as image:
        tags = image.tag_v2  # type: ignore[attr-defined]  # only TIFF images have tags, and Pillow types them all alike
        (offset,), (count,) = tags[STRIP_OFFSETS], tags[STRIP_BYTE_COUNTS]
        width, height = image.size
    return width, height, path.read_bytes()[offset : offset + count]


def _file(objects: list[bytes]) -> bytes:
    """The objects as a PDF file, numbered from 1, with their cross-reference table."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, trailer)
