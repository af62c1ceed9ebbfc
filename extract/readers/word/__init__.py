"""Readers of Word documents: DOCX, the flat XML package and the XML of Word 2003."""
