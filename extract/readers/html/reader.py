"""HTML -> Document: tables with their spans resolved, everything else as paragraphs, in reading order.

The tree is first simplified (`make_plain`): invisible text is removed, visible content that is not text is marked, and
tables made of boxes become tables. The result is then read in document order; layout tables are read like other boxes.
The parser is lxml's HTML parser: no external entity is expanded and nothing is fetched.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import accumulate, count
from typing import cast

from lxml import etree

from extract.document import NOWHERE, Cell, Document, Paragraph, Source, Table, UnreadableFileError
from extract.messages import Refusal
from extract.readers.html.crowded_tags import refuse_crowded_tags
from extract.readers.html.div_tables import LOOSE
from extract.readers.html.visibility import make_plain
from extract.readers.shared.hosts import hosts_in
from extract.readers.shared.placeholders import UNREADABLE, blocks_of, is_layout, legible
from extract.readers.text.markdown import MARKED, page_of
from extract.readers.text.reader import read_text

HTML = "text/html"
MAX_CELLS = 200_000
_LONGEST_VALUE = 30  # characters
_LAST_LINE = 65_535
_OFTEN = 3  # least links to one host that count
_BREAKING = {
    "p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "ul",
    "ol", "dd", "dt", "dl", "hr", "pre", "blockquote", "center", "form", "table", "tbody", "td", "th", "caption",
    "thead", "tfoot", "main", "nav", "aside", "figure", "address", "fieldset", "legend", "option", "details", "summary",
}  # fmt: skip
_LEAVES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd"}
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|p|span|meta)\b", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&(?:amp;)?lt;\s*(?:table|tr|td)\b", re.IGNORECASE)
_ESCAPED_SPACE = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);", re.IGNORECASE)
# Metadata that government sites must put in a page's head -> as the page would print it.
_METADATA = {"articletitle": "{}", "pubdate": "发布日期：{}"}
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_WRAPPER = re.compile(r"^\s*(?:[\w.$]+\()?\s*[{\[]")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS = re.compile(r"[ \t\r\f\v\u3000\xa0]*\n[ \t\r\f\v\u3000\xa0\n]*")


def looks_like_html(text: str) -> bool:
    """Whether the first 20,000 characters have a tag that only a page has, also in a page inside JSON."""
    head = text[:20_000]
    return bool(_TAG.search(head)) or (bool(_WRAPPER.match(head)) and "\\u003c" in head.lower())


def _unwrapped(text: str) -> str:
    """Extract the page from JSON or XML, in which some sites' interfaces deliver it; other text stays as it is."""
    if _WRAPPER.match(text):
        start, end = re.search(r"[{\[]", text), max(text.rfind("}"), text.rfind("]"))
        try:
            data = json.loads(text[start.start() : end + 1]) if start else None
        except (ValueError, RecursionError):
            return text
        return "\n".join(part if "<" in part else f"<p>{part}</p>" for part in _strings(data))
    if declared := _DECLARATION.match(text):  # its line ends stay, so that line numbers do not change
        text = "\n" * declared[0].count("\n") + text[declared.end() :]
    if (page := page_of(text)) is not None:
        return page
    return text.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in text else text


def _strings(data: object) -> Iterator[str]:
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, (dict, list)):
            stack.extend(reversed(list(item.values()) if isinstance(item, dict) else item))


def _span(element: etree._Element, name: str, most: int) -> int:
    value = element.get(name)
    if value is None:
        return 1
    match = re.match(r"\s*(\d{1,6})", value)
    number = int(match[1]) if match else 1
    return min(number, most) if number else (most if name == "rowspan" else 1)  # rowspan=0 means: to the end


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Table] = []
        self.pending: list[str] = []  # text of the paragraph that is not finished yet
        # For each piece of `pending`, the element whose text or tail it is.
        self.holders: list[etree._Element] = []
        self.table_number = count(1)
        self.cells_seen = 0

    def flush(self) -> None:
        """End the paragraph. Its place is the line on which the element of its first character begins."""
        paragraph = "".join(self.pending)
        if not paragraph or paragraph.isspace():
            self.pending.clear()
            self.holders.clear()
            return
        ends = list(accumulate(map(len, self.pending)))
        at = 0
        for line in paragraph.split("\n"):
            if text := line.replace(UNREADABLE, "").strip():
                holder = self.holders[bisect_right(ends, at + len(line) - len(line.lstrip()))]
                self.blocks.append(Paragraph(text, Source(line=_line(holder))))
            at += len(line) + 1
        self.pending.clear()
        self.holders.clear()

    def walk(self, root: etree._Element) -> None:
        """Read the tree in document order, with an explicit stack so that deep nesting needs no recursion."""
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        pending, holders = self.pending, self.holders
        while stack:
            element, leaving = stack.pop()
            tag = element.tag
            text, entering = "", False
            if leaving:
                text = "\n" if tag in _BREAKING else ""
            elif tag == "table" and not _is_layout(element):
                self.flush()
                self.add_table(element)
            elif tag == "pre":
                self.flush()
                self.add_text(element)
            elif tag in _LEAVES and _is_plain(element):
                text = "".join([str(part) for part in element.itertext()])
                text = f"\n{_WHITE.sub(' ', text)}\n"
            else:
                if tag in _BREAKING:
                    text = "\n"
                if element.text:
                    text += _WHITE.sub(" ", element.text)
                stack.append((element, True))
                stack.extend([(child, False) for child in reversed(element)])
                entering = True
            if element.tail and not entering and element is not root:
                text += _WHITE.sub(" ", element.tail)
            if text:
                pending.append(text)
                holders.append(element)

    def add_text(self, element: etree._Element) -> None:
        """Read preformatted text like a text file; its line numbers continue from the line of its tag."""
        text = "".join([str(part) for part in element.itertext()])
        for block in read_text(text, markdown=element.get(MARKED) is not None or None).blocks:
            if isinstance(block, Paragraph):
                above, line = _line(element), block.source.line
                place = Source(line=above + line - 1) if above and line else NOWHERE
                self.blocks.append(Paragraph(block.text, place))
                continue
            number = next(self.table_number)
            rows = [
                [
                    Cell(cell.text, Source(table=number, row=at, column=cell.column + 1), cell.column)
                    for cell in row
                ]
                for at, row in enumerate(block.rows, start=1)
            ]
            self.blocks.append(Table(rows, grid=False))

    def add_table(self, table: etree._Element) -> None:
        """Add a table with its spans resolved; raises UnreadableFileError for more than MAX_CELLS cells in the page."""
        number = next(self.table_number)
        covered: dict[int, int] = {}  # grid column -> rows still covered by a rowspan from above
        group = None
        rows: list[list[Cell]] = []
        for row_number, row in enumerate(_rows(table), start=1):
            parent = row.getparent()
            if parent is not group:  # a rowspan does not go beyond its group of rows (thead, tbody, tfoot)
                covered, group = {}, parent
            cells: list[Cell] = []
            column = 0
            covered_below = {c: rest - 1 for c, rest in covered.items() if rest > 1}
            for cell in row:
                if cell.tag != "td" and cell.tag != "th":
                    continue
                while column in covered:
                    column += 1
                span = _span(cell, "colspan", 200)
                row_span = _span(cell, "rowspan", 1000)
                cells.append(
                    Cell(
                        cell_text(cell), Source(table=number, row=row_number, column=column + 1), column, span
                    )
                )
                if row_span > 1:
                    covered_below |= dict.fromkeys(range(column, column + span), row_span - 1)
                column += span
            covered = covered_below
            self.cells_seen += len(cells)
            rows.append(cells)
            if self.cells_seen > MAX_CELLS:
                raise UnreadableFileError(Refusal("table_cells", {"most": MAX_CELLS}))
        if table.get(LOOSE) is not None:
            self.blocks.append(Table(rows, grid=False))
        else:
            self.blocks += blocks_of(rows)


def _line(element: etree._Element) -> int | None:
    """The line of the page on which an element begins; None beyond the last line that libxml2 counts."""
    line = cast("int | None", element.sourceline)  # the stubs say otherwise
    return line if line and line < _LAST_LINE else None


def _rows(table: etree._Element) -> list[etree._Element]:
    """A table's rows without those of nested tables, as they print: the head first, the foot last."""
    rows = list(table.iter("tr"))
    if next(table.iterdescendants("table"), None) is not None:
        rows = [row for row in rows if next(row.iterancestors("table"), None) is table]
    if next(table.iter("thead", "tfoot"), None) is not None:
        places = {"thead": 0, "tfoot": 2}
        rows.sort(key=lambda row: places.get(getattr(row.getparent(), "tag", ""), 1))
    return rows


def _is_layout(table: etree._Element) -> bool:
    """Whether a table that contains tables only lays out the page."""
    if next(table.iterdescendants("table"), None) is None:
        return False
    cells = [cell for row in _rows(table) for cell in row if cell.tag in ("td", "th")]
    boxed = {cell for cell in cells if _is_box(cell)}
    filled = sum(
        bool(cell_text(cell))
        for cell in cells
        if cell in boxed or next(cell.iterdescendants("table"), None) is None
    )
    return is_layout(filled, sum(1 for _ in table.iter("td", "th")) - len(cells) - len(boxed))


def _is_box(cell: etree._Element) -> bool:
    """Whether a cell contains only a table of one cell with a short text: a framed value."""
    inner = list(cell.iterdescendants("td", "th"))
    return len(inner) == 1 and len(cell_text(inner[0])) <= _LONGEST_VALUE


def _is_plain(element: etree._Element) -> bool:
    """Whether no element below this one begins a new line."""
    return not len(element) or _BREAKING.isdisjoint([child.tag for child in element.iterdescendants()])


def cell_text(cell: etree._Element) -> str:
    """Text of a cell; block ends and <br> become line breaks."""
    if not len(cell):
        text = cell.text or ""
    elif _is_plain(cell[0] if len(cell) == 1 and cell[0].tag in _LEAVES else cell):
        text = "".join([str(part) for part in cell.itertext()])
    else:
        return legible(_LINE_ENDS.sub("\n", "".join(_broken(cell))).strip())
    text = text.strip()
    if not text or (text.isascii() and text.isdigit()):  # most cells: no white space to normalise
        return text
    return legible(_WHITE.sub(" ", text))


def _broken(cell: etree._Element) -> Iterator[str]:
    stack: list[tuple[etree._Element, bool]] = [(cell, False)]
    while stack:
        element, leaving = stack.pop()
        if element.tag in _BREAKING:
            yield "\n"
        if not leaving:
            if element.text:
                yield _WHITE.sub(" ", element.text)
            stack.append((element, True))
            stack.extend([(child, False) for child in reversed(element)])
        elif element is not cell and element.tail:
            yield _WHITE.sub(" ", element.tail)


def _links(root: etree._Element, source: str) -> list[str]:
    """Hosts that a page names, each once: those of its own address (canonical, base), then those with at least three
    links. A host with one or two links is another site."""
    canonical = [
        link.get("href") or link.get("content") or ""
        for link in root.iter("link", "meta", "base")
        if link.tag == "base" or (link.get("rel") or link.get("property")) in ("canonical", "og:url")
    ]
    linked = Counter(hosts_in(source)) if "//" in source else Counter[str]()
    often = [host for host, count in linked.most_common() if count >= _OFTEN]
    return list(dict.fromkeys([*(host for link in canonical for host in hosts_in(link)), *often]))


def parse_page(text: str) -> tuple[etree._Element, str]:
    """(tree, source) of a page; raises UnreadableFileError if it is empty, nested too deeply, or crowded with attributes."""
    text = _ESCAPED_SPACE.sub("\xa0", _unwrapped(text).replace("\x00", "").replace("&amp;nbsp;", "&nbsp;"))
    refuse_crowded_tags(text)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(Refusal("empty_page")) from error
    if root is None:
        raise UnreadableFileError(Refusal("empty_page"))
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise UnreadableFileError(Refusal("nesting"))
    if next(root.iter("td", "th"), None) is None and _ESCAPED_TAG.search(text):
        return parse_page(unescape(text))
    return root, text


def read_html(text: str, css: str = "") -> Document:
    """Paragraphs and tables of a page; a cell's place is the table's number, its row and its grid column.

    `css`: style sheets that were saved with the page but outside of it. Raises UnreadableFileError as `parse_page`, and
    for tables with too many cells.
    """
    root, source = parse_page(text)
    titles = ["".join([str(part) for part in title.itertext()]).strip() for title in root.iter("title")]
    titles += [
        pattern.format(meta.get("content") or "")
        for name, pattern in _METADATA.items()
        for meta in root.iter("meta")
        if (meta.get("name") or "").lower() == name and meta.get("content")
    ]
    hosts = _links(root, source)
    body = make_plain(root, source, css)
    reader = _Reader()
    reader.walk(body)
    reader.flush()
    return Document(HTML, reader.blocks, True, [title for title in titles if title], hosts=hosts)
