"""Alerts to addresses that are missing, slow, down or wrong: what is tried again, and what stays secret."""

from __future__ import annotations

import io
import json
import logging
import time
from pathlib import Path

from alerts import RetryPolicy, Route
from tests.support.alerts import QUICK, failure, send, statuses, tell
from tests.support.receiver import SECRET, Receiver


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


def test_without_addresses_nothing_is_remembered(tmp_path: Path) -> None:
    delivery = tell(tmp_path, [failure(1)], " ")

    assert statuses(delivery) == ["unset"]
    assert "GONGKAI_ALERT_URLS" in delivery.in_words
    assert list(tmp_path.iterdir()) == []
