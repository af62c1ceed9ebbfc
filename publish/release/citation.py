"""Writes how to cite a release, its licence and its contents: CITATION.cff, LICENSE-DATA.md, README.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import yaml

from publish.release.tables import Table

AUTHOR = "Gongkai contributors"
OWN_DIVISIONS = (
    "区划不在全国区划之内，疑为虚构的示例",
    "divisions outside the national list: a made-up sample?",
)
"""Added to the title of data like the bundled sample, which must not be cited as China's."""


@dataclass(frozen=True)
class Licence:
    """A licence for the compilation: SPDX id, title, address."""

    name: str
    title: str
    path: str

    @property
    def record(self) -> dict[str, str]:
        """The licence as a data package states it."""
        return {"name": self.name, "title": self.title, "path": self.path}


LICENCES: Mapping[str, Licence] = {
    licence.name: licence
    for licence in (
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "ODC-BY-1.0",
            "Open Data Commons Attribution License 1.0",
            "https://opendatacommons.org/licenses/by/1-0/",
        ),
    )
}
DEFAULT_LICENCE = "CC-BY-4.0"


@dataclass(frozen=True)
class Edition:
    """What identifies a release: `previous` is the version before it, `date` an ISO day given by a person, `first_year` and
    `last_year` the report years in its marts; each None if there is none."""

    version: str
    previous: str | None
    first_year: int | None
    last_year: int | None
    date: str | None
    author: str
    licence: Licence
    own_divisions: bool = False  # all divisions of agencies come from the maker's own divisions.csv

    @property
    def title(self) -> str:
        years = f" {self.first_year}–{self.last_year}" if self.first_year else ""
        where = "" if self.own_divisions else ", China"
        title = f"政府信息公开工作年度报告数据{years} / Annual reports on government information disclosure{where}{years}"
        return f"{title}（{OWN_DIVISIONS[0]} / {OWN_DIVISIONS[1]}）" if self.own_divisions else title


def write_papers(folder: Path, tables: Sequence[Table], edition: Edition) -> None:
    """Write the three files."""
    (folder / "CITATION.cff").write_text(_citation(edition), encoding="utf-8")
    (folder / "LICENSE-DATA.md").write_text(_licence(edition.licence), encoding="utf-8")
    (folder / "README.md").write_text(_readme(tables, edition), encoding="utf-8")


def _citation(edition: Edition) -> str:
    entry = {
        "cff-version": "1.2.0",
        "message": "引用本数据时请注明版本 / If you use these data, please cite them by version.",
        "type": "dataset",
        "title": edition.title,
        "version": edition.version,
        "authors": [{"name": edition.author}],
        **({"date-released": edition.date} if edition.date else {}),
        "license": edition.licence.name,
        "keywords": ["政府信息公开", "freedom of information", "China"],
        "abstract": "Figures of the annual reports on government information disclosure that administrative bodies in China "
        "publish, read by machine, checked against the cross-total rules of the form, each number traced to its place in the file.",
    }
    return yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=120)


def _licence(licence: Licence) -> str:
    return f"""# 数据许可 / Licence of the data

**{licence.title}** ({licence.name}): {licence.path}

各项数字是行政机关依《政府信息公开条例》第四十九条、第五十条主动公布的年度报告中陈述的事实；我们对这些事实以及引自年报的
文字不主张任何权利（《著作权法》第五条：单纯事实消息以及具有行政性质的文件不适用该法；每份年报是否属于后者，这里不作判断）。
上述许可只及于本项目添加的内容：选取与编排、核对结果、派生指标与说明。修改后再发布的，请注明已作修改。

The figures are facts that administrative bodies state in annual reports, which they have to publish (Regulation on government
information disclosure, art. 49 and 50). We claim no right in those facts, nor in words quoted from the reports (Copyright Law of
the PRC, art. 5, leaves out mere facts of news and documents of an administrative nature; whether a report is one is not decided
here). The licence is for what this project added: selection and arrangement, the results of the checks, derived indicators,
descriptions. Whoever passes on a changed copy should say that it was changed. This is no legal advice.
"""


def _readme(tables: Sequence[Table], edition: Edition) -> str:
    listed = "\n".join(
        f"| `{table.name}` | {table.rows} | {_first(table.described.zh) or '—'} | {_first(table.described.en)} |"
        for table in tables
    )
    return f"""# {edition.title}

版本 / version **{edition.version}**, 上一版本 / previous: {edition.previous or "无 / none"} · gongkai {metadata.version("gongkai")}

| 文件 / file | 内容 / content |
|---|---|
| `gongkai.duckdb` | 全部表，每列带说明 / all tables, every column with its comment |
| `parquet/`, `csv/` | 同样的表 / the same tables. `.csv` 带 BOM，可直接用 Excel 打开 / has a byte order mark for Excel; `.csv.gz` 供程序读取 / is for tools |
| `datapackage.json` | Frictionless 数据包：类型、键、说明 / types, keys, descriptions |
| `DICTIONARY.md`, `dictionary.csv` | 数据字典 / data dictionary |
| `revisions.csv` | 与上一版本的差异 / differences from the release before |
| `inputs.csv` | 所据文件及其 SHA-256 / files it was made of, by hash |
| `CITATION.cff`, `LICENSE-DATA.md` | 引用与许可 / citation and licence |
| `SHA256SUMS` | `sha256sum -c SHA256SUMS` |

| 表 / table | 行 / rows | 说明 | one row per |
|---|---|---|---|
{listed}

空值不是零：年报上空白、短横、文字的单元格没有数值（`fct_cells.state`），后缀 `_blank0` 的列才把空白当作 0。CSV 中空字段即空值。
`mart_*` 只含通过核对的最新年报（说明另有规定的除外）；`dim_report`、`fct_*` 含全部文件版本，用前请看 `gate_status` 和 `is_current`。
用 Excel 打开时，像数字的代码（如 `report_id`）会被改写，请以文本导入。
CSV 的文字以 `=`、`+`、`-`、`@`（含全角）、制表符或换行开头的，前面加了一个 `'`，以免电子表格当作公式；字段以一个或几个 `'` 接这些字符开头
的，去掉一个 `'` 即为原文。数字不受影响，Parquet 和 DuckDB 里是原文。

A blank is not 0: cells that print blank, dash or text have no number (`fct_cells.state`); only columns with `_blank0` take blanks for 0.
An empty field of a CSV is null. `mart_*` hold certified, current reports only, unless their description says otherwise; `dim_report` and
`fct_*` hold every file version: look at `gate_status` and `is_current`. Excel rewrites codes that look like numbers
(`report_id`): import them as text. A text of a CSV that begins with `=`, `+`, `-`, `@` (full-width too), a tab or a line break
has a `'` in front, so that no spreadsheet takes it for a formula: where a field begins with one `'` or more and then one of those, take
one `'` off to have the text. Numbers are not touched; Parquet and DuckDB hold the texts as they are.

## 追溯一个数 / Trace a number

```sql
select r.path, r.sha256, r.url, c.key, c.raw, c.state, c.page, c."table", c."row", c."column", c.line
from mart_agency_year as m
inner join dim_report as r on m.report_id = r.report_id
inner join fct_cells as c on m.report_id = c.report_id
where m.agency_name = '…' and m.report_year = 2023 and c.key = 'applications/granted/total';
```

指标由哪些列、哪些单元格算出，见数据字典的 `formula` 和 `cells`。 / `formula` and `cells` of the data dictionary say what a column is computed from.
"""


def _first(text: str) -> str:
    """The first sentence, escaped for a Markdown table."""
    return (
        text.removeprefix("one row per ").split("。")[0].split(". ")[0].replace("|", "\\|").replace("\n", " ")
    )
