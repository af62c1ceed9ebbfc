"""Helpers that every package shares: CSV tables written by people, files written whole or not at all, digests, command lines."""
