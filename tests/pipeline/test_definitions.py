"""What Dagster loads, without running it: wiring, partitions and sensors."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.dependency import NodeHandle
from filelock import FileLock, Timeout

from expectations.rules.catalogue import load_rules
from orchestration.assets.models import dbt_facts, dbt_marts, dbt_verdicts
from orchestration.assets.rule_checks import check_name
from orchestration.definitions import defs
from orchestration.interrupted_runs import COMMAND_LINE, STARTED_FROM, end_interrupted_runs
from orchestration.jobs import refresh_warehouse
from orchestration.partitions import BATCHES, ranges, register_batches, run_tags
from orchestration.resources import Warehouse
from orchestration.sensors import batch_folders, new_reports
from orchestration.settings import Settings

GRAPH = defs.resolve_asset_graph()


def upstream(name: str) -> set[str]:
    return {key.to_user_string() for key in GRAPH.get(dg.AssetKey(name)).parent_keys}


def test_every_asset_says_what_it_is_and_belongs_to_a_group() -> None:
    for key in GRAPH.materializable_asset_keys:
        node = GRAPH.get(key)
        assert node.description, key
        assert node.group_name != "default", key


def test_the_one_job_refreshes_every_asset() -> None:
    job = defs.resolve_job_def(refresh_warehouse.name)

    assert set(job.asset_layer.executable_asset_keys) == set(GRAPH.materializable_asset_keys)
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} >= {
        "extracted_reports",
        "resolved_agencies",
        "rule_results",
        "int_certified_reports",
        "published_warehouse",
        "alerts",
    }
    assert (
        dg.AssetCheckKey(dg.AssetKey("int_certified_reports"), "gate_2")
        in job.asset_layer.asset_graph.asset_check_keys
    )


def test_gate_2_stands_before_the_marts_and_not_before_the_alerts() -> None:
    check = GRAPH.get_check_spec(dg.AssetCheckKey(dg.AssetKey("int_certified_reports"), "gate_2"))

    assert check.blocking
    # A blocking check holds back what depends on its asset, from another group of models.
    assert dg.AssetKey("int_certified_reports") in dbt_verdicts.keys
    assert any("int_certified_reports" in upstream(key.to_user_string()) for key in dbt_marts.keys)
    assert "int_certified_reports" not in upstream("alerts")
    assert {"rule_results", "dim_report"} <= upstream("alerts")


def test_every_way_to_start_a_run_alerts() -> None:
    """The command line and `new_reports` run the one job; a schedule runs a job; "Materialize all" in the UI runs
    Dagster's own job over all assets. Each holds the alerts, and the hooks that tell of a step that fails."""
    jobs = [defs.resolve_job_def(refresh_warehouse.name), defs.resolve_implicit_global_asset_job_def()]
    assert {job.name for job in defs.resolve_all_job_defs()} == {job.name for job in jobs}

    for job in jobs:
        assert dg.AssetKey("alerts") in job.asset_layer.executable_asset_keys, job.name
        steps = [node.name for node in job.nodes]
        assert [node.name for node in job.nodes if not node.definition.description] == []
        assert {
            "alerts",
            "dbt_facts",
            "rule_checks_on_facts",
            "int_certified_reports_gate_2",
            "published_warehouse",
        } <= set(steps)
        for step in steps:
            hooks = {hook.name for hook in job.get_all_hooks_for_handle(NodeHandle(step, None))}
            assert hooks == {"tell_of_failure", "tell_of_recovery"}, (job.name, step)


def test_the_gate_stands_between_facts_and_verdicts() -> None:
    facts = {key.to_user_string() for key in dbt_facts.keys}

    assert upstream("rule_results") == facts
    assert "rule_results" in upstream("dim_report")
    assert "extracted_reports" in upstream("stg_reports")
    assert "resolved_agencies" in upstream("stg_reports")
    assert upstream("resolved_agencies") == {"extracted_reports"}


def test_every_evaluated_rule_is_a_check_that_does_not_block() -> None:
    keys = {key.name for key in GRAPH.asset_check_keys if key.asset_key == dg.AssetKey("rule_results")}

    assert keys == {check_name(rule.rule_id) for rule in load_rules() if rule.evaluated}
    for name in keys:
        assert not GRAPH.get_check_spec(dg.AssetCheckKey(dg.AssetKey("rule_results"), name)).blocking


def test_the_warehouse_is_configured_by_the_environment_and_each_setting_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "GONGKAI_LANDING": str(tmp_path / "landing"),
        "GONGKAI_WAREHOUSE": str(tmp_path / "warehouse"),
        "STRICT": "1",
        "GONGKAI_JOBS": "3",
        "GONGKAI_ALERT_ROUTES": str(tmp_path / "routes.yml"),
        "GONGKAI_ALERT_LANGUAGE": "en",
        "GONGKAI_ALERT_TIMEOUT": "2.5",
        "GONGKAI_EVIDENCE_URL": "https://docs.example.gov.cn/",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment()

    assert Warehouse.of(settings).settings == settings
    assert not Warehouse.of(settings).anew
    for name, field in Warehouse.model_fields.items():
        assert field.description, name  # shown in the launchpad


def run_one_step(warehouse: Warehouse, seen: list[object]) -> dg.ExecuteInProcessResult:
    @dg.asset
    def look(warehouse: Warehouse) -> None:
        other = FileLock(warehouse.settings.lock, is_singleton=False)
        with pytest.raises(Timeout):
            other.acquire(timeout=0)
        seen.append((os.environ["GONGKAI_WAREHOUSE"], warehouse.settings.strict))

    small = dg.Definitions(
        assets=[look], jobs=[dg.define_asset_job("small")], resources={"warehouse": warehouse}
    )
    return small.resolve_job_def("small").execute_in_process(raise_on_error=False)


def test_a_run_holds_the_lock_of_its_warehouse_and_dbt_finds_the_same_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "another"))
    seen: list[object] = []
    landing, warehouse = str(tmp_path / "landing"), str(tmp_path / "warehouse")

    assert run_one_step(Warehouse(landing=landing, warehouse=warehouse, strict=True), seen).success

    assert seen == [(warehouse, True)]
    assert os.environ["GONGKAI_WAREHOUSE"] == str(tmp_path / "another")
    assert not (tmp_path / "another").exists()
    inside = Warehouse(landing=landing, warehouse=f"{landing}/warehouse")
    assert not run_one_step(inside, seen).success
    assert len(seen) == 1
    assert not (tmp_path / "landing").exists()


def test_partitions_in_ranges() -> None:
    partitions = ["c", "a", "b", "d"]

    assert ranges(["a", "c", "d"], partitions) == [["c", "a"], ["d"]]
    assert run_tags(["c", "a"]) == {
        "dagster/asset_partition_range_start": "c",
        "dagster/asset_partition_range_end": "a",
    }
    assert run_tags(["d"]) == {"dagster/partition": "d"}


@pytest.fixture
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "landing"
    for name in ("2022-a/one.txt", "2023-a/two.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name)
    monkeypatch.setenv("GONGKAI_LANDING", str(folder))
    return folder


def test_a_batch_folder_is_registered_once(landing: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert register_batches(instance, landing) == ["2022-a", "2023-a"]
        (landing / "2021-a").mkdir()
        assert register_batches(instance, landing) == ["2022-a", "2023-a", "2021-a"]
        assert register_batches(instance, landing) == ["2022-a", "2023-a", "2021-a"]


def test_new_folders_become_partitions_and_start_nothing(landing: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(BATCHES, ["2022-a"])
        result = batch_folders(dg.build_sensor_context(instance=instance))

    assert isinstance(result, dg.SensorResult)
    assert not result.run_requests
    (request,) = result.dynamic_partitions_requests or []
    assert list(request.partition_keys) == ["2023-a"]


def test_new_reports_are_run_once_they_stand_still(landing: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:

        def look(cursor: str | None) -> dg.SensorResult:
            found = new_reports(dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs))
            assert isinstance(found, dg.SensorResult)
            for request in found.dynamic_partitions_requests or []:
                instance.add_dynamic_partitions(BATCHES, list(request.partition_keys))
            return found

        first = look(None)
        second = look(first.cursor)
        third = look(second.cursor)
        (landing / "2023-a" / "three.txt").write_text("still being copied")
        fourth = look(third.cursor)
        fifth = look(fourth.cursor)

    asked = [
        [request.tags for request in look.run_requests or []]
        for look in (first, second, third, fourth, fifth)
    ]
    assert asked == [[], [run_tags(["2022-a", "2023-a"])], [], [], [run_tags(["2023-a"])]]


def test_a_killed_run_does_not_block_the_next_one() -> None:
    job = defs.resolve_job_def(refresh_warehouse.name)
    with dg.DagsterInstance.ephemeral() as instance:
        runs = {
            name: instance.create_run_for_job(job, status=status, tags=tags)
            for name, status, tags in (
                ("killed", dg.DagsterRunStatus.STARTED, {STARTED_FROM: COMMAND_LINE}),
                ("of the UI", dg.DagsterRunStatus.STARTED, {}),
                ("ended", dg.DagsterRunStatus.SUCCESS, {STARTED_FROM: COMMAND_LINE}),
            )
        }

        def state(name: str) -> dg.DagsterRunStatus:
            run = instance.get_run_by_id(runs[name].run_id)
            assert run is not None
            return run.status

        assert end_interrupted_runs(instance, of_the_ui=False) == 1
        assert state("killed") == dg.DagsterRunStatus.FAILURE
        assert state("of the UI") == dg.DagsterRunStatus.STARTED
        assert end_interrupted_runs(instance, of_the_ui=True) == 1
        assert state("of the UI") == dg.DagsterRunStatus.FAILURE
        assert state("ended") == dg.DagsterRunStatus.SUCCESS
