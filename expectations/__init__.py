"""Rules as data, evaluated by Great Expectations: cells in, verdicts out. Knows nothing of Dagster."""
