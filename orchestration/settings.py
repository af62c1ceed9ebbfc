"""Settings of a run, all from the environment: where it reads and writes, and how it behaves."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from common.paths import ROOT

_SECONDS = re.compile(r"\d*[1-9]\d*(\.\d+)?|0?\.\d*[1-9]\d*")  # above zero


@contextmanager
def in_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set ``variables`` in this process's environment during the block, then restore what was there before."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


DAGSTER_YAML = """\
# Written by the project at its first run; yours to change.
telemetry:
  enabled: false
nux:
  enabled: false
# One run at a time: a warehouse folder has one writer.
concurrency:
  runs:
    max_concurrent_runs: 1
"""


@dataclass(frozen=True)
class Settings:
    """``landing`` and ``warehouse`` are absolute; ``strict`` makes any held report block publishing; ``alert_routes`` is
    the table of who is told what (None: alerts/routes.yml), ``alert_language`` zh or en, ``alert_timeout`` the seconds
    an address may take; ``evidence_url`` is where the Data Docs are served; ``jobs`` processes read files; a run waits
    ``lock_wait`` seconds for another one that works on the same warehouse. The addresses of alerts are secrets, and stay
    in the environment."""

    landing: Path
    warehouse: Path
    strict: bool = False
    alert_routes: Path | None = None
    alert_language: str = "zh"
    alert_timeout: float = 10.0
    evidence_url: str = ""
    jobs: int = 1
    lock_wait: float = 3600.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings from ``GONGKAI_LANDING``, ``GONGKAI_WAREHOUSE``, ``STRICT``, ``GONGKAI_ALERT_ROUTES``,
        ``GONGKAI_ALERT_LANGUAGE``, ``GONGKAI_ALERT_TIMEOUT``, ``GONGKAI_EVIDENCE_URL``, ``GONGKAI_JOBS``; folders
        default to ``landing`` and ``warehouse`` beside the code."""
        env = os.environ if environment is None else environment
        jobs, timeout = env.get("GONGKAI_JOBS", ""), env.get("GONGKAI_ALERT_TIMEOUT", "").strip()
        routes = env.get("GONGKAI_ALERT_ROUTES", "").strip()
        return cls(
            landing=Path(env.get("GONGKAI_LANDING") or ROOT / "landing").expanduser().absolute(),
            warehouse=Path(env.get("GONGKAI_WAREHOUSE") or ROOT / "warehouse").expanduser().absolute(),
            strict=env.get("STRICT", "").strip().lower() not in ("", "0", "false", "no"),
            alert_routes=Path(routes).expanduser().absolute() if routes else None,
            alert_language=env.get("GONGKAI_ALERT_LANGUAGE", "").strip().lower() or "zh",
            alert_timeout=float(timeout) if _SECONDS.fullmatch(timeout) else 10.0,
            evidence_url=env.get("GONGKAI_EVIDENCE_URL", "").strip(),
            jobs=max(1, int(jobs)) if jobs.isdigit() else os.cpu_count() or 1,
        )

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that give these settings to the processes started (dbt, Dagster), and turn off usage
        statistics."""
        return {
            "GONGKAI_LANDING": str(self.landing),
            "GONGKAI_WAREHOUSE": str(self.warehouse),
            **({"GONGKAI_ALERT_ROUTES": str(self.alert_routes)} if self.alert_routes else {}),
            "GX_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }

    def to_environment(self) -> None:
        """Set ``environment`` and this warehouse's Dagster instance for the rest of the process."""
        os.environ.update(self.environment, DAGSTER_HOME=str(self.dagster_home))

    def refused(self) -> str | None:
        """The reason why these folders cannot be used, in one line; None if they can.

        A warehouse inside the landing folder would be read as reports; and dbt reads the Parquet files by glob patterns,
        in which some characters are special.
        """
        if self.warehouse.resolve().is_relative_to(self.landing.resolve()):
            return (
                "仓库不能放在年报文件夹里 / the warehouse must not stand inside the folder of reports: "
                f"{self.warehouse}"
            )
        forbidden = sorted(set(str(self.warehouse)) & set("'*?[]"))
        if forbidden:
            return (
                "仓库文件夹的名称不能含有 / the warehouse folder's path may not contain "
                f"{' '.join(forbidden)}: {self.warehouse}"
            )
        return None

    @property
    def build(self) -> Path:
        """The file that dbt builds in; only dbt writes it."""
        return self.warehouse / "build" / "gongkai.duckdb"

    @property
    def dagster_home(self) -> Path:
        return self.warehouse / "dagster"

    @property
    def data_docs(self) -> Path:
        return self.warehouse / "data_docs" / "index.html"

    @property
    def evidence(self) -> str:
        """The front page of the Data Docs, for links to the evidence: its URL if they are served, else its path."""
        if not self.evidence_url or self.evidence_url.endswith(".html"):
            return self.evidence_url or str(self.data_docs)
        return f"{self.evidence_url.rstrip('/')}/index.html"

    @property
    def alerts(self) -> Path:
        return self.warehouse / "alerts"

    @property
    def logs(self) -> Path:
        return self.warehouse / "logs"

    @property
    def lock(self) -> Path:
        return self.warehouse / ".lock"

    def make_folders(self) -> None:
        """Create the folders that the first step needs, and Dagster's own settings."""
        for folder in (self.build.parent, self.dagster_home, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        config = self.dagster_home / "dagster.yaml"
        if not config.exists():
            config.write_text(DAGSTER_YAML, encoding="utf-8")
