"""Files with very many tabs, bars, spaces or attributes end at once, in time that grows with their size."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import UnreadableFileError
from extract.readers.html.crowded_tags import MOST_ATTRIBUTES, refuse_crowded_tags
from extract.reading import read_report

TITLE = "青禾县人民政府2023年政府信息公开工作年度报告\n"
CELLS = "table_cells"
_PLAIN = " ".join(f"a{n}=1" for n in range(500_000))
_QUOTED = " ".join(f"a{n}='>'" for n in range(100_000))
CROWDED = {
    "tabs": (TITLE + "\t" * 3_000_000, CELLS),
    "tabs_inside": (TITLE + "a" + "\t" * 300_000 + "b", CELLS),
    "bars": (TITLE + "|" * 1_500_000, CELLS),
    "commas": (TITLE + ("," * 500_000 + "\n") * 3, CELLS),
    "quotes": (TITLE + ('"",' * 300_000 + '""\n') * 3, CELLS),
    "spaces": (TITLE + " " * 1_000_000 + "x", "no_table"),
    "spaces_in_markdown": ("# 一\n# 二\n" + TITLE + "a" + " " * 200_000 + "b", "no_table"),
    "attributes": (f"<html><table><tr><td {_PLAIN}>", "tag_attributes"),
    "quoted": (f"<html><td a='>' {_QUOTED}>", "tag_attributes"),
}


@pytest.mark.parametrize("case", CROWDED)
def test_a_crowded_file_ends_at_once(case: str) -> None:
    text, code = CROWDED[case]
    failure = read_report(Path(case), text.encode()).failure
    assert failure is not None
    assert failure.code == code


def attributes(count: int) -> str:
    return " ".join(f"a{n}='>'" for n in range(count))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<!-- <a b=' -->",
        "<script>if (a<b) x='</script>",
        '<title><a b="</title>',
        "a < b <1 ",
        "<p a=b'c>",
    ],
)
def test_attributes_are_counted_as_the_parser_does(before: str) -> None:
    refuse_crowded_tags(f"{before}<td {attributes(MOST_ATTRIBUTES)}><td a>" * 3)
    with pytest.raises(UnreadableFileError):
        refuse_crowded_tags(f"{before}<td {attributes(MOST_ATTRIBUTES + 1)}>")
