"""The page of worked queries: its rows are written and held against a published file, never typed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from publish.queries import BEGIN, END, PAGE, QueriesError, answer, load_queries, main, refresh

TEXT = f"""# 查询

## 1 谁？ / Who?

Why.

```sql
select name, share, told, whole from who order by name
```

{BEGIN}
{END}

# 其他

## 2 几个？ / How many?

```sql
select count(*) as n from who
```

{BEGIN}
| n |
| --- |
| 3 |

*1 行 / 1 row*
{END}
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page whose first query has no rows yet, and whose second is right."""
    path = tmp_path / "queries.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A published file with one table, at its place in a warehouse."""
    path = tmp_path / "warehouse" / "current" / "gongkai.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as database:
        database.execute("create table who (name varchar, share double, told boolean, whole double)")
        database.execute(
            "insert into who values ('甲|乙', 0.25, true, 3.0), ('丙\n丁', null, false, 0.0), ('', 0.5, null, -1.0)"
        )
    return path


def test_rows_are_written_between_the_marks_and_nowhere_else(page: Path, file: Path) -> None:
    assert refresh(file, page, write=True) == ["1 谁？ / Who?"]

    text = page.read_text(encoding="utf-8")
    assert "| 丙 丁 | null | false | 0 |\n| 甲\\|乙 | 0.25 | true | 3 |\n\n*3 行 / 3 rows*" in text
    assert "|  | 0.5 | null | -1 |" in text
    assert [part.split(END)[-1] for part in text.split(BEGIN)] == [
        part.split(END)[-1] for part in TEXT.split(BEGIN)
    ]
    assert refresh(file, page, write=False) == []


def test_rows_that_are_not_those_of_the_file_are_told_by_title(
    page: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["--page", str(page), "--warehouse", str(file.parents[1])]
    assert main([*call, "--write"]) == 0
    with duckdb.connect(str(file)) as database:
        database.execute("update who set share = 0.75 where name = ''")
    capsys.readouterr()

    assert main(call) == 1

    said = capsys.readouterr().out
    assert "不一致 / not as stated: 1 谁？ / Who?" in said
    assert "How many" not in said
    assert "--write" in said


def test_a_long_answer_is_cut_and_counted(page: Path) -> None:
    query = load_queries(page)[1]
    with duckdb.connect() as database:
        database.execute("create table who as select 'x' as name from range(20)")
        told = answer(database, type(query)("t", "select name from who", ""))

    assert told.count("| x |") == 8
    assert "共 20 行，列出前 8 行 / 20 rows, the first 8 of them" in told


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (TEXT.replace(END, "", 1), "2 fences of SQL, 1 of them"),
        (TEXT.replace("## 2", "**2"), "2 fences of SQL, 1 of them"),
        ("# nothing\n", "0 fences of SQL"),
    ],
)
def test_a_page_out_of_shape_is_an_error_and_stays_as_it_is(
    page: Path, file: Path, broken: str, why: str
) -> None:
    page.write_text(broken, encoding="utf-8")

    with pytest.raises(QueriesError, match=why):
        refresh(file, page, write=True)
    assert page.read_text(encoding="utf-8") == broken


def test_a_query_that_fails_names_itself(page: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text(TEXT.replace("from who order", "from nobody order"), encoding="utf-8")

    assert main(["--page", str(page), "--warehouse", str(file.parents[1]), "--write"]) == 1
    assert "1 谁？ / Who?" in (said := capsys.readouterr().err)
    assert "nobody" in said


def test_without_a_published_file_it_says_make_run(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--page", str(page), "--warehouse", str(tmp_path / "none")]) == 1
    assert "请先 make run" in capsys.readouterr().err


def test_the_page_asks_in_both_languages() -> None:
    queries = load_queries(PAGE)

    assert len(queries) >= 12
    for number, query in enumerate(queries, 1):
        chinese, english = query.title.split(" / ")
        assert chinese.startswith(f"{number} ")
        assert chinese.endswith("？")
        assert english.endswith("?")


def test_a_planted_copy_is_found() -> None:
    """The sample has no copy of last year's report, so its answer alone would not show that the query finds one."""
    query = next(query for query in load_queries(PAGE) if "copy of last year" in query.title)
    with duckdb.connect() as database:
        database.execute(
            "create table mart_agency_year as select * from (values ('a', '甲局', 2023, 'z'), ('b', '乙局', 2023, 'y'), "
            "('c', '丙局', 2023, null)) as t (report_id, agency_name, report_year, last_year_report_id)"
        )
        database.execute(
            "create table fct_rule_results as select 'series.duplicate' as rule_id, * from (values "
            "('b', 'failed', 'last_year/applications'), ('b', 'failed', 'last_year/narrative'), "
            "('c', 'failed', 'peer/narrative'), ('a', 'not_evaluable', 'last_year/appeals')) as t (report_id, status, instance)"
        )
        found = database.execute(query.sql).fetchall()

    assert found == [(2023, 3, 2, 1, "乙局: last_year/applications, last_year/narrative")]
