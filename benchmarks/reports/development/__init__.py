"""Styles that the reader may be developed against."""

from benchmarks.reports.development import (
    docx,
    docx_across,
    html,
    html_folded,
    html_more,
    markdown,
    markdown_drawn,
    markdown_turned,
    pdf,
    pdf_boxes,
    pdf_converted,
    pdf_more,
    sheets,
    text,
    text_copied,
    text_laid_out,
)
from benchmarks.reports.style import Style

STYLES: list[Style] = [
    *html.STYLES,
    *html_more.STYLES,
    *html_folded.STYLES,
    *docx.STYLES,
    *docx_across.STYLES,
    *text.STYLES,
    *text_copied.STYLES,
    *text_laid_out.STYLES,
    *markdown.STYLES,
    *markdown_drawn.STYLES,
    *markdown_turned.STYLES,
    *pdf.STYLES,
    *pdf_more.STYLES,
    *pdf_converted.STYLES,
    *pdf_boxes.STYLES,
    *sheets.STYLES,
]
