"""Alerts against a real HTTP receiver on loopback: what arrives, what is told again, and what stays secret."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from alerts import Delivery, Failure, Post, RetryPolicy, Route, deliver, load_words
from alerts.digest import UNCLEAR, WAIVED
from orchestration.assets.alerting import HOOKS
from orchestration.resources import Warehouse
from orchestration.run_record import RunRecord
from orchestration.settings import Settings
from tests.support.receiver import SECRET, Receiver, receiving

DEFAULT = Route("all", "GONGKAI_ALERT_URLS")
QUICK = RetryPolicy(timeout=2, waits=(0.01, 0.01))


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as server:
        yield server


@pytest.fixture
def another() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


def failure(number: int, lhs: int = 60, **fields: str) -> Failure:
    one = Failure(
        key=f"agency{number}|2022||applications.balance|natural_person",
        value=f"{lhs}|61",
        subject=f"示例县第{number}镇人民政府 2022 年",
        rule="收支平衡 applications.balance",
        sides=f"{lhs} + 0 ≠ 61 + 0（差 {lhs - 61}）",
        place="2022-a/报告.docx，表 3 第 3 行第 4 列",
        rule_id="applications.balance",
        batch="2022-990000",
    )
    return replace(one, **fields)


def tell(folder: Path, failures: list[Failure], urls: str, retry: RetryPolicy = QUICK) -> Delivery:
    return send(folder, failures, (DEFAULT,), retry, GONGKAI_ALERT_URLS=urls)


def send(
    folder: Path,
    failures: list[Failure],
    routes: tuple[Route, ...],
    retry: RetryPolicy = QUICK,
    language: str = "zh",
    **environment: str,
) -> Delivery:
    post = Post(routes, environment, load_words(language), "/docs/index.html", retry)
    return deliver(folder, "reports", failures, post, heading=post.words.say("headings.reports"))


def statuses(delivery: Delivery) -> list[str]:
    return [outcome.status for outcome in delivery.outcomes]


def test_a_failure_is_told_once_with_report_rule_both_sides_and_place(
    tmp_path: Path, receiver: Receiver
) -> None:
    first = tell(tmp_path, [failure(1)], receiver.url)
    second = tell(tmp_path, [failure(1)], receiver.url)

    assert statuses(first) + statuses(second) == ["sent", "nothing_new"]
    (message,) = receiver.messages
    for part in (
        "示例县第1镇人民政府 2022 年",
        "applications.balance",
        "60 + 0 ≠ 61 + 0",
        "差 -1",
        "报告.docx",
        "表 3 第 3 行第 4 列",
        "/docs/index.html",
    ):
        assert part in message["message"]
    assert message["title"] == "政务公开年报核对：新增 1 处"


def test_only_new_changed_and_mended_are_told(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1), failure(2), failure(3)], receiver.url)

    tell(tmp_path, [failure(2, lhs=59), failure(3), failure(4)], receiver.url)

    message = receiver.messages[1]
    assert "新增 1 处，变化 1 处，消除 1 处" in message["title"]
    sections = message["message"].split("【")
    assert ["第4镇" in sections[1], "第2镇" in sections[2], "第1镇" in sections[3]] == [True, True, True]
    assert "59 + 0 ≠ 61 + 0" in sections[2]
    assert "第3镇" not in message["message"]
    assert "仍未更正：1 处" in message["message"]


def test_english_by_setting(tmp_path: Path, receiver: Receiver) -> None:
    send(tmp_path, [failure(1)], (DEFAULT,), language="en", GONGKAI_ALERT_URLS=receiver.url)
    send(tmp_path, [failure(1, lhs=59)], (DEFAULT,), language="en", GONGKAI_ALERT_URLS=receiver.url)

    first, second = receiver.messages
    assert first["title"] == "Annual disclosure reports: 1 new"
    assert "Found: 60 + 0" in first["message"]
    assert "Evidence: /docs/index.html" in first["message"]
    assert second["title"].endswith("1 changed")


def test_nothing_failing_sends_nothing(tmp_path: Path, receiver: Receiver) -> None:
    delivery = tell(tmp_path, [], receiver.url)

    assert receiver.messages == []
    assert statuses(delivery) == ["nothing_new"]


def test_two_routes_tell_each_its_own_and_what_no_route_takes_is_counted(
    tmp_path: Path, receiver: Receiver, another: Receiver
) -> None:
    county = Route("county", "COUNTY", areas=("9901",))
    towns = Route("towns", "TOWNS", severities=("error", "warning"), agency_classes=("town",))
    failures = [
        failure(1, division_code="990101"),
        failure(2, division_code="990201", agency_class="town"),
        failure(3, division_code="990201", agency_class="town", severity="warning"),
        failure(4, division_code="990201", agency_class="department"),
        failure(5, division_code="990201", severity="info"),  # which no route asks for
    ]

    delivery = send(tmp_path, failures, (county, towns), COUNTY=receiver.url, TOWNS=another.url)

    assert statuses(delivery) == ["sent", "sent"]
    told = [receiver.messages[0]["message"], another.messages[0]["message"]]
    seen = [[number for number in range(1, 6) if f"第{number}镇" in message] for message in told]
    assert seen == [[1], [2, 3]]
    assert delivery.unrouted == 1
    assert "1 not routed" in delivery.in_words


def test_an_address_on_two_routes_gets_one_digest_with_each_failure_once(
    tmp_path: Path, receiver: Receiver
) -> None:
    routes = (Route("a", "A"), Route("b", "B", severities=("error", "warning")))

    send(tmp_path, [failure(1), failure(2, severity="warning")], routes, A=receiver.url, B=receiver.url)

    (message,) = receiver.messages
    assert [message["message"].count(f"第{number}镇") for number in (1, 2)] == [1, 1]


def test_a_route_that_is_narrowed_or_renamed_says_nothing_of_what_still_fails(
    tmp_path: Path, receiver: Receiver
) -> None:
    both = [failure(1, division_code="990101"), failure(2, division_code="990201")]
    send(tmp_path, both, (Route("a", "A"),), A=receiver.url)

    narrow = send(tmp_path, both, (Route("county", "B", areas=("9901",)),), B=receiver.url)
    mended = send(tmp_path, [], (Route("county", "B", areas=("9901",)),), B=receiver.url)

    assert statuses(narrow) + statuses(mended) == ["nothing_new", "sent"]
    assert "消除 2 处" in receiver.messages[1]["title"]


def test_what_became_a_warning_and_is_an_error_again_is_told_again(
    tmp_path: Path, receiver: Receiver
) -> None:
    """An area's difference is an error only while its roster is complete."""
    errors = (Route("errors", "A"),)
    send(tmp_path, [failure(1)], errors, A=receiver.url)

    milder = send(tmp_path, [failure(1, severity="warning")], errors, A=receiver.url)
    again = send(tmp_path, [failure(1)], errors, A=receiver.url)
    standing = send(tmp_path, [failure(1)], errors, A=receiver.url)

    assert statuses(milder) + statuses(again) + statuses(standing) == ["nothing_new", "sent", "nothing_new"]
    assert "变化 1 处" in receiver.messages[1]["title"]


def test_what_is_waived_or_not_checkable_any_more_is_not_called_mended(
    tmp_path: Path, receiver: Receiver
) -> None:
    tell(tmp_path, [failure(1), failure(2), failure(3)], receiver.url)
    became = {failure(1).key: WAIVED, failure(2).key: UNCLEAR}
    post = Post((DEFAULT,), {"GONGKAI_ALERT_URLS": receiver.url}, retry=QUICK)

    deliver(tmp_path, "reports", [], post, heading="年报核对", fates=lambda keys: became)

    assert receiver.messages[1]["title"] == "年报核对：消除 1 处，豁免 1 处，无法核对 1 处"


def test_a_route_without_an_address_is_shown_and_not_fatal(tmp_path: Path, receiver: Receiver) -> None:
    routes = (Route("nobody", "GONGKAI_ALERT_NOBODY"), Route("somebody", "SOMEBODY"))

    delivery = send(tmp_path, [failure(1)], routes, SOMEBODY=receiver.url)

    assert sorted(statuses(delivery)) == ["sent", "unset"]
    assert "GONGKAI_ALERT_NOBODY" in delivery.in_words
    assert "1 not told" in delivery.in_words


def test_a_momentary_failure_is_tried_again_in_the_same_run(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [500, 429]

    delivery = tell(tmp_path, [failure(1)], receiver.url)

    assert statuses(delivery) == ["sent"]
    assert "attempt 3" in delivery.in_words
    assert len(receiver.messages) == 3
    assert statuses(tell(tmp_path, [failure(1)], receiver.url)) == ["nothing_new"]


def test_a_refusal_for_good_is_asked_once(tmp_path: Path, receiver: Receiver) -> None:
    receiver.status = 404

    delivery = tell(tmp_path, [failure(1)], receiver.url)

    assert statuses(delivery) == ["failed"]
    assert "404" in delivery.in_words
    assert len(receiver.messages) == 1


def test_an_undelivered_message_is_shown_and_told_at_the_next_run(tmp_path: Path, receiver: Receiver) -> None:
    receiver.status = 500
    refused = tell(tmp_path, [failure(1)], receiver.url)
    again = tell(tmp_path, [failure(1)], receiver.url)
    attempts = len(receiver.messages)
    receiver.status = 200
    arrived = tell(tmp_path, [failure(1), failure(2)], receiver.url)

    assert statuses(refused) + statuses(again) + statuses(arrived) == ["failed", "failed", "sent"]
    assert "500" in refused.in_words
    assert "attempt 2 since" in again.in_words
    assert attempts == 2 * (1 + len(QUICK.waits))
    assert "新增 2 处" in receiver.messages[-1]["title"]
    assert "undelivered" in json.loads((tmp_path / "state.json").read_text())
    assert SECRET not in (tmp_path / "state.json").read_text()


def test_what_was_never_told_is_not_told_as_mended_and_what_was_told_is(
    tmp_path: Path, receiver: Receiver
) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    receiver.status = 500
    tell(tmp_path, [failure(1), failure(2)], receiver.url)  # 2 is never told
    tell(tmp_path, [], receiver.url)  # nor is it told that 1 is mended
    receiver.status = 200
    receiver.messages.clear()

    tell(tmp_path, [], receiver.url)
    after = tell(tmp_path, [], receiver.url)

    (message,) = receiver.messages
    assert message["title"] == "政务公开年报核对：消除 1 处"
    assert "第1镇" in message["message"]
    assert "第2镇" not in message["message"]
    assert statuses(after) == ["nothing_new"]


def test_what_no_longer_has_to_be_told_is_no_longer_undelivered(tmp_path: Path, receiver: Receiver) -> None:
    receiver.status = 500
    tell(tmp_path, [failure(1)], receiver.url)

    delivery = tell(tmp_path, [], receiver.url)

    assert statuses(delivery) == ["nothing_new"]
    assert json.loads((tmp_path / "state.json").read_text())["undelivered"] == {}


def test_a_slow_address_keeps_nobody_waiting_and_is_told_again(
    tmp_path: Path, receiver: Receiver, another: Receiver
) -> None:
    receiver.delay = 30
    retry = RetryPolicy(timeout=0.3, waits=(0.01,))
    started = time.monotonic()

    delivery = tell(tmp_path, [failure(1)], f"{receiver.url} {another.url}", retry)

    assert time.monotonic() - started < 10
    assert statuses(delivery) == ["failed", "sent"]
    receiver.delay = 0
    assert statuses(tell(tmp_path, [failure(1)], receiver.url)) == ["sent"]


def test_an_answer_that_comes_drop_by_drop_is_given_up(tmp_path: Path, receiver: Receiver) -> None:
    receiver.drop_by_drop = 0.2  # each drop within the timeout, 3 s in all
    started = time.monotonic()

    delivery = tell(tmp_path, [failure(1)], receiver.url, RetryPolicy(timeout=0.25, waits=(0.01,)))

    assert time.monotonic() - started < 2.5
    assert statuses(delivery) == ["failed"]
    assert "no answer within" in delivery.in_words


def test_an_address_that_is_down_or_wrong_does_not_keep_others_from_hearing(
    tmp_path: Path, receiver: Receiver
) -> None:
    down = Receiver()
    down.server_close()
    urls = f"{down.url},{receiver.url} nonsense"

    first = tell(tmp_path, [failure(1)], urls)
    second = tell(tmp_path, [failure(1)], urls)

    assert statuses(first) == ["failed", "sent", "failed"]
    assert statuses(second) == ["failed", "nothing_new", "failed"]
    assert "not an Apprise URL" in first.in_words
    assert len(receiver.messages) == 1


def test_secrets_are_neither_stored_nor_said(tmp_path: Path, receiver: Receiver) -> None:
    logged = io.StringIO()  # of the root logger: caplog also listens to loggers that pass nothing on
    listener = logging.StreamHandler(logged)
    logging.getLogger().addHandler(listener)
    receiver.status = 403
    urls = (
        f"{receiver.url} json://user:{SECRET}@127.0.0.1:1/ json://127.0.0.1:1/a?x={SECRET} nonsense-{SECRET}"
    )
    delivery = tell(tmp_path, [failure(1)], urls)
    receiver.status = 200
    tell(tmp_path, [failure(1)], receiver.url)
    logging.getLogger().removeHandler(listener)

    assert delivery.count("failed") == 4
    stored = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert stored
    assert SECRET not in stored + delivery.in_words + repr(delivery) + logged.getvalue()


def test_scopes_do_not_mend_each_other(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    post = Post((DEFAULT,), {"GONGKAI_ALERT_URLS": receiver.url}, retry=QUICK)
    deliver(tmp_path, "gate", [], post, heading="关口")
    again = tell(tmp_path, [failure(1)], receiver.url)

    assert statuses(again) == ["nothing_new"]
    assert len(receiver.messages) == 1


def test_a_damaged_record_tells_everything_again(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    (tmp_path / "state.json").write_text("{half")
    tell(tmp_path, [failure(1)], receiver.url)

    assert len(receiver.messages) == 2


def test_a_record_of_the_first_format_tells_nothing_again(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    record = json.loads((tmp_path / "state.json").read_text())
    for told in record["told"]["reports"].values():
        for entry in told.values():
            del entry["verdict"]
    first_format = {"format": 1, "salt": record["salt"], "told": record["told"]}
    (tmp_path / "state.json").write_text(json.dumps(first_format))

    delivery = tell(tmp_path, [failure(1, verdict="source")], receiver.url)

    assert statuses(delivery) == ["nothing_new"]
    assert len(receiver.messages) == 1


def test_without_addresses_nothing_is_remembered(tmp_path: Path) -> None:
    delivery = tell(tmp_path, [failure(1)], " ")

    assert statuses(delivery) == ["unset"]
    assert "GONGKAI_ALERT_URLS" in delivery.in_words
    assert list(tmp_path.iterdir()) == []


def test_news_of_the_warehouse_goes_to_the_general_routes_and_to_all_without_one(
    tmp_path: Path, receiver: Receiver, another: Receiver
) -> None:
    general, county = Route("all", "ALL"), Route("county", "COUNTY", areas=("99",))
    shut = [Failure("volumes", "", "未放行", "", "批次消失", "")]

    def tell_all(folder: str, routes: tuple[Route, ...], **environment: str) -> None:
        post = Post(routes, environment, retry=QUICK)
        deliver(tmp_path / folder, "gate", shut, post, heading="关口", everyone=True)

    tell_all("a", (general, county), ALL=receiver.url, COUNTY=another.url)
    assert (len(receiver.messages), len(another.messages)) == (1, 0)
    tell_all("b", (general, county), COUNTY=another.url)  # the general one leads nowhere
    assert (len(receiver.messages), len(another.messages)) == (1, 1)


def resources(record: RunRecord) -> dict[str, object]:
    """What the hooks need: the settings of the environment, and where to keep what was sent."""
    return {
        "warehouse": Warehouse.of(Settings.from_environment()),
        "run_record": dg.ResourceDefinition.hardcoded_resource(record),
    }


def _run_of_one_step(raises: Exception | None, record: RunRecord) -> None:
    @dg.asset
    def broken() -> None:
        if raises:
            raise raises

    @dg.asset
    def sound() -> None: ...

    @dg.asset_check(asset=sound, blocking=True)
    def gate() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False)

    defs = dg.Definitions(
        assets=[broken.with_hooks(HOOKS), sound.with_hooks(HOOKS)],
        asset_checks=[gate.with_hooks(HOOKS)],
        jobs=[dg.define_asset_job("all_of_it")],
        resources=resources(record),
    )
    defs.resolve_job_def("all_of_it").execute_in_process(raise_on_error=False)


def test_a_step_that_fails_is_told_once_and_so_is_that_it_works_again(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("GONGKAI_ALERT_URLS", receiver.url)
    monkeypatch.setenv("GONGKAI_LANDING", str(tmp_path / "landing"))
    record = RunRecord()

    for raises in (OSError("No space left on device"), OSError("No space left on device"), None):
        _run_of_one_step(raises, record)

    failed, mended = receiver.messages  # and none of the gate, which tells of itself
    assert "运行没有完成" in failed["message"]
    assert "broken: No space left on device" in failed["message"]
    assert "消除 1 处" in mended["title"]
    assert [statuses(delivery) for delivery in record.deliveries] == [["sent"], ["sent"]]


def test_a_wrong_table_of_routes_does_not_stop_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setenv("GONGKAI_ALERT_URLS", receiver.url)
    monkeypatch.setenv("GONGKAI_ALERT_ROUTES", str(tmp_path / "none.yml"))

    @dg.asset
    def sound() -> None: ...

    defs = dg.Definitions(
        assets=[sound.with_hooks(HOOKS)],
        jobs=[dg.define_asset_job("all_of_it")],
        resources=resources(RunRecord()),
    )

    assert defs.resolve_job_def("all_of_it").execute_in_process(raise_on_error=False).success
