"""Plain text and Markdown -> Document: reports pasted or converted from pages.

Tables are recognised by what the conversion left of them; every other line becomes a paragraph:
* a line with tabs inside is a row, its cells between the tabs (spreadsheet paste);
* a line that begins with a tab is one cell, further lines without a tab belong to it, and an empty line ends
  the row (text browsers and Word-to-text converters write tables so);
* a line with bars is a row of a Markdown table or of one drawn with lines;
* a text that consists of fields separated by commas or semicolons is a table;
* where values stand one on a line and rows have equal lengths only if empty lines count, an empty line is an empty cell.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.document import Block, Cell, Document, Paragraph, Source, Table, UnreadableFileError
from extract.messages import Refusal
from extract.readers.shared.fixed_width import laid_out_tables
from extract.readers.shared.placeholders import blocks_of, legible
from extract.readers.shared.spaced import may_be_laid_out
from extract.readers.sheets.sheet import Sheet, Shown
from extract.readers.text.character_drawn import NOT_MET, drawn_rows, has_joints, is_edged
from extract.readers.text.lines import (
    is_blank,
    is_grid,
    one_cell_a_line,
    separated_values,
    single_spaced,
    values_a_row,
    with_separated_cells,
    without_page_marks,
    without_repeats,
)
from extract.readers.text.markdown import is_markdown, is_rule, printed, without_data
from extract.readers.text.printed_rows import (
    has_printed_rows,
    with_blank_cells,
    with_printed_rows,
    without_index,
)
from extract.values import is_value_like

TEXT = "text/plain"
MAX_CHARACTERS = 5_000_000
MAX_CELLS = 200_000
_HEADING = re.compile(r"^\s*[一二三四五六1-6]\s*、")
_BAR = re.compile(r"(?<!\\)[|│｜┃║]")
_DRAWN_RULE = re.compile(r"^\s*+(?=.*[\u2500-\u257f+])[\u2500-\u257f+|=-][\u2500-\u257f+|=\s-]{4,}$")
_MARKDOWN_LINE = re.compile(r"^\s*([-*_=])(?:\s*\1){2,}\s*$")
_UNCLOSED = re.compile(r"(?:^|\t)\"(?:[^\"]|\"\")*$")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PAGE_END = re.compile(r"(\f+)(\r\n|\r|\n)")
# Characters that str.splitlines() takes for line ends and other programs do not.
_SPACES = str.maketrans(dict.fromkeys("\v\x85\u2028\u2029", " "))
_MOST_JOINED = 6  # lines that a quoted cell may take


class _TextReader:
    """Reads the lines in one pass; `rows`, `cells`, `drawn` and `run` hold the table that is not finished yet."""

    def __init__(self, markdown: bool, width: int) -> None:
        self.blocks: list[Block] = []
        self.rows: list[list[Cell]] = []
        self.cells: list[Cell] = []  # the row being read in the one-cell-a-line layout
        self.drawn: list[tuple[int, str]] = []  # lines of a table with bars, with the rules between its rows
        self.run: list[tuple[int, str]] = []  # value lines, where an empty line is an empty cell
        self.blank_before = False
        self.markdown = markdown
        self.width = width
        self.cells_seen = 0

    def read(self, lines: list[tuple[int, str]]) -> list[Block]:
        """Read (number, line) pairs and return all blocks read so far."""
        for number, line in lines:
            self._read_line(number, line)
        self._end_table()
        return self.blocks

    def read_laid_out(self, lines: list[tuple[int, str]]) -> list[Block]:
        """Read lines that may contain tables laid out with spaces."""
        at = 0
        for first, end, tables in laid_out_tables(lines):
            self.read(lines[at:first])
            self.blocks += tables
            at = end
        return self.read(lines[at:])

    def _read_line(self, number: int, line: str) -> None:
        if is_blank(line) and not line.startswith("\t"):
            self._end_bars()
            self.blank_before = True
            if self.width:
                self.run.append((number, ""))
            return
        if self.markdown and _MARKDOWN_LINE.match(line):
            return
        bars = len(_BAR.findall(line))
        if bars >= 2 or (bars and self.drawn):
            self._end_run()
            self.drawn.append((number, line))
        elif _DRAWN_RULE.match(line) or (self.drawn and is_edged(line)):
            self.drawn.append((number, line))
        else:
            self._end_bars()
            self._line(number, line)
        self.blank_before = False

    def _line(self, number: int, line: str) -> None:
        if self.width and "\t" not in line and is_value_like(line):
            self.run.append((number, line.strip()))
            return
        self._end_run()
        if line.startswith("\t") and "\t" not in line[1:]:
            self._cell_line(number, line)
        elif "\t" in line:
            self._end_row()
            texts = line.split("\t")
            self._count(len(texts))
            self.rows.append(_row(number, texts))
        else:
            self._plain_line(number, line)

    def _cell_line(self, number: int, line: str) -> None:
        if self.blank_before:
            self._end_row()
        self._count(1)
        text = line[1:].strip()
        self.cells.append(Cell(text, Source(line=number, column=len(self.cells) + 1), len(self.cells)))

    def _plain_line(self, number: int, line: str) -> None:
        open_cell = self.cells[-1] if self.cells else None
        # A cell that already has text ends at an empty line; one still empty may begin after it.
        if open_cell and not _HEADING.match(line) and not (open_cell.text and self.blank_before):
            text = f"{open_cell.text}\n{line.strip()}" if open_cell.text else line.strip()
            self.cells[-1] = Cell(text, open_cell.source, open_cell.column)
            return
        self._end_table()
        text = printed(line) if self.markdown else line.strip()
        if text:
            self.blocks.append(Paragraph(text, Source(line=number, column=1)))

    def _end_run(self) -> None:
        """End a row of value lines. Empty lines alone, or one after a complete row, are only separators."""
        run, self.run = self.run, []
        if not any(text for _, text in run) and len(run) < self.width:
            return
        if len(run) == self.width + 1 and run[0][1] and not run[-1][1]:
            run.pop()
        if len(run) == 1:
            self._plain_line(*run[0])
        elif run:
            self._end_table()
            cells = [
                Cell(text, Source(line=number, column=1), place) for place, (number, text) in enumerate(run)
            ]
            self.blocks.append(Table([cells], grid=False))

    def _end_bars(self) -> None:
        drawn, self.drawn = self.drawn, []
        lines = [None if _DRAWN_RULE.match(line) else (number, line) for number, line in drawn]
        if not any(lines):
            return
        self._end_table()
        if has_joints(drawn) and (cell_rows := drawn_rows(drawn, printed)):
            self.blocks += blocks_of(cell_rows)
            return
        texts = _joined(_between_bars(lines))
        self._count(sum(len(row) for _, row in texts))
        rows = [_row(number, [printed(text) for text in row]) for number, row in texts if not is_rule(row)]
        if has_joints(drawn) and len({len(row) for row in rows}) > 1:
            rows = [
                [replace(cell, doubt=NOT_MET) if is_value_like(cell.text) else cell for cell in row]
                for row in rows
            ]
        rows = without_index(rows)
        grid = is_grid(rows)
        if rows:
            self.blocks.append(Table(without_repeats(rows) if grid else rows, grid))

    def _count(self, cells: int) -> None:
        """Count cells before they are read. Raises UnreadableFileError beyond MAX_CELLS."""
        self.cells_seen += cells
        if self.cells_seen > MAX_CELLS:
            raise UnreadableFileError(Refusal("table_cells", {"most": MAX_CELLS}))

    def _end_row(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
            self.cells = []

    def _end_table(self) -> None:
        if self.run:
            self._end_run()
        if self.drawn:
            self._end_bars()
        self._end_row()
        if self.rows:
            self.blocks.append(Table(self.rows, is_grid(self.rows)))
            self.rows = []


def _row(number: int, texts: list[str]) -> list[Cell]:
    return [
        Cell(legible(text.strip()), Source(line=number, column=place + 1), place)
        for place, text in enumerate(texts)
    ]


def _between_bars(lines: list[tuple[int, str] | None]) -> list[tuple[int, list[str]] | None]:
    """Split each line at its bars. Bars at both ends are a frame if the rule under the head, or else most lines, have
    them; without a frame, an empty text at an end is an empty cell."""
    stripped = [line.strip() for _, line in filter(None, lines)]
    rules = [line for line in stripped if is_rule(_BAR.split(line.strip("|")))]
    framed = [bool(_BAR.match(line) and _BAR.match(line[-1])) for line in rules or stripped]
    frame = sum(framed) * 2 >= len(framed)
    out: list[tuple[int, list[str]] | None] = []
    for entry in lines:
        if entry is None:
            out.append(None)
            continue
        texts = [text.strip() for text in _BAR.split(entry[1].strip() if frame else entry[1])]
        if frame and len(texts) > 1 and not texts[0]:
            texts = texts[1:]
        if frame and len(texts) > 1 and not texts[-1]:
            texts.pop()
        out.append((entry[0], texts))
    return out


def _joined(lines: list[tuple[int, list[str]] | None]) -> list[tuple[int, list[str]]]:
    """The rows of a table with bars; None separates rows. If rules separate all rows, a row may take several lines."""
    groups: list[list[tuple[int, list[str]]]] = [[]]
    for line in lines:
        if line is None:
            groups.append([])
        else:
            groups[-1].append(line)
    groups = [group for group in groups if group]
    if len(groups) <= 3 or any(len({len(texts) for _, texts in group}) > 1 for group in groups):
        return [line for group in groups for line in group]
    return [
        (
            group[0][0],
            ["\n".join(filter(None, texts)) for texts in zip(*(texts for _, texts in group), strict=True)],
        )
        for group in groups
    ]


def _numbered_lines(text: str) -> list[tuple[int, str]]:
    """(number, line) of a text; a quoted cell over several lines is put on one."""
    # A form feed at a line's end begins the page of the next line.
    lines = _LINE_END.split(_PAGE_END.sub(r"\2\1", text.translate(_SPACES)))
    if '"' not in text or "\t" not in text:
        return [part for number, line in enumerate(lines, start=1) for part in _pages(number, line)]
    out: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        parts = 1
        line = lines[at]
        while (
            "\t" in lines[at] and _UNCLOSED.search(line) and parts < _MOST_JOINED and at + parts < len(lines)
        ):
            line += "\v" + lines[at + parts]
            parts += 1
        if parts > 1 and _UNCLOSED.search(line):
            line, parts = lines[at], 1
        fields = [
            field[1:-1].replace('""', '"').replace("\v", "\n")
            if len(field) > 1 and field[0] == field[-1] == '"'
            else field
            for field in line.split("\t")
        ]
        out += _pages(at + 1, "\t".join(fields))
        at += parts
    return out


def _pages(number: int, line: str) -> list[tuple[int, str]]:
    """Split a line at form feeds; each part that begins a page keeps its form feed in front."""
    if "\f" not in line:
        return [(number, line)]
    first, *others = line.split("\f")
    return [(number, part) for part in [first, *("\f" + part for part in others)] if part]


def _of_records(records: list[tuple[int, list[str]]]) -> list[Block]:
    """Convert separated values as a sheet without styles: lines of text are paragraphs, rows between them tables."""
    sheet = Sheet("", 1)
    for row, (_, fields) in enumerate(records, start=1):
        for column, text in enumerate(fields, start=1):
            sheet.put(row, column, Shown(text.strip()))

    def place(source: Source) -> Source:
        return Source(line=records[(source.row or 1) - 1][0], column=source.column)

    return [
        replace(block, source=place(block.source))
        if isinstance(block, Paragraph)
        else Table(
            [[replace(cell, source=place(cell.source)) for cell in row] for row in block.rows], block.grid
        )
        for block in sheet.blocks()
    ]


def read_text(text: str, markdown: bool | None = None) -> Document:
    """Paragraphs and tables of a text. A place is the line and, in a row, the cell's number.

    `markdown`: whether to read Markdown marks; None to detect it. Raises UnreadableFileError if the text is too long or has
    too many cells.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFileError(Refusal("text_length", {"most": MAX_CHARACTERS}))
    text = text.replace("\ufeff", "").replace("\x00", "")
    if not has_printed_rows(text):
        text = with_blank_cells(text)
    if not has_printed_rows(text) and (records := separated_values(text)) is not None:
        return Document(TEXT, _of_records(records), explicit_cells=True)
    text, titles = without_data(text)
    lines = with_printed_rows(one_cell_a_line(_numbered_lines(text)))
    lines = without_page_marks(with_separated_cells(lines))
    if "+-" in text or "\u2500" in text or "\u2550" in text:
        lines = single_spaced(lines)  # an empty line ends a drawn table, unless the text is double-spaced
    width = values_a_row(single_spaced(lines))
    reader = _TextReader(is_markdown(text) if markdown is None else markdown, width)
    if may_be_laid_out(text) and not width:
        blocks = reader.read_laid_out(lines)
    else:
        blocks = reader.read(single_spaced(lines) if width else lines)
    return Document(TEXT, blocks, explicit_cells=True, titles=titles)
