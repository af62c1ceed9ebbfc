"""What is laid over the pages of a PDF: filled-in form fields, typed notes, stamps, signatures.

A viewer shows and prints them, but they are no part of the page's content, which is all that is read. So they are made
part of it before: numbers in the fields of a form are read like any others, and what covers a number covers it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# What marks text or leads elsewhere says nothing of its own.
_SILENT = {
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
}


def _subtypes(page: Any) -> list[int]:
    found = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        found.append(pdfium.FPDFAnnot_GetSubtype(annotation))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def has_overlays(page: Any) -> bool:
    """Whether something that may hold or hide a number lies over the page (a raw PDFium handle)."""
    return any(subtype not in _SILENT for subtype in _subtypes(page))


def laid_flat(data: bytes) -> bytes:
    """The file with all that lies over its pages made part of them; the same bytes where nothing does.

    Raises pypdfium2.PdfiumError where the file cannot be opened.
    """
    with pypdfium2.PdfDocument(data) as pdf:
        pdf.init_forms()  # fields without a look of their own get one
        changed = False
        for index in range(len(pdf)):
            page = pdf[index]
            subtypes = _subtypes(page.raw)
            if any(subtype not in _SILENT for subtype in subtypes):
                for at, subtype in reversed(list(enumerate(subtypes))):
                    if subtype in _SILENT:
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
