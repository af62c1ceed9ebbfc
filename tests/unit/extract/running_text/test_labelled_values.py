"""Tables printed as a list of values, each behind the labels of its row and of its column, are read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.form.catalogue import load_form
from extract.reading import read_report
from extract.report import Report

FORM = load_form()
TITLE = "示例县人民政府2023年政府信息公开工作年度报告"
Numbers = dict[str, str]


def numbers() -> Numbers:
    """Another number in each cell: no sum holds, so that nothing but the labels can place them."""
    keys = [key for table in ("disclosures", "applications", "appeals") for key in FORM.keys(table, "2021")]
    return {key: str(1000 + at) for at, key in enumerate(keys)}


def _rows(order: int) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(table, row's label, (key, column's label)) of every row; columns begin with that at `order`."""
    rows = []
    for clause in FORM.clauses["2021"]:
        for row in clause.rows:
            rows.append(
                (
                    "disclosures",
                    row.label,
                    [(f"disclosures/{row.key}/{c.key}", c.label) for c in clause.columns],
                )
            )
    for row in FORM.application_rows["2021"]:
        columns = FORM.application_columns["2021"] if row.role != "group" else ()
        rows.append(
            ("applications", row.label, [(f"applications/{row.key}/{c.key}", c.label) for c in columns])
        )
    for block in FORM.appeal_blocks["2021"]:
        columns = FORM.appeal_columns["2021"]
        rows.append(
            (
                "appeals",
                block.label.replace("／", "："),
                [(f"appeals/{block.key}/{c.key}", c.label) for c in columns],
            )
        )
    return [
        (table, label, cells[order % max(len(cells), 1) :] + cells[: order % max(len(cells), 1)])
        for table, label, cells in rows
    ]


def printed(values: Numbers, style: str, order: int = 0) -> str:
    """The report as sentences, as lines under the row's label, or as one line a value."""
    lines = [TITLE, "一、总体情况", "2023年，本机关认真贯彻落实条例。"]
    sections = {section.key: section.label for section in FORM.sections}
    at = ""
    for table, label, cells in _rows(order):
        if table != at:
            lines.append(sections[table])
            at = table
        if style == "sentences":
            lines.append(label + "：" + "，".join(f"{name}{values[key]}" for key, name in cells) + "。")
        elif style == "lines":
            lines += [label, *(f"  {name}：{values[key]}" for key, name in cells)]
        else:
            lines += [f"{label}｜{name}｜{values[key]}" for key, name in cells] or [label]
    return "\n".join(
        [*lines, sections["problems"], "一是公开内容有待丰富。", sections["other_matters"], "无。"]
    )


def read(tmp_path: Path, text: str) -> Report:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return read_report(path)


def settled(report: Report) -> Numbers:
    return {
        cell.key: cell.value or "" for cell in report.cells if cell.doubt is None and cell.state != "absent"
    }


@pytest.mark.parametrize("style", ["sentences", "lines", "values"])
@pytest.mark.parametrize("order", [0, 2])
def test_each_value_goes_where_its_own_labels_say(tmp_path: Path, style: str, order: int) -> None:
    values = numbers()
    report = read(tmp_path, printed(values, style, order))
    assert settled(report) == values
    assert report.status == "read"
    assert {cell.proof.column for cell in report.cells} <= {"own_label", "order", "grid"}


@pytest.mark.parametrize("style", ["sentences", "lines"])
@pytest.mark.parametrize(
    ("printed_as", "wanted"),
    [
        ("——", "dash"),
        ("", "blank"),
        ("见附件", "doubted"),
        ("约4", "doubted"),
        ("4（含补正2件）", "doubted"),
        ("3 4", "doubted"),
    ],
)
def test_what_is_no_number_is_never_one(tmp_path: Path, style: str, printed_as: str, wanted: str) -> None:
    key = "applications/granted/commercial_enterprise"
    report = read(tmp_path, printed(numbers() | {key: printed_as}, style))
    [cell] = [cell for cell in report.cells if cell.key == key]
    assert cell.value is None or cell.doubt
    assert (cell.state == wanted and not cell.doubt) or cell.doubt or cell.state == "absent"


def test_a_dash_in_quotes_is_no_blank(tmp_path: Path) -> None:
    """Guards a silent error: YAML puts a dash in quotes, and the place was taken for a blank one."""
    key = "disclosures/government_rules/repealed"
    text = printed(numbers() | {key: "'－'"}, "lines").replace("：", ": ")
    [cell] = [cell for cell in read(tmp_path, text).cells if cell.key == key]
    assert (cell.state, cell.doubt) == ("dash", None)


@given(st.data())
def test_a_label_lost_or_printed_twice_leaves_nothing_settled_wrongly(data: st.DataObject) -> None:
    """Guards against a value that takes the place of its neighbour."""
    values = numbers()
    lines = printed(values, data.draw(st.sampled_from(["sentences", "lines"]))).split("\n")
    at = data.draw(st.integers(3, len(lines) - 4))
    if data.draw(st.booleans()):
        del lines[at]
    else:
        lines.insert(at, lines[at])
    report = read_report(Path("report.txt"), "\n".join(lines).encode())
    assert {key for key, value in settled(report).items() if value and values[key] != value} == set()


def test_a_table_printed_twice_is_not_taken(tmp_path: Path) -> None:
    values = numbers()
    other = {key: str(int(value) + 5000) for key, value in values.items()}
    report = read(tmp_path, printed(values, "sentences") + "\n" + printed(other, "sentences"))
    assert {cell.value for cell in report.cells if cell.doubt is None} <= {None}


def test_numbers_above_their_labels_are_not_taken_for_those_below(tmp_path: Path) -> None:
    """Guards cards that print the number first: each would be read under the label of the one before."""
    values = numbers()
    lines = [TITLE]
    for _, label, cells in _rows(0):
        lines += [label, *(f"{values[key]}{name}" for key, name in cells)]
    assert set(settled(read(tmp_path, "\n".join(lines))).values()) <= {""}


def test_the_whole_path_before_each_value_may_repeat_the_words_of_a_label(tmp_path: Path) -> None:
    """Guards 行政复议 in the heading of its section, printed before every value, and a blank at the very end."""
    values = numbers() | {"appeals/litigation_after_reconsideration/total": ""}
    sections = {section.key: section.label for section in FORM.sections}
    lines = [TITLE]
    for table, label, cells in _rows(0):
        path = f"{sections[table]}/{label.replace('：', '/')}"
        lines += [f"{path}/{name} = {values[key]}" for key, name in cells]
    assert settled(read(tmp_path, "\n".join(lines))) == values


def test_dashes_in_a_row_are_values_and_no_bullets(tmp_path: Path) -> None:
    keys = [key for key in numbers() if key.startswith("applications/granted/")]
    report = read(tmp_path, printed(numbers() | dict.fromkeys(keys, "—"), "lines"))
    assert {cell.state for cell in report.cells if cell.key in keys and not cell.doubt} <= {"dash"}


def test_a_bullet_before_the_next_label_is_no_dash(tmp_path: Path) -> None:
    """Guards a silent error: behind a blank total the hyphen of the next item was read as printed for it."""
    key = "applications/granted/total"
    text = printed(numbers() | {key: ""}, "lines")
    lines = [f"- {line}" if line.startswith("（") or "、" in line[:2] else line for line in text.split("\n")]
    report = read(tmp_path, "\n".join(lines))
    [cell] = [cell for cell in report.cells if cell.key == key]
    assert (cell.state, cell.doubt) == ("blank", None)


def test_a_dash_between_the_labels_of_a_path_is_no_value_and_one_behind_the_colon_is() -> None:
    """Guards silent errors: the separator of the next label was read for a dash, and a dash for the separator."""
    lines, wanted = [TITLE], {}
    for at, (_, label, columns) in enumerate(_rows(0)):
        for key, column in columns:
            printed = ["", "-", str(1000 + at)][at % 3]
            lines.append(f"{label}-{column}：{printed}")
            wanted[key] = (["blank", "dash", "number"][at % 3], printed if at % 3 == 2 else None)
    found = {
        c.key: (c.state, c.value)
        for c in read_report(Path("report.txt"), "\n".join(lines).encode()).cells
        if not c.doubt
    }
    assert {key: (value, wanted[key]) for key, value in found.items() if value != wanted[key]} == {}
    assert len(found) > 100
