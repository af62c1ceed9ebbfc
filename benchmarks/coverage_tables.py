"""Counts the lines that each corpus runs, by module and function, and writes the page of these counts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

REAL = "real"


@dataclass(frozen=True)
class Function:
    """The number of statements in a function, without those of functions within it.

    `reached` counts, by corpus, the statements that its files run; a corpus that runs none is left out.
    """

    name: str
    line: int
    statements: int
    reached: dict[str, int]


@dataclass(frozen=True)
class Module:
    """The number of statements within the functions of a module.

    `reached` counts, by corpus, those that its files run; `unreached` counts those that no corpus runs, and `nowhere` has
    the ranges of their lines as (first, last).
    """

    name: str
    lines: int
    reached: dict[str, int]
    unreached: int
    nowhere: list[tuple[int, int]]
    functions: list[Function]


def module_of(
    name: str, source: str, statements: Iterable[int], contexts: Mapping[int, Sequence[str]]
) -> Module:
    """Build a Module from its source text, the lines of its statements, and for each line the corpora that ran it."""
    wanted = set(statements)
    functions, inside = [], set()
    for qualified, node in _functions(ast.parse(source)):
        own = wanted & _own_lines(node)
        inside |= own
        functions.append(Function(qualified, node.lineno, len(own), _count(own, contexts)))
    unreached = {line for line in inside if not any(contexts.get(line, ()))}
    return Module(
        name,
        len(inside),
        _count(inside, contexts),
        len(unreached),
        ranges(sorted(inside), unreached),
        functions,
    )


def _count(lines: Iterable[int], contexts: Mapping[int, Sequence[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        for corpus in contexts.get(line, ()):
            if corpus:
                found[corpus] = found.get(corpus, 0) + 1
    return found


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


def _own_lines(node: _Function) -> set[int]:
    """The lines of a function's body, without those of functions within it."""
    lines = _body(node)
    for _, inner in _functions(node):
        lines -= _body(inner)
    return lines


def _body(node: _Function) -> set[int]:
    return set(range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)) - {node.lineno}


def ranges(statements: Sequence[int], chosen: set[int]) -> list[tuple[int, int]]:
    """The chosen ones among sorted line numbers, as ranges (first, last).

    Lines that follow each other among the statements form one range, whatever lies between them in the file.
    """
    found: list[tuple[int, int]] = []
    before = False
    for line in statements:
        if line in chosen:
            found[-1:] = [(found[-1][0], line)] if before else [*found[-1:], (line, line)]
        before = line in chosen
    return found


def page(commit: str, corpora: Mapping[str, str], names: Sequence[str], modules: Sequence[Module]) -> str:
    """The tables as a page of Markdown.

    `corpora` maps each name to a description of its files; `names` are the corpora that have files, in the order of the columns.
    """
    lines = ["# What of the readers each corpus reaches", "", f"measured on commit {commit}", ""]
    lines += [f"- {name}: {described}" for name, described in corpora.items()]
    lines += ["", *_modules(names, modules), ""]
    lines += ["## Lines that no corpus reaches", ""]
    lines += [f"- {m.name}: {', '.join(map(_range, m.nowhere))}" for m in modules if m.nowhere]
    if REAL in names:
        lines += ["", "## Functions that no real report reaches", ""]
        lines += [
            f"- {module.name}:{f.line} {f.name} ({f.statements} statements; {_others(f)})"
            for module in modules
            for f in module.functions
            if f.statements and REAL not in f.reached
        ]
    return "\n".join(lines) + "\n"


def _modules(names: Sequence[str], modules: Sequence[Module]) -> list[str]:
    lines = [
        "| module | statements | " + " | ".join(names) + " | none |",
        "|---|--:|" + "--:|" * (len(names) + 1),
    ]
    rows = [(m.name, m.lines, m.reached, m.unreached) for m in modules]
    rows.append((
        "**all**", sum(m.lines for m in modules),
        {name: sum(m.reached.get(name, 0) for m in modules) for name in names}, sum(m.unreached for m in modules),
    ))  # fmt: skip
    for name, all_, reached, nowhere in rows:
        lines.append(
            f"| {name} | {all_} | " + " | ".join(str(reached.get(n, 0)) for n in names) + f" | {nowhere} |"
        )
    return lines


def _others(function: Function) -> str:
    return "reached by " + ", ".join(sorted(function.reached)) if function.reached else "reached by none"


def _range(pair: tuple[int, int]) -> str:
    first, last = pair
    return str(first) if first == last else f"{first}-{last}"
