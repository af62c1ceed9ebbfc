"""Rewrites tables made without <table> (by ARIA roles, by style, or as rows of boxes) as <table>.

If the page declares the cells (roles, display: table or grid) the columns are real. Rows of boxes that only look like a
table become a table marked `LOOSE`: each cell is in the right row, but its grid column means nothing.
"""

from __future__ import annotations

import re

from lxml import etree

from extract.readers.html.stylesheet import Look

LOOSE = "loose"  # attribute of a table whose column numbers only count the cells
_ROLES = {"table": "table", "grid": "table", "treegrid": "table", "rowgroup": "tbody", "row": "tr", "cell": "td",
          "gridcell": "td", "columnheader": "th", "rowheader": "th"}  # fmt: skip
_DISPLAYS = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td", "table-row-group": "tbody",
             "table-header-group": "thead", "table-footer-group": "tfoot"}  # fmt: skip
_TABLE_TAGS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_AROUND_ROWS = ("table", "thead", "tbody", "tfoot")
_ROW_TAGS = ("div", "ul", "dl", "li", "section")
_BLOCK_CELLS = ("div", "li", "dt", "dd", "p")
_INLINE_CELLS = ("span", "b", "strong", "i", "em", "label", "a", "font")
_VALUE = re.compile(r"^[\s\xa0\u3000]*(?:[+-]?\d[\d,.]*|[/—－-]+|无)?[\s\xa0\u3000]*$")
_LONGEST = 80  # characters of a cell in a row of boxes
_LONG_ROW = 8  # a row of at least so many values is a row without a label
_MOST_COLUMNS = 60
_MOST_ROWS = 2_000
_TRACK = re.compile(r"repeat\(\s*(\d+)\s*,([^()]*(?:\([^()]*\)[^()]*)*)\)|[\w.%-]+(?:\([^()]*\))?")
_LINE = re.compile(r"(?:(span)\s+)?(\d+)(?:\s*/\s*(span\s+)?(\d+))?")


def rewrite(root: etree._Element, looks: dict[etree._Element, Look], roles: bool) -> None:
    """Rewrite every such table below `root` as <table>, <tr> and <td>, in place. `roles`: whether ARIA roles may
    occur."""
    for parent in {parent for element in looks if (parent := element.getparent()) is not None} | set(looks):
        _put_in_order(parent, looks)
    for element, look in looks.items():
        if look.get("display", "").removeprefix("inline-") == "grid" and element.tag not in _TABLE_TAGS:
            _from_grid(element, look, looks)
    for element in list(root.iter(etree.Element)) if roles else ():
        if element.tag not in _TABLE_TAGS and (
            tag := _ROLES.get((element.get("role") or "").strip().lower())
        ):
            _become(element, tag)
            for span in ("colspan", "rowspan"):
                if count := element.get(f"aria-{span}"):
                    element.set(span, count)
    for element, look in looks.items():
        display = look.get("display", "")
        if display in _DISPLAYS and element.tag not in _TABLE_TAGS:
            _become(element, _DISPLAYS[display])
    parents = {
        parent: {child: cells for child in parent if (cells := _boxes(child))}
        for parent in root.iter("div", "section", "ul", "dl", "form", "article", "main", "body")
        if len(parent) > 1 and next(parent.iterchildren(*_ROW_TAGS), None) is not None
    }
    # Inline elements are also parts of sentences: they are cells if a row is a label and then only values, or if its
    # class is the class of such a row.
    alike = {
        row.get("class")
        for rows in parents.values()
        for row, cells in rows.items()
        if _inline(cells) and _is_label_and_values(cells)
    } - {None, ""}
    for parent, rows in parents.items():
        if len(rows) > 1:
            lines = {
                row
                for row, cells in rows.items()
                if not _inline(cells) or _is_label_and_values(cells) or row.get("class") in alike
            }
            _from_boxes(parent, rows, lines)
    _close_up(root)


def _put_in_order(parent: etree._Element, looks: dict[etree._Element, Look]) -> None:
    """Put the children of a flexible box or a grid in the order in which it shows them."""
    look = looks.get(parent, {})
    display = look.get("display", "").removeprefix("inline-").removeprefix("-webkit-")
    if display not in ("flex", "grid"):
        return
    shown = sorted(parent, key=lambda child: _number(looks.get(child, {}).get("order", "")))
    if display == "flex" and "-reverse" in look.get("flex-direction", look.get("flex-flow", "")):
        shown.reverse()
    if shown != list(parent):
        parent[:] = shown


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else 0


def _become(element: etree._Element, tag: str) -> None:
    element.tag = tag


def _close_up(root: etree._Element) -> None:
    """Wrap rows without a table and cells without a row in the missing element, as browsers do."""
    _wrap([cell for cell in root.iter("td", "th") if _tag(cell.getparent()) != "tr"], "tr")
    _wrap([row for row in root.iter("tr") if _tag(row.getparent()) not in _AROUND_ROWS
           and next(row.iterancestors("table"), None) is None], "table")  # fmt: skip


def _tag(element: etree._Element | None) -> object:
    return None if element is None else element.tag


def _wrap(alone: list[etree._Element], tag: str) -> None:
    """Wrap each run of adjacent elements in one new element with this tag."""
    made: set[etree._Element] = set()
    for element in alone:
        before, parent = element.getprevious(), element.getparent()
        if parent is None:
            continue
        if before is not None and before in made:
            before.append(element)
            continue
        around = etree.Element(tag)
        parent.replace(element, around)
        around.append(element)
        made.add(around)


def _tracks(template: str) -> int:
    """The number of columns of a grid-template; 0 if it depends on the width of the window."""
    if "auto-f" in template:
        return 0
    count = 0
    for match in _TRACK.finditer(re.sub(r"\[[^\]]*\]", "", template)):
        count += int(match[1]) * len(match[2].split()) if match[1] else 1
    return count if count <= _MOST_COLUMNS else 0


def _place(look: Look, axis: str) -> tuple[int | None, int] | None:
    """(start counted from 0 or None, span) of a grid item, None where it is told in a way that is not evaluated (names of
    lines, lines counted from the end); `axis` is "column" or "row"."""
    area = [
        part.strip() for part in look.get("grid-area", "").split("/")
    ]  # row / column / end of row / end of column
    start, span = [*area[axis == "column" :: 2], "", ""][:2]
    start, span = look.get(f"grid-{axis}-start", start), look.get(f"grid-{axis}-end", span)
    text = look.get(f"grid-{axis}") or (f"{start} / {span}" if span else start)
    if not text or text == "auto":
        return None, 1
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return None, int(match[2])
    first = int(match[2]) - 1
    end = int(match[4]) if match[4] else first + 2
    span_count = end if match[3] else end - first - 1
    return (first, span_count) if first >= 0 and span_count > 0 else None


def _from_grid(element: etree._Element, look: Look, looks: dict[etree._Element, Look]) -> None:
    """Make a table of a grid, where every item's place is told by its style or by the order of the items."""
    width = _tracks(look.get("grid-template-columns", ""))
    items = [
        item
        for child in element
        for item in (child if looks.get(child, {}).get("display") == "contents" else [child])
    ]
    found = [(_place(looks.get(item, {}), "column"), _place(looks.get(item, {}), "row")) for item in items]
    places = [(column, row) for column, row in found if column and row]
    placed = None if len(places) < len(items) else _placed(places, width)
    if placed is None:
        return
    taken = {cell for cells in placed for cell in cells}
    first = {min(cells): at for at, cells in enumerate(placed)}
    for item, ((_, across), (_, down)) in zip(items, places, strict=True):
        _become(item, "td")
        item.set("colspan", str(across))
        item.set("rowspan", str(down))
    element[:] = []
    _become(element, "table")
    for row in range(max(row for row, _ in first) + 1):
        line = etree.SubElement(element, "tr")
        for column in range(width):
            if (row, column) in first:
                line.append(items[first[row, column]])
            elif (row, column) not in taken:
                etree.SubElement(line, "td")


def _placed(
    places: list[tuple[tuple[int | None, int], tuple[int | None, int]]], width: int
) -> list[list[tuple[int, int]]] | None:
    """The cells (row, column) of the grid that each item takes; None where it is no table, an item does not fit in, two
    take one cell, or only some items name their row: CSS fills in the others around them."""
    area = sum(across * down for (_, across), (_, down) in places)
    named = [row for _, (row, _) in places if row is not None]
    if width < 2 or area < 2 * width or area > width * _MOST_ROWS or (named and len(named) < len(places)):
        return None
    taken: set[tuple[int, int]] = set()
    out: list[list[tuple[int, int]]] = []
    row = column = 0
    for (start, across), (named_row, down) in places:
        if (start or 0) + across > width or (
            named_row is not None and (start is None or named_row > _MOST_ROWS)
        ):
            return None
        if named_row is not None:
            row, column = named_row, start or 0
        elif start is not None:
            row, column = (row + 1 if start < column else row), start
        while named_row is None and (
            column + across > width or any((row, column + i) in taken for i in range(across))
        ):
            at_end = start is not None or column + across >= width
            row, column = (row + 1, start or 0) if at_end else (row, column + 1)
        cells = [(row + i, column + j) for i in range(down) for j in range(across)]
        if not taken.isdisjoint(cells):
            return None
        taken.update(cells)
        out.append(cells)
        column += across
    return out


def _inline(cells: list[etree._Element]) -> bool:
    return any(cell.tag in _INLINE_CELLS for cell in cells)


def _from_boxes(
    parent: etree._Element, rows: dict[etree._Element, list[etree._Element]], lines: set[etree._Element]
) -> None:
    """Make a table of each run of children that are in `lines`, if it holds labels and numbers."""
    run: list[etree._Element] = []
    for child in [*parent, None]:
        if child is not None and child in lines:
            run.append(child)
            continue
        labelled = sum(_is_label_and_values(rows[line]) for line in run)
        if labelled >= 2 or (len(run) > 1 and any(_only_values(rows[line]) for line in run)):
            table = etree.Element("table", {LOOSE: ""})
            parent.insert(parent.index(run[0]), table)
            for line in run:
                table.append(line)
                _become(line, "tr")
                for cell in rows[line]:
                    _become(cell, "td")
        run = []


def _boxes(row: etree._Element) -> list[etree._Element] | None:
    """The cells of an element that may be a row of boxes; None if it is not."""
    if row.tag not in _ROW_TAGS or not len(row) or (row.text or "").strip() or (row.tail or "").strip():
        return None
    cells = list(row)
    if any((cell.tail or "").strip() or cell.tag not in (*_BLOCK_CELLS, *_INLINE_CELLS) for cell in cells):
        return None
    if any(_holds_blocks(part) for cell in cells for part in cell.iter()):
        return None
    return None if any(len(_words(cell)) > _LONGEST for cell in cells) else cells


def _holds_blocks(element: etree._Element) -> bool:
    blocks = [child.tag for child in element if child.tag in (*_ROW_TAGS, *_BLOCK_CELLS, *_TABLE_TAGS)]
    return len(blocks) > 1 or (len(blocks) == 1 and blocks[0] in _TABLE_TAGS)


def _words(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext()).strip()


def _is_label_and_values(cells: list[etree._Element]) -> bool:
    """Whether a row of boxes is one or more labels followed by values (numbers or blanks)."""
    values = [bool(_VALUE.match(_words(cell))) for cell in cells]
    return len(cells) > 1 and not values[0] and values[-1] and sorted(values) == values


def _only_values(cells: list[etree._Element]) -> bool:
    """Whether a row of boxes is a long row of numbers and blanks, as in a table whose labels are all in its head."""
    texts = [_words(cell) for cell in cells]
    return len(texts) >= _LONG_ROW and all(map(_VALUE.match, texts)) and any(map(str.isdigit, "".join(texts)))
