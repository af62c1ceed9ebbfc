"""Digits run together, cut by the sums of the form: every reading that a row's own total allows."""

from __future__ import annotations

from functools import lru_cache

MOST_READINGS = 64
_LONGEST_NUMBER = 6


@lru_cache(maxsize=4096)
def split_readings(digits: str, columns: int) -> tuple[tuple[int, ...], ...]:
    """Every way to cut `digits` into `columns` whole numbers (no leading zeros) of which the last is the others' sum.

    At most 64 are returned, none where nothing fits. "640020470" over 7 columns has exactly one.
    """
    found: list[tuple[int, ...]] = []

    def cut(at: int, end: int, left: int, total: int, before: tuple[int, ...]) -> None:
        """Add every cut of digits[at:end] into `left` numbers whose sum is `total`."""
        if not left <= end - at <= left * len(str(total)) or len(found) >= MOST_READINGS:
            return
        if left == 1:
            if (end - at == 1 or digits[at] != "0") and int(digits[at:end]) == total:
                found.append((*before, total))
            return
        for to in range(at + 1, min(at + _LONGEST_NUMBER, end - left + 1) + 1):
            number = int(digits[at:to])
            if number > total:
                return
            cut(to, end, left - 1, total - number, (*before, number))
            if digits[at] == "0":
                return

    for last in range(len(digits) - 1, max(columns - 2, len(digits) - _LONGEST_NUMBER - 2), -1):
        if digits[last] != "0" or last == len(digits) - 1:
            total = int(digits[last:])
            first = len(found)
            cut(0, last, columns - 1, total, ())
            found[first:] = [(*reading, total) for reading in found[first:]]
    return tuple(found[:MOST_READINGS])


def appeal_readings(digits: str, blocks: int, columns: int) -> list[tuple[int, ...]]:
    """Readings of the appeals row: each block of `columns` numbers has a sum of its own."""
    if blocks == 1:
        return list(split_readings(digits, columns))
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
