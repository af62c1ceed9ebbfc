"""Random bends of sound reports in every layout, for as long as told: `python -m tests.fuzz.bends SECONDS [SEED]`."""

from __future__ import annotations

import random
import sys
import time

from tests.support.bending import BENDS
from tests.unit.extract.test_bent_reports import WRITERS, silent


def main() -> None:
    end = time.monotonic() + float(sys.argv[1])
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    count = found = 0
    while time.monotonic() < end:
        plan = [(chance.choice(list(BENDS)), chance.randrange(10**6)) for _ in range(1 + chance.randrange(3))]
        case = (plan, chance.randrange(50), chance.choice(["2021", "2019"]), chance.choice(WRITERS))
        count += 1
        if wrong := silent(*case):
            found += 1
            print(case, wrong[:3])
    print(f"{count} reports, {found} with silent errors")


if __name__ == "__main__":
    main()
