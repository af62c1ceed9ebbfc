"""Digits run together, cut by the sums of the form: every reading that a row's own total allows."""

from __future__ import annotations

from functools import cache

MOST_READINGS = 64
_LONGEST_NUMBER = 6


def split_readings(digits: str, columns: int) -> list[tuple[int, ...]]:
    """Every way to cut `digits` into `columns` whole numbers (no leading zeros) of which the last is the others' sum.

    At most 64 are returned; no reading is an empty list. "640020470" over 7 columns has exactly one.
    """

    @cache
    def parts(at: int, left: int, total: int) -> tuple[tuple[int, ...], ...]:
        found: list[tuple[int, ...]] = []
        if left == 1:
            last = digits[at:]
            if last and (last == "0" or last[0] != "0") and int(last) == total:
                return ((total,),)
            return ()
        for end in range(at + 1, min(at + _LONGEST_NUMBER, len(digits) - left + 1) + 1):
            number = digits[at:end]
            if len(number) > 1 and number[0] == "0":
                break
            for rest in parts(end, left - 1, total + int(number)):
                found.append((int(number), *rest))
                if len(found) >= MOST_READINGS:
                    return tuple(found)
        return tuple(found)

    return list(parts(0, columns, 0))


def appeal_readings(digits: str, blocks: int, columns: int) -> list[tuple[int, ...]]:
    """Readings of the appeals row: each block of `columns` numbers has a sum of its own."""
    if blocks == 1:
        return split_readings(digits, columns)
    found: list[tuple[int, ...]] = []
    for end in range(
        columns,
        min(len(digits) - columns * (blocks - 1), columns * _LONGEST_NUMBER) + 1,
    ):
        heads = split_readings(digits[:end], columns)
        if heads:
            found += [
                (*head, *tail)
                for head in heads
                for tail in appeal_readings(digits[end:], blocks - 1, columns)
            ]
        if len(found) >= MOST_READINGS:
            break
    return found[:MOST_READINGS]
