"""Lists that are written out, and grow later: their first items are of the kind that they collect."""

from __future__ import annotations

import ast
from collections.abc import Iterable

GROWING = frozenset({"append", "insert", "extend"})


def growing_lists(nodes: Iterable[ast.AST]) -> frozenset[ast.List]:
    """`losses = [first]` where there is `losses.append(…)`, by the name or path that the list is given."""
    written: dict[str, list[ast.List]] = {}
    grown: set[str] = set()
    for node in nodes:
        match node:
            case ast.Assign(targets, ast.List() as value) if value.elts:
                for target in targets:
                    written.setdefault(ast.unparse(target), []).append(value)
            case ast.Call(ast.Attribute(ast.Name() | ast.Attribute() as owner, method)) if method in GROWING:
                grown.add(ast.unparse(owner))
    return frozenset(value for path in grown for value in written.get(path, ()))
