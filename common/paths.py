"""Paths of the project's own folders."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = ROOT / "dbt_project"
PREPARED = "prepared.msgpack"
"""In the dbt project's target folder: the project as orchestration.prepare parsed it, which no other call of dbt writes."""
