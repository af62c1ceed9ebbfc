"""Shows a trace as an indented text, or as data for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from common.shown import in_a_line
from publish.release.descriptions import Described, Descriptions
from publish.trace.figures import Cell, Figure, File

_HOW = {
    "printed": "",
    "parts": "总计空白，取各项之和 / blank total: the sum of its parts",
    "zero": "空白按0计 / blank taken for 0",
    "unknown": "不明，不计 / not known, not counted",
}
_STATES = {
    "number": "数字 number",
    "blank": "空白 blank",
    "dash": "短横 dash",
    "text": "文字 text",
    "illegible": "无法辨认 illegible",
    "absent": "缺失 absent",
}
_PLACES = {
    "page": "页 p.",
    "table": "表 table",
    "row": "行 row",
    "column": "列 column",
    "line": "行号 line",
    "bbox": "位置 bbox",
}


def tree(figure: Figure, descriptions: Descriptions) -> str:
    """The figure with its sources, indented; a figure that occurs twice is shown in full once."""
    return "\n".join(map(in_a_line, _Tree(descriptions).figure(figure, "")))


class _Tree:
    def __init__(self, descriptions: Descriptions) -> None:
        self._descriptions = descriptions
        self._shown: set[int] = set()
        self._files: set[str] = set()

    def figure(self, figure: Figure, indent: str) -> Iterator[str]:
        described = self._descriptions.of(figure.table).columns[figure.column]
        unit = described.meta.get("unit", "")
        keys = " ".join(f"{name}={value}" for name, value in figure.row.items() if value is not None)
        yield f"{indent}{figure.table}.{figure.column} = {number(figure.value)} {unit}".rstrip()
        inner = indent + "  "
        if id(figure) in self._shown:
            yield f"{inner}（同上 / as above）"
            return
        self._shown.add(id(figure))
        yield f"{inner}{keys}"
        if not indent:
            yield f"{inner}{described.zh} / {described.en}"
        if figure.note:
            yield f"{inner}{figure.note}"
        yield from self._source(figure, inner)
        if not figure.agrees:
            yield f"{inner}!! 重算为 {number(figure.computed)}，与发布数不同 / computed again it is not the published number"
        for cell in figure.cells:
            yield from self._cell(cell, inner)
        for part in figure.parts:
            yield from self.figure(part, inner)
        if figure.left_out:
            yield f"{inner}… 另有 {figure.left_out} 行未列出 / {figure.left_out} more rows; all of them:"
            yield f"{inner}{figure.sql};"

    def _source(self, figure: Figure, indent: str) -> Iterator[str]:
        if figure.kind == "formula" or (figure.kind == "cells" and figure.cells):
            yield f"{indent}= {figure.told}"
            yield f"{indent}= {figure.expression}"
        elif figure.kind in ("over", "counts"):
            count = "计数 / counts" if figure.kind == "counts" else "汇总 / computed over"
            yield f"{indent}{count}: {figure.told}"
            yield f"{indent}{figure.rows} 行 rows: {figure.over}"
            if not figure.left_out and not figure.cells and not figure.parts:
                yield f"{indent}{figure.sql};"
        elif figure.kind == "text":
            yield f"{indent}「{figure.quote}」 {place(figure.place)}"
            if figure.file:
                yield from self._file(figure.file, indent)

    def _cell(self, cell: Cell, indent: str) -> Iterator[str]:
        raw = "" if cell.raw is None else cell.raw
        how = f" — {_HOW[cell.how]}" if _HOW[cell.how] else ""
        yield f"{indent}· {cell.key} {cell.zh}"
        inner = indent + "    "
        value = "" if cell.value is None else f" 值 value {number(cell.value)}"
        unit = f" {cell.unit}" if cell.unit else ""
        yield f"{inner}原文 raw「{raw}」{value}{unit} {_STATES.get(cell.state, cell.state)}{how}"
        yield f"{inner}{place(cell.place)}"
        if cell.doubt:
            yield f"{inner}存疑 doubt: {cell.doubt}"
        if cell.settled:
            yield f"{inner}已核 settled: {cell.settled}"
        yield from self._file(cell.file, inner)
        for part in cell.parts:
            yield from self._cell(part, inner)

    def _file(self, file: File, indent: str) -> Iterator[str]:
        """Yield the lines on a file, in full only the first time."""
        if file.report_id in self._files:
            yield f"{indent}{file.path}"
            return
        self._files.add(file.report_id)
        yield f"{indent}{file.path}  sha256 {file.sha256}  report_id {file.report_id}  {file.gate_status or ''}".rstrip()
        if file.url:
            yield f"{indent}{file.url}"


def number(value: Any) -> str:
    """A number for people: without needless decimals, a null as blank."""
    if value is None:
        return "空白 blank"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def place(position: Mapping[str, Any]) -> str:
    """A place in the file, in words."""
    return (
        "，".join(f"{_PLACES[name]} {position[name]}" for name in _PLACES if name in position)
        or "文件中没有位置 / no place"
    )


def as_data(figure: Figure) -> dict[str, Any]:
    """The trace as plain data; a figure that occurs twice is included twice."""
    data: dict[str, Any] = {
        name: value
        for name, value in vars(figure).items()
        if name not in ("parts", "cells", "file") and value not in (None, {}, 0)
    }
    data |= {"value": figure.value, "computed": figure.computed, "agrees": figure.agrees}
    if figure.file:
        data["file"] = asdict(figure.file)
    data["cells"] = [asdict(cell) for cell in figure.cells]
    data["parts"] = [as_data(part) for part in figure.parts]
    return data


def overview(table: str, row: Mapping[str, Any], columns: list[str], descriptions: Descriptions) -> str:
    """A line for each numeric column: its value and its source."""
    words = descriptions.of(table)
    lines = [f"{table}  " + " ".join(f"{name}={row[name]}" for name in words.grain if row[name] is not None)]
    for name in columns:
        described = words.columns.get(name, Described())
        meta = described.meta
        source = next((f"{kind}: {meta[kind]}" for kind in ("cells", "formula", "value", "counts", "text", "given", "is") if kind in meta), "")  # fmt: skip
        source = source if len(source) <= 100 else source[:99] + "…"
        lines.append(f"  {name} = {number(row[name])}  {described.zh}  [{source}]")
    lines.append("加上列名可追到单元格 / name one of these columns to go down to its cells")
    return "\n".join(map(in_a_line, lines))
