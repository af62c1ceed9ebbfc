"""Styles that the reader may be developed against."""

from benchmarks.reports.development import (
    docx,
    html,
    html_more,
    markdown,
    markdown_drawn,
    pdf,
    pdf_converted,
    pdf_more,
    sheets,
    text,
)
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    *html.STYLES,
    *html_more.STYLES,
    *docx.STYLES,
    *text.STYLES,
    *markdown.STYLES,
    *markdown_drawn.STYLES,
    *pdf.STYLES,
    *pdf_more.STYLES,
    *pdf_converted.STYLES,
    *sheets.STYLES,
]
