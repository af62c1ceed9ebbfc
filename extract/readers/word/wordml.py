"""WordprocessingML -> paragraphs and tables: the vocabulary that DOCX, flat XML packages and Word 2003 XML share.

The tree is first simplified (`_Plain`): what does not print is removed, what prints but is not text is marked, text
boxes and content controls are unpacked. After that, a text is the concatenation of its w:t. Tracked changes are read
as accepted, and the values of a changed cell are in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lxml import etree

from extract.document import Cell, Document, Paragraph, Source, Table, UnreadableFileError
from extract.messages import Detail, Doubt, Refusal
from extract.readers.shared.colours import Rgb
from extract.readers.shared.placeholders import UNREADABLE, blocks_of, has_words, is_layout, legible
from extract.readers.word.numbering import Lists
from extract.readers.word.parts import (
    Parts,
    Styles,
    colour_of,
    is_moved,
    is_on,
    list_of,
    number_of,
    plain_names,
    position_of,
    run_of,
)
from extract.readers.word.shading import Grounds
from extract.readers.word.xml_names import VAL, M, W

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _R, _T, _TBL, _TR, _TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
_TEXTS = (_T, f"{M}t")
_CHANGED = {f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")}
_REMOVED = (f"{W}del", f"{W}moveFrom", _FALLBACK)  # a fallback repeats the content beside it
_UNWRAPPED = tuple(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_FORMULAS = tuple(
    f"{M}{name}"
    for name in ("f", "sSup", "sSub", "sSubSup", "sPre", "rad", "nary", "d", "m", "eqArr", "limLow", "limUpp", "acc", "bar")
)  # fmt: skip
_NOT_PRINTED = ("XE", "TC", "TA", "RD", "SET", "ADDIN", "ASK", "PRIVATE")
_STYLED = (f"{W}rStyle", f"{W}pStyle")

CHANGED, NUMBERED, BOXED = Doubt("tracked_changes"), Doubt("list_number"), Doubt("text_box")
BEHIND, FIELD = Doubt("behind_merged_cell"), Doubt("nested_field")


def _above(element: etree._Element, *tags: str) -> etree._Element | None:
    return next(element.iterancestors(*tags), None)


def _to_text(element: etree._Element, text: str) -> None:
    """Replace an element by a w:t with this text."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = _T, text, tail


class _Plain:
    """Simplifies the tree in place. `doubts`: cell -> why it is in doubt; `marked`: cells that print a list or note
    number; `notes`: problems of the whole document. `parts` is read only if styles or lists are used."""

    def __init__(self, root: etree._Element, parts: Parts) -> None:
        self.doubts: dict[etree._Element, Doubt] = {}
        self.marked: set[etree._Element] = set()
        self.notes: list[Detail] = []
        self._parts = parts
        self._grounds = Grounds(root)
        self._styles = Styles()
        self._lists: Lists | None = None
        self._fields: list[tuple[bool, list[str]]] = []  # open fields: (result begun, instruction)
        self._changes(root)
        handlers = {
            **dict.fromkeys((f"{W}tab", f"{W}ptab"), self._tab),
            **dict.fromkeys((f"{W}br", f"{W}cr"), lambda e: _to_text(e, "\n")),
            f"{W}noBreakHyphen": lambda e: _to_text(e, "-"),
            f"{W}sym": lambda e: _to_text(e, UNREADABLE),  # a character that is defined only by its font
            **dict.fromkeys((f"{W}drawing", f"{W}pict", f"{W}object"), self._picture),
            f"{W}txbxContent": self._box,
            **dict.fromkeys((f"{W}vanish", f"{W}strike", f"{W}dstrike", f"{W}vertAlign"), self._look),
            f"{W}position": self._moved,
            f"{W}color": self._colour,
            **dict.fromkeys(_STYLED, self._style),
            f"{W}numPr": self._numbering,
            **dict.fromkeys((f"{W}fldChar", f"{W}instrText"), self._field),
            **dict.fromkeys((f"{W}footnoteReference", f"{W}endnoteReference"), self._footnote),
            **dict.fromkeys(_FORMULAS, self._formula),
            f"{W}rt": lambda e: e.clear(),  # pronunciation printed above a character
            f"{W}fldSimple": self._simple_field,
            f"{W}hidden": self._hidden_row,
            **dict.fromkeys((f"{W}altChunk", f"{W}subDoc"), self._embedded),
        }  # fmt: skip
        elements = list(root.iter(*handlers))
        used = {element.get(VAL) or "" for element in elements if element.tag in _STYLED}
        if used:
            self._styles = parts.styles(used, self._grounds.may_hide)
        for element in elements:
            handlers[str(element.tag)](element)

    def _changes(self, root: etree._Element) -> None:
        tags = set()
        for element in list(root.iter(*_CHANGED, _FALLBACK, *_UNWRAPPED)):
            tag, parent = str(element.tag), element.getparent()
            tags.add(tag)
            if tag not in _CHANGED or parent is None or parent.tag == f"{W}rPr":
                continue  # a changed paragraph mark moves no text
            row = _above(element, _TR)
            if tag == f"{W}cellDel" or (tag == f"{W}del" and parent.tag == f"{W}trPr"):
                deleted = _above(element, _TC) if tag == f"{W}cellDel" else row
                if deleted is not None and (around := deleted.getparent()) is not None:
                    around.remove(deleted)
            changed_rows = [row] if row is not None and parent.tag in (f"{W}trPr", f"{W}tcPr") else []
            cell = _above(element, _TC)
            for place in changed_rows or ([cell] if cell is not None else []):
                self.doubts.update((changed_cell, CHANGED) for changed_cell in place.iter(_TC))
        if tags & set(_REMOVED):
            etree.strip_elements(root, *_REMOVED, with_tail=False)
        if tags & set(_UNWRAPPED):
            etree.strip_tags(root, *_UNWRAPPED)

    def _tab(self, element: etree._Element) -> None:
        parent = element.getparent()
        if parent is not None and parent.tag == _R:  # elsewhere it is a tab stop
            _to_text(element, "\t")

    def _picture(self, element: etree._Element) -> None:
        if next(element.iter(f"{W}txbxContent"), None) is None:
            _to_text(element, UNREADABLE)

    def _box(self, element: etree._Element) -> None:
        """Move a text box after the paragraph to which it is anchored."""
        paragraph = _above(element, _P)
        if paragraph is None:
            return
        if (cell := _above(paragraph, _TC)) is not None:
            self.doubts[cell] = BOXED
        paragraph.addnext(element)

    def _look(self, element: etree._Element) -> None:
        run = run_of(element)
        if run is not None and is_on(element):
            self._remove_or_set_apart(run, element.tag == f"{W}vanish")

    def _moved(self, element: etree._Element) -> None:
        """Set a raised run apart, unless all of its paragraph is raised equally."""
        run = run_of(element)
        paragraph = run.getparent() if run is not None else None
        if run is None or paragraph is None or not is_moved(element):
            return
        others = [
            sibling
            for sibling in paragraph.iterchildren(_R)
            if any((text.text or "").strip() for text in sibling.iter(_T))
        ]
        if any(position_of(sibling) != element.get(VAL) for sibling in others):
            self._remove_or_set_apart(run, hidden=False)

    def _colour(self, element: etree._Element) -> None:
        colour = colour_of(element)
        if colour and self._grounds.may_hide(colour) and (run := run_of(element)) is not None:
            self._mask(run, colour)

    def _mask(self, run: etree._Element, colour: Rgb) -> None:
        """Replace text in the colour of its background by UNREADABLE; words stay, because a label keeps its name."""
        if _above(run, _TC) is None or not self._grounds.hide(colour, run):
            return
        for text in run.iter(_T):
            if (text.text or "").strip() and not has_words(text.text or ""):
                text.text = UNREADABLE

    def _remove_or_set_apart(self, run: etree._Element, hidden: bool) -> None:
        """Empty a hidden run; put raised or struck-out text of a cell in brackets, as it is no part of the number
        beside it."""
        if hidden:
            run.clear()
        elif any(text.text for text in run.iter(_T)) and _above(run, _TC) is not None:
            for place, bracket in ((0, "["), (len(run) + 1, "]")):
                text = etree.Element(_T)
                text.text = bracket
                run.insert(place, text)

    def _style(self, element: etree._Element) -> None:
        name = element.get(VAL)
        properties = element.getparent()
        owner = properties.getparent() if properties is not None else None
        if owner is None or name is None:
            return
        if owner.tag == _P and name in self._styles.numbering and owner.find(f"{W}pPr/{W}numPr") is None:
            self._numbered(owner, *self._styles.numbering[name])
        if name in self._styles.hiding or name in self._styles.apart:
            hidden = name in self._styles.hiding
            for run in [owner] if owner.tag == _R else list(owner.iterchildren(_R)):
                vanish = run.find(f"{W}rPr/{W}vanish") if hidden else None
                if vanish is None or is_on(vanish):
                    self._remove_or_set_apart(run, hidden)
        colour = self._styles.colours.get(name)
        if colour and self._grounds.may_hide(colour):
            for run in [owner] if owner.tag == _R else list(owner.iterchildren(_R)):
                if run.find(f"{W}rPr/{W}color") is None:
                    self._mask(run, colour)

    def _numbering(self, element: etree._Element) -> None:
        properties = element.getparent()
        paragraph = properties.getparent() if properties is not None else None
        if paragraph is not None and paragraph.tag == _P:
            self._numbered(paragraph, *list_of(element))

    def _numbered(self, paragraph: etree._Element, number: str, level: int) -> None:
        """Put the list's number before words. In a cell without words it could be taken for a value: mark the cell."""
        if number == "0":
            return
        self._lists = self._lists or self._parts.lists()
        printed = self._lists.next(number, level)
        cell = _above(paragraph, _TC)
        if cell is not None and not has_words(_text(cell)):
            self.marked.add(cell)
        elif printed and _text(paragraph):
            text = etree.Element(_T)
            text.text = printed
            paragraph.insert(0, text)

    def _field(self, element: etree._Element) -> None:
        """Follow the parts of a field. A field without a stored result prints text that is not in the file:
        UNREADABLE."""
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}instrText":
            if self._fields:
                self._fields[-1][1].append(element.text or "")
        elif kind == "begin":
            cell = _above(element, _TC)
            if cell is not None and self._fields and not self._fields[-1][0]:
                self.doubts[cell] = FIELD
            self._fields.append((False, []))
        elif self._fields:
            begun, instruction = self._fields.pop()
            if kind == "separate":
                self._fields.append((True, instruction))
                return
            code = "".join(instruction).strip().upper()
            if code.startswith("EQ") or not (begun or code.startswith(_NOT_PRINTED)):
                _to_text(element, UNREADABLE)

    def _simple_field(self, element: etree._Element) -> None:
        if next(element.iter(*_TEXTS), None) is None:
            _to_text(element, UNREADABLE)

    def _footnote(self, element: etree._Element) -> None:
        run, cell = element.getparent(), _above(element, _TC)
        if cell is None or run is None:
            return
        if next(cell.iter(*_TEXTS), None) is None:
            self.marked.add(cell)  # only the note's number prints
        elif element.get(f"{W}customMarkFollows") is not None:
            self._remove_or_set_apart(run, hidden=False)

    def _formula(self, element: etree._Element) -> None:
        """Replace a formula by UNREADABLE: fractions and powers are not digits in a row."""
        formulas = list(element.iterancestors(f"{M}oMath"))
        if formulas:
            _to_text(formulas[-1], UNREADABLE)

    def _hidden_row(self, element: etree._Element) -> None:
        row = _above(element, _TR)
        parent = row.getparent() if row is not None else None
        if row is not None and parent is not None and is_on(element):
            parent.remove(row)

    def _embedded(self, element: etree._Element) -> None:
        note = Detail("embedded_document")
        if note not in self.notes:
            self.notes.append(note)


class _Reader:
    def __init__(self, plain: _Plain) -> None:
        self.plain = plain
        self.blocks: list[Paragraph | Table] = []
        self.table_number = count(1)
        self.line = 0  # number of paragraphs outside of tables read so far

    def walk(self, body: etree._Element) -> None:
        """Read the paragraphs and tables below an element into `blocks`, without recursion."""
        stack = list(reversed(body))
        while stack:
            element = stack.pop()
            if element.tag == _P:
                self.line += 1
                for line in _text(element).replace(UNREADABLE, "").split("\n"):
                    if line.strip():
                        self.blocks.append(Paragraph(line.strip(), Source(line=self.line)))
            elif element.tag == _TBL:
                if _frames(element):
                    stack.extend(reversed([part for cell in _own_cells(element) for part in cell]))
                else:
                    self.blocks += blocks_of(self._rows(element, next(self.table_number)))
            elif isinstance(element.tag, str) and not element.tag.endswith("Pr"):
                stack.extend(reversed(element))

    def _rows(self, table: etree._Element, number: int) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        open_above: dict[int, int] = {}  # grid column -> span of a vertically merged cell of the row above
        for row_number, row in enumerate(table.iterchildren(_TR), start=1):
            column = 0
            cells: list[Cell] = []
            opened: dict[int, int] = {}
            for element in row:
                if element.tag == f"{W}trPr":
                    before = element.find(f"{W}gridBefore")
                    column = number_of(before.get(VAL), 0) if before is not None else 0
                if element.tag != _TC:
                    continue
                span, down, across = _merging(element)
                text, doubt = self._cell(element)
                continues = down == "continue" and open_above.get(column) == span
                if down:
                    opened[column] = span
                if across and cells:  # old way to merge: the cell continues the one on its left
                    last = cells[-1]
                    joined = f"{last.text}\n{text}".strip()
                    cells[-1] = Cell(joined, last.source, last.column, last.span + span, last.doubt or doubt)
                elif text or not continues:
                    doubt = doubt or (BEHIND if continues else None)
                    place = Source(table=number, row=row_number, column=column + 1)
                    cells.append(Cell(text, place, column, span, doubt))
                column += span
            open_above = opened
            rows.append(cells)
        return rows

    def _cell(self, cell: etree._Element) -> tuple[str, Doubt | None]:
        text, doubt = legible(_text(cell)), self.plain.doubts.get(cell)
        if cell in self.plain.marked:
            if not text:
                return UNREADABLE, doubt  # the only visible number is that of the list or note
            doubt = doubt or NUMBERED
        return text, doubt


def _merging(cell: etree._Element) -> tuple[int, str | None, bool]:
    """(grid columns; "restart" or "continue" of a vertical merge, or None; whether an old merge continues the left
    cell)."""
    span, down, across = 1, None, False
    properties = cell[0] if len(cell) else None
    if properties is not None and properties.tag == f"{W}tcPr":
        for entry in properties:
            if entry.tag == f"{W}gridSpan":
                span = max(number_of(entry.get(VAL), 1), 1)
            elif entry.tag == f"{W}vMerge":
                down = entry.get(VAL) or "continue"
            elif entry.tag == f"{W}hMerge":
                across = (entry.get(VAL) or "continue") == "continue"
    return span, down, across


def _text(element: etree._Element) -> str:
    """Text of an element, one line per paragraph."""
    if element.tag == _P:
        return "".join([text.text or "" for text in element.iter(*_TEXTS)]).strip()
    paragraphs = list(element.iter(_P))
    if len(paragraphs) == 1:
        return "".join([text.text or "" for text in element.iter(*_TEXTS)]).strip()
    return "\n".join([_text(paragraph) for paragraph in paragraphs]).strip()


def _own_cells(table: etree._Element) -> Iterator[etree._Element]:
    return (cell for row in table.iterchildren(_TR) for cell in row.iterchildren(_TC))


def _frames(table: etree._Element) -> bool:
    """Whether a table that contains tables only lays out the page."""
    if next(table.iterdescendants(_TBL), None) is None:
        return False
    cells = list(_own_cells(table))
    filled = sum(bool(_text(cell)) for cell in cells if next(cell.iter(_TBL), None) is None)
    return is_layout(filled, sum(1 for _ in table.iter(_TC)) - len(cells))


def document_of(root: etree._Element, parts: Parts, media_type: str) -> Document:
    """Convert a tree whose body holds w:p and w:tbl, changing the tree. A cell's place: table, row, grid column.

    Raises UnreadableFileError if the document has no table but an embedded document, which is not read.
    """
    root = plain_names(root)
    plain = _Plain(root, parts)
    reader = _Reader(plain)
    body = root.find(f"{W}body")
    reader.walk(root if body is None else body)
    if plain.notes and not any(isinstance(block, Table) for block in reader.blocks):
        raise UnreadableFileError(Refusal("embedded_document"))
    return Document(media_type, reader.blocks, explicit_cells=True, notes=plain.notes)
