"""Styles that are run for the card only; nobody looks into what fails in them, see benchmarks/README.md."""

from dataclasses import replace

from benchmarks.reports.held_out import (
    docx,
    docx_numbered,
    docx_styled,
    html,
    html_pasted,
    html_sections,
    markdown_noted,
    pdf,
    pdf_coloured,
    pdf_running,
    sheets,
    text,
)
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    replace(style, held_out=True)
    for style in (
        *html.STYLES,
        *html_pasted.STYLES,
        *html_sections.STYLES,
        *docx.STYLES,
        *docx_numbered.STYLES,
        *docx_styled.STYLES,
        *text.STYLES,
        *markdown_noted.STYLES,
        *pdf.STYLES,
        *pdf_coloured.STYLES,
        *pdf_running.STYLES,
        *sheets.STYLES,
    )
]
