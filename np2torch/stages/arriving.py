"""Where values of other libraries come among tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..arrivals import Arrivals, calls_of
from ..facts import Facts
from ..kind import External
from .indices import is_array


def arrives(node: ast.expr, facts: Facts, table: Arrivals) -> bool:
    """Whether the expression is where an array comes in that is known to be one."""
    if node in facts.arriving:
        return True
    match node:
        case ast.Call(function):
            callee = facts.kind(function)
            names = calls_of(callee.name, node) if isinstance(callee, External) else []
        case ast.Attribute():
            name = facts.name(node)
            names = [name] if name else []
        case ast.Subscript(value) if isinstance(kind := facts.kind(value), External):
            names = [f"{kind.name}[]"]
        case _:
            return False
    return not isinstance(facts.kind(node), External) and any(map(table.what, names))


def meeting(facts: Facts, table: Arrivals) -> set[ast.expr]:
    """Values of which it is not known that they are arrays, where they meet arrays: they have to be, there."""
    return {node for node in beside_arrays(facts) if comes_from(node, facts, table)}


def comes_from(node: ast.expr, facts: Facts, table: Arrivals) -> bool:
    kind = facts.kind(node)
    return isinstance(kind, External) and kind.foreign and table.brings(kind.name)


def beside_arrays(facts: Facts) -> Iterator[ast.expr]:
    for node in facts.source.nodes:
        match node:
            case ast.BinOp(left, _, right) | ast.Compare(left, [_], [right]):
                yield from (a for a, b in ((left, right), (right, left)) if is_array(b, facts))
            case ast.AugAssign(target, _, value) | ast.Assign([ast.Subscript(target)], value) if is_array(
                target, facts
            ):
                yield value
