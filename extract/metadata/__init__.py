"""Reads a report's metadata: agency, year, date of publication, the lines around the report, and its sidecar."""
