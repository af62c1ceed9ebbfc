"""Refusals of a PDF that both readings use."""

from extract.messages import Refusal

MAX_PAGES = 300
DAMAGED, PASSWORD = Refusal("damaged_pdf"), Refusal("pdf_password")


def too_long(pages: int) -> Refusal:
    """The refusal of a file with more pages than a report has."""
    return Refusal("pages", {"pages": pages, "most": MAX_PAGES})
