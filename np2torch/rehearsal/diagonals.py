"""PyTorch's functions of diagonals and triangles of matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .shaping import flatten, moved_axes
from .tensor import Tensor, cast, offsets, strides_of


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A view, the diagonal as its last axis."""
    first, second = dim1 % input.ndim, dim2 % input.ndim
    strides, places = strides_of(input.shape), input.places
    rows = [i for i in range(input.shape[first]) if 0 <= i + offset < input.shape[second]]
    rest = [a for a in range(input.ndim) if a not in (first, second)]
    steps = [[i * strides[a] for i in range(input.shape[a])] for a in rest]
    steps.append([i * strides[first] + (i + offset) * strides[second] for i in rows])
    return input.window([places[o] for o in offsets(steps)], tuple(map(len, steps)))


def diag(input: Tensor, diagonal_: int = 0) -> Tensor:
    if input.ndim == 2:
        taken = diagonal(input, diagonal_)
        return taken.like(list(taken.values))
    if input.ndim != 1:
        raise RuntimeError("diag() takes one or two dimensions")
    return embedded(input, diagonal_)


def embedded(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices whose diagonals are the rows of the input."""
    width = input.shape[-1]
    size = width + abs(offset)
    zero = cast(0, input.dtype)
    values: list[Any] = []
    for start in range(0, input.count, max(width, 1)):
        row = input.values[start : start + width]
        values += [row[min(i, j)] if j - i == offset else zero for i in range(size) for j in range(size)]
    made = Tensor.of(values, (*input.shape[:-1], size, size), input.dtype)
    return moved_axes(made, (-2, -1), (dim1, dim2))


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    return embedded(flatten(input), offset)


def triangle(lower: bool) -> Callable[..., Tensor]:
    def function(input: Tensor, diagonal: int = 0) -> Tensor:
        rows, columns = input.shape[-2:]
        inside = [(j - i <= diagonal) if lower else (j - i >= diagonal) for i in range(rows) for j in range(columns)]
        times = input.count // max(rows * columns, 1)
        return input.like([v if k else cast(0, input.dtype) for v, k in zip(input.values, inside * times, strict=True)])

    return function


def triangle_indices(lower: bool) -> Callable[..., Tensor]:
    def function(row: int, col: int, offset: int = 0, *, dtype: str = "int64", device: Any = None) -> Tensor:
        places = [(i, j) for i in range(row) for j in range(col) if (j - i <= offset if lower else j - i >= offset)]
        return Tensor.of([p[axis] for axis in (0, 1) for p in places], (2, len(places)), dtype)

    return function


def fill_diagonal(input: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    view = diagonal(input)
    view.write([cast(fill_value, input.dtype)] * view.count)
    return input


DIAGONALS: dict[str, Callable[..., Any]] = {
    "diag": lambda input, diagonal=0: diag(input, diagonal),
    "diagonal": diagonal,
    "diag_embed": embedded,
    "diagflat": diagflat,
    "tril": triangle(True),
    "triu": triangle(False),
    "fill_diagonal_": fill_diagonal,
}
TRIANGLES: dict[str, Callable[..., Any]] = {"tril_indices": triangle_indices(True), "triu_indices": triangle_indices(False)}
