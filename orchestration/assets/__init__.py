"""The assets, one module for each stage of the flow.

None of these modules postpones its annotations: Dagster reads the type of ``context`` itself.
"""
