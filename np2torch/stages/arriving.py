"""Where values of other libraries come among tensors."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..arrivals import Arrivals, calls_of
from ..facts import Facts
from ..kind import Array, External


def arrival(node: ast.expr, facts: Facts, table: Arrivals) -> str:
    """What comes in at the expression, where it is known that an array does; else nothing."""
    if node in facts.arriving:
        return "array"
    match node:
        case ast.Call(function):
            callee = facts.kind(function)
            names = calls_of(callee.name, node) if isinstance(callee, External) else []
        case ast.Attribute():
            name = facts.name(node)
            names = [name] if name else []
        case ast.Subscript(value, ctx=ast.Load()) if isinstance(kind := facts.kind(value), External):
            names = [f"{kind.name}[]"]
        case _:
            return ""
    return "" if isinstance(facts.kind(node), External) else table.first(names).what


def reads_any_dtype(facts: Facts, table: Arrivals) -> bool:
    """Whether arrays come in of which the dtype is not known: of uint8 or float32, as likely as not."""
    return any(is_read(node, facts, table) for node in facts.everything)


def is_read(node: ast.AST, facts: Facts, table: Arrivals) -> bool:
    kind = facts.kind(node) if isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)) else None
    return isinstance(kind, Array) and not kind.dtypes and bool(arrival(node, facts, table))  # type: ignore[arg-type]


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


def is_array(node: ast.expr, facts: Facts) -> bool:
    kind = facts.kind(node)
    return isinstance(kind, Array) and kind.becomes_tensor
