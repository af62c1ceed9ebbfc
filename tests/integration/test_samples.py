"""The bundled sample is what its generator writes, adds up where it should, and is broken exactly where it says."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream

from samples import form
from samples.__main__ import ROOT, generate
from samples.model import DATA, Report, load_reports
from tests.support.refresh_warehouse import expected_status

TRUTH = ROOT / "samples" / "truth"
LANDING = ROOT / "landing"
ORGANISATIONS = [
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
]
PARTS = ["natural_person", *ORGANISATIONS]
ARITHMETIC = {"applications.balance", "applications.row_total", "applications.outcome_total", "appeals.total"}


def truths() -> list[str]:
    return sorted(path.relative_to(TRUTH).as_posix() for path in TRUTH.glob("*/*.json"))


def load(name: str) -> dict:
    truth: dict = json.loads((TRUTH / name).read_text(encoding="utf-8"))
    return truth


def content(path: Path) -> object:
    """The file's content: unpacked where it is deflated, since zlib's output differs from machine to machine."""
    raw = path.read_bytes()
    if raw[:2] == b"PK" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(BytesIO(raw)) as package:
            return [
                (member.filename, member.date_time, package.read(member)) for member in package.infolist()
            ]
    if raw[:4] == b"%PDF":
        document = PDFDocument(PDFParser(BytesIO(raw)))
        objects = {number: document.getobj(number) for xref in document.xrefs for number in xref.get_objids()}
        return {
            number: (sorted(map(str, found.attrs)), found.get_data())
            if isinstance(found, PDFStream)
            else repr(found)
            for number, found in objects.items()
        }
    return raw


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder / "landing", folder / "truth")
    return folder / "landing", folder / "truth"


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_committed_files_are_what_the_generator_writes(fresh: tuple[Path, Path]) -> None:
    for committed, written in zip((LANDING, TRUTH), fresh, strict=True):
        assert files(committed) == files(written)
        for name in files(written):
            assert content(committed / name) == content(written / name), f"{name}: run python -m samples"


def test_a_second_run_writes_the_same_bytes(fresh: tuple[Path, Path], tmp_path: Path) -> None:
    generate(tmp_path / "landing", tmp_path / "truth")
    for first, second in zip(fresh, (tmp_path / "landing", tmp_path / "truth"), strict=True):
        for name in files(first):
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_sample_is_small_and_wide_enough() -> None:
    reports = [name for name in files(LANDING) if "/" in name and not name.endswith(".meta.yml")]
    assert 45 <= len(reports) <= 60
    assert {Path(name).suffix for name in reports} == {".txt", ".html", ".htm", ".docx", ".pdf"}
    assert {Path(name).parent.name for name in reports} == {f"{year}-990000" for year in range(2020, 2025)}
    assert sum(path.stat().st_size for path in LANDING.rglob("*") if path.is_file()) < 700_000
    assert len({report.layout for report in load_reports()}) == 12


def test_every_report_is_listed_in_the_readme_with_its_status() -> None:
    text = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (20\S+) \|.*\| (certified|held|failed) \|$", text, flags=re.MULTILINE))
    assert sorted(listed) == sorted(report.file for report in load_reports())
    for report in load_reports():
        assert listed[report.file] == expected_status(report), report.file
    counts = {status: list(listed.values()).count(status) for status in ("certified", "held", "failed")}
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    assert f"\n{len(listed)} reports: {told}.\n" in text


def number(cells: dict, key: str) -> int | None:
    value = cells[key]["value"]
    return None if value is None else int(value)


def unequal(left: list[int | None], right: list[int | None]) -> bool:
    """Whether two sums differ; False where a value is missing, since nothing can be said there."""
    if None in left or None in right:
        return False
    return sum(value or 0 for value in left) != sum(value or 0 for value in right)


def broken_sums(truth: dict) -> set[tuple[str, str]]:
    """The sums of tables three and four that do not hold, counted anew from the cells."""
    cells = truth["cells"]
    rows = [row for row in form.application_rows(truth["form"]["applications"]) if row.role != "group"]
    found = set()
    for column in [*PARTS, "total"]:
        at = {row.key: number(cells, f"applications/{row.key}/{column}") for row in rows}
        outcomes = [at[row.key] for row in rows if row.role == "outcome"]
        if unequal([at["received_new"], at["carried_in"]], [at["closed_total"], at["carried_out"]]):
            found.add(("applications.balance", column))
        if unequal(outcomes, [at["closed_total"]]):
            found.add(("applications.outcome_total", column))
    for row in rows:
        parts = [number(cells, f"applications/{row.key}/{column}") for column in PARTS]
        if unequal(parts, [number(cells, f"applications/{row.key}/total")]):
            found.add(("applications.row_total", row.key))
    for block in form.appeal_blocks():
        results = [
            number(cells, f"appeals/{block}/{key}") for key in ("upheld", "corrected", "other", "pending")
        ]
        if unequal(results, [number(cells, f"appeals/{block}/total")]):
            found.add(("appeals.total", block))
    return found


@pytest.mark.parametrize("name", truths())
def test_sums_break_exactly_where_planted(name: str) -> None:
    truth = load(name)
    planted = {
        (entry["rule_id"], entry["instance"]) for entry in truth["broken"] if entry["rule_id"] in ARITHMETIC
    }
    assert broken_sums(truth) == planted


def test_the_planted_breaks_are_those_of_the_readme() -> None:
    planted = {
        (name.removesuffix(".json"), entry["rule_id"], entry["instance"])
        for name in truths()
        for entry in load(name)["broken"]
    }
    assert planted == {
        ("2021-990000/qinghe-fagai", "shape.form_for_year", "applications"),
        ("2021-990000/weitang-zhen", "shape.labels", None),
        ("2022-990000/luting-qu", "appeals.total", "reconsideration"),
        ("2022-990000/songze-xian", "applications.balance", "natural_person"),
        ("2022-990000/songze-xian", "applications.balance", "total"),
        ("2023-990000/jichuan-jiaotong", "narrative.received", "overview#0"),
        ("2023-990000/jichuan-weijian", "deadline.department", None),
        ("2023-990000/luting-zhujian", "shape.applications_row", "granted"),
        ("2023-990000/songze-xian", "deadline.government", None),
    }
    across = {(report.stem, rule, instance) for report in load_reports() for rule, instance in report.across}
    assert across == {
        ("2022-990000/jichuan-shi", "hierarchy.roster", None),
        ("2023-990000/jichuan-jiaoyu-20240306", "series.revision", None),
        ("2023-990000/jichuan-shi", "hierarchy.roster", None),
        ("2023-990000/qinghe-xian", "hierarchy.roster", None),
        ("2023-990000/weitang-zhen", "series.carry_over", "natural_person"),
        ("2023-990000/weitang-zhen", "series.carry_over", "total"),
    }


@pytest.mark.parametrize("name", truths())
def test_no_column_without_requests_has_outcomes(name: str) -> None:
    cells = load(name)["cells"]
    for column in [*PARTS, "total"]:
        inflow = [number(cells, f"applications/{row}/{column}") for row in ("received_new", "carried_in")]
        values = [number(cells, key) for key in cells if re.fullmatch(rf"applications/.+/{column}", key)]
        assert inflow != [0, 0] or not any(values), column


def current() -> dict[tuple[str, int], Report]:
    """The readable reports by agency and year; of two versions the one whose file comes last."""
    return {(report.agency, report.year): report for report in load_reports() if report.readable}


def tables(name: str) -> list[dict[str, str]]:
    with (LANDING / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_what_one_year_carries_over_the_next_takes_up() -> None:
    by_agency = current()
    renamed = {row["continues"]: row["agency_name"] for row in tables("agencies") if row["continues"]}
    pairs = set()
    for (agency, year), report in by_agency.items():
        following = by_agency.get((agency, year + 1)) or by_agency.get((renamed.get(agency, ""), year + 1))
        if following is None:
            continue
        pairs.add((agency, year))
        for column in [*PARTS, "total"]:
            out = report.cells[f"applications/carried_out/{column}"].value
            into = following.cells[f"applications/carried_in/{column}"].value
            assert (out != into) == (("series.carry_over", column) in following.across), (
                f"{agency} {year}: {column}"
            )
    assert {agency for agency, year in pairs if {(agency, year), (agency, year + 1)} <= pairs} == {
        "霁川市人民政府", "青禾县人民政府", "霁川市市场监督管理局", "青禾县发展和改革局", "苇塘镇人民政府",
    }  # fmt: skip
    assert ("霁川市大数据发展管理局", 2022) in pairs


def units(of: str, year: int) -> list[str]:
    """The units that the roster gives a body for a year."""
    return [
        row["agency_name"]
        for row in tables("roster")
        if row["consolidated_by"] == of and int(row["first_year"]) <= year <= int(row["last_year"] or year)
    ]


def test_in_one_year_all_units_of_a_county_report_and_it_is_their_sum() -> None:
    by_agency = current()
    county = by_agency["青禾县人民政府", 2024]
    reports = [by_agency[name, 2024] for name in units(county.agency, 2024)]
    assert len(reports) >= 8
    assert {row["complete"] for row in tables("roster") if row["consolidated_by"] == county.agency} == {"yes"}
    for report in [county, *reports]:
        assert expected_status(report) == "certified"
    for key, cell in county.cells.items():
        parts = [report.cells[key].value for report in reports]
        assert sum(map(Decimal, map(str, parts))) == Decimal(str(cell.value)), key


def test_in_other_years_a_unit_is_missing_and_one_is_held() -> None:
    by_agency = current()
    found = {name: by_agency.get((name, 2023)) for name in units("青禾县人民政府", 2023)}
    assert {name for name, report in found.items() if report is None} == {
        "青禾县自然资源局", "青禾县卫生健康委员会",  # the second one's file is damaged
    }  # fmt: skip
    held = [name for name, report in found.items() if report and expected_status(report) == "held"]
    assert held == ["苇塘镇人民政府"]
    ever = {report.agency for report in load_reports()}
    assert {row["agency_name"] for row in tables("roster")} - ever == {"霁川市机关事务管理局"}


def test_two_versions_of_one_report_differ_in_a_few_cells() -> None:
    versions = [
        report for report in load_reports() if report.agency == "霁川市教育局" and report.year == 2023
    ]
    older, newer = versions
    assert older.file < newer.file  # read in this order, so that the later one is current
    changed = {key for key, cell in older.cells.items() if cell != newer.cells[key]}
    assert 0 < len(changed) < 10


def test_enough_departments_of_one_year_have_enough_requests_to_be_ranked() -> None:
    received = {
        report.agency: int(report.cells["applications/received_new/total"].value or 0)
        for report in current().values()
        if report.year == 2023 and re.fullmatch("霁川市.*(局|委员会)", report.agency)
    }
    assert sum(count >= 30 for count in received.values()) >= 8
    assert any(count < 30 for count in received.values())


def test_the_tables_beside_the_reports_fit_each_other_and_the_reports() -> None:
    divisions = {row["division_code"]: row for row in tables("divisions")}
    assert all(code.startswith("99") for code in divisions)
    for code, row in divisions.items():
        assert row["parent_code"] in divisions or row["level"] == "province", code
    names = [row["name"] for row in tables("divisions") if row["level"] == "town"]
    assert names.count("荻浦镇") == 2, "which of them reports is left open"
    assert {row["division_code"] for row in tables("population")} <= divisions.keys()
    sidecars = [
        report.sidecar["division_code"] for report in load_reports() if "division_code" in report.sidecar
    ]
    assert set(sidecars) <= divisions.keys()
    agencies = {report.agency for report in load_reports()}
    for row in tables("agencies"):
        assert {row["agency_name"], row["continues"] or row["agency_name"]} <= agencies
        assert row["division_code"] in divisions


@pytest.mark.parametrize("name", truths())
def test_truth_lists_every_cell_of_its_form(name: str) -> None:
    truth = load(name)
    versions = truth["form"]["disclosures"], truth["form"]["applications"]
    assert list(truth["cells"]) == form.cell_keys(*versions)
    expected = {"2021": 10, "2019": 22}[versions[0]] + {"2021": 175, "2019": 161}[versions[1]] + 15
    assert len(truth["cells"]) == expected
    for cell in truth["cells"].values():
        assert (cell["state"] == "number") == (cell["value"] is not None)


def test_unknown_rows_and_negative_carry_overs_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (DATA / "2020.yml").read_text(encoding="utf-8")
    monkeypatch.setattr("samples.model.DATA", tmp_path)
    (tmp_path / "one.yml").write_text(source.replace("other: [5,", "other.misc: [5,"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"rows not on the 2019 form: \['other\.misc'\]"):
        load_reports()
    (tmp_path / "one.yml").write_text(source.replace("granted: [188,", "granted: [999,"), encoding="utf-8")
    with pytest.raises(ValueError, match="more requests closed than there were"):
        load_reports()
    (tmp_path / "one.yml").write_text(source.replace("granted: [188,", "granted: [0, 188,"), encoding="utf-8")
    with pytest.raises(ValueError, match="granted: 7 values for 6 columns"):
        load_reports()
    (tmp_path / "one.yml").write_text(source, encoding="utf-8")
    (tmp_path / "two.yml").write_text(source, encoding="utf-8")
    with pytest.raises(ValueError, match=r"stands in two\.yml a second time"):
        load_reports()
