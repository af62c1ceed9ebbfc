"""What is read of every known file stays as it is: the oracle for changes that should change nothing."""

from dataclasses import replace
from pathlib import Path

from benchmarks.golden import LIST, differences, known_files, line, main, read_list
from extract.messages import Doubt
from extract.reading import read_report


def test_every_known_file_reads_as_before() -> None:
    """A difference that is meant is written by `python -m benchmarks.golden --write`, and explained in the commit."""
    with known_files() as files:
        now = {name: line(name, read_report(path)) for name, path in files.items()}
    assert differences(read_list(LIST), now) == []
    assert len(now) > 120


def test_another_digit_a_lost_doubt_and_a_moved_cell_are_seen(tmp_path: Path) -> None:
    with known_files() as files:
        name, path = next((n, p) for n, p in files.items() if n.startswith("sample/") and p.suffix == ".html")
        report = read_report(path)
    before = {name: line(name, report)}
    at = next(i for i, cell in enumerate(report.cells) if cell.state == "number")
    cell = report.cells[at]
    for changed in (
        replace(cell, value="98765"),
        replace(cell, doubt=Doubt("columns_open")),
        replace(cell, source=replace(cell.source, row=999)),
    ):
        cells = [*report.cells[:at], changed, *report.cells[at + 1 :]]
        [said] = differences(before, {name: line(name, replace(report, cells=cells))})
        assert said.startswith(f"{name}: reads otherwise")


def test_a_folder_of_ones_own_is_compared_with_its_own_list(tmp_path: Path) -> None:
    folder, listed = tmp_path / "files", tmp_path / "before.csv"
    folder.mkdir()
    draft = folder / "draft.txt"
    draft.write_text("三、收到和处理政府信息公开申请情况", encoding="utf-8")
    arguments = ["--files", str(folder), "--list", str(listed)]
    assert main([*arguments, "--write"]) == 0
    assert main([*arguments, "--dump", str(tmp_path / "readings")]) == 0
    assert [path.name for path in (tmp_path / "readings").iterdir()] == ["draft.txt.json"]
    draft.write_text("二、主动公开政府信息情况", encoding="utf-8")
    (folder / "another.txt").write_text("x", encoding="utf-8")
    assert main(arguments) == 1
