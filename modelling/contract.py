"""Classes for a mart's contract: the dbt properties of the table and its columns, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

BLANK0 = "_blank0"
_ONE_SOURCE = {"cells", "formula"}


@dataclass(frozen=True)
class Column:
    """One column. `meta` says where its value comes from, so that it can be computed again:

    cells       keys of the cells that are added, joined by +; those that the form version in use lacks are left out,
                and {name} is replaced by the row's own value in that column
    cells_else  the cells used instead if one of them is not known
    cells_of    the column with the report of the cells, if it is not the row's own
    formula     SQL over columns of the same row
    unit        件, share, 万元 ... ; absent if there is none

    publish/trace/sources.py defines all keys, including those for values from rows of other tables.
    `required`: a row without it is refused while the table is made.
    """

    name: str
    data_type: str
    description: str
    zh: str
    meta: dict[str, Any] = field(default_factory=dict)
    required: bool = False

    def __post_init__(self) -> None:
        if set(self.meta) >= _ONE_SOURCE:
            raise ValueError(f"column {self.name}: a value comes from cells or from a formula, not from both")

    def with_blanks_as_0(self, others: frozenset[str]) -> Column:
        """The variant of the column with blanks as 0; `others` are the columns of its formula that have such a variant too."""
        meta = dict(self.meta)
        if "formula" in meta:
            meta["formula"] = " ".join(_suffixed(word, others) for word in meta["formula"].split(" "))
        if "value" in meta:
            meta["value"] += BLANK0
        return replace(
            self,
            name=self.name + BLANK0,
            description=f"{self.description}; blanks taken for 0",
            zh=f"{self.zh}（空白按0计）",
            meta=meta,
        )

    def properties(self) -> dict[str, Any]:
        """The column as dbt properties."""
        entry: dict[str, Any] = {
            "name": self.name,
            "data_type": self.data_type,
            "description": self.description,
            "config": {"meta": {"zh": self.zh, **self.meta}},
        }
        return entry | ({"constraints": [{"type": "not_null"}]} if self.required else {})


@dataclass(frozen=True)
class Contract:
    """A mart: `description` begins with its grain, `tests` are dbt's generic tests of the whole table, `rests_on` names
    the rows of other tables that its columns are computed from."""

    name: str
    description: str
    zh: str
    columns: Sequence[Column]
    tests: Sequence[dict[str, Any]]
    rests_on: dict[str, dict[str, Any]] = field(default_factory=dict)

    def properties(self) -> dict[str, Any]:
        """The mart as dbt properties."""
        meta: dict[str, Any] = {"zh": self.zh, "holds": ["certified"]}
        if self.rests_on:
            meta["rests_on"] = self.rests_on
        return {
            "name": self.name,
            "description": self.description,
            "config": {"contract": {"enforced": True}, "meta": meta},
            "data_tests": list(self.tests),
            "columns": [column.properties() for column in self.columns],
        }


def both_policies(columns: Sequence[Column]) -> list[Column]:
    """The columns as they are (null if a cell that they need is blank), then the variant of each with blanks as 0."""
    names = frozenset(column.name for column in columns)
    return [*columns, *(column.with_blanks_as_0(names) for column in columns)]


def unique_combination_of_columns(*columns: str) -> dict[str, Any]:
    """The dbt test that the table has one row for each combination of these columns."""
    return {"unique_combination_of_columns": {"arguments": {"combination_of_columns": list(columns)}}}


def _suffixed(word: str, names: frozenset[str]) -> str:
    name = word.strip("()")
    return word.replace(name, name + BLANK0) if name in names else word
