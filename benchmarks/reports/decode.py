"""Every way to cut digits that were run together, found by trying them all."""

from __future__ import annotations

import re
from itertools import combinations
from math import comb

LIMIT = 500  # the search ends there: with so many readings every cell of the row is open
FEW = 60_000
_WHOLE = re.compile(r"0|[1-9]\d*")
_SIGNED_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?")

Reading = tuple[str, ...]


def splits(digits: str, count: int) -> list[Reading]:
    """The ways to cut `digits` into `count` numbers without leading zeros; a sign begins a number, and decimals are allowed."""
    if comb(max(len(digits) - 1, 0), count - 1) > FEW:
        raise ValueError(f"too many digits in a row without a sum: {digits}")
    found: list[Reading] = []
    for cuts in combinations(range(1, len(digits)), count - 1):
        parts = tuple(digits[a:b] for a, b in zip((0, *cuts), (*cuts, len(digits)), strict=True))
        if all(_SIGNED_DECIMAL.fullmatch(part) for part in parts):
            found.append(parts)
    return found


def summed_splits(digits: str, count: int) -> list[Reading]:
    """The ways to cut `digits` into `count` whole numbers without leading zeros of which the last is the sum of the others."""
    found: list[Reading] = []
    # The total stands last: for each length that it can have, cut the rest, dropping cuts whose sum is already too large.
    for begin in range(count - 1, len(digits)):
        last = digits[begin:]
        if _WHOLE.fullmatch(last):
            found += [(*rest, last) for rest in _adding_up(digits[:begin], count - 1, int(last))]
            if len(found) >= LIMIT:
                break
    return found[:LIMIT]


def _adding_up(digits: str, count: int, total: int) -> list[Reading]:
    if count == 1:
        return [(digits,)] if _WHOLE.fullmatch(digits) and int(digits) == total else []
    found: list[Reading] = []
    for end in range(1, len(digits) - count + 2):
        number = int(digits[:end])
        if number > total or (end > 1 and digits[0] == "0"):
            break
        found += [(digits[:end], *rest) for rest in _adding_up(digits[end:], count - 1, total - number)]
        if len(found) >= LIMIT:
            break
    return found[:LIMIT]


def appeal_splits(digits: str, blocks: int, columns: int) -> list[Reading]:
    """The ways to cut the row of table four: in each block of `columns` numbers the last is the sum of the others."""
    if blocks == 1:
        return summed_splits(digits, columns)
    found: list[Reading] = []
    for end in range(columns, len(digits) - columns * (blocks - 1) + 1):
        heads = summed_splits(digits[:end], columns)
        if not heads:
            continue
        tails = appeal_splits(digits[end:], blocks - 1, columns)
        found += [(*head, *tail) for head in heads for tail in tails]
    return found[:LIMIT]
