"""Run as a process of its own: the notebook's cells on GONGKAI_PUBLISHED; its charts as JSON, one line each, behind its own lines."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any


def charts(notebook: Path) -> dict[str, dict[str, Any]]:
    """Name of each chart of the notebook -> its Vega-Lite specification with the data in it, held against the schema.

    A cell that fails raises its own error.
    """
    import altair

    found = importlib.util.spec_from_file_location("panel", notebook)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    _, names = module.app.run()
    return {name: value.to_dict() for name, value in names.items() if isinstance(value, altair.TopLevelMixin)}


if __name__ == "__main__":
    for name, chart in charts(Path(sys.argv[1])).items():
        print(json.dumps([name, chart], ensure_ascii=False, default=str))
