"""Kind duplicate: a table or narrative is the same as in the year before, or as a peer's of the same year.

lhs = 1 (or the share of phrases, in %) for equal tables with at least `least_numbers` different numbers other than 0,
or for a narrative of whose own phrases at least the share `least_alike` is in the other report; rhs = 0.
Instance = whose/what: last_year/applications.
"""

from __future__ import annotations

from expectations.failure import Failure, number
from expectations.rules.kinds.fields import unchecked
from expectations.rules.kinds.kind import RuleColumn, RuleKind, SecondReading
from expectations.words import Sentence

_TABLE = {
    "last_year": Sentence("表格与上年相同", "the same table as the year before"),
    "peer": Sentence("表格与他人相同", "the same table as another agency's"),
}
_NARRATIVE = {
    "last_year": Sentence(
        "文字有 {share} % 与上年相同", "{share} % of its own wording stands in the year before's"
    ),
    "peer": Sentence(
        "文字有 {share} % 与他人相同", "{share} % of its own wording stands in another agency's"
    ),
}


def _whose(failure: Failure) -> tuple[str, bool]:
    """(last_year or peer, is it the narrative?)"""
    whose, what = str(failure.instance).split("/")
    return whose, what == "narrative"


def _sides(failure: Failure) -> str:
    whose, is_narrative = _whose(failure)
    return f"文字雷同 the same wording: {number(failure.lhs)} %" if is_narrative else " ".join(_TABLE[whose])


def _alert(failure: Failure) -> Sentence:
    whose, is_narrative = _whose(failure)
    if not is_narrative:
        return _TABLE[whose]
    return Sentence(*(text.format(share=number(failure.lhs)) for text in _NARRATIVE[whose]))


DUPLICATE = RuleKind(
    name="duplicate",
    sides_model="int_version_sides",
    judges="fct_cells",
    needed=frozenset({"least_numbers", "least_alike"}),
    optional=frozenset(),
    check=unchecked,
    over_cells=False,
    has_edits=False,
    second_reading=SecondReading.NOTHING,
    sides=_sides,
    alert=_alert,
    clerk=None,
    rule_columns=(
        RuleColumn(
            "least_numbers",
            "least_numbers",
            "integer",
            "Different numbers other than 0 from which on equal tables tell something",
        ),
        RuleColumn(
            "least_alike",
            "least_alike",
            "double",
            "Share of the narrative's own phrases from which on it is the same",
        ),
    ),
)
