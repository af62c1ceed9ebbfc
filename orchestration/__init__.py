"""The flow as Dagster assets: wires reading, agencies, dbt, the gates, alerts and publishing together."""

import warnings

# Dagster warns at every start that these are in beta; the version is pinned, and tests hold what we rely on.
warnings.filterwarnings("ignore", message="Parameter `(backfill_policy|execution_type)`")
