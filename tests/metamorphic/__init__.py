"""Metamorphic tests: known files changed in ways of which is known what they then show. See README.md."""
