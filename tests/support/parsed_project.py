"""The dbt project as prepared, loaded on import: dbt's own import and the loading take 4 seconds.

tests.support.dbt_process has a server import this once, and forks from it.
"""

from __future__ import annotations

from orchestration.prepare import prepare
from orchestration.prepared_dbt import parsed

prepare()
parsed()
