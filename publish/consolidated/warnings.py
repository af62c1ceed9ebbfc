"""What a reader of a consolidated table must not miss: said in red at its top, and by the command."""

from __future__ import annotations

from collections.abc import Sequence

from extract.form.catalogue import Form
from extract.form.names import Names
from publish.consolidated.layout import UNKNOWN_UNIT, Table
from publish.consolidated.notes import STATUS, Said, counted
from publish.consolidated.source import Consolidated, Unit

MOST_NAMED = 8  # units in a warning; all of them stand in the list of units


def warnings(form: Form, table: Consolidated, grids: Sequence[Table]) -> list[Said]:
    """What a reader must not miss: units left out, tables on the other form, blanks, what cannot be added."""
    told = [_left_out(table), *_other_form(table, grids), _blanks(table, grids)]
    return [said for said in told if said] + _other_units(form, table) + _in_groups(form, table)


def _named(units: Sequence[Unit], language: str) -> str:
    """Units by name with what became of them, the first MOST_NAMED."""
    shown = units[:MOST_NAMED]
    if language == "zh":
        more = f"等 {len(units)} 个" if len(units) > len(shown) else ""
        return "、".join(f"{unit.name}（{STATUS[unit.status].zh}）" for unit in shown) + more
    more = f" and {len(units) - len(shown)} more" if len(units) > len(shown) else ""
    return ", ".join(f"{unit.name} ({STATUS[unit.status].en})" for unit in shown) + more


def _left_out(table: Consolidated) -> Said | None:
    out = table.left_out
    if not out:
        return None
    return Said(
        f"本表不完整：应汇总 {table.due} 个单位，计入 {table.counted} 个，缺 {len(out)} 个：{_named(out, 'zh')}",
        f"INCOMPLETE: {table.counted} of {table.due} units counted, {len(out)} left out: {_named(out, 'en')}",
    )


def _other_form(table: Consolidated, grids: Sequence[Table]) -> list[Said]:
    strict = table.blank == "strict"
    zh, en = ("各格留空", "whose cells stay blank") if strict else ("没有计入", "not added")
    said = []
    for grid in grids:
        count = max(table.figures[cell.key].other_form for cell in grid.cells if cell.key)
        if count:
            said.append(
                Said(
                    f"本表不完整：“{grid.heading}”有 {count} 个单位用的不是 {table.form} 年版表格，不能相加，{zh}",
                    f"INCOMPLETE: {counted(count, 'unit')} on another version of the form than {table.form} in "
                    f"“{grid.heading}”, {en}",
                )
            )
    return said


def _blanks(table: Consolidated, grids: Sequence[Table]) -> Said | None:
    cells = sum(table.figures[cell.key].blanks > 0 for grid in grids for cell in grid.cells if cell.key)
    if not cells:
        return None
    if table.blank == "strict":
        return Said(
            f"有 {cells} 格因计入的单位没有填数字而留空，不等于 0；各格缺几个见工作簿的批注",
            f"{counted(cells, 'cell')} left blank because a counted unit prints no number there: not 0",
        )
    return Said(
        f"有 {cells} 格把单位没有填的数字按 0 计入；各格有几个见工作簿的批注",
        f"{counted(cells, 'cell')} with blanks of counted units taken as 0",
    )


def _other_units(form: Form, table: Consolidated) -> list[Said]:
    """Amounts of money that cannot be added, or of which nothing tells the unit."""
    names = _names(form, table)
    said = []
    for figure in table.figures.values():
        if figure.other_unit:
            said.append(
                Said(
                    f"{names.cell(figure.key)}：{figure.other_unit} 个单位所印金额单位不同或没有写明，不能相加，留空",
                    f"{figure.key}: {counted(figure.other_unit, 'unit')} with another unit of money or none: not added, "
                    "left blank",
                )
            )
        elif figure.unit == UNKNOWN_UNIT and table.value(figure.key):
            said.append(
                Said(
                    f"{names.cell(figure.key)}：没有写明是元还是万元，请核对后再用",
                    f"{figure.key}: nothing tells whether in 元 or 万元; look before you use it",
                )
            )
    return said


def _in_groups(form: Form, table: Consolidated) -> list[Said]:
    """Numbers that units print beside a heading for which the form has rows of its own: the table has no place for them."""
    names = _names(form, table)
    said = []
    for row in form.application_rows[table.form]:
        figures = [f for key, f in table.figures.items() if key.startswith(f"applications/{row.key}/")]
        count = max((figure.numbers for figure in figures), default=0)
        if row.role == "group" and count:
            label = names.row(figures[0].key, row.key)
            said.append(
                Said(
                    f"{label}：{count} 个单位在这一行本身填了数；统一格式没有这一格，只填这一行的单位，下列各项为空",
                    f"{row.key}: {counted(count, 'unit')} with numbers in this row itself, which the form leaves to the rows "
                    "below it",
                )
            )
    return said


def _names(form: Form, table: Consolidated) -> Names:
    return Names(form, {"disclosures": table.form, "applications": table.form})
