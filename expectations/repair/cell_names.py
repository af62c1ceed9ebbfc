"""Short names of cells for use in sentences: 予以公开／自然人 in Chinese, granted/natural_person in English."""

from __future__ import annotations

from collections.abc import Mapping

from extract.form.catalogue import Form, load_form, of_version
from extract.form.labels import parse_label


def short_key(key: str) -> str:
    """Row and column of a key, without the table, which is clear from the row."""
    return key.split("/", 1)[1]


def cell_name(key: str, forms: Mapping[str, str | None], form: Form | None = None) -> str:
    """Chinese name of a cell: the form's labels without numbering, and the group's name before a row's: 其他 is not unique."""
    form = form or load_form()
    table, row, column = key.split("/")
    if table == "appeals":
        rows = {b.key: b.label for b in of_version(form.appeal_blocks, forms.get("appeals"))}
        columns = {c.key: c.label for c in of_version(form.appeal_columns, forms.get("appeals"))}
        return f"{rows.get(row, row)}／{columns.get(column, column)}"
    version = forms.get("applications")
    known = {r.key: r for r in of_version(form.application_rows, version)}
    columns = {c.key: c.label for c in of_version(form.application_columns, version)}
    names = []
    if row in known:
        form_row = known[row]
        parent = known.get(form_row.parent or "")
        # The group's name first; the top group's only before 总计, which is the name of a column too.
        if parent is not None and (parent.parent is not None or form_row.role == "total"):
            names.append(_plain(parent.label))
        names.append(_plain(form_row.label))
    return f"{'·'.join(names) or row}／{columns.get(column, column)}"


def _plain(label: str) -> str:
    """A label without numbering and explanation: （一）予以公开 -> 予以公开; 部分公开（区分处理的，……） -> 部分公开"""
    bare = label.split("、", 1)[-1] if parse_label(label).level == 1 else label
    for mark in ("）", "."):
        head, found, rest = bare.partition(mark)
        if found and len(head) <= 2:
            bare = rest
    return bare.split("（", 1)[0]
