"""Smaller sizes for a rehearsal: integers in a program that may be sizes, made small and kept in order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Protocol, TypeVar

from ..arrivals import Arrivals, spec
from ..facts import Facts
from ..kind import Array, Kind, Tuple
from ..tree import walk
from .run import Rehearsal

SMALL = 2  # sizes up to this stay as they are
LARGEST_INDEX = 8  # up to which an index that stands in the program keeps sizes from shrinking below it
APART = 3  # small sizes are from each other: so many are left over from batches, and two would mislead
FEW = 6  # no batch has so few examples
MOST = 6  # sizes of which one or two are left as they are
MISLEADING = 4  # half of it is 2, and twice its reciprocal is a half
SEEDING = ("seed", "rng", "RandomState", "Generator")
Sizes = dict[int, int]


class Rehearsed(Protocol):
    rehearsal: Rehearsal


T = TypeVar("T", bound=Rehearsed)


def small_sizes(facts: Facts) -> list[Sizes]:
    """Smaller values for integers of the program, those to try first at the front; the last changes nothing.

    Where an array is written out, its size cannot be made smaller elsewhere: so there are some without one or two.
    """
    tree = facts.source.tree
    incoming = any(map(facts.arrivals.brings, facts.names.values()))
    known = set(known_sizes(facts.kinds.values(), written(tree), incoming)) | sizes_shown(tree, facts.arrivals)
    least = max([SMALL, *(i + 1 for i in indices(tree) if i <= LARGEST_INDEX)])
    others = set(stepped(tree))
    most = known | set(written_counts(tree))
    sets = [most, known, *without_some(most, 1), *without_some(most, 2)]
    choices = [smaller(sizes, least, others - sizes) for sizes in sets] + [{}]
    return [c for i, c in enumerate(choices) if c not in choices[:i]]


def known_sizes(kinds: Iterable[Kind], written: set[int], incoming: bool) -> Iterator[int]:
    """Sizes of arrays, as far as they stand in the program, or may have come in from other libraries."""
    for kind in kinds:
        match kind:
            case Tuple(items):
                yield from known_sizes(items, written, incoming)
            case Array(_, shape, library) if shape is not None:
                yield from (
                    s for s in shape if isinstance(s, int) and (s in written or (incoming and library == "numpy"))
                )


def sizes_shown(tree: ast.AST, arrivals: Arrivals) -> set[int]:
    """Sizes that a run has shown of what tensors are made of."""
    makers = (n for n in walk(tree) if arrivals.shown and isinstance(n, ast.Call) and n.args)
    made = {ast.unparse(n.args[-1]) for n in makers if ast.unparse(n.func).startswith(("torch.", "tuple(map(torch."))}
    specs = [spec(arrivals.shown[text]) for text in made & set(arrivals.shown)]
    return {n for words in specs for part in walk(words) if isinstance(part, ast.Subscript) for n in written(part)}


def without_some(sizes: set[int], count: int) -> Iterator[set[int]]:
    chosen = sorted(s for s in sizes if s > SMALL)[:MOST]
    yield from (sizes - set(some) for some in combinations(chosen, count))


def smaller(sizes: set[int], least: int, others: set[int]) -> Sizes:
    """In the same order, among the others too: a batch has to stay a part of the data, and none be of one example."""
    found: Sizes = {}
    small = least - 1
    for size in sorted(s for s in sizes if s > least):
        small = max([small, *(o for o in others if o < size)]) + (APART if size > FEW else 1)
        small += small == MISLEADING
        if small < size:
            found[size] = small
        else:
            small = size
    return found


def stepped(tree: ast.AST) -> Iterator[int]:
    """Integers in ranges, slices and divisions, wherever they come from."""
    for node in walk(tree):
        match node:
            case ast.Call(ast.Name("range"), arguments):
                parts: list[ast.AST] = list(arguments)
            case ast.Slice() | ast.BinOp(_, ast.FloorDiv(), _):
                parts = [node]
            case _:
                continue
        yield from (n for part in parts for n in written(part))
    yield from written_counts(tree)


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
    return tuple((size, min(small + 1, size)) for size, small in sizes.items())


def first_sound(tries: Iterable[T]) -> T:
    """The first whose program came to its end, or as far as to train something; else the last."""
    for tried in tries:
        if not tried.rehearsal.error or len(tried.rehearsal.trace.backward) > 1:
            break
    return tried
