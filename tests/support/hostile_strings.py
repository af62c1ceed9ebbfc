"""Strings that mean something to a program which shows them, and a landing folder that holds each wherever a string can stand."""

from __future__ import annotations

import csv
import html
import io
import json
import os
from pathlib import Path

LANDING = Path(__file__).resolve().parents[2] / "landing"
YEAR = 2024
HOSTILE = {
    "picture": "<img src=x onerror=alert(7771)>",
    "script": "</td></script><script>alert(7771)</script>",
    "attribute": '" onmouseover="alert(7771)" x=\'',
    "link": "[点此](javascript:alert(7771))",
    "picture_in_markdown": "![x](http://evil.example/7771.png)",
    "code_in_markdown": "`x` **粗** _斜_ ~~删~~ | 列 | # 题",
    "formula": "=cmd|' /C calc'!A0",
    "formula_at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula_plus": "+1+1+7771",
    "formula_minus": "-2+3+cmd|x",
    "formula_wide": "＝1+7771",
    "formula_tab": "\t=1+7771",
    "quote": "'7771",
    "escape": "\x1b[31m红\x1b]0;7771\x07",
    "escape_c1": "\x9b31m红",
    "breaks": "一\n[ok] 二\r\n三\r四\u2028五",
    "nul": "a\0b",
    "turned": "a\u202egpj.exe",
    "template": "{{7*7}} ${7*7} $v__0 %(x)s {0} {file}",
    "sql": "'; drop table dim_report; --\"",
    "stars": "a*?[b]",
    "column": "x=1",
    "dots": "a...b",
    "backslash": "a\\b\\",
    "like_ours": "⟨1B⟩⟨GB18030⟩",
    "long": "长" * 80,
}
BATCHES = [
    b"2024-990000 <img src=x onerror=alert(7771)>",
    b"=cmd|' C calc'!A0 a...b\\c * ?",
    "2024 \x1b[31m红\n[ok] \u202e\x9b".encode(),
    b'{{7*7}} ${7*7} $v__0 " onmouseover="alert(7771)',
    "2024-990000 江西省甲县".encode("gb18030"),
    b"\xff\xfe\x80",
    "长".encode() * 80,
]
"""Few, since a run takes seconds for each."""
NAMES_IN_BYTES = ["江西省甲县年报".encode("gb18030"), b"\xff\xfe\x80", "甲=*\n".encode("gb18030")]
SIDECARS = {
    "no_such_day": 'published_on: "2024-02-30"',
    "no_such_day_bare": "published_on: 2024-02-30",
    "doubled": "url: a\nurl: b",
    "number": "agency_name: 12",
    "nul": 'agency_name: "a\\0b"',
    "escape": 'agency_name: "a\\eb"',
    "raw_nul": "agency_name: a\0b",
    "raw_escape": "agency_name: a\x1bb",
    "break": 'agency_name: "a\\nb"',
    "truth": "agency_name: yes",
    "fraction": "division_code: 990121.5",
    "surrogate": 'url: "\\ud800"',
    "no_yaml": "a: [b",
}
BODY, BODY_CODE = "<i>甲县人民政府</i>=1+1", "990199"
"""Of the roster, which names every hostile string as a unit."""


def file_name(text: str) -> bytes:
    """A hostile string as the name of a file: without what no name can hold."""
    return text.replace("/", "／").replace("\0", "").encode()[:200].decode(errors="ignore").encode()


def agency(text: str) -> str:
    """A hostile string as the name of an agency, where a name may have it."""
    return f"{text}乡人民政府"


def _report(text: str, number: int, *, wrong: bool) -> str:
    """A report of the sample under another name, with other numbers; a `wrong` one also says it in a label and a sentence."""
    page = (LANDING / "2024-990000" / "qinghe-gongan.html").read_text(encoding="utf-8")
    shown = html.escape(text).replace("\x1b", "&#27;").replace("\0", "&#0;").replace("\x9b", "&#155;")
    page = page.replace("青禾县公安局", f"{shown}乡人民政府").replace(">2530<", f">{number}<")
    if wrong:
        page = page.replace("1.属于国家秘密", f"1.属于国家秘密{shown}")
        page = page.replace("申请21件", f"申请99件{shown}").replace(">37.25<", f">{shown}<")
        page = page.replace("<td>17</td><td>1</td><td>0</td><td>0</td><td>3</td><td>0</td><td>21</td>",
                            "<td>18</td><td>1</td><td>0</td><td>0</td><td>3</td><td>0</td><td>22</td>")  # fmt: skip
    return page


def hostile_landing(folder: Path) -> None:
    """Each string as batch, file, agency, address, label, cell and sentence; names in bytes; faulty sidecars; a roster."""
    place = os.fsencode(folder)
    number = 1000
    for batch in BATCHES:
        os.mkdir(b"%s/%s" % (place, batch))
    for at, text in enumerate(HOSTILE.values()):
        name = file_name(text)
        for wrong in (False, True):
            number += 1
            path = b"%s/%s/%s%s.html" % (place, BATCHES[number % len(BATCHES)], name, b"-2" if wrong else b"")
            Path(os.fsdecode(path)).write_text(_report(text, number, wrong=wrong), encoding="utf-8")
            sidecar = {"agency_name": agency(text), "url": text, "division_code": "990121101"}
            if wrong and at % 2:  # of every other agency the version that is held stands
                sidecar["published_on"] = "2025-02-10"
            Path(os.fsdecode(path + b".meta.yml")).write_text(json.dumps(sidecar), encoding="utf-8")
    for name in NAMES_IN_BYTES:
        number += 1
        path = b"%s/%s/%s.html" % (place, BATCHES[4], name)
        Path(os.fsdecode(path)).write_text(_report("按字节", number, wrong=False), encoding="utf-8")
    beside = folder / "sidecars"
    beside.mkdir()
    for case, text in SIDECARS.items():
        number += 1
        report = _report(f"附件{number}", number, wrong=False)
        (beside / f"{case}.html").write_text(report, encoding="utf-8")
        (beside / f"{case}.html.meta.yml").write_text(text, encoding="utf-8")
    (folder / "roster.csv").write_text(_roster(), encoding="utf-8")


def _roster() -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["agency_name", "division_code", "batch", "consolidated_by", "first_year", "last_year", "complete"]
    )
    for name, text in HOSTILE.items():
        if name == "formula_tab":  # to the roster the same as formula_wide
            continue
        writer.writerow([agency(text).strip(), "", "", BODY, "", "", ""])
    return out.getvalue()
