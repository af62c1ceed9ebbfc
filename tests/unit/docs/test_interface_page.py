"""What docs/interface.md promises is there: commands, keys of the JSON, published tables and columns."""

import re
from importlib.util import find_spec

from common.paths import ROOT
from extract.report import Report
from publish.release.descriptions import Descriptions

PAGE = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")
COMMANDS, READING = (
    PAGE[PAGE.index(f"## {title}\n") :].split("\n## ")[0]
    for title in ("Commands", "Reading: `python -m extract`")
)
PUBLISHED = (ROOT / "tests" / "golden" / "published_columns.txt").read_text(encoding="utf-8").splitlines()


def test_every_make_command_on_the_page_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"^\| `make ([a-z]+)", COMMANDS, re.M))
    assert len(named) >= 10
    assert named <= targets


def test_every_module_that_the_page_calls_exists() -> None:
    named = set(re.findall(r"python -m ([a-z_.]+)", PAGE))
    assert len(named) >= 5
    for name in named:
        found = find_spec(name)
        assert found is not None, name
        runs = f"{name}.__main__" if found.submodule_search_locations else name
        assert find_spec(runs) is not None, name


def test_the_json_has_the_keys_of_the_page() -> None:
    table = READING[READING.index("| key | meaning |") :].split("\n\n")[0]
    named = [
        key.removesuffix("[]")
        for row in table.splitlines()[2:]
        for key in re.findall(r"`([a-z0-9_\[\]]+)`", row.split("|")[1])
    ]
    assert named == list(Report("a").to_json())


def test_published_columns_keep_their_names_and_their_order() -> None:
    """A column that is added on purpose is added to tests/golden/published_columns.txt, too; one that goes is a major version."""
    now = Descriptions()
    kept = {line.split(": ")[0]: line.split(": ")[1].split() for line in PUBLISHED}
    assert len(kept) > 30
    # A release leaves out columns about runs, which the dbt properties have as well.
    assert {
        table: columns
        for table, columns in kept.items()
        if [c for c in now.of(table).columns if c in columns] != columns
    } == {}
