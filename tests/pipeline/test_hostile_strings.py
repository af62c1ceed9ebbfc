"""The same hostile strings, as name, label, cell, sentence, sidecar, file and batch, through every output the project has."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import dagster as dg
import docx
import duckdb
import openpyxl
import pytest
from lxml import etree
from markdown_it import MarkdownIt

from alerts.digest import Digest, compare, compose
from alerts.sending import RetryPolicy, send
from alerts.source import failed_expectations
from alerts.words import Words, load_words
from common.file_names import name_of, path_text
from common.shown import FORMULA, GUARD, out_of_csv, visible
from expectations.waivers import main as waivers
from orchestration.docs import write_docs
from orchestration.settings import Settings
from publish.consolidated.__main__ import main as consolidate
from publish.queries import Query, answer
from publish.release import make_release
from publish.trace.__main__ import main as trace
from tests.support.hostile_strings import BATCHES, BODY, HOSTILE, SIDECARS, YEAR, agency, hostile_landing
from tests.support.receiver import receiving
from tests.support.refresh_warehouse import ROOT, Ran, ask, environment, refresh_warehouse


@dataclass
class Story:
    landing: Path
    warehouse: Path
    ran: Ran


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("hostile")
    landing, warehouse = folder / "landing", folder / "warehouse"
    landing.mkdir()
    hostile_landing(landing)
    return Story(landing, warehouse, refresh_warehouse(landing, warehouse))


class _Active(HTMLParser):
    """What of a page acts: handlers, scripts that came with a string, links that run something, pictures from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            acts = name in ("onerror", "onmouseover") or (value or "").startswith(
                ("javascript:", "http://evil")
            )
            self.found += [f"{tag} {name}={value}"] if acts else []

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert(7771)" in data:
            self.found.append(data)
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def active(page: str) -> list[str]:
    parser = _Active()
    parser.feed(page)
    return parser.found


def assert_plain(said: str) -> None:
    """Nothing that a terminal obeys, and no line that a string made up."""
    for line in said.split("\n"):
        assert visible(line) == line
        assert not re.search("[\r\v\f\x85\u2028\u2029]", line), ascii(line)
        assert not line.lstrip().startswith("[ok]")


def run(story: Story, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=environment(story.landing, story.warehouse), cwd=ROOT, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said = done.stdout.decode()  # strictly: whatever is shown is UTF-8
    assert "Traceback" not in said
    return said


def files(landing: Path) -> list[Path]:
    return [path for path in landing.rglob("*") if path.suffix == ".html" and path.is_file()]


def test_one_bad_name_or_sidecar_stops_nothing(story: Story) -> None:
    assert story.ran.code == 0, story.ran.said[-3000:]
    paths = {path for (path,) in ask(story.warehouse, "select path from dim_report")}
    assert paths == {path_text(path.relative_to(story.landing).as_posix()) for path in files(story.landing)}
    for path in paths:
        batch, *_, name = path.split("/")
        assert "⟨…" in batch or (story.landing / name_of(batch) / name_of(name)).is_file()
    assert len({path.split("/")[0] for path in paths}) == len(BATCHES) + 1
    assert any("江西省甲县" in path for path in paths), "the letters of a name in GB18030"


def test_a_faulty_sidecar_is_a_problem_of_its_report(story: Story) -> None:
    with duckdb.connect(str(story.warehouse / "build" / "gongkai.duckdb"), read_only=True) as con:
        told = dict(
            con.execute(
                "select r.path, p.detail from stg_problems as p inner join stg_reports as r on p.report_id = r.report_id "
                "where p.code = 'sidecar_unreadable' and r.batch = 'sidecars'"
            ).fetchall()
        )
        states = con.execute("select distinct status from stg_reports where batch = 'sidecars'").fetchall()
    assert set(told) == {f"sidecars/{name}.html" for name in SIDECARS}
    assert states == [("read",)]


def test_the_terminal(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert_plain(story.ran.said)
    read = run(story, "extract", *map(str, files(story.landing)))
    assert_plain(read)
    assert len([json.loads(line) for line in read.splitlines()]) == len(files(story.landing))
    wrong = [path for path in files(story.landing) if path.stem.endswith("-2")]
    for text in ("escape", "breaks"):
        marked = [path for path in wrong if HOSTILE[text][:1] in path.stem]
        assert_plain(run(story, "expectations.check", str(marked[0])))
    where = ["--warehouse", str(story.warehouse)]
    for (report_id,) in ask(story.warehouse, "select distinct report_id from mart_rule_violations"):
        waivers([report_id, *where])
    for (report_id,) in ask(story.warehouse, "select report_id from dim_report"):
        trace(["fct_applications", f"report_id={report_id}", "applicant_type=total", *where])
    consolidate(["--list", *where])
    assert_plain(capsys.readouterr().out)


def test_data_docs(story: Story) -> None:
    pages = list((story.warehouse / "data_docs").rglob("*.html"))
    assert {page: active(page.read_text(encoding="utf-8")) for page in pages} == {page: [] for page in pages}
    front = _Active()
    front.feed((story.warehouse / "data_docs" / "index.html").read_text(encoding="utf-8"))
    shown = "".join(front.text)
    for (batch,) in ask(story.warehouse, "select distinct batch from dim_report"):
        assert batch in shown


def test_dagster(story: Story) -> None:
    with dg.DagsterInstance.from_config(str(story.warehouse / "dagster")) as instance:
        partitions = instance.get_dynamic_partitions("batch")
        events = list(instance.all_logs(instance.get_runs()[0].run_id))
    assert len(partitions) == len(BATCHES) + 1
    assert [visible(partition) for partition in partitions] == list(partitions)
    for event in events:
        event.message.encode()
        dg.serialize_value(event).encode()
        if event.asset_check_evaluation and event.asset_check_evaluation.description:
            assert active(MarkdownIt().render(event.asset_check_evaluation.description)) == []


@pytest.mark.parametrize("service", ["text", "markdown", "html"])
def test_alerts(story: Story, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for language in ("zh", "en"):
        words = load_words(language)
        failures = failed_expectations(
            story.warehouse / "build" / "gongkai.duckdb", words, ("error", "warning", "info")
        )
        assert failures
        for digest in (compare({}, failures), compare({f.key: f.record() for f in failures}, [])):

            def composed(room: int, digest: Digest = digest, words: Words = words) -> tuple[str, str]:
                return compose(
                    digest, words=words, heading="h", evidence="https://docs.example/", most_bytes=9 * room
                )

            with receiving() as receiver:
                send(f"{receiver.url}?format={service}", composed, RetryPolicy())
            (message,) = receiver.messages
            assert_plain(message["message"])
            if service == "markdown":
                message["message"] = MarkdownIt().render(message["message"])
            assert service == "text" or active(message["message"]) == []


def test_the_csv_of_a_release(story: Story, tmp_path: Path) -> None:
    release = make_release(story.warehouse, tmp_path).folder
    guarded = 0
    for file in [*sorted((release / "csv").iterdir()), release / "inputs.csv", release / "dictionary.csv"]:
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        for row in rows:
            for field in row:
                assert not field.startswith(tuple(FORMULA)) or re.fullmatch(r"[-+]?[0-9.]*", field), field
        parquet = release / "parquet" / f"{file.name.partition('.')[0]}.parquet"
        if not parquet.is_file():
            continue
        kept = duckdb.execute(f"select * from read_parquet('{parquet}')")
        texts = [at for at, column in enumerate(kept.description) if column[1] == "VARCHAR"]
        for row, raw in zip(rows, kept.fetchall(), strict=True):
            for at in texts:
                guarded += row[at].startswith(GUARD)
                assert out_of_csv(row[at]) == (raw[at] or ""), header[at]
    assert guarded > 10
    assert "'" in (release / "README.md").read_text(encoding="utf-8")


def test_the_consolidated_workbook_and_document(story: Story, tmp_path: Path) -> None:
    code = consolidate([BODY, str(YEAR), "--warehouse", str(story.warehouse), "--out", str(tmp_path)])
    assert code == 0
    (book_file,), (text_file,) = tmp_path.glob("*.xlsx"), tmp_path.glob("*.docx")
    book = openpyxl.load_workbook(book_file)
    shown = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in shown} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in shown)
    for file in (book_file, text_file):
        with ZipFile(file) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    root = etree.fromstring(package.read(name))
                    assert not any(
                        "evil.example" in str(value) for e in root.iter() for value in e.attrib.values()
                    )
    told = "".join("".join(paragraph.text.split()) for paragraph in docx.Document(str(text_file)).paragraphs)
    names = {"".join(agency(text).split()) for text in HOSTILE.values()}
    assert sum(name in told for name in names) > 5, "those that are left out"
    assert sum(any(cell.value == name for cell in shown) for name in names) > 15


def test_the_notebook(story: Story) -> None:
    published = {"GONGKAI_PUBLISHED": str(story.warehouse / "current" / "gongkai.duckdb")}
    done = subprocess.run(
        [sys.executable, "-m", "marimo", "-q", "export", "html", str(ROOT / "notebooks" / "panel.py"), "--no-include-code"],
        env=os.environ | published, cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    assert active(done.stdout.decode()) == []


def test_the_pages_of_docs(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "select agency_name, path, url from dim_report union all select sides, place, quote from mart_rule_violations"
    with duckdb.connect(str(story.warehouse / "current" / "gongkai.duckdb"), read_only=True) as con:
        for at in range(0, len(con.execute(sql).fetchall()), 8):
            rows = answer(con, Query("t", f"{sql} order by all limit 8 offset {at}", ""))
            assert active(MarkdownIt("gfm-like", {"linkify": False}).render(rows)) == []
            assert all(line.count(" | ") >= 2 for line in rows.splitlines() if line.startswith("| "))
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(story.warehouse))
    monkeypatch.setenv("GONGKAI_LANDING", str(story.landing))
    assert "alert(7771)" not in write_docs(Settings.from_environment()).read_text(encoding="utf-8")
