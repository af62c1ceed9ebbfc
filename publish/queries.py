"""`python -m publish.queries`: checks the worked queries of docs/queries.md against a published file.

Each query of the page is a SQL code block below a heading. The rows beneath it stand between two marks and are never
typed by hand: ``--write`` fills them in from the published file; without it they are compared with that file.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from common.shown import in_markdown, say

PAGE = Path(__file__).resolve().parents[1] / "docs" / "queries.md"
SHOWN = 8
"""Rows of an answer that the page shows."""
BEGIN, END = "<!-- rows -->", "<!-- end of rows -->"
_QUERY = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<text>(?:(?!^## ).*\n)*?)```sql\n(?P<sql>(?:(?!^```).*\n)*)```\n"
    rf"\n(?P<rows>{BEGIN}\n(?:(?!^{END}).*\n)*{END})\n",
    re.MULTILINE,
)


class QueriesError(Exception):
    """The page cannot be filled or checked; the message gives the reason in one line for a person."""


@dataclass(frozen=True)
class Query:
    """One query of the page: ``title`` (Chinese / English), ``sql``, and ``stated``, the rows printed beneath it."""

    title: str
    sql: str
    stated: str


def load_queries(page: Path = PAGE) -> list[Query]:
    """The queries of a page, in order.

    Raises QueriesError if a SQL code block has no heading of its own, or no marks for its rows beneath.
    """
    text = page.read_text(encoding="utf-8")
    found = [Query(match["title"], match["sql"], match["rows"]) for match in _QUERY.finditer(text)]
    fences = text.count("```sql\n")
    if not found or len(found) != fences:
        raise QueriesError(
            f"{page}: {fences} 段 SQL，其中 {len(found)} 段有标题和结果标记；每段 SQL 之前要有 ## 标题，之后空一行写 {BEGIN} 和 {END} / "
            f"{fences} fences of SQL, {len(found)} of them with a heading and marks: each needs a ## heading above, and beneath it, "
            f"after an empty line, {BEGIN} and {END}"
        )
    return found


def answer(database: duckdb.DuckDBPyConnection, query: Query) -> str:
    """The query's rows as the page shows them: a Markdown table of the first SHOWN rows, and the total count.

    Raises QueriesError if the query fails on the file.
    """
    try:
        found = database.execute(query.sql)
        columns, rows = [column[0] for column in found.description or []], found.fetchall()
    except duckdb.Error as why:
        raise QueriesError(f"{query.title}: {why}") from None
    lines = [_line(columns), _line(["---"] * len(columns)), *(_line(map(_cell, row)) for row in rows[:SHOWN])]
    count = f"{len(rows)} 行" if len(rows) <= SHOWN else f"共 {len(rows)} 行，列出前 {SHOWN} 行"
    english = (
        f"{len(rows)} row{'s' * (len(rows) != 1)}"
        if len(rows) <= SHOWN
        else f"{len(rows)} rows, the first {SHOWN} of them"
    )
    return "\n".join([BEGIN, *lines, "", f"*{count} / {english}*", END])


def refresh(file: Path, page: Path = PAGE, *, write: bool) -> list[str]:
    """Return the titles of the queries whose rows on ``page`` differ from ``file``; with ``write``, update the page.

    Raises QueriesError if there is no file, or a query fails on it.
    """
    if not file.is_file():
        raise QueriesError(f"没有 {file}，请先 make run / there is no {file}: make run first")
    queries = load_queries(page)
    with duckdb.connect(str(file), read_only=True) as database:
        answers = [answer(database, query) for query in queries]
    if write:
        remaining = iter(answers)

        def filled(match: re.Match[str]) -> str:
            section, start = match[0], match.start()
            return (
                section[: match.start("rows") - start]
                + next(remaining)
                + section[match.end("rows") - start :]
            )

        page.write_text(_QUERY.sub(filled, page.read_text(encoding="utf-8")), encoding="utf-8")
    return [query.title for query, rows in zip(queries, answers, strict=True) if query.stated != rows]


def _line(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    """A value as one table cell, without bars and line breaks; null differs from the empty text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)
    return in_markdown(" ".join(str(value).split()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the page against a published file, or write its rows; 1 if they differ or a query fails."""
    parser = argparse.ArgumentParser(
        prog="python -m publish.queries",
        description="查询示例页与已发布文件是否一致 / the page of worked queries, against a published file",
    )
    parser.add_argument(
        "--page", type=Path, default=PAGE, help="查询示例页 / the page (default: docs/queries.md)"
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("GONGKAI_WAREHOUSE") or "warehouse"),
        help="数据仓库文件夹 / the warehouse folder (default: warehouse)",
    )
    parser.add_argument("--write", action="store_true", help="写入结果 / write the rows into the page")
    chosen = parser.parse_args(arguments)
    try:
        stale = refresh(chosen.warehouse / "current" / "gongkai.duckdb", chosen.page, write=chosen.write)
    except QueriesError as why:
        say(f"没有写出 / nothing written: {why}", sys.stderr)
        return 1
    for title in stale:
        say(f"{'已更新 / written' if chosen.write else '不一致 / not as stated'}: {title}")
    if stale and not chosen.write:
        say(f"更新 / to write them: python -m publish.queries --warehouse {chosen.warehouse} --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
