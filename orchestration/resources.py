"""What the assets share: the warehouse folder with its one-writer lock, and dbt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from filelock import FileLock, Timeout

from orchestration.settings import Settings


class WarehouseBusyError(Exception):
    """Another run works on the same warehouse folder."""


@contextmanager
def lock_warehouse(settings: Settings, wait: float) -> Iterator[None]:
    """Hold the warehouse folder against every other run, from the UI or the command line, in any process.

    The lock belongs to the open file, so a run that is killed lets go of it. Within one process it may be taken
    again. Raises WarehouseBusyError when another process still holds it after ``wait`` seconds.
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
    """The settings of the run, and the lock on its warehouse folder from the run's first step to its last."""

    @property
    def settings(self) -> Settings:
        return Settings.from_environment()

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        started, settings = time.monotonic(), self.settings
        settings.make_folders()
        with lock_warehouse(settings, settings.lock_wait):
            waited = time.monotonic() - started
            if waited > 1 and context.log:
                context.log.info(f"waited {waited:.0f} s for another run on {settings.warehouse}")
            yield self
