"""Walks over syntax trees: as `ast.walk`, several times faster, and without contexts and operators."""

from __future__ import annotations

import ast

# Fields that hold no nodes that anyone asks for.
LEAVES = frozenset(
    "ctx op ops id attr arg name names module level kind type_comment asname conversion is_async simple type_ignores".split()
)


class Fields(dict[type[ast.AST], tuple[str, ...]]):
    """By class of nodes, the fields that can hold other nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = tuple(f for f in kind._fields if f not in LEAVES)
        return self[kind]


FIELDS = Fields(
    {
        ast.Constant: (),
        ast.Import: ("names",),
        ast.ImportFrom: ("names",),
        ast.Global: (),
        ast.Nonlocal: (),
    }
)


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all nodes below it, level by level."""
    found = [node]
    for one in found:
        for field in FIELDS[one.__class__]:
            value = getattr(one, field, None)
            if type(value) is list:
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below a node."""
    found: list[ast.AST] = []
    for field in FIELDS[node.__class__]:
        value = getattr(node, field, None)
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def literal_number(node: ast.AST) -> float | None:
    """The value of a literal that is an `int` or a `float`, as the one that it is."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) in (int, float) else None  # type: ignore[return-value]


def as_load(target: ast.expr) -> ast.expr:
    """The target of an assignment, as an expression to read."""
    match target:
        case ast.Name(name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(value, attribute):
            return ast.Attribute(value, attribute, ast.Load())
        case ast.Subscript(value, index):
            return ast.Subscript(value, index, ast.Load())
    return target
