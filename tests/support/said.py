"""Every text that the reader can give as a doubt, or as the reason of a failure, found in its source.

Followed are: arguments and assignments named `doubt` (also fields of that name, given by position), what `doubted(...)`
and the failures are called with, constants and f-strings behind those names, and what functions that are asked for such
a text return. A part that is only known when the reader runs stands as HOLE.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EXTRACT = Path(__file__).parents[2] / "extract"
HOLE = "9"
_FAILS = {"UnreadableFileError": 0, "_failed": 2, "failed": 1}  # calls, and which argument is the reason
_NAMES = {"doubts": "doubt", "doubt": "doubt", "reason": "reason"}


@dataclass
class _Package:
    """What the modules define, by bare name: two of one name are both looked at."""

    constants: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[str, list[ast.FunctionDef]] = field(default_factory=lambda: defaultdict(list))
    takes: dict[str, dict[int, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )  # callable -> position -> kind


@dataclass(frozen=True)
class Said:
    """A text, the kind of thing it is said as (doubt or reason), and where in the source it stands."""

    kind: str
    text: str
    place: str


def texts(folder: Path = EXTRACT) -> set[Said]:
    """Every doubt and reason below `folder`."""
    modules = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))}
    package = _Package()
    for module in modules.values():
        _define(module, package)
    found = set()
    for path, module in modules.items():
        for kind, node, scope in _sinks(module, package):
            for text in _texts(node, scope, package, frozenset()):
                if " " in text.strip():
                    found.add(Said(kind, text, f"{path.relative_to(folder.parent)}:{node.lineno}"))
    return found


def _define(module: ast.Module, package: _Package) -> None:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            package.functions[node.name].append(node)
            arguments = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
            for position, name in enumerate(arguments):
                if name in _NAMES and node.name != "__init__":
                    package.takes[node.name][position] = _kind(name, node)
        elif isinstance(node, ast.ClassDef):
            fields = [
                n.target.id
                for n in node.body
                if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
            ]
            for position, name in enumerate(fields):
                if name in _NAMES:
                    package.takes[node.name][position] = _NAMES[name]
    for node in module.body:
        for name, value in _assigned(node):
            package.constants[name].append(value)


def _kind(name: str, function: ast.FunctionDef) -> str:
    """Doubt or reason: a function that doubts a cell for the reason it is given takes a doubt."""
    doubts = any(
        isinstance(n, ast.Call) and _called(n) == "doubted" and _names(n.args[0], name)
        for n in ast.walk(function)
    )
    return "doubt" if doubts else _NAMES[name]


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of assignments to names, attributes, and entries of dicts that are called so."""
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        pairs = [(node.target, node.value)]
    else:
        return
    for target, value in pairs:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(target.elts, value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, part
            continue
        inner = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(inner, ast.Name):
            yield inner.id, value
        elif isinstance(inner, ast.Attribute):
            yield inner.attr, value


def _sinks(module: ast.Module, package: _Package) -> Iterator[tuple[str, ast.expr, ast.AST]]:
    """(kind, expression, function around it) of everything that becomes a doubt or a reason."""
    scopes: list[ast.AST] = [module, *(n for n in ast.walk(module) if isinstance(n, ast.FunctionDef))]
    for scope in scopes:
        for node in _own(scope):
            for name, value in _assigned(node):
                if name in _NAMES:
                    yield _NAMES[name], value, scope
            if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
                for position, one in enumerate(node.target.elts):
                    if isinstance(one, ast.Name) and one.id in _NAMES:
                        for row in _rows(node.iter, package):
                            yield _NAMES[one.id], row.elts[position], scope
            if not isinstance(node, ast.Call):
                continue
            if _called(node) == "update" and isinstance(node.func, ast.Attribute):
                for name in (n for n in _NAMES if _names(node.func.value, n)):
                    yield from (
                        (_NAMES[name], n.elts[1], scope) for n in ast.walk(node) if isinstance(n, ast.Tuple)
                    )
            name = _called(node)
            for keyword in node.keywords:
                if keyword.arg in _NAMES:
                    kinds = {_kind(keyword.arg, f) for f in package.functions.get(name, [])}
                    yield "doubt" if "doubt" in kinds else _NAMES[keyword.arg], keyword.value, scope
            if name == "doubted" and node.args:
                yield "doubt", node.args[0], scope
            elif name in _FAILS and len(node.args) > _FAILS[name]:
                yield "reason", node.args[_FAILS[name]], scope
            elif (
                name == "Problem" and len(node.args) > 1 and _is(node.args[0], "unreadable", "internal_error")
            ):
                yield "reason", node.args[1], scope
            for position, kind in package.takes.get(name, {}).items():
                if len(node.args) > position and name not in _FAILS and name != "doubted":
                    yield kind, node.args[position], scope


def _rows(node: ast.expr, package: _Package) -> Iterator[ast.Tuple]:
    """The rows of a table that a loop goes through by its name."""
    for table in package.constants.get(node.id, []) if isinstance(node, ast.Name) else []:
        if isinstance(table, ast.Tuple | ast.List):
            yield from (row for row in table.elts if isinstance(row, ast.Tuple))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Nodes of a scope, without those of functions within it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, ast.FunctionDef):
            yield from _own(node)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _names(node: ast.expr, name: str) -> bool:
    return getattr(node, "id", getattr(node, "attr", None)) == name


def _is(node: ast.expr, *values: str) -> bool:
    return isinstance(node, ast.Constant) and node.value in values


def _texts(node: ast.expr, scope: ast.AST, package: _Package, seen: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, scope, package, seen)
        yield from _texts(node.orelse, scope, package, seen)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, scope, package, seen)
    elif isinstance(node, ast.Tuple | ast.List):
        for value in node.elts:
            yield from _texts(value, scope, package, seen)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, scope, package, seen)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, scope, package, seen)
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in seen:
            return
        local = [value for n in _own(scope) for assigned, value in _assigned(n) if assigned == name]
        for value in local or package.constants.get(name, []):
            yield from _texts(value, scope, package, seen | {name})
    elif isinstance(node, ast.Call):
        yield from _returned(node, scope, package, seen)


def _returned(node: ast.Call, scope: ast.AST, package: _Package, seen: frozenset[str]) -> Iterator[str]:
    name = _called(node)
    if name == "format" and isinstance(node.func, ast.Attribute):
        for text in _texts(node.func.value, scope, package, seen):
            parts = text.replace("}", "{").split("{")
            yield "".join(part if i % 2 == 0 else HOLE for i, part in enumerate(parts))
        return
    if name in seen:
        return
    for function in package.functions.get(name, []):
        for inner in _own(function):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from _texts(inner.value, function, package, seen | {name})
