"""Readers convert bytes to a Document, one package per kind of format. They know nothing of the report's form."""
