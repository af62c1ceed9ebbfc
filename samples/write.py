"""All files of the sample: report files, sidecars and truths, from the reports' data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from samples.layouts import docx, html, pdf, scan, text
from samples.model import Report

DAMAGED_AT = 24_000  # bytes of the damaged file that arrived before its transfer broke off


def damaged(report: Report) -> bytes:
    """A DOCX that was cut off in the middle.

    It is stored, not deflated, so that its bytes do not depend on the machine's zlib.
    """
    return docx.write(report, compression=zipfile.ZIP_STORED)[:DAMAGED_AT]


LAYOUTS: dict[str, Callable[[Report], bytes]] = {
    "text-cells": text.cells,
    "text-cells-broken": text.cells_broken,
    "text-lines": text.lines,
    "text-tsv": text.tsv,
    "text-tsv-shifted": text.tsv_shifted,
    "html": html.plain,
    "html-word": html.word,
    "html-gb18030": html.gb18030,
    "docx": docx.write,
    "docx-damaged": damaged,
    "pdf": pdf.write,
    "pdf-scan": scan.write,
}


def landing_files(report: Report) -> Iterator[tuple[str, bytes]]:
    """(path below landing/, bytes): the report itself and, where there is one, its sidecar."""
    yield report.file, LAYOUTS[report.layout](report)
    if report.sidecar:
        sidecar = yaml.safe_dump(report.sidecar, allow_unicode=True, sort_keys=False)
        yield f"{report.stem}.meta.yml", sidecar.encode("utf-8")


def truth(report: Report) -> dict[str, Any]:
    """The truth of the report in the shape of the truth files beside real reports: what a reader must find in it.

    In a row that lacks a cell, every cell may be doubted; one whose left neighbour differs must be, since the row does not
    show whether the missing cell stood before or after it.
    """
    cells: dict[str, dict[str, Any]] = {}
    short = {key.rsplit("/", 1)[0] for key in report.dropped}
    for key, cell in report.cells.items():
        cells[key] = {"value": cell.value, "state": cell.state}
        if key.rsplit("/", 1)[0] in short:
            cells[key]["doubt_ok"] = True
    for row in short:
        keys = [key for key in report.cells if key.rsplit("/", 1)[0] == row]
        printed = [report.cells[key].value for key in keys if key not in report.dropped]
        for i, key in enumerate(keys):
            if 0 < i < len(printed) and printed[i] != printed[i - 1]:
                cells[key]["must_doubt"] = True
    return {
        "agency_name": report.agency,
        "agency_any": list(report.agency_any),
        "report_year": report.year,
        "form": {"disclosures": report.form_disclosures, "applications": report.form_applications},
        "status": "read",
        "broken": [{"rule_id": rule, "instance": instance} for rule, instance in report.broken],
        "cells": cells,
    }


def truth_text(report: Report) -> str:
    """The truth as JSON, a cell a line."""
    whole = truth(report)
    cells = whole.pop("cells")
    head = json.dumps(whole, ensure_ascii=False, indent=2)[:-2]
    body = ",\n".join(f"    {json.dumps(key)}: {json.dumps(cell)}" for key, cell in cells.items())
    return f'{head},\n  "cells": {{\n{body}\n  }}\n}}\n'
