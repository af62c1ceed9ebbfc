"""Styles that are run for the card only. Nobody looks into what fails here: see benchmarks/README.md."""

from dataclasses import replace

from benchmarks.reports.held_out import (
    docx,
    docx_styled,
    html,
    html_pasted,
    markdown_turned,
    pdf,
    pdf_coloured,
    sheets,
    text,
    text_laid_out,
)
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    replace(style, held_out=True)
    for style in (
        *html.STYLES,
        *html_pasted.STYLES,
        *docx.STYLES,
        *docx_styled.STYLES,
        *text.STYLES,
        *text_laid_out.STYLES,
        *markdown_turned.STYLES,
        *pdf.STYLES,
        *pdf_coloured.STYLES,
        *sheets.STYLES,
    )
]
