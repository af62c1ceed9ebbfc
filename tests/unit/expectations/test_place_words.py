"""Where a failure stands, in the reader's language."""

from __future__ import annotations

import pytest

from expectations.failure import CHINESE, ENGLISH, Place, places_text

TABLE = [Place(src_table=5, src_row=row, src_column=2) for row in (3, 4)]


@pytest.mark.parametrize(
    ("places", "english", "chinese"),
    [
        ([Place(page=3), Place(page=2), Place()], "p. 2, 3", "第 2、3 页"),
        (TABLE, "table 5: r3 c2, r4 c2", "表 5 第 3 行第 2 列、第 4 行第 2 列"),
        (
            [Place(line=line) for line in range(10)],
            "line 0, 1, 2, 3, 4, 5, 6, 7 … (+ 2)",
            "第 0、1、2、3、4、5、6、7 行 … (+ 2)",
        ),
        ([Place()], "", ""),
    ],
)
def test_places_are_said_in_the_readers_language(places: list[Place], english: str, chinese: str) -> None:
    assert (places_text(places, ENGLISH), places_text(places, CHINESE)) == (english, chinese)
