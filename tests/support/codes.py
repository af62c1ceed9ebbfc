"""Every code that a problem of the reader can have, found in its source.

Followed are the first argument of `Problem(...)`, the first part of what goes into a document's `notes`, and constants,
variables and parameters behind them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

EXTRACT = Path(__file__).parents[2] / "extract"
_Modules = dict[str, ast.Module]


def codes(folder: Path = EXTRACT) -> dict[str, str]:
    """Code -> one place in the source. An expression that cannot be followed stands there as `?`, with its place."""
    modules = {
        path.relative_to(folder.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }
    found: dict[str, str] = {}
    for path, module in modules.items():
        for node, scope in _scoped(module):
            for code in _said(node, scope, modules):
                found.setdefault(code or f"? {ast.unparse(node)}", f"{path}:{getattr(node, 'lineno', 0)}")
    return found


def _scoped(module: ast.Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each node with the innermost function around it."""
    pending: list[tuple[ast.AST, ast.AST]] = [(module, module)]
    while pending:
        node, scope = pending.pop()
        yield node, scope
        inner = node if isinstance(node, ast.FunctionDef) else scope
        pending += [(child, inner) for child in ast.iter_child_nodes(node)]


def _said(node: ast.AST, scope: ast.AST, modules: _Modules) -> Iterator[str | None]:
    """Codes that a node gives a problem or a note; null for one that cannot be followed."""
    if isinstance(node, ast.Call) and _name(node.func) == "Problem":
        if not _from_notes(node, scope):
            yield from _texts(node.args[0], scope, modules)
    elif isinstance(node, ast.Call) and _name(node.func) == "append" and _of_notes(node.func):
        yield from _first(node.args[0], scope, modules)
    elif isinstance(node, ast.AugAssign) and _name(node.target) == "notes":
        value = node.value
        entry = value.elt if isinstance(value, ast.ListComp) else value
        copied = isinstance(value, ast.ListComp) and _name(value.generators[0].iter) == "notes"
        for one in entry.elts if isinstance(entry, ast.List) else [entry]:
            if not copied:
                yield from _first(one, scope, modules)
    elif isinstance(node, ast.keyword) and node.arg == "notes" and _name(node.value) != "notes":
        yield None


def _from_notes(call: ast.Call, scope: ast.AST) -> bool:
    """Whether a problem is made of a note, whose code is found where the note is written."""
    return any(
        isinstance(n, ast.ListComp) and n.elt is call and _name(n.generators[0].iter) == "notes"
        for n in ast.walk(scope)
    )


def _first(entry: ast.expr, scope: ast.AST, modules: _Modules) -> Iterator[str | None]:
    """The code of a note: the first part of a pair, or of the pair behind a name."""
    pairs = [entry] if isinstance(entry, ast.Tuple) else _assigned(_name(entry), scope)
    for pair in pairs:
        yield from _texts(pair.elts[0], scope, modules) if isinstance(pair, ast.Tuple) else [None]
    if not pairs:
        yield None


def _texts(node: ast.expr, scope: ast.AST, modules: _Modules) -> Iterator[str | None]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
        return
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, scope, modules)
        yield from _texts(node.orelse, scope, modules)
        return
    name = _name(node)
    found = False
    for value in _assigned(name, scope) or [v for m in modules.values() for v in _assigned(name, m)]:
        found = True
        yield from _texts(value, scope, modules) if not _name(value) else [None]
    parameters = [a.arg for a in scope.args.args] if isinstance(scope, ast.FunctionDef) else []
    if isinstance(scope, ast.FunctionDef) and name in parameters:
        position = parameters.index(name)
        private = scope.name.startswith("_")
        own = [m for m in modules.values() if not private or any(n is scope for n in ast.walk(m))]
        for module in own:
            for call, around in _scoped(module):
                if isinstance(call, ast.Call) and _name(call.func) == scope.name:
                    given = call.args[position : position + 1] or [
                        k.value for k in call.keywords if k.arg == name
                    ]
                    for value in given:
                        found = True
                        yield from _texts(value, around, modules)
    if not found:
        yield None


def _assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    """What a scope assigns to a name; of a module, only at its top level."""
    nodes = scope.body if isinstance(scope, ast.Module) else ast.walk(scope)
    found = []
    for node in nodes if name else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if _name(target) == name:
                    found.append(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    found += [
                        v for t, v in zip(target.elts, node.value.elts, strict=False) if _name(t) == name
                    ]
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _name(node.target) == name:
            found.append(node.value)
    return found


def _of_notes(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _name(function.value) == "notes"


def _name(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))
