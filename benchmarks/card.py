"""The accuracy card: its data (JSON), computed from the scores, and its page (Markdown), written from the data alone."""

from __future__ import annotations

import platform
import subprocess
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks import blind
from benchmarks.commit import commit
from benchmarks.measure import Measured
from benchmarks.reports.converters import chromium, libreoffice
from benchmarks.reports.style import FORMATS
from benchmarks.scoring import Score

Data = dict[str, Any]
NEEDLESS_SHARE = 0.005
PARTS = (
    "gongkai",
    "lxml",
    "cssselect",
    "pypdfium2",
    "pdfplumber",
    "pdfminer.six",
    "xlrd",
    "olefile",
    "charset-normalizer",
    "opencc-python-reimplemented",
    "rapidfuzz",
    "reportlab",
    "openpyxl",
    "xlsxwriter",
)
COLUMNS = (  # key of a row, heading of its column
    ("files", "文件<br>files"),
    ("cells", "单元格<br>cells"),
    ("settled", "可定格<br>settled"),
    ("left_out", "不计<br>left out"),
    ("exact", "读对<br>exact"),
    ("exact_share", "读对率<br>share"),
    ("whole", "整份全对<br>whole reports"),
    ("doubted", "存疑<br>doubted"),
    ("needless", "多余存疑<br>needless doubts"),
    ("needless_share", "占比<br>share"),
    ("silent", "**静默错误<br>silent errors**"),
    ("not_read", "未读<br>not read"),
    ("misplaced", "位置错<br>places wrong"),
    ("open", "不可定格已存疑<br>open cells doubted"),
    ("misprints", "误印照录<br>misprints kept"),
    ("agencies", "机关<br>agency"),
    ("years", "年度<br>year"),
    ("forms", "表式<br>form"),
    ("sections", "各部分<br>sections"),
    ("seconds", "秒<br>s"),
    ("ms_a_file", "毫秒/份<br>ms a file"),
    ("peak_mb", "内存<br>peak MB"),
)


def _row(measured: list[Measured], set_name: str, format_name: str, made_by: str | None) -> Data:
    """One row of the card; it sums up the whole format where `made_by` is None."""
    total = Score()
    for one in measured:
        total.add(one.score)
    row: Data = {"set": set_name, "format": format_name, "made_by": made_by, "styles": len(measured)}
    row["missing"] = sorted({one.missing for one in measured if one.missing})
    row["broke"] = [one.broke for one in measured if one.broke]
    row["unmeasured_styles"] = sum(one.missing is not None for one in measured)
    row["measured"] = total.files > 0
    if not row["measured"]:
        return row
    row |= {
        key: getattr(total, key)
        for key in ("files", "cells", "settled", "exact", "whole", "doubted", "not_read")
    }
    row |= {
        "exact_share": round(total.exact / total.settled, 6) if total.settled else None,
        "needless": len(total.needless),
        "needless_share": round(len(total.needless) / total.exact, 6) if total.exact else None,
        "silent": len(total.silent),
        "left_out": round(1 - total.settled / total.cells, 6) if total.cells else None,
        "placed": total.placed,
        "misplaced": len(total.misplaced),
        "sections": total.sections,
        "sections_wanted": total.sections_wanted,
        "open": total.open,
        "open_doubted": total.open_doubted,
        "undoubted_open": len(total.unearned),
        "planted": total.planted,
        "planted_kept": total.planted_kept,
        "agencies": total.agencies,
        "years": total.years,
        "forms": total.forms,
        "failed": total.failed,
        "seconds": round(total.seconds, 2),
        "ms_a_file": round(total.seconds / total.files * 1000, 1),
        "peak_mb": round(total.peak_mb),
    }
    return row


def data(measured: list[Measured], seed: int, small: bool = False) -> Data:
    """All data of the card, as it is written to JSON: versions, rows of figures, and what each format must reach."""
    rows = []
    for set_name in ("development", "held-out"):
        for format_name in FORMATS:
            group = [
                one
                for one in measured
                if one.style.format == format_name and one.style.held_out == (set_name == "held-out")
            ]
            if not group:
                continue
            rows.append(_row(group, set_name, format_name, None))
            makers = sorted({one.style.made_by for one in group})
            for maker in makers if len(makers) > 1 else []:
                rows.append(
                    _row([one for one in group if one.style.made_by == maker], set_name, format_name, maker)
                )
    goals = [goal for format_name in FORMATS if (goal := _goal(measured, format_name))]
    return {
        "date": date.today().isoformat(),
        "commit": commit(),
        "seed": seed,
        "small": small,
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": versions(),
        "files": sum(one.score.files for one in measured),
        "rows": rows,
        "must_reach": goals,
    }


def _goal(measured: list[Measured], format_name: str) -> Data | None:
    """What the format must reach over both sets, with a sentence for each miss; None where no style of it was asked for."""
    group = [one for one in measured if one.style.format == format_name]
    if not group:
        return None
    total = Score()
    for one in group:
        total.add(one.score)
    missed = []
    if total.exact < total.settled:
        missed.append(f"{total.settled - total.exact} of {total.settled} settled cells not exact")
    if total.silent:
        missed.append(f"{len(total.silent)} silent errors")
    if total.unearned:
        missed.append(f"{len(total.unearned)} cells without a doubt where nothing in the file tells")
    if total.misplaced:
        missed.append(f"{len(total.misplaced)} of {total.placed} places wrong")
    for what, found, wanted in (
        ("agencies", total.agencies, total.files),
        ("years", total.years, total.files),
        ("form versions", total.forms, total.files),
        ("sections", total.sections, total.sections_wanted),
    ):
        if found < wanted:
            missed.append(f"{wanted - found} of {wanted} {what} not found")
    if total.planted_kept < total.planted:
        missed.append(
            f"{total.planted - total.planted_kept} of {total.planted} misprints not read as printed"
        )
    if len(total.needless) > NEEDLESS_SHARE * total.exact:
        missed.append(f"{len(total.needless)} needless doubts on {total.exact} exact cells")
    missed += [one.broke for one in group if one.broke]
    missing = sorted({one.missing for one in group if one.missing})
    if total.files and not total.planted:
        missing.append("misprints")
    measured_any = total.files > 0 or any(one.broke for one in group)
    return {"format": format_name, "measured": measured_any, "missing": missing, "missed": missed}


def versions() -> dict[str, str]:
    """The installed versions of the libraries that read and of the programs that make the files, by name."""
    found = {}
    for name in PARTS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    for name, program in (("LibreOffice", libreoffice()), ("Chromium", chromium())):
        if program:
            done = subprocess.run(
                [program, "--version"], capture_output=True, text=True, timeout=60, check=False
            )
            words = done.stdout.split()
            found[name] = next((word for word in words if word[:1].isdigit()), "?")
    return found


def _shown(row: Data, key: str) -> str:
    match key:
        case "exact_share" | "needless_share" | "left_out":
            return "–" if row[key] is None else f"{row[key] * 100:.2f} %"
        case "misprints":
            return f"{row['planted_kept']} / {row['planted']}" if row["planted"] else "未测 not measured"
        case "misplaced":
            return f"{row['misplaced']} / {row['placed']:,}"
        case "sections":
            return f"{row['sections']} / {row['sections_wanted']}"
        case "open":
            return f"{row['open_doubted']} / {row['open']}" if row["open"] else "–"
        case "agencies" | "years" | "forms":
            return f"{row[key]} / {row['files']}"
        case "cells" | "settled" | "exact":
            return f"{row[key]:,}"
    return str(row[key])


def _table(rows: list[Data]) -> list[str]:
    lines = ["| 格式 format | " + " | ".join(head for _, head in COLUMNS) + " |"]
    lines.append("|---|" + "--:|" * len(COLUMNS))
    for row in rows:
        name = FORMATS[row["format"]] if row["made_by"] is None else f"　{row['made_by']}"
        if not row["measured"]:
            why = (
                "未能制作 maker failed"
                if row["broke"]
                else f"未测 not measured ({', '.join(row['missing'])})"
            )
            lines.append(f"| {name} | {why} |" + " |" * (len(COLUMNS) - 1))
            continue
        cells = " | ".join(_shown(row, key) for key, _ in COLUMNS)
        lines.append(f"| {name} | {cells} |")
    return lines


def _not_measured(rows: list[Data]) -> list[str]:
    """A line for each format of which some styles were measured and others were not."""
    return [
        f"- {FORMATS[row['format']]} ({row['set']}): {row['unmeasured_styles']} 种样式未测 styles not measured ({', '.join(row['missing'])})"
        for row in rows
        if row["measured"] and row["missing"] and row["made_by"] is None
    ]


def page(card: Data) -> str:
    """The card as a page of Markdown."""
    parts = ", ".join(f"{name} {number}" for name, number in card["versions"].items())
    on = f" · 版本 commit {card['commit']}" if card.get("commit") else ""
    lines = [
        "# 准确率卡 Accuracy card",
        "",
        f"{card['date']}{on} · {card['files']} 份虚构年报 made-up annual reports · 种子 seed {card['seed']} · {card['machine']}",
        "",
        f"{parts}",
        "",
        "由 `make accuracy` 生成，请勿手改。年报由 `benchmarks/reports` 生成，与读取程序不共用代码；真值取自生成数据，从不取自读取结果。",
        "Written by `make accuracy`, not by hand. The reports come from `benchmarks/reports`, which shares no code with the "
        "reader; the truth is the generator's own data, never a reading. See benchmarks/README.md.",
        "",
        "- **静默错误 silent error**：值或状态错而没有存疑；a wrong value or state without a doubt, or a cell of the form that is missing "
        "from a report said to be whole; a wrong agency, year or form version.",
        "- **可定格 settled**：文件本身说得清的单元格；cells that the file itself settles. 其余为不可定格（如一行七列只印六值、数字相连而行内合计定不了），"
        "应当存疑；the others must be doubted. **不计 left out**：其余单元格的占比；their share of all cells.",
        "- **位置错 places wrong**：所标位置（页与框、表行列、行号）不是该数所在；the source does not point to where the number stands.",
        "- **各部分 sections**：六个部分的标题及其首尾文字；the six headings found, each with how its text begins and ends.",
        "- **误印照录 misprints kept**：故意埋设的误印照原样读出；planted source misprints read as printed.",
        "- **多余存疑 needless doubt**：读对且说得清却存疑；a doubt on an exact, settled cell.",
        "",
        *blind.lines(),
    ]
    titles = {
        "development": (
            "## 开发用样式 Development styles",
            "读取程序可据以改进。The reader may be developed against these.",
        ),
        "held-out": (
            "## 留出样式 Held-out styles",
            "只为本卡运行，不据以调试。Run for this card only; nobody debugs against them.",
        ),
    }
    for set_name, (title, words) in titles.items():
        rows = [row for row in card["rows"] if row["set"] == set_name]
        if rows:
            lines += [title, "", words, "", *_table(rows), "", *_not_measured(rows), ""]
    lines += ["## 必达 Must reach", ""]
    lines += [
        "全部可定格读对、零静默错误、不可定格全部存疑、位置全对、机关年度表式及六部分齐全、误印 100 % 照录、多余存疑低于 0.5 %。Every settled "
        "cell exact, no silent error, every open cell doubted, every place right, agency, year, form and all six sections found, "
        "every misprint as printed, needless doubts under 0.5 %.",
        "",
        "| 格式 format | 结果 result |",
        "|---|---|",
    ]
    for goal in card["must_reach"]:
        lines.append(f"| {FORMATS[goal['format']]} | {_verdict(goal)} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _verdict(goal: Data) -> str:
    if not goal["measured"]:
        return f"未测 not measured ({', '.join(goal['missing'])})"
    verdict = "未达 missed: " + "; ".join(goal["missed"]) if goal["missed"] else "达到 reached"
    return verdict + (
        f" (部分未测 partly not measured: {', '.join(goal['missing'])})" if goal["missing"] else ""
    )
