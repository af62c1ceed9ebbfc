"""Many files at once: what one file does to its worker reaches no other file, and the order stays."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extract.reading
from extract import pool
from extract.pool import LIMITS, Limits, map_files, read_many
from tests.support import dying_reader
from tests.support.budget import examples


def results(names: list[str], jobs: int = 2, limits: Limits = LIMITS) -> list[str]:
    paths = [Path(name) for name in names]
    return list(
        map_files(dying_reader.read, paths, jobs, lambda path, refusal: f"{path.name}: {refusal}", limits)
    )


def test_a_worker_that_dies_takes_only_its_file_with_it() -> None:
    assert results(["a.txt", "kill.txt", "b.txt", "c.txt"]) == [
        "a.txt", "kill.txt: the reader's process died on this file (memory?): ask for it again", "b.txt", "c.txt",
    ]  # fmt: skip


def test_a_worker_that_hangs_is_ended_and_takes_only_its_file_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Their chunk is given up after half a second, which fails nobody: then each has three of its own, on busy cores too.
    monkeypatch.setattr(pool, "_CHUNK_SECONDS", -2.5)
    assert results(["a.txt", "hang.txt", "b.txt"], limits=Limits(seconds=3)) == [
        "a.txt", "hang.txt: not read within 3 seconds: ask for it in another format", "b.txt",
    ]  # fmt: skip


def test_a_reader_that_raises_takes_only_its_file_with_it() -> None:
    a, broken, b = results(["a.txt", "raise.txt", "b.txt"])
    assert (a, b) == ("a.txt", "b.txt")
    assert "ValueError: an odd file" in broken


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to this limit")
def test_a_file_that_eats_memory_fails_and_the_machine_does_not() -> None:
    a, eaten, b = results(["a.txt", "eat.txt", "b.txt"])
    assert (a, b) == ("a.txt", "b.txt")
    assert eaten == "eat.txt: needs more memory to read than one report may take"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_workers_are_under_the_limit_and_this_process_is_not() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    limits = Limits(memory=700_000_000)
    assert list(map_files(dying_reader.memory_limit, [Path("a")], 1, lambda path, _: -2, limits)) == [
        700_000_000
    ]
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_one_file_is_read_in_a_worker_too() -> None:
    assert list(map_files(dying_reader.process, [Path("a.txt")], 1, lambda path, _: -1)) != [os.getpid()]


def test_results_come_before_all_files_are_known() -> None:
    # Guards streaming: a batch of thousands must not wait, nor stand in memory whole.
    seen: list[int] = []

    def paths() -> Iterator[Path]:
        for number in range(100_000):
            seen.append(number)
            yield Path(f"{number}.txt")

    stream = map_files(dying_reader.read, paths(), 2, lambda path, refusal: str(refusal))
    assert next(stream) == "0.txt"
    assert len(seen) < 500
    stream.close()  # type: ignore[attr-defined]


def test_no_files_are_no_results() -> None:
    assert results([]) == []


@settings(max_examples=examples(5), deadline=None)
@given(st.lists(st.sampled_from(["a.txt", "b.txt", "kill.txt", "raise.txt"]), max_size=8), st.integers(1, 2))
def test_any_mixture_keeps_its_order(names: list[str], jobs: int) -> None:
    assert [result.split(":")[0] for result in results(names, jobs)] == names


def test_reports_come_in_order_and_a_missing_file_is_one_of_them(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.txt", "gone.txt", "a.txt")]
    for path in (paths[0], paths[2]):
        path.write_text("无", encoding="utf-8")
    reports = list(read_many(paths, 2))
    assert [report.path for report in reports] == [str(path) for path in paths]
    assert ["cannot be opened" in str(report.failure) for report in reports] == [False, True, False]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_report_that_takes_too_long_is_a_failed_report(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)  # reading it waits for ever
    [report] = read_many([path], 1, Limits(seconds=0.5))
    assert (report.status, report.path) == ("failed", str(path))
    assert "not read within 0.5 seconds" in str(report.failure)
    assert report.sha256 == "", "its bytes are never had"


def test_a_file_that_kills_its_reader_is_known_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards a hash left empty: the store took such a file for one that cannot be opened.
    monkeypatch.setattr(extract.reading, "read_report", dying_reader.report)
    path = tmp_path / "kill.dat"
    path.write_bytes(data := b"%PDF-1.7\n" + b"x" * 3_000_000)
    [report] = read_many([path], 1)
    assert "process died" in str(report.failure)
    assert (report.status, report.size, report.media_type) == ("failed", len(data), "application/pdf")
    assert report.sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_too_large_to_read_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(100_000_001)
    [report] = read_many([path], 1)
    assert "at most 100 MB" in str(report.failure)
    assert (report.status, report.size, report.media_type) == ("failed", 100_000_001, "application/pdf")
    assert len(report.sha256) == 64


def test_a_file_that_cannot_be_opened_has_no_hash(tmp_path: Path) -> None:
    [report] = read_many([tmp_path / "gone.pdf"], 1)
    assert (report.status, report.sha256) == ("failed", "")
