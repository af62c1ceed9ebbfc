"""Finds every way to split digits run together that a row's own total allows."""

from __future__ import annotations

from functools import lru_cache

MOST_READINGS = 64
_LONGEST_NUMBER = 6


@lru_cache(maxsize=4096)
def split_readings(digits: str, columns: int) -> tuple[tuple[int, ...], ...]:
    """Every way to cut `digits` into `columns` whole numbers (no leading zeros), the last being the sum of the others.

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
    """Readings of the appeals row: each block of `columns` numbers has its own sum."""
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


def misprints(reading: tuple[int, ...], wanted: tuple[int, ...], own_sum: bool) -> int:
    """The fewest misprints that explain a row read as `reading` where the other rows imply `wanted`; the last is the sum.

    Where the row's own sum holds (`own_sum`), a misprinted number and the sum computed from it count as one misprint;
    where it does not, a single wrong number and a wrong sum count as two.
    """
    *numbers, total = [a != b for a, b in zip(reading, wanted, strict=True)]
    return _misprints(sum(numbers), total, own_sum)


def _misprints(numbers: int, total: bool, own_sum: bool) -> int:
    return max(1, numbers) + (not own_sum and total and numbers == 1)


def other_cuts(digits: str, reading: tuple[int, ...], wanted: tuple[int, ...], most: int) -> set[int]:
    """The places at which another cut of `digits` differs from `reading`, for cuts that at most `most` misprints explain
    if the row's own sum is misprinted.

    8|0|0|13|145 has no other cut with one misprint where the other rows imply 8, 0, 0, 14, 146.
    """
    numbers = len(reading) - 1
    found: set[int] = set()
    for start in range(max(numbers, len(digits) - _LONGEST_NUMBER), len(digits)):
        if digits[start] == "0" and start < len(digits) - 1:
            continue
        total = int(digits[start:])
        wrong = [at for at in range(numbers) if _misprints(at, total != wanted[-1], own_sum=False) <= most]
        if not wrong:
            continue
        cut, places = _cuts_near(digits[:start], reading[:-1], wanted[:-1], wrong[-1])
        found |= places
        if cut and total != reading[-1]:
            found.add(numbers)
    return found


def _cuts_near(
    digits: str, reading: tuple[int, ...], wanted: tuple[int, ...], most: int
) -> tuple[bool, set[int]]:
    """(whether `digits` can be cut so that at most `most` numbers are not as wanted, the places where such a cut differs
    from the reading)."""
    columns, end = len(wanted), len(digits)

    def pieces(place: int, at: int) -> list[tuple[int, int, bool]]:
        """(end, number, whether it is not as wanted) of the numbers that may begin at `at`."""
        longest = 1 if digits[at] == "0" else _LONGEST_NUMBER
        last = min(at + longest, end - (columns - place - 1))
        return [
            (to, number, number != wanted[place])
            for to in range(at + 1, last + 1)
            for number in (int(digits[at:to]),)
        ]

    behind: list[dict[int, int]] = [{} for _ in range(columns)] + [
        {end: 0}
    ]  # fewest that are not, by place and digit
    for place in range(columns - 1, -1, -1):
        for at in range(place, end):
            ways = [w + behind[place + 1][to] for to, _, w in pieces(place, at) if to in behind[place + 1]]
            if ways:
                behind[place][at] = min(ways)
    found: set[int] = set()
    before = {0: 0}
    for place in range(columns):
        reached: dict[int, int] = {}
        for at, so_far in before.items():
            for to, number, wrong in pieces(place, at) if at < end else ():
                if to not in behind[place + 1]:
                    continue
                reached[to] = min(reached.get(to, columns), so_far + wrong)
                if number != reading[place] and so_far + wrong + behind[place + 1][to] <= most:
                    found.add(place)
        before = reached
    return behind[0].get(0, columns + 1) <= most, found
