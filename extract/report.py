"""Defines a report as read: its cells, sections, claims and problems, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from common.file_names import path_text
from extract.form.catalogue import TABLES
from extract.form_cells import FormCell, Problem
from extract.messages import Refusal
from extract.metadata.surroundings import Piece
from extract.metadata.title_page import Metadata
from extract.narrative import Claim
from extract.narrative.sections import SectionText


@dataclass(slots=True)
class Report:
    """A file as read. `status`: read, partial or failed (then `problems` says why, and no number is given)."""

    path: str
    sha256: str = ""
    size: int = 0
    media_type: str = "application/octet-stream"
    status: str = "failed"
    explicit_cells: bool = False
    metadata: Metadata = field(default_factory=Metadata)
    form: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(TABLES))  # table -> version
    cells: list[FormCell] = field(default_factory=list)
    sections: list[SectionText] = field(default_factory=list)
    surroundings: list[Piece] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def failure(self) -> Refusal | None:
        """Why a failed report could not be read."""
        detail = self.problems[0].detail if self.status == "failed" and self.problems else None
        return detail if isinstance(detail, Refusal) else None

    def to_json(self, *, proof: bool = False) -> dict[str, Any]:
        """The object that `python -m extract` prints, keys and shapes as documented in docs/interface.md.

        `proof`: each cell that is not absent says what shows it, too.
        """
        return {
            "path": path_text(self.path),
            "sha256": self.sha256,
            "media_type": self.media_type,
            "status": self.status,
            "agency_name": self.metadata.agency_name,
            "report_year": self.metadata.report_year,
            "form": {table: self.form[table] for table in ("disclosures", "applications")},
            "cells": [
                {
                    "key": cell.key,
                    "value": cell.value,
                    "state": cell.state,
                    "raw": cell.raw,
                    "source": cell.source.to_json(),
                    "doubt": cell.doubt and str(cell.doubt),
                    "unit": cell.unit,
                    **({"proof": cell.proof.to_json()} if proof and cell.state != "absent" else {}),
                }
                for cell in self.cells
            ],
            "sections": [{"key": s.key, "heading": s.heading, "text": s.text} for s in self.sections],
            "claims": [claim.to_json() for claim in self.claims],
            "problems": [
                {
                    "code": p.code,
                    "detail": str(p.detail),
                    "source": p.source.to_json(),
                    "instance": p.instance,
                }
                for p in self.problems
            ],
        }
