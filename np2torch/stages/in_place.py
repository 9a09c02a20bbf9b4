"""Values put into arrays: NumPy casts them, PyTorch now and then refuses."""

from __future__ import annotations

import ast
from collections.abc import Container

from ..facts import Facts
from ..kind import Array
from .arriving import is_array
from .indices import is_advanced, parts_of, runs_backwards


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
    if not isinstance(into, Array) or not into.becomes_tensor or not isinstance(value, Array) or value.number:
        return None
    if (
        not into.dtype
        or not value.dtype
        or into.dtype == value.dtype
        or value.foreign
        or not is_array(node.value, facts)
    ):
        return None
    return f"to(torch.{into.dtype})" if refused(node, target, value, facts) else None


def refused(node: ast.Assign | ast.AugAssign, target: ast.expr, value: Array, facts: Facts) -> bool:
    if isinstance(node, ast.AugAssign):
        return value.dtype == "bool" and isinstance(node.op, (ast.Sub, ast.FloorDiv, ast.Mod))
    if len(node.targets) > 1 or value.shape == ():
        return False
    return isinstance(target, ast.Subscript) and any(is_advanced(part, facts) for part in parts_of(target))
