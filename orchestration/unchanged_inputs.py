"""Compares the inputs of a run with those of the last complete run: where nothing changed, `make run` has nothing to do.

The result of a run depends only on what `inputs` hashes. After a complete run a note records that hash, and a hash of
the files that the run wrote. A run from the UI, or of a single step, writes other files, so the note no longer applies.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path

from agencies.divisions import divisions_path
from agencies.overrides import agencies_path
from agencies.population import population_path
from agencies.roster import roster_path
from agencies.stated_versions import stated_versions_path
from alerts.routes import ROUTES_FILE, RoutesError, load_routes
from common.digests import DBT, PYTHON, code_digest, digest_of, file_digest_or_none
from common.paths import ROOT
from common.whole_files import write_json
from expectations.waivers import WaiversError, load_waivers, waivers_path
from extract.settled_readings import readings_path
from extract.store.batches import fingerprint
from orchestration.settings import Settings

CODE = (
    "agencies", "alerts", "common", "dbt_project", "expectations", "extract", "modelling", "orchestration", "publish",
)  # fmt: skip
"""The parts of this project that a run depends on."""
_IRRELEVANT = {"GONGKAI_JOBS"}


def inputs(settings: Settings) -> str:
    """Hash of everything that a run depends on: the landing folder, settled readings, code, rules, form, models, installed
    packages and settings. Take it before the run: files that arrive during the run are for the next one."""
    environment = {
        name: value
        for name, value in sorted(os.environ.items())
        if name.startswith("GONGKAI_") and name not in _IRRELEVANT
    }
    routes = settings.alert_routes or ROUTES_FILE
    parts = [
        fingerprint(settings.landing),
        [users_files(settings), file_digest_or_none(routes)],
        # Waivers expire by date; without waivers the date does not matter.
        date.today().isoformat() if _has_waivers() else None,
        code_digest(*(ROOT / package for package in CODE), suffixes=PYTHON | DBT),
        sorted(f"{found.name} {found.version}" for found in metadata.distributions()),
        sys.version,
        [str(settings.landing), str(settings.warehouse), settings.strict, _addresses(routes), environment],
    ]
    return digest_of(*parts)


def users_files(settings: Settings) -> dict[str, str | None]:
    """Hash of each file that people fill in, None if it is missing; a published version records them as its inputs."""
    landing = settings.landing
    paths = {
        "readings": readings_path(),
        "waivers": waivers_path(),
        "roster": roster_path(landing),
        "divisions": divisions_path(landing),
        "population": population_path(landing),
        "versions": stated_versions_path(landing),
        "agencies": agencies_path(landing),
    }
    return {name: file_digest_or_none(path) for name, path in paths.items()}


def _addresses(routes: Path) -> list[str | None]:
    """The addresses in the environment for each route; empty if the table cannot be read (the run itself reports that)."""
    try:
        return [os.environ.get(route.variable) for route in load_routes(routes)]
    except RoutesError:
        return []


def _has_waivers() -> bool:
    try:
        return bool(load_waivers())
    except WaiversError:
        return True


def complete_since(settings: Settings, now: str) -> str | None:
    """When (UTC) the last complete run ended, if `inputs` are the same and the files that it wrote are unchanged."""
    try:
        note = json.loads(_note(settings).read_text(encoding="utf-8"))
        return str(note["at"]) if (note["inputs"], note["left"]) == (now, _outputs_digest(settings)) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(settings: Settings, at_start: str) -> None:
    """Write the note after a complete run: its `inputs` (taken before it) and the files that it wrote."""
    at = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
    note = {"at": at, "inputs": at_start, "left": _outputs_digest(settings)}
    write_json(_note(settings), note)


def forget(settings: Settings) -> None:
    """Remove the note before a run, which is not complete until it ends."""
    _note(settings).unlink(missing_ok=True)


def _note(settings: Settings) -> Path:
    return settings.build.parent / "complete.json"


def _outputs_digest(settings: Settings) -> str:
    """Digest of the names, sizes and times of the files that a run writes and the next one uses or shows."""
    current = settings.warehouse / "current"
    folders = [settings.warehouse / name for name in ("extracted", "agencies", "gates", "data_docs")]
    files = [settings.build, *(f for folder in [*folders, settings.alerts, current] for f in _files(folder))]
    target = os.readlink(current) if current.is_symlink() else None
    stats = [(str(path), stat.st_size, stat.st_mtime_ns) for path in files if (stat := path.stat())]
    history = (settings.dagster_home / "storage").is_dir()
    return digest_of(target, history, stats)


def _files(folder: Path) -> Iterator[Path]:
    for directory, names, files in os.walk(folder):
        names.sort()
        yield from (Path(directory) / name for name in sorted(files))
