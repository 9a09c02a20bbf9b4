"""Lists that NumPy makes arrays of by itself: PyTorch wants a tensor there."""

from __future__ import annotations

import ast

from ..facts import Facts
from ..kind import Array, Many, Tuple


def lists_of(facts: Facts) -> set[ast.expr]:
    """What is put into elements of arrays or added to arrays in place."""
    return {value for node in facts.source.nodes if (value := beside_array(node, facts)) is not None}


def beside_array(node: ast.AST, facts: Facts) -> ast.expr | None:
    match node:
        case ast.Assign([ast.Subscript(target)], value) if is_array(target, facts):
            candidate = value
        case ast.AugAssign(target, _, value) if is_array(target, facts):
            candidate = value
        case _:
            return None
    return candidate if isinstance(facts.opened(candidate), (Tuple, Many)) else None


def is_array(node: ast.expr, facts: Facts) -> bool:
    kind = facts.kind(node)
    return isinstance(kind, Array) and kind.library == "numpy" and kind.shape != ()
