"""Workbooks, read as they print: XLSX and XLS."""
