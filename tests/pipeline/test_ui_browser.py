"""The Dagster UI in a real browser: a partition is materialized there, and a check's evidence is read there."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from samples.model import Report, load_reports
from tests.support.receiver import Receiver, receiving
from tests.support.refresh_warehouse import ROOT, ask, environment

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BALANCE = "applications.balance"
READY_WITHIN = 150.0
RUN_WITHIN = 240_000  # milliseconds


@dataclass(frozen=True)
class Ui:
    """A UI at ``url`` over ``warehouse``; ``held`` is a sample report whose balance is broken, in ``batch``.
    Its alerts go to ``receiver``."""

    url: str
    receiver: Receiver
    warehouse: Path
    held: Report
    batch: str


@pytest.fixture(scope="module")
def browser_path() -> str:
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    pytest.skip(f"no browser on this machine (looked for {', '.join(BROWSERS)}); .ci/run installs chromium")


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory, browser_path: str) -> Iterator[Ui]:
    """`make ui`'s command on a warehouse that nothing was run on before."""
    folder = tmp_path_factory.mktemp("ui")
    held = next(report for report in load_reports() if BALANCE in {rule for rule, _ in report.broken})
    batch = held.file.split("/")[0]
    shutil.copytree(ROOT / "landing" / batch, folder / "landing" / batch)
    port = _free_port()
    log = folder / "ui.log"
    with log.open("wb") as sink, receiving() as receiver:
        served = subprocess.Popen(
            [sys.executable, "-m", "orchestration.ui", "--port", str(port)],
            env=environment(folder / "landing", folder / "warehouse", GONGKAI_ALERT_URLS=receiver.url),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/server_info", served, log)
            yield Ui(f"http://127.0.0.1:{port}", receiver, folder / "warehouse", held, batch)
        finally:
            _end(served)


@pytest.fixture
def page(browser_path: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--no-proxy-server"]
        )
        yield browser.new_page(viewport={"width": 1600, "height": 1000})
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, served: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        assert served.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            opener.open(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"the UI was not ready in {READY_WITHIN:.0f} s:\n{log.read_text(errors='replace')[-3000:]}")


def _end(served: subprocess.Popen[bytes]) -> None:
    """End the UI and every process it started (they share its session)."""
    for sign, wait in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(served.pid, sign)
            served.wait(timeout=wait)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def test_a_partition_materialized_in_the_ui_publishes_and_shows_its_evidence(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.url}/locations/gongkai/jobs/refresh_warehouse")
    page.get_by_role("button", name="Materialize all").click(timeout=60_000)
    dialog = page.get_by_role("dialog").filter(has_text="Launch runs to materialize")
    dialog.get_by_text("Select a partition or create one").click()
    page.get_by_role("menuitem", name=ui.batch).click()  # there before any run
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Launch 1 run").click()
    expect(dialog).to_be_hidden(timeout=60_000)  # the run is asked for

    page.goto(f"{ui.url}/runs")
    expect(page.get_by_text("Success", exact=True).first).to_be_visible(timeout=RUN_WITHIN)
    expect(page.get_by_text("refresh_warehouse").first).to_be_visible()
    assert ask(ui.warehouse, "select gate_status from dim_report where path = ?", ui.held.file) == [("held",)]

    page.goto(f"{ui.url}/assets/rule_results?view=checks&checkDetail=applications__balance")
    printed = [
        ui.held.cells[f"applications/{row}/natural_person"].value
        for row in ("received_new", "carried_in", "closed_total", "carried_out")
    ]
    sides = "{} + {} ≠ {} + {}".format(*printed)
    expect(page.get_by_text(sides).first).to_be_visible(timeout=60_000)
    for evidence in (ui.held.agency, ui.held.file, "natural_person"):
        expect(page.get_by_text(evidence).first).to_be_visible()

    page.goto(f"{ui.url}/assets/fct_applications?view=checks&checkDetail=applications__balance")
    expect(page.get_by_text(sides).first).to_be_visible(timeout=60_000)

    (message,) = ui.receiver.messages  # a run from the UI alerts like one from the command line
    assert ui.held.agency in message["message"]
    assert sides in message["message"]
