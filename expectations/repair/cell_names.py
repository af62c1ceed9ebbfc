"""Short names of cells for a sentence: 予以公开／自然人 in Chinese, granted/natural_person in English."""

from __future__ import annotations

from collections.abc import Mapping

from extract.form.catalogue import Form, load_form, of_version
from extract.form.labels import parse_label


def short_key(key: str) -> str:
    """Row and column: the table is clear from the row."""
    return key.split("/", 1)[1]


def cell_name(key: str, forms: Mapping[str, str | None], form: Form | None = None) -> str:
    """The form's labels without their numbering; a row of a group with the group's name, 其他 being the name of many."""
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
        own = known[row]
        above = known.get(own.parent or "")
        # The name of the group; that of all outcomes together only before 总计, which is the name of a column too.
        if above is not None and (above.parent is not None or own.role == "total"):
            names.append(_plain(above.label))
        names.append(_plain(own.label))
    return f"{'·'.join(names) or row}／{columns.get(column, column)}"


def _plain(label: str) -> str:
    """（一）予以公开 -> 予以公开; 部分公开（区分处理的，……） -> 部分公开"""
    bare = label.split("、", 1)[-1] if parse_label(label).level == 1 else label
    for mark in ("）", "."):
        head, found, rest = bare.partition(mark)
        if found and len(head) <= 2:
            bare = rest
    return bare.split("（", 1)[0]
