"""Reports flattened to text, in five ways that are found on publishers' sites.

``cells``          one cell a line behind a tab, a blank line after each row, merged cells as lone tabs
``cells_broken``   the same with labels broken over lines (and blank lines inside a row), headings numbered 1、
``lines``          one cell a line with blank lines between, blank cells as bare line ends, no places of merged cells
``tsv``            a line a row, tab separated, ragged at the right
``tsv_shifted``    the same, but the last rows of table three stand one column further left
"""

from __future__ import annotations

from collections.abc import Callable

from samples import form, grid
from samples.grid import Grid, GridCell
from samples.model import Report

# In the original the rows of table three from this one on stand on another page, where they lack a label column.
SHIFT_FROM = "not_processed.confirmation"


def cells(report: Report) -> bytes:
    """A text with one cell a line behind a tab."""
    return _tabbed(report, _plain_label, dict(form.headings()))


def cells_broken(report: Report) -> bytes:
    """The same text with labels broken over lines, and half of the headings numbered in digits."""
    headings = dict(form.headings())
    for digit, key in (("1", "overview"), ("4", "appeals"), ("5", "problems"), ("6", "other_matters")):
        headings[key] = f"{digit}、 {headings[key][2:]}"
    return _tabbed(report, _broken_label, headings)


def _tabbed(report: Report, word: Callable[[GridCell], str], headings: dict[str, str]) -> bytes:
    def table(*grids: Grid) -> str:
        rows = []
        for slots in grid.stacked(list(grids)).slots():
            printed = [slot for slot in slots if slot and slot.first_column]
            rows.append("\n".join("\t" + (word(slot.cell) if slot.first_row else "") for slot in printed))
        return "\n\n".join(rows) + "\n\n\n"

    parts = [*report.title, *report.top, *(["\u3000\u3000"] if report.top else []), *report.prose["intro"]]
    return _encode(
        "\n".join(
            [
                *parts,
                headings["overview"],
                *report.prose["overview"],
                headings["disclosures"] + "\n",
                table(*grid.disclosures(report)),
                headings["applications"],
                table(grid.applications(report)),
                "\u3000\u3000" + headings["appeals"],
                table(grid.appeals(report)),
                headings["problems"],
                *report.prose["problems"],
                headings["other_matters"],
                *report.prose["other_matters"],
                *report.end,
            ]
        )
    )


def lines(report: Report) -> bytes:
    """A text with one cell a line and blank lines between; a blank row of numbers is a run of line ends."""
    out: list[str] = []

    def table(*grids: Grid) -> None:
        for row in grid.stacked(list(grids)).rows:
            values = [cell for cell in row if cell.kind == "value"]
            for cell in row:
                if cell.kind != "value":
                    out.extend(_half_width(part) for part in _head_lines(cell))
            if all(cell.text == "" for cell in values):
                # The line ends of the blank cells follow the label's own; the joining adds the last two.
                out[-1] += "\n" * len(values)
            else:
                indent = "  " if row is grids[-1].rows[-1] and len(values) > 5 else ""
                out.extend(indent + cell.text for cell in values)

    headings = form.headings()
    out += [
        *report.title,
        *report.top,
        *report.prose["intro"],
        headings["overview"],
        *report.prose["overview"],
    ]
    out.append(headings["disclosures"])
    table(*grid.disclosures(report))
    out.append(headings["applications"])
    table(grid.applications(report))
    out.append(headings["appeals"])
    table(grid.appeals(report))
    out += [headings["problems"], *report.prose["problems"], headings["other_matters"]]
    out += [*report.prose["other_matters"], *report.end]
    return _encode("\n\n".join(out))


def _head_lines(cell: GridCell) -> list[str]:
    """商业企业 and 科研机构 stand on two lines, as in a narrow column; any other label on one."""
    if cell.kind == "head" and cell.text in ("商业企业", "科研机构"):
        return [cell.text[:2], cell.text[2:]]
    return [cell.text]


def tsv(report: Report) -> bytes:
    """A text with a row a line; on the page that begins at SHIFT_FROM the rows have one label column less."""
    return _tsv(report, corner=2, shifted=False)


def tsv_shifted(report: Report) -> bytes:
    """A text with a row a line; table three begins with one label column, and its last rows stand further left."""
    return _tsv(report, corner=1, shifted=True)


def _tsv(report: Report, corner: int, shifted: bool) -> bytes:
    headings = form.headings()
    parts = [
        *report.title,
        *report.top,
        *report.prose["intro"],
        headings["overview"],
        *report.prose["overview"],
    ]
    parts += [headings["disclosures"], _join(_rows(grid.stacked(grid.disclosures(report)), shifted))]
    parts += [headings["applications"], *(_join(part) for part in _table_three(report, corner, shifted))]
    parts += [headings["appeals"], _join(_rows(grid.appeals(report), shifted))]
    parts += [headings["problems"], *report.prose["problems"]]
    parts += [headings["other_matters"], *report.prose["other_matters"], *report.end]
    return _encode("\n" + "\n\n".join(parts))


def _rows(table: Grid, loose: bool) -> list[list[str]]:
    """The grid as printed rows: a merged cell stands where it begins, its other places are empty."""
    return [
        [_spaced(slot.cell, loose) if slot.first_row and slot.first_column else "" for slot in slots if slot]
        for slots in table.slots()
    ]


def _table_three(report: Report, corner: int, split: bool) -> list[list[list[str]]]:
    """Table three with as many label columns as on its pages, in two pieces where ``split``.

    ``corner`` is the number of label columns above the first outcome. From SHIFT_FROM on the first of three is missing: the
    other cells stand further left, and an empty cell fills the line at the right.
    """
    table = grid.applications(report)
    top: list[list[str]] = []
    rest: list[list[str]] = []
    narrow = False
    for number, (row, slots) in enumerate(zip(_rows(table, split), table.slots(), strict=True)):
        labels, after = row[: grid.CORNER_COLUMNS], row[grid.CORNER_COLUMNS :]
        keys = [slot.cell.key.split("/")[1] for slot in slots if slot and slot.cell.key]
        narrow = narrow or SHIFT_FROM in keys
        if number < 3 or keys[0] in ("received_new", "carried_in"):
            top.append(labels[:corner] + after + ([] if split else [""]))
        elif narrow:
            if SHIFT_FROM in keys:
                labels = ["", labels[2], ""]
            left = labels[1:] if labels[0] == "" else labels[:2]
            rest.append([*left, *after, ""])
        elif labels[2] == "" and not split:
            rest.append([*labels[:2], *after, ""])
        else:
            rest.append(labels + after)
    return [top, rest] if split else [top + rest]


def _join(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def _spaced(cell: GridCell, loose: bool) -> str:
    """A label with the stray spaces that narrow cells leave; with ``loose`` also within words."""
    text = cell.text
    if cell.kind == "label":
        for number in "一二三四五六七":
            text = text.replace(f"（{number}）", f"({number}) ")
        if loose and cell.rows > 2:
            text = text.replace("本年度办理结果", "本 年度办 理结果")
            text = text.replace(") 不予", ") 不 予").replace(") 无法", ") 无 法").replace(") 其他", ") 其 他")
        if loose and text[1:2] == ".":
            text = f"{text[:2]} {text[2:]}"
    if _is_result(cell):
        text = " ".join(text) if text[:2] == "尚未" and not loose else f"{text[:2]} {text[2:]}"
    return text


def _plain_label(cell: GridCell) -> str:
    """A label unchanged, except that the heads of table four break after two characters."""
    text = _half_brackets(cell.text)
    return f"{text[:2]}\n{text[2:]}" if _is_result(cell) else text


def _is_result(cell: GridCell) -> bool:
    """Whether the cell is one of the four kinds of result that head the columns of table four."""
    return cell.kind == "head" and len(cell.text) == 4 and cell.text[:2] in ("结果", "其他", "尚未")


def _half_brackets(text: str) -> str:
    """（一） with half-width brackets before labels, as lists of word processors have them."""
    for number in "一二三四五六七八九":
        text = text.replace(f"（{number}）", f"({number})")
    return text


def _half_width(text: str) -> str:
    return text.translate(str.maketrans("（），：", "(),:"))


def _broken_label(cell: GridCell) -> str:
    """A label as a narrow cell breaks it: over several lines, with blank lines and stray spaces."""
    text = _half_brackets(cell.text)
    if cell.kind == "value":
        return text
    if cell.text == "商业企业":
        return "\n商业\n企业\n"
    if cell.text == "总计" and cell.rows == 2:
        return "\n总计"
    if cell.kind == "head" and len(text) in (4, 6) and cell.columns == 1 and cell.text != "尚未审结":
        return "\n".join(text[i : i + 2] for i in range(0, len(text), 2))
    if cell.kind == "label" and cell.rows > 1:
        if cell.rows > 10:
            return text.replace("本年度", "本 年度")
        blank = "\n\n" if "五" in text or "六" in text else ""
        return blank + text[:4].replace("五)", "五 )") + "\n" + text[4:]
    if cell.kind == "label" and len(text) > 24:
        return text[:17] + " " + text[17:]
    return text


def _encode(text: str) -> bytes:
    return (text.rstrip("\n") + "\n").encode("utf-8")
