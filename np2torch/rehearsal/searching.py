"""PyTorch's functions that sort, search and count."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import Any, NamedTuple

from .creation import evenly
from .reductions import Pair, along, always, groups, same
from .scalar import recorded
from .shaping import flatten, picked, unbind
from .tensor import FLOATS, Tensor, as_tensor, strides_of

# --- order ------------------------------------------------------------------------------------------------


def key_of(value: Any) -> tuple[bool, Any]:
    """NaN comes last."""
    return (True, 0.0) if value != value else (False, value)


def order_of(values: Sequence[Any], descending: bool = False) -> list[int]:
    return sorted(range(len(values)), key=lambda i: key_of(values[i]), reverse=descending)


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    return along(order_of, always("int64"))(input, dim, descending=descending)


def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Pair:
    ordered = along(lambda line, descending: [line[i] for i in order_of(line, descending)], same)
    return Pair(ordered(input, dim, descending=descending), argsort(input, dim, descending))


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Pair:
    values, indices = sort(input, dim, largest)
    key = (*[slice(None)] * (dim % input.ndim), slice(0, int(k)))
    if k > input.shape[dim]:
        raise RuntimeError("selected index k out of range")
    return Pair(values[key], indices[key])


def chosen(input: Tensor, place: Callable[[list[Any]], int], dim: int, keepdim: bool) -> Pair:
    """From each line the element at a place that depends on the line's values."""
    parts, shape = groups(input, dim, keepdim)
    places = [place(p) for p in parts]
    values = [p[i] for p, i in zip(parts, places, strict=True)]
    return Pair(Tensor.of(values, shape, input.dtype), Tensor.of(places, shape, "int64"))


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Pair:
    return chosen(input, lambda line: order_of(line)[k - 1], dim, keepdim)


def middle(values: list[Any]) -> int:
    """The lower of two middle ones; a NaN where there is one."""
    order = order_of(values)
    return order[-1] if values[order[-1]] != values[order[-1]] else order[(len(values) - 1) // 2]


def middle_present(values: list[Any]) -> int:
    order = order_of(values)
    present = [i for i in order if values[i] == values[i]]
    return present[(len(present) - 1) // 2] if present else order[0]


def most_frequent(values: list[Any]) -> int:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    best = min(v for v, n in counts.items() if n == max(counts.values()))
    return max(i for i, v in enumerate(values) if v == best)


def median_by(place: Callable[[list[Any]], int]) -> Callable[..., Any]:
    """Of everything, its equals sharing the derivative, or along a dim, with indices."""

    def function(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
        if dim is not None:
            return chosen(input, place, dim, keepdim)
        values = input.values
        best = values[place(values)] if values else math.nan
        ties = [v for v in values if key_of(v) == key_of(best)]
        shared = recorded(float(best), [(t, 1.0 / len(ties)) for t in ties]) if input.dtype in FLOATS else best
        return Tensor.of([shared], (), input.dtype)

    return function


# --- the places of values among others --------------------------------------------------------------------


def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    search = bisect_right if right or side == "right" else bisect_left
    wanted = as_tensor(input)
    edges = sorted_sequence if sorter is None else picked_along(sorted_sequence, sorter)
    width = edges.shape[-1]
    rows = [edges.values[i : i + width] for i in range(0, edges.count, width)] if width else [[]]
    times = 1 if edges.ndim == 1 else wanted.count // max(len(rows), 1)
    places = [search_nan(search, rows[0 if edges.ndim == 1 else i // times], v) for i, v in enumerate(wanted.values)]
    return Tensor.of(places, wanted.shape, "int32" if out_int32 else "int64")


def picked_along(input: Tensor, order: Tensor) -> Tensor:
    width = input.shape[-1]
    return input.like([input.values[i // width * width + o] for i, o in enumerate(order.values)])


def search_nan(search: Callable[[Any, Any], int], edges: list[Any], value: Any) -> int:
    return len(edges) if value != value else search(edges, value)


def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    source, tests = as_tensor(elements), set(as_tensor(test_elements).values)
    return Tensor.of([(v in tests) != invert for v in source.values], source.shape, "bool")


# --- distinct values --------------------------------------------------------------------------------------


def distinct(rows: Iterable[Any], consecutive: bool) -> tuple[list[int], list[int], list[int]]:
    """Places of first occurrences, for each row the number of its like, and counts."""
    numbered = list(rows)
    firsts: list[int] = []
    inverse: list[int] = []
    seen: dict[Any, int] = {}
    for i, row in enumerate(numbered):
        if consecutive and firsts and row != numbered[i - 1]:
            seen = {}
        if row not in seen:
            seen[row] = len(firsts)
            firsts.append(i)
        inverse.append(seen[row])
    order = (
        list(range(len(firsts)))
        if consecutive
        else sorted(range(len(firsts)), key=lambda n: ranked(numbered[firsts[n]]))
    )
    rank = {n: i for i, n in enumerate(order)}
    inverse = [rank[n] for n in inverse]
    return [firsts[n] for n in order], inverse, [inverse.count(n) for n in range(len(firsts))]


def ranked(row: Any) -> Any:
    return tuple(map(key_of, row)) if isinstance(row, tuple) else key_of(row)


def unique_by(consecutive: bool) -> Callable[..., Any]:
    def function(
        input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
    ) -> Any:
        source = flatten(input) if dim is None else input
        rows = source.values if dim is None else [tuple(r.values) for r in unbind(input, dim)]
        firsts, inverse, counts = distinct(rows, consecutive)
        result = [picked(source, dim or 0, firsts)]
        if return_inverse:
            result.append(Tensor.of(inverse, tuple(input.shape) if dim is None else (len(inverse),), "int64"))
        if return_counts:
            result.append(Tensor.of(counts, (len(counts),), "int64"))
        return result[0] if len(result) == 1 else tuple(result)

    return function


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    return unique_by(False)(input, return_inverse, return_counts, dim)


# --- counts -----------------------------------------------------------------------------------------------


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    if input.dtype in FLOATS or any(v < 0 for v in input.values):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs")
    counts: list[Any] = [0] * max(minlength, max(input.values, default=-1) + 1)
    for i, place in enumerate(input.values):
        counts[place] = counts[place] + (1 if weights is None else weights.values[i])
    return Tensor.of(
        [c if weights is None else float(c) for c in counts], (len(counts),), "int64" if weights is None else "float64"
    )


class Histogram(NamedTuple):
    hist: Tensor
    bin_edges: Any


def edges_of(values: Sequence[float], bins: Any, limits: Any) -> list[float]:
    if isinstance(bins, (Tensor, list, tuple)):
        return list(map(float, as_tensor(bins).values))
    low, high = map(float, limits) if limits is not None else (min(values, default=0.0), max(values, default=1.0))
    return evenly(low - 0.5, high + 0.5, int(bins) + 1) if low == high else evenly(low, high, int(bins) + 1)


def bin_of(edges: Sequence[float], value: float) -> int | None:
    """The last bin has its right edge too."""
    if value == edges[-1]:
        return len(edges) - 2
    place = bisect_right(edges, value) - 1
    return place if 0 <= place < len(edges) - 1 else None


def histogram(
    input: Tensor, bins: Any, *, range: Any = None, weight: Tensor | None = None, density: bool = False
) -> Histogram:
    values = list(map(float, input.values))
    edges = edges_of(values, bins, range)
    counts = [0.0] * (len(edges) - 1)
    for i, value in enumerate(values):
        place = bin_of(edges, value)
        if place is not None:
            counts[place] += 1.0 if weight is None else float(weight.values[i])
    if density:
        whole = sum(counts)
        counts = [c / whole / (b - a) for c, a, b in zip(counts, edges, edges[1:], strict=False)]
    return Histogram(Tensor.of(counts, (len(counts),), input.dtype), Tensor.of(edges, (len(edges),), input.dtype))


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    return histogram(input, bins, range=None if min == max == 0 else (min, max)).hist


def histogramdd(input: Tensor, bins: Any, *, density: bool = False) -> Histogram:
    """Of points; `bins` for each of their coordinates."""
    columns = [c.values for c in unbind(input, 1)]
    sizes = [bins] * len(columns) if isinstance(bins, int) else list(bins)
    edges = [edges_of(list(map(float, c)), b, None) for c, b in zip(columns, sizes, strict=True)]
    shape = tuple(len(e) - 1 for e in edges)
    counts = [0.0] * math.prod(shape)
    for point in zip(*columns, strict=True):
        places = [bin_of(e, float(v)) for e, v in zip(edges, point, strict=True)]
        if None not in places:
            counts[sum(p * s for p, s in zip(places, strides_of(shape), strict=True) if p)] += 1.0
    if density:
        widths = product(*([b - a for a, b in pairwise(e)] for e in edges))
        counts = [c / sum(counts) / math.prod(w) for c, w in zip(counts, widths, strict=True)]
    return Histogram(Tensor.of(counts, shape, input.dtype), tuple(Tensor.of(e, (len(e),), input.dtype) for e in edges))


SEARCHING: dict[str, Callable[..., Any]] = {
    "argsort": argsort,
    "sort": sort,
    "msort": lambda input: sort(input, 0).values,
    "topk": topk,
    "kthvalue": kthvalue,
    "median": median_by(middle),
    "nanmedian": median_by(middle_present),
    "mode": lambda input, dim=-1, keepdim=False: chosen(input, most_frequent, dim, keepdim),
    "unique": unique,
    "unique_consecutive": unique_by(True),
    "bincount": bincount,
    "histc": histc,
    "histogram": histogram,
}
# Functions that are no methods.
FINDING: dict[str, Callable[..., Any]] = {
    "searchsorted": searchsorted,
    "bucketize": bucketize,
    "isin": isin,
    "histogramdd": histogramdd,
}
