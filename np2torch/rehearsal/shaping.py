"""PyTorch's functions that arrange the same elements anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .tensor import (
    Shape,
    Tensor,
    Unsupported,
    as_tensor,
    broadcast_shape,
    cast,
    expanded,
    expansion,
    offsets,
    promote,
    strides_of,
)


def ints(args: Sequence[Any]) -> tuple[int, ...]:
    """Sizes or dims given one by one, or as one sequence."""
    flat = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
    return tuple(int(a) for a in flat)


def reshape(input: Tensor, *shape: Any) -> Tensor:
    sizes = ints(shape)
    if -1 in sizes:
        known = math.prod(s for s in sizes if s != -1)
        sizes = tuple(input.count // known if s == -1 and known else s for s in sizes)
    if math.prod(sizes) != input.count:
        raise RuntimeError(f"shape {sizes} is invalid for input of size {input.count}")
    return Tensor(input.storage, input.index, sizes, input.dtype, input.cut)


def permute(input: Tensor, *dims: Any) -> Tensor:
    order = tuple(d % input.ndim for d in ints(dims))
    strides, places = strides_of(input.shape), input.places
    steps = [range(0, input.shape[a] * strides[a], strides[a]) if input.shape[a] else [] for a in order]
    return input.window([places[o] for o in offsets(steps)], tuple(input.shape[a] for a in order))


def reversed_dims(input: Tensor) -> Tensor:
    return permute(input, tuple(reversed(range(input.ndim)))) if input.ndim > 1 else input


def matrix_transpose(input: Tensor) -> Tensor:
    if input.ndim > 2:
        raise RuntimeError("t() expects a tensor of at most two dimensions")
    return reversed_dims(input)


def swapped(input: Tensor, dim0: int, dim1: int) -> Tensor:
    order = list(range(input.ndim))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return permute(input, tuple(order))


def moved_axes(input: Tensor, source: Any, destination: Any) -> Tensor:
    sources = [s % input.ndim for s in ints((source,) if isinstance(source, int) else (tuple(source),))]
    targets = [d % input.ndim for d in ints((destination,) if isinstance(destination, int) else (tuple(destination),))]
    order = [i for i in range(input.ndim) if i not in sources]
    for target, origin in sorted(zip(targets, sources, strict=True)):
        order.insert(target, origin)
    return permute(input, tuple(order))


def moved_last(input: Tensor, dim: int) -> Tensor:
    return moved_axes(input, dim, -1) if input.ndim > 1 else input


def moved_back(input: Tensor, dim: int, ndim: int) -> Tensor:
    return moved_axes(input, -1, dim % ndim) if ndim > 1 else input


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    at = dim % (input.ndim + 1)
    return reshape(input, (*input.shape[:at], 1, *input.shape[at:]))


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    dims = range(input.ndim) if dim is None else [d % max(input.ndim, 1) for d in ints((dim,))]
    return reshape(input, tuple(s for i, s in enumerate(input.shape) if not (s == 1 and i in dims)))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    if not input.shape:
        return reshape(input, (1,))
    end = end_dim % input.ndim
    return reshape(input, (*input.shape[:start_dim], math.prod(input.shape[start_dim : end + 1]), *input.shape[end + 1 :]))


def expand(input: Tensor, *shape: Any) -> Tensor:
    sizes = ints(shape)
    padded = (1,) * (len(sizes) - input.ndim) + tuple(input.shape)
    full = tuple(p if s == -1 else s for s, p in zip(sizes, padded, strict=True))
    places = input.places
    return input.window([places[o] for o in expansion(input.shape, full)], full)


def repeat(input: Tensor, *sizes: Any) -> Tensor:
    times = ints(sizes)
    padded = (1,) * (len(times) - input.ndim) + tuple(input.shape)
    strides = strides_of(padded)
    steps = [list(range(0, s * t, t)) * n if s else [] for s, t, n in zip(padded, strides, times, strict=True)]
    values = input.values
    return Tensor.of([values[o] for o in offsets(steps)], tuple(s * n for s, n in zip(padded, times, strict=True)), input.dtype)


def tile(input: Tensor, dims: Any, *more: int) -> Tensor:
    times = ints((dims, *more))
    return repeat(input, (1,) * (input.ndim - len(times)) + times)


def picked(input: Tensor, dim: int, places: Sequence[int]) -> Tensor:
    """The given places along an axis, in order, as a copy."""
    key = (slice(None),) * (dim % max(input.ndim, 1)) + (Tensor.of(list(places), (len(places),), "int64"),)
    return input[key]


def repeat_interleave(input: Tensor, repeats: Any, dim: int | None = None) -> Tensor:
    source = flatten(input) if dim is None else input
    axis = 0 if dim is None else dim
    counts = repeats.values if isinstance(repeats, Tensor) and repeats.ndim else [int(repeats)] * source.shape[axis]
    return picked(source, axis, [i for i, n in enumerate(counts) for _ in range(n)])


def flip(input: Tensor, *dims: Any) -> Tensor:
    result = input
    for dim in ints(dims):
        result = picked(result, dim, range(result.shape[dim] - 1, -1, -1))
    return result


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    if dims is None:
        return reshape(roll(flatten(input), shifts, 0), input.shape)
    result = input
    for shift, dim in zip(ints((shifts,)), ints((dims,)), strict=True):
        size = result.shape[dim]
        result = picked(result, dim, [(i - shift) % size for i in range(size)])
    return result


def cat(tensors: Sequence[Tensor], dim: int = 0, axis: int | None = None) -> Tensor:
    parts = [t for t in tensors if t.shape != (0,)] or list(tensors[:1])
    at = (dim if axis is None else axis) % max(parts[0].ndim, 1)
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
    return cat([t if t.ndim > 1 else reshape(t, (1, -1)) for t in tensors])


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    parts = [t if t.ndim else reshape(t, (1,)) for t in tensors]
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([t if t.ndim > 1 else reshape(t, (-1, 1)) for t in tensors], 1)


def split(input: Tensor, size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    total = input.shape[dim]
    sizes = list(size) if isinstance(size, (list, tuple)) else [min(size, total - i) for i in range(0, total, size)]
    return cut_at(input, [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)], dim)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    return split(input, -(-input.shape[dim] // chunks), dim)


def tensor_split(input: Tensor, sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    if isinstance(sections, int):
        size, extra = divmod(input.shape[dim], sections)
        ends = [(i + 1) * size + min(i + 1, extra) for i in range(sections - 1)]
        return cut_at(input, ends, dim)
    return cut_at(input, ints((sections,)), dim)


def cut_at(input: Tensor, ends: Sequence[int], dim: int) -> tuple[Tensor, ...]:
    bounds = [0, *ends, input.shape[dim]]
    lead = (slice(None),) * (dim % input.ndim)
    return tuple(input[(*lead, slice(a, b))] for a, b in zip(bounds, bounds[1:], strict=False))


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    lead = (slice(None),) * (dim % input.ndim)
    return tuple(input[(*lead, i)] for i in range(input.shape[dim]))


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    if input.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError("outer: expected 1-D tensors")
    result: Tensor = input[:, None] * vec2[None, :]
    return result


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    if input.ndim == 2:
        rows = [i for i in range(input.shape[0]) if 0 <= i + diagonal < input.shape[1]]
        return picked_pairs(input, rows, [i + diagonal for i in rows])
    size = input.count + abs(diagonal)
    values = input.values
    zero = cast(0, input.dtype)
    made = [values[min(i, j)] if j - i == diagonal else zero for i in range(size) for j in range(size)]
    return Tensor.of(made, (size, size), input.dtype)


def picked_pairs(input: Tensor, rows: Sequence[int], columns: Sequence[int]) -> Tensor:
    return input[tuple(Tensor.of(list(p), (len(p),), "int64") for p in (rows, columns))]


def triangle(lower: bool) -> Callable[..., Tensor]:
    def function(input: Tensor, diagonal: int = 0) -> Tensor:
        rows, columns = input.shape[-2:]
        inside = [(j - i <= diagonal) if lower else (j - i >= diagonal) for i in range(rows) for j in range(columns)]
        times = input.count // max(rows * columns, 1)
        return input.like([v if k else cast(0, input.dtype) for v, k in zip(input.values, inside * times, strict=True)])

    return function


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    places = [list(p) for p in places_of(index.shape)]
    axis = dim % input.ndim
    for place, chosen in zip(places, index.values, strict=True):
        place[axis] = chosen
    strides, values = strides_of(input.shape), input.values
    return Tensor.of([values[sum(i * s for i, s in zip(p, strides, strict=True))] for p in places], index.shape, input.dtype)


def places_of(shape: Shape) -> list[tuple[int, ...]]:
    result: list[tuple[int, ...]] = [()]
    for size in shape:
        result = [(*p, i) for p in result for i in range(size)]
    return result


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """In place: each row of `source` is added to the row of `input` that the index names."""
    axis = dim % input.ndim
    rows = list(unbind(input, axis))
    for row, place in zip(unbind(source, axis), index.values, strict=True):
        rows[place] = rows[place] + row * alpha
    input.write([cast(v, input.dtype) for v in stack(rows, axis).values])
    return input


def index_put(input: Tensor, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Tensor:
    if not accumulate:
        input[tuple(indices)] = values
        return input
    from .tensor import select

    window, _ = select(input, tuple(indices))
    added = expanded(as_tensor(values), window.shape)
    held = list(input.storage.values)
    for place, value in zip(window.places, added, strict=True):
        held[place] = held[place] + value
    Tensor(input.storage, None, (len(held),), input.dtype).write(held)
    return input


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    if mode != "constant":
        raise Unsupported(f"padding of mode {mode}")
    result = input
    for i in range(0, len(pad), 2):
        dim = input.ndim - 1 - i // 2
        parts = []
        for amount in (pad[i], None, pad[i + 1]):
            if amount is None:
                parts.append(result)
            elif amount:
                shape = (*result.shape[:dim], int(amount), *result.shape[dim + 1 :])
                parts.append(Tensor.of([cast(value or 0, input.dtype)] * math.prod(shape), shape, input.dtype))
        result = cat(parts, dim)
    return result


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows along an axis, the places inside each as a new last axis."""
    axis = dimension % input.ndim
    strides, places = strides_of(input.shape), input.places
    starts = range(0, input.shape[axis] - size + 1, step)
    steps = [[i * strides[a] for i in (starts if a == axis else range(input.shape[a]))] for a in range(input.ndim)]
    steps.append([i * strides[axis] for i in range(size)])
    return input.window([places[o] for o in offsets(steps)], tuple(map(len, steps)))


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    parts = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    shape = tuple(p.count for p in parts)
    grids = [expand(reshape(p, (1,) * i + (-1,) + (1,) * (len(parts) - 1 - i)), shape) for i, p in enumerate(parts)]
    return tuple(swapped(g, 0, 1) if indexing == "xy" and len(parts) > 1 else g for g in grids)


SHAPING: dict[str, Callable[..., Any]] = {
    "reshape": reshape,
    "view": reshape,
    "permute": permute,
    "transpose": swapped,
    "swapaxes": swapped,
    "movedim": moved_axes,
    "moveaxis": moved_axes,
    "t": matrix_transpose,
    "unsqueeze": unsqueeze,
    "squeeze": squeeze,
    "flatten": flatten,
    "ravel": flatten,
    "expand": expand,
    "broadcast_to": expand,
    "repeat": repeat,
    "tile": tile,
    "repeat_interleave": repeat_interleave,
    "flip": flip,
    "roll": roll,
    "split": split,
    "chunk": chunk,
    "tensor_split": tensor_split,
    "unbind": unbind,
    "outer": outer,
    "diag": diag,
    "tril": triangle(True),
    "triu": triangle(False),
    "gather": gather,
    "index_add_": index_add,
    "index_put_": index_put,
    "unfold": unfold,
    "index_select": lambda input, dim, index: picked(input, dim, index.values),
}
JOINING: dict[str, Callable[..., Any]] = {
    "cat": cat,
    "concat": cat,
    "concatenate": cat,
    "stack": stack,
    "vstack": vstack,
    "hstack": hstack,
    "column_stack": column_stack,
    "meshgrid": meshgrid,
    "broadcast_shapes": lambda *shapes: broadcast_shape(*map(tuple, shapes)),
}
