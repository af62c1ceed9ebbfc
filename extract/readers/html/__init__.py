"""Readers of HTML and MHTML pages."""
