"""Annotations of a PDF: filled-in form fields, typed notes, stamps, signatures; merges them into the pages' content.

A viewer shows and prints annotations, but the readers read only a page's content. After merging, numbers in form fields
are read like any others, and a stamp that covers a number counts as covering it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# Annotations that mark text or link elsewhere and have no text of their own on the page.
_IGNORED = {
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
}


def _subtypes(page: Any) -> list[int]:
    subtypes = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        subtypes.append(pdfium.FPDFAnnot_GetSubtype(annotation))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return subtypes


def has_overlays(page: Any) -> bool:
    """Whether a page (a raw PDFium handle) has an annotation that may contain or hide a number."""
    return any(subtype not in _IGNORED for subtype in _subtypes(page))


def flattened(data: bytes) -> bytes:
    """Merge the annotations of a file into its pages; the same bytes if there are none.

    Raises pypdfium2.PdfiumError if the file cannot be opened.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        pdf.init_forms()  # creates the appearance of fields that have none
        changed = False
        for index in range(len(pdf)):
            page = pdf[index]
            subtypes = _subtypes(page.raw)
            if any(subtype not in _IGNORED for subtype in subtypes):
                for at, subtype in reversed(list(enumerate(subtypes))):
                    if subtype in _IGNORED:
                        pdfium.FPDFPage_RemoveAnnot(page.raw, at)
                changed |= (
                    pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
                )
            page.close()
        if not changed:
            return data
        flat = BytesIO()
        pdf.save(flat, flags=pdfium.FPDF_REMOVE_SECURITY)
    return flat.getvalue()
