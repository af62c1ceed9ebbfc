"""Publishing on a small build file: whole versions, one link, nothing written when nothing changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from publish import TABLES, PublishError, current_manifest, marts_begin, marts_stand, publish, withdraw
from publish.warehouse import UNFINISHED

CERTIFIED = "fingerprint-of-the-certified-set"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A build file with every table of the interface, a mart, and gate 2's record."""
    folder = tmp_path / "ware house's"
    (folder / "build").mkdir(parents=True)
    with duckdb.connect(str(build(folder))) as database:
        for name in TABLES:
            if name == "dim_report":
                database.execute("create table dim_report (report_id varchar, batch varchar, sha256 varchar)")
                database.execute(
                    "insert into dim_report values ('r1', '2023-a', 'ab'), ('r2', '2023-b', 'cd')"
                )
            elif name == "fct_application_outcomes":
                database.execute(
                    "create view fct_application_outcomes as select report_id, a from fct_applications"
                )
            else:
                database.execute(f"create table {name} (report_id varchar, a bigint)")
                database.execute(f"insert into {name} values ('r1', 1), ('r1', 1), ('r2', null)")
        database.execute(
            "create table mart_quality as select batch, count(*) as n from dim_report group by batch"
        )
        database.execute("create table int_scratch as select 1 as x")
        database.execute("comment on table fct_appeals is 'one row per report x block, ''as printed'''")
        database.execute("comment on column fct_appeals.a is '总计'")
        database.execute("comment on view fct_application_outcomes is 'one row per report x outcome'")
    write_record(folder)
    return folder


def build(warehouse: Path) -> Path:
    return warehouse / "build" / "gongkai.duckdb"


def write_record(warehouse: Path, **changes: object) -> None:
    record = {"success": True, "reasons": [], "fingerprint": CERTIFIED, "strict": False, **changes}
    (warehouse / "gates").mkdir(exist_ok=True)
    (warehouse / "gates" / "gate_2.json").write_text(json.dumps(record))
    marts_stand(warehouse)


def change(warehouse: Path, sql: str = "insert into fct_appeals values ('r3', 7)") -> None:
    with duckdb.connect(str(build(warehouse))) as database:
        database.execute(sql)


def rows(file: Path, table: str) -> int:
    with duckdb.connect(str(file), read_only=True) as database:
        found = database.execute(f"select count(*) from {table}").fetchone()
    assert found is not None
    return int(found[0])


def test_first_version_holds_every_table_its_comments_and_a_manifest(warehouse: Path) -> None:
    published = publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert published.is_new
    current = warehouse / "current"
    assert current.is_symlink()
    assert not os.path.isabs(os.readlink(current))
    with duckdb.connect(str(current / "gongkai.duckdb"), read_only=True) as database:
        tables = dict(
            database.execute("select table_name, table_type from information_schema.tables").fetchall()
        )
        assert set(tables) == {*TABLES, "mart_quality"}
        assert tables["fct_application_outcomes"] == "VIEW"
        assert database.execute("select a from fct_application_outcomes order by a").fetchall() == [
            (1,),
            (1,),
            (None,),
        ]
        comments = database.execute(
            "select comment from duckdb_tables() where table_name = 'fct_appeals'"
        ).fetchall()
        assert comments == [("one row per report x block, 'as printed'",)]
        assert database.execute("select comment from duckdb_columns() where comment = '总计'").fetchall() == [
            ("总计",)
        ]
    for name in (*TABLES, "mart_quality"):
        parquet = current / "parquet" / f"{name}.parquet"
        counted = duckdb.execute("select count(*) from read_parquet(?)", [str(parquet)]).fetchone()
        assert counted is not None
        assert counted[0] == published.tables[name].rows == rows(current / "gongkai.duckdb", name)
    manifest = current_manifest(warehouse)
    assert manifest is not None
    assert manifest["version"] == published.version == os.path.basename(os.readlink(current))
    assert manifest["inputs"]["2023-a"]["files"] == 1
    assert manifest["gate"]["fingerprint"] == CERTIFIED


def test_equal_content_publishes_nothing_even_in_another_row_order(warehouse: Path) -> None:
    first = publish(build(warehouse), warehouse, certified=CERTIFIED)
    change(warehouse, "create or replace table fct_cells as select * from fct_cells order by report_id desc")

    second = publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert not second.is_new
    assert second.version == first.version
    assert [path.name for path in (warehouse / "versions").iterdir()] == [first.version]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into fct_appeals values ('r1', 1), ('r1', 1)",  # a pair of equal rows
        "update fct_appeals set a = 0 where a is null",  # a blank is not 0
        "alter table fct_appeals rename column a to b",
        "drop table mart_quality",
    ],
)
def test_any_difference_is_a_new_version(warehouse: Path, sql: str) -> None:
    first = publish(build(warehouse), warehouse, certified=CERTIFIED)
    change(warehouse, sql)

    second = publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert second.is_new
    assert second.version != first.version
    assert second.changed == (("mart_quality",) if "mart" in sql else ("fct_appeals",))


def test_an_open_reader_keeps_its_version_and_breaks_nothing(warehouse: Path) -> None:
    publish(build(warehouse), warehouse, certified=CERTIFIED)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "database = duckdb.connect(sys.argv[1], read_only=True)\n"
            "count = lambda: print(database.execute('select count(*) from fct_appeals').fetchone()[0], flush=True)\n"
            "count(); sys.stdin.readline(); count()",
            str(warehouse / "current" / "gongkai.duckdb"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdin is not None
    assert reader.stdout.readline() == "3\n"
    change(warehouse)

    published = publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert published.is_new
    assert rows(warehouse / "current" / "gongkai.duckdb", "fct_appeals") == 4
    reader.stdin.write("\n")
    reader.stdin.flush()
    assert reader.stdout.readline() == "3\n"
    assert reader.wait(timeout=30) == 0


def test_only_the_newest_versions_stay(warehouse: Path) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    names = []
    for number in range(4):
        change(warehouse)
        now = moment + timedelta(seconds=number)
        names.append(publish(build(warehouse), warehouse, certified=CERTIFIED, keep=2, now=now).version)

    assert sorted(path.name for path in (warehouse / "versions").iterdir()) == names[-2:]
    assert os.path.basename(os.readlink(warehouse / "current")) == names[-1]


def test_leftovers_of_a_crash_are_cleared(warehouse: Path) -> None:
    leftover = warehouse / "versions" / f"{UNFINISHED}1"
    (leftover / "parquet").mkdir(parents=True)
    (warehouse / f"{UNFINISHED}1").symlink_to("versions/nowhere")

    published = publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert [path.name for path in (warehouse / "versions").iterdir()] == [published.version]
    assert not (warehouse / f"{UNFINISHED}1").is_symlink()


def test_a_failure_while_writing_leaves_current_alone(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(build(warehouse), warehouse, certified=CERTIFIED)
    change(warehouse)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("publish.warehouse.copy_comments", fail)
    with pytest.raises(OSError, match="disk full"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)

    assert [path.name for path in (warehouse / "versions").iterdir()] == [first.version]
    assert rows(warehouse / "current" / "gongkai.duckdb", "fct_appeals") == 3


@pytest.mark.parametrize(
    ("record", "strict"),
    [
        ({"success": False, "reasons": ["one row too many"]}, False),
        ({"fingerprint": "other"}, False),
        ({}, True),
    ],
)
def test_gate_2_must_have_let_this_very_build_pass(
    warehouse: Path, record: dict[str, object], strict: bool
) -> None:
    write_record(warehouse, **record)

    with pytest.raises(PublishError):
        publish(build(warehouse), warehouse, certified=CERTIFIED, strict=strict)

    assert not (warehouse / "current").exists()
    assert not (warehouse / "versions").exists()


def test_without_a_record_nothing_is_published(warehouse: Path) -> None:
    (warehouse / "gates" / "gate_2.json").unlink()

    with pytest.raises(PublishError, match="no record"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)


def test_marts_that_were_not_finished_are_not_published(warehouse: Path) -> None:
    marts_begin(warehouse)

    with pytest.raises(PublishError, match="marts were not built on this record"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)


def test_marts_of_an_earlier_gate_record_are_not_published(warehouse: Path) -> None:
    record = {
        "success": True,
        "reasons": [],
        "fingerprint": CERTIFIED,
        "strict": False,
        "counts": {"files": 2},
    }
    (warehouse / "gates" / "gate_2.json").write_text(json.dumps(record))

    with pytest.raises(PublishError, match="marts were not built on this record"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)


def test_facts_built_anew_take_the_permission_back(warehouse: Path) -> None:
    withdraw(warehouse)

    with pytest.raises(PublishError, match="no record"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)


def test_a_missing_table_is_named(warehouse: Path) -> None:
    change(warehouse, "drop table fct_disclosures")

    with pytest.raises(PublishError, match="fct_disclosures"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)


def test_a_folder_in_the_links_place_is_left_alone(warehouse: Path) -> None:
    (warehouse / "current").mkdir()

    with pytest.raises(PublishError, match="not a link"):
        publish(build(warehouse), warehouse, certified=CERTIFIED)
