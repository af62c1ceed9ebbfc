"""Readers of XLSX and XLS workbooks; a cell is read as it prints."""
