"""`gongkai-dbt`: dbt on this project as `make setup` parsed it, for any warehouse folder; arguments and exit codes are dbt's.

dbt itself parses everything anew in every new warehouse (7 s), because the folder's name is in its profile and in the places of the
sources. Nothing else depends on the folder, so the parsed project is taken as it is, and the places are moved.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from common.paths import DBT_PROJECT, PREPARED

_PLACE = "external_location"
_INPUTS = re.compile(r"'([^']*)/inputs/")


@cache
def parsed() -> Manifest:
    """Load the parsed project, once a process: that of DBT_PROJECT_DIR, as dbt's own commands. Raises OSError where `make setup`
    has not made it."""
    project = Path(os.environ.get("DBT_PROJECT_DIR") or DBT_PROJECT)
    manifest = Manifest.from_msgpack((project / "target" / PREPARED).read_bytes())
    manifest.build_flat_graph()  # type: ignore[no-untyped-call]  # dbt says no types of it; it is `graph` in macros
    return manifest


def runner(warehouse: str) -> dbtRunner:
    """Return a dbt that finds the files of the sources in the folder `warehouse`."""
    sources = list(parsed().sources.values())
    parsed_for = next(found[1] for source in sources if (found := _INPUTS.search(_place(source))))
    for source in sources:
        source.config[_PLACE] = _place(source).replace(f"'{parsed_for}/", f"'{warehouse}/")
        source.relation_name = (source.relation_name or "").replace(f"'{parsed_for}/", f"'{warehouse}/")
    return dbtRunner(manifest=parsed())


def _place(source: Any) -> str:
    return str(source.config[_PLACE])


def run(arguments: list[str], warehouse: str) -> int:
    """Run a dbt command; 0, 1 where nodes failed, 2 where dbt did, which says why."""
    try:
        dbt = runner(warehouse)
    except OSError as error:
        print(f"{error}; 请运行 / run: .venv/bin/python -m orchestration.prepare", file=sys.stderr)
        return 2
    done = dbt.invoke(arguments)
    if done.exception is not None:
        print(done.exception, file=sys.stderr)
        return 2
    return 0 if done.success else 1


def main() -> int:
    """Run the command line's arguments on the warehouse of the environment."""
    return run(sys.argv[1:], os.environ.get("GONGKAI_WAREHOUSE", "warehouse"))
