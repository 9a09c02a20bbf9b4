"""PyTorch's functions that put tensors together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from .shaping import expand, moved_axes, picked, reshape, swapped, unsqueeze
from .tensor import Size, Tensor, broadcast_shape, cast, promote


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    parts = [t for t in tensors if t.shape != (0,)] or list(tensors[:1])
    at = dim % max(parts[0].ndim, 1)
    if any(not t.shape for t in parts):
        raise RuntimeError("zero-dimensional tensors cannot be concatenated")
    rest = {(*t.shape[:at], *t.shape[at + 1 :]) for t in parts}
    if len(rest) != 1:
        raise RuntimeError("sizes of tensors must match except in one dimension")
    dtype = promote(*(t.dtype for t in parts))
    moved = [moved_axes(t, at, 0) if t.ndim > 1 else t for t in parts]
    values = [cast(v, dtype) for m in moved for v in m.values]
    joined = Tensor.of(values, (sum(t.shape[at] for t in parts), *moved[0].shape[1:]), dtype)
    return moved_axes(joined, 0, at) if joined.ndim > 1 else joined


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    return cat([unsqueeze(t, dim) for t in tensors], dim)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([at_least_2d(t) for t in tensors])


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    parts = [at_least_1d(t) for t in tensors]
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([t if t.ndim > 1 else reshape(t, (-1, 1)) for t in tensors], 1)


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    parts = several(tensors)
    shape = tuple(p.count for p in parts)
    grids = [expand(reshape(p, (1,) * i + (-1,) + (1,) * (len(parts) - 1 - i)), shape) for i, p in enumerate(parts)]
    return tuple(swapped(g, 0, 1) if indexing == "xy" and len(parts) > 1 else g for g in grids)


def several(tensors: Sequence[Any]) -> list[Any]:
    """Tensors given one by one, or as one sequence."""
    return list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)


def for_each(function: Callable[[Tensor], Tensor]) -> Callable[..., Any]:
    """Of one tensor, or of several."""

    def apply(*tensors: Any) -> Any:
        if len(tensors) == 1 and isinstance(tensors[0], Tensor):
            return function(tensors[0])
        return tuple(map(function, several(tensors)))

    return apply


def at_least_1d(input: Tensor) -> Tensor:
    return input if input.ndim else reshape(input, (1,))


def at_least_2d(input: Tensor) -> Tensor:
    return input if input.ndim > 1 else reshape(input, (1, -1))


def at_least_3d(input: Tensor) -> Tensor:
    return input if input.ndim > 2 else unsqueeze(at_least_2d(input), 2)


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([at_least_3d(t) for t in tensors], 2)


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    parts = several(tensors)
    shape = broadcast_shape(*(p.shape for p in parts))
    return tuple(p if p.shape == shape else expand(p, shape) for p in parts)


def cartesian_prod(*tensors: Any) -> Tensor:
    parts = several(tensors)
    if len(parts) == 1:
        return reshape(parts[0], (-1,))
    rows = list(itertools.product(*(p.values for p in parts)))
    return Tensor.of([v for row in rows for v in row], (len(rows), len(parts)), parts[0].dtype)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose(input.values, r))
    return Tensor.of([v for row in rows for v in row], (len(rows), r), input.dtype)


def block_diag(*tensors: Any) -> Tensor:
    parts = [at_least_2d(t) for t in tensors]
    dtype = promote(*(p.dtype for p in parts))
    width, values, before = sum(p.shape[1] for p in parts), [], 0
    for part in parts:
        columns = part.shape[1]
        for i in range(part.shape[0]):
            row = part.values[i * columns : (i + 1) * columns]
            values += [cast(v, dtype) for v in [0] * before + row + [0] * (width - before - columns)]
        before += columns
    return Tensor.of(values, (sum(p.shape[0] for p in parts), width), dtype)


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Amounts before and after, from the last axis on."""
    result = input
    for i in range(0, len(pad), 2):
        dim, size = input.ndim - 1 - i // 2, result.shape[input.ndim - 1 - i // 2]
        places = range(-int(pad[i]), size + int(pad[i + 1]))
        if mode == "constant":
            result = with_constant(result, dim, places, cast(value or 0, input.dtype))
        else:
            result = picked(result, dim, [BEYOND[mode](p, size) for p in places])
    return result


def with_constant(input: Tensor, dim: int, places: range, value: Any) -> Tensor:
    size = input.shape[dim]
    parts = [picked(input, dim, [p for p in places if 0 <= p < size])]
    if places.start < 0:
        parts.insert(0, constant_rows(input, dim, -places.start, value))
    if places.stop > size:
        parts.append(constant_rows(input, dim, places.stop - size, value))
    return cat(parts, dim)


def constant_rows(input: Tensor, dim: int, amount: int, value: Any) -> Tensor:
    shape = (*input.shape[:dim], amount, *input.shape[dim + 1 :])
    return Tensor.of([value] * math.prod(shape), shape, input.dtype)


# The place inside that stands for one outside.
BEYOND: dict[str, Callable[[int, int], int]] = {
    "replicate": lambda p, size: min(max(p, 0), size - 1),
    "circular": lambda p, size: p % size,
    "reflect": lambda p, size: -p if p < 0 else 2 * (size - 1) - p if p >= size else p,
}
JOINING: dict[str, Callable[..., Any]] = {
    "cat": cat,
    "concat": cat,
    "concatenate": cat,
    "stack": stack,
    "vstack": vstack,
    "hstack": hstack,
    "row_stack": vstack,
    "dstack": dstack,
    "column_stack": column_stack,
    "atleast_1d": for_each(at_least_1d),
    "atleast_2d": for_each(at_least_2d),
    "atleast_3d": for_each(at_least_3d),
    "broadcast_tensors": broadcast_tensors,
    "cartesian_prod": cartesian_prod,
    "combinations": combinations,
    "block_diag": block_diag,
    "meshgrid": meshgrid,
    "broadcast_shapes": lambda *shapes: Size(broadcast_shape(*map(tuple, shapes))),
}
