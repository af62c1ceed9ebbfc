"""The dbt project as parsed by `orchestration.prepare`, loaded on import: dbt's import and the parsing take 5 to 12 seconds.

tests.support.dbt_process has a server import this once, and forks from it.
"""

from __future__ import annotations

import re
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from orchestration.prepare import TARGET, prepare
from orchestration.stages import PARSED

prepare()
_MANIFEST = Manifest.from_msgpack((TARGET / PARSED).read_bytes())
_MANIFEST.build_flat_graph()  # `graph` in macros


def runner(warehouse: str) -> Any:
    """A dbt that finds the files of the sources in `warehouse`: their places were rendered for another folder."""
    sources = list(_MANIFEST.sources.values())
    parsed_for = next(found[1] for source in sources if (found := _INPUTS.search(_place(source))))
    for source in sources:
        source.config[_PLACE] = _place(source).replace(f"'{parsed_for}/", f"'{warehouse}/")
    return dbtRunner(manifest=_MANIFEST)


_PLACE = "external_location"
_INPUTS = re.compile(r"'([^']*)/inputs/")


def _place(source: Any) -> str:
    return str(source.config[_PLACE])
