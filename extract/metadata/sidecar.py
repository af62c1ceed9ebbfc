"""What stands beside a report, for whoever knows more of it than it says: `<file>.meta.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from extract.form.labels import unified
from extract.form_cells import Problem

_LONGEST_SIDECAR = 100_000  # bytes
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_SIDECAR_KEYS = ("url", "agency_name", "division_code", "published_on")


def sidecar_of(path: Path) -> Path | None:
    """The `*.meta.yml` beside a report, named after the file or its stem."""
    beside = (path.with_name(path.name + ".meta.yml"), path.with_name(path.stem + ".meta.yml"))
    return next((sidecar for sidecar in beside if sidecar.is_file()), None)


def read_sidecar(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """What a report's sidecar says: url, agency_name, division_code, published_on. A bad one is a problem only."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        return {}, []
    try:
        if sidecar.stat().st_size > _LONGEST_SIDECAR:
            raise ValueError("it is longer than a few lines about one report")
        data: Any = yaml.safe_load(sidecar.read_text(encoding="utf-8-sig"))
        if not isinstance(data, dict):
            raise TypeError("it is not a list of keys and values")
        for key in _SIDECAR_KEYS:  # aliases in a list would grow without end when written out
            if isinstance(data.get(key), (dict, list, set, tuple, bytes)):
                raise TypeError(f"{key} is not a single value")
    except (OSError, TypeError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else _first_line(error)
        return {}, [Problem("sidecar_unreadable", f"{sidecar.name} is left out: {why}")]
    told = {key: str(data[key]).strip() for key in _SIDECAR_KEYS if data.get(key) not in (None, "")}
    code = unified(told.get("division_code", ""))
    if code and not _CODE.fullmatch(code):
        del told["division_code"]
        what = f"{sidecar.name}: division_code is {code[:20]!r}, not 6, 9 or 12 digits"
        return told, [Problem("sidecar_unreadable", what)]
    return told | ({"division_code": code} if code else {}), []


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
