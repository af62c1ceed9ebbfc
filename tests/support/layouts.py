"""A made-up annual report as paragraphs and tables with spans, and the ways in which sites print such tables.

Independent of the reader: what a case puts into the cells is what the reader has to find there. The tables are lists of
rows, a cell stands where it begins and says how many rows and columns it covers; tests bend them before they print them.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from samples import form

AGENCY = "青禾县教育局"
YEAR = 2023


@dataclass
class Cell:
    """One printed cell; `down` and `across` are the rows and columns it covers, `key` is set on cells for values."""

    text: str = ""
    down: int = 1
    across: int = 1
    key: str | None = None


Row = list[Cell]
Table = list[Row]
Block = str | Table
Figures = dict[str, str]  # cell key -> what is printed there, "" for a blank
COLUMNS = [key for key, _ in form.application_columns()]
BLOCKS = form.appeal_blocks()


def _distinct(chance: random.Random, prime: int, count: int) -> list[int]:
    """Different numbers below `prime`. Only random() is the same in every Python version, and fixtures rely on that."""
    start, step = int(chance.random() * prime), 1 + int(chance.random() * (prime - 1))
    return [(start + step * i) % prime for i in range(count)]


def figures(seed: int = 1, disclosures: str = "2021", applications: str = "2021") -> Figures:
    """Numbers for every cell of the form; rows and columns add up, neighbours differ, so that a shift shows."""
    chance = random.Random(seed)
    rows = form.application_rows(applications)
    leaves = [row.key for row in rows if row.role == "outcome"]
    table = {leaf: _distinct(chance, 41, 6) for leaf in leaves}
    closed = [sum(table[leaf][i] for leaf in leaves) for i in range(6)]
    left, old = _distinct(chance, 89, 6), _distinct(chance, 89, 6)
    table |= {"closed_total": closed, "carried_out": left, "carried_in": old}
    table["received_new"] = [c + out - before for c, out, before in zip(closed, left, old, strict=True)]
    lines = {f"applications/{row}": numbers for row, numbers in table.items()}
    lines |= {f"appeals/{block}": _distinct(chance, 11, 4) for block in BLOCKS}
    sums = {line: [*numbers, sum(numbers)] for line, numbers in lines.items()}
    found: Figures = {}
    for key in form.cell_keys(disclosures, applications):
        line = key.rsplit("/", 1)[0]
        found[key] = str(sums[line].pop(0) if line in sums else 1 + int(chance.random() * 500))
    if "disclosures/fees/amount" in found:
        found["disclosures/fees/amount"] = "31.2650"
    return found


def truth(
    told: Figures,
    states: Mapping[str, str] | None = None,
    doubt_ok: Collection[str] = (),
    must_doubt: Collection[str] = (),
) -> dict[str, Any]:
    """The truth that benchmarks.scoring.score compares with.

    `states` names cells that are no plain number. `doubt_ok` and `must_doubt` hold beginnings of keys: what the layout
    leaves open, and what no reader could know.
    """
    cells = {}
    for key, printed in told.items():
        state = (states or {}).get(key, "number" if printed else "blank")
        cells[key] = {
            "value": printed if state == "number" else None,
            "state": state,
            "doubt_ok": key.startswith((*doubt_ok, *must_doubt)),
            "must_doubt": key.startswith(tuple(must_doubt)),
        }
    return {"cells": cells}


def row(*texts: str) -> Row:
    """A row of cells without spans."""
    return [Cell(text) for text in texts]


def find(table: Table, label: str) -> int:
    """The number of the row in which a cell begins with `label`."""
    return next(i for i, cells in enumerate(table) if any(cell.text.startswith(label) for cell in cells))


def values(cells: Row) -> Row:
    """The cells of a row that hold its values."""
    return [cell for cell in cells if cell.key]


def relabel(table: Table, names: Mapping[str, str]) -> Table:
    """The table with other words in the cells that print exactly one of `names`."""
    return [[replace(cell, text=names.get(cell.text, cell.text)) for cell in cells] for cells in table]


def disclosures(told: Figures, version: str = "2021", order: Sequence[int] = (0, 1, 2)) -> Table:
    """Table two, its clauses in one table; `order` of the columns where a clause has three."""
    table: Table = []
    for clause in form.disclosure_clauses(version):
        columns = [clause.columns[i] for i in order] if len(clause.columns) == 3 else clause.columns
        spans = {1: [3], 2: [1, 2], 3: [1, 1, 1]}[len(columns)]
        table.append([Cell(clause.label, across=4)])
        table.append([Cell("信息内容")])
        table[-1] += [Cell(label, across=span) for (_, label), span in zip(columns, spans, strict=True)]
        for name, label in clause.rows:
            keys = [f"disclosures/{name}/{column}" for column, _ in columns]
            table.append([Cell(label)])
            table[-1] += [Cell(told[key], 1, span, key) for key, span in zip(keys, spans, strict=True)]
    return table


def header(order: Sequence[str] = COLUMNS) -> Table:
    """The three header rows of table three, the columns in any order."""
    labels = dict(form.application_columns())
    top = [Cell(f"（{form.applications_note()}）", 3, 3), Cell("申请人情况", across=len(order))]
    middle: Row = []
    for key in order:
        if key in ("natural_person", "total"):
            middle.append(Cell(labels[key], down=2))
        elif middle and middle[-1].text == "法人或其他组织":
            middle[-1].across += 1
        else:
            middle.append(Cell("法人或其他组织"))
    return [top, middle, [Cell(labels[key]) for key in order if key not in ("natural_person", "total")]]


def applications(told: Figures, version: str = "2021", order: Sequence[str] = COLUMNS) -> Table:
    """Table three: three label columns before the values, merged as on the statutory form."""
    table = header(order)
    rows = form.application_rows(version)
    under = {r.key: [child for child in rows if child.parent == r.key] for r in rows}
    waiting: Row = []  # labels of groups, which begin beside the first row of numbers under them
    for r in rows:
        if r.role == "group":
            depth = sum(max(1, len(under[c.key])) for c in under[r.key])
            waiting.append(Cell(r.label, down=depth))
            continue
        across = {None: 3, "outcomes": 2}.get(r.parent, 1)
        keys = [f"applications/{r.key}/{column}" for column in order]
        table.append([*waiting, Cell(r.label, 1, across), *(Cell(told[key], key=key) for key in keys)])
        waiting = []
    return table


def appeal_values(told: Figures, *blocks: str) -> Row:
    """The cells of some blocks of table four, in the order given."""
    keys = [f"appeals/{block}/{column}" for block in blocks for column, _ in form.appeal_columns()]
    return [Cell(told[key], key=key) for key in keys]


def appeals(told: Figures) -> Table:
    """Table four: three blocks of five columns over one row of values."""
    results = [label for _, label in form.appeal_columns()]
    return [
        [Cell("行政复议", across=5), Cell("行政诉讼", across=10)],
        [
            *(Cell(r, down=2) for r in results),
            Cell("未经复议直接起诉", across=5),
            Cell("复议后起诉", across=5),
        ],
        row(*results * 2),
        appeal_values(told, *BLOCKS),
    ]


def blocks(
    told: Figures,
    two: Sequence[Block] | None = None,
    three: Sequence[Block] | None = None,
    four: Sequence[Block] | None = None,
    year: int = YEAR,
) -> list[Block]:
    """The whole report; a section's tables may be given instead of the statutory one."""
    titles = list(form.headings().values())
    return [
        f"{AGENCY}{year}年政府信息公开工作年度报告",
        f"根据《中华人民共和国政府信息公开条例》编制本报告，数据统计期限为{year}年1月1日至{year}年12月31日。",
        titles[0],
        f"{year}年，{AGENCY}按时公开招生、资助和校园安全信息，办结全部依申请公开事项。",
        titles[1],
        *(two or [disclosures(told)]),
        titles[2],
        *(three or [applications(told)]),
        titles[3],
        *(four or [appeals(told)]),
        titles[4],
        "个别学校更新栏目不及时，下一步将按月检查。",
        titles[5],
        "本年度没有发出收费通知。",
    ]


def slots(table: Table) -> Iterator[list[tuple[Cell, bool]]]:
    """Row by row, the cells that cover it from left to right, and whether each begins in this row."""
    over: list[tuple[int, Cell, int]] = []  # column, cell, rows still to cover
    for cells in table:
        line: list[tuple[int, Cell, bool]] = [(at, cell, False) for at, cell, _ in over]
        taken = {at + i for at, cell, _ in over for i in range(cell.across)}
        over = [(at, cell, left - 1) for at, cell, left in over if left > 1]
        at = 0
        for cell in cells:
            while at in taken:
                at += 1
            line.append((at, cell, True))
            if cell.down > 1:
                over.append((at, cell, cell.down - 1))
            at += cell.across
        yield [(cell, begins) for _, cell, begins in sorted(line, key=lambda place: place[0])]


def cut(table: Table, at: int) -> tuple[Table, Table]:
    """The table in two before row `at`, as over two pages: a label that is cut goes on as a blank cell."""
    first = [[replace(cell, down=min(cell.down, at - i)) for cell in r] for i, r in enumerate(table[:at])]
    ends = {id(cell): i + cell.down for i, r in enumerate(table) for cell in r}
    [over] = [line for i, line in enumerate(slots(table)) if i == at]
    begin = [cell if begins else Cell("", ends[id(cell)] - at, cell.across) for cell, begins in over]
    return first, [begin, *table[at + 1 :]]


def html(document: Sequence[Block], head: str = "") -> bytes:
    """A page with one <table> a table."""

    def cell(cell: Cell) -> str:
        spans = (f' rowspan="{cell.down}"' if cell.down > 1 else "") + (
            f' colspan="{cell.across}"' if cell.across > 1 else ""
        )
        return f"<td{spans}>{escape(cell.text)}</td>"

    body = ""
    for block in document:
        if isinstance(block, str):
            body += f"<p>{escape(block)}</p>\n"
        else:
            rows = "\n".join(f"<tr>{''.join(map(cell, cells))}</tr>" for cells in block)
            body += f"<table>\n{rows}\n</table>\n"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>\n{body}</body></html>".encode()
    )


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type='
    f'"{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(document: Sequence[Block], edit: Callable[[str], str] = lambda xml: xml) -> bytes:
    """A Word file; `edit` bends its document.xml, in which a cell's paragraph is <w:p><w:r><w:t>text</w:t></w:r></w:p>."""

    def paragraph(text: str) -> str:
        return f"<w:p><w:r><w:t>{escape(text, quote=False)}</w:t></w:r></w:p>"

    def cell(cell: Cell, begins: bool) -> str:
        spans = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        if cell.down > 1:
            spans += f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>'
        return f"<w:tc><w:tcPr>{spans}</w:tcPr>{paragraph(cell.text if begins else '')}</w:tc>"

    body = ""
    for block in document:
        if isinstance(block, str):
            body += paragraph(block)
            continue
        lines = list(slots(block))
        width = max(sum(cell.across for cell, _ in line) for line in lines)
        rows = "".join(f"<w:tr>{''.join(cell(*place) for place in line)}</w:tr>" for line in lines)
        body += (
            f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>{rows}</w:tbl>{paragraph('')}"
        )
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", edit(xml))
    return packed.getvalue()


def _text(document: Sequence[Block], table: Callable[[Table], list[str]]) -> bytes:
    lines: list[str] = []
    for block in document:
        lines += [block] if isinstance(block, str) else table(block)
    return "\n".join(lines).encode()


def _padded(line: list[tuple[Cell, bool]]) -> list[str]:
    """The grid columns of a row, blank where a merged cell goes on."""
    return [
        text for cell, begins in line for text in [cell.text if begins else "", *[""] * (cell.across - 1)]
    ]


def lines(document: Sequence[Block]) -> bytes:
    """Text, one cell a line, merged cells once."""
    return _text(document, lambda table: [cell.text for cells in table for cell in cells])


def tsv(document: Sequence[Block]) -> bytes:
    """Text, a row a line, cells behind tabs, merged cells once."""
    return _text(document, lambda table: ["\t".join(cell.text for cell in cells) for cells in table])


def tsv_padded(document: Sequence[Block]) -> bytes:
    """The same with a place for every grid column, as from a spreadsheet."""
    return _text(document, lambda table: ["\t".join(_padded(line)) for line in slots(table)])


def tsv_trimmed(document: Sequence[Block]) -> bytes:
    """The same after an editor took the blanks off the line ends."""
    return b"\n".join(line.rstrip() for line in tsv_padded(document).split(b"\n"))


def spaced(document: Sequence[Block]) -> bytes:
    """Text, a row a line, one blank between cells."""
    return _text(document, lambda table: [" ".join(cell.text for cell in cells) for cells in table])


def spaced_values(document: Sequence[Block]) -> bytes:
    """The same, but table four, the last, has its headings one a line before its values."""
    four = max(i for i, block in enumerate(document) if not isinstance(block, str))
    table = document[four]
    assert not isinstance(table, str)
    parts = [spaced(document[:four]), lines([table[:-1]]), spaced([table[-1:], *document[four + 1 :]])]
    return b"\n".join(parts)


def run_on(document: Sequence[Block]) -> bytes:
    """Everything on one line."""
    return b" ".join(spaced(document).split(b"\n"))


def markdown(document: Sequence[Block]) -> bytes:
    """Tables of pipes."""

    def table(table: Table) -> list[str]:
        rows = [f"| {' | '.join(_padded(line))} |" for line in slots(table)]
        width = rows[0].count("|") - 1
        return ["", rows[0], "|" + " --- |" * width, *rows[1:], ""]

    return _text(document, table)
