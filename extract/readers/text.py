"""Plain text -> Document: reports pasted or converted from pages, with whatever is left of their tables.

Three leftovers of a table are known by their tabs; text without tabs stays paragraphs (one a line):
* a line with tabs inside is a row, its cells between the tabs (spreadsheet paste);
* a line that begins with a tab is one cell, further lines without a tab belong to it, and an empty line ends
  the row (text browsers and Word-to-text converters write tables so).
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from extract.document import (
    Cell,
    Document,
    Paragraph,
    Source,
    Table,
    UnreadableFileError,
)

MAX_CHARACTERS = 5_000_000
_HEADING = re.compile(r"^\s*[一二三四五六1-6]\s*、")
_PAGE_LINE = re.compile(
    r"^\s*(?:[-—－]\s*\d{1,3}\s*[-—－]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*$"
)
_BAR = re.compile(r"[|│｜]")
_MARKDOWN_RULE = re.compile(r"^:?-+:?$")
_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)


def decode(data: bytes) -> str:
    """Text of bytes: byte-order mark, UTF-8, a page's own charset, GB18030, then a statistical guess.

    Raises UnreadableFileError for bytes that are no text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        raise UnreadableFileError(
            "not a document of a known kind (binary data): ask for PDF, DOCX, HTML or text"
        )
    declared = _CHARSET.search(data[:2048])
    named = declared[1].decode("ascii", "ignore").lower() if declared else ""
    for encoding in ("utf-8", *(("big5",) if "big5" in named else ()), "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data[:200_000]).best()
    if guess is None:
        raise UnreadableFileError("the text's encoding cannot be told: save it as UTF-8")
    return data.decode(guess.encoding, errors="replace")


class _TextReader:
    """Walks the lines once; `rows` and `cells` are what is open at the moment."""

    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.rows: list[list[Cell]] = []
        self.cells: list[Cell] = []  # the row being read in the one-cell-a-line layout
        self.blank_before = False

    def read(self, text: str) -> list[Paragraph | Table]:
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip(" \t\u3000\xa0") and not line.startswith("\t"):
                self.blank_before = True
                continue
            if _PAGE_LINE.match(line):
                continue
            if len(_BAR.findall(line)) >= 2:
                self._bar_line(number, line)
            elif line.startswith("\t") and "\t" not in line[1:]:
                self._cell_line(number, line)
            elif "\t" in line:
                self._row_line(number, line)
            else:
                self._plain_line(number, line)
            self.blank_before = False
        self._end_table()
        return self.blocks

    def _cell_line(self, number: int, line: str) -> None:
        if self.blank_before:
            self._end_row()
        text = line[1:].strip()
        self.cells.append(Cell(text, Source(line=number, column=len(self.cells) + 1), len(self.cells)))

    def _row_line(self, number: int, line: str) -> None:
        self._end_row()
        self.rows.append(
            [
                Cell(text.strip(), Source(line=number, column=position + 1), position)
                for position, text in enumerate(line.split("\t"))
            ]
        )

    def _bar_line(self, number: int, line: str) -> None:
        """A row of a Markdown table, or one drawn with bars; the line under its head holds dashes only."""
        texts = [text.strip(" \t*`") for text in _BAR.split(line.strip().strip("|│｜"))]
        if not all(_MARKDOWN_RULE.match(text) for text in texts):
            self._row_line(number, "\t".join(texts))

    def _plain_line(self, number: int, line: str) -> None:
        open_cell = self.cells[-1] if self.cells else None
        # A cell that already has text ends at an empty line; one still empty may begin after it.
        if open_cell and not _HEADING.match(line) and not (open_cell.text and self.blank_before):
            text = f"{open_cell.text}\n{line.strip()}" if open_cell.text else line.strip()
            self.cells[-1] = Cell(text, open_cell.source, open_cell.column)
            return
        self._end_table()
        self.blocks.append(Paragraph(line.strip(), Source(line=number, column=1)))

    def _end_row(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
            self.cells = []

    def _end_table(self) -> None:
        self._end_row()
        if self.rows:
            self.blocks.append(Table(self.rows, grid=False))
            self.rows = []


def read_text(text: str) -> Document:
    """Paragraphs and tables of a text; places are line and, in a row, the cell's number."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFileError(f"a text of more than {MAX_CHARACTERS:,} characters is no annual report")
    return Document("text/plain", _TextReader().read(text), explicit_cells=True)
