"""The store: a version is read once, what left the folder stays on record, and a batch is written whole or not at all."""

import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import extract.reading
from extract.form_cells import Problem
from extract.messages import Detail, Doubt, Refusal
from extract.pool import Limits, read_many
from extract.reading import read_report
from extract.report import Report
from extract.store import batches as store
from extract.store.batches import extract_batch, list_batches
from extract.store.schemas import SCHEMAS
from tests.support import dying_reader
from tests.support.small_report import REPORT


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing" / "2021-990000"
    folder.mkdir(parents=True)
    (folder / "柳湾镇.txt").write_text(REPORT, encoding="utf-8")
    (folder / "柳湾镇.txt.meta.yml").write_text("division_code: '990101'\n", encoding="utf-8")
    (folder / "~$lock.docx").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    (folder / "empty.pdf").write_bytes(b"")
    return tmp_path / "landing"


def run(landing: Path) -> store.BatchResult:
    [(batch, files)] = list_batches(landing).items()
    return extract_batch(batch, files, landing, landing.parent / "warehouse")


def table(landing: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        landing.parent / "warehouse/extracted/2021-990000" / f"{name}.parquet"
    ).to_pylist()
    return rows


def test_a_batch_is_written_in_the_schemas_and_sidecars_are_no_reports(landing: Path) -> None:
    result = run(landing)
    assert (result.read, result.by_status, result.changed) == (2, {"partial": 1, "failed": 1}, True)
    assert [path for path, _ in result.failures] == ["2021-990000/empty.pdf"]
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(landing.parent / "warehouse/extracted/2021-990000" / f"{name}.parquet").equals(
            schema
        )
    [report] = [row for row in table(landing, "reports") if row["status"] == "partial"]
    assert report["division_code"] == "990101"
    assert (landing.parent / "warehouse/raw" / report["sha256"]).read_text(encoding="utf-8") == REPORT


def test_what_is_said_is_kept_as_a_sentence_and_as_a_code_with_its_parameters(landing: Path) -> None:
    (landing / "2021-990000/柳湾镇.txt").write_text(REPORT.replace("\t0\n", "\t0件次\n"), encoding="utf-8")
    run(landing)
    doubts = [row for row in table(landing, "cells") if row["doubt"]]
    assert {Doubt.stored(row["doubt_code"], row["doubt_params"]) for row in doubts} == {Doubt("not_a_number")}
    assert {row["doubt"] for row in doubts} == {"not a number"}
    [failed] = [row for row in table(landing, "reports") if row["failure"]]
    assert Refusal.stored(failed["failure_code"], failed["failure_params"]).en == failed["failure"]
    problems = [row for row in table(landing, "problems") if row["code"] != "unreadable"]
    assert {"row_missing", "table_missing", "sections_missing"} & {row["code"] for row in problems}
    for row in problems:
        assert Detail.stored(row["detail_code"], row["detail_params"]).en == row["detail"]
    assert {row["doubt_code"] for row in table(landing, "cells") if row["doubt"] is None} == {None}


def test_a_store_without_codes_is_read_anew_and_what_left_without_its_bytes_keeps_its_sentences(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the version before codes wrote it."""
    run(landing)
    shutil.rmtree(landing.parent / "warehouse/raw")
    for path in (landing.parent / "warehouse/extracted/2021-990000").glob("*.parquet"):
        old = pq.read_table(path)
        pq.write_table(
            old.drop_columns(
                [c for c in old.column_names if c.endswith(("_code", "_params")) and c != "division_code"]
            ),
            path,
        )
    (landing / "2021-990000/柳湾镇.txt").unlink()
    monkeypatch.setattr(store, "extractor_fingerprint", lambda: "another")
    assert run(landing).failures == [("2021-990000/empty.pdf", Refusal("empty_file"))]
    [gone] = [row for row in table(landing, "reports") if not row["in_landing"]]
    details = [row for row in table(landing, "problems") if row["report_id"] == gone["report_id"]]
    assert details
    assert all(row["detail"] and row["detail_code"] is None for row in details)


def test_the_second_run_reads_nothing_and_writes_nothing(landing: Path) -> None:
    run(landing)
    before = table(landing, "reports")
    result = run(landing)
    assert (result.read, result.unchanged, result.changed) == (0, 2, False)
    assert table(landing, "reports") == before


def test_a_corrected_file_is_a_new_version_and_the_old_one_stays(landing: Path) -> None:
    run(landing)
    path = landing / "2021-990000/柳湾镇.txt"
    path.write_text(REPORT.replace("1\t0\t0\t0\t1", "2\t0\t0\t0\t2"), encoding="utf-8")
    result = run(landing)
    assert (result.read, result.gone, result.changed) == (1, 1, True)
    versions = [row for row in table(landing, "reports") if row["status"] == "partial"]
    assert sorted(row["in_landing"] for row in versions) == [False, True]
    values = {
        row["report_id"]: row["value"]
        for row in table(landing, "cells")
        if row["key"] == "appeals/reconsideration/upheld"
    }
    assert sorted(values.values()) == ["1", "2"]


def test_the_same_bytes_twice_are_one_report(landing: Path) -> None:
    (landing / "2021-990000/copy.txt").write_text(REPORT, encoding="utf-8")
    assert run(landing).read == 2


def test_a_new_extractor_reads_again_and_keeps_the_time_of_the_first_reading(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(landing)
    before = {row["sha256"]: row["read_at"] for row in table(landing, "reports")}
    monkeypatch.setattr(store, "extractor_fingerprint", lambda: "another")
    assert run(landing).read == 2
    assert {row["sha256"]: row["read_at"] for row in table(landing, "reports")} == before


@pytest.mark.parametrize(
    "moment", ["before the old is moved", "between the two moves", "before the old is deleted"]
)
def test_a_crash_while_writing_leaves_a_whole_batch(
    landing: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(landing)
    (landing / "2021-990000/柳湾镇.txt").write_text(REPORT + "\n附注", encoding="utf-8")
    moves = {"before the old is moved": 0, "between the two moves": 1, "before the old is deleted": 2}[moment]
    done = 0
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        nonlocal done
        if done == moves:
            raise KeyboardInterrupt
        done += 1
        return real(self, target)

    def rmtree(path: Path, ignore_errors: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        if moves == 2:
            patch.setattr(
                shutil,
                "rmtree",
                lambda path, ignore_errors=False: rmtree(path) if str(path).endswith(".old") else None,
            )
        with pytest.raises(KeyboardInterrupt):
            run(landing)
    run(landing)
    assert len(table(landing, "reports")) == 3
    assert [path.name for path in (landing.parent / "warehouse/extracted").iterdir()] == ["2021-990000"]


def run_all(landing: Path) -> dict[str, store.BatchResult]:
    return {
        batch: extract_batch(batch, files, landing, landing.parent / "warehouse")
        for batch, files in list_batches(landing).items()
    }


def rows_of_all(landing: Path) -> dict[str, dict[str, Any]]:
    files = (landing.parent / "warehouse/extracted").rglob("reports.parquet")
    return {row["path"]: row for file in files for row in pq.read_table(file).to_pylist()}


def test_what_is_not_opened_is_one_failed_row_each_and_nothing_of_it_is_kept(
    landing: Path, tmp_path: Path
) -> None:
    # Guards reports that vanish without a word: a link out of the folder was passed over.
    outside = tmp_path / "elsewhere" / "outside.txt"
    outside.parent.mkdir()
    outside.write_text(REPORT.replace("柳湾", "芦塘"), encoding="utf-8")
    (landing / "2021-990000/link.txt").symlink_to(outside)
    (landing / "2021-990000/away").symlink_to(outside.parent)
    (landing / "linked").symlink_to(outside.parent)
    (landing / "loose.txt").symlink_to(outside)
    (landing / "2021-990000/nowhere.txt").symlink_to(landing / "2021-990000/none.txt")
    (landing / "2021-990000/circle.txt").symlink_to("circle.txt")
    os.mkfifo(landing / "2021-990000/pipe.txt")  # opening it would wait for ever
    (landing / "2021-990000/inside.txt").symlink_to("柳湾镇.txt")
    results = run_all(landing)
    failed = {path: row for path, row in rows_of_all(landing).items() if row["status"] == "failed"}
    out, nothing = "a link that leads out of the landing folder", "a link to nothing"
    told = {
        "2021-990000/link.txt": out, "2021-990000/away": out, "linked": out, "loose.txt": out,
        "2021-990000/nowhere.txt": nothing, "2021-990000/circle.txt": nothing, "2021-990000/pipe.txt": "no file but",
    }  # fmt: skip
    assert failed.keys() == {*told, "2021-990000/empty.pdf"}
    for path, reason in told.items():
        assert failed[path]["failure"].startswith(reason)
        assert failed[path]["sha256"] == ""
    assert len({row["report_id"] for row in failed.values()}) == len(failed)
    assert {path for result in results.values() for path, _ in result.failures} == failed.keys()
    kept = [path.read_text(encoding="utf-8") for path in (tmp_path / "warehouse/raw").iterdir()]
    assert not any("芦塘" in text for text in kept)
    assert len(kept) == 2, "a link that stays inside is the report it leads to"
    again = run_all(landing)
    assert not any(result.changed or result.read for result in again.values())
    assert sum(len(result.failures) for result in again.values()) == len(failed)


def test_a_file_in_the_place_of_a_link_is_read(landing: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(REPORT.replace("柳湾", "芦塘"), encoding="utf-8")
    link = landing / "2021-990000/link.txt"
    link.symlink_to(outside)
    run(landing)
    link.unlink()
    shutil.copy(outside, link)
    assert run(landing).by_status == {"partial": 2, "failed": 1}
    rows = [(row["status"], row["in_landing"]) for row in table(landing, "reports") if "link" in row["path"]]
    assert sorted(rows) == [("failed", False), ("partial", True)]


def test_a_file_that_cannot_be_opened_is_a_failed_row_and_tried_in_each_run(
    landing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards a file told of in the summary alone, that no table knew.
    locked = landing / "2021-990000/柳湾镇.txt"
    with monkeypatch.context() as patch:
        patch.setattr(store, "file_digest_or_none", lambda path: None)
        patch.setattr(store, "read_many", lambda paths, jobs: [shut(path) for path in paths])
        assert run(landing).by_status == {"failed": 2}
        assert not run(landing).changed
    [row] = [row for row in table(landing, "reports") if row["path"] == "2021-990000/柳湾镇.txt"]
    assert row["failure"] == "the file cannot be opened: Permission denied"
    assert locked.is_file()
    assert run(landing).by_status == {"partial": 1, "failed": 1}


def shut(path: Path) -> Report:
    return Report(str(path), problems=[Problem(Refusal("not_opened", {"error": "Permission denied"}))])


def test_files_directly_under_landing_are_the_batch_unsorted(landing: Path) -> None:
    (landing / "loose.txt").write_text(REPORT, encoding="utf-8")
    assert [path.name for path in list_batches(landing)["unsorted"]] == ["loose.txt"]


def test_an_edited_sidecar_is_read_though_the_report_is_the_same(landing: Path) -> None:
    run(landing)
    (landing / "2021-990000/柳湾镇.txt.meta.yml").write_text(
        "agency_name: 青禾县柳湾镇人民政府\n", encoding="utf-8"
    )
    assert run(landing).read == 1
    assert "青禾县柳湾镇人民政府" in {row["agency_name"] for row in table(landing, "reports")}
    assert run(landing).read == 0


def test_a_batch_being_replaced_is_out_of_sight(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(landing)
    (landing / "2021-990000/柳湾镇.txt").write_text(REPORT + "\n附注", encoding="utf-8")

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", broken)
        with pytest.raises(OSError, match="disk full"):
            run(landing)
    assert [path.name for path in (landing.parent / "warehouse/extracted").iterdir()] == ["2021-990000"]


def test_a_file_that_left_is_marked_gone_though_nothing_is_read(landing: Path) -> None:
    # Guards a failed run: an empty list of re-read reports had no type.
    run(landing)
    (landing / "2021-990000/empty.pdf").unlink()
    result = run(landing)
    assert (result.read, result.gone, result.changed) == (0, 1, True)
    assert [row["in_landing"] for row in table(landing, "reports") if row["status"] == "failed"] == [False]
    assert len(table(landing, "cells")) > 0


@pytest.fixture
def hanging(landing: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report that takes its reader longer than a file may take, and nothing else."""
    monkeypatch.setattr(extract.reading, "read_report", dying_reader.report)
    monkeypatch.setattr(store, "read_many", partial(read_many, limits=Limits(seconds=0.5)))
    shutil.rmtree(landing / "2021-990000")
    path = landing / "2021-990000/hang.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF-1.7\n")
    return path


def test_a_file_beyond_its_limits_is_one_failed_row_and_not_tried_again(landing: Path, hanging: Path) -> None:
    # Guards a version lost: no row, no bytes kept, and a minute spent on it in every run.
    result = run(landing)
    assert (result.read, result.by_status, result.changed) == (1, {"failed": 1}, True)
    assert [path for path, _ in result.failures] == ["2021-990000/hang.pdf"], "told once"
    [row] = table(landing, "reports")
    assert (row["status"], row["size"], row["media_type"]) == ("failed", 9, "application/pdf")
    assert "not read within 0.5 seconds" in row["failure"]
    assert (landing.parent / "warehouse/raw" / row["sha256"]).read_bytes() == hanging.read_bytes()
    again = run(landing)
    assert (again.read, again.unchanged, again.changed) == (0, 1, False)
    assert [path for path, _ in again.failures] == ["2021-990000/hang.pdf"]


def test_a_file_that_a_new_extractor_cannot_read_in_its_limits_is_no_longer_read(
    landing: Path, hanging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards an older reading left as if it were current.
    hanging.write_text(REPORT, encoding="utf-8")
    with monkeypatch.context() as before:
        before.setattr(extract.reading, "read_report", read_report)
        before.setattr(store, "read_many", read_many)
        assert run(landing).by_status == {"partial": 1}
    assert len(table(landing, "cells")) > 0
    monkeypatch.setattr(store, "extractor_fingerprint", lambda: "another")
    assert run(landing).by_status == {"failed": 1}
    assert [row["status"] for row in table(landing, "reports")] == ["failed"]
    assert table(landing, "cells") == []
