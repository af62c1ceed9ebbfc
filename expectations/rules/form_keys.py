"""Keys of the form's cells, by which rules name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from extract.form.catalogue import TABLES, Form


def keys_of(form: Form, version: str) -> list[str]:
    """Key of every cell of a form version, in the form's order, without the group rows of table three."""
    return [key for table in TABLES for key in form.keys(table, version)]


def known_keys(form: Form, version: str) -> set[str]:
    """The keys of `keys_of`, and those of table three's group rows, which some reports print."""
    groups = [r.key for r in form.application_rows[version] if r.role == "group"]
    return {
        *keys_of(form, version),
        *(f"applications/{group}/{c.key}" for group in groups for c in form.application_columns[version]),
    }


def every_key(form: Form) -> list[str]:
    """Key of every cell of all form versions, each once, without group rows."""
    return list(dict.fromkeys(key for version in sorted(form.versions) for key in keys_of(form, version)))


def matching(keys: Sequence[str], patterns: Sequence[str]) -> Iterator[str]:
    """The keys that match one of the patterns (`*` for any characters), in their order."""
    return (key for key in keys if any(fnmatchcase(key, pattern) for pattern in patterns))


def leaves_under(form: Form, version: str, group: str) -> list[str]:
    """Row keys of the leaf outcomes under a row, at any depth; none if the row is itself a leaf in this version."""
    rows = form.application_rows[version]
    parents = {r.key: r.parent for r in rows}

    def under(key: str | None) -> bool:
        return key is not None and (key == group or under(parents[key]))

    return [r.key for r in rows if r.role == "outcome" and under(r.parent)]
