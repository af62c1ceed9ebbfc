"""Wires reading, agencies, dbt, the gates, alerts and publishing together as Dagster assets."""

import warnings

# Dagster warns at every start that these are in beta; the version is pinned and tests cover what we rely on.
warnings.filterwarnings("ignore", message="Parameter `(backfill_policy|execution_type)`")
