"""The one way through the house, as Dagster assets: it wires extract, dbt, the gates, alerts and publish together."""
