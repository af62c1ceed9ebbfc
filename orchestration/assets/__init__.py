"""The assets, one module a stage.

None of these modules postpones its annotations: Dagster reads the type of ``context`` itself.
"""
