"""Lists that NumPy makes arrays of by itself: PyTorch wants a tensor there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..facts import Facts
from ..kind import Container, Kind, Many, Tuple
from ..predicates import holds_arrays
from .arriving import is_array
from .indices import parts_of


def lists_of(facts: Facts) -> set[ast.expr]:
    """What is put into elements of arrays, added to arrays in place, or names elements in several dimensions."""
    return {value for node in facts.source.nodes for value in beside_array(node, facts) if is_list(facts.opened(value))}


def beside_array(node: ast.AST, facts: Facts) -> Iterator[ast.expr]:
    match node:
        case ast.Assign([ast.Subscript(target)], value) if is_array(target, facts):
            yield value
        case ast.AugAssign(target, _, value) if is_array(target, facts):
            yield value
        case ast.Subscript(value) if is_array(value, facts):
            parts = parts_of(node)
            lists = (p for p in parts if len(parts) > 1 or isinstance(facts.kind(p), Container))
            yield from (part for part in lists if is_nested(facts.opened(part)))


def is_list(kind: Kind) -> bool:
    return isinstance(kind, (Tuple, Many))


def is_nested(kind: Kind) -> bool:
    """A list of lists or of arrays: PyTorch takes it for a tuple of indices."""
    items = kind.items if isinstance(kind, Tuple) else (kind.item,) if isinstance(kind, Many) else ()
    return any(map(is_list, items)) or holds_arrays(kind) is True
