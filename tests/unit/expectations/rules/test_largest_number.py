"""The size from which a number is wrong for every type stands in SQL, which finds it, and in Python, which says so."""

from __future__ import annotations

import re

from common.paths import DBT_PROJECT
from expectations.rules.kinds.number_type import LARGEST


def test_sql_and_the_sentence_mean_the_same_size() -> None:
    """Guards a sentence that asks for a whole number where the number is too large."""
    sql = (DBT_PROJECT / "models/intermediate/rule_sides/int_reading_sides.sql").read_text(encoding="utf-8")
    assert [float(size) for size in re.findall(r"abs\(c\.value_number\) >= (\S+)", sql)] == [LARGEST]
    assert LARGEST == 10**15, "as the rule's text and the alert say"
