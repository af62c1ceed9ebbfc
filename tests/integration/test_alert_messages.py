"""The message that a built warehouse makes, word for word in both languages; and what became of what it told before.

The expected messages stand in tests/snapshots: a person can read there what people are sent.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from alerts import compare, compose, load_words
from alerts.digest import STILL_FAILED, UNCLEAR, WAIVED, Failure
from alerts.source import failed_expectations, fates
from orchestration.assets.alerting import alerts
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from tests.support.receiver import receiving
from tests.support.warehouses import change, report_id

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
BALANCE = "rule_id = 'applications.balance' and instance = 'natural_person'"


def build_file(warehouse: Path) -> Path:
    return warehouse / "build" / "gongkai.duckdb"


def of_balance(warehouse: Path) -> Failure:
    (found,) = [
        failure
        for failure in failed_expectations(build_file(warehouse), load_words())
        if failure.key.endswith("|applications.balance|natural_person")
    ]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_message_is_understandable_without_the_system(own: Path, language: str) -> None:
    change(
        own,
        f"update fct_rule_results set suggestion = '本年新收 60 → 61' where {BALANCE} "
        f"and report_id = '{report_id('balance')}'",
    )
    words = load_words(language)
    failures = failed_expectations(build_file(own), words, ("error", "warning"))

    title, body = compose(
        compare({}, failures),
        words=words,
        heading=words.say("headings.reports"),
        evidence="https://docs.example.gov.cn/gongkai/index.html",
        most_bytes=6000,
    )

    expected = (SNAPSHOTS / f"alert.{language}.txt").read_text(encoding="utf-8")
    assert f"{title}\n\n{body}\n" == expected


def test_a_failure_carries_what_routes_choose_by(own: Path) -> None:
    change(own, "update dim_agency set division_code = '990101' where agency_name like '示例甲县%'")

    found = of_balance(own)

    assert (found.severity, found.rule_id) == ("error", "applications.balance")
    assert (found.batch, found.division_code, found.agency_class) == ("2022-990000", "990101", "government")
    warnings = failed_expectations(build_file(own), load_words(), ("warning",))
    assert warnings
    assert {failure.severity for failure in warnings} == {"warning"}


@pytest.mark.parametrize(
    ("statement", "fate"),
    [
        ("update fct_rule_results set waived = true where {row}", WAIVED),
        ("update fct_rule_results set severity = 'info' where {row}", STILL_FAILED),  # nobody asks for it now
        ("update fct_rule_results set status = 'not_evaluable' where {row}", UNCLEAR),
        ("delete from fct_rule_results where {row}", None),  # mended
        # The table is missing in the corrected file, so that nothing is said of the rule at all.
        (
            "delete from fct_rule_results where {row}; update dim_report set extraction_status = 'partial' where {report}",
            UNCLEAR,
        ),
    ],
)
def test_what_became_of_a_failure_that_is_no_longer_told(own: Path, statement: str, fate: str | None) -> None:
    told = of_balance(own)
    report = f"report_id = '{report_id('balance')}'"

    for part in statement.format(row=f"{BALANCE} and {report}", report=report).split("; "):
        change(own, part)

    assert told.key not in {failure.key for failure in failed_expectations(build_file(own), load_words())}
    assert fates(build_file(own), [told.key]) == ({told.key: fate} if fate else {})


def test_the_asset_goes_by_the_table_and_the_settings_of_the_environment(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(own, "update dim_agency set agency_class = 'department' where agency_name = '示例庚局'")
    table = tmp_path / "routes.yml"
    table.write_text(
        "routes:\n"
        "- {name: counties, to: COUNTIES, severity: [error, warning], agency_class: [government]}\n"
        "- {name: nobody, to: NOBODY, agency_class: [town]}\n"
    )
    for name, value in {
        "GONGKAI_WAREHOUSE": str(own),
        "GONGKAI_ALERT_ROUTES": str(table),
        "GONGKAI_ALERT_LANGUAGE": "en",
        "GONGKAI_EVIDENCE_URL": "https://docs.example.gov.cn/gongkai",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)

    with receiving() as receiver:
        monkeypatch.setenv("COUNTIES", receiver.url)
        with dg.build_asset_context() as context:
            result = alerts(context, Warehouse.of(Settings.from_environment()), RunRecord())

    (message,) = receiver.messages
    assert "示例甲县人民政府 2022" in message["message"]
    assert "示例庚局" not in message["message"]
    assert message["message"].endswith("Evidence: https://docs.example.gov.cn/gongkai/index.html")
    assert isinstance(result, dg.MaterializeResult)
    told = dict(result.metadata or {})
    assert (told["sent"], told["without_address"], told["not_delivered"]) == (1, 1, 0)
    assert told["not_routed"] == 2  # the department's two errors; its class is on no route
    assert "NOBODY" in str(told["deliveries"])


def test_a_wrong_table_fails_the_alerts_and_says_what_to_correct(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path))
    monkeypatch.setenv("GONGKAI_ALERT_ROUTES", str(tmp_path / "none.yml"))

    before = dict(os.environ)

    # Without the block Dagster takes the resource down whenever it is collected, and its environment with it.
    with dg.build_asset_context() as context, pytest.raises(dg.Failure) as told:
        alerts(context, Warehouse.of(Settings.from_environment()), RunRecord())

    assert dict(os.environ) == before, "what the resource set is taken back"
    assert "none.yml" in str(told.value.description)
    assert "GONGKAI_ALERT_ROUTES" in str(told.value.description)
