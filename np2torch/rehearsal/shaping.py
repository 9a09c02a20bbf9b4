"""PyTorch's functions that arrange the same elements anew."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from .tensor import Shape, Tensor, Unsupported, expansion, offsets, strides_of


def ints(args: Sequence[Any]) -> tuple[int, ...]:
    """Sizes or dims given one by one, or as one sequence."""
    flat = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
    if any(isinstance(a, str) for a in flat):
        raise Unsupported("a view of another dtype")
    return tuple(int(a) for a in flat)


def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    return reshaped(input, ints(sizes if shape is None else (tuple(shape),)))


def reshaped(input: Tensor, sizes: tuple[int, ...]) -> Tensor:
    if -1 in sizes:
        known = math.prod(s for s in sizes if s != -1)
        sizes = tuple(input.count // known if s == -1 and known else s for s in sizes)
    if math.prod(sizes) != input.count:
        raise RuntimeError(f"shape {sizes} is invalid for input of size {input.count}")
    return Tensor(input.storage, input.index, sizes, input.dtype, input.cut)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    return permuted(input, tuple(d % input.ndim for d in ints(order if dims is None else (tuple(dims),))))


def permuted(input: Tensor, order: tuple[int, ...]) -> Tensor:
    if input.ndim < 2:
        return input
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


def expand(input: Tensor, *shape: Any, size: Any = None) -> Tensor:
    sizes = ints(shape if size is None else (tuple(size),))
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


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    at, parts = dim % input.ndim, list(sizes)
    if -1 in parts:
        parts[parts.index(-1)] = -input.shape[at] // math.prod(parts)
    return reshaped(input, (*input.shape[:at], *parts, *input.shape[at + 1 :]))


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    if start + length > input.shape[dim]:
        raise RuntimeError("start + length exceeds the dimension's size")
    return input[(*[slice(None)] * (dim % input.ndim), slice(start, start + length))]


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    first, second = dims
    if k % 4 == 1:
        return swapped(flip(input, second), first, second)
    if k % 4 == 3:
        return flip(swapped(input, first, second), second)
    return flip(flip(input, first), second) if k % 4 else input


def flip(input: Tensor, *axes: Any, dims: Any = None) -> Tensor:
    result = input
    for dim in ints(axes if dims is None else (dims,)):
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
    return tuple(input[(*lead, slice(a, b))] for a, b in itertools.pairwise(bounds))


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    lead = (slice(None),) * (dim % input.ndim)
    return tuple(input[(*lead, i)] for i in range(input.shape[dim]))


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    if input.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError("outer: expected 1-D tensors")
    result: Tensor = input[:, None] * vec2[None, :]
    return result


def places_of(shape: Shape) -> list[tuple[int, ...]]:
    result: list[tuple[int, ...]] = [()]
    for size in shape:
        result = [(*p, i) for p in result for i in range(size)]
    return result


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows along an axis, the places inside each as a new last axis."""
    axis = dimension % input.ndim
    strides, places = strides_of(input.shape), input.places
    starts = range(0, input.shape[axis] - size + 1, step)
    steps = [[i * strides[a] for i in (starts if a == axis else range(input.shape[a]))] for a in range(input.ndim)]
    steps.append([i * strides[axis] for i in range(size)])
    return input.window([places[o] for o in offsets(steps)], tuple(map(len, steps)))


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
    "unflatten": unflatten,
    "narrow": narrow,
    "select": lambda input, dim, index: input[(*[slice(None)] * (dim % input.ndim), index)],
    "swapdims": swapped,
    "adjoint": lambda input: swapped(input, -1, -2),
    "rot90": rot90,
    "fliplr": lambda input: flip(input, 1),
    "flipud": lambda input: flip(input, 0),
    "hsplit": lambda input, sections: tensor_split(input, sections, 1 if input.ndim > 1 else 0),
    "vsplit": lambda input, sections: tensor_split(input, sections, 0),
    "dsplit": lambda input, sections: tensor_split(input, sections, 2),
    "expand": expand,
    "expand_as": lambda input, other: expand(input, other.shape),
    "view_as": lambda input, other: reshaped(input, other.shape),
    "reshape_as": lambda input, other: reshaped(input, other.shape),
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
    "unfold": unfold,
}
