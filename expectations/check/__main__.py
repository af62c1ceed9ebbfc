"""`python -m expectations.check FILE` (what `make check` calls)."""

import sys

from expectations.check.draft import main

if __name__ == "__main__":
    sys.exit(main())
