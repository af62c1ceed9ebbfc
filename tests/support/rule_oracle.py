"""The arithmetic of tables three and four once more, written out plainly from the form: what the rules must find.

Shares nothing with expectations/ and its SQL; cells are printed strings as in tests.support.drafts.
"""

from __future__ import annotations

from extract.form.catalogue import load_form

_TYPES = ("natural_person", "commercial_enterprise", "research_institution", "public_welfare_org", "legal_service_org",
          "other_org")  # fmt: skip
_COLUMNS = (*_TYPES, "total")
_BLOCKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
Found = set[tuple[str, str]]


def expected(cells: dict[str, str], version: str) -> tuple[Found, Found]:
    """(failed, not evaluable) as (rule, instance) of the sum rules on tables three and four."""
    failed: Found = set()
    open_: Found = set()

    def value(key: str) -> float | None:
        try:
            return float(cells[key])
        except (KeyError, ValueError):
            return None

    def check(rule: str, instance: str, numbers: list[float | None], holds) -> None:
        if any(n is None for n in numbers):
            open_.add((rule, instance))
        elif not holds(*numbers):
            failed.add((rule, instance))

    rows = load_form().application_rows[version]
    leaves = [r.key for r in rows if r.role == "outcome"]
    for column in _COLUMNS:
        new, before, closed, after = (
            value(f"applications/{row}/{column}")
            for row in ("received_new", "carried_in", "closed_total", "carried_out")
        )
        outcomes = [value(f"applications/{leaf}/{column}") for leaf in leaves]
        check("applications.balance", column, [new, before, closed, after], lambda a, b, c, d: a + b == c + d)
        check("applications.outcome_total", column, [closed, *outcomes], lambda c, *parts: c == sum(parts))
        check(
            "applications.within_inflow", column, [new, before, after, *outcomes],
            lambda a, b, *parts: max(parts) <= a + b,
        )  # fmt: skip
        if new is None or before is None:
            open_.add(("applications.empty_year", column))
        elif new + before == 0:
            check(
                "applications.empty_year", column, [closed, after, *outcomes], lambda *parts: sum(parts) == 0
            )
    for row in rows:
        if f"applications/{row.key}/total" in cells:
            across = [value(f"applications/{row.key}/{kind}") for kind in _TYPES]
            total = value(f"applications/{row.key}/total")
            check("applications.row_total", row.key, [total, *across], lambda t, *parts: t == sum(parts))
    for group in ("denied", "unavailable", "not_processed", "other"):
        below = [leaf for leaf in leaves if leaf.startswith(f"{group}.")]
        for column in _COLUMNS:
            if below and f"applications/{group}/{column}" in cells:
                parts = [value(f"applications/{leaf}/{column}") for leaf in below]
                own = value(f"applications/{group}/{column}")
                check("applications.subtotal", f"{group}/{column}", [own, *parts], lambda g, *p: g == sum(p))
    repeated = value("applications/not_processed.repeated/total")
    inflow = [value(f"applications/{row}/total") for row in ("received_new", "carried_in")]
    if repeated is None:
        open_.add(("applications.repeated", "total"))
    elif repeated > 0:
        check("applications.repeated", "total", inflow, lambda a, b: a + b >= 2)
    unpaid = "applications/other.fee_unpaid/total"  # a number above 0 calls for words in section six, which drafts have not
    if unpaid in cells and value(unpaid) is None:
        open_.add(("applications.fee_unpaid_told", unpaid))
    for block in _BLOCKS:
        *parts, total = (
            value(f"appeals/{block}/{column}")
            for column in ("upheld", "corrected", "other", "pending", "total")
        )
        check("appeals.total", block, [total, *parts], lambda t, *p: t == sum(p))
    return failed, open_
