"""Reads a report's sidecar `<file>.meta.yml`, in which people state what the report itself does not say."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from common.file_names import name_text
from common.shown import has_controls
from extract.form.labels import unified
from extract.form_cells import Problem
from extract.messages import Detail

_LONGEST_SIDECAR = 100_000  # bytes
_LONGEST_VALUE = 2_000  # characters; addresses are the longest
_SHOWN = 20  # characters of a value that a problem quotes
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIDECAR_KEYS = ("url", "agency_name", "division_code", "published_on")


class _Loader(yaml.SafeLoader):
    """YAML in which a key stands once: of two values, one would be dropped without a word."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
    doubled = [key for key, times in keys.items() if times > 1]
    if doubled:
        raise _DoubledKeyError(doubled[0])
    return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))


def _day(loader: _Loader, node: yaml.ScalarNode) -> Any:
    try:
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError:  # 2024-02-30: the other keys are good all the same
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


class _DoubledKeyError(Exception):
    """A key that stands twice."""


def sidecar_of(path: Path) -> Path | None:
    """The `*.meta.yml` beside a report, named after the file or its stem."""
    beside = (path.with_name(path.name + ".meta.yml"), path.with_name(path.stem + ".meta.yml"))
    return next((sidecar for sidecar in beside if _is_file(sidecar)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name of a report may be so long that its sidecar's would be too long
        return False


def read_sidecar(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """The values of a report's sidecar: url, agency_name, division_code, published_on. A faulty one is only a problem: of
    a value that cannot be used, the others are."""
    sidecar = sidecar_of(path)
    if sidecar is None:
        return {}, []
    data = _load(sidecar)
    if isinstance(data, Detail):
        return {}, [Problem(data)]
    values: dict[str, str] = {}
    problems = []
    for key in _SIDECAR_KEYS:
        if data.get(key) not in (None, ""):
            value = _value(key, data[key], name_text(sidecar.name))
            if isinstance(value, Detail):
                problems.append(Problem(value))
            elif value:
                values[key] = value
    return values, problems


def _load(sidecar: Path) -> dict[str, Any] | Detail:
    """The file's data, or the reason why it cannot be used."""
    file = {"file": name_text(sidecar.name)}
    try:
        if sidecar.stat().st_size > _LONGEST_SIDECAR:
            return Detail("sidecar_unreadable.too_long", file)
        data: Any = yaml.load(sidecar.read_text(encoding="utf-8-sig"), Loader=_Loader)
    except RecursionError:
        return Detail("sidecar_unreadable.nesting", file)
    except _DoubledKeyError as error:
        return Detail("sidecar_unreadable.doubled_key", file | {"key": str(error)[:_SHOWN]})
    except (OSError, ArithmeticError, TypeError, ValueError, yaml.YAMLError) as error:
        return Detail("sidecar_unreadable.error", file | {"error": _first_line(error)})
    if not isinstance(data, dict):
        return Detail("sidecar_unreadable.no_keys", file)
    for key in _SIDECAR_KEYS:  # aliases in a list would grow without end when written out
        if isinstance(data.get(key), (dict, list, set, tuple, bytes)):
            return Detail("sidecar_unreadable.no_single_value", file | {"key": key})
    return data


def _value(key: str, given: Any, file: str) -> str | Detail:
    """A key's value as text, or the reason why it cannot be used."""
    if not isinstance(given, str) and (key in ("agency_name", "url") or isinstance(given, (bool, float))):
        return Detail(
            "sidecar_unreadable.no_text", {"file": file, "key": key, "printed": str(given)[:_SHOWN]}
        )
    if isinstance(given, datetime):
        given = given.date()
    text = str(given).strip()
    if len(text) > _LONGEST_VALUE:
        return Detail("sidecar_unreadable.long_value", {"file": file, "key": key, "most": _LONGEST_VALUE})
    if has_controls(text):
        return Detail("sidecar_unreadable.controls", {"file": file, "key": key})
    if key == "division_code" and (text := unified(text)) and not _CODE.fullmatch(text):
        return Detail("sidecar_unreadable.division_code", {"file": file, "printed": text[:_SHOWN]})
    if key == "published_on" and text and not _is_day(text):
        return Detail("sidecar_unreadable.published_on", {"file": file, "printed": text[:_SHOWN]})
    return text


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
