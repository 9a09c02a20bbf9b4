"""Made-up arrays in the place of those that other libraries hand over, where their sizes are known."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..arrivals import ALIKE, ARGUMENTS, SPLITS, Arrival, Arrivals, calls_named, spec
from .draws import Draws
from .tensor import Tensor

FEW = 12  # of what a call asks for no number of
SPLIT = 0.25  # the part of the rows that comes out second


class Incoming:
    """Arrays by the names under which they come in, with the sizes of a rehearsal."""

    def __init__(self, table: Arrivals, sizes: Mapping[int, int], seed: int, ties: bool) -> None:
        self.table, self.sizes, self.draws = table, sizes, Draws(seed, ties)
        self.kept: dict[str, Any] = {}

    def shown(self, text: str) -> Any:
        """What a run has shown an expression to be, in the place of what is not known."""
        if text not in self.kept:
            self.kept[text] = self.value(spec(self.table.shown[text]), {})
        return self.kept[text]

    def attribute(self, name: str) -> Any:
        """The value of an attribute or item of another library's; None where it is not known."""
        found = self.table.entry(name)
        return self.made(found, {}) if found else None

    def called(self, name: str, args: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """The result of a call; None where it is not known."""
        found = self.table.first(calls_named(name, [k for k, v in options.items() if v]))
        if found.what == ALIKE:
            return args[0].double() if args and isinstance(args[0], Tensor) else None
        if found.what in (SPLITS, ARGUMENTS):
            return (
                parts(args, options, found.what == SPLITS) if all(isinstance(a, (Tensor, list)) for a in args) else None
            )
        return self.made(found, {**dict(zip(found.parameters, args, strict=False)), **options})

    def made(self, found: Arrival, options: Mapping[str, Any]) -> Any:
        few = {k: min(v, FEW) if isinstance(v, int) else v for k, v in found.parameters.items()}
        given = {k: v for k, v in options.items() if v is not None}
        return self.value(spec(found.what), few | given) if found.what else None

    def value(self, words: ast.expr, given: Mapping[str, Any]) -> Any:
        match words:
            case ast.Tuple(items):
                values = tuple(self.value(item, given) for item in items)
                return None if None in [v if v is None else 0 for v in values] else values
            case ast.Compare(ast.Subscript(ast.Name(dtype), shape), _, [most]):
                return self.array(dtype, self.counts(shape, given), self.count(most, given))
            case ast.Subscript(ast.Name(dtype), shape):
                return self.array(dtype, self.counts(shape, given), None)
        return None

    def array(self, dtype: str, shape: Sequence[int | None], most: int | None) -> Tensor | None:
        known = [s for s in shape if s is not None]
        if len(known) < len(shape) or dtype == "array":
            return None
        if dtype.startswith("float"):
            drawn: Tensor = self.draws.standard_normal(size=known)
        else:
            drawn = self.draws.randint(0, most or 256, size=known)
        result: Tensor = drawn.to(dtype)
        return result

    def counts(self, shape: ast.expr, given: Mapping[str, Any]) -> list[int | None]:
        return [self.count(s, given) for s in (shape.elts if isinstance(shape, ast.Tuple) else [shape])]

    def count(self, size: ast.expr, given: Mapping[str, Any]) -> int | None:
        match size:
            case ast.Constant(int(count)):
                return self.sizes.get(count, count)
            case ast.Name(parameter):
                return number_of(given.get(parameter))
        return None


def number_of(value: Any) -> int | None:
    """How many are asked for: `100`, or `(50, 50)`, or as many as the centers that are given."""
    if isinstance(value, int):
        return value
    if isinstance(value, (list, tuple)):
        return sum(value) if all(isinstance(v, int) for v in value) else len(value)
    return len(value) if isinstance(value, Tensor) and value.shape else None


def parts(arrays: Sequence[Any], options: Mapping[str, Any], split: bool) -> Any:
    """Of each array the first rows and the rest, or the array."""
    if not split:
        return tuple(arrays) if len(arrays) > 1 else arrays[0]
    rows = len(arrays[0])
    share = options.get("test_size") or SPLIT
    tested = share if isinstance(share, int) else math.ceil(rows * share)
    return [part for a in arrays for part in (a[: rows - tested], a[rows - tested :])]
