"""The agency of a made-up report and the text around its tables. Every agency, place and sentence is made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from benchmarks.reports import notation
from benchmarks.reports.figures import Misprint, figures, plant, plant_off_totals
from samples import form
from samples.model import Report

GOVERNMENTS = ("霁川市", "青禾县", "松泽县", "芦汀区")
TOWNS = ("苇塘镇", "蓼湾镇", "白芷乡")
OFFICES = [
    "教育局",
    "财政局",
    "民政局",
    "水利局",
    "司法局",
    "审计局",
    "统计局",
    "医疗保障局",
    "农业农村局",
    "交通运输局",
    "生态环境局",
    "应急管理局",
    "市场监督管理局",
    "自然资源局",
    "卫生健康委员会",
    "发展和改革局",
    "住房和城乡建设局",
    "文化和旅游局",
    "人力资源和社会保障局",
    "退役军人事务局",
    "城市管理局",
]
MISPRINTED_LABELS = (  # as seen in print; order and neighbours settle them
    ("not_processed", "（五）不予公开"),
    ("not_processed.confirmation", "5.要求行政机关确认或新出具已获取信息"),
    ("denied.prohibited_by_law", "2.其他法律行政止公开"),
    ("denied.security_stability", "3.危及'三安全一稳定'"),
    ("carried_out", "四、结转下一年度继续办理"),
    ("other", "（六）其它处理"),
)
NUMBERINGS = (
    ("一、", "二、", "三、", "四、", "五、", "六、"),
    ("一、", "二、", "三、", "四、", "五、", "六、"),
    ("一、", "二、", "三、", "四、", "五、", "六、"),
    ("1、", "2、", "3、", "4、", "5、", "6、"),
    ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）"),
    ("一. ", "二. ", "三. ", "四. ", "五. ", "六. "),
)


@dataclass(frozen=True)
class Habits:
    """What a style can print: notations of zeros and digits, misprinted labels, ways to number headings, and how often each occurs."""

    zeros: tuple[str, ...] = notation.ALL_HABITS
    digits: tuple[str, ...] = notation.ALL_DIGITS
    misprints: int = 2  # most misprints planted in a report
    sound: float = 0.4  # share of reports without misprints
    off_totals: float = (
        0.0  # share of these in which the row of totals is wrong in one column and in its own sum
    )
    label_misprints: bool = True
    other_numbering: bool = True
    short_row: float = 0.0  # share of reports in which one row of table three has six cells for seven
    sidecars: float = 0.06  # share of reports with a sidecar that names the agency
    scales: tuple[str, ...] = ("town", "county", "county", "city")


# For digits that are run together: plain ones only, which the sum of their row can separate.
GLUED = Habits(
    zeros=("zero",),
    digits=("plain",),
    misprints=1,
    sound=0.6,
    off_totals=0.5,
    other_numbering=False,
    label_misprints=False,
)


@dataclass(frozen=True)
class Case:
    """A made-up report with the misprints planted in it and the numbering of its headings."""

    seed: str
    report: Report
    planted: list[Misprint] = field(default_factory=list)
    numbering: tuple[str, ...] = NUMBERINGS[0]

    def headings(self) -> dict[str, str]:
        """Section key -> heading with the numbering of this report."""
        plain = {key: label.split("、", 1)[1] for key, label in form.headings().items()}
        return {key: number + plain[key] for number, key in zip(self.numbering, plain, strict=True)}


def case(seed: str, habits: Habits) -> Case:
    """Make the report of a seed: the same for the same seed and habits, on every machine."""
    chance = Random(seed)
    scale = chance.choice(habits.scales)
    disclosures, applications = chance.choice(
        [("2021", "2021")] * 5 + [("2019", "2019")] * 3 + [("2021", "2019"), ("2019", "2021")]
    )
    year = chance.choice([2019, 2020] if disclosures == "2019" else [2021, 2022, 2023, 2024, 2025])
    numbers = figures(chance, scale, disclosures, applications)
    planted: list[Misprint] = []
    if habits.misprints and chance.random() > habits.sound:
        numbers, planted = plant(chance, numbers, chance.randint(1, habits.misprints))
    if not planted and habits.off_totals and chance.random() < habits.off_totals:
        numbers, planted = plant_off_totals(chance, numbers)
    written = notation.choose(chance, habits.zeros, habits.digits)
    cells = notation.printed(chance, numbers, written, {misprint.key for misprint in planted})
    labels = dict(
        [chance.choice(MISPRINTED_LABELS)] if habits.label_misprints and chance.random() < 0.3 else []
    )
    dropped = set()
    if chance.random() < habits.short_row:
        rows = [row.key for row in form.application_rows(applications) if row.role == "outcome"]
        dropped = {f"applications/{chance.choice(rows)}/{chance.choice(form.application_columns())[0]}"}
    agency, title = _agency(chance, scale, year)
    sidecar = {}
    if chance.random() < habits.sidecars:  # the title does not name the agency, the sidecar does
        title, sidecar = (
            [f"{year}年政府信息公开工作年度报告"],
            {"agency_name": agency, "published_on": f"{year + 1}-03-29"},
        )
    report = Report(
        file="", layout="", agency=agency, agency_any=(agency,), year=year,
        form_disclosures=disclosures, form_applications=applications, form_appeals=form.USUAL, cells=cells,
        prose=_prose(chance, agency, year, numbers), title=title,
        top=[f"发布日期：{year + 1}年{chance.randint(1, 3)}月{chance.randint(1, 28)}日"] if chance.random() < 0.4 else [],
        end=[agency, f"{year + 1}年{chance.randint(1, 3)}月{chance.randint(1, 28)}日"] if chance.random() < 0.6 else [],
        labels=labels, dropped=frozenset(dropped), broken=[], sidecar=sidecar,
    )  # fmt: skip
    numbering = chance.choice(NUMBERINGS) if habits.other_numbering else NUMBERINGS[0]
    return Case(seed, report, planted, numbering)


def _agency(chance: Random, scale: str, year: int) -> tuple[str, list[str]]:
    """The full name of an agency and the lines of the title."""
    if scale == "town":
        agency = chance.choice(TOWNS) + "人民政府"
    elif scale == "city" or chance.random() < 0.3:
        agency = chance.choice(GOVERNMENTS) + "人民政府"
    else:
        agency = chance.choice(GOVERNMENTS) + chance.choice(OFFICES)
    words = chance.choice(["政府信息公开工作年度报告", "政府信息公开工作年度报告", "政府信息公开年度报告"])
    match chance.randrange(5):
        case 0:
            return agency, [agency, f"{year}年{words}"]
        case 1:
            return agency, [f"{year}年度{agency}{words}"]
        case 2 if agency.endswith("人民政府"):  # the name without 人民政府; the text has the full one
            return agency, [f"{agency.removesuffix('人民政府')}{year}年{words}"]
    return agency, [f"{agency}{year}年{words}"]


_MEASURES = (
    "县政务公开专栏改版以后，文件按主题和年份两种方式排列，群众在手机上也能看清表格。",
    "新发文件随文附一页问答，由起草科室自己写，印发前请两位窗口人员试读。",
    "公开前逐件核对个人信息，退回补正的文稿比上年少三成。",
    "档案室把五年来的目录补录进系统，查一件旧文不再超过一刻钟。",
    "每月十日前由专人检查栏目更新，发现空栏目即刻通知责任科室。",
    "办事大厅添了两台查询机，旁边放着纸质目录，供不习惯屏幕的老人翻看。",
    "答复书统一了格式，写明依据、救济途径和联系电话。",
    "邀请代表和媒体旁听会议四次，会后三日内贴出会议纪要。",
)
_SHORTFALLS = (
    "主要的不足是解读材料偏长，图表少，下一步请起草科室先写三句话的摘要。",
    "个别栏目更新不及时，来年把更新情况列入月度通报。",
    "申请办理的时间分布不均，年底集中，准备提前一个月清理在办件。",
    "少数科室对公开属性拿不准，将编一本带实例的小册子并安排两次培训。",
)
_OTHERS = (
    "没有其他需要报告的事项。",
    "本年度未收取信息处理费，也没有其他需要报告的事项。",
    "全年发出收费通知3件，总金额186元，实际收取2件。",
)


def _prose(chance: Random, agency: str, year: int, numbers: dict[str, str]) -> dict[str, list[str]]:
    """The paragraphs of each section, with many numbers that are none of the tables."""
    new, old = (numbers[f"applications/{row}/total"] for row in ("received_new", "carried_in"))
    shuffled = chance.sample(_MEASURES, len(_MEASURES))
    lengths = [
        chance.choice([1, 1, 2, 4]) for _ in range(4)
    ]  # texts of different lengths, so that page ends fall on different rows of the tables
    measures = ["".join(shuffled[i : i + length]) for i, length in enumerate(lengths)]
    intro = (
        f"根据《中华人民共和国政府信息公开条例》第五十条，{agency}编制本报告，所列数据的统计期限自{year}年1月1日起至"
        f"{year}年12月31日止。"
    )
    overview = [
        f"（一）主动公开。全年通过网站公开信息{chance.randint(80, 4000)}条，其中文件{chance.randint(3, 90)}件、"
        f"解读{chance.randint(2, 40)}篇。{measures[0]}",
        f"（二）依申请公开。本年新收政府信息公开申请{new}件，上年结转{old}件，均已登记。{measures[1]}",
        f"（三）政府信息管理。{measures[2]}",
        f"（四）平台建设。网站年访问{chance.randint(3, 99)}.{chance.randint(0, 9)}万人次。{measures[3]}",
        f"（五）监督保障。全年开展培训{chance.randint(1, 6)}次，参加{chance.randint(20, 400)}人次，社会评议满意率为9{chance.randint(0, 9)}%。",
    ]
    problems = chance.sample(_SHORTFALLS, 2)
    return {
        "intro": [intro],
        "overview": overview,
        "problems": problems,
        "other_matters": [chance.choice(_OTHERS)],
    }
