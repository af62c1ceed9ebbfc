"""gongkai-dbt takes the project as `make setup` parsed it, for a folder that it was not parsed for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dbt.contracts.graph.manifest import Manifest

from common.paths import DBT_PROJECT
from orchestration.prepare import prepare
from orchestration.prepared_dbt import runner

OF_THE_PARSE = {"created_at", "unrendered_config"}  # when it was, and a text that nothing reads after it


def nodes(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """Sources, models and tests by their name, as plain values; what a node depends on has no order."""
    found = {
        name: {key: value for key, value in node.to_dict().items() if key not in OF_THE_PARSE}
        for name, node in {**manifest.nodes, **manifest.sources}.items()
    }
    for node in found.values():
        node["sources"] = sorted(node.get("sources", []))
        node["depends_on"] = {key: sorted(names) for key, names in node.get("depends_on", {}).items()}
    return found


def test_what_was_parsed_for_another_folder_is_what_dbt_would_parse_for_this_one(tmp_path: Path) -> None:
    """Guards the one assumption of orchestration.prepared_dbt: only the places of the sources depend on the folder."""
    prepare()
    dbt = Path(sys.executable).with_name("dbt")
    command = [
        str(dbt), "--quiet", "parse", "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path",
        str(tmp_path), "--log-path", str(tmp_path),
    ]  # fmt: skip
    subprocess.run(command, env=os.environ | {"GONGKAI_WAREHOUSE": str(tmp_path)}, check=True)

    moved = runner(str(tmp_path)).manifest

    assert moved is not None
    assert nodes(moved) == nodes(Manifest.from_msgpack((tmp_path / "partial_parse.msgpack").read_bytes()))


def test_a_command_that_dbt_does_not_know_says_so(tmp_path: Path) -> None:
    """Guards the exit code and the words that dbt's own command line would give."""
    command = Path(sys.executable).with_name("gongkai-dbt")
    environment = os.environ | {"TESTS_DBT_SERVER": ""}  # the command itself, not the tests' server
    done = subprocess.run(
        [str(command), "built"], cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 2
    assert "No such command 'built'" in done.stderr
