"""Whose report it is, of which year, published when, and what stands around and beside it."""
