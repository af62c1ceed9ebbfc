"""HTML -> Document: tables with their spans laid out, everything else as paragraphs, in reading order.

Word exports, site chrome and layout tables are walked through: a table that holds tables is layout, not data.
The parser is lxml's HTML parser: no entity is expanded from outside and nothing is fetched.
"""

from __future__ import annotations

import re
from itertools import count

from lxml import etree, html

from extract.document import (
    Cell,
    Document,
    Paragraph,
    Source,
    Table,
    UnreadableFileError,
)

MAX_CELLS = 200_000
_SKIPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "svg",
    "select",
    "iframe",
}
_BREAKING = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "ul",
    "ol", "dd", "dt", "dl", "hr", "pre", "blockquote", "center", "form", "table", "tbody", "td", "th", "caption",
}  # fmt: skip
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|p|span|meta)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_MEDIA = re.compile(r"@[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_CLASS_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
# Raised or struck-out text is not part of the number beside it: in brackets it makes the cell a text, hence doubted.
_APART = {"sup", "sub", "s", "strike", "del"}
_UNREADABLE = "\ufffd"  # stands for a picture in a cell, which may show a number
_SPACES = re.compile(r"[ \t\r\f\v\u3000\xa0]*\n[ \t\r\f\v\u3000\xa0\n]*")


def looks_like_html(text: str) -> bool:
    """Whether the first characters hold a tag that only a page would have."""
    return bool(_TAG.search(text[:20_000]))


def _hide_by_class(root: etree._Element) -> None:
    """Mark what the page's own style sheet hides by class; rules for print and other media do not count."""
    rules = "".join(
        _MEDIA.sub("", "".join(str(text) for text in style.itertext())) for style in root.iter("style")
    )
    hidden = {name for name, body in _CLASS_RULE.findall(rules) if _HIDDEN.search(body)}
    if hidden:
        for element in root.iter():
            if isinstance(element.tag, str) and hidden & set((element.get("class") or "").split()):
                element.set("hidden", "")


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _tidy(text: str) -> str:
    return _SPACES.sub("\n", text).strip()


def _span(element: etree._Element, name: str, most: int) -> int:
    match = re.match(r"\s*(\d{1,6})", element.get(name) or "")
    return min(max(int(match[1]), 1), most) if match else 1


class _HtmlReader:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.pending: list[str] = []
        self.table_number = count(1)
        self.cells_seen = 0

    def flush(self) -> None:
        for line in _tidy("".join(self.pending)).split("\n"):
            if line.strip():
                self.blocks.append(Paragraph(line.strip(), Source()))
        self.pending = []

    def walk(self, root: etree._Element) -> None:
        """Document order with an explicit stack: depth of nesting costs no Python recursion."""
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else None
            if leaving:
                if tag in _BREAKING:
                    self.pending.append("\n")
                self.pending.append(element.tail or "")
                continue
            if tag is None or tag in _SKIPPED or _is_hidden(element):
                self.pending.append(element.tail or "")
                continue
            if tag == "table" and element.find(".//table") is None:
                self.flush()
                self.add_table(element)
                self.pending.append(element.tail or "")
                continue
            if tag in _BREAKING:
                self.pending.append("\n")
            self.pending.append(re.sub(r"\s+", " ", element.text or ""))
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def add_table(self, element: etree._Element) -> None:
        number = next(self.table_number)
        occupied: dict[int, int] = {}  # grid column -> rows still covered by a rowspan from above
        rows: list[list[Cell]] = []
        for row_number, row in enumerate(element.iter("tr"), start=1):
            cells: list[Cell] = []
            column = 0
            covered = {c: left for c, left in occupied.items() if left > 0}
            occupied = {c: left - 1 for c, left in covered.items()}
            for cell in row:
                if cell.tag not in ("td", "th") or _is_hidden(cell):
                    continue
                while column in covered:
                    column += 1
                span, down = _span(cell, "colspan", 200), _span(cell, "rowspan", 1000)
                source = Source(table=number, row=row_number, column=column + 1)
                cells.append(Cell(cell_text(cell), source, column, span))
                for grid_column in range(column, column + span):
                    occupied[grid_column] = down - 1
                column += span
                self.cells_seen += 1
            rows.append(cells)
        if self.cells_seen > MAX_CELLS:
            raise UnreadableFileError(f"more than {MAX_CELLS:,} table cells: no annual report has so many")
        if any(rows):
            self.blocks.append(Table(rows))


def _opening(element: etree._Element, tag: str) -> str:
    """What a tag itself shows inside a cell."""
    if tag == "input" and (element.get("type") or "text") in ("text", "number"):
        return element.get("value") or ""
    if tag == "img" and (element.get("width") or "").strip() not in (
        "0",
        "1",
        "2",
    ):  # spacers are no pictures
        return _UNREADABLE
    return "[" if tag in _APART else "\n" if tag in _BREAKING else ""


def cell_text(cell: etree._Element) -> str:
    """Text of a cell; block ends and <br> become line breaks, everything hidden stays out."""
    parts: list[str] = []
    stack: list[tuple[etree._Element, bool]] = [(cell, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else None
        if leaving or tag is None or tag in _SKIPPED or _is_hidden(element):
            if leaving and tag in _APART:
                parts.append("]")
            if tag in _BREAKING:
                parts.append("\n")
            if element is not cell:
                parts.append(element.tail or "")
            continue
        parts.append(_opening(element, tag))
        parts.append(re.sub(r"[ \t\r\n]+", " ", element.text or ""))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    return _tidy("".join(parts))


def read_html(text: str) -> Document:
    """Paragraphs and tables of a page; a cell's place is the table's number, its row and its grid column."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("an HTML file without any content: ask for it again") from error
    _hide_by_class(root)
    reader = _HtmlReader()
    body = root.find("body")
    reader.walk(root if body is None else body)
    reader.flush()
    titles = ["".join(str(text) for text in title.itertext()).strip() for title in root.iter("title")]
    return Document("text/html", reader.blocks, explicit_cells=True, titles=[t for t in titles if t])
