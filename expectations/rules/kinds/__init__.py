"""All kinds of rules, one module each: the docstring lists the kind's fields, the RuleKind holds everything else."""

from __future__ import annotations

from expectations.rules.kinds.area_sum import AREA_SUM
from expectations.rules.kinds.claim_parts import CLAIM_PARTS
from expectations.rules.kinds.claims import CLAIMS
from expectations.rules.kinds.duplicate import DUPLICATE
from expectations.rules.kinds.form_for_year import FORM_FOR_YEAR
from expectations.rules.kinds.jump import JUMP
from expectations.rules.kinds.kind import RuleKind
from expectations.rules.kinds.mention import MENTION
from expectations.rules.kinds.number_type import NUMBER_TYPE
from expectations.rules.kinds.period import PERIOD
from expectations.rules.kinds.problems import PROBLEMS
from expectations.rules.kinds.published import PUBLISHED
from expectations.rules.kinds.revision import REVISION
from expectations.rules.kinds.roster import ROSTER
from expectations.rules.kinds.sum import SUM
from expectations.rules.kinds.unit import UNIT

ALL = (
    SUM, JUMP, PROBLEMS, NUMBER_TYPE, FORM_FOR_YEAR, UNIT, MENTION, CLAIMS, CLAIM_PARTS, PERIOD, PUBLISHED, REVISION,
    DUPLICATE, AREA_SUM, ROSTER,
)  # fmt: skip
"""All kinds. To add one, write its module and list it here."""
KINDS: dict[str, RuleKind] = {kind.name: kind for kind in ALL}
"""Kinds by their name in rules.yml."""
