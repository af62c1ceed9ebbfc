"""Reports made up in memory, as extraction would store them: consistent unless a test plants a mistake."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from agencies.fallback import store_fallback
from extract.document import Source
from extract.form.catalogue import Form, load_form
from extract.form_cells import FormCell, Problem
from extract.messages import Doubt, Refusal
from extract.metadata.title_page import Metadata
from extract.narrative.claim import Claim
from extract.narrative.likeness import phrases
from extract.narrative.sections import SectionText
from extract.report import Report
from extract.store.schemas import SCHEMAS, message_columns

FIRST_READ = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
_MARKS = {"": "blank", "/": "dash", "?": "illegible"}


@dataclass
class Draft:
    """One file version. `cells` maps key -> what is printed ('' blank, '/' dash, '?' illegible, else a number or text)."""

    agency: str | None
    year: int | None
    cells: dict[str, str]
    applications: str | None = "2021"
    disclosures: str | None = "2021"
    status: str = "read"
    explicit: bool = True
    media_type: str = "text/html"
    division_code: str | None = "990123"
    doubts: dict[str, Doubt] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    in_landing: bool = True
    read_at: datetime = FIRST_READ
    name: str | None = None
    agency_class: str | None = "government"
    agency_level: str | None = "prefecture"
    published_on: str | None = None
    correction_notice: str | None = None
    corrected_on: str | None = None
    units: dict[str, str | None] = field(default_factory=dict)  # where they are not 万元 or the form's
    sections: dict[str, str] = field(default_factory=dict)
    # as the store holds them, without report and place; `candidates` are sums of keys, joined by +
    claims: list[dict[str, Any]] = field(default_factory=list)

    def with_cells(self, changes: Mapping[str, str]) -> Draft:
        """A copy with other prints in some cells."""
        return Draft(**{**self.__dict__, "cells": {**self.cells, **changes}})

    @property
    def sha256(self) -> str:
        told = repr(
            (
                self.agency,
                self.year,
                sorted(self.cells.items()),
                self.doubts,
                self.problems,
                self.name,
                self.units,
                self.sections,
                self.claims,
                self.published_on,
                *filter(None, (self.correction_notice, self.corrected_on)),
            )
        )
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def appeals(self) -> str | None:
        """The form version of table four, which goes by those of its neighbours."""
        return self.applications or self.disclosures

    @property
    def report_id(self) -> str:
        return self.sha256[:16]


def consistent(
    agency: str | None = "示例县人民政府",
    year: int | None = 2022,
    applications: str = "2021",
    disclosures: str = "2021",
    seed: int = 0,
    **more: Any,
) -> Draft:
    """A report in which every rule holds, with non-zero numbers in all columns."""
    chance = random.Random(seed)
    form = load_form()
    cells = {key: str(chance.randint(0, 50)) for key in form.keys("disclosures", disclosures)}
    if disclosures == "2019":
        for row in ("government_rules", "normative_documents"):
            cells[f"disclosures/{row}/total_disclosed"] = "60"
    else:
        for row in ("government_rules", "normative_documents"):
            cells[f"disclosures/{row}/in_force"] = "60"
    cells |= applications_table(form, applications, chance)
    for block in form.appeal_blocks[applications]:
        columns = form.appeal_columns[applications]
        parts = [chance.randint(0, 9) for _ in columns[1:]]
        for column, value in zip(columns, [*parts, sum(parts)], strict=True):
            cells[f"appeals/{block.key}/{column.key}"] = str(value)
    return Draft(agency, year, cells, applications, disclosures, **more)


def following(before: Draft, seed: int, **more: Any) -> Draft:
    """The consistent report of the next year: what was carried out is carried in, and documents in force add up."""
    draft = consistent(before.agency, (before.year or 0) + 1, seed=seed, **more)
    cells = {}
    for column in (c.key for c in load_form().application_columns[draft.applications or "2021"]):
        inflow = sum(
            int(draft.cells[f"applications/{row}/{column}"]) for row in ("received_new", "carried_in")
        )
        carried = int(before.cells[f"applications/carried_out/{column}"])
        cells[f"applications/carried_in/{column}"] = str(carried)
        cells[f"applications/received_new/{column}"] = str(inflow - carried)
    for row in ("government_rules", "normative_documents"):
        stock = int(before.cells[f"disclosures/{row}/in_force"])
        added, gone = (int(draft.cells[f"disclosures/{row}/{what}"]) for what in ("issued", "repealed"))
        cells[f"disclosures/{row}/in_force"] = str(max(0, stock + added - gone))
    return draft.with_cells(cells)


def applications_table(form: Form, version: str, chance: random.Random, most: int = 9) -> dict[str, str]:
    """Table three, adding up down and across."""
    table: dict[tuple[str, str], int] = {}
    rows = form.application_rows[version]
    types = [c.key for c in form.application_columns[version] if c.key != "total"]
    leaves = [r.key for r in rows if r.role == "outcome"]
    for kind in types:
        for leaf in leaves:
            table[leaf, kind] = chance.randint(0, most)
        closed = sum(table[leaf, kind] for leaf in leaves)
        table["closed_total", kind] = closed
        table["carried_out", kind] = chance.randint(0, most)
        inflow = closed + table["carried_out", kind]
        table["carried_in", kind] = chance.randint(0, inflow)
        table["received_new", kind] = inflow - table["carried_in", kind]
    printed = [r.key for r in rows if r.role != "group"]
    for row in printed:
        table[row, "total"] = sum(table[row, kind] for kind in types)
    return {
        f"applications/{row}/{c.key}": str(table[row, c.key])
        for row in printed
        for c in form.application_columns[version]
    }


def zeros(agency: str = "示例镇人民政府", year: int = 2022, **more: Any) -> Draft:
    """A report with 0 in every cell, as most towns print."""
    form = load_form()
    keys = [
        k
        for t, v in (("disclosures", "2021"), ("applications", "2021"), ("appeals", "2021"))
        for k in form.keys(t, v)
    ]
    return Draft(agency, year, dict.fromkeys(keys, "0"), **more)


def failed(name: str = "damaged.pdf", **more: Any) -> Draft:
    """A file that could not be read."""
    return Draft(None, None, {}, None, None, status="failed", name=name, media_type="application/pdf",
                 problems=[Problem(Refusal("damaged_pdf"))], **more)  # fmt: skip


def _state(printed: str) -> str:
    if printed in _MARKS:
        return _MARKS[printed]
    try:
        float(printed)
    except ValueError:
        return "text"
    return "number"


def tables(drafts: Iterable[Draft], batch: str = "2022-990000") -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables, as extract.store writes them."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    for number, draft in enumerate(drafts):
        name = draft.name or f"{number:03d}.html"
        rows["reports"].append({
            "report_id": draft.report_id, "sha256": draft.sha256, "path": f"{batch}/{name}", "batch": batch,
            "media_type": draft.media_type, "size": 1000, "status": draft.status, "agency_name": draft.agency,
            "agency_class": draft.agency_class, "agency_level": draft.agency_level,
            "published_on": draft.published_on, "correction_notice": draft.correction_notice,
            "corrected_on": draft.corrected_on, "division_code": draft.division_code if draft.agency else None,
            "report_year": draft.year, "form_disclosures": draft.disclosures,
            "form_applications": draft.applications, "form_appeals": draft.appeals, "explicit_cells": draft.explicit, "read_at": draft.read_at,
            "in_landing": draft.in_landing, "cells_doubted": len(draft.doubts), "extractor": "test",
            **message_columns("failure", draft.problems[0].detail if draft.status == "failed" else None),
        })  # fmt: skip
        for position, (key, printed) in enumerate(draft.cells.items()):
            table, row, column = key.split("/")
            state = _state(printed)
            rows["cells"].append({
                "report_id": draft.report_id, "position": position, "key": key, "tbl": table, "row_key": row,
                "column_key": column, "value": printed if state == "number" else None, "state": state,
                "raw": printed, "unit": draft.units.get(key, "万元"), **message_columns("doubt", draft.doubts.get(key)), "src_table": 3, "src_row": position // 7 + 1,
                "src_column": position % 7 + 1,
            })  # fmt: skip
        rows["sections"] += [
            {"report_id": draft.report_id, "position": n, "key": key, "heading": key, "text": text}
            for n, (key, text) in enumerate(draft.sections.items())
        ]
        rows["phrases"] += [
            {"report_id": draft.report_id, "phrase": phrase}
            for phrase in phrases(draft.sections.values(), draft.agency)
        ]
        for position, claim in enumerate(draft.claims):
            told = {"section": "overview", "certain": True} | {
                k: v for k, v in claim.items() if k != "candidates"
            }
            rows["claims"].append({"report_id": draft.report_id, "position": position, **told})
            rows["claim_cells"] += [
                {"report_id": draft.report_id, "position": position, "candidate": n, "key": key}
                for n, candidate in enumerate(claim.get("candidates", []))
                for key in candidate.split("+")
            ]
        rows["problems"] += [
            {
                "report_id": draft.report_id,
                "code": p.code,
                "instance": p.instance,
                "line": p.source.line,
                "page": p.source.page,
            }
            | message_columns("detail", p.detail)
            for p in draft.problems
        ]
    return rows


def arrow(drafts: Iterable[Draft], batch: str = "2022-990000") -> dict[str, pa.Table]:
    """The same as arrow tables."""
    return {n: pa.Table.from_pylist(rows, schema=SCHEMAS[n]) for n, rows in tables(drafts, batch).items()}


def write_batch(warehouse: Path, batch: str, drafts: Iterable[Draft]) -> None:
    """Store a batch as extraction would."""
    folder = warehouse / "extracted" / batch
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in arrow(drafts, batch).items():
        pq.write_table(table, folder / f"{name}.parquet")
    store_fallback(warehouse, batch)


def later(hours: float) -> datetime:
    """A moment after FIRST_READ."""
    return FIRST_READ + timedelta(hours=hours)


def report(draft: Draft) -> Report:
    """A draft as read_report would return it, cells at rows and columns of a table."""
    rows = tables([draft])
    return Report(
        draft.name or "draft.docx", draft.sha256, status=draft.status, explicit_cells=draft.explicit,
        metadata=Metadata(
            agency_name=draft.agency, report_year=draft.year, agency_class=draft.agency_class,
            published_on=draft.published_on, correction_notice=draft.correction_notice, corrected_on=draft.corrected_on,
            division_code=draft.division_code,
        ),
        form={"disclosures": draft.disclosures, "applications": draft.applications, "appeals": draft.appeals},
        cells=[
            FormCell(c["key"], c["value"], c["state"], c["raw"], Source(table=3, row=c["src_row"], column=c["src_column"]),
                     draft.doubts.get(c["key"]), c["unit"])
            for c in rows["cells"]
        ],
        sections=[SectionText(key, key, text) for key, text in draft.sections.items()],
        claims=[_claim(claim) for claim in draft.claims],
        problems=list(draft.problems),
    )  # fmt: skip


def _claim(told: Mapping[str, Any]) -> Claim:
    """A claim of a draft as the narrative's reader makes it; its parts as one, whose sum is all that is stored."""
    number, total = told.get("number"), told.get("parts_total")
    return Claim(
        told["kind"], None if number is None else Decimal(number), told.get("unit"), told.get("raw", ""), told["sentence"],
        told.get("section", "overview"), told.get("certain", True), tuple(told.get("candidates", ())),
        () if total is None else (Decimal(total),), told.get("starts"), told.get("ends"),
    )  # fmt: skip
