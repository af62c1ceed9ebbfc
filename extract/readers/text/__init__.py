"""Readers of plain text and Markdown, including tables that survive only as tabs, bars or spaces."""
