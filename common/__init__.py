"""Helpers that every package shares: small tables that people write, files written whole or not at all, digests, command lines."""
