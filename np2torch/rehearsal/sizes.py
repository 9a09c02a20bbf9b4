"""Smaller sizes for a rehearsal: the integers in a program that are sizes of its arrays, made small and kept in order."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..facts import Facts
from ..kind import Array

SMALL = 4  # sizes up to this stay as they are


def small_sizes(facts: Facts) -> dict[int, int]:
    """For each size that stands in the program as a number, a smaller one."""
    shapes = [k.shape for k in facts.kinds.values() if isinstance(k, Array) and k.shape is not None]
    known = {s for shape in shapes for s in shape if isinstance(s, int) and s > SMALL}
    written = {n.value for n in ast.walk(facts.source.tree) if isinstance(n, ast.Constant) and type(n.value) is int}
    smaller = {size: SMALL + 1 + i for i, size in enumerate(sorted(known & written))}
    return {size: small for size, small in smaller.items() if small < size}



def other_sizes(sizes: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Others that are as small, in the same order: what depends on the sizes comes out otherwise."""
    return tuple((size, min(small + 2, size)) for size, small in sizes.items())
