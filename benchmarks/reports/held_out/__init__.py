"""Styles that are run for the card only. Nobody looks into what fails here: see benchmarks/README.md."""

from dataclasses import replace

from benchmarks.reports.held_out import docx, html, markdown, pdf, sheets, text
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    replace(style, held_out=True)
    for style in (
        *html.STYLES,
        *docx.STYLES,
        *text.STYLES,
        *markdown.STYLES,
        *pdf.STYLES,
        *sheets.STYLES,
    )
]
