"""`make docs`: one page with every model and exposure, from the tables as they were built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from common.paths import DBT_PROJECT
from orchestration.docs import DocsError, main, write_docs
from orchestration.settings import Settings

MARTS = sorted(path.stem for path in (DBT_PROJECT / "models" / "marts").rglob("mart_*.sql"))
EXPOSURES = (
    "published_warehouse",
    "release",
    "consolidated_tables",
    "alerts",
    "worked_queries",
    "panel_notebook",
)


def settings(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(warehouse))
    monkeypatch.setenv("GONGKAI_LANDING", str(warehouse / "landing"))
    return Settings.from_environment()


def test_the_page_names_every_mart_and_exposure_and_twice_does_no_harm(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = settings(own, monkeypatch)
    before = where.build.read_bytes()

    page = write_docs(where)
    first = page.read_text(encoding="utf-8")
    assert main(["--warehouse", str(own)]) == 0

    assert page == own / "dbt_docs" / "index.html"
    assert str(page) in capsys.readouterr().out
    second = page.read_text(encoding="utf-8")
    for text in (first, second):
        assert MARTS
        assert [name for name in MARTS if f'"model.gongkai.{name}"' not in text] == []
        assert [name for name in EXPOSURES if f'"exposure.gongkai.{name}"' not in text] == []
        assert json.dumps("每个机关每个报告年度一行")[1:-1] in text, (
            "the Chinese description of mart_agency_year"
        )
        assert '"BIGINT"' in text, "a type as the tables have it: the yml files write bigint"
        assert "MANIFEST.JSON INLINE DATA" not in text, "the page must open without a server"
    assert [path.name for path in page.parent.iterdir()] == ["index.html"]
    assert where.build.read_bytes() == before


def test_without_a_build_it_says_make_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", "restored afterwards")

    assert main(["--warehouse", str(tmp_path / "nowhere")]) == 1

    said = capsys.readouterr().err
    assert "请先 make run" in said
    assert str(tmp_path / "nowhere") in said
    assert not (tmp_path / "nowhere").exists()


def test_a_run_at_work_is_left_alone(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = settings(own, monkeypatch)

    # The product's own lock may be taken again within one process.
    with FileLock(where.lock, is_singleton=False), pytest.raises(DocsError, match="等它结束"):
        write_docs(where)
    assert not (own / "dbt_docs").exists()
