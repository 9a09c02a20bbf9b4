"""Smaller sizes for a rehearsal: integers in a program that may be sizes, made small and kept in order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Protocol, TypeVar

from ..facts import Facts
from ..kind import Array
from ..tree import walk
from .run import Rehearsal

SMALL = 2  # sizes up to this stay as they are
LARGEST_INDEX = 8  # up to which an index that stands in the program keeps sizes from shrinking below it
MISLEADING = 4  # half of it is 2, and twice its reciprocal is a half
SEEDING = ("seed", "rng", "RandomState", "Generator")
Sizes = dict[int, int]


class Rehearsed(Protocol):
    rehearsal: Rehearsal


T = TypeVar("T", bound=Rehearsed)


def small_sizes(facts: Facts) -> list[Sizes]:
    """Smaller values for integers of the program, those to try first at the front; the last changes nothing."""
    tree = facts.source.tree
    shapes = [k.shape for k in facts.kinds.values() if isinstance(k, Array) and k.shape is not None]
    known = {s for shape in shapes for s in shape if isinstance(s, int)} & written(tree)
    least = max([SMALL, *(i + 1 for i in indices(tree) if i <= LARGEST_INDEX)])
    choices = [smaller(known | set(written_counts(tree)), least), smaller(known, least), {}]
    return [c for i, c in enumerate(choices) if c not in choices[:i]]


def smaller(sizes: set[int], least: int) -> Sizes:
    numbers = (n for n in count(least + 1) if n != MISLEADING)
    ranked = dict(zip(sorted(s for s in sizes if s > least), numbers, strict=False))
    return {size: small for size, small in ranked.items() if small < size}


def indices(tree: ast.AST) -> Iterator[int]:
    """Integers that an array or list is indexed with."""
    for node in walk(tree):
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            yield from (p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int)


def written(tree: ast.AST) -> set[int]:
    return {n.value for n in walk(tree) if isinstance(n, ast.Constant) and type(n.value) is int}


def written_counts(tree: ast.AST) -> Iterator[int]:
    """Integers that are given to a name, handed to a function, or bound a slice; seeds left out."""
    for node in walk(tree):
        match node:
            case ast.Assign(_, value) | ast.AnnAssign(_, _, ast.expr() as value):
                yield from counts_in(value)
            case ast.Call(function, arguments, keywords) if not ast.unparse(function).endswith(SEEDING):
                for argument in (*arguments, *(k.value for k in keywords)):
                    yield from counts_in(argument)
            case ast.arguments():
                for default in (*node.defaults, *(d for d in node.kw_defaults if d)):
                    yield from counts_in(default)
            case ast.Slice(lower, upper):
                yield from (n for bound in (lower, upper) if bound is not None for n in counts_in(bound))


def counts_in(value: ast.expr) -> Iterator[int]:
    """The integer, or those of a tuple."""
    for part in value.elts if isinstance(value, ast.Tuple) else [value]:
        if isinstance(part, ast.Constant) and type(part.value) is int:
            yield part.value


def other_sizes(sizes: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Others that are as small, in the same order: what depends on the sizes comes out otherwise."""
    return tuple((size, min(small + 2, size)) for size, small in sizes.items())


def first_sound(tries: Iterable[T]) -> T:
    """The first whose program came to its end, or as far as to train something; else the last."""
    for tried in tries:
        if not tried.rehearsal.error or len(tried.rehearsal.trace.backward) > 1:
            break
    return tried
