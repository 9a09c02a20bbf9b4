"""A tensor of plain Python numbers that can carry a derivative in its imaginary part.

Derivatives are taken by the complex step: where a parameter is `value + 1e-30j * direction`, the imaginary part of
any result, over 1e-30, is its exact derivative in that direction. So every operation here is analytic in the
imaginary part; at kinks it does what PyTorch's autograd does.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

Scalar: TypeAlias = bool | int | float | complex
Shape: TypeAlias = tuple[int, ...]
FLOATS = ("float64", "float32", "float16")


class Unsupported(Exception):
    """The stand-in does not know the operation."""


class OutOfBudget(Exception):
    """More element operations than a proof may cost."""


class Budget:
    """Element operations left; one for the process, set anew by each proof."""

    left = 2_000_000

    @classmethod
    def spend(cls, count: int) -> None:
        cls.left -= count
        if cls.left < 0:
            raise OutOfBudget


def real(value: Scalar) -> Any:
    return value.real if isinstance(value, complex) else value


def count(shape: Shape) -> int:
    return math.prod(shape)


def dtype_of(value: Scalar) -> str:
    if isinstance(value, bool):
        return "bool"
    return "int64" if isinstance(value, int) else "float64"


def promote(*dtypes: str) -> str:
    for candidate in ("float64", "float32", "int64", "int32", "uint8"):
        if candidate in dtypes:
            return candidate
    return dtypes[0] if dtypes else "float64"


class Tensor:
    """Values in a storage that views share: `index` says where each element lies."""

    __slots__ = ("storage", "index", "shape", "dtype")
    __hash__ = object.__hash__

    def __init__(self, storage: list[Any], index: list[int], shape: Shape, dtype: str) -> None:
        self.storage, self.index, self.shape, self.dtype = storage, index, Size(shape), dtype

    @classmethod
    def of(cls, values: list[Any], shape: Shape, dtype: str) -> Tensor:
        Budget.spend(len(values) + 1)
        return cls(values, list(range(len(values))), shape, dtype)

    @property
    def values(self) -> list[Any]:
        storage = self.storage
        return [storage[i] for i in self.index]

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def view_of(self, index: list[int], shape: Shape) -> Tensor:
        return Tensor(self.storage, index, shape, self.dtype)

    def write(self, values: list[Any]) -> None:
        for position, value in zip(self.index, values, strict=True):
            self.storage[position] = value

    # --- arithmetic ---------------------------------------------------------------------------

    def __add__(self, other: Any) -> Tensor:
        return binary(operator.add, self, other)

    def __radd__(self, other: Any) -> Tensor:
        return binary(operator.add, other, self)

    def __sub__(self, other: Any) -> Tensor:
        return binary(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return binary(operator.sub, other, self)

    def __mul__(self, other: Any) -> Tensor:
        return binary(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return binary(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return binary(divide, self, other, floating=True)

    def __rtruediv__(self, other: Any) -> Tensor:
        return binary(divide, other, self, floating=True)

    def __floordiv__(self, other: Any) -> Tensor:
        return binary(lambda a, b: real(a) // real(b), self, other)

    def __mod__(self, other: Any) -> Tensor:
        return binary(lambda a, b: real(a) % real(b), self, other)

    def __pow__(self, other: Any) -> Tensor:
        return binary(power, self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return binary(power, other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return matmul(self, other)

    def __neg__(self) -> Tensor:
        return unary(operator.neg, self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return unary(absolute, self)

    def __iadd__(self, other: Any) -> Tensor:
        return self.in_place(self + other)

    def __isub__(self, other: Any) -> Tensor:
        return self.in_place(self - other)

    def __imul__(self, other: Any) -> Tensor:
        return self.in_place(self * other)

    def __itruediv__(self, other: Any) -> Tensor:
        return self.in_place(self / other)

    def in_place(self, result: Tensor) -> Tensor:
        self.write(expanded(result, self.shape))
        return self

    # --- comparison and logic --------------------------------------------------------------------

    def __eq__(self, other: object) -> Any:
        if other is None or isinstance(other, (str, list)):
            return False
        return compare(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        if other is None or isinstance(other, (str, list)):
            return True
        return compare(operator.ne, self, other)

    def __lt__(self, other: Any) -> Tensor:
        return compare(operator.lt, self, other)

    def __le__(self, other: Any) -> Tensor:
        return compare(operator.le, self, other)

    def __gt__(self, other: Any) -> Tensor:
        return compare(operator.gt, self, other)

    def __ge__(self, other: Any) -> Tensor:
        return compare(operator.ge, self, other)

    def __and__(self, other: Any) -> Tensor:
        return binary(operator.and_, self, other)

    def __or__(self, other: Any) -> Tensor:
        return binary(operator.or_, self, other)

    def __invert__(self) -> Tensor:
        return unary(operator.not_ if self.dtype == "bool" else operator.invert, self)

    # --- Python's protocols -----------------------------------------------------------------------

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(real(self.single()))

    def __float__(self) -> float:
        return float(real(self.single()))

    def __int__(self) -> int:
        return int(real(self.single()))

    __index__ = __int__

    def __format__(self, spec: str) -> str:
        return "0"

    def __repr__(self) -> str:
        return f"Tensor({self.values}, shape={self.shape}, dtype={self.dtype})"

    def single(self) -> Any:
        if len(self.index) != 1:
            raise ValueError("only a tensor of one element is a number")
        return self.storage[self.index[0]]

    def __getitem__(self, key: Any) -> Tensor:
        return getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        part = select(self, key)
        part.write([cast(v, self.dtype) for v in expanded(as_tensor(value), part.shape)])

    def __contains__(self, item: Any) -> bool:
        return any(real(v) == item for v in self.values)

    def __getattr__(self, name: str) -> Any:
        from .functions import METHODS, PROPERTIES

        if name in PROPERTIES:
            return PROPERTIES[name](self)
        if name in METHODS:
            return Method(METHODS[name], self)
        raise Unsupported(f"Tensor.{name}")


class Method:
    """A function with the tensor as its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Callable[..., Any], receiver: Tensor) -> None:
        self.function, self.receiver = function, receiver

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self.receiver, *args, **kwargs)


class Size(tuple[int, ...]):
    """`tensor.shape`."""

    def numel(self) -> int:
        return count(self)


# --- elements -----------------------------------------------------------------------------------------


def divide(a: Any, b: Any) -> Any:
    try:
        return a / b
    except ZeroDivisionError:
        a = real(a)
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a)


def power(a: Any, b: Any) -> Any:
    try:
        if isinstance(b, int) and not isinstance(b, bool) and b >= 0:
            return a**b
        if not isinstance(a, complex) and not isinstance(b, complex):
            result = float(a) ** b
            return math.nan if isinstance(result, complex) else result
        if isinstance(a, complex) and not isinstance(b, complex):
            base = float(a.real) ** b
            slope = b * float(a.real) ** (b - 1) if b else 0.0
            if isinstance(base, complex) or isinstance(slope, complex):
                return math.nan
            return complex(base, slope * a.imag)
        return a**b
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf


def absolute(a: Any) -> Any:
    if isinstance(a, complex):
        return a if a.real > 0 else -a if a.real < 0 else complex(0.0, 0.0)
    return abs(a)


def cast(value: Any, dtype: str) -> Any:
    if dtype == "bool":
        return bool(real(value))
    if "int" in dtype:
        return int(real(value))
    return value if isinstance(value, complex) else float(value)


# --- whole tensors --------------------------------------------------------------------------------------


def as_tensor(value: Any) -> Tensor:
    """A number, a nested list, or a tensor as a tensor."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (bool, int, float, complex)):
        return Tensor.of([value], (), dtype_of(value))
    if isinstance(value, (list, tuple, range)):
        return stack_values([as_tensor(v) for v in value])
    raise Unsupported(f"a tensor of {type(value).__name__}")


def stack_values(parts: Sequence[Tensor]) -> Tensor:
    if not parts:
        return Tensor.of([], (0,), "float64")
    dtype = promote(*(p.dtype for p in parts))
    values = [cast(v, dtype) for p in parts for v in p.values]
    if len({p.shape for p in parts}) != 1:
        raise ValueError("parts of several shapes")
    return Tensor.of(values, (len(parts), *parts[0].shape), dtype)


def broadcast_shape(*shapes: Shape) -> Shape:
    length = max(map(len, shapes))
    padded = [(1,) * (length - len(s)) + s for s in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        wide = {s for s in sizes if s != 1}
        if len(wide) > 1:
            raise ValueError(f"shapes {shapes} do not go together")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def expanded(tensor: Tensor, shape: Shape) -> list[Any]:
    """The values, repeated to a shape."""
    if tensor.shape == shape:
        return tensor.values
    return [tensor.storage[i] for i in expanded_index(tensor, shape)]


def expanded_index(tensor: Tensor, shape: Shape) -> list[int]:
    if broadcast_shape(tensor.shape, shape) != shape:
        raise ValueError(f"{tuple(tensor.shape)} does not fit {tuple(shape)}")
    padded = (1,) * (len(shape) - tensor.ndim) + tuple(tensor.shape)
    strides, step = [], 1
    for size in reversed(padded):
        strides.append(0 if size == 1 else step)
        step *= size
    strides.reverse()
    offsets = [0]
    for size, stride in zip(shape, strides, strict=True):
        offsets = [o + i * stride for o in offsets for i in range(size)]
    return [tensor.index[o] for o in offsets]


def binary(function: Callable[[Any, Any], Any], a: Any, b: Any, floating: bool = False) -> Tensor:
    left, right = as_tensor(a), as_tensor(b)
    shape = broadcast_shape(left.shape, right.shape)
    values = [function(x, y) for x, y in zip(expanded(left, shape), expanded(right, shape), strict=True)]
    return Tensor.of(values, shape, result_dtype(left, right, a, b, floating))


def result_dtype(left: Tensor, right: Tensor, a: Any, b: Any, floating: bool) -> str:
    """Python numbers count only by their category."""
    dtypes = [t.dtype for t, given in ((left, a), (right, b)) if isinstance(given, Tensor)]
    numbers = [t.dtype for t, given in ((left, a), (right, b)) if not isinstance(given, Tensor)]
    dtype = promote(*dtypes) if dtypes else promote(*numbers)
    if "float64" in numbers and dtype not in FLOATS:
        dtype = "float64"
    if "int64" in numbers and dtype == "bool":
        dtype = "int64"
    return "float64" if floating and dtype not in FLOATS else dtype


def compare(function: Callable[[Any, Any], bool], a: Any, b: Any) -> Tensor:
    result = binary(lambda x, y: function(real(x), real(y)), a, b)
    result.dtype = "bool"
    return result


def unary(function: Callable[[Any], Any], tensor: Any, dtype: str | None = None) -> Tensor:
    tensor = as_tensor(tensor)
    return Tensor.of([function(v) for v in tensor.values], tensor.shape, dtype or tensor.dtype)


def matmul(a: Any, b: Any) -> Tensor:
    left, right = as_tensor(a), as_tensor(b)
    if left.dtype != right.dtype:
        raise ValueError("a product of two dtypes")
    if left.ndim == 0 or right.ndim == 0 or left.ndim > 2 or right.ndim > 2:
        raise Unsupported("matmul of these dimensions")
    rows, inner = left.shape if left.ndim == 2 else (1, left.shape[0])
    other, columns = right.shape if right.ndim == 2 else (right.shape[0], 1)
    if inner != other:
        raise ValueError(f"shapes {left.shape} and {right.shape} do not match")
    Budget.spend(rows * inner * columns)
    x, y = left.values, right.values
    table = [y[j::columns] for j in range(columns)]
    values = [
        sum(map(operator.mul, x[i * inner : (i + 1) * inner], column), 0.0 if left.dtype in FLOATS else 0)
        for i in range(rows)
        for column in table
    ]
    shape = left.shape[:-1] + (right.shape[1:] if right.ndim == 2 else ())
    return Tensor.of(values, shape, left.dtype)


def getitem(tensor: Tensor, key: Any) -> Tensor:
    """A view for ints and slices, a copy where a tensor or list picks."""
    part = select(tensor, key)
    return Tensor.of(part.values, part.shape, part.dtype) if is_advanced(key) else part


def is_advanced(key: Any) -> bool:
    parts = key if isinstance(key, tuple) else (key,)
    return any(isinstance(p, (list, range)) or (isinstance(p, Tensor) and p.ndim > 0) for p in parts)


def select(tensor: Tensor, key: Any) -> Tensor:
    """The elements that a key stands for, as a view."""
    parts = [as_tensor(p) if isinstance(p, (list, range)) else p for p in (key if isinstance(key, tuple) else (key,))]
    parts = [q for p in parts for q in mask_index(p)]
    used = sum(1 for p in parts if p is not None and p is not Ellipsis)
    fill = [slice(None)] * (tensor.ndim - used)
    at = next((i for i, p in enumerate(parts) if p is Ellipsis), None)
    parts = parts + fill if at is None else parts[:at] + fill + parts[at + 1 :]
    return pick(tensor, parts)


def mask_index(part: Any) -> list[Any]:
    """A mask as the integers of the places where it is true."""
    if not (isinstance(part, Tensor) and part.dtype == "bool"):
        return [part]
    places = [p for p, v in zip(itertools.product(*map(range, part.shape)), part.values, strict=True) if v]
    axes = range(part.ndim)
    return [Tensor.of([p[axis] for p in places], (len(places),), "int64") for axis in axes]


def pick(tensor: Tensor, parts: list[Any]) -> Tensor:
    strides = [count(tensor.shape[i + 1 :]) for i in range(tensor.ndim)]
    advanced = [p for p in parts if isinstance(p, Tensor) and p.ndim > 0]
    shape_picked = broadcast_shape(*(p.shape for p in advanced)) if advanced else ()
    rows = [expanded(p, shape_picked) for p in advanced]
    offsets, shape, axis, done = [0], [], 0, False
    for part in parts:
        if part is None:
            shape.append(1)
            continue
        size, stride = tensor.shape[axis], strides[axis]
        axis += 1
        if isinstance(part, slice):
            steps = range(*part.indices(size))
            offsets = [o + i * stride for o in offsets for i in steps]
            shape.append(len(steps))
        elif isinstance(part, Tensor) and part.ndim > 0:
            if done:
                continue
            done = True
            offsets = [o + j for o in offsets for j in picked_offsets(tensor, parts, rows, strides)]
            shape += shape_picked
        else:
            offsets = [o + wrapped(int(part), size) * stride for o in offsets]
    return tensor.view_of([tensor.index[o] for o in offsets], tuple(shape))


def picked_offsets(tensor: Tensor, parts: list[Any], rows: list[list[Any]], strides: list[int]) -> list[int]:
    axes = [i for i, p in enumerate(p for p in parts if p is not None) if isinstance(p, Tensor) and p.ndim > 0]
    if axes != list(range(axes[0], axes[0] + len(axes))):
        raise Unsupported("index tensors with slices between them")
    return [
        sum(wrapped(int(real(i)), tensor.shape[axis]) * strides[axis] for i, axis in zip(place, axes, strict=True))
        for place in zip(*rows, strict=True)
    ]


def wrapped(index: int, size: int) -> int:
    if not -size <= index < size:
        raise IndexError(f"index {index} for size {size}")
    return index % size
