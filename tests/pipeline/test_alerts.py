"""Alerts against a real HTTP receiver on loopback: what arrives, what is told again, and what stays secret."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts import Delivery, Failure, compare, compose, deliver
from tests.support.receiver import SECRET, Receiver, receiving


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with receiving() as server:
        yield server


def failure(number: int, lhs: int = 60) -> Failure:
    return Failure(
        key=f"agency{number}|2022|applications.balance|natural_person",
        value=f"{lhs}|61",
        subject=f"示例县第{number}镇人民政府 2022 年",
        rule="applications.balance",
        sides=f"{lhs} + 0 ≠ 61 + 0，差 {lhs - 61}",
        place="2022-a/报告.docx，表 3 行 3 列 4",
    )


def tell(folder: Path, failures: list[Failure], urls: str) -> Delivery:
    return deliver(folder, "reports", failures, urls, heading="年报核对", evidence="/docs/index.html")


def test_a_failure_is_told_once_with_report_rule_both_sides_and_place(
    tmp_path: Path, receiver: Receiver
) -> None:
    first = tell(tmp_path, [failure(1)], receiver.url)
    second = tell(tmp_path, [failure(1)], receiver.url)

    assert [outcome.status for outcome in (*first.outcomes, *second.outcomes)] == ["sent", "nothing_new"]
    (message,) = receiver.messages
    for part in (
        "示例县第1镇人民政府 2022 年",
        "applications.balance",
        "60 + 0 ≠ 61 + 0",
        "差 -1",
        "报告.docx",
        "表 3 行 3 列 4",
    ):
        assert part in message["message"]
    assert "新增 1 处" in message["title"]


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


def test_nothing_failing_sends_nothing(tmp_path: Path, receiver: Receiver) -> None:
    delivery = tell(tmp_path, [], receiver.url)

    assert receiver.messages == []
    assert delivery.count("nothing_new") == 1


def test_an_undelivered_message_is_told_at_the_next_run(tmp_path: Path, receiver: Receiver) -> None:
    receiver.status = 500
    refused = tell(tmp_path, [failure(1)], receiver.url)
    receiver.status = 200
    arrived = tell(tmp_path, [failure(1), failure(2)], receiver.url)

    assert [refused.outcomes[0].status, arrived.outcomes[0].status] == ["failed", "sent"]
    assert "500" in refused.outcomes[0].detail
    assert "新增 2 处" in receiver.messages[-1]["title"]


def test_an_address_that_is_down_does_not_keep_others_from_hearing(
    tmp_path: Path, receiver: Receiver
) -> None:
    down = Receiver()
    down.server_close()
    urls = f"{down.url},{receiver.url} nonsense"

    first = tell(tmp_path, [failure(1)], urls)
    second = tell(tmp_path, [failure(1)], urls)

    assert [outcome.status for outcome in first.outcomes] == ["failed", "sent", "failed"]
    assert [outcome.status for outcome in second.outcomes] == ["failed", "nothing_new", "failed"]
    assert len(receiver.messages) == 1


def test_secrets_are_neither_stored_nor_said(tmp_path: Path, receiver: Receiver) -> None:
    logged = io.StringIO()  # of the root logger: caplog also listens to loggers that pass nothing on
    listener = logging.StreamHandler(logged)
    logging.getLogger().addHandler(listener)
    receiver.status = 403
    urls = f"{receiver.url} wecombot://{SECRET}-{SECRET} json://user:{SECRET}@127.0.0.1:1/ nonsense-{SECRET}"
    delivery = tell(tmp_path, [failure(1)], urls)
    receiver.status = 200
    tell(tmp_path, [failure(1)], receiver.url)
    logging.getLogger().removeHandler(listener)

    assert delivery.count("failed") == 4
    stored = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert stored
    assert SECRET not in stored + delivery.in_words + logged.getvalue()


def test_scopes_do_not_mend_each_other(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    deliver(tmp_path, "gate", [], receiver.url, heading="关口", evidence="")
    again = tell(tmp_path, [failure(1)], receiver.url)

    assert again.count("nothing_new") == 1
    assert len(receiver.messages) == 1


def test_a_damaged_record_tells_everything_again(tmp_path: Path, receiver: Receiver) -> None:
    tell(tmp_path, [failure(1)], receiver.url)
    (tmp_path / "state.json").write_text("{half")
    tell(tmp_path, [failure(1)], receiver.url)

    assert len(receiver.messages) == 2


def test_without_addresses_nothing_is_remembered(tmp_path: Path) -> None:
    delivery = tell(tmp_path, [failure(1)], " ")

    assert delivery.outcomes == ()
    assert "GONGKAI_ALERT_URLS" in delivery.in_words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("most_bytes", [2048, 300, 40])
def test_a_long_digest_fits_and_counts_what_it_leaves_out(most_bytes: int) -> None:
    digest = compare({}, [failure(number) for number in range(500)])

    title, body = compose(digest, heading="年报核对", evidence="/docs", most_bytes=most_bytes)

    assert "新增 500 处" in title
    assert len(body.encode()) <= most_bytes
    if most_bytes > 100:
        told = body.count("第") - body.count("第条")
        assert f"另有 {500 - told} 条" in body
