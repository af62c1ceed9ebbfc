"""Which cells of a report carry no proof although nothing is said against them."""

from __future__ import annotations

from extract.proof import KINDS
from extract.report import Report


def unproven(report: Report) -> list[str]:
    """Keys of cells with a kind of evidence that is unknown, or none on some axis without a doubt that says why; and of
    those whose only doubt is that whatever read them told no evidence."""
    return [
        cell.key
        for cell in report.cells
        if cell.state != "absent"
        and (
            any(kind not in (None, *KINDS[axis]) for axis, kind in cell.proof.to_json().items())
            or (not cell.doubt and cell.proof.lacking)
            or (cell.doubt and cell.doubt.code == "unproven")
        )
    ]
