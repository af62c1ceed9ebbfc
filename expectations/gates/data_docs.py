"""Data Docs: one Great Expectations site for each gate, and a front page that links both and works offline, without scripts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from common.digests import digest_of
from common.shown import in_html
from common.whole_files import write_text

MOST_RUNS = 20  # shown on the front page; fct_gate_history has all runs, rule by rule
_RUN_COLUMNS = (
    "运行时间 run at (UTC)", "批次 batches", "核对 compared", "错误 errors", "需核实与提示 warnings, infos", "豁免 waived",
    "无法核对 not evaluable",
)  # fmt: skip
_TITLES = {"gate_1": "第一道关：逐份核对 · Gate 1", "gate_2": "第二道关：放行 · Gate 2"}


@dataclass(frozen=True)
class Line:
    """Summary of one batch on the front page, which links it to the batch's page."""

    name: str
    text: str


def site(warehouse: Path, gate: str) -> Path:
    """Folder of a gate's Great Expectations site."""
    return warehouse / "data_docs" / gate


def page_name(batch: str) -> str:
    """The name by which Great Expectations knows a batch: it puts names into HTML, templates and paths as they are, so that
    one with a character that means something there, or a very long one, is replaced by a digest of it."""
    if _UNSAFE.search(batch) or len(batch.encode()) > MOST_BYTES:
        return f"batch-{digest_of(batch)[:16]}"
    return batch


def pages(site: Path, suite: str) -> dict[str, Path]:
    """A suite's page for each batch, by its `page_name`."""
    return {page.parents[1].name: page for page in sorted((site / "validations" / suite).glob("*/*/*.html"))}


def save_pages(site: Path, batch: str, folder: Path) -> None:
    """Copy a batch's pages, of every suite, to `folder`, whose old content is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    for page in (site / "validations").glob("*/*/*/*.html"):
        if page.parents[1].name == page_name(batch):
            copy = folder / page.relative_to(site / "validations")
            copy.parent.mkdir(parents=True)
            shutil.copyfile(page, copy)


def restore_pages(site: Path, folders: Iterable[Path], index_is_complete: bool) -> None:
    """Copy saved pages back into a site. Great Expectations lists only the pages that it wrote itself in its index: where
    the index is not complete, it is replaced by a redirect to our front page."""
    for folder in folders:
        shutil.copytree(folder, site / "validations", dirs_exist_ok=True)
    if not index_is_complete:
        write_text(site / "index.html", _TO_FRONT)


def write(warehouse: Path, gate: str, pages: dict[str, Path], lines: Sequence[Line]) -> Path:
    """Record a gate's pages and rewrite the front page of all gates. Returns data_docs/index.html."""
    folder = warehouse / "data_docs"
    folder.mkdir(parents=True, exist_ok=True)
    entries = [
        {
            **asdict(line),
            "page": page.relative_to(folder).as_posix()
            if (page := pages.get(page_name(line.name)))
            else None,
        }
        for line in lines
    ]
    named = {page_name(line.name): line.name for line in lines if page_name(line.name) != line.name}
    write_text(site(warehouse, gate) / "front.json", json.dumps(entries, ensure_ascii=False))
    parts = [_HEAD]
    for name, title in _TITLES.items():
        entries_path = site(warehouse, name) / "front.json"
        if entries_path.is_file():
            parts.append(f"<h2>{title}</h2>\n<ul>")
            parts += [_item(entry) for entry in json.loads(entries_path.read_text(encoding="utf-8"))]
            parts.append("</ul>")
    parts += _history(warehouse)
    for page in site(warehouse, gate).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_with_name(offline(text), named.get(page.parents[1].name)), encoding="utf-8")
    index = folder / "index.html"
    write_text(index, "\n".join([*parts, "</body></html>", ""]))
    return index


def offline(page: str) -> str:
    """Make a Great Expectations page work offline: remove remote scripts, styles and pictures, and add our own style.

    The page's marks of passed and failed come from a web font; without it a failed rule would look like a passed one.
    """
    page = _REMOTE.sub("", page)
    return page if _STYLE in page else page.replace("</head>", f"{_STYLE}</head>", 1)


def _with_name(page: str, batch: str | None) -> str:
    """The page of a batch that goes by another name, with its own above."""
    mark = "<p><b>批次 batch: "
    if batch is None or mark in page:
        return page
    return _BODY.sub(lambda body: f"{body[0]}{mark}{in_html(batch)}</b></p>", page, count=1)


def _history(warehouse: Path) -> list[str]:
    """HTML table of the latest runs of gate 1, the newest first; empty where there was no run yet."""
    path = warehouse / "gates" / "gate_history.parquet"
    if not path.is_file():
        return []
    rows = duckdb.execute(
        """
        select strftime(timezone('UTC', run_at), '%Y-%m-%d %H:%M'), count(distinct batch), sum(evaluated),
            coalesce(sum(failed) filter (where severity = 'error'), 0),
            coalesce(sum(failed) filter (where severity <> 'error'), 0), coalesce(sum(waived), 0), sum(not_evaluable)
        from read_parquet(?, union_by_name = true) group by run_at order by run_at desc limit ?
        """,
        [str(path), MOST_RUNS],
    ).fetchall()
    head = "".join(f"<th>{name}</th>" for name in _RUN_COLUMNS)
    body = [f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows]
    return ["<h2>历次核对 · History</h2>", f"<table><tr>{head}</tr>", *body, "</table>"]


def _item(entry: dict[str, str]) -> str:
    name, text = in_html(entry["name"]), in_html(entry["text"])
    link = f'<a href="{in_html(entry["page"])}">{name}</a>' if entry["page"] else name
    return f"<li>{link}: {text}</li>"


MOST_BYTES = 100  # of a batch's name: the name of its page is longer, and may have 255
_UNSAFE = re.compile("""[^\\w .·()（）、，⟨⟩+~@,\\[\\]-]""")
_BODY = re.compile("<body[^>]*>", re.IGNORECASE)
_REMOTE = re.compile(
    r"<link[^>]*href=\"https?://[^>]*>|<script[^>]*src=\"https?://[^>]*>\s*</script>|<img[^>]*src=\"https?://[^>]*>",
    re.IGNORECASE,
)
_STYLE = """<style>
body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:1rem 2rem;color:#111}
table{border-collapse:collapse;margin:.3rem 0}th,td{border:1px solid #ccc;padding:.2rem .5rem;text-align:left;vertical-align:top}
.fa-check-circle::before{content:"✓ 相符"}.fa-times::before{content:"✗ 不符"}.fa-exclamation-triangle::before{content:"! 出错"}
.fas{font-style:normal;font-weight:600;white-space:nowrap}.text-success{color:#15803d}.text-danger{color:#b91c1c}
.collapse:not(.show){display:block}footer,.navbar img{display:none}
</style>"""
_TO_FRONT = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=../index.html">
<title>Gongkai: Data Docs</title></head><body><a href="../index.html">核对记录 · Data Docs</a></body></html>
"""
_HEAD = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>Gongkai: Data Docs</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}th,td{border:1px solid #ccc;padding:.2rem .6rem;text-align:right}</style></head><body>
<h1>核对记录 · Data Docs</h1>"""
