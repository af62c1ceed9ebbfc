"""Namespaces of WordprocessingML; `plain_names` renames other spellings of the vocabulary to these."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
VAL = f"{W}val"
