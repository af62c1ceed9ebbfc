"""population.csv: persons by division and year, each with its source, and its mistakes named with the next step."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from agencies.office_tables import InputsError, store_inputs
from agencies.population import HEADER, POPULATION, PopulationError, load_population, population_path
from expectations.check.in_memory import Relations
from extract.store.schemas import SCHEMAS


def written(folder: Path, *rows: str) -> Path:
    path = folder / "population.csv"
    path.write_text("\n".join([",".join(HEADER), *rows, ""]), encoding="utf-8-sig")
    return path


def test_a_row_is_persons_of_a_division_in_a_year(tmp_path: Path) -> None:
    path = written(
        tmp_path, "990102,2023,４２１００３,示例统计年鉴", ",,,", "990102001,2023,30211,示例统计年鉴"
    )
    assert load_population(path).to_pylist() == [
        {"division_code": "990102", "year": 2023, "population": 421003, "source": "示例统计年鉴"},
        {"division_code": "990102001", "year": 2023, "population": 30211, "source": "示例统计年鉴"},
    ]
    assert load_population(tmp_path / "none.csv") == POPULATION.empty_table()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("9901,2023,1000,年鉴", "line 2: division_code '9901'.*六位.*6 digits"),
        ("990199,2023,1000,年鉴", "line 2: 没有区划代码 990199.*divisions.csv"),
        ("990102,23,1000,年鉴", "line 2: year '23'"),
        ("990102,2023,42.1万,年鉴", "line 2: population '42.1万'.*1234567"),
        ('990102,2023,"421,003",年鉴', "line 2: population '421,003'"),
        ("990102,2023,0,年鉴", "line 2: population '0'"),
        ("990102,2023,1000, ", "line 2: source"),
        ("990102,2023,1000,年鉴\n990102,2023,1001,年鉴", "line 3: 990102.*第 2 行.*line 2 already"),
        ("990102,2023,1000", "line 2: 3 fields"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_write(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(PopulationError, match=told):
        load_population(written(tmp_path, row), {"990102"})


def test_it_stands_where_dbt_reads_it_and_another_file_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "110000,2023,21858000,年鉴")
    assert population_path(tmp_path, {}) == path
    assert population_path(tmp_path, {"GONGKAI_POPULATION": "/elsewhere.csv"}) == Path("/elsewhere.csv")
    store_inputs(tmp_path, tmp_path / "warehouse")
    assert pq.read_table(tmp_path / "warehouse" / "inputs" / "population.parquet").num_rows == 1
    written(tmp_path, "110000,2023,二千万,年鉴")
    with pytest.raises(InputsError, match=r"人口表有误 / the population cannot be used: .*line 2"):
        store_inputs(tmp_path, tmp_path / "warehouse")


def test_the_staging_model_runs_without_dbt() -> None:
    relations = Relations({"reports": SCHEMAS["reports"].empty_table()})
    name = relations.build("stg_population")
    columns = [row[0] for row in relations.con.execute(f"describe {name}").fetchall()]
    relations.close()
    assert columns == ["division_code", "year", "population", "source"]
