"""Notes on a consolidated table, in Chinese and English: what is missing, how blanks count, where the numbers are from."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extract.form.catalogue import Form
from publish.consolidated.source import (
    AMBIGUOUS,
    CERTIFIED,
    FAILED,
    HELD,
    MISSING,
    Consolidated,
    Figure,
    Unit,
)


class Bilingual(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


STATUS = {
    CERTIFIED: Bilingual("已通过", "certified"),
    HELD: Bilingual("暂存，待更正", "held until corrected"),
    FAILED: Bilingual("文件读不出", "unreadable"),
    MISSING: Bilingual("未收到年报", "not received"),
    AMBIGUOUS: Bilingual("同名，无法确定是哪个机关", "several agencies of this name"),
}
BASIS = {
    "roster": Bilingual("名册 roster.csv 列明的单位", "the units that roster.csv names"),
    "divisions": Bilingual(
        "行政区划：同级部门和下一级政府（名册没有列明）",
        "divisions: departments of the same level and the governments of the next (no roster)",
    ),
}
BLANK = {
    "strict": Bilingual(
        "严格：计入的单位有一个没有填数字，该格就留空，不当作 0",
        "strict: a cell stays blank where one counted unit prints no number; never taken as 0",
    ),
    "zero": Bilingual(
        "空白作 0：没有填数字的单位按 0 计入；各格有几个见批注",
        "as 0: a unit that prints no number counts as 0; the comments say how many did",
    ),
}


def title(table: Consolidated) -> str:
    """The title of both files, with area and year as in a report's title."""
    return f"{table.area_name}{table.year}年政府信息公开工作年度报告汇总表"


def printed(value: Decimal | None) -> str:
    """A number as printed in both files; empty for a blank."""
    if value is None:
        return ""
    return format(
        value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(), "f"
    )


def counted(number: int, word: str) -> str:
    """A number with its noun: 1 unit, 2 units."""
    return f"{number} {word}{'s' * (number != 1)}"


def comment(table: Consolidated, figure: Figure) -> str | None:
    """The comment on one cell; None if there is nothing to note."""
    parts = []
    if figure.blanks:
        how = "此格留空" if table.blank == "strict" else "按 0 计入"
        en = "left blank" if table.blank == "strict" else "taken as 0"
        parts.append(
            f"{figure.blanks} 个单位此格没有填数字，{how}；填了数字的 {figure.numbers} 个合计 {printed(figure.blank0)}\n"
            f"{counted(figure.blanks, 'unit')} without a number, {en}; the {figure.numbers} with one: "
            f"{printed(figure.blank0)}"
        )
    if figure.other_form:
        parts.append(
            f"{figure.other_form} 个单位用的是另一版表格，不能相加\n"
            f"{counted(figure.other_form, 'unit')} on the other form, not added"
        )
    if figure.other_unit:
        parts.append(
            f"{figure.other_unit} 个单位所印金额单位不同或没有写明，不能相加\n"
            f"{counted(figure.other_unit, 'unit')} with another unit of money or none, not added"
        )
    if not figure.numbers and not figure.blanks:
        parts.append("没有单位的数可汇总\nno unit's number to add")
    return "\n".join(parts) or None


def why(unit: Unit) -> Bilingual:
    """Why a unit is not counted; empty if it is."""
    if unit.is_counted:
        return Bilingual("", "")
    if unit.covered_by:
        return Bilingual(f"已含在{unit.covered_by}的年报里", f"comes in with the report of {unit.covered_by}")
    zh, en = STATUS[unit.status]
    return Bilingual(zh, f"{en}: {unit.reasons}" if unit.reasons else en)


def _basis(table: Consolidated) -> Bilingual:
    zh, en = BASIS[table.basis]
    if table.basis != "roster":
        return Bilingual(zh, en)
    if table.is_complete:
        return Bilingual(f"{zh}，名册注明已列全", f"{en}, which says that it names them all")
    return Bilingual(f"{zh}，名册没有注明已列全，可能还有别的单位", f"{en}, which may not name them all")


def about(form: Form, table: Consolidated) -> list[tuple[Bilingual, Bilingual]]:
    """What the table is and is based on: (item, text)."""
    covered, out = len(table.units) - table.due, len(table.left_out)
    within = Bilingual(
        f"；另有 {covered} 个含在其他单位的年报里", f"; {covered} more come in with another unit's report"
    )
    name = f"{table.area_name}（{table.area_code}）" if table.area_code else table.area_name
    moment = f"{table.published_at:%Y-%m-%d %H:%M} UTC"
    return [
        (Bilingual("汇总机关", "consolidating body"), Bilingual(name, table.area_code or "")),
        (Bilingual("年度", "report year"), Bilingual(str(table.year), str(table.year))),
        (
            Bilingual("表格版本", "form"),
            Bilingual(f"{table.form} 年版，{form.notices[table.form]}", f"the {table.form} form"),
        ),
        (Bilingual("汇总范围", "basis"), _basis(table)),
        (
            Bilingual("单位", "units"),
            Bilingual(
                f"应汇总 {table.due} 个，收到年报 {table.received} 个，计入 {table.counted} 个，未计入 {out} 个"
                + (within.zh if covered else ""),
                f"{table.due} due, {table.received} received, {table.counted} counted, {out} left out"
                + (within.en if covered else ""),
            ),
        ),
        (
            Bilingual("计入的条件", "what is counted"),
            Bilingual(
                "年报已通过全部核对；数字原样相加，不作更正",
                "certified reports alone, their numbers as printed",
            ),
        ),
        (Bilingual("空白的处理", "blanks"), BLANK[table.blank]),
        (
            Bilingual("本机关自身的数", "the body itself"),
            Bilingual(
                "本机关已公布的年报不计入汇总，只在“核对”页上对照",
                "its own published report is not added, only compared with",
            ),
        ),
        (
            Bilingual("数据版本", "version of the data"),
            Bilingual(f"{table.version}，{moment} 发布", f"published {moment}"),
        ),
        (
            Bilingual("出处", "where from"),
            Bilingual(
                "gongkai.duckdb 的 mart_consolidated_table、mart_consolidation_units；每个单位的数见 fct_cells",
                "mart_consolidated_table and mart_consolidation_units of gongkai.duckdb; fct_cells has each unit's cells",
            ),
        ),
    ]
