"""Warnings about a consolidated table, printed in red at its top and by the command."""

from __future__ import annotations

from collections.abc import Sequence

from extract.form.catalogue import Form
from extract.form.names import Names
from publish.consolidated.layout import UNKNOWN_UNIT, Table
from publish.consolidated.notes import STATUS, Bilingual, counted
from publish.consolidated.source import Consolidated, Unit

MOST_NAMED = 8  # units in a warning; the list of units has all of them


def warnings(form: Form, table: Consolidated, grids: Sequence[Table]) -> list[Bilingual]:
    """All warnings: units left out, tables on another form version, blanks, amounts that cannot be added."""
    found = [_left_out(table), *_other_form(table, grids), _blanks(table, grids)]
    return [warning for warning in found if warning] + _other_units(form, table) + _in_groups(form, table)


def _named(units: Sequence[Unit], language: str) -> str:
    """The first MOST_NAMED units by name, with their status."""
    shown = units[:MOST_NAMED]
    if language == "zh":
        more = f"等 {len(units)} 个" if len(units) > len(shown) else ""
        return "、".join(f"{unit.name}（{STATUS[unit.status].zh}）" for unit in shown) + more
    more = f" and {len(units) - len(shown)} more" if len(units) > len(shown) else ""
    return ", ".join(f"{unit.name} ({STATUS[unit.status].en})" for unit in shown) + more


def _left_out(table: Consolidated) -> Bilingual | None:
    out = table.left_out
    if not out:
        return None
    return Bilingual(
        f"本表不完整：应汇总 {table.due} 个单位，计入 {table.counted} 个，缺 {len(out)} 个：{_named(out, 'zh')}",
        f"INCOMPLETE: {table.counted} of {table.due} units counted, {len(out)} left out: {_named(out, 'en')}",
    )


def _other_form(table: Consolidated, grids: Sequence[Table]) -> list[Bilingual]:
    strict = table.blank == "strict"
    zh, en = ("各格留空", "whose cells stay blank") if strict else ("没有计入", "not added")
    found = []
    for grid in grids:
        count = max(table.figures[cell.key].other_form for cell in grid.cells if cell.key)
        if count:
            found.append(
                Bilingual(
                    f"本表不完整：“{grid.heading}”有 {count} 个单位用的不是 {table.form} 年版表格，不能相加，{zh}",
                    f"INCOMPLETE: {counted(count, 'unit')} on another version of the form than {table.form} in "
                    f"“{grid.heading}”, {en}",
                )
            )
    return found


def _blanks(table: Consolidated, grids: Sequence[Table]) -> Bilingual | None:
    cells = sum(table.figures[cell.key].blanks > 0 for grid in grids for cell in grid.cells if cell.key)
    if not cells:
        return None
    if table.blank == "strict":
        return Bilingual(
            f"有 {cells} 格因计入的单位没有填数字而留空，不等于 0；各格缺几个见工作簿的批注",
            f"{counted(cells, 'cell')} left blank because a counted unit prints no number there: not 0",
        )
    return Bilingual(
        f"有 {cells} 格把单位没有填的数字按 0 计入；各格有几个见工作簿的批注",
        f"{counted(cells, 'cell')} with blanks of counted units taken as 0",
    )


def _other_units(form: Form, table: Consolidated) -> list[Bilingual]:
    """Amounts of money that cannot be added, or whose unit is unknown."""
    names = _names(form, table)
    found = []
    for figure in table.figures.values():
        if figure.other_unit:
            found.append(
                Bilingual(
                    f"{names.cell(figure.key)}：{figure.other_unit} 个单位所印金额单位不同或没有写明，不能相加，留空",
                    f"{figure.key}: {counted(figure.other_unit, 'unit')} with another unit of money or none: not added, "
                    "left blank",
                )
            )
        elif figure.unit == UNKNOWN_UNIT and table.value(figure.key):
            found.append(
                Bilingual(
                    f"{names.cell(figure.key)}：没有写明是元还是万元，请核对后再用",
                    f"{figure.key}: nothing tells whether in 元 or 万元; look before you use it",
                )
            )
    return found


def _in_groups(form: Form, table: Consolidated) -> list[Bilingual]:
    """Numbers that units print in the row of a group; the form has a heading there, so the table has no cell for them."""
    names = _names(form, table)
    found = []
    for row in form.application_rows[table.form]:
        figures = [f for key, f in table.figures.items() if key.startswith(f"applications/{row.key}/")]
        count = max((figure.numbers for figure in figures), default=0)
        if row.role == "group" and count:
            label = names.row(figures[0].key, row.key)
            found.append(
                Bilingual(
                    f"{label}：{count} 个单位在这一行本身填了数；统一格式没有这一格，只填这一行的单位，下列各项为空",
                    f"{row.key}: {counted(count, 'unit')} with numbers in this row itself, which the form leaves to the rows "
                    "below it",
                )
            )
    return found


def _names(form: Form, table: Consolidated) -> Names:
    return Names(form, {"disclosures": table.form, "applications": table.form})
