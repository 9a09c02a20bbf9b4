"""PyTorch's functions on the stand-in's tensors, and the names under which programs find them."""

from __future__ import annotations

import cmath
import math
import operator
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from .tensor import (
    FLOATS,
    Shape,
    Tensor,
    Unsupported,
    absolute,
    as_tensor,
    binary,
    broadcast_shape,
    cast,
    compare,
    count,
    expanded,
    expanded_index,
    matmul,
    power,
    promote,
    real,
    select,
    unary,
)

# --- elements ------------------------------------------------------------------------------------------


def analytic(complex_form: Callable[[complex], complex], real_form: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of one number; errors become what IEEE arithmetic gives."""

    def element(value: Any) -> Any:
        try:
            return complex_form(value) if isinstance(value, complex) else real_form(value)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return element


def log(value: Any) -> Any:
    if real(value) <= 0:
        return -math.inf if real(value) == 0 else math.nan
    return cmath.log(value) if isinstance(value, complex) else math.log(value)


def sqrt(value: Any) -> Any:
    if real(value) < 0:
        return math.nan
    if isinstance(value, complex):
        root = math.sqrt(value.real)
        return complex(root, value.imag / (2 * root) if root else (math.inf if value.imag else 0.0))
    return math.sqrt(value)


def exp(value: Any) -> Any:
    try:
        return cmath.exp(value) if isinstance(value, complex) else math.exp(value)
    except OverflowError:
        return math.inf


def expm1(value: Any) -> Any:
    if isinstance(value, complex):
        return complex(math.expm1(value.real), math.exp(value.real) * value.imag)
    return math.expm1(value)


def log1p(value: Any) -> Any:
    if isinstance(value, complex):
        return complex(math.log1p(value.real), value.imag / (1 + value.real)) if value.real > -1 else math.nan
    return math.log1p(value) if value > -1 else (-math.inf if value == -1 else math.nan)


def tanh(value: Any) -> Any:
    if isinstance(value, complex):
        t = math.tanh(value.real)
        return complex(t, (1 - t * t) * value.imag)
    return math.tanh(value)


def sigmoid_of(value: Any) -> Any:
    x = real(value)
    s = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
    return complex(s, s * (1 - s) * value.imag) if isinstance(value, complex) else s


def sign(value: Any) -> Any:
    x = real(value)
    return type(x)((x > 0) - (x < 0))


def relu_of(value: Any) -> Any:
    return value if real(value) > 0 else type(value)(0)


def softplus_of(value: Any) -> Any:
    return log1p(exp(value)) if real(value) < 30 else value


def truncated(function: Callable[[float], float]) -> Callable[[Any], Any]:
    return lambda value: float(function(real(value)))


FLOAT_ELEMENTS: dict[str, Callable[[Any], Any]] = {
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "tanh": tanh,
    "sigmoid": sigmoid_of,
    "expm1": expm1,
    "log1p": log1p,
    "log2": lambda v: log(v) / math.log(2),
    "log10": lambda v: log(v) / math.log(10),
    "sin": analytic(cmath.sin, math.sin),
    "cos": analytic(cmath.cos, math.cos),
    "tan": analytic(cmath.tan, math.tan),
    "sinh": analytic(cmath.sinh, math.sinh),
    "cosh": analytic(cmath.cosh, math.cosh),
    "softplus": softplus_of,
}
SAME_ELEMENTS: dict[str, Callable[[Any], Any]] = {
    "abs": absolute,
    "absolute": absolute,
    "relu": relu_of,
    "sign": sign,
    "square": lambda v: v * v,
    "negative": operator.neg,
    "neg": operator.neg,
    "floor": truncated(math.floor),
    "ceil": truncated(math.ceil),
}
TEST_ELEMENTS: dict[str, Callable[[Any], Any]] = {
    "isnan": lambda v: real(v) != real(v),
    "isinf": lambda v: math.isinf(real(v)),
    "isfinite": lambda v: math.isfinite(real(v)),
    "logical_not": lambda v: not real(v),
}


def float_elementwise(function: Callable[[Any], Any]) -> Callable[..., Tensor]:
    def apply(input: Tensor) -> Tensor:
        checked(input)
        return unary(function, input, input.dtype if input.dtype in FLOATS else "float64")

    return apply


def checked(value: object) -> None:
    if not isinstance(value, Tensor):
        raise TypeError("not a tensor")


def elementwise(function: Callable[[Any], Any], dtype: str | None = None) -> Callable[..., Tensor]:
    return lambda input: unary(function, input, dtype)


# --- reductions ----------------------------------------------------------------------------------------


def dims_of(tensor: Tensor, dim: Any) -> tuple[int, ...]:
    if dim is None:
        return tuple(range(tensor.ndim))
    dims = dim if isinstance(dim, (tuple, list)) else (dim,)
    return tuple(int(d) % max(tensor.ndim, 1) for d in dims)


def groups(tensor: Tensor, dim: Any, keepdim: bool) -> tuple[list[list[Any]], Shape]:
    """The values that are reduced together, one list for each element of the result."""
    dims = set(dims_of(tensor, dim))
    order = [i for i in range(tensor.ndim) if i not in dims] + sorted(dims)
    moved = permute(tensor, tuple(order)).values if tensor.ndim else tensor.values
    width = count(tuple(tensor.shape[i] for i in dims))
    kept = tuple(1 if i in dims else s for i, s in enumerate(tensor.shape) if keepdim or i not in dims)
    total = count(tuple(s for i, s in enumerate(tensor.shape) if i not in dims))
    return [moved[k * width : (k + 1) * width] for k in range(total)], kept


def reduction(function: Callable[[list[Any]], Any], dtype: Callable[[str], str]) -> Callable[..., Tensor]:
    def reduce(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None, keepdims: bool = False, dtype: str | None = None) -> Tensor:
        checked(input)
        parts, shape = groups(input, dim if dim is not None else axis, keepdim or keepdims)
        return Tensor.of([function(p) for p in parts], shape, dtype or name(input.dtype))

    name = dtype
    return reduce


def average(values: list[Any]) -> Any:
    return sum(values) / len(values) if values else math.nan


def shared_extreme(better: Callable[[Any, Any], bool]) -> Callable[[list[Any]], Any]:
    """At a tie the derivative is shared, as in `amax` and in `max()` of everything."""

    def extreme(values: list[Any]) -> Any:
        best = real(values[0])
        for value in values[1:]:
            best = real(value) if better(real(value), best) else best
        ties = [v for v in values if real(v) == best]
        return ties[0] if len(ties) == 1 or not any(isinstance(t, complex) for t in ties) else sum(ties) / len(ties)

    return extreme


def arg_extreme(better: Callable[[Any, Any], bool]) -> Callable[[list[Any]], int]:
    def position(values: list[Any]) -> int:
        best = 0
        for i, value in enumerate(values):
            best = i if better(real(value), real(values[best])) else best
        return best

    return position


def deviation(root: bool) -> Callable[..., Tensor]:
    def reduce(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False, unbiased: bool = True) -> Tensor:
        parts, shape = groups(input, dim, keepdim)
        values = [variance(p, correction if unbiased else 0) for p in parts]
        return Tensor.of([sqrt(v) for v in values] if root else values, shape, input.dtype)

    return reduce


def variance(values: list[Any], correction: int) -> Any:
    mean = average(values)
    return sum((v - mean) ** 2 for v in values) / max(len(values) - correction, 1e-300)


def same(dtype: str) -> str:
    return dtype


def whole(dtype: str) -> str:
    return "int64" if dtype == "bool" else dtype


REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": reduction(lambda v: sum(v, 0.0 if any(isinstance(x, float) for x in v) else 0), whole),
    "prod": reduction(lambda v: math.prod(v) if not any(isinstance(x, complex) for x in v) else product(v), whole),
    "mean": reduction(average, same),
    "amax": reduction(shared_extreme(operator.gt), same),
    "amin": reduction(shared_extreme(operator.lt), same),
    "argmax": reduction(arg_extreme(operator.gt), lambda dtype: "int64"),
    "argmin": reduction(arg_extreme(operator.lt), lambda dtype: "int64"),
    "any": reduction(lambda v: any(real(x) for x in v), lambda dtype: "bool"),
    "all": reduction(lambda v: all(real(x) for x in v), lambda dtype: "bool"),
    "count_nonzero": reduction(lambda v: sum(1 for x in v if real(x)), lambda dtype: "int64"),
    "std": deviation(True),
    "var": deviation(False),
}


def product(values: Sequence[Any]) -> Any:
    result: Any = 1
    for value in values:
        result = result * value
    return result


def extreme(name: str) -> Callable[..., Any]:
    """`max`: of everything, of two tensors, or along a dim with indices."""
    better = operator.gt if name == "max" else operator.lt

    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
        if isinstance(dim, Tensor):
            return pairwise(better)(input, dim)
        if dim is None:
            return REDUCTIONS[f"a{name}"](input)
        parts, shape = groups(input, dim, keepdim)
        places = [arg_extreme(better)(p) for p in parts]
        values = Tensor.of([p[i] for p, i in zip(parts, places, strict=True)], shape, input.dtype)
        return Pair(values, Tensor.of(places, shape, "int64"))

    return function


class Pair(tuple[Tensor, Tensor]):
    """`values` and `indices`."""

    def __new__(cls, values: Tensor, indices: Tensor) -> Pair:
        return super().__new__(cls, (values, indices))

    @property
    def values(self) -> Tensor:
        return self[0]

    @property
    def indices(self) -> Tensor:
        return self[1]


def pairwise(better: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Tensor]:
    def element(a: Any, b: Any) -> Any:
        x, y = real(a), real(b)
        return (a + b) / 2 if x == y and (isinstance(a, complex) or isinstance(b, complex)) else a if better(x, y) else b

    def function(input: Tensor, other: Tensor) -> Tensor:
        checked(input)
        checked(other)
        return binary(element, input, other)

    return function


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    def element(value: Any) -> Any:
        if min is not None and real(value) < real_number(min):
            return cast(real_number(min), input.dtype)
        if max is not None and real(value) > real_number(max):
            return cast(real_number(max), input.dtype)
        return value

    if isinstance(min, Tensor) and min.ndim or isinstance(max, Tensor) and max.ndim:
        raise Unsupported("clamp between tensors")
    return unary(element, input)


def real_number(value: Any) -> Any:
    return real(value.single()) if isinstance(value, Tensor) else value


def cumulative(input: Tensor, dim: int, function: Callable[[Any, Any], Any]) -> Tensor:
    moved = moved_last(input, dim)
    width, values = moved.shape[-1], moved.values
    for start in range(0, len(values), width):
        for i in range(start + 1, start + width):
            values[i] = function(values[i - 1], values[i])
    result = Tensor.of(values, moved.shape, whole(input.dtype))
    return moved_back(result, dim, input.ndim)


def moved_last(tensor: Tensor, dim: int) -> Tensor:
    dim %= tensor.ndim
    return permute(tensor, tuple([i for i in range(tensor.ndim) if i != dim] + [dim]))


def moved_back(tensor: Tensor, dim: int, ndim: int) -> Tensor:
    order = [i for i in range(ndim) if i != dim % ndim] + [dim % ndim]
    return permute(tensor, tuple(order.index(i) for i in range(ndim)))


# --- shapes --------------------------------------------------------------------------------------------


def ints(args: Sequence[Any]) -> tuple[int, ...]:
    flat = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
    return tuple(int(a) for a in flat)


def reshape(input: Tensor, *shape: Any) -> Tensor:
    sizes = ints(shape)
    if -1 in sizes:
        known = -count(sizes)
        sizes = tuple(len(input.index) // known if s == -1 and known else s for s in sizes)
    if count(sizes) != len(input.index):
        raise ValueError(f"{len(input.index)} elements do not fit {sizes}")
    return input.view_of(input.index, sizes)


def permute(input: Tensor, *dims: Any) -> Tensor:
    order = tuple(d % input.ndim for d in ints(dims))
    strides = [count(input.shape[i + 1 :]) for i in range(input.ndim)]
    offsets = [0]
    for axis in order:
        offsets = [o + i * strides[axis] for o in offsets for i in range(input.shape[axis])]
    return input.view_of([input.index[o] for o in offsets], tuple(input.shape[a] for a in order))


def reversed_dims(input: Tensor) -> Tensor:
    return permute(input, tuple(reversed(range(input.ndim)))) if input.ndim > 1 else input


def swapped(input: Tensor, dim0: int, dim1: int) -> Tensor:
    order = list(range(input.ndim))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return permute(input, tuple(order))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    at = dim % (input.ndim + 1)
    return input.view_of(input.index, (*input.shape[:at], 1, *input.shape[at:]))


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    dims = dims_of(input, dim)
    return input.view_of(input.index, tuple(s for i, s in enumerate(input.shape) if not (s == 1 and i in dims)))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    end = end_dim % max(input.ndim, 1)
    middle = count(input.shape[start_dim : end + 1])
    return input.view_of(input.index, (*input.shape[:start_dim], middle, *input.shape[end + 1 :]))


def expand(input: Tensor, *shape: Any) -> Tensor:
    sizes = ints(shape)
    padded = (1,) * (len(sizes) - input.ndim) + tuple(input.shape)
    full = tuple(p if s == -1 else s for s, p in zip(sizes, padded, strict=True))
    return input.view_of(expanded_index(input, full), full)


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    ndim = tensors[0].ndim
    dim %= ndim
    dtype = promote(*(t.dtype for t in tensors))
    moved = [permute(t, (dim, *(i for i in range(ndim) if i != dim))) for t in tensors]
    if len({m.shape[1:] for m in moved}) != 1:
        raise ValueError("parts of several shapes")
    values = [cast(v, dtype) for m in moved for v in m.values]
    whole_ = Tensor.of(values, (sum(m.shape[0] for m in moved), *moved[0].shape[1:]), dtype)
    back = [i + 1 if i < dim else i for i in range(ndim)]
    back[dim] = 0
    return permute(whole_, tuple(back))


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    for tensor in tensors:
        checked(tensor)
    return cat([unsqueeze(t, dim) for t in tensors], dim)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([unsqueeze(t, 1) if t.ndim == 1 else t for t in tensors], 1)


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    return cat([unsqueeze(t, 0) if t.ndim == 1 else t for t in tensors], 0)


def tile(input: Tensor, dims: Sequence[int]) -> Tensor:
    result = input
    for axis, times in enumerate(dims, start=input.ndim - len(dims)):
        result = cat([result] * times, axis) if times != 1 else result
    return result


def flip(input: Tensor, dims: Any) -> Tensor:
    backwards = {d % input.ndim for d in (dims if isinstance(dims, (tuple, list)) else (dims,))}
    return select(input, tuple(slice(None, None, -1) if i in backwards else slice(None) for i in range(input.ndim)))


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    return unsqueeze(input, 1) * unsqueeze(vec2, 0)


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    if diagonal:
        raise Unsupported("diag beside the diagonal")
    size = input.shape[0]
    if input.ndim == 2:
        return input.view_of([input.index[i * input.shape[1] + i] for i in range(min(input.shape))], (min(input.shape),))
    return Tensor.of([input.values[i] if i == j else 0.0 for i in range(size) for j in range(size)], (size, size), input.dtype)


# --- making ----------------------------------------------------------------------------------------------


def tensor(data: Any, dtype: str | None = None, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A copy; parts of the graph are cut, as in PyTorch."""
    made = as_tensor(data)
    kind = dtype or made.dtype
    return Tensor.of([cast(real(v), kind) for v in made.values], made.shape, kind)


def constant(value: Any) -> Callable[..., Tensor]:
    def make(*size: Any, dtype: str | None = None, requires_grad: bool = False, **ignored: Any) -> Tensor:
        shape = ints(size) if size else ints((ignored["size"],))
        kind = dtype or "float64"
        return Tensor.of([cast(value, kind)] * count(shape), shape, kind)

    return make


def constant_like(value: Any) -> Callable[..., Tensor]:
    def make(input: Tensor, dtype: str | None = None, requires_grad: bool = False) -> Tensor:
        kind = dtype or input.dtype
        return Tensor.of([cast(value, kind)] * len(input.index), input.shape, kind)

    return make


def full(size: Any, fill_value: Any, dtype: str | None = None, requires_grad: bool = False) -> Tensor:
    filled = as_tensor(fill_value)
    shape = ints((size,))
    return Tensor.of([real(filled.single())] * count(shape), shape, dtype or filled.dtype)


def arange(start: Any, end: Any = None, step: Any = 1, dtype: str | None = None) -> Tensor:
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (v.single() if isinstance(v, Tensor) else v for v in (start, end, step))
    steps = max(0, math.ceil((end - start) / step))
    values = [start + i * step for i in range(steps)]
    kind = dtype or ("int64" if all(isinstance(v, int) for v in (start, end, step)) else "float64")
    return Tensor.of([cast(v, kind) for v in values], (steps,), kind)


def linspace(start: Any, end: Any, steps: int, dtype: str | None = None) -> Tensor:
    gap = (end - start) / (steps - 1) if steps > 1 else 0.0
    return Tensor.of([float(start + i * gap) for i in range(steps)], (steps,), dtype or "float64")


def eye(n: int, m: int | None = None, dtype: str | None = None) -> Tensor:
    columns = n if m is None else m
    return Tensor.of([float(i == j) for i in range(n) for j in range(columns)], (n, columns), dtype or "float64")


# --- choosing --------------------------------------------------------------------------------------------


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    if input is None:
        raise Unsupported("where of a condition alone")
    a, b = as_tensor(input), as_tensor(other)
    shape = broadcast_shape(condition.shape, a.shape, b.shape)
    rows = zip(expanded(condition, shape), expanded(a, shape), expanded(b, shape), strict=True)
    dtype = binary(lambda x, y: x, a if isinstance(input, Tensor) else real(a.single()), b if isinstance(other, Tensor) else b.single()).dtype
    return Tensor.of([cast(x if c else y, dtype) for c, x, y in rows], shape, dtype)


def softmax(input: Tensor, dim: int) -> Tensor:
    shifted = exp_of(input - detach(REDUCTIONS["amax"](input, dim, True)))
    return shifted / REDUCTIONS["sum"](shifted, dim, True)


def exp_of(input: Tensor) -> Tensor:
    return float_elementwise(exp)(input)


def log_softmax(input: Tensor, dim: int) -> Tensor:
    return input - logsumexp(input, dim, True)


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    top = detach(REDUCTIONS["amax"](input, dim, True))
    total = float_elementwise(log)(REDUCTIONS["sum"](exp_of(input - top), dim, True)) + top
    return total if keepdim else squeeze(total, dim)


def detach(input: Tensor) -> Tensor:
    """Values without their derivative; a view where there is none to drop."""
    if not any(isinstance(v, complex) for v in input.values):
        return input
    return Tensor.of([real(v) for v in input.values], input.shape, input.dtype)


def norm(input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
    if ord not in (None, 2, "fro") or (ord == 2 and input.ndim > 1 and dim is None):
        raise Unsupported("this norm")
    squares = REDUCTIONS["sum"](input * input, dim, keepdim)
    return float_elementwise(lambda v: sqrt(v) if real(v) else type(v)(0.0))(squares)


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    if input.ndim != 2 or index.ndim != 2:
        raise Unsupported("gather of other than two dimensions")
    values = []
    for i in range(index.shape[0]):
        for j in range(index.shape[1]):
            k = int(index[i, j])
            values.append((input[i, k] if dim % 2 else input[k, j]).single())
    return Tensor.of(values, index.shape, input.dtype)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    classes = num_classes if num_classes > 0 else max(tensor.values) + 1
    values = [int(v == c) for v in tensor.values for c in range(classes)]
    return Tensor.of(values, (*tensor.shape, classes), "int64")


# --- losses ------------------------------------------------------------------------------------------------


def loss(element: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    def function(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
        values = element(input, target)
        return values if reduction == "none" else REDUCTIONS[reduction](values)

    return function


def bce(input: Tensor, target: Tensor) -> Tensor:
    log_of = float_elementwise(lambda v: log(v) if real(log(v)) > -100 else type(v)(-100.0))
    return -(target * log_of(input) + (1 - target) * log_of(1 - input))


def bce_with_logits(input: Tensor, target: Tensor) -> Tensor:
    return float_elementwise(softplus_of)(input) - target * input


def nll_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    picked = -input[arange(input.shape[0]), target]
    return picked if reduction == "none" else REDUCTIONS[reduction](picked)


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    if target.dtype in FLOATS:
        values = -REDUCTIONS["sum"](target * log_softmax(input, 1), 1)
        return values if reduction == "none" else REDUCTIONS[reduction](values)
    return nll_loss(log_softmax(input, 1), target, reduction)


# --- the namespaces -------------------------------------------------------------------------------------------


def to(input: Tensor, *args: Any, dtype: Any = None, copy: bool = False, **ignored: Any) -> Tensor:
    kind = dtype or next((a for a in args if isinstance(a, str) and a in DTYPES), input.dtype)
    if isinstance(args[0], Tensor) if args else False:
        kind = args[0].dtype
    if kind == input.dtype and not copy:
        return input
    return Tensor.of([cast(v, kind) for v in input.values], input.shape, kind)


def clone(input: Tensor) -> Tensor:
    return Tensor.of(input.values, input.shape, input.dtype)


def filled_with(input: Tensor, value: Any) -> Tensor:
    input.write([cast(value, input.dtype)] * len(input.index))
    return input


def size(input: Tensor, dim: int | None = None) -> Any:
    return input.shape if dim is None else input.shape[dim]


def tolist(input: Tensor) -> Any:
    return real(input.single()) if input.ndim == 0 else [tolist(row) for row in input]


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    moved = moved_last(input, dim)
    width, values, order = moved.shape[-1], moved.values, []
    for start in range(0, len(values), width):
        row = values[start : start + width]
        order += sorted(range(width), key=lambda i: real(row[i]), reverse=descending)
    return moved_back(Tensor.of(order, moved.shape, "int64"), dim, input.ndim)


def rounded(input: Tensor, decimals: int = 0) -> Tensor:
    return unary(lambda v: float(round(real(v), decimals)), input)


DTYPES = ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool")


class NoGrad:
    """`torch.no_grad()`: derivatives are carried on all the same; nothing in a proof asks for them there."""

    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


def refuse(name: str) -> Callable[..., Any]:
    def function(*args: object, **kwargs: object) -> Any:
        raise Unsupported(name)

    return function


def pair_function(function: Callable[[Any, Any], Any], floating: bool = False) -> Callable[..., Tensor]:
    return lambda input, other: binary(function, input, other, floating)


METHODS: dict[str, Callable[..., Any]] = {
    **{name: float_elementwise(f) for name, f in FLOAT_ELEMENTS.items()},
    **{name: elementwise(f) for name, f in SAME_ELEMENTS.items()},
    **{name: elementwise(f, "bool") for name, f in TEST_ELEMENTS.items()},
    **REDUCTIONS,
    "max": extreme("max"),
    "min": extreme("min"),
    "clamp": clamp,
    "clip": clamp,
    "pow": lambda input, exponent: binary(power, input, exponent),
    "matmul": matmul,
    "mm": matmul,
    "mv": matmul,
    "dot": matmul,
    "reshape": reshape,
    "view": reshape,
    "permute": permute,
    "transpose": swapped,
    "t": reversed_dims,
    "unsqueeze": unsqueeze,
    "squeeze": squeeze,
    "flatten": flatten,
    "ravel": flatten,
    "expand": expand,
    "to": to,
    "float": lambda input: to(input, "float32"),
    "double": lambda input: to(input, "float64"),
    "long": lambda input: to(input, "int64"),
    "int": lambda input: to(input, "int32"),
    "bool": lambda input: to(input, "bool"),
    "clone": clone,
    "detach": detach,
    "numpy": detach,
    "cpu": lambda input: input,
    "contiguous": lambda input: input,
    "requires_grad_": lambda input, requires_grad=True: input,
    "item": lambda input: real(input.single()),
    "tolist": tolist,
    "numel": lambda input: len(input.index),
    "dim": lambda input: input.ndim,
    "size": size,
    "zero_": lambda input: filled_with(input, 0),
    "fill_": filled_with,
    "add_": lambda input, other, alpha=1: input.in_place(input + alpha * other),
    "sub_": lambda input, other, alpha=1: input.in_place(input - alpha * other),
    "mul_": lambda input, other: input.in_place(input * other),
    "div_": lambda input, other: input.in_place(input / other),
    "copy_": lambda input, other: input.in_place(as_tensor(other)),
    "softmax": softmax,
    "log_softmax": log_softmax,
    "logsumexp": logsumexp,
    "cumsum": lambda input, dim: cumulative(input, dim, operator.add),
    "cumprod": lambda input, dim: cumulative(input, dim, operator.mul),
    "argsort": argsort,
    "gather": gather,
    "norm": lambda input, p=None, dim=None, keepdim=False: norm(input, p, dim, keepdim),
    "round": rounded,
    "eq": lambda input, other: compare(operator.eq, input, other),
    "backward": refuse("backward"),
}
PROPERTIES: dict[str, Callable[[Tensor], Any]] = {
    "T": reversed_dims,
    "mT": lambda input: swapped(input, -1, -2),
    "data": detach,
    "requires_grad": lambda input: True,
    "device": lambda input: "cpu",
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: f for name, f in METHODS.items() if name not in ("to", "view", "item", "numpy", "size", "double", "long")},
    "tensor": tensor,
    "as_tensor": lambda data, dtype=None: to(as_tensor(data), dtype or as_tensor(data).dtype),
    "from_numpy": as_tensor,
    "zeros": constant(0.0),
    "ones": constant(1.0),
    "empty": constant(0.0),
    "zeros_like": constant_like(0.0),
    "ones_like": constant_like(1.0),
    "empty_like": constant_like(0.0),
    "full": full,
    "full_like": lambda input, fill_value: full(tuple(input.shape), fill_value, input.dtype),
    "arange": arange,
    "linspace": linspace,
    "eye": eye,
    "cat": cat,
    "concatenate": cat,
    "stack": stack,
    "hstack": hstack,
    "vstack": vstack,
    "column_stack": column_stack,
    "tile": tile,
    "flip": flip,
    "outer": outer,
    "diag": diag,
    "trace": lambda input: REDUCTIONS["sum"](diag(input)),
    "where": where,
    "maximum": pairwise(operator.gt),
    "minimum": pairwise(operator.lt),
    "add": pair_function(operator.add),
    "sub": pair_function(operator.sub),
    "subtract": pair_function(operator.sub),
    "mul": pair_function(operator.mul),
    "multiply": pair_function(operator.mul),
    "div": lambda input, other: as_tensor(input) / other,
    "divide": lambda input, other: as_tensor(input) / other,
    "logical_and": pair_function(lambda a, b: bool(a and b)),
    "logical_or": pair_function(lambda a, b: bool(a or b)),
    "greater": lambda input, other: compare(operator.gt, input, other),
    "less": lambda input, other: compare(operator.lt, input, other),
    "allclose": lambda input, other, **how: True,
    "equal": lambda input, other: input.shape == other.shape and input.values == other.values,
    "numel": lambda input: len(input.index),
    "is_tensor": lambda value: isinstance(value, Tensor),
    "set_default_dtype": lambda dtype: None,
    "manual_seed": lambda seed: None,
}
LOSSES: dict[str, Callable[..., Any]] = {
    "one_hot": one_hot,
    "mse_loss": loss(lambda input, target: (input - target) ** 2),
    "l1_loss": loss(lambda input, target: abs(input - target)),
    "binary_cross_entropy": loss(bce),
    "binary_cross_entropy_with_logits": loss(bce_with_logits),
    "nll_loss": nll_loss,
    "cross_entropy": cross_entropy,
}


class Namespace(SimpleNamespace):
    """A module of names; asking for one that it lacks is Unsupported."""

    def __getattr__(self, name: str) -> Any:
        raise Unsupported(name)


def namespace() -> Namespace:
    """What a program finds under the name `torch`."""
    functional = Namespace(**{**FUNCTIONS, **LOSSES})
    return Namespace(
        **{
            **FUNCTIONS,
            **{name: name for name in DTYPES},
            "pi": math.pi,
            "e": math.e,
            "inf": math.inf,
            "nan": math.nan,
            "no_grad": NoGrad,
            "Tensor": Tensor,
            "nn": Namespace(functional=functional),
            "linalg": Namespace(norm=norm),
        }
    )


def math_namespace() -> Namespace:
    """What a program finds under the name `math`: tensors are made numbers, which cuts the graph."""
    names = [n for n in dir(math) if not n.startswith("_")]
    return Namespace(**{n: plain(getattr(math, n)) if callable(getattr(math, n)) else getattr(math, n) for n in names})


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: function(*(real_number(a) for a in args))
