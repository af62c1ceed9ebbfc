"""Whatever way files come in, the same files give the same tables: no order of arrival, no name and no run between decides."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agencies.roster import load_roster
from agencies.stated_versions import load_stated_versions
from agencies.store import resolve
from common.digests import file_digest_or_none
from expectations.check.in_memory import Relations
from extract.report import Report
from extract.store import batches as store
from extract.store.batches import extract_batch, list_batches
from extract.store.schemas import SCHEMAS
from tests.support.budget import examples, is_long
from tests.support.drafts import Draft, consistent, report

BATCHES = ("2022-990000", "2022-990123", "2023-990000")
DIVISIONS = """division_code,name,level,parent_code,valid_from,valid_to,former_name
990000,示例省,province,,,,
990100,霁川市,prefecture,990000,,,
990123,松泽县,county,990100,,,
990124,芦汀区,county,990100,,,
"""
ROSTER = """agency_name,division_code,batch,consolidated_by,first_year,last_year,complete
松泽县人民政府,,,霁川市人民政府,2022,,yes
城关镇人民政府,,2022-990123,松泽县人民政府,2022,,yes
城关镇人民政府,,2022-990000,芦汀区人民政府,2022,,yes
"""
TOLD = (
    "int_version_order",
    "int_current_reports",
    "stg_places",
    "int_roster_units",
    "stg_reports",
)
OF_RUNS = ("read_at",)  # what a run writes of itself

Placed = tuple[int, str]  # a file's number, and where it lies in the landing folder


def drafts() -> list[Draft]:
    """Thirty reports: versions with and without dates and notices, two towns of one name, and one that names nobody."""
    chance = random.Random(13)
    made: list[Draft] = []
    for name, code in [
        ("霁川市人民政府", "990100"),
        ("松泽县人民政府", "990123"),
        ("城关镇人民政府", None),
        ("松泽县教育局", None),
    ]:
        for year in (2022, 2023):
            text = f"{name}{year}年主动公开{chance.randint(100, 900)}条，其中公告{chance.randint(10, 90)}条。"
            first = consistent(
                name, year, seed=chance.randint(1, 9), division_code=code, sections={"overview": text},
                agency_class="town" if "镇" in name else "department" if "局" in name else "government",
            )  # fmt: skip
            made += [
                replace(first, published_on=f"{year + 1}-01-18"),
                replace(first.with_cells({"applications/received_new/total": "77"}), published_on=f"{year + 1}-01-18",
                        correction_notice="更正版", corrected_on=f"{year + 1}-03-06"),
                first.with_cells({"applications/received_new/total": "78"}),
            ]  # fmt: skip
    other = "城关镇位于山区，村务公开栏每季更新，全年召开院坝会40场，解答群众提问120次。"
    made += [replace(made[12], sections={"overview": other}), replace(made[13], sections={"overview": other})]
    made += [replace(made[14], status="partial"), replace(made[0], agency=None)]
    made += [consistent("松泽县教育局", 2024, seed=n, division_code=None, agency_class="department",
                        sections={"overview": "松泽县教育局依法公开。"}) for n in (1, 2)]  # fmt: skip
    assert len(made) == 30
    return made


FILES = drafts()


@pytest.fixture
def read_as_drafts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a file of these tests gives the report whose number it holds."""

    def read(paths: Iterable[Path], jobs: int) -> Iterator[Report]:
        for path in paths:
            data = path.read_bytes()
            made = report(FILES[int(data)])
            yield replace(made, path=str(path), sha256=file_digest_or_none(path) or "", size=len(data))

    monkeypatch.setattr(store, "read_many", read)


class Office:
    """A landing folder and its warehouse."""

    def __init__(self, folder: Path) -> None:
        self.landing, self.warehouse = folder / "landing", folder / "warehouse"
        self.landing.mkdir(parents=True)
        (self.landing / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")
        (self.landing / "roster.csv").write_text(ROSTER, encoding="utf-8")

    def put(self, placed: Placed) -> None:
        number, place = placed
        (self.landing / place).parent.mkdir(exist_ok=True)
        (self.landing / place).write_text(str(number), encoding="utf-8")

    def take_away(self, place: str) -> None:
        (self.landing / place).unlink()

    def run(self) -> None:
        for batch, files in list_batches(self.landing).items():
            extract_batch(batch, files, self.landing, self.warehouse)
        for batch in {path.name for path in (self.warehouse / "extracted").iterdir()} - set(
            list_batches(self.landing)
        ):
            extract_batch(batch, [], self.landing, self.warehouse)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The tables that say whose a report is, and which stands, after a run."""
        self.run()
        resolve(self.landing, self.warehouse)
        extracted = {name: self._stored("extracted", name) for name in SCHEMAS}
        relations = Relations(
            extracted,
            roster=load_roster(self.landing / "roster.csv"),
            agencies=self._stored("agencies", "agencies", with_batch=False),
            successions=pq.read_table(self.warehouse / "agencies" / "successions.parquet"),
            versions=load_stated_versions(self.landing / "versions.csv"),
        )
        try:
            return {name: self._rows(relations, name) for name in TOLD}
        finally:
            relations.close()

    def _stored(self, folder: str, name: str, *, with_batch: bool = True) -> pa.Table:
        parts = []
        for path in sorted((self.warehouse / folder).glob(f"*/{name}.parquet")):
            part = pq.read_table(path)
            if with_batch and "batch" not in part.column_names:
                part = part.append_column("batch", pa.array([path.parent.name] * len(part), pa.string()))
            parts.append(part)
        return pa.concat_tables(parts)

    @staticmethod
    def _rows(relations: Relations, name: str) -> list[dict[str, Any]]:
        rows = relations.con.sql(f"select * from {relations.build(name)}").to_arrow_table().to_pylist()
        return sorted(({k: v for k, v in row.items() if k not in OF_RUNS} for row in rows), key=repr)


def final_and_gone(chance: random.Random) -> tuple[list[Placed], list[Placed]]:
    """What lies in the folder at the end, and what was there and left: moved, replaced or taken away."""
    names = [f"{chance.choice('zyxabc')}{n}.html" for n in range(len(FILES))]
    final = [(n, f"{chance.choice(BATCHES)}/{names[n]}") for n in range(len(FILES)) if chance.random() < 0.85]
    final += [(n, f"{chance.choice(BATCHES)}/copy-{names[n]}") for n, _ in final if chance.random() < 0.1]
    left = set(range(len(FILES))) - {n for n, _ in final}
    gone = [
        (n, chance.choice([f"{chance.choice(BATCHES)}/gone-{names[n]}", chance.choice(final)[1]]))
        for n in sorted(left)
    ]
    gone += [(n, f"{chance.choice(BATCHES)}/moved-{names[n]}") for n, _ in final if chance.random() < 0.1]
    places = {place: (n, place) for n, place in gone}  # one file at a place
    return final, list(places.values())


def live(office: Office, final: list[Placed], gone: list[Placed], chance: random.Random) -> None:
    """One history: what left was seen by a run before, everything else comes in any order, with runs between."""
    waiting = {place: (n, place) for n, place in final}
    first = [
        waiting.pop(p)
        for p in list(waiting)
        if chance.random() < 0.3 and p not in {place for _, place in gone}
    ]
    for step in chance.sample([*first, *gone], len(first) + len(gone)):
        office.put(step)
        if chance.random() < 0.1:
            office.run()
    office.run()
    for _, place in chance.sample(gone, len(gone)):
        if place not in waiting:
            office.take_away(place)
    for step in chance.sample(list(waiting.values()), len(waiting)):
        office.put(step)
        if chance.random() < 0.1:
            office.run()
        if chance.random() < 0.05:  # the same bytes once more
            office.take_away(step[1])
            office.put(step)


@settings(
    max_examples=examples(100) if is_long() else 3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**9))
def test_the_same_files_give_the_same_tables_in_whatever_way_they_came_in(
    seed: int, tmp_path_factory: pytest.TempPathFactory, read_as_drafts: None
) -> None:
    """Guards a wrong number: 教育局's received_new was 30 or 35, by the order in which its two versions came in."""
    chance = random.Random(seed)
    final, gone = final_and_gone(chance)
    folder = tmp_path_factory.mktemp("histories")
    offices = [Office(folder / name) for name in ("one", "other", "fresh")]
    for office in offices[:2]:
        live(office, final, gone, chance)
    for placed in final:
        offices[2].put(placed)
    one, other, fresh = (office.tables() for office in offices)
    shutil.rmtree(folder)

    assert one == other
    # What left the folder changes nothing of what lies in it.
    there = {row["report_id"] for row in fresh["stg_reports"]}
    for name in ("int_version_order", "int_current_reports", "stg_reports"):
        assert [row for row in one[name] if row["report_id"] in there] == fresh[name], name


def test_the_corrected_report_stands_however_it_is_named_and_whenever_it_came(
    tmp_path: Path, read_as_drafts: None
) -> None:
    """Guards eight of eight pairs of a report and its correction, loaded together: the older one was taken."""
    for name, numbers in (("a", (0, 1)), ("b", (1, 0))):
        office = Office(tmp_path / name)
        for place, number in zip(("1.html", "2.html"), numbers, strict=True):
            office.put((number, f"{BATCHES[0]}/{place}"))
        [order] = [row for row in office.tables()["int_current_reports"] if row["is_current"]]
        standing = next(
            r for r in office.tables()["int_version_order"] if r["report_id"] == order["report_id"]
        )
        assert (order["version_basis"], standing["dated"]) == ("later", "2023-03-06")


def test_where_nothing_tells_a_person_does_and_until_then_the_choice_is_open(
    tmp_path: Path, read_as_drafts: None
) -> None:
    office = Office(tmp_path / "office")
    office.put((28, f"{BATCHES[2]}/1.html"))
    office.put((29, f"{BATCHES[2]}/2.html"))
    before = {row["report_id"]: row["version_basis"] for row in office.tables()["int_current_reports"]}
    assert sorted(map(str, before.values())) == ["None", "open"]
    behind = next(key for key, basis in before.items() if basis is None)
    (office.landing / "versions.csv").write_text(
        f"report_id,reason,reviewer,date\n{behind},网站上是这一份,示例员,2025-02-01\n", encoding="utf-8"
    )
    after = {row["report_id"]: row["version_basis"] for row in office.tables()["int_current_reports"]}
    assert after == {behind: "stated", next(iter(before.keys() - {behind})): None}
