"""Broken rules made up for the tests of alerts, and ways to send them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alerts import Delivery, Failure, Post, RetryPolicy, Route, deliver, load_words

DEFAULT = Route("all", "GONGKAI_ALERT_URLS")
QUICK = RetryPolicy(timeout=2, waits=(0.01, 0.01))


def failure(number: int, lhs: int = 60, **fields: str) -> Failure:
    """A balance that does not hold, of the town of this number."""
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
    """Send to the one route of the default settings; `folder` keeps the record of what was delivered."""
    return send(folder, failures, (DEFAULT,), retry, GONGKAI_ALERT_URLS=urls)


def send(
    folder: Path,
    failures: list[Failure],
    routes: tuple[Route, ...],
    retry: RetryPolicy = QUICK,
    language: str = "zh",
    **environment: str,
) -> Delivery:
    """Send to these routes, whose addresses stand in `environment`."""
    post = Post(routes, environment, load_words(language), "/docs/index.html", retry)
    return deliver(folder, "reports", failures, post, heading=post.words.say("headings.reports"))


def statuses(delivery: Delivery) -> list[str]:
    """What became of the message at each address."""
    return [outcome.status for outcome in delivery.outcomes]
