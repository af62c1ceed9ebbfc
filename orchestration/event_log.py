"""Opens a warehouse's Dagster instance with an event log that keeps its files open.

Dagster's own opens and closes a file of SQLite for each event, 2,600 times a run of one report: a fifth of the run's CPU, and ten
thousand flushes to the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster._core.instance.config import dagster_instance_config
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine

_STORAGES = {"storage", "run_storage", "event_log_storage", "schedule_storage"}
_MOST_OPEN = 4  # files: that of the run, the index over all runs, and two that are looked at beside them
_BUSY = 60  # seconds to wait for another process that writes to the same file


class EventLog(SqliteEventLogStorage):
    """Dagster's event log in the same files; one engine, with its connection, for each of the last used."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> EventLog:
        """Make it from `base_dir`, the folder of the files."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engines.pop(shard, None) or self._opened(shard)
            self._engines[shard] = engine  # the last used is the last
            for other in list(self._engines)[:-_MOST_OPEN]:
                self._engines.pop(other).dispose()
            with engine.connect() as connection, connection.begin():
                yield connection

    def _opened(self, shard: str) -> Engine:
        engine = create_engine(
            self.conn_string_for_shard(shard), connect_args={"timeout": _BUSY, "check_same_thread": False}
        )
        event.listen(engine, "connect", _without_flushes)
        self._initdb(engine)
        self._initialized_dbs.add(shard)
        return engine

    def wipe(self) -> None:
        """Remove all events."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close the files."""
        self._close()
        super().dispose()

    def _close(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _without_flushes(connection: Any, _: Any) -> None:
    # What a power failure takes are the last events of a run that it ends; the file stays whole in write-ahead mode.
    connection.execute("pragma synchronous = normal")


def open_instance(home: Path) -> dg.DagsterInstance:
    """Open the instance in the folder `home`, with this event log unless its dagster.yaml names a storage of its own."""
    configured, _ = dagster_instance_config(str(home))
    ref = InstanceRef.from_dir(str(home))
    if ref.event_storage_data and not _STORAGES & set(configured):
        default = yaml.safe_load(ref.event_storage_data.config_yaml)
        log = {"module": __name__, "class": EventLog.__name__, "config": default}
        ref = InstanceRef.from_dir(str(home), overrides={"event_log_storage": log})
    return dg.DagsterInstance.from_ref(ref)
