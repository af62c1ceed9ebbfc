"""Writes the consolidated table of an area and year as a workbook and a document, in the statutory layout."""
