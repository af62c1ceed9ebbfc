"""Why a PDF cannot be read, as both readings say it."""

from extract.messages import Refusal

MAX_PAGES = 300
DAMAGED, PASSWORD = Refusal("damaged_pdf"), Refusal("pdf_password")


def too_long(pages: int) -> Refusal:
    """More pages than a report has."""
    return Refusal("pages", {"pages": pages, "most": MAX_PAGES})
