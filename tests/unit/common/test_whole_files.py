"""Files are written whole or not at all."""

from pathlib import Path

import pytest

from common.whole_files import whole_file, write_json, write_text


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_is_not_finished_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.txt"
    write_text(path, "before")
    with pytest.raises(IsADirectoryError), whole_file(path) as unfinished:
        (unfinished.write_text("half", encoding="utf-8"), path.parent.read_bytes())
    assert path.read_text(encoding="utf-8") == "before"
    assert names(path.parent) == ["a.txt"]
    write_json(path, {"机关": "某局"})
    assert '"机关": "某局"' in path.read_text(encoding="utf-8")
