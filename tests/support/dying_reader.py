"""A reader whose process dies on a file named kill.txt, as one that ran out of memory would."""

import os
from pathlib import Path

from extract.report import Report, read_report


def read_or_die(path: Path) -> Report:
    if path.name == "kill.txt":
        os._exit(9)
    return read_report(path)
