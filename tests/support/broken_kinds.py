"""A broken example of every rule kind: reports made up so that one rule fails, each of an agency of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agencies.roster import HEADER
from extract.document import Source
from extract.form_cells import Problem
from extract.messages import Detail
from tests.support.drafts import Draft, consistent, following, zeros

NEW, IN = "applications/received_new/total", "applications/carried_in/total"
LONG_TEXT = (
    "本机关坚持以公开为常态不公开为例外原则认真落实条例各项规定全面推进决策执行管理服务结果公开。"
    "全年围绕乡村振兴产业发展民生保障等重点领域及时发布群众关心的政策措施办事指南并开展解读回应。"
    "进一步健全信息发布审核机制明确专人负责网站栏目维护定期开展自查自纠确保内容准确更新及时。"
    "下一步将加强业务培训提升依申请办理质量完善监督考核拓宽公开渠道不断增强公开实效。"
)


@dataclass(frozen=True)
class Broken:
    """Reports of which the last one breaks a rule. `roster`: lines of roster.csv."""

    kind: str
    rule_id: str
    instance: str | None
    drafts: tuple[Draft, ...]
    roster: tuple[str, ...] = ()

    @property
    def draft(self) -> Draft:
        """The report that breaks the rule."""
        return self.drafts[-1]


def _column(column: str, **rows: str) -> dict[str, str]:
    """Cells of a column of table three, and of its total."""
    return {f"applications/{row}/{c}": value for row, value in rows.items() for c in (column, "total")}


def _balance() -> Broken:
    cells = _column("natural_person", received_new="60", granted="61", closed_total="61")
    draft = zeros("示例一县人民政府").with_cells(cells)
    return Broken("sum", "applications.balance", "natural_person", (draft,))


def _largest() -> Broken:
    cells = _column(
        "other_org", received_new="3", granted="2", granted_in_part="4", closed_total="6", carried_out="-3"
    )
    draft = zeros("示例二县人民政府").with_cells(cells)
    return Broken("sum", "applications.within_inflow", "other_org", (draft,))


def _over_years() -> Broken:
    before = consistent("示例三县人民政府", 2021, seed=31)
    after = following(before, seed=32)
    more = str(int(after.cells[IN]) + 2)
    return Broken("sum", "series.carry_over", "total", (before, after.with_cells({IN: more})))


def _jump() -> Broken:
    key = "disclosures/licensing/decisions"
    before, after = (
        zeros("示例四县人民政府", year).with_cells({key: value})
        for year, value in ((2021, "20"), (2022, "101"))
    )
    return Broken("jump", "series.jump", key, (before, after))


def _misprint() -> Broken:
    draft = zeros("示例五县人民政府", problems=[
        Problem(Detail("label_misprint.taken_for", {"printed": "（五）不予公开", "label": "（五）不予处理"}),
                Source(line=57), "applications/not_processed"),
    ])  # fmt: skip
    return Broken("problems", "shape.labels", None, (draft,))


def _short_row() -> Broken:
    draft = zeros("示例六县人民政府", problems=[
        Problem(Detail("row_width.row", {"row": "（一）予以公开", "printed": 6, "columns": 7}), Source(page=2), "granted"),
    ])  # fmt: skip
    return Broken("problems", "shape.applications_row", "granted", (draft,))


def _half_a_request() -> Broken:
    key = "disclosures/licensing/decisions"
    return Broken(
        "number_type", "value.whole_number", key, (zeros("示例七县人民政府").with_cells({key: "1.5"}),)
    )


def _too_many() -> Broken:
    key = "disclosures/licensing/decisions"
    draft = zeros("示例子县人民政府").with_cells({key: "1000000000000000"})
    return Broken("number_type", "value.whole_number", key, (draft,))


def _old_form() -> Broken:
    draft = consistent("示例八县人民政府", 2022, applications="2019", seed=81)
    return Broken("form_for_year", "shape.form_for_year", "applications", (draft,))


def _no_unit() -> Broken:
    key = "disclosures/procurement/amount"
    draft = consistent("示例九县人民政府", 2020, "2019", "2019", seed=91, units={key: "unknown"})
    return Broken("unit", "disclosures.procurement_unit", key, (draft.with_cells({key: "12.5"}),))


def _fees_not_told() -> Broken:
    cells = _column("other_org", received_new="2", **{"other.fee_unpaid": "2"}, closed_total="2")
    draft = zeros("示例十县人民政府", sections={"other_matters": "无。"}).with_cells(cells)
    return Broken("mention", "applications.fee_unpaid_told", "applications/other.fee_unpaid/total", (draft,))


def _other_number() -> Broken:
    claim = {
        "kind": "received",
        "number": "11",
        "sentence": "全年收到政府信息公开申请11件。",
        "candidates": [NEW, f"{NEW}+{IN}"],
    }
    cells = _column("other_org", received_new="10", carried_in="2", granted="12", closed_total="12")
    draft = zeros("示例甲镇人民政府", claims=[claim]).with_cells(cells)
    return Broken("claims", "narrative.received", "overview#0", (draft,))


def _parts() -> Broken:
    claim = {
        "kind": "parts",
        "number": "30",
        "parts_total": "31",
        "sentence": "公开信息30条，其中通知20条、公告11条。",
    }
    return Broken(
        "claim_parts", "narrative.parts", "overview#0", (zeros("示例乙镇人民政府", claims=[claim]),)
    )


def _half_a_year() -> Broken:
    claim = {"kind": "period", "number": "2022", "starts": "2022-01-01", "ends": "2022-06-30", "section": "intro",
             "sentence": "统计期限自2022年1月1日至6月30日。"}  # fmt: skip
    return Broken("period", "narrative.period", "intro#0", (zeros("示例丙镇人民政府", claims=[claim]),))


def _late() -> Broken:
    draft = zeros("示例丁县人民政府", published_on="2023-04-02")
    return Broken("published", "deadline.government", None, (draft,))


def _same_year() -> Broken:
    draft = zeros("示例丁镇人民政府", published_on="2022-12-30", agency_class="town")
    return Broken("published", "narrative.published", None, (draft,))


def _other_version() -> Broken:
    first = consistent("示例戊县人民政府", 2022, seed=3, name="戊一.html")
    cells = {"appeals/reconsideration/total": "77", "appeals/litigation_direct/total": "78"}
    second = replace(first.with_cells(cells), correction_notice="更正版", name="戊二.html")
    return Broken("revision", "series.revision", first.report_id, (first, second))


def _appeals_of(draft: Draft) -> dict[str, str]:
    return {key: value for key, value in draft.cells.items() if key.startswith("appeals/")}


def _same_table() -> Broken:
    before = consistent("示例己县人民政府", 2021, seed=9)
    after = following(before, seed=10).with_cells(_appeals_of(before))
    return Broken("duplicate", "series.duplicate", "last_year/appeals", (before, after))


def _peers_table() -> Broken:
    one = consistent("示例丑县人民政府", 2022, seed=19)
    other = consistent("示例寅县人民政府", 2022, seed=20).with_cells(_appeals_of(one))
    return Broken("duplicate", "series.duplicate", "peer/appeals", (one, other))


def _same_words() -> Broken:
    before = zeros("示例庚县人民政府", 2021, sections={"overview": LONG_TEXT})
    after = zeros("示例庚县人民政府", 2022, sections={"overview": LONG_TEXT.replace("群众关心", "群众关注")})
    return Broken("duplicate", "series.duplicate", "last_year/narrative", (before, after))


def _area(
    name: str, seed: int, changes: dict[str, str], missing: bool = False
) -> tuple[tuple[Draft, ...], tuple[str, ...]]:
    """Two units and the body that consolidates them, whose own cells are their sums but for the changes."""
    body = f"示例{name}市人民政府"
    units = [
        consistent(f"示例{name}{n}局", 2022, seed=seed + n, name=f"{name}{n}.html", agency_class="department")
        for n in (1, 2)
    ]
    sums = {key: str(sum(int(u.cells[key]) for u in units)) for key in units[0].cells}
    parent = consistent(body, 2022, seed=seed, name=f"{name}.html").with_cells(sums | changes)
    names = [*(str(u.agency) for u in units), *([f"示例{name}3局"] if missing else [])]
    return (*units, parent), tuple(f"{unit},,,{body},2022,,是" for unit in names)


def _other_sum() -> Broken:
    drafts, roster = _area("辛", 60, {"appeals/reconsideration/total": "99"})
    return Broken("area_sum", "hierarchy.sum", "appeals/reconsideration/total", drafts, roster)


def _less() -> Broken:
    drafts, roster = _area("壬", 70, {"applications/carried_out/total": "1"})
    return Broken("area_sum", "hierarchy.at_least", "applications/carried_out/total", drafts, roster)


def _one_missing() -> Broken:
    drafts, roster = _area("癸", 80, {}, missing=True)
    return Broken("roster", "hierarchy.roster", None, drafts, roster)


EXAMPLES = {
    make.__name__.removeprefix("_"): make()
    for make in (
        _balance, _largest, _over_years, _jump, _misprint, _short_row, _half_a_request, _too_many, _old_form, _no_unit,
        _fees_not_told, _other_number, _parts, _half_a_year, _late, _same_year, _other_version, _same_table, _peers_table, _same_words,
        _other_sum, _less, _one_missing,
    )
}  # fmt: skip


def roster_lines() -> list[str]:
    """roster.csv of all examples."""
    return [",".join(HEADER), *(line for example in EXAMPLES.values() for line in example.roster), ""]


def batches() -> Iterator[tuple[str, list[Draft]]]:
    """Batch -> its reports; that of the year."""
    drafts = [draft for example in EXAMPLES.values() for draft in example.drafts]
    for year in sorted({draft.year or 0 for draft in drafts}):
        own = [d for d in drafts if d.year == year]
        yield f"{year}-990000", [replace(d, name=d.name or f"{n:03d}.html") for n, d in enumerate(own)]
