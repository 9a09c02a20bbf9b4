"""Values put into arrays: NumPy casts them, PyTorch now and then refuses."""

from __future__ import annotations

import ast
from collections.abc import Container
from typing import TypeGuard

from ..facts import Facts
from ..kind import Array, Kind, Number
from ..operations import as_array, promote_number
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
        return "{atom}.numpy()" if is_array(node.value, facts) else None  # NumPy goes on writing to it
    into = facts.kind(target.value if isinstance(target, ast.Subscript) else target)
    if isinstance(node.value, (ast.List, ast.Tuple)) or not isinstance(value, (Number, Array)):
        value = as_array(facts.opened(node.value))  # a list becomes a tensor
    if isinstance(value, Number):
        return "int({})" if value.type == "bool" and isinstance(into, Array) and subtracts(node) else None
    if not isinstance(value, Array) or value.library != "numpy" or value.foreign:
        return None
    whole = "torch.as_tensor({})" if value.number else "{atom}"
    dtype = dtype_of_put(node, target, into, value, facts)
    return f"{whole}.to({dtype})" if dtype else None


def dtype_of_put(
    node: ast.Assign | ast.AugAssign, target: ast.expr, into: Kind, value: Array, facts: Facts
) -> str | None:  # fmt: skip
    """The dtype, as it is written, that a value has to be cast to."""
    masks = subtracts(node) and "bool" in value.dtypes
    if isinstance(into, Number) or (isinstance(into, Array) and into.number):
        dtype = promote_number("bool", into.type) if isinstance(into, Number) else into.dtype
        return f"torch.{dtype if dtype and dtype != 'bool' else 'int64'}" if masks else None
    if not isinstance(into, Array) or not into.becomes_tensor:
        return None
    if not (masks if isinstance(node, ast.AugAssign) else refused(node, target, into, value, facts)):
        return None
    if into.dtype and (value.number or value.dtype != into.dtype):
        return f"torch.{into.dtype}"
    owner = target.value if isinstance(target, ast.Subscript) else target
    return f"{facts.source.of(owner)}.dtype" if into.among and value.dtypes and isinstance(owner, ast.Name) else None


def subtracts(node: ast.Assign | ast.AugAssign) -> bool:
    """Whether it is an update that PyTorch does not make with bools."""
    return isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Sub, ast.FloorDiv, ast.Mod))


def refused(node: ast.Assign, target: ast.expr, into: Array, value: Array, facts: Facts) -> bool:
    if len(node.targets) > 1 or not isinstance(target, ast.Subscript):
        return False
    parts = parts_of(target)
    picked = [part for part in parts if is_advanced(part, facts) or is_mask(facts.kind(part))]
    if value.shape != ():
        return bool(picked)
    kinds = map(facts.kind, picked)
    return into.shape == () or not all(is_mask(kind) and kind.shape != () for kind in kinds)


def is_mask(kind: Kind) -> TypeGuard[Array]:
    return isinstance(kind, Array) and kind.dtype == "bool"
