"""Why a PDF cannot be read, in the words both readings use."""

MAX_PAGES = 300
PASSWORD = "a PDF with a password: ask for it without one"
DAMAGED = "a damaged PDF (its structure cannot be read): ask for it again"
NO_TEXT = "a PDF without a text layer ({what}): scans are not read yet, ask for the original document"
TOO_LONG = "{pages} pages: a report has at most {most}"
TOO_CROWDED = "page {page} holds more drawing than a report has: ask for it in another format"
