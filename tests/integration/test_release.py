"""A release: traceable with nothing but itself, the same bytes from the same reports, valid, and honest on what changed.

One long module: its tests share a published warehouse and its first release, which are made once a module.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from agencies.office_tables import store_inputs
from expectations.gates.gate_2 import certified_fingerprint
from publish import marts_stand, publish
from publish.release import Release, ReleaseError, building, make_release
from publish.release.checksums import read_checksums
from publish.release.datapackage import validate
from publish.warehouse import OF_RUNS, TABLES
from tests.support.drafts import Draft, write_batch
from tests.support.warehouses import CERTIFIED_AND_CURRENT, DRAFTS, build, change, report_id

FILES = {"readings": None, "waivers": "ab" * 32, "roster": None}
GRANTED = "applications/granted/total"
FEES = "disclosures/fees/amount"


def publish_build(warehouse: Path) -> Path:
    certified = certified_fingerprint(warehouse)
    record = warehouse / "gates" / "gate_2.json"
    told = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(told | {"fingerprint": certified}), encoding="utf-8")
    marts_stand(warehouse)
    publish(warehouse / "build" / "gongkai.duckdb", warehouse, certified=certified, input_files=FILES)
    return warehouse


@pytest.fixture(scope="module")
def published(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with a published version; read it, never change it."""
    folder = tmp_path_factory.mktemp("release") / "ware house's"
    return publish_build(shutil.copytree(built, folder, ignore=shutil.ignore_patterns("target", "log")))


@pytest.fixture(scope="module")
def first(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Its release."""
    return make_release(published, tmp_path_factory.mktemp("releases"))


@pytest.fixture
def own_published(published: Path, tmp_path: Path) -> Path:
    """A copy of it to change; `current` stays a link."""
    return shutil.copytree(published, tmp_path / "own", symlinks=True)


@pytest.fixture
def not_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases without frictionless, which takes longer than all else; what it finds is asked of `first` and of broken ones."""
    monkeypatch.setattr(building, "validate", lambda folder: None)


def read_again(draft: Draft) -> Draft:
    return Draft(**{**draft.__dict__, "read_at": draft.read_at + timedelta(days=40)})


def ask(release: Release, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(release.folder / "gongkai.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def package_of(release: Release) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((release.folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def files_of(release: Release) -> dict[str, bytes]:
    """All files but the one that DuckDB stamps and the list that has its hash."""
    return {
        path.relative_to(release.folder).as_posix(): path.read_bytes()
        for path in release.folder.rglob("*")
        if path.is_file() and path.name not in ("gongkai.duckdb", "SHA256SUMS")
    }


@pytest.mark.usefixtures("not_validated")
def test_the_same_reports_give_the_same_bytes(first: Release, tmp_path: Path) -> None:
    """Built from nothing elsewhere, every row stored the other way round, read weeks later."""
    warehouse = tmp_path / "elsewhere"
    for batch, drafts in reversed(DRAFTS.items()):
        write_batch(warehouse, batch, map(read_again, drafts.values()))
    for path in (warehouse / "extracted").rglob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(table.take(pa.array(range(table.num_rows)[::-1], pa.int64())), path)
    store_inputs(tmp_path / "landing", warehouse)
    build(warehouse, tests=False)
    again = make_release(publish_build(warehouse), tmp_path / "out")

    assert again.version == first.version
    assert {
        name for name, content in files_of(first).items() if files_of(again).get(name) != content
    } == set()
    assert set(files_of(again)) == set(files_of(first))
    assert read_checksums(again.folder).keys() == read_checksums(first.folder).keys()
    for table in first.tables:
        rows = f"select * from {table} order by all"
        assert ask(again, rows) == ask(first, rows)


def test_tables_are_those_of_the_published_version_without_what_tells_of_runs(
    first: Release, published: Path
) -> None:
    manifest = json.loads((published / "current" / "manifest.json").read_text(encoding="utf-8"))
    expected = {name: t["rows"] for name, t in manifest["tables"].items() if name not in OF_RUNS}
    assert first.tables == expected
    assert set(TABLES) - set(OF_RUNS) <= set(first.tables)
    moments = ask(
        first,
        "select table_name, column_name from duckdb_columns() where data_type like 'TIMESTAMP%' and not internal",
    )
    assert moments == []
    assert all((first.folder / "parquet" / f"{name}.parquet").is_file() for name in expected)


def test_csv_parquet_and_duckdb_hold_the_same_rows(first: Release) -> None:
    for entry in package_of(first)["resources"]:
        if entry["type"] != "table" or entry["name"] not in first.tables:
            continue
        con = duckdb.connect()
        columns = ", ".join(f'"{field["name"]}"' for field in entry["schema"]["fields"])
        types = dict(
            ask(
                first,
                f"select column_name, data_type from duckdb_columns() where table_name = '{entry['name']}'",
            )
        )
        told = con.execute(
            f"select {columns} from read_csv(?, header = true, nullstr = '', allow_quoted_nulls = false, columns = ?)",
            [str(first.folder / entry["path"]), types],
        ).fetchall()
        parquet = con.execute(
            f"select {columns} from read_parquet(?)",
            [str(first.folder / "parquet" / f"{entry['name']}.parquet")],
        ).fetchall()
        assert told == parquet
        stored = ask(first, f"select {columns} from {entry['name']}")
        is_view = entry["name"] == "fct_application_outcomes"  # which has no order of its own
        assert (sorted(parquet) == sorted(stored)) if is_view else (parquet == stored)
        assert len(parquet) == entry["rows"] == first.tables[entry["name"]]


def test_excel_gets_its_mark_and_tools_get_none(first: Release) -> None:
    for path in first.folder.rglob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path
    packed = list(first.folder.rglob("*.csv.gz"))
    assert packed
    assert not any(gzip.decompress(path.read_bytes()).startswith(b"\xef\xbb\xbf") for path in packed)


def test_a_number_leads_to_its_place_with_the_release_alone(first: Release) -> None:
    folder = first.folder
    con = duckdb.connect()
    found = con.execute(
        """select m.granted, c.value, c."table", c."row", c."column", r.path, r.sha256, i.gate_status, d.row_label
        from read_parquet($1 || '/parquet/mart_agency_year.parquet') as m
        inner join read_parquet($1 || '/parquet/dim_report.parquet') as r on m.report_id = r.report_id
        inner join read_parquet($1 || '/parquet/fct_cells.parquet') as c on m.report_id = c.report_id
        inner join read_parquet($1 || '/parquet/dim_cell.parquet') as d on c.key = d.key and c.form = d.form
        inner join read_csv($1 || '/inputs.csv') as i on r.report_id = i.report_id
        where m.report_id = $2 and c.key = $3""",
        [str(folder), report_id("county"), GRANTED],
    ).fetchall()
    draft = DRAFTS["2021-990000"]["county"]
    assert [row[:2] for row in found] == [(int(draft.cells[GRANTED]), draft.cells[GRANTED])]
    assert None not in found[0]
    assert found[0][5:] == ("2021-990000/000.html", draft.sha256, "certified", "（一）予以公开")


def test_inputs_name_every_file_by_hash(first: Release) -> None:
    rows = duckdb.execute(
        "select kind, sha256, report_id, gate_status, in_marts from read_csv(?)",
        [str(first.folder / "inputs.csv")],
    ).fetchall()
    reports = {row[2]: row for row in rows if row[0] == "report"}
    everyone = {d.report_id: d.sha256 for drafts in DRAFTS.values() for d in drafts.values()}
    assert {key: row[1] for key, row in reports.items()} == everyone
    assert {key for key, row in reports.items() if row[4]} == {report_id(n) for n in CERTIFIED_AND_CURRENT}
    assert reports[report_id("balance")][3] == "held"
    assert {(row[0], row[1]) for row in rows if row[0] != "report"} == set(FILES.items())


def test_checksums_hold(first: Release) -> None:
    told = read_checksums(first.folder)
    there = {p.relative_to(first.folder).as_posix() for p in first.folder.rglob("*") if p.is_file()}
    assert set(told) == there - {"SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256((first.folder / name).read_bytes()).hexdigest() == digest


def test_no_file_names_a_place_on_the_machine(first: Release, published: Path, tmp_path: Path) -> None:
    """Texts as they are; the DuckDB file by its catalogue and rows as well, which it packs."""
    places = [
        str(published),
        str(first.folder.parent),
        str(Path.home()),
        str(Path(__file__).resolve().parents[2]),
    ]
    with duckdb.connect(str(first.folder / "gongkai.duckdb"), read_only=True) as con:
        con.execute(f"export database '{str(tmp_path / 'whole').replace(chr(39), chr(39) * 2)}' (format csv)")
    exported = [
        p for p in (tmp_path / "whole").glob("*") if p.name != "load.sql"
    ]  # it names the export itself
    files = [*(p for p in first.folder.rglob("*") if p.is_file()), *exported]
    assert len(files) > 40
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert [place for place in places if place.encode() in content] == [], path


def test_the_data_package_says_what_the_columns_are(first: Release) -> None:
    package = package_of(first)
    entries = {entry["name"]: entry for entry in package["resources"]}
    assert package["version"] == first.version
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["temporal"] == {"start": 2021, "end": 2022}
    cells = entries["fct_cells"]
    assert cells["schema"]["primaryKey"] == ["report_id", "key"]
    assert {
        "fields": ["report_id"],
        "reference": {"resource": "dim_report", "fields": ["report_id"]},
    } in cells["schema"]["foreignKeys"]
    assert {
        "fields": ["form", "key"],
        "reference": {"resource": "dim_cell", "fields": ["form", "key"]},
    } in cells["schema"]["foreignKeys"]
    fields = {field["name"]: field for field in entries["fct_applications"]["schema"]["fields"]}
    assert fields["granted"] == {
        "name": "granted", "type": "integer", "description": "Granted", "description_zh": "（一）予以公开", "unit": "件",
        "cells": "applications/granted/{applicant_type}",
    }  # fmt: skip
    # A rule over a whole report has no instance: no primary key, and unique all the same.
    assert "primaryKey" not in entries["fct_rule_results"]["schema"]
    assert entries["fct_rule_results"]["schema"]["uniqueKeys"] == [["report_id", "rule_id", "instance"]]
    assert {"inputs", "revisions", "dictionary"} <= set(entries)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("csv/mart_agency_year.csv", b",2021,", b",soon,"),  # a type
        ("csv/dim_agency.csv", b"\n", b"\nx,x"),  # a row's width
        ("datapackage.json", b'"type": "integer"', b'"type": "roman"'),  # the description itself
    ],
)
def test_frictionless_finds_what_is_wrong(
    first: Release, tmp_path: Path, file: str, old: bytes, new: bytes
) -> None:
    folder = shutil.copytree(first.folder, tmp_path / "broken")  # found sound when it was made
    content = (folder / file).read_bytes()
    assert old in content
    (folder / file).write_bytes(content.replace(old, new))
    with pytest.raises(ReleaseError, match="Frictionless"):
        validate(folder)


def test_the_dictionary_has_every_column_in_both_languages(first: Release) -> None:
    rows = duckdb.execute(
        "select table_name, column_name, type, description, description_zh from read_csv(?) where position > 0",
        [str(first.folder / "dictionary.csv")],
    ).fetchall()
    stored = ask(
        first,
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal",
    )
    assert {row[:3] for row in rows if row[0] in first.tables} == set(stored)
    page = (first.folder / "DICTIONARY.md").read_text(encoding="utf-8")
    assert (
        "| granted | BIGINT | 件 | （一）予以公开 | Granted | `applications/granted/{applicant_type}` |"
        in page
    )
    assert ("fct_cells", "raw", "VARCHAR", "Text as it stands in the file", "文件中的原文") in rows


def test_comments_in_the_file_are_in_both_languages(first: Release) -> None:
    [(table,)] = ask(first, "select comment from duckdb_tables() where table_name = 'fct_cells'")
    [(column,)] = ask(
        first, "select comment from duckdb_columns() where table_name = 'fct_cells' and column_name = 'raw'"
    )
    assert table.startswith("one row per report x cell")
    assert table.endswith(" · 每行是一份年报所用格式的一个单元格，带其在文件中的位置")
    assert column == "Text as it stands in the file · 文件中的原文"
    views = ask(first, "select comment from duckdb_views() where view_name = 'fct_application_outcomes'")
    assert views[0][0].endswith("空值不是零，见 state。")


@pytest.mark.usefixtures("not_validated")
def test_citation_and_licence(published: Path, first: Release, tmp_path: Path) -> None:
    told = yaml.safe_load((first.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "type", "version", "license"} <= set(told)
    assert told["version"] == first.version
    assert told["authors"] == [{"name": "Gongkai contributors"}]
    assert "date-released" not in told  # nobody told one, and the clock is not the data's
    other = make_release(
        published, tmp_path, version="1.0", licence="CC0-1.0", author="某评估中心", date="2024-05-01"
    )
    told = yaml.safe_load((other.folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert (told["license"], str(told["date-released"]), told["authors"]) == (
        "CC0-1.0",
        "2024-05-01",
        [{"name": "某评估中心"}],
    )
    assert "Creative Commons Zero" in (other.folder / "LICENSE-DATA.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("not_validated")
def test_revisions_tell_old_and_new(first: Release, own_published: Path) -> None:
    """A corrected cell, another unit of money, an agency-year that went, one that came, and a column more."""
    gone, came, corrected = report_id("blanks"), report_id("balance"), report_id("county")
    change(
        own_published,
        f"update fct_cells set value = '4711', value_number = 4711 where report_id = '{corrected}' and key = '{GRANTED}'",
        f"update fct_cells set state = 'blank', value = null, value_number = null where report_id = '{corrected}' and key like 'appeals/%/pending'",
        f"update fct_cells set raw = '０' where report_id = '{corrected}' and value = '0'",  # the same number
        f"update fct_cells set unit = '元' where report_id = '{corrected}' and key = '{FEES}'",
        f"update mart_agency_year set granted = 4711 where report_id = '{corrected}'",
        f"delete from mart_agency_year where report_id = '{gone}'",
        f"update dim_report set gate_status = 'held' where report_id = '{gone}'",
        f"insert into mart_agency_year by name select * replace ('{came}' as report_id, 2019 as report_year) "
        f"from mart_agency_year where report_id = '{corrected}'",
        "alter table mart_quality add column extra integer",
    )
    publish_build(own_published)
    release = make_release(own_published, first.folder.parent, version="second")
    old = DRAFTS["2021-990000"]["county"].cells
    rows = duckdb.execute(
        "select change, report_year, item, old, new, old_report_id, new_report_id, status_before, status_after "
        "from read_csv(?, all_varchar = true)",
        [str(release.folder / "revisions.csv")],
    ).fetchall()

    assert release.previous == first.version
    assert release.revisions == len(rows)
    assert {row for row in rows if row[0] in ("new", "gone", "report")} == {
        ("gone", "2022", None, None, None, gone, None, "certified", "held"),
        ("new", "2019", None, None, None, None, came, "absent", "certified"),
    }
    pending = {key for key in old if key.startswith("appeals/") and key.endswith("/pending")}
    assert {row[2:5] for row in rows if row[0] == "cell"} == {
        (GRANTED, old[GRANTED], "4711"), (FEES, f"{old[FEES]} 万元", f"{old[FEES]} 元"), *((key, old[key], "blank") for key in pending)
    }  # fmt: skip
    assert [row[1:5] for row in rows if row[0] == "figure"] == [("2021", "granted", old[GRANTED], "4711")]
    assert [row[:3] for row in rows if row[0].startswith(("table", "column"))] == [
        ("column_new", None, "mart_quality.extra")
    ]
    # Made once more it follows its own predecessor still, and is the same.
    again = make_release(own_published, first.folder.parent, version="second")
    assert (again.is_new, again.previous) == (False, first.version)


@pytest.mark.usefixtures("not_validated")
def test_twice_does_no_harm(published: Path, tmp_path: Path) -> None:
    one = make_release(published, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in one.folder.rglob("*")}
    two = make_release(published, tmp_path)
    assert (one.is_new, two.is_new, two.version) == (True, False, one.version)
    assert {path: path.stat().st_mtime_ns for path in one.folder.rglob("*")} == before
    assert [path.name for path in tmp_path.iterdir()] == [one.version]


@pytest.mark.usefixtures("not_validated")
def test_a_version_of_other_content_is_left_alone(published: Path, tmp_path: Path) -> None:
    one = make_release(published, tmp_path, version="1.0")
    with pytest.raises(ReleaseError, match="other content"):
        make_release(published, tmp_path, version="1.0", licence="CC0-1.0")
    assert make_release(published, tmp_path, version="1.0").is_new is False
    assert [path.name for path in tmp_path.iterdir()] == [one.version]


@pytest.mark.usefixtures("not_validated")
def test_which_release_was_the_last_is_asked_where_two_could_be(published: Path, tmp_path: Path) -> None:
    one = make_release(published, tmp_path, version="1.0")
    make_release(published, tmp_path, version="2.0")
    branch = make_release(published, tmp_path, version="1.1", previous=one.folder)
    assert branch.previous == "1.0"
    with pytest.raises(ReleaseError, match=r"1\.1, 2\.0"):
        make_release(published, tmp_path, version="3.0")


@pytest.mark.usefixtures("not_validated")
def test_a_release_of_another_shape_is_not_compared_with(
    first: Release, published: Path, tmp_path: Path
) -> None:
    before = shutil.copytree(first.folder, tmp_path / "before")
    cells = before / "parquet" / "fct_cells.parquet"
    pq.write_table(pq.read_table(cells).drop_columns(["value_number"]), cells)
    with pytest.raises(ReleaseError, match=r"cannot be compared with.*value_number"):
        make_release(published, tmp_path / "out", previous=before)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into fct_appeals select * from fct_appeals limit 1", "repeat the key"),
        (
            f"update fct_appeals set report_id = 'nobody' where report_id = '{report_id('county')}'",
            "dim_report does not have",
        ),
        ("comment on table fct_appeals is 'one row per moon'", "run `make run`"),
    ],
)
def test_a_model_that_breaks_its_word_is_not_released(own_published: Path, statement: str, said: str) -> None:
    change(own_published, statement)
    publish_build(own_published)
    with pytest.raises(ReleaseError, match=said):
        make_release(own_published)
    assert list((own_published / "releases").iterdir()) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"version": "../away"}, "letters, digits"),
        ({"licence": "MIT-ish"}, "CC-BY-4.0"),
        ({"date": "yesterday"}, "2024-03-31"),
        ({"date": "2024-02-30"}, "2024-03-31"),
        ({"previous": Path("nowhere")}, "is no release"),
    ],
)
def test_what_is_told_is_checked(published: Path, tmp_path: Path, told: dict[str, Any], said: str) -> None:
    with pytest.raises(ReleaseError, match=said):
        make_release(published, tmp_path, **told)
    assert list(tmp_path.iterdir()) == []


def test_nothing_published_is_said_in_both_languages(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publish.release", "--warehouse", str(tmp_path / "nothing")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "请先运行 make run" in done.stdout
    assert "run `make run` first" in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert not (tmp_path / "nothing").exists()
