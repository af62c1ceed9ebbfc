"""The maintainer's map names every room there is, and none that is gone."""

import re

import pytest

from common.paths import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = (
    "agencies",
    "alerts",
    "benchmarks",
    "common",
    "expectations",
    "extract",
    "modelling",
    "orchestration",
    "publish",
)
APART = {
    "benchmarks/reports",
    "orchestration/assets",
}  # the card's generator has pages of its own; Dagster's assets are the flow


def test_every_room_has_its_sentence() -> None:
    rooms = {
        path.parent.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
    }
    rooms -= {room for room in rooms if any(room == apart or room.startswith(f"{apart}/") for apart in APART)}
    assert set(re.findall(r"^\| `([a-z_/]+)/` \|", PAGE, re.M)) == rooms


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_0-9*]*(?:\.[a-z]+)?)`", PAGE))))
def test_every_path_on_the_map_exists(path: str) -> None:
    assert list(ROOT.glob(path.rstrip("/"))) != [], path
