"""Random changes to a warehouse's batches, as extraction would store them, and two builds of it compared row by row."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from agencies.office_tables import store_inputs
from expectations.gates.batch_digests import BY_BATCH, store_batches
from expectations.gates.gate_1 import gate_1
from tests.support.drafts import Draft, consistent, following, later, write_batch, zeros
from tests.support.messages import problem
from tests.support.warehouses import dbt

YEARS = (2021, 2022, 2023)
ROSTER_HEADER = "agency_name,division_code,batch,consolidated_by,first_year,last_year,complete\n"
WAIVERS_HEADER = "report_id,rule_id,instance,values,reason,reviewer,date,expiry\n"
BALANCE = "applications/received_new/total"


class Landing:
    """What each batch holds, and the changes that may happen to it; the same seed makes the same changes."""

    def __init__(self, folder: Path, seed: int) -> None:
        """`folder`: of the roster and the waivers."""
        self.folder, self.chance, self.number = folder, random.Random(seed), 0
        self.batches: dict[str, list[Draft]] = {}
        self.roster, self.waivers = ROSTER_HEADER, WAIVERS_HEADER
        for year in YEARS:
            self.batches[f"{year}-990000"] = [
                self.draft(agency, year) for agency in ("示例甲县人民政府", "示例乙局")
            ]

    def draft(self, agency: str, year: int) -> Draft:
        """A report, some with a broken sum; it follows that of the year before where there is one."""
        self.number += 1
        before = [
            d for drafts in self.batches.values() for d in drafts if (d.agency, d.year) == (agency, year - 1)
        ]
        name = f"{self.number:03d}.html"
        made = (
            following(before[-1], seed=self.number) if before else consistent(agency, year, seed=self.number)
        )
        made = replace(made, name=name, read_at=later(self.number), published_on=f"{year + 1}-03-05")
        made = replace(
            made,
            sections={
                "overview": "本机关认真贯彻落实条例，"
                + "推进公开平台建设与更新维护工作" * (self.number % 3 + 1)
            },
        )
        wrong = (
            {BALANCE: "77"}
            if self.number % 3 == 0
            else {"applications/granted/total": ""}
            if self.number % 3 == 1
            else {}
        )
        return made.with_cells(wrong)

    def write(self, warehouse: Path, elsewhere: Mapping[str, list[Draft]] | None = None) -> None:
        """Store it all, and batches `elsewhere` that nothing happens to; a batch that is no more leaves no folder."""
        batches = {**self.batches, **(elsewhere or {})}
        for folder in (*(warehouse / "extracted").glob("*"), *(warehouse / "agencies").glob("*")):
            if folder.is_dir() and folder.name not in batches:
                shutil.rmtree(folder)
        for batch, drafts in batches.items():
            write_batch(warehouse, batch, drafts)
        self.folder.mkdir(exist_ok=True)
        (self.folder / "roster.csv").write_text(self.roster, encoding="utf-8")
        (self.folder / "waivers.csv").write_text(self.waivers, encoding="utf-8")
        store_inputs(self.folder, warehouse)

    def change(self) -> str:
        """Do one change; its name."""
        name, how = self.chance.choice(CHANGES)
        how(self)
        return name

    def some(self) -> tuple[str, int]:
        """A batch that holds something, and a place in it."""
        batch = self.chance.choice([name for name, drafts in self.batches.items() if drafts])
        return batch, self.chance.randrange(len(self.batches[batch]))

    def add(self) -> None:
        """A report arrives, perhaps in a new batch, perhaps one that cannot be read whole."""
        year = self.chance.choice(YEARS)
        batch = self.chance.choice([f"{year}-990000", f"{year}-990001"])
        agency = f"示例{self.chance.choice('甲乙丙丁')}{self.chance.choice(['县人民政府', '局'])}"
        draft = self.draft(agency, year) if self.chance.random() < 0.8 else replace(
            zeros(agency, year), name=f"z{self.number}.html", status="partial", problems=[problem("row_missing")],
        )  # fmt: skip
        self.batches.setdefault(batch, []).append(draft)

    def correct(self) -> None:
        """Another version in a file's place; the older one stays on record."""
        batch, place = self.some()
        old = self.batches[batch][place]
        if old.agency is None or old.year is None:
            return
        new = replace(self.draft(old.agency, old.year), name=old.name)
        self.batches[batch][place] = replace(old, in_landing=False)
        self.batches[batch].append(new)

    def withdraw(self) -> None:
        """A file leaves the landing folder."""
        batch, place = self.some()
        self.batches[batch][place] = replace(self.batches[batch][place], in_landing=False)

    def empty(self) -> None:
        """All of a batch leaves it."""
        batch, _ = self.some()
        self.batches[batch] = [replace(draft, in_landing=False) for draft in self.batches[batch]]

    def remove(self) -> None:
        """A batch goes with all that was read of it."""
        if len(self.batches) > 2:
            del self.batches[self.some()[0]]

    def rename(self) -> None:
        """A batch goes on under another name."""
        batch, _ = self.some()
        self.batches[f"{batch}x"] = [replace(draft, read_at=later(500)) for draft in self.batches[batch]]
        self.empty_of(batch)

    def empty_of(self, batch: str) -> None:
        self.batches[batch] = [replace(draft, in_landing=False) for draft in self.batches[batch]]

    def move(self) -> None:
        """A file moves to another batch."""
        batch, place = self.some()
        draft = self.batches[batch][place]
        self.batches[batch][place] = replace(draft, in_landing=False)
        self.copy_to(batch, draft)

    def double(self) -> None:
        """The same bytes lie in a second batch as well."""
        batch, place = self.some()
        self.copy_to(batch, self.batches[batch][place])

    def copy_to(self, batch: str, draft: Draft) -> None:
        others = [name for name, drafts in self.batches.items()
                  if name != batch and draft.sha256 not in {d.sha256 for d in drafts}]  # fmt: skip
        if others:
            earlier = replace(draft, read_at=later(self.chance.choice([-50, 50])))
            self.batches[self.chance.choice(others)].append(earlier)

    def read_otherwise(self) -> None:
        """A new reader doubts a cell of the same bytes, or settles it."""
        batch, place = self.some()
        draft = self.batches[batch][place]
        told = [problem("reading_settled", "applications/granted/total")]
        # The hash is of the bytes, which are the same.
        new = SameBytes(
            **{**draft.__dict__, "problems": [] if draft.problems else told, "kept": draft.sha256}
        )
        for drafts in self.batches.values():
            for n, other in enumerate(drafts):
                if other.sha256 == draft.sha256:
                    drafts[n] = SameBytes(
                        **{**new.__dict__, "in_landing": other.in_landing, "read_at": other.read_at}
                    )

    def enrol(self) -> None:
        """The roster has another unit."""
        units = [unit for unit in ("示例乙局", "示例丙局", "示例丁县人民政府") if unit not in self.roster]
        if units:
            complete = self.chance.choice(["yes", ""])
            self.roster += f"{self.chance.choice(units)},,,示例甲县人民政府,,,{complete}\n"

    def waive(self) -> None:
        """Somebody accepts a failure, or takes that back."""
        batch, place = self.some()
        waiver = f"{self.batches[batch][place].report_id},applications.balance,total,1 ≠ 2,r,r,2024-01-01,2099-01-01\n"
        self.waivers = WAIVERS_HEADER if self.waivers != WAIVERS_HEADER else WAIVERS_HEADER + waiver

    def nothing(self) -> None:
        """Nothing happens."""


@dataclass
class SameBytes(Draft):
    """A draft that was read otherwise, with the hash that its bytes had."""

    kept: str = ""

    @property
    def sha256(self) -> str:
        return self.kept


CHANGES: list[tuple[str, Callable[[Landing], None]]] = [
    (how.__name__, how)
    for how in (
        Landing.add, Landing.correct, Landing.withdraw, Landing.empty, Landing.remove, Landing.rename, Landing.move, Landing.double,
        Landing.read_otherwise, Landing.enrol, Landing.waive, Landing.nothing,
    )
]  # fmt: skip


def build_by_batch(warehouse: Path, select: str = "tag:facts", gate: bool = True) -> None:
    """Facts and gate 1, only of what changed."""
    os.environ[BY_BATCH] = store_batches(warehouse)
    try:
        dbt(warehouse, "build", "--select", *select.split(), "--exclude-resource-types", "test", "unit_test")
    finally:
        del os.environ[BY_BATCH]
    if gate:
        gate_1(warehouse)


def build_anew(warehouse: Path, folder: Path) -> Path:
    """The same of everything, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("extracted", "agencies", "inputs"):
        shutil.copytree(warehouse / part, folder / part)
    dbt(folder, "build", "--select", "tag:facts", "--exclude-resource-types", "test", "unit_test")
    gate_1(folder)
    return folder


def differences(one: Path, other: Path) -> list[str]:
    """Names of the tables whose sets of rows differ between two warehouses."""
    with duckdb.connect() as con:
        for name, warehouse in (("one", one), ("other", other)):
            con.execute(f"attach '{warehouse}/build/gongkai.duckdb' as {name} (read_only)")
        tables = {
            name: con.execute(
                "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main'",
                [name],
            ).fetchall()
            for name in ("one", "other")
        }
        assert sorted(tables["one"]) == sorted(tables["other"])
        places = {table: (f"one.main.{table}", f"other.main.{table}") for (table,) in tables["one"]}
        for file in ("rule_results", "report_gates", "suggestions", "waivers"):
            places[file] = (
                f"read_parquet('{one}/gates/{file}.parquet')",
                f"read_parquet('{other}/gates/{file}.parquet')",
            )
        return [
            table
            for table, (a, b) in places.items()
            if con.execute(
                f"select 1 from ((from {a} except all from {b}) union all (from {b} except all from {a})) limit 1"
            ).fetchall()
        ]
