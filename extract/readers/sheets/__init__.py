"""Readers of XLSX, XLS and Excel 2003 XML workbooks; a cell is read as it prints."""
