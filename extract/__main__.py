"""`python -m extract PATH...`: one JSON object a line for each file, in the order given."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path

from common.command_line import reader_may_leave
from common.shown import in_json, say
from extract.pool import read_many
from extract.settled_readings import ReadingsError, load


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m extract",
        description="Read annual reports on government information disclosure (政府信息公开工作年度报告) and print one "
        "JSON object a line for each file: its cells with value, state, place and doubt, its sections and problems. "
        "读取年度报告，每个文件输出一行 JSON。",
        epilog="The exit code is 0 whatever the files hold, 2 for a wrong call.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a report (PDF, DOCX, XLSX, XLS, HTML or text) 报告文件",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="processes that read at once (default 1) 并行数",
    )
    parser.add_argument(
        "--proof",
        action="store_true",
        help="say of each cell what in the file shows it (docs/proof.md) 每格附上认定依据",
    )
    parsed = parser.parse_args(arguments)
    if parsed.jobs < 1:
        parser.error("--jobs takes a number from 1")
    return parsed


def main(arguments: list[str] | None = None) -> int:
    options = _arguments(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # whatever the locale, the output is UTF-8
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        load()  # a fault in it is a wrong call, and no file's
        with reader_may_leave():
            for report in read_many(options.paths, options.jobs):
                print(
                    in_json(json.dumps(report.to_json(proof=options.proof), ensure_ascii=False)), flush=True
                )
    except ReadingsError as error:
        say(error, sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
