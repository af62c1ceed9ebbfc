"""The cells of a report, and their sums with a blank as unknown or as 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extract.form.catalogue import load_form
from extract.form.names import Names
from publish.trace.figures import PLACES, Cell, File

_BLANK = ("blank", "dash")
_ABSENT: Mapping[str, Any] = {"state": "absent", "raw": None, "value": None}


class ReportCells:
    """The cells of one report. `rows` are those of fct_cells, `forms` the form version of each table found."""

    def __init__(
        self, file: File, forms: Mapping[str, str | None], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        form = load_form()
        self.file = file
        self._forms = forms
        self._rows = {row["key"]: row for row in rows}
        self._names = Names(form, forms)
        self._parts_of_total = {
            table: [c.key for c in form.columns(table, version) if c.key != "total"]
            for table in ("applications", "appeals")
            if (version := forms.get(table) or form.versions[0])
        }

    def cell(self, key: str) -> Cell:
        """The cell as printed, counting as its own number."""
        row = self._rows.get(key, _ABSENT)
        number = None if row["value"] is None else float(row["value"])
        return Cell(
            self.file,
            key,
            self._names.cell(key),
            row["raw"],
            row["value"],
            row["state"],
            row.get("unit"),
            row.get("doubt"),
            row.get("settled"),
            {name: row[name] for name in PLACES if row.get(name) is not None},
            number,
            "unknown" if number is None else "printed",
        )

    def add(
        self, keys: Sequence[str], otherwise: Sequence[str], blanks_as_0: bool
    ) -> tuple[float | None, list[Cell]]:
        """Return the sum of cells, else of `otherwise`, and the cells added; the sum is None if one of them is unknown."""
        wanted = [key for key in keys if self._in_form(key)]
        for these in (wanted, otherwise):
            known = [self._known(key) for key in these]
            if known and all(cell.counts_as is not None for cell in known):
                return _sum(known), known
        strict = [self._known(key) for key in wanted or otherwise]
        if not blanks_as_0:
            return None, strict
        loose = [self._loose(key) for key in wanted]
        if not all(cell.counts_as is not None for cell in loose):
            return None, loose
        nothing = all(self._known(k).counts_as is None for key in wanted for k in (key, *self._parts(key)))
        if nothing and any(self._has_row(key) for key in otherwise):
            loose = [self._loose(key) for key in otherwise]
        return (_sum(loose) if all(cell.counts_as is not None for cell in loose) else None), loose

    def _known(self, key: str) -> Cell:
        """The cell with its printed number; a blank total counts as the sum of its parts if all are numbers."""
        cell = self._counted(self.cell(key))
        return cell if cell.counts_as is not None else self._summed(cell, self._known)

    def _loose(self, key: str) -> Cell:
        """The same with blanks and dashes as 0; unknown if the row contains something else, as text."""
        known = self._known(key)
        if known.counts_as is not None:
            return known
        table, row, _ = key.split("/")
        beside = (
            [key] if table == "disclosures" else [k for k in self._rows if k.startswith(f"{table}/{row}/")]
        )
        if not all(
            self._counted(self.cell(k)).counts_as is not None or self.cell(k).state in _BLANK for k in beside
        ):
            return known
        parts = self._parts(key)
        if any(self._known(part).counts_as is not None for part in parts):
            return self._summed(known, self._loose)
        return replace(known, counts_as=0.0, how="zero")

    def _summed(self, cell: Cell, value: Callable[[str], Cell]) -> Cell:
        parts = tuple(value(part) for part in self._parts(cell.key))
        if not parts or any(part.counts_as is None for part in parts):
            return cell
        return replace(cell, counts_as=_sum(parts), how="parts", parts=parts)

    def _counted(self, cell: Cell) -> Cell:
        """The cell, counting as unknown if a count has decimals; an amount of money may have them."""
        number = cell.counts_as
        if number is None or number == int(number) or cell.key.endswith("/amount"):
            return cell
        return replace(cell, counts_as=None, how="unknown")

    def _has_row(self, key: str) -> bool:
        stem = key.rpartition("/")[0]
        return any(other.startswith(f"{stem}/") for other in self._rows)

    def _in_form(self, key: str) -> bool:
        table = key.split("/")[0]
        return key in load_form().keys(table, self._forms.get(table) or load_form().versions[0])

    def _parts(self, key: str) -> list[str]:
        table, row, column = key.split("/")
        return (
            [f"{table}/{row}/{part}" for part in self._parts_of_total.get(table, ())]
            if column == "total"
            else []
        )


def _sum(cells: Sequence[Cell]) -> float:
    return sum(cell.counts_as for cell in cells if cell.counts_as is not None)
