"""What alerts say to a real HTTP receiver on loopback: what is new, what is said again, and to whom."""

from __future__ import annotations

import json
from pathlib import Path

from alerts import Failure, Post, Route, deliver
from alerts.digest import UNCLEAR, WAIVED
from tests.support.alerts import DEFAULT, QUICK, failure, send, statuses, tell
from tests.support.receiver import Receiver


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
