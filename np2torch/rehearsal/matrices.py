"""Tensors taken apart into matrices of plain floats, and what small changes of a matrix do to a result.

`changes` of a matrix are zeros on the tape that stand for a small change of each element. The result of an algorithm
on plain floats, plus products of these zeros that are its first-order change, has the right value and derivatives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .decompositions import Matrix
from .joining import cat, stack
from .scalar import Scalar, Tape, keep, recorded
from .shaping import reshaped
from .tensor import FLOATS, Tensor, as_tensor, keep_all


def rows_of(tensor: Tensor) -> Matrix:
    columns = tensor.shape[1]
    values = list(map(float, tensor.values))
    return [values[i * columns : (i + 1) * columns] for i in range(tensor.shape[0])]


def tensor_of(rows: Matrix, like: Tensor, columns: int = 0) -> Tensor:
    width = len(rows[0]) if rows else columns
    return Tensor.of([x for row in rows for x in row], (len(rows), width), like.dtype)


def vector_of(values: Sequence[Any], like: Tensor) -> Tensor:
    return Tensor.of(list(values), (len(values),), like.dtype)


def number_of(value: Any, like: Tensor) -> Tensor:
    return Tensor.of([value], (), like.dtype)


def identity_of(size: int, like: Tensor) -> Tensor:
    return Tensor.of([float(i == j) for i in range(size) for j in range(size)], (size, size), like.dtype)


def is_taped(*tensors: Tensor) -> bool:
    return Tape.recording and any(type(v) is Scalar for t in tensors for v in t.values)


def changes(tensor: Tensor) -> Tensor:
    return tensor.like([recorded(0.0, [(v, 1.0)]) for v in tensor.values])


def weighted(zeros: Tensor, weights: Sequence[float]) -> Tensor:
    """Changes times factors; where a factor is not finite, the derivative is NaN."""
    pairs = zip(zeros.values, weights, strict=True)
    return zeros.like([recorded(0.0, [(z, w if math.isfinite(w) else math.nan)]) for z, w in pairs])


def undefined(value: Tensor, operand: Tensor) -> Tensor:
    """A value that has no derivatives: they are NaN, which nobody takes for right."""
    if not is_taped(operand):
        return value
    parents = [(v, math.nan) for v in operand.values]
    return value.like([recorded(float(v), parents) for v in value.values])


def beside(left: Tensor, columns: Matrix, operand: Tensor) -> Tensor:
    """With columns that complete a basis, which any others could stand for."""
    return cat([left, undefined(tensor_of(columns, left), operand)], 1) if columns and columns[0] else left


# --- many matrices at once --------------------------------------------------------------------------------


def square(tensor: Tensor) -> Tensor:
    if tensor.ndim < 2 or tensor.shape[-1] != tensor.shape[-2]:
        raise RuntimeError("linalg: the input must be batches of square matrices")
    return tensor


def matrices(tensor: Tensor) -> list[Tensor]:
    if tensor.ndim < 2 or tensor.dtype not in FLOATS:
        raise RuntimeError("linalg: the input must be a tensor of floats of at least 2 dimensions")
    count = math.prod(tensor.shape[:-2])
    whole = reshaped(tensor, (count, *tensor.shape[-2:]))
    return [whole[i] for i in range(count)]


def batched(lead: Sequence[int], parts: Sequence[Tensor]) -> Tensor:
    """Results of single matrices as one tensor with the leading axes of the operand."""
    return reshaped(stack(parts), (*lead, *parts[0].shape)) if lead else parts[0]


def of_each(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """A function of one matrix, as a function of tensors of matrices."""
    return lambda tensor: keep_all(lambda: batched(tensor.shape[:-2], list(map(function, matrices(tensor)))), tensor)


def several_of_each(function: Callable[..., Sequence[Tensor]], tensor: Tensor, *args: Any) -> list[Tensor]:
    """As `of_each`, for functions that give several tensors."""
    first = Tape.count
    found = [function(m, *args) for m in matrices(tensor)]
    keep(tensor.storage.serial, first)
    return [batched(tensor.shape[:-2], parts) for parts in zip(*found, strict=True)]


def product(*factors: Tensor) -> Tensor:
    result: Any = factors[0]
    for factor in factors[1:]:
        result = result @ factor
    return as_tensor(result)
