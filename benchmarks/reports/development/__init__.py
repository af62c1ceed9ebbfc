"""Styles that the reader may be developed against."""

from benchmarks.reports.development import docx, html, markdown, pdf, sheets, text
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    *html.STYLES,
    *docx.STYLES,
    *text.STYLES,
    *markdown.STYLES,
    *pdf.STYLES,
    *sheets.STYLES,
]
