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

VERSION = "2031"
YEAR = 2031
ADDED = "disclosures/{}/revised"  # a column of 第二十条第（一）项
REPLACED, REPLACEMENT = "denied.administrative_query", "denied.trade_secret"
DROPPED = "not_processed.confirmation"
APPLICANT = "foreign_org"
RESULT = "withdrawn"
_OLD, _NEW = ["-2021"], ["2031-"]


def third_form() -> str:
    """form.yml with the third version in it."""
    data: dict[str, Any] = yaml.safe_load(extract.form.catalogue.FORM_FILE.read_text(encoding="utf-8"))
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
