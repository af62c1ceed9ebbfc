"""Styles that the reader may be developed against."""

from benchmarks.reports.development import docx, html, html_more, markdown, pdf, pdf_more, sheets, text
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    *html.STYLES,
    *html_more.STYLES,
    *docx.STYLES,
    *text.STYLES,
    *markdown.STYLES,
    *pdf.STYLES,
    *pdf_more.STYLES,
    *sheets.STYLES,
]
