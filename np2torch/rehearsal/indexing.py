"""PyTorch's functions that read and write at places given by other tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from .elementwise import nonzero
from .joining import stack
from .reductions import average, product, total
from .shaping import expand, flatten, picked, places_of, unbind
from .tensor import Tensor, as_tensor, broadcast_shape, cast, expanded, strides_of, wrapped

# --- one place in a line for each element of an index -----------------------------------------------------


def targets(input: Tensor, dim: int, index: Tensor) -> list[int]:
    """For each element of the index, the place in the input that it names along `dim`."""
    if index.dtype != "int64":
        raise RuntimeError("index must have the dtype int64")
    axis = dim % max(input.ndim, 1)
    if index.ndim != input.ndim and max(index.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError("index and input must have the same number of dimensions")
    strides = strides_of(input.shape) or [1]
    size = input.shape[axis] if input.shape else 1
    result = []
    for place, chosen in zip(places_of(index.shape or (1,)), index.values, strict=True):
        rest = sum(i * s for a, (i, s) in enumerate(zip(place, strides, strict=True)) if a != axis)
        result.append(rest + bounded(chosen, size) * strides[axis])
    return result


def bounded(index: int, size: int) -> int:
    if not 0 <= index < size:
        raise RuntimeError(f"index {index} is out of bounds for a dimension of size {size}")
    return index


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    values = input.values
    return Tensor.of([values[p] for p in targets(input, dim, index)], index.shape, input.dtype)


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    if dim is None:
        return gather(flatten(input), 0, flatten(indices))
    axis = dim % input.ndim
    rest = broadcast_shape(*((*t.shape[:axis], 1, *t.shape[axis + 1 :]) for t in (input, indices)))
    source, index = (expand(t, (*rest[:axis], t.shape[axis], *rest[axis + 1 :])) for t in (input, indices))
    size = input.shape[axis]
    return gather(source, axis, index.like([wrapped(i, size) for i in index.values]))


def scattered(input: Tensor, dim: int, index: Tensor, src: Any, combine: Callable[[list[Any]], Any] | None, include_self: bool = True) -> Tensor:
    """The input with what `src` has for each of its places: the last of it, or all of it combined."""
    if isinstance(src, Tensor) and src.dtype != input.dtype:
        raise RuntimeError("scatter expects the same dtype for input and src")
    sources = [as_tensor(src).single()] * index.count if not isinstance(src, Tensor) else corner(src, index.shape)
    arriving: dict[int, list[Any]] = {}
    for place, value in zip(targets(input, dim, index), sources, strict=True):
        arriving.setdefault(place, []).append(cast(value, input.dtype))
    values = list(input.values)
    for place, new in arriving.items():
        values[place] = new[-1] if combine is None else combine([values[place], *new] if include_self else new)
    return input.like([cast(v, input.dtype) for v in values])


def corner(src: Tensor, shape: Sequence[int]) -> list[Any]:
    """As many of the elements from the start of each axis as the index has."""
    return src.values if src.shape == shape else src[tuple(slice(0, s) for s in shape)].values


REDUCING: dict[str, Callable[[list[Any]], Any]] = {"add": total, "multiply": product, "sum": total, "prod": product}


def scatter(input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None) -> Tensor:
    return scattered(input, dim, index, value if src is None else src, REDUCING[reduce] if reduce else None)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return scattered(input, dim, index, src, total)


def scatter_reduce(input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True) -> Tensor:
    from .reductions import shared_extreme

    combining = {**REDUCING, "mean": average, "amax": shared_extreme(operator.gt), "amin": shared_extreme(operator.lt)}
    return scattered(input, dim, index, src, combining[reduce], include_self)


# --- whole rows -------------------------------------------------------------------------------------------


def rows_changed(input: Tensor, dim: int, index: Tensor, source: Any, change: Callable[[Any, Any], Any]) -> Tensor:
    """Rows along `dim` that the index names, changed by those of the source."""
    rows: list[Any] = list(unbind(input, dim))
    sources = unbind(source, dim) if isinstance(source, Tensor) and source.ndim else [source] * index.count
    for place, row in zip(index.values, sources, strict=True):
        rows[wrapped(place, len(rows))] = change(rows[wrapped(place, len(rows))], row)
    return input.like([cast(v, input.dtype) for v in stack(rows, dim).values])


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    if source.dtype != input.dtype:
        raise RuntimeError("index_add: self and source expected to have the same dtype")
    return rows_changed(input, dim, index, source, lambda row, new: row + (new if alpha == 1 else new * alpha))


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    return rows_changed(input, dim, index, source, lambda row, new: new)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    number = cast(as_tensor(value).single(), input.dtype)
    return rows_changed(input, dim, index, number, lambda row, new: row.like([new] * row.count))


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    size = input.shape[dim] if input.shape else 1
    return picked(input, dim, [bounded(i, size) for i in flatten(index).values])


# --- places in the flat tensor, masks ---------------------------------------------------------------------


def take(input: Tensor, index: Tensor) -> Tensor:
    values = input.values
    return Tensor.of([values[wrapped(i, len(values))] for i in index.values], index.shape, input.dtype)


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    values = list(input.values)
    for place, value in zip(index.values, source.values, strict=True):
        values[place] = values[place] + value if accumulate else value
    return input.like(values)


def index_put(input: Tensor, indices: Sequence[Any], values: Any, accumulate: bool = False) -> Tensor:
    where = Tensor.of(list(range(input.count)), input.shape, "int64")[tuple(indices)]
    result = list(input.values)
    for place, value in zip(where.values, expanded(as_tensor(values), where.shape), strict=True):
        result[place] = cast(result[place] + value if accumulate else value, input.dtype)
    return input.like(result)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    shape = broadcast_shape(input.shape, mask.shape)
    values = [v for v, kept in zip(expanded(input, shape), expanded(mask, shape), strict=True) if kept]
    return Tensor.of(values, (len(values),), input.dtype)


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    if mask.dtype != "bool":
        raise RuntimeError("masked_fill only supports boolean masks")
    shape = broadcast_shape(input.shape, mask.shape)
    filling = cast(as_tensor(value).single(), input.dtype)
    pairs = zip(expanded(input, shape), expanded(mask, shape), strict=True)
    return Tensor.of([filling if covered else v for v, covered in pairs], shape, input.dtype)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    incoming = iter(source.values)
    pairs = zip(input.values, expanded(mask, input.shape), strict=True)
    return input.like([next(incoming) if covered else v for v, covered in pairs])


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    rows = [[i // step % size for i in indices.values] for size, step in zip(sizes, strides_of(sizes), strict=True)]
    return tuple(Tensor.of(row, indices.shape, "int64") for row in rows)


INDEXING: dict[str, Callable[..., Any]] = {
    "gather": gather,
    "take_along_dim": take_along_dim,
    "scatter": scatter,
    "scatter_add": scatter_add,
    "scatter_reduce": scatter_reduce,
    "index_add": index_add,
    "index_copy": index_copy,
    "index_fill": index_fill,
    "index_select": index_select,
    "index_put": index_put,
    "take": take,
    "put": put,
    "masked_select": masked_select,
    "masked_fill": masked_fill,
    "masked_scatter": masked_scatter,
    "argwhere": nonzero,
}
# Those that also write in place, as `scatter_` does.
WRITING = ("scatter scatter_add scatter_reduce index_add index_copy index_fill index_put put masked_fill masked_scatter").split()
