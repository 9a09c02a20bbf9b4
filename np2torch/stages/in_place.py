"""Values put into arrays: NumPy casts them, PyTorch now and then refuses."""

from __future__ import annotations

import ast
from collections.abc import Container

from ..facts import Facts
from ..kind import Array, Kind, Number
from ..operations import promote_number
from .indices import is_advanced, is_array, parts_of, runs_backwards


def casts_of(facts: Facts, by_numpy: Container[ast.expr]) -> dict[ast.expr, str]:
    """The values that are put into arrays and refused there, with what makes them fit."""
    puts = (n for n in facts.source.nodes if isinstance(n, (ast.Assign, ast.AugAssign)))
    return {node.value: cast for node in puts if (cast := cast_in_place(node, facts, by_numpy))}


def target_of(node: ast.Assign | ast.AugAssign) -> ast.expr:
    return node.targets[0] if isinstance(node, ast.Assign) else node.target


def cast_in_place(
    node: ast.Assign | ast.AugAssign, facts: Facts, by_numpy: Container[ast.expr]
) -> str | None:  # fmt: skip
    """What a value has to become before it is put in: picked elements take no other dtype, `x -= mask` no bools."""
    target, value = target_of(node), facts.kind(node.value)
    backwards = isinstance(target, ast.Subscript) and runs_backwards(target) and is_array(target.value, facts)
    if backwards or target in by_numpy:
        return "numpy()" if is_array(node.value, facts) else None  # NumPy goes on writing to it
    into = facts.kind(target.value if isinstance(target, ast.Subscript) else target)
    if not isinstance(value, Array) or value.number or value.foreign or not is_array(node.value, facts):
        return None
    if isinstance(into, Number):
        dtype = promote_number(value.dtype, into.type)
        return f"to(torch.{dtype})" if dtype and subtracts_mask(node, value) else None
    if not isinstance(into, Array) or not into.becomes_tensor or not refused(node, target, into, value, facts):
        return None
    if into.dtype and value.dtypes - {into.dtype}:
        return f"to(torch.{into.dtype})"
    owner = target.value if isinstance(target, ast.Subscript) else target
    differ = into.among and value.dtypes and isinstance(owner, ast.Name)
    return f"to({facts.source.of(owner)}.dtype)" if differ else None


def subtracts_mask(node: ast.Assign | ast.AugAssign, value: Array) -> bool:
    return (
        isinstance(node, ast.AugAssign)
        and "bool" in value.dtypes
        and isinstance(node.op, (ast.Sub, ast.FloorDiv, ast.Mod))
    )


def refused(node: ast.Assign | ast.AugAssign, target: ast.expr, into: Array, value: Array, facts: Facts) -> bool:
    if isinstance(node, ast.AugAssign):
        return subtracts_mask(node, value)
    if len(node.targets) > 1 or not isinstance(target, ast.Subscript):
        return False
    picked = [part for part in parts_of(target) if is_advanced(part, facts)]
    if value.shape != ():
        return bool(picked)
    return into.shape == () or not all(map(is_mask, map(facts.kind, picked)))


def is_mask(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.dtype == "bool"
