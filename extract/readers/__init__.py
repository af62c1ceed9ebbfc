"""Bytes to Document, one module a format. Readers know formats and nothing of the form."""
