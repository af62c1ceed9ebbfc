"""`python -m publish.trace TABLE [COLUMN] KEY=VALUE...`: traces a figure down to cells, their raw text and their place.

Reads only the published version and the descriptions beside the dbt models.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from common.command_line import reader_may_leave
from common.shown import in_json, say
from publish.trace.find import TraceError, check_names, find_row, published
from publish.trace.show import as_data, overview, tree

MOST = 10  # rows of one aggregate that are traced further


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m publish.trace",
        description="把一个数字追到原文单元格 / From a figure of a mart down to the cells it rests on: raw text, value, file and place.",
        epilog="例 / example: python -m publish.trace mart_agency_year grant_rate agency_name=青禾县人民政府 report_year=2022",
    )
    parser.add_argument("table", metavar="TABLE", help="表 / a mart, as mart_agency_year")
    parser.add_argument(
        "arguments",
        nargs="*",
        metavar="COLUMN | KEY=VALUE",
        help="要追溯的列（省略则列出各列），以及确定一行的键 / the column (without it, all of them in brief), and keys that tell the row",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"),
        help="仓库 / folder of the warehouse (default: GONGKAI_WAREHOUSE, or warehouse)",
    )
    parser.add_argument(
        "--most",
        type=int,
        default=MOST,
        help=f"每个汇总最多展开的行数，0 为全部 / rows of one aggregate to go down to, 0 for all (default: {MOST})",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parsed = parser.parse_args(arguments)
    parsed.keys = dict(argument.split("=", 1) for argument in parsed.arguments if "=" in argument)
    columns = [argument for argument in parsed.arguments if "=" not in argument]
    if len(columns) > 1:
        parser.error(f"只能有一列 / one column at a time: {', '.join(columns)}")
    parsed.column = columns[0] if columns else None
    return parsed


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every number equals what it is computed from, 1 if one does not, 2 if nothing was traced."""
    options = _arguments(arguments)
    try:
        with published(options.warehouse.expanduser(), options.most or None) as tracer:
            check_names(tracer, options.table, options.column, options.keys)
            row = find_row(tracer, options.table, options.keys)
            if options.column is None:
                if options.json:
                    _print_json({name: row[name] for name in tracer.columns(options.table)})
                else:
                    print(overview(options.table, row, tracer.numeric(options.table), tracer.descriptions))
                return 0
            figure = tracer.figure(options.table, options.column, row)
            if options.json:
                _print_json(as_data(figure))
            else:
                print(tree(figure, tracer.descriptions))
            return 0 if figure.holds else 1
    except TraceError as error:
        say(f"无法追溯 / not traced: {error}", sys.stderr)
        return 2


def _print_json(data: Mapping[str, Any]) -> None:
    print(in_json(json.dumps(data, ensure_ascii=False, default=str)))


if __name__ == "__main__":
    code = 0
    with reader_may_leave():
        code = main()
    sys.exit(code)
