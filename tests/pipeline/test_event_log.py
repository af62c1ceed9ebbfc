"""The event log that a run writes: Dagster's own reads it, also while the run goes on, and a configured storage stays."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.event_log import EventLog, open_instance


@dg.asset
def anything() -> int:
    return 1


def _job() -> dg.JobDefinition:
    return dg.Definitions(
        assets=[anything], jobs=[dg.define_asset_job("all")]
    ).resolve_job_def("all")  # fmt: skip


def test_dagsters_own_log_reads_what_was_written_while_it_is_open(tmp_path: Path) -> None:
    with open_instance(tmp_path) as ours, dg.DagsterInstance.from_config(str(tmp_path)) as theirs:
        assert isinstance(ours.event_log_storage, EventLog)
        assert not isinstance(theirs.event_log_storage, EventLog)
        ran = _job().execute_in_process(instance=ours)
        written = [entry.message for entry in ours.all_logs(ran.run_id)]
        assert len(written) > 10
        assert [entry.message for entry in theirs.all_logs(ran.run_id)] == written
        assert theirs.get_latest_materialization_event(anything.key)
        ours.event_log_storage.wipe()
        assert ours.all_logs(ran.run_id) == []
        assert _job().execute_in_process(instance=ours).success
    with open_instance(tmp_path) as again:
        assert again.get_latest_materialization_event(anything.key)


def test_a_storage_that_dagster_yaml_names_is_the_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "dagster.yaml").write_text(f"storage:\n  sqlite:\n    base_dir: {elsewhere}\n")
    with open_instance(tmp_path) as instance:
        assert not isinstance(instance.event_log_storage, EventLog)
        assert _job().execute_in_process(instance=instance).success
    assert list(elsewhere.rglob("*.db"))


@pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="this system does not list a process's open files"
)
def test_many_runs_keep_few_files_open(tmp_path: Path) -> None:
    """Guards a process that does runs all day: each left five files open, until no more could be opened."""
    with open_instance(tmp_path) as instance:
        log = instance.event_log_storage
        assert isinstance(log, EventLog)
        runs = [_job().execute_in_process(instance=instance) for _ in range(6)]
        opened = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
        shards = {path.split("/")[-1].split(".")[0] for path in opened if str(tmp_path) in path}
        assert runs[0].run_id not in shards
        assert instance.all_logs(runs[0].run_id)  # opened again
