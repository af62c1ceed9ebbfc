"""Resolves which agency each report is from, against the administrative divisions."""
