"""A form version that does not exist, due from report year 2031: what next year's form may do to the one in use.

Against the 2021 form: table two has one column more, table three one row replaced, one dropped and one kind of applicant
more, table four one result more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

import extract.form.catalogue
import samples.form
import samples.grid
from extract.form.catalogue import in_versions
from samples.model import PROSE, Cell, Report

VERSION = "2031"
YEAR = 2031
ADDED = "disclosures/{}/revised"  # a column of 第二十条第（一）项
REPLACED, REPLACEMENT = "denied.administrative_query", "denied.trade_secret"
DROPPED = "not_processed.confirmation"
APPLICANT = "foreign_org"
RESULT = "withdrawn"
_SITE = {
    "name": "示例县人民政府网",
    "publisher": "示例县人民政府",
    "code": "9901230001",
    "index": "",
    "published_on": "",
}
_FIRST = ("2019", "2021")
_OLD, _NEW = ["-2021"], ["2031-"]


def third_form() -> str:
    """form.yml with the third version in it."""
    data = _first_two()
    data["versions"]["2021"]["report_years"] = [2021, 2030]
    data["versions"][VERSION] = {"notice": "国办公开办函〔2031〕1号", "report_years": "2031-"}
    clause = next(c for c in data["disclosures"] if c["clause"] == "20.1" and c["forms"] == ["2021-"])
    column = {
        "key": "revised",
        "label": "本年修订件数",
        "unit": "件",
        "type": "whole number >= 0",
        "forms": _NEW,
    }
    clause["columns"].insert(1, column)
    rows = data["applications"]["rows"]
    replaced = _place(rows, REPLACED)
    rows[replaced]["forms"] = _OLD
    row = {"key": REPLACEMENT, "label": "8.属于商业秘密且权利人不同意公开", "en": "trade secret"}
    rows.insert(replaced + 1, row | {"parent": "denied", "role": "outcome", "forms": _NEW})
    rows[_place(rows, DROPPED)]["forms"] = _OLD
    columns = data["applications"]["columns"]
    applicant = {
        "key": APPLICANT,
        "label": "境外组织",
        "under": "organisations",
        "en": "foreign organisation",
    }
    columns.insert(_place(columns, "other_org"), applicant | {"forms": _NEW})
    columns = data["appeals"]["columns"]
    result = {"key": RESULT, "label": "申请撤回", "en": "withdrawn", "forms": _NEW}
    columns.insert(_place(columns, "pending"), result)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=200)


def renamed_column() -> str:
    """form.yml with a version that prints table two with one column under another name, and all else as in 2021."""
    data = _first_two()
    data["versions"]["2021"]["report_years"] = [2021, 2030]
    data["versions"][VERSION] = {"notice": "国办公开办函〔2031〕1号", "report_years": "2031-"}
    clause = next(c for c in data["disclosures"] if c["clause"] == "20.1" and c["forms"] == ["2021-"])
    clause["columns"][2]["forms"] = _OLD
    clause["columns"].append({**clause["columns"][2], "key": "valid", "label": "年末有效件数", "forms": _NEW})
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=200)


def _first_two() -> dict[str, Any]:
    """form.yml as its first two versions have it, so that a version which is added to it leaves these tests alone."""
    data: dict[str, Any] = yaml.safe_load(extract.form.catalogue.FORM_FILE.read_text(encoding="utf-8"))
    known = list(data["versions"])
    data["versions"] = {version: data["versions"][version] for version in _FIRST}
    return dict(_pruned(data, known))


def _pruned(node: Any, known: list[str]) -> Any:
    """The node without entries that stand in later versions only; `forms` and roles as they were before those."""
    if isinstance(node, list):
        return [
            _pruned(e, known) for e in node if not isinstance(e, dict) or _spans(e.get("forms"), known) != []
        ]
    if not isinstance(node, dict):
        return node
    out = {key: _pruned(value, known) for key, value in node.items()}
    if "forms" in node and (spans := _spans(node["forms"], known)):
        out["forms"] = spans
    else:
        out.pop("forms", None)
    if isinstance(node.get("role"), dict):
        roles = {role: _spans(forms, known) for role, forms in node["role"].items()}
        out["role"] = {role: spans for role, spans in roles.items() if spans}
    return out


def _spans(forms: list[str] | None, known: list[str]) -> list[str] | None:
    """`forms` of an entry among the first two versions: None for both, [] for neither, and the second stays open."""
    first, second = (version in in_versions(forms, known) for version in _FIRST)
    if first and second:
        return None
    return [_FIRST[0]] if first else [f"{_FIRST[1]}-"] if second else []


def _place(entries: list[dict[str, Any]], key: str) -> int:
    return next(at for at, entry in enumerate(entries) if entry["key"] == key)


@contextmanager
def loaded(folder: Path, text: str | None = None) -> Iterator[Path]:
    """Reader, rules and generator of made-up reports go by the third form (or by `text`) while this is open."""
    path = folder / "form.yml"
    path.write_text(third_form() if text is None else text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extract.form.catalogue, "FORM_FILE", path)
        patch.setattr(samples.form, "FORM_FILE", path)
        yield path


def made_up(
    year: int | None = YEAR,
    disclosures: str = VERSION,
    applications: str = VERSION,
    appeals: str = VERSION,
    sparse: bool = False,
    agency: str = "示例县人民政府",
) -> Report:
    """A report on these versions, adding up: another number in nearly every cell, or (`sparse`) so few that its digits can
    be cut in one way only."""
    numbers = _table_two(disclosures) | _table_three(applications, sparse) | _table_four(appeals, sparse)
    keys = samples.form.cell_keys(disclosures, applications, appeals)
    whose = agency if year is None else f"{agency}{year}年"
    return Report(
        file="report", layout="html", agency=agency, agency_any=(agency,), year=year or 0,
        form_disclosures=disclosures, form_applications=applications, form_appeals=appeals,
        cells={key: Cell(str(numbers[key]), str(numbers[key]), "number") for key in keys},
        prose={key: ["本单位依法公开政府信息。"] for key in PROSE}, title=[f"{whose}政府信息公开工作年度报告"],
        top=[], end=[], labels={}, dropped=frozenset(), broken=[], sidecar={}, options={"site": _SITE, "body": 10.0},
    )  # fmt: skip


def _table_two(version: str) -> dict[str, int]:
    keys = [
        f"disclosures/{row}/{column}"
        for clause in samples.form.disclosure_clauses(version)
        for row, _ in clause.rows
        for column, _ in clause.columns
    ]
    return {key: 101 + at for at, key in enumerate(keys)}


def _table_three(version: str, sparse: bool) -> dict[str, int]:
    kinds = [key for key, _ in samples.form.application_columns(version)][:-1]
    leaves = [row.key for row in samples.form.application_rows(version) if row.role == "outcome"]
    places = range(len(kinds))
    lines = {
        leaf: [int(n == 0 and at < 5) if sparse else (3 * at + 7 * n) % 19 for n in places]
        for at, leaf in enumerate(leaves)
    }
    closed = [sum(line[n] for line in lines.values()) for n in places]
    carried = [int(n == 0) if sparse else n + 2 for n in places]
    before = [int(n == 0) if sparse else n + 1 for n in places]
    new = [c + o - b for c, o, b in zip(closed, carried, before, strict=True)]
    lines |= {"received_new": new, "carried_in": before, "closed_total": closed, "carried_out": carried}
    return {
        f"applications/{row}/{column}": number
        for row, line in lines.items()
        for column, number in zip([*kinds, "total"], [*line, sum(line)], strict=True)
    }


def _table_four(version: str, sparse: bool) -> dict[str, int]:
    parts = [key for key, _ in samples.form.appeal_columns(version)][:-1]
    numbers: dict[str, int] = {}
    for start, block in enumerate(samples.form.appeal_blocks(version)):
        line = [int(n == start) if sparse else 11 * start + 2 * n + 1 for n in range(len(parts))]
        for column, number in zip([*parts, "total"], [*line, sum(line)], strict=True):
            numbers[f"appeals/{block}/{column}"] = number
    return numbers


def run_together(report: Report) -> bytes:
    """The report as a viewer's copy has it: labels and digits of tables three and four without anything between them.

    Numbers of table two, which no sum would cut, stand apart.
    """
    said = [*report.title, "一、总体情况", *report.prose["overview"], "二、主动公开政府信息情况"]
    two = " ".join(
        cell.text for table in samples.grid.disclosures(report) for row in table.rows for cell in row
    )
    three, four = (
        "".join(cell.text for row in table.rows for cell in row)
        for table in (samples.grid.applications(report), samples.grid.appeals(report))
    )
    said += [f"{two} 三、收到和处理政府信息公开申请情况 {three}四、政府信息公开行政复议、行政诉讼情况 {four}"]
    said += [
        "五、存在的主要问题及改进情况",
        *report.prose["problems"],
        "六、其他需要报告的事项",
        *report.prose["other_matters"],
    ]
    return "\n".join(said).encode()
