"""Resources that the assets share: the warehouse folder with its settings and lock, and the record of the run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout
from pydantic import Field

from orchestration.run_record import RunRecord
from orchestration.settings import Settings, in_environment


class WarehouseBusyError(Exception):
    """Another run works on the same warehouse folder."""


@contextmanager
def lock_warehouse(settings: Settings, wait: float) -> Iterator[None]:
    """Lock the warehouse folder against all other runs, from the UI or the command line, in any process.

    The lock is on an open file, so it is released if the run is killed. The same process may take it again. Raises
    WarehouseBusyError if another process still holds it after ``wait`` seconds.
    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock, is_singleton=True, thread_local=False)
    try:
        with lock.acquire(timeout=wait, poll_interval=0.5):
            yield
    except Timeout:
        raise WarehouseBusyError(
            f"另一次运行正在使用 {settings.warehouse}，请等它结束 / another run is working on this warehouse; "
            "wait for it to end, then run again"
        ) from None


class Warehouse(dg.ConfigurableResource):
    """数据仓库 · The folders and settings of a run, which holds the lock of its warehouse folder from first step to last.

    Filled in from the environment (``of(Settings.from_environment())``); the launchpad shows and overrides each for one
    run. The addresses of alerts are secrets: they stay in the environment (alerts/routes.yml names the variables).
    """

    landing: str = Field(description="年报文件夹 · Folder of reports, one folder a batch (GONGKAI_LANDING)")
    warehouse: str = Field(
        description="仓库文件夹 · Folder that the run builds and publishes in (GONGKAI_WAREHOUSE)"
    )
    strict: bool = Field(
        default=False, description="有暂存即不发布 · Any held report blocks publishing (STRICT)"
    )
    anew: bool = Field(
        default=False,
        description="全部重做 · Build everything anew, also where nothing changed (FORCE, command line)",
    )
    jobs: int = Field(default=1, description="读取进程数 · Processes that read files (GONGKAI_JOBS)")
    lock_wait: float = Field(
        default=Settings.lock_wait,
        description="等待秒数 · Seconds to wait for another run on the same warehouse folder",
    )
    alert_routes: str = Field(
        default="",
        description="告警路由表 · Table of who is told what; empty: alerts/routes.yml (GONGKAI_ALERT_ROUTES)",
    )
    alert_language: str = Field(
        default=Settings.alert_language,
        description="告警语言 · Language of alerts, zh or en (GONGKAI_ALERT_LANGUAGE)",
    )
    alert_timeout: float = Field(
        default=Settings.alert_timeout,
        description="告警超时秒数 · Seconds an address of alerts may take (GONGKAI_ALERT_TIMEOUT)",
    )
    evidence_url: str = Field(
        default="", description="证据网址 · Where the Data Docs are served, for links (GONGKAI_EVIDENCE_URL)"
    )

    @classmethod
    def of(cls, settings: Settings, *, anew: bool = False) -> Warehouse:
        """Make the resource from these settings."""
        return cls(
            landing=str(settings.landing),
            warehouse=str(settings.warehouse),
            strict=settings.strict,
            anew=anew,
            jobs=settings.jobs,
            lock_wait=settings.lock_wait,
            alert_routes=str(settings.alert_routes or ""),
            alert_language=settings.alert_language,
            alert_timeout=settings.alert_timeout,
            evidence_url=settings.evidence_url,
        )

    @property
    def settings(self) -> Settings:
        """The same as Settings, with absolute folders."""
        routes = self.alert_routes.strip()
        return Settings(
            landing=Path(self.landing).expanduser().absolute(),
            warehouse=Path(self.warehouse).expanduser().absolute(),
            strict=self.strict,
            alert_routes=Path(routes).expanduser().absolute() if routes else None,
            alert_language=self.alert_language,
            alert_timeout=self.alert_timeout,
            evidence_url=self.evidence_url,
            jobs=max(1, self.jobs),
            lock_wait=self.lock_wait,
        )

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """Yield the resource for one run, holding its lock, with the same folders in the environment for dbt.

        Raises dagster.Failure if the folders cannot be used, WarehouseBusyError after ``lock_wait`` seconds.
        """
        started, settings = time.monotonic(), self.settings
        if refused := settings.refused():
            raise dg.Failure(refused)
        settings.make_folders()
        with lock_warehouse(settings, settings.lock_wait), in_environment(settings.environment):
            waited = time.monotonic() - started
            if waited > 1 and context.log:
                context.log.info(f"waited {waited:.0f} s for another run on {settings.warehouse}")
            yield self


@dg.resource(
    description="本次运行的记录 · What this run did so far, shared by its steps; the command line shows and sums it up."
)
def quiet_record(context: dg.InitResourceContext) -> RunRecord:
    """A new record for each run, which shows nothing."""
    return RunRecord()
