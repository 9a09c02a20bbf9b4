"""Walks over syntax trees: as `ast.walk`, several times faster, and without contexts and operators."""

from __future__ import annotations

import ast
from functools import cache

# Fields that hold no nodes that anyone asks for.
LEAVES = frozenset(
    "ctx op ops id attr arg name names module level kind type_comment asname conversion is_async simple type_ignores".split()
)
NODES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Constant: (),
    ast.Import: ("names",),
    ast.ImportFrom: ("names",),
    ast.Global: (),
    ast.Nonlocal: (),
}


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all nodes below it, level by level."""
    found = [node]
    for one in found:
        for field in fields_of(type(one)):
            value = getattr(one, field, None)
            if type(value) is list:
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below a node."""
    found: list[ast.AST] = []
    for field in fields_of(type(node)):
        value = getattr(node, field, None)
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


@cache
def fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a class of nodes that can hold others."""
    return NODES[kind] if kind in NODES else tuple(f for f in kind._fields if f not in LEAVES)
