"""A warehouse in which every area and year with a certified report has a held and a failed one with unmistakable numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agencies.office_tables import store_inputs
from extract.cross_check import differ
from extract.form_cells import Problem
from extract.messages import Refusal
from tests.support.drafts import Draft, consistent, write_batch, zeros
from tests.support.warehouses import build

HELD, FAILED = 777_777, 888_888
LEAST = 700_000  # no certified number comes near; a sum or a median with one of the two in it passes it
YEARS = (2021, 2022, 2023)
COUNTIES = {"990121": "示例甲县", "990122": "示例乙县"}
_DIVISIONS = """division_code,name,level,parent_code,valid_from,valid_to,former_name
990000,示例省,province,,,,
990100,示例市,prefecture,990000,,,
990121,示例甲县,county,990100,,,
990122,示例乙县,county,990100,,,
990121101,甲一镇,town,990121,,,
990121102,甲二镇,town,990121,,,
990122101,乙一镇,town,990122,,,
990122102,乙二镇,town,990122,,,
"""
_SAID = {
    "kind": "received",
    "unit": "件",
    "sentence": "全年收到申请{0}件。",
    "candidates": ["applications/received_new/total"],
}


def settled(draft: Draft) -> Draft:
    """Nothing carried over, so that every year continues the one before; counts bear no unit of money."""
    cells = dict(draft.cells)
    for key in draft.cells:
        _, row, column = key.split("/")
        if row in ("carried_in", "carried_out"):
            cells[key] = "0"
        elif row == "received_new":
            cells[key] = cells[f"applications/closed_total/{column}"]
    return Draft(**{**draft.__dict__, "cells": cells, "units": dict.fromkeys(cells)})


def planted(draft: Draft, number: int) -> Draft:
    """The draft with one number in every cell and in its text: no sum holds, so it is held unless it is failed. What it carries
    out stays, so that the certified report of the year after is not held as well."""
    said = _SAID | {
        "number": str(number),
        "raw": str(number),
        "sentence": str(_SAID["sentence"]).format(number),
    }
    return Draft(**{
        **draft.__dict__, "cells": {key: value if "/carried_" in key else str(number) for key, value in draft.cells.items()}, "claims": [said],
        "sections": {"overview": str(said["sentence"])},
    })  # fmt: skip


def held(draft: Draft) -> Draft:
    """Held for its sums, and for a doubt."""
    return Draft(
        **{**planted(draft, HELD).__dict__, "doubts": {"applications/granted/total": differ("1", "7")}}
    )


def failed(draft: Draft) -> Draft:
    """It tells whose it is, and cells were stored all the same."""
    return Draft(**{
        **planted(draft, FAILED).__dict__, "status": "failed", "problems": [Problem(Refusal("damaged_pdf"))],
    })  # fmt: skip


def drafts(year: int) -> Iterator[Draft]:
    """Of every layer of every area: certified reports, held ones, failed ones, and versions of one another."""
    for place, (code, county) in enumerate(COUNTIES.items()):
        seed = 100 * year + 10 * place

        def of(name: str, kind: str, level: str, division: str, more: int, seed: int = seed) -> Draft:
            said = {**_SAID, "number": "9", "raw": "9", "sentence": "全年收到申请9件。"}
            form = "2019" if year == YEARS[0] else "2021"
            return settled(consistent(
                name, year, form, form, seed + more, division_code=division, agency_class=kind, agency_level=level, claims=[said],
                published_on=f"{year + 1}-01-20",
            ))  # fmt: skip

        government = of(f"{county}人民政府", "government", "county", code, 1)
        # one of the two bodies is held itself in the middle year, so that the year after has no year before
        yield held(government) if place and year == YEARS[1] else government
        yield of(f"{county}教育局", "department", "county", code, 2)
        yield held(of(f"{county}财政局", "department", "county", code, 3))
        yield failed(of(f"{county}民政局", "department", "county", code, 4))
        town = county[2]
        yield of(f"{town}一镇人民政府", "town", "township", f"{code}101", 5)
        yield held(of(f"{town}二镇人民政府", "town", "township", f"{code}102", 6))
        # a correction that is held takes the place of a certified version, and a certified one that of a held version
        for name, older, newer in (("水利局", False, True), ("农业局", True, False)):
            first, second = (of(f"{county}{name}", "department", "county", code, more) for more in (7, 8))
            yield held(first) if older else first
            late = held(second) if newer else second
            yield Draft(**{**late.__dict__, "correction_notice": "更正版"})
    city = consistent(
        "示例市人民政府",
        year,
        seed=year,
        division_code="990100",
        agency_class="government",
        agency_level="prefecture",
    )
    yield settled(city)
    yield held(
        zeros(
            "示例市审计局", year, division_code="990100", agency_class="department", agency_level="prefecture"
        )
    )


def _roster() -> str:
    lines = ["agency_name,division_code,batch,consolidated_by,first_year,last_year,complete"]
    units = [
        f"{county}{name}"
        for county in COUNTIES.values()
        for name in ("教育局", "财政局", "民政局", "水利局", "农业局")
    ]
    lines += [f"{unit},,,{unit[:4]}人民政府,2021,," for unit in units]
    lines += [f"{county}人民政府,,,示例市人民政府,2021,," for county in COUNTIES.values()]
    return "\n".join(lines) + "\n"


def leaking_warehouse(folder: Path) -> tuple[Path, list[Draft]]:
    """Built the real way under `folder`, with all the drafts that went in."""
    warehouse, landing = folder / "warehouse", folder / "landing"
    landing.mkdir()
    (landing / "divisions.csv").write_text(_DIVISIONS, encoding="utf-8")
    (landing / "roster.csv").write_text(_roster(), encoding="utf-8")
    made = []
    for year in YEARS:
        batch = list(drafts(year))
        write_batch(warehouse, f"{year}-990000", batch)
        made += batch
    store_inputs(landing, warehouse)
    build(warehouse, tests=False)
    return warehouse, made
