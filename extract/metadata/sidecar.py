"""Reads a report's sidecar `<file>.meta.yml`, in which people state what the report itself does not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from extract.form.labels import unified
from extract.form_cells import Problem
from extract.messages import Detail

_LONGEST_SIDECAR = 100_000  # bytes
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_SIDECAR_KEYS = ("url", "agency_name", "division_code", "published_on")


def sidecar_of(path: Path) -> Path | None:
    """The `*.meta.yml` beside a report, named after the file or its stem."""
    beside = (path.with_name(path.name + ".meta.yml"), path.with_name(path.stem + ".meta.yml"))
    return next((sidecar for sidecar in beside if sidecar.is_file()), None)


def read_sidecar(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The values of a report's sidecar: url, agency_name, division_code, published_on. A faulty one is only a problem."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        return {}, []
    data = _load(sidecar)
    if isinstance(data, Detail):
        return {}, [Problem(data)]
    values = {key: str(data[key]).strip() for key in _SIDECAR_KEYS if data.get(key) not in (None, "")}
    code = unified(values.get("division_code", ""))
    if code and not _CODE.fullmatch(code):
        del values["division_code"]
        what = {"file": sidecar.name, "printed": code[:20]}
        return values, [Problem(Detail("sidecar_unreadable.division_code", what))]
    return values | ({"division_code": code} if code else {}), []


def _load(sidecar: Path) -> dict[str, Any] | Detail:
    """The file's data, or the reason why it cannot be used."""
    file = {"file": sidecar.name}
    try:
        if sidecar.stat().st_size > _LONGEST_SIDECAR:
            return Detail("sidecar_unreadable.too_long", file)
        data: Any = yaml.safe_load(sidecar.read_text(encoding="utf-8-sig"))
    except RecursionError:
        return Detail("sidecar_unreadable.nesting", file)
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        return Detail("sidecar_unreadable.error", file | {"error": _first_line(error)})
    if not isinstance(data, dict):
        return Detail("sidecar_unreadable.no_keys", file)
    for key in _SIDECAR_KEYS:  # aliases in a list would grow without end when written out
        if isinstance(data.get(key), (dict, list, set, tuple, bytes)):
            return Detail("sidecar_unreadable.no_single_value", file | {"key": key})
    return data


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
