"""The bundled sample is what its generator writes, adds up where it should, and is broken exactly where it says."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream

from samples import form
from samples.__main__ import ROOT, generate
from samples.model import DATA, load_reports

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


@pytest.mark.timeout(60)  # writes the whole sample
def test_committed_files_are_what_the_generator_writes(fresh: tuple[Path, Path]) -> None:
    for committed, written in zip((LANDING, TRUTH), fresh, strict=True):
        assert files(committed) == files(written)
        for name in files(written):
            assert content(committed / name) == content(written / name), f"{name}: run python -m samples"


@pytest.mark.timeout(60)
def test_a_second_run_writes_the_same_bytes(fresh: tuple[Path, Path], tmp_path: Path) -> None:
    generate(tmp_path / "landing", tmp_path / "truth")
    for first, second in zip(fresh, (tmp_path / "landing", tmp_path / "truth"), strict=True):
        for name in files(first):
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_the_sample_is_small_and_wide_enough() -> None:
    reports = [name for name in files(LANDING) if not name.endswith(".meta.yml")]
    assert len(reports) >= 18
    assert {Path(name).suffix for name in reports} == {".txt", ".html", ".htm", ".docx", ".pdf"}
    assert {Path(name).parent.name for name in reports} == {f"{year}-990000" for year in range(2020, 2024)}
    assert sum(path.stat().st_size for path in LANDING.rglob("*") if path.is_file()) < 700_000
    assert len({report.layout for report in load_reports()}) == 12


def test_every_report_is_listed_in_the_readme_with_its_status() -> None:
    text = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (20\S+) \|.*\| (certified|held|failed) \|$", text, flags=re.MULTILINE))
    assert sorted(listed) == sorted(report.file for report in load_reports())
    for report in load_reports():
        errors = [rule for rule, _ in report.broken if rule in ARITHMETIC]
        expected = "failed" if not report.readable else "held" if errors or report.dropped else "certified"
        assert listed[report.file] == expected, report.file


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
        ("2023-990000/luting-zhujian", "shape.applications_row", "granted"),
    }


@pytest.mark.parametrize("name", truths())
def test_no_column_without_requests_has_outcomes(name: str) -> None:
    cells = load(name)["cells"]
    for column in [*PARTS, "total"]:
        inflow = [number(cells, f"applications/{row}/{column}") for row in ("received_new", "carried_in")]
        values = [number(cells, key) for key in cells if re.fullmatch(rf"applications/.+/{column}", key)]
        assert inflow != [0, 0] or not any(values), column


def test_what_one_year_carries_over_the_next_takes_up() -> None:
    by_agency = {(truth["agency_name"], truth["report_year"]): truth for truth in map(load, truths())}
    pairs = 0
    for (agency, year), truth in by_agency.items():
        following = by_agency.get((agency, year + 1))
        if following is None:
            continue
        pairs += 1
        for column in [*PARTS, "total"]:
            out = truth["cells"][f"applications/carried_out/{column}"]
            into = following["cells"][f"applications/carried_in/{column}"]
            assert out == into, f"{agency} {year}: {column}"
    assert pairs == 5


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
