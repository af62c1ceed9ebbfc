"""The table of routes: what goes where, and what is refused with words that help."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.digest import Failure
from alerts.routes import ROUTES_FILE, Channel, Route, RoutesError, Unset, channels, load_routes
from orchestration.settings import Settings

SECRET = "s3cretToken42"


def failure(**fields: object) -> Failure:
    known = {"severity": "error", "rule_id": "applications.balance", "batch": "2022-990000"}
    return Failure("key", "1|2", "示例县", "规则", "1 ≠ 2", "", **{**known, **fields})  # type: ignore[arg-type]  # fields of several types, each named by its test


def table(folder: Path, text: str) -> Path:
    file = folder / "routes.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_table_of_ones_own_all_errors_go_to_the_one_variable() -> None:
    (route,) = load_routes()

    assert route.variable == "GONGKAI_ALERT_URLS"
    assert route.is_general
    assert route.takes(failure(agency_class=None))
    assert not route.takes(failure(severity="warning"))


def test_the_examples_in_the_table_hold(tmp_path: Path) -> None:
    text = ROUTES_FILE.read_text(encoding="utf-8")
    examples = "".join(
        line.removeprefix("# ").removeprefix("#") + "\n"
        for line in text[text.index("# - name") : text.index("routes:\n-")].splitlines()
    )
    duty, towns = load_routes(table(tmp_path, "routes:\n" + examples))

    assert (duty.areas, duty.severities) == (("3601",), ("error", "warning"))
    assert towns.takes(failure(agency_class="town"))
    assert not towns.takes(failure(agency_class="town", rule_id="appeals.sum"))


@pytest.mark.parametrize(
    ("area", "code", "batch", "taken"),
    [
        ("360000", "360102", "2022-a", True),  # a province by its whole code
        ("36", "360102003000", "2022-a", True),
        ("360100", "360102", "2022-a", True),
        ("360100", "360202", "2022-a", False),
        ("360102003000", "360102003001", "2022-a", True),
        ("360102", None, "2022-360102", True),  # an agency without a code lies where its batch does
        ("3601", None, "2022-360000", False),  # a province's batch does not tell the city
        ("3601", "370101", "2022-360100", False),  # its own code goes before
        ("2022-36*", "990000", "2022-360000", True),
        ("unsorted", None, "unsorted", True),
        ("unsorted", None, "2022-360000", False),
    ],
)
def test_an_area_is_a_division_with_all_that_lies_in_it_or_a_batch(
    tmp_path: Path, area: str, code: str | None, batch: str, taken: bool
) -> None:
    (route,) = load_routes(table(tmp_path, f"routes:\n- {{name: a, to: A, area: [{area}]}}\n"))

    assert route.takes(failure(division_code=code, batch=batch)) is taken


def test_filters_hold_together(tmp_path: Path) -> None:
    (route,) = load_routes(
        table(
            tmp_path,
            "routes:\n- name: towns\n  to: TOWNS\n  severity: [warning, info]\n  area: 990000\n"
            "  agency_class: [town, unknown]\n  rules: [shape., appeals.sum]\n",
        )
    )
    fits = {"severity": "info", "division_code": "990101", "agency_class": "town", "rule_id": "shape.rows"}

    assert route.takes(failure(**fits))
    assert route.takes(failure(**fits | {"agency_class": None}))
    for other in (
        {"severity": "error"},
        {"division_code": "110000"},
        {"agency_class": "department"},
        {"rule_id": "appeals.x"},
    ):
        assert not route.takes(failure(**fits | other)), other
    assert not route.is_general


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("routes: [\n", ["line 2", "no valid YAML"]),
        ("- a\n", ["`routes` is missing"]),
        ("routes: []\n", ["`routes` is missing"]),
        ("routes: [x]\n", ["route 1", "`name` and `to`"]),
        ("routes:\n- {to: A}\n", ["route 1", "`name`"]),
        (f"routes:\n- {{name: a, to: 'json://{SECRET}@host/'}}\n", ["route 1 (a)", "NAME of an environment variable"]),
        ("routes:\n- {name: a}\n", ["route 1 (a)", "`to`"]),
        (f"routes:\n- {{name: 'json://{SECRET}', to: A}}\n", ["route 1", "`name`"]),
        (f"routes:\n- {{name: a, to: A, 'json://{SECRET}/': x}}\n", ["route 1 (a)", "unknown entries"]),
        ("routes:\n- {name: a, to: A, severities: [error]}\n", ["unknown entries (severities)", "severity"]),
        ("routes:\n- {name: a, to: A, severity: [fatal]}\n", ["severity may be any of: error, warning, info"]),
        ("routes:\n- {name: a, to: A, agency_class: [village]}\n", ["agency_class may be", "township"]),
        ("routes:\n- {name: a, to: A, rules: []}\n", ["`rules` must be a list"]),
        ("routes:\n- {name: a, to: A, area: [{x: 1}]}\n", ["`area` must be a list"]),
        ("routes:\n- {name: a, to: A}\n- {name: a, to: B}\n", ["route 2 (a)", "used twice"]),
        (f"routes: [\njson://{SECRET}: ]: x", ["no valid YAML"]),
    ],
)  # fmt: skip
def test_a_wrong_table_names_the_file_the_entry_and_the_next_step_and_no_secret(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    file = table(tmp_path, text)

    with pytest.raises(RoutesError) as told:
        load_routes(file)

    for part in (str(file), *words):
        assert part in str(told.value)
    assert SECRET not in str(told.value)


def test_a_table_that_is_not_there_says_what_to_correct(tmp_path: Path) -> None:
    with pytest.raises(RoutesError, match="GONGKAI_ALERT_ROUTES"):
        load_routes(tmp_path / "none.yml")


def test_an_address_that_several_routes_lead_to_is_one_channel_and_an_unset_variable_is_told() -> None:
    one, two, three = Route("one", "A"), Route("two", "B"), Route("three", "C")
    first, second = "json://127.0.0.1:1/a", "json://127.0.0.1:2/b"

    found = channels([one, two, three], {"A": f"{first} {second}", "B": second, "C": " "})

    assert [channel.routes for channel in found if isinstance(channel, Channel)] == [(one,), (one, two)]
    assert [unset.route for unset in found if isinstance(unset, Unset)] == [three]
    assert "127.0.0.1" not in repr(found)


def test_settings_come_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "GONGKAI_WAREHOUSE": "/w",
            "GONGKAI_ALERT_ROUTES": "mine.yml",
            "GONGKAI_ALERT_LANGUAGE": "EN",
            "GONGKAI_ALERT_TIMEOUT": "0.5",
            "GONGKAI_EVIDENCE_URL": "https://docs.example.gov.cn/gongkai/",
        }
    )

    assert settings.alert_routes == Path.cwd() / "mine.yml"
    assert (settings.alert_language, settings.alert_timeout) == ("en", 0.5)
    assert settings.evidence == "https://docs.example.gov.cn/gongkai/index.html"
    plain = Settings.from_environment({"GONGKAI_WAREHOUSE": "/w", "GONGKAI_ALERT_TIMEOUT": "0"})
    assert plain.evidence == "/w/data_docs/index.html"
    assert (plain.alert_routes, plain.alert_language, plain.alert_timeout) == (None, "zh", 10.0)
