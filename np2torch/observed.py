"""Kinds that a run of the program was seen to have, beside those that are inferred."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .kind import FOREIGN, Array, External, Kind, Nothing, Number, Text, Tuple, Unknown, join_all

# What is seen of a value, as JSON has it: ["array", dtype, ndim], ["number", type], ["text"], ["none"], ["other"], and
# ["tuple", …] with what is seen of its items.
Sight: TypeAlias = Sequence[Any]


@dataclass(frozen=True, eq=False)
class Observed:
    """By the number of an expression (its place among the nodes of the program), the kinds that its value had."""

    kinds: Mapping[int, tuple[Kind, ...]] = field(default_factory=dict)
    sizes: Mapping[int, str] = field(default_factory=dict)  # of arrays that always had the same, as arrivals have them

    @classmethod
    def of(cls, sights: Mapping[int, Sequence[Sight]], sizes: Mapping[int, str] | None = None) -> Observed:
        return cls({node: tuple(map(kind_seen, seen)) for node, seen in sights.items()}, sizes or {})

    def shown(self, nodes: Sequence[ast.AST]) -> dict[str, str]:
        """The sizes by the text of the expressions, where all that read alike had the same."""
        found: dict[str, set[str]] = {}
        for i, what in self.sizes.items():
            found.setdefault(ast.unparse(nodes[i]), set()).add(what)
        return {text: what for text, (what, *others) in found.items() if not others}


def kind_seen(sight: Sight) -> Kind:
    match sight:
        case ["array", str(dtype), int(ndim)]:
            return Array(dtype, None if dtype == FOREIGN else (None,) * ndim)
        case ["number", str(type_)]:
            return Number(type_)
        case ["text"]:
            return Text()
        case ["none"]:
            return Nothing()
        case ["tuple", *items]:
            return Tuple(tuple(map(kind_seen, items)))
    return Unknown()


def settled(static: Kind, seen: Sequence[Kind]) -> Kind:
    """What is known of a value by both. Where they contradict each other nothing is."""
    if all(contradicts(static, kind) for kind in seen):
        return Unknown()
    known = join_all(seen)
    match static, known:
        case Unknown(), _:
            return known
        case External() as value, Number() | Text() if value.foreign:
            return known
        case Array(number=True), Number():
            return known
        case Array(dtype, shape, library), Array(other, form, _, False):
            return Array(dtype or other, form if shape is None else shape, library)
    return static


def contradicts(static: Kind, seen: Kind) -> bool:
    """Whether what was seen cannot be, by what was inferred."""
    match static, seen:
        case Array(library="torch"), _:
            return False
        case Array(number=False), Number() | Text():
            return True
        case Array(dtype, shape), Array(other, form):
            of_dtype = None not in (dtype, other) and dtype != other
            return of_dtype or (shape is not None and form is not None and len(shape) != len(form))
        case Number(), Text():
            return True
        case Number(), Array(_, form):
            return form != ()  # NumPy's scalars count as numbers where they are collected
    return False


def comes_in(static: Kind, seen: Sequence[Kind]) -> bool:
    """Whether an array was seen where another library hands something over."""
    return isinstance(static, External) and static.foreign and is_all_arrays(join_all(seen))


def is_all_arrays(kind: Kind) -> bool:
    match kind:
        case Array():
            return not kind.foreign and kind.shape != ()
        case Tuple(items):
            return bool(items) and all(map(is_all_arrays, items))
    return False
