"""Which form version a table stands on: what is printed and what is missing tell, the year settles a tie, else it stays open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from extract.form.catalogue import Form, in_versions, load_form
from extract.form_cells import TableReading, absent_cell
from extract.messages import Doubt
from extract.reading import read_report
from extract.report import Report
from extract.tables.form_version import Evidence, best, named, settled, words_in
from samples.model import Report as MadeUp
from samples.write import LAYOUTS
from tests.support.third_form import (
    DROPPED,
    REPLACED,
    VERSION,
    loaded,
    made_up,
    renamed_column,
    run_together,
    third_form,
)

LAYOUT = {
    name: LAYOUTS[name]
    for name in ("html", "html-word", "docx", "pdf", "text-cells", "text-lines", "text-tsv-shifted")
}
pytestmark = pytest.mark.timeout(60)  # a PDF of three pages is read twice


@pytest.fixture
def third(tmp_path: Path) -> Iterator[Form]:
    with loaded(tmp_path):
        yield load_form()


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Form]:
    """A version that only calls one column of table two otherwise, and counts something else in it."""
    with loaded(tmp_path, renamed_column()):
        yield load_form()


def read(report: MadeUp, layout: str = "html") -> Report:
    data = run_together(report) if layout == "run-together" else LAYOUT[layout](report)
    return read_report(Path("report"), data)


def right(found: Report, wanted: MadeUp) -> None:
    """Every cell as printed, none in doubt, each table under its version."""
    assert {c.key: c.value for c in found.cells} == {key: cell.value for key, cell in wanted.cells.items()}
    assert [c.key for c in found.cells if c.doubt] == []
    assert found.status == "read"
    assert found.form == {
        "disclosures": wanted.form_disclosures,
        "applications": wanted.form_applications,
        "appeals": wanted.form_appeals,
    }


@pytest.mark.parametrize("year", [2031, 2022, None])
@pytest.mark.parametrize("layout", LAYOUT)
def test_a_report_on_the_new_form_is_read_whatever_its_year(
    third: Form, layout: str, year: int | None
) -> None:
    wanted = made_up(year)
    right(read(wanted, layout), wanted)


@pytest.mark.parametrize("year", [2031, None])
@pytest.mark.parametrize("version", ["2019", "2021", VERSION])
def test_running_text_is_told_by_its_labels_as_well(third: Form, version: str, year: int | None) -> None:
    wanted = made_up(year, version, version, version, sparse=True)
    right(read(wanted, "run-together"), wanted)


@pytest.mark.parametrize(
    "layout", [*(n for n in LAYOUT if n != "pdf"), "run-together"]
)  # the writer of PDFs knows no page break here
@pytest.mark.parametrize(
    "versions",
    [
        (VERSION, "2021", "2021"),
        ("2021", VERSION, "2021"),
        ("2021", "2021", VERSION),
        ("2019", VERSION, VERSION),
        (VERSION, "2019", VERSION),
    ],
)
def test_each_table_of_a_mixed_report_is_told_by_itself(
    third: Form, versions: tuple[str, str, str], layout: str
) -> None:
    wanted = made_up(2031, *versions, sparse=layout == "run-together")
    right(read(wanted, layout), wanted)


def test_a_table_that_both_versions_print_alike_goes_under_the_name_of_its_neighbours(third: Form) -> None:
    for version in ("2019", "2021"):
        assert read(made_up(2031, version, version, version)).form["appeals"] == version


def test_an_old_report_that_lost_rows_is_not_taken_for_the_form_without_them(third: Form) -> None:
    """Guards a silent loss: without 5.要求行政机关确认 and 8.属于行政查询事项 the next form misses fewer rows."""
    report = made_up(2024, "2021", "2021", "2021")
    page = "\n".join(
        line
        for line in LAYOUT["html"](report).decode().split("\n")
        if "要求行政机关确认" not in line and "行政查询事项" not in line
    )
    found = read_report(Path("report.html"), page.encode())
    assert found.form["applications"] == "2021"
    assert {f"applications/{row}" for row in (DROPPED, REPLACED)} <= {
        p.instance for p in found.problems if p.code == "row_missing"
    }


def test_the_single_row_of_the_2019_form_in_a_later_report(third: Form) -> None:
    """Real reports of 2022 print （六）其他处理 as one row of numbers."""
    wanted = made_up(2022, "2021", "2019", "2019")
    right(read(wanted), wanted)


@pytest.mark.parametrize("version", ["2021", VERSION])
def test_misprinted_headings_do_not_change_the_version(third: Form, version: str) -> None:
    wanted = made_up(2031 if version == VERSION else 2024, version, version, version)
    printed = replace(
        wanted, labels={"issued": "本年制定发布件数", "repealed": "本年废除件数", "denied": "（三）不于公开"}
    )
    found = read(printed)
    assert found.form == dict.fromkeys(("disclosures", "applications", "appeals"), version)
    assert {c.key: c.value for c in found.cells if not c.doubt and c.state != "absent"}.items() <= {
        k: c.value for k, c in wanted.cells.items()
    }.items()


def test_a_new_report_without_the_new_column_is_on_the_old_table(third: Form) -> None:
    wanted = made_up(2031, "2021", VERSION, VERSION)
    right(read(wanted), wanted)


UNCLEAR = {"in_force": "有效件数", "valid": "有效件数"}  # as near to 现行有效件数 as to 年末有效件数


@pytest.mark.parametrize("layout", ["html", "text-cells", "docx"])
@pytest.mark.parametrize(("year", "version"), [(2024, "2021"), (2031, VERSION)])
def test_the_year_settles_what_fits_two_versions_equally(
    renamed: Form, layout: str, year: int, version: str
) -> None:
    printed = replace(made_up(year, version, "2021", "2021"), labels=UNCLEAR)
    found = read(printed, layout)
    assert found.form["disclosures"] == version
    assert {c.key: c.value for c in found.cells} == {key: cell.value for key, cell in printed.cells.items()}
    assert "form_unsettled" not in {p.code for p in found.problems}


@pytest.mark.parametrize("layout", ["html", "text-cells", "docx"])
def test_without_a_year_it_stays_open_and_says_so(renamed: Form, layout: str) -> None:
    found = read(replace(made_up(None, "2021", "2021", "2021"), labels=UNCLEAR), layout)
    doubted = {c.key: c.doubt for c in found.cells if c.doubt}
    column = "in_force" if found.form["disclosures"] == "2021" else "valid"
    assert set(doubted) == {
        f"disclosures/{row}/{column}" for row in ("government_rules", "normative_documents")
    }
    assert set(doubted.values()) == {Doubt("form_unsettled", {"versions": ["2021", "2031"]})}
    assert [p.instance for p in found.problems if p.code == "form_unsettled"] == ["disclosures"]


def test_a_table_alike_in_two_versions_goes_by_the_year_where_no_neighbour_tells(renamed: Form) -> None:
    four = TableReading("appeals", VERSION)
    assert [named(renamed, [four], year)[0].version for year in (2019, 2024, 2031, None)] == [
        "2019",
        "2021",
        VERSION,
        VERSION,
    ]
    three = TableReading("applications", "2019")
    assert [r.version for r in named(renamed, [three, four], 2031)] == ["2019", "2019"]


def test_rows_that_a_later_version_kept_are_of_the_version_nearest_to_the_report(renamed: Form) -> None:
    """A report with table two of 2019 and table three of 2021, or one of 2020 on the rows of 2021."""
    two, three, four = (
        TableReading(table, version)
        for table, version in (("disclosures", "2019"), ("applications", VERSION), ("appeals", VERSION))
    )
    for readings, year in (([two, three, four], None), ([two, three, four], 2020), ([three, four], 2020)):
        assert [r.version for r in named(renamed, readings, year)][-2:] == ["2021", "2021"]


def test_printed_labels_weigh_more_than_missing_ones(third: Form) -> None:
    fits = {VERSION: Evidence(0, 5), "2021": Evidence(1, 0), "2019": Evidence(1, 3)}
    assert best(third, "disclosures", fits, 2031) == best(third, "disclosures", fits, 2024) == [VERSION]


def test_a_version_that_is_not_out_yet_needs_a_printed_label(third: Form) -> None:
    fits = {VERSION: Evidence(0, 0), "2021": Evidence(0, 1), "2019": Evidence(4, 4)}
    assert best(third, "disclosures", fits, 2030) == ["2021"]
    assert best(third, "disclosures", fits, 2031) == best(third, "disclosures", fits, None) == [VERSION]


def test_a_tie_between_others_than_the_version_due_stays_open(third: Form) -> None:
    fits = {VERSION: Evidence(2, 0), "2021": Evidence(0, 1), "2019": Evidence(0, 1)}
    assert best(third, "disclosures", fits, 2031) == ["2021", "2019"]
    read_on = {
        v: TableReading("disclosures", v, [absent_cell(k) for k in third.keys("disclosures", v)])
        for v in fits
    }
    found = settled(third, "disclosures", fits, 2031, read_on.__getitem__)
    shared = {*third.keys("disclosures", "2021")} & {*third.keys("disclosures", "2019")}
    assert {c.key for c in found.cells if not c.doubt} == shared


def test_a_label_inside_a_longer_one_is_not_printed() -> None:
    assert words_in("信息内容本年处理决定数量", {"处理决定数量", "本年处理决定数量"}) == {"本年处理决定数量"}
    assert words_in("处理决定数量本年处理决定数量", {"处理决定数量", "本年处理决定数量"}) == {
        "处理决定数量",
        "本年处理决定数量",
    }


@pytest.mark.parametrize(
    ("spans", "versions"),
    [
        (None, ["2019", "2021", "2031"]), (["2021"], ["2021"]), (["2021-"], ["2021", "2031"]), (["-2021"], ["2019", "2021"]),
        (["2019-2021"], ["2019", "2021"]), (["2019", "2031"], ["2019", "2031"]), ([], []),
    ],
)  # fmt: skip
def test_forms_names_versions_and_spans(spans: list[str] | None, versions: list[str]) -> None:
    assert in_versions(spans, ["2019", "2021", "2031"]) == versions


@pytest.mark.parametrize("span", ["2012", "2021-2022", "", "-", "21", "2021--", "all"])
def test_forms_that_name_no_version_are_refused(span: str) -> None:
    with pytest.raises(ValueError, match="no version of the form"):
        in_versions([span], ["2019", "2021"])


def _broken(change: str) -> str:
    data = yaml.safe_load(third_form())
    if change == "years":
        data["versions"]["2021"]["report_years"] = "2021-"
    elif change == "twice":
        data["applications"]["rows"].append(dict(data["applications"]["rows"][0]))
    else:
        data["applications"]["rows"][0]["role"] = {"outcome": ["2019"]}
    return yaml.safe_dump(data, allow_unicode=True)


@pytest.mark.parametrize(
    ("change", "said"), [("years", "still for report year 2031"), ("twice", "twice"), ("role", "0 roles")]
)
def test_versions_that_contradict_each_other_are_refused(tmp_path: Path, change: str, said: str) -> None:
    with loaded(tmp_path, _broken(change)), pytest.raises(ValueError, match=said):
        load_form()
