"""Pages that converters print: one character a span, digits whose font has lost its map, a site's plain page."""

from __future__ import annotations

from benchmarks.reports import html, pdf_traps
from benchmarks.reports.blocks import blocks
from benchmarks.reports.development.html import letter_spans, plain
from benchmarks.reports.fiction import Case, Habits
from benchmarks.reports.style import Style


def other_digits(case: Case) -> bytes:
    """A page for printing whose digits have a font of their own."""
    style = "<style>td{font-family:'DejaVu Sans',serif;font-size:9pt} table{border-collapse:collapse;width:100%}</style>"
    return html.bare(case, html.body(blocks(case)), f'<meta charset="utf-8">{style}').encode()


_PRINTED = Habits(digits=("plain", "plain", "thousands", "padded", "units"))
STYLES = [
    Style("pdf-chromium-letter-spans", "pdf", letter_spans, "html", 6, _PRINTED, "Chromium", "chromium", "pdf",
          {"scale": "0.9", "footer": '<span style="font-size:8px" class="pageNumber"></span>'}),
    Style("pdf-chromium-no-map", "pdf", other_digits, "html", 4, _PRINTED, "Chromium", "chromium", "pdf",
          also=pdf_traps.open_cells, finish=lambda data: pdf_traps.without_map(data, b"DejaVuSans")),
    Style("pdf-libreoffice-page", "pdf", plain, "html", 6, _PRINTED, "LibreOffice", "libreoffice", "pdf",
          {"infilter": "HTML (StarWriter)", "filter": "writer_pdf_Export"}),
]  # fmt: skip
