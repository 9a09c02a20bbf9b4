"""Loops whose steps know which they are: what they do may change with it, and a few steps say nothing of later ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..effects import writes
from ..tree import walk


def is_counted(loop: ast.AST) -> bool:
    """Whether a step counts, or takes items by what was found in it; conditions are looked at elsewhere."""
    if not isinstance(loop, (ast.For, ast.While)):
        return False
    inside = [n for statement in loop.body for n in walk(statement)]
    bound = {name for statement in loop.body for name in writes(statement)}
    counted = {name for node in (loop, *inside) if isinstance(node, ast.For) for name in writes(node.target)}
    counted |= {name for node in inside if isinstance(node, ast.AugAssign) for name in targets(node)}
    told = set(news(inside))
    counts = (n for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in told)
    indices = (n.slice for n in inside if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load))
    by_index = (n for index in indices for n in walk(index) if isinstance(n, ast.Name))
    return any(n.id in counted for n in counts) or any(n.id in bound | counted for n in by_index)


def targets(node: ast.AugAssign) -> Iterator[str]:
    """`t += 1`: a count, and no parameter."""
    if isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant):
        yield node.target.id


def news(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """All that is only told, or decided, by the count."""
    for node in nodes:
        match node:
            case ast.JoinedStr() | ast.Call(ast.Name("print") | ast.Attribute(_, "format" | "append")):
                yield from walk(node)
            case ast.If(test):
                yield from walk(test)
