"""The one way through the house, as Dagster assets: it wires extract, dbt, the gates, alerts and publish together."""

import warnings

# Dagster warns at every start that the policy is in beta; the version is pinned, and tests hold what we rely on.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")
