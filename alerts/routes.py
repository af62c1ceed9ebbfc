"""Reads the table of routes: which failures go to which addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from alerts.digest import Failure

ROUTES_FILE = Path(__file__).with_name("routes.yml")
SEVERITIES = ("error", "warning", "info")
UNKNOWN = "unknown"  # the class of an agency whose name does not show it
AGENCY_CLASSES = (
    "government", "government_office", "department", "dispatched", "town", "township", "street_office",
    "zone_committee", "organisation", UNKNOWN,
)  # fmt: skip
_FILTERS = ("severity", "area", "agency_class", "rules")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NAME = re.compile(r"[^\s:/@][^:/@\n]{0,59}")  # matches no address, so that no secret can stand here
_AREA_CODE = re.compile(r"(?<!\d)(\d{6}|\d{9}|\d{12})(?!\d)")


class RoutesError(ValueError):
    """The table of routes cannot be used; the message gives the file, the entry and what to do. It never quotes an entry's
    value, which may be an address with a secret."""


@dataclass(frozen=True)
class Route:
    """One line of the table. ``variable`` names the environment variable with the addresses; an empty filter lets
    everything pass, except ``severities``. ``areas`` are prefixes of division codes, ``batches`` patterns of batch names."""

    name: str
    variable: str
    severities: tuple[str, ...] = ("error",)
    areas: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
    agency_classes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def takes(self, failure: Failure) -> bool:
        """Whether a failure is sent along this route."""
        return (
            failure.severity in self.severities
            and (not (self.areas or self.batches) or self._in_area(failure))
            and (not self.agency_classes or (failure.agency_class or UNKNOWN) in self.agency_classes)
            and (not self.rules or failure.rule_id.startswith(self.rules))
        )

    @property
    def is_general(self) -> bool:
        """Whether it takes the errors of the whole warehouse: no filter but the severity."""
        return "error" in self.severities and not (
            self.areas or self.batches or self.agency_classes or self.rules
        )

    def _in_area(self, failure: Failure) -> bool:
        # As in an agency's key (agencies/keys.py): its own division code, else the area code of its batch.
        in_batch = _AREA_CODE.search(failure.batch)
        code = failure.division_code or (in_batch[1] if in_batch else "")
        return any(code.startswith(area) for area in self.areas) or any(
            fnmatchcase(failure.batch, pattern) for pattern in self.batches
        )


@dataclass(frozen=True)
class Channel:
    """One address and the routes that lead to it. ``label`` names it without its secrets."""

    label: str
    address: str = field(repr=False)
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Unset:
    """A route whose variable holds no address."""

    route: Route


def load_routes(path: Path | None = None) -> tuple[Route, ...]:
    """Read a table of routes (default: alerts/routes.yml). Raises RoutesError."""
    file = path or ROUTES_FILE
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RoutesError(
            f"{file}: 没有这个文件，请改 GONGKAI_ALERT_ROUTES / no such file: correct GONGKAI_ALERT_ROUTES"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise RoutesError(f"{file}: 读不出，请检查 / cannot be read ({type(error).__name__})") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行 / line {mark.line + 1}" if mark else "?"
        raise RoutesError(
            f"{file}: {where}: 不是有效的 YAML，请改正 / no valid YAML: correct it there"
        ) from None
    entries = data.get("routes") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise RoutesError(
            f"{file}: 缺少 routes 列表，写法见 / a list `routes` is missing; see {ROUTES_FILE.name} in alerts/"
        )
    routes = tuple(_route(file, number, entry) for number, entry in enumerate(entries, start=1))
    names = [route.name for route in routes]
    for number, name in enumerate(names, start=1):
        if names.index(name) != number - 1:
            raise _error(file, number, name, "name 重复，请另起 / this name is used twice: choose another")
    return routes


def _route(file: Path, number: int, entry: Any) -> Route:
    """Check one entry of the table and return its route."""
    if not isinstance(entry, dict):
        raise _error(file, number, "", "应有 name 和 to / must have `name` and `to`")
    name = str(entry.get("name") or "")
    if not _NAME.fullmatch(name):
        raise _error(
            file,
            number,
            "",
            "name 应为 1 至 60 字，不含 : / @ / `name` must be 1 to 60 characters without : / @",
        )
    unknown_keys = [str(key) for key in entry if key not in ("name", "to", *_FILTERS)]
    if unknown_keys:
        known = ", ".join(("name", "to", *_FILTERS))
        listed_keys = (
            f" ({', '.join(unknown_keys)})" if all(_VARIABLE.fullmatch(key) for key in unknown_keys) else ""
        )
        raise _error(
            file,
            number,
            name,
            f"有不认识的项{listed_keys}，可用 / unknown entries{listed_keys}; there are: {known}",
        )
    if not _VARIABLE.fullmatch(str(entry.get("to") or "")):
        raise _error(
            file, number, name,
            "to 应是环境变量的名称，不是地址；请把地址放进该变量 / `to` must be the NAME of an environment variable, never an "
            "address: put the address into such a variable and name it here, e.g. GONGKAI_ALERT_DUTY",
        )  # fmt: skip
    given = {key: _listed(file, number, name, key, entry[key]) for key in _FILTERS if key in entry}
    for key, known_words in (("severity", SEVERITIES), ("agency_class", AGENCY_CLASSES)):
        if set(given.get(key, ())) - set(known_words):
            raise _error(file, number, name, f"{key} 只能是 / {key} may be any of: {', '.join(known_words)}")
    areas = given.get("area", ())
    return Route(
        name,
        str(entry["to"]),
        severities=given.get("severity", ("error",)),
        areas=tuple(_prefix(area) for area in areas if area.isdigit()),
        batches=tuple(area for area in areas if not area.isdigit()),
        agency_classes=given.get("agency_class", ()),
        rules=given.get("rules", ()),
    )


def _listed(file: Path, number: int, name: str, key: str, value: Any) -> tuple[str, ...]:
    """The values of a filter: a list, or a single value. An empty list would let nothing pass, so it is an error."""
    words = value if isinstance(value, list) else [value]
    if not words or not all(isinstance(word, (str, int)) and str(word).strip() for word in words):
        raise _error(
            file, number, name, f"{key} 应为列表，不要时删去 / `{key}` must be a list; leave it out for all"
        )
    return tuple(str(word).strip() for word in words)


def _prefix(code: str) -> str:
    """The prefix of the codes in an area: 36 for 360000, 3601 for 360100, 360102003 for 360102003000."""
    if len(code) in (9, 12):
        code = re.sub(r"(000){1,2}$", "", code)
    return re.sub(r"(00){1,2}$", "", code) if len(code) == 6 else code


def _error(file: Path, number: int, name: str, words: str) -> RoutesError:
    which = f"第 {number} 条 / route {number}{f' ({name})' if name else ''}"
    return RoutesError(f"{file}: {which}: {words}")


def channels(routes: Sequence[Route], environment: Mapping[str, str]) -> list[Channel | Unset]:
    """Return each address once, with all routes that lead to it; then the routes whose variable is unset."""
    found: dict[str, Channel] = {}
    unset: list[Channel | Unset] = []
    for route in routes:
        addresses = split(environment.get(route.variable, ""))
        if not addresses:
            unset.append(Unset(route))
        for number, address in enumerate(addresses, start=1):
            known = found.get(address)
            label = f"{route.name}: {route.variable} {number}"
            found[address] = Channel(
                f"{known.label} + {label}" if known else label,
                address,
                (*known.routes, route) if known else (route,),
            )
    return [*found.values(), *unset]


def split(urls: str) -> list[str]:
    """The addresses in ``urls``, each once. Some addresses contain commas, so Apprise splits at commas."""
    if not urls.strip():
        return []
    from apprise.utils.parse import parse_urls

    found = [url.strip() for part in re.split(r"[\s，；]+", urls) for url in parse_urls(part)]
    return list(dict.fromkeys(url for url in found if url))
