"""The pipeline tests import Dagster's definitions, which need dbt's manifest: made here when a source has changed."""

from __future__ import annotations

from orchestration.prepare import prepare

prepare()
