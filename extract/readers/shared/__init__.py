"""Helpers that readers of several formats use."""
