"""PyTorch's reductions: sums, averages, extremes, norms, and what runs along an axis."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .scalar import Scalar, record, recorded, sign
from .shaping import moved_back, moved_last, permute
from .tensor import FLOATS, Shape, Tensor, Unsupported, as_tensor, cast, divide, keep_all

Reducer = Callable[[list[Any]], Any]


def dims_of(tensor: Tensor, dim: Any) -> tuple[int, ...]:
    if dim is None or dim == ():
        return tuple(range(tensor.ndim))
    dims = dim if isinstance(dim, (tuple, list)) else (dim,)
    for d in dims:
        if not -max(tensor.ndim, 1) <= int(d) < max(tensor.ndim, 1):
            raise IndexError(f"dimension {d} is out of range for {tensor.ndim} dimensions")
    return tuple(int(d) % max(tensor.ndim, 1) for d in dims)


def groups(tensor: Tensor, dim: Any, keepdim: bool) -> tuple[list[list[Any]], Shape]:
    """The values that are reduced together, one list for each element of the result."""
    dims = set(dims_of(tensor, dim)) if tensor.ndim else set()
    kept = tuple(1 if i in dims else s for i, s in enumerate(tensor.shape) if keepdim or i not in dims)
    if len(dims) == tensor.ndim:
        return [tensor.values], kept
    order = [i for i in range(tensor.ndim) if i not in dims] + sorted(dims)
    moved = permute(tensor, tuple(order)).values
    width = math.prod(tensor.shape[i] for i in dims)
    total = math.prod(s for i, s in enumerate(tensor.shape) if i not in dims)
    return [moved[k * width : (k + 1) * width] for k in range(total)], kept


def total(values: list[Any]) -> Any:
    parents = tuple(v for v in values if type(v) is Scalar)
    if not parents:
        return sum(values) if values else 0
    return record(math.fsum(values), parents, (1.0,) * len(parents))


def average(values: list[Any]) -> Any:
    return total(values) / len(values) if values else math.nan


def product(values: Sequence[Any]) -> Any:
    result: Any = 1
    for value in values:
        result = result * value
    return result


def shared_extreme(better: Callable[[Any, Any], bool]) -> Reducer:
    """At a tie the derivative is shared, as in `amax`, and in `max()` of everything."""

    def extreme(values: list[Any]) -> Any:
        if not values:
            raise IndexError("an extreme of nothing")
        best = values[0]
        for value in values[1:]:
            if better(value, best) or value != value:
                best = value
        ties = [v for v in values if v == best]
        return best if len(ties) < 2 or not isinstance(best, float) else recorded(float(best), [(t, 1.0 / len(ties)) for t in ties])

    return extreme


def arg_extreme(better: Callable[[Any, Any], bool]) -> Callable[[list[Any]], int]:
    def position(values: list[Any]) -> int:
        best = 0
        for i, value in enumerate(values):
            best = i if better(value, values[best]) or (value != value and values[best] == values[best]) else best
        return best

    return position


def reduction(reduce: Reducer, result: Callable[[str], str], floats_only: bool = False) -> Callable[..., Tensor]:
    def function(input: Any, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool = False, dtype: str | None = None) -> Tensor:
        if not isinstance(input, Tensor):
            raise TypeError("argument must be Tensor")
        if floats_only and input.dtype not in FLOATS and dtype is None:
            raise RuntimeError("the input dtype must be floating point")
        parts, shape = groups(input, dim if dim is not None else axis, keepdim or keepdims)
        type_ = dtype or result(input.dtype)
        return Tensor.of([cast(reduce(p), type_) for p in parts], shape, type_)

    return function


def saving(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A reduction whose derivative needs the operand's values."""

    def saved(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return keep_all(lambda: function(input, *args, **kwargs), input)

    return saved


def variance(values: list[Any], correction: float) -> Any:
    mean = average(values)
    return divide(total([(v - mean) ** 2 for v in values]), float(max(len(values) - correction, 0)))


def root_of(value: Any) -> Any:
    """Without a derivative at zero."""
    root = math.sqrt(value) if value == value else math.nan
    return recorded(root, [(value, 0.5 / root if root else 0.0)])


def with_mean(deviation: Callable[..., Tensor]) -> Callable[..., tuple[Tensor, Tensor]]:
    def function(input: Tensor, dim: Any = None, *, correction: float = 1.0, keepdim: bool = False) -> tuple[Tensor, Tensor]:
        return deviation(input, dim, correction=correction, keepdim=keepdim), REDUCTIONS["mean"](input, dim, keepdim)

    return function


def deviation(root: bool) -> Callable[..., Tensor]:
    def function(input: Tensor, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: float | None = None) -> Tensor:
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if input.dtype not in FLOATS:
            raise RuntimeError("std and var only support floating point dtypes")
        parts, shape = groups(input, dim, keepdim)
        by = correction if correction is not None else float(unbiased)
        result = [cast(variance(p, by), "float64") for p in parts]
        return Tensor.of([root_of(v) for v in result] if root else result, shape, input.dtype)

    return saving(function)


def extreme(name: str) -> Callable[..., Any]:
    """`max`: of everything, of two tensors, or along a dim with indices."""
    better = operator.gt if name == "max" else operator.lt
    pairwise = {"max": "maximum", "min": "minimum"}[name]

    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
        from .elementwise import ELEMENTWISE

        if isinstance(dim, Tensor):
            return ELEMENTWISE[pairwise](input, dim)
        if dim is None:
            return REDUCTIONS[f"a{name}"](input)
        parts, shape = groups(input, dim, keepdim)
        places = [arg_extreme(better)(p) for p in parts]
        return Pair(Tensor.of([p[i] for p, i in zip(parts, places, strict=True)], shape, input.dtype), Tensor.of(list(places), shape, "int64"))

    return function


class Pair(NamedTuple):
    values: Tensor
    indices: Tensor


def along(function: Callable[..., list[Any]], result: Callable[[str], str]) -> Callable[..., Tensor]:
    """A function of each line along an axis, which gives a line of the same length."""

    def apply(input: Tensor, dim: int, *, dtype: str | None = None, **how: Any) -> Tensor:
        moved = moved_last(input, dim)
        width = moved.shape[-1] if moved.shape else 1
        source, type_ = moved.values, dtype or result(input.dtype)
        values = [cast(v, type_) for i in range(0, moved.count, max(width, 1)) for v in function(source[i : i + width], **how)]
        return moved_back(Tensor.of(values, moved.shape, type_), dim, input.ndim)

    return apply


def running(combine: Callable[[Any, Any], Any]) -> Callable[[list[Any]], list[Any]]:
    def line(values: list[Any]) -> list[Any]:
        result = values[:1]
        for value in values[1:]:
            result.append(combine(result[-1], value))
        return result

    return line


def running_extreme(better: Callable[[Any, Any], bool]) -> Callable[..., Pair]:
    """`cummax` and `cummin`: at a tie the later place."""

    def places(values: list[Any]) -> list[int]:
        result: list[int] = []
        for i, value in enumerate(values):
            kept = result and (better(values[result[-1]], value) or values[result[-1]] != values[result[-1]])
            result.append(result[-1] if kept else i)
        return result

    def function(input: Tensor, dim: int) -> Pair:
        best = along(lambda values: [values[i] for i in places(values)], same)
        return Pair(best(input, dim), along(places, always("int64"))(input, dim))

    return function


def same(dtype: str) -> str:
    return dtype


def whole(dtype: str) -> str:
    return dtype if dtype in FLOATS else "int64"


def always(dtype: str) -> Callable[[str], str]:
    return lambda _: dtype


def softmax(input: Tensor, dim: int) -> Tensor:
    """Each line at once, with the derivative that the closed form gives."""

    def line(values: list[Any]) -> list[Any]:
        top = max(map(float, values))
        parts = [math.exp(float(v) - top) for v in values]
        norm = sum(parts)
        shares = [p / norm for p in parts]
        return [recorded(s, [(v, s * ((i == j) - t)) for j, (v, t) in enumerate(zip(values, shares, strict=True))]) for i, s in enumerate(shares)]

    return along(line, same)(input, dim)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    def line(values: list[Any]) -> list[Any]:
        top = max(map(float, values))
        norm = math.log(sum(math.exp(float(v) - top) for v in values)) + top
        shares = [math.exp(float(v) - norm) for v in values]
        return [recorded(float(w) - norm, [(v, (i == j) - t) for j, (v, t) in enumerate(zip(values, shares, strict=True))]) for i, w in enumerate(values)]

    return along(line, same)(input, dim)


def logsumexp_of(values: list[Any]) -> Any:
    top = max(map(float, values))
    if math.isinf(top):
        return top
    value = top + math.log(sum(math.exp(float(v) - top) for v in values))
    return recorded(value, [(v, math.exp(float(v) - value)) for v in values])


def running_logsumexp(values: list[Any]) -> list[Any]:
    return [logsumexp_of(values[: i + 1]) for i in range(len(values))]


def euclidean(values: list[Any]) -> Any:
    value = math.sqrt(sum(float(v) * float(v) for v in values))
    return recorded(value, [(v, float(v) / value if value else 0.0) for v in values])


def p_norm(values: list[Any], p: float) -> Any:
    if p == 0:
        return float(sum(1 for v in values if v))
    value = sum(abs(float(v)) ** p for v in values) ** (1.0 / p)
    return recorded(value, [(v, sign(v) * (abs(float(v)) / value) ** (p - 1) if v and value else 0.0) for v in values])


def vector_norm(input: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: str | None = None) -> Tensor:
    p = float(ord)
    if p == 2:
        reduce: Reducer = euclidean
    elif p == 1:
        reduce = lambda values: total([abs(v) for v in values])  # noqa: E731
    elif math.isinf(p):
        best = shared_extreme(operator.gt if p > 0 else operator.lt)
        reduce = lambda values: best([abs(v) for v in values])  # noqa: E731
    else:
        reduce = lambda values: p_norm(values, p)  # noqa: E731
    return saving(reduction(reduce, same, floats_only=True))(input, dim, keepdim, dtype=dtype)


def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: str | None = None) -> Tensor:
    """`torch.norm`: of all elements, whatever the shape."""
    if p == "nuc":
        raise Unsupported("torch.norm of this kind")
    return vector_norm(input, 2 if p in (None, "fro") else p, dim, keepdim, dtype=dtype)


def without_nan(reduce: Reducer) -> Reducer:
    return lambda values: reduce([v for v in values if v == v])


class Extremes(NamedTuple):
    min: Tensor
    max: Tensor


def both_extremes(input: Tensor, *, dim: Any = None, keepdim: bool = False) -> Extremes:
    return Extremes(REDUCTIONS["amin"](input, dim, keepdim), REDUCTIONS["amax"](input, dim, keepdim))


REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": reduction(total, whole),
    "prod": saving(reduction(product, whole)),
    "mean": reduction(average, same, floats_only=True),
    "amax": saving(reduction(shared_extreme(operator.gt), same)),
    "amin": saving(reduction(shared_extreme(operator.lt), same)),
    "argmax": reduction(arg_extreme(operator.gt), always("int64")),
    "argmin": reduction(arg_extreme(operator.lt), always("int64")),
    "any": reduction(any, always("bool")),
    "all": reduction(all, always("bool")),
    "count_nonzero": reduction(lambda v: sum(1 for x in v if x), always("int64")),
    "logsumexp": saving(reduction(logsumexp_of, same)),
    "std": deviation(True),
    "var": deviation(False),
    "max": extreme("max"),
    "min": extreme("min"),
    "std_mean": with_mean(deviation(True)),
    "var_mean": with_mean(deviation(False)),
    "aminmax": both_extremes,
    "nansum": reduction(without_nan(total), whole),
    "nanmean": reduction(without_nan(average), same, floats_only=True),
    "norm": norm,
    "dist": lambda input, other, p=2: norm(input - other, p),
    "cumsum": along(running(operator.add), whole),
    "cumprod": saving(along(running(operator.mul), whole)),
    "cummax": running_extreme(operator.gt),
    "cummin": running_extreme(operator.lt),
    "logcumsumexp": saving(along(running_logsumexp, same)),
    "softmax": softmax,
    "log_softmax": log_softmax,
    "trace": lambda input: as_tensor(cast(total([input[i, i].single() for i in range(min(input.shape))]), input.dtype)),
}
