"""Small tensors of plain Python numbers that behave as PyTorch's do: views, broadcasting, dtypes, in-place writes.

A tensor is a window on a storage: `index` lists the places of its elements (None: all, in order). A storage's list
of values is replaced and never changed, so that a reference to it is a snapshot.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .scalar import OutOfBudget, Scalar, Tape, keep, leaf, overwrite, power, record, recorded

FLOATS = frozenset({"float16", "float32", "float64"})
BITS = {
    "bool": 8,
    "uint8": 8,
    "int8": 8,
    "int16": 16,
    "int32": 32,
    "int64": 64,
    "float16": 16,
    "float32": 32,
    "float64": 64,
}
ORDER = tuple(BITS)  # a later one is wider
NARROW = frozenset({"uint8", "int8", "int16", "int32"})
Shape = tuple[int, ...]


class Unsupported(Exception):
    """The stand-in does not know this part of PyTorch, or of Python's other libraries."""


class FromOutside(Exception):
    """It computes with what another library or a file gives, by its name."""


class DType(str):
    """A dtype is its name."""

    __slots__ = ()

    @property
    def is_floating_point(self) -> bool:
        return self in FLOATS

    @property
    def is_complex(self) -> bool:
        return False

    @property
    def itemsize(self) -> int:
        return BITS[self] // 8


DTYPES = {name: DType(name) for name in ORDER}


class Size(tuple[int, ...]):
    """`tensor.shape`."""

    def numel(self) -> int:
        return math.prod(self)


class Storage:
    """Values in a row; `leaf` where a tensor on it requires a gradient."""

    __slots__ = ("leaf", "serial", "values")
    made = itertools.count()

    def __init__(self, values: list[Any]) -> None:
        self.values, self.serial, self.leaf = values, next(Storage.made), False


class Tensor:
    __slots__ = ("cut", "grad", "index", "is_leaf", "shape", "storage", "type_")

    def __init__(self, storage: Storage, index: list[int] | None, shape: Shape, dtype: str, cut: bool = False) -> None:
        self.storage, self.index, self.shape, self.type_, self.cut = storage, index, Size(shape), dtype, cut
        self.grad: Tensor | None = None
        self.is_leaf = False
        spend(1 if index is None else len(index))

    @classmethod
    def of(cls, values: list[Any], shape: Shape, dtype: str) -> Tensor:
        """A tensor of its own; the list must not be changed afterwards."""
        spend(len(values))
        return cls(Storage(values), None, shape, dtype)

    @classmethod
    def new(cls, values: list[Any], shape: Shape, dtype: str) -> Tensor:
        """A tensor that the program makes from nothing: recorded where everything is."""
        if Tape.shaken and dtype in FLOATS:
            values = [v * (1.0 - 0.25 * ((0.618 * (i + 1)) % 1.0)) for i, v in enumerate(values)]
        if Tape.making and dtype in FLOATS:
            values = [v if type(v) is Scalar else leaf(v) for v in values]
        return cls.of(values, shape, dtype)

    def window(self, index: list[int], shape: Shape) -> Tensor:
        return Tensor(self.storage, index, shape, self.type_, self.cut)

    def like(self, values: list[Any]) -> Tensor:
        return Tensor.of(values, self.shape, self.type_)

    @property
    def places(self) -> Sequence[int]:
        return range(len(self.storage.values)) if self.index is None else self.index

    @property
    def values(self) -> list[Any]:
        """The elements in order; not to be changed."""
        held = self.storage.values
        picked = held if self.index is None else [held[i] for i in self.index]
        return [float(v) for v in picked] if self.cut and self.type_ in FLOATS else picked

    @property
    def count(self) -> int:
        return len(self.storage.values) if self.index is None else len(self.index)

    @property
    def dtype(self) -> str:
        return DTYPES[self.type_]

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def requires_grad(self) -> bool:
        return self.is_leaf or (not self.cut and any(type(v) is Scalar for v in self.values))

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        self.become_leaf(wanted)

    def become_leaf(self, wanted: bool = True) -> None:
        if wanted and self.type_ not in FLOATS:
            raise RuntimeError("only tensors of floats can require gradients")
        if wanted and not self.is_leaf and self.requires_grad and not Tape.implicit:
            return
        self.is_leaf = self.storage.leaf = wanted
        self.store([leaf(float(v)) if wanted else float(v) for v in self.values])
        if wanted:
            Leaves.add(self)

    # --- writing ------------------------------------------------------------------------------

    def write(self, values: Sequence[Any]) -> None:
        """Raises RuntimeError where PyTorch would not let an operation write here."""
        if self.storage.leaf and Tape.recording and not self.cut and not Tape.implicit:
            raise RuntimeError("a leaf variable that requires grad is used in an in-place operation")
        overwrite(self.storage.serial)
        if self.storage.leaf:
            values = [leaf(float(v)) for v in values]
        elif Tape.making and self.type_ in FLOATS:
            values = [v if type(v) is Scalar else leaf(v) for v in values]
        self.store(values)
        if self.storage.leaf:
            Leaves.written(self.storage)

    def store(self, values: Sequence[Any]) -> None:
        spend(len(values))
        if self.index is None:
            self.storage.values = list(values)
            return
        held = list(self.storage.values)
        for place, value in zip(self.index, values, strict=True):
            held[place] = value
        self.storage.values = held

    def in_place(self, result: Tensor) -> Tensor:
        if result.dtype in FLOATS and self.type_ not in FLOATS:
            raise RuntimeError(f"result type {result.dtype} can't be cast to {self.type_}")
        if broadcast_shape(self.shape, result.shape) != self.shape:
            raise RuntimeError("in place, the shape cannot grow")
        self.write([cast(v, self.type_) for v in expanded(result, self.shape)])
        return self

    # --- arithmetic ---------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return binary(operator.add, self, other)

    def __radd__(self, other: Any) -> Any:
        return binary(operator.add, other, self)

    def __sub__(self, other: Any) -> Any:
        return subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return binary(operator.mul, self, other, saves=True)

    def __rmul__(self, other: Any) -> Any:
        return binary(operator.mul, other, self, saves=True)

    def __truediv__(self, other: Any) -> Any:
        return binary(divide, self, other, floating=True, saves=True)

    def __rtruediv__(self, other: Any) -> Any:
        return binary(divide, other, self, floating=True, saves=True)

    def __floordiv__(self, other: Any) -> Any:
        return binary(floor_quotient, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return binary(floor_quotient, other, self)

    def __mod__(self, other: Any) -> Any:
        return binary(remainder, self, other, saves=True)

    def __rmod__(self, other: Any) -> Any:
        return binary(remainder, other, self, saves=True)

    def __pow__(self, other: Any) -> Any:
        return binary(power, self, other, saves=True)

    def __rpow__(self, other: Any) -> Any:
        return binary(power, other, self, saves=True)

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return matmul(other, self)

    def __neg__(self) -> Tensor:
        return unary(operator.neg, self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return unary(abs, self, saves="operand")

    def __iadd__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self + other))

    def __isub__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self - other))

    def __imul__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self * other))

    def __itruediv__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self / other))

    def __ipow__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self**other))

    def __ifloordiv__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self // other))

    def __imod__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self % other))

    def __iand__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self & other))

    def __ior__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self | other))

    def __ixor__(self, other: Any) -> Tensor:
        return self.in_place(as_tensor(self ^ other))

    # --- comparison and logic -----------------------------------------------------------------

    def __eq__(self, other: object) -> Any:
        return False if unlike(other) else compare(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return True if unlike(other) else compare(operator.ne, self, other)

    __hash__ = object.__hash__

    def __lt__(self, other: Any) -> Any:
        return compare(operator.lt, self, other)

    def __le__(self, other: Any) -> Any:
        return compare(operator.le, self, other)

    def __gt__(self, other: Any) -> Any:
        return compare(operator.gt, self, other)

    def __ge__(self, other: Any) -> Any:
        return compare(operator.ge, self, other)

    def __and__(self, other: Any) -> Any:
        return binary(operator.and_, self, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Any:
        return binary(operator.or_, self, other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Any:
        return binary(operator.xor, self, other)

    __rxor__ = __xor__

    def __lshift__(self, other: Any) -> Any:
        return binary(operator.lshift, self, other)

    def __rlshift__(self, other: Any) -> Any:
        return binary(operator.lshift, other, self)

    def __rshift__(self, other: Any) -> Any:
        return binary(operator.rshift, self, other)

    def __rrshift__(self, other: Any) -> Any:
        return binary(operator.rshift, other, self)

    def __invert__(self) -> Tensor:
        if self.type_ in FLOATS:
            raise TypeError("~ of a tensor of floats")
        return unary(operator.not_ if self.type_ == "bool" else operator.invert, self)

    # --- Python's protocols -------------------------------------------------------------------

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.shape:
            raise TypeError("iteration over a 0-d tensor")
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.single())

    def __float__(self) -> float:
        return float(self.single())

    def __int__(self) -> int:
        return int(self.single())

    def __index__(self) -> int:
        if self.type_ in FLOATS or self.count != 1:
            raise TypeError("only integer tensors of a single element can be an index")
        return int(self.single())

    def __format__(self, spec: str) -> str:
        if self.shape:
            if spec:
                raise TypeError("unsupported format string passed to Tensor.__format__")
            return str(self)
        return format(cast(self.single(), self.type_), spec)

    def __repr__(self) -> str:
        return f"tensor({shown(self)})"

    def __contains__(self, item: Any) -> bool:
        return any(v == item for v in self.values)

    def __copy__(self) -> Tensor:
        """Another tensor on the same storage."""
        shared = self.of_this_class(self.storage, self.index, self.cut)
        shared.is_leaf = self.is_leaf
        return shared

    def __deepcopy__(self, memo: object) -> Tensor:
        if self.requires_grad and not self.is_leaf and not Tape.implicit:
            raise RuntimeError("only tensors created explicitly by the user support the deepcopy protocol")
        values = [float(v) if type(v) is Scalar and not Tape.implicit else v for v in self.values]
        copied = self.of_this_class(Storage(values), None)
        if self.grad is not None:
            copied.grad = self.grad.__deepcopy__(memo)
        if self.is_leaf:
            copied.become_leaf()
        return copied

    def of_this_class(self, storage: Storage, index: list[int] | None, cut: bool = False) -> Tensor:
        made: Tensor = object.__new__(type(self))
        Tensor.__init__(made, storage, index, self.shape, self.type_, cut)
        return made

    def single(self) -> Any:
        if self.count != 1:
            raise RuntimeError("only a tensor of one element is a number")
        return self.values[0]

    def __getitem__(self, key: Any) -> Tensor:
        window, copied = select(self, key)
        return Tensor.of(window.values, window.shape, self.type_) if copied else window

    def __setitem__(self, key: Any, value: Any) -> None:
        window, _ = select(self, key)
        window.write([cast(v, self.type_) for v in expanded(as_tensor(value), window.shape, loose=True)])

    def __getattr__(self, name: str) -> Any:
        method = Methods.table.get(name)
        if method is not None:
            return lambda *args, **kwargs: method(self, *args, **kwargs)
        read = Methods.properties.get(name)
        if read is not None:
            return read(self)
        raise Unsupported(f"Tensor.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "data":
            with_recording(False, lambda: self.write(as_tensor(value).values))
        else:
            object.__setattr__(self, name, value)


class Methods:
    """The methods and properties of tensors, filled in by the modules that define the functions."""

    table: dict[str, Callable[..., Any]] = {}
    properties: dict[str, Callable[[Tensor], Any]] = {}


@dataclass(frozen=True, slots=True)
class Write:
    """A value that a leaf got, its gradient then, how many backward passes there had been, and by which statement."""

    values: tuple[float, ...]
    grad: tuple[float, ...] | None
    passes: int
    statement: int


class Leaves:
    """The tensors that require gradients, in the order in which they began to, and all the values that they had."""

    log: list[tuple[Tensor, list[Write]]] = []
    passes = 0  # backward passes so far
    statement: Callable[[], int] = staticmethod(lambda: -1)  # the one that is being run

    @classmethod
    def add(cls, tensor: Tensor) -> None:
        if all(t is not tensor for t, _ in cls.log):
            cls.log.append((tensor, []))
            cls.written(tensor.storage)

    @classmethod
    def written(cls, storage: Storage) -> None:
        for tensor, writes in cls.log:
            if tensor.storage is storage:
                grad = None if tensor.grad is None else tuple(map(float, tensor.grad.values))
                writes.append(Write(tuple(map(float, tensor.values)), grad, cls.passes, cls.statement()))


def with_recording(on: bool, action: Callable[[], Any]) -> Any:
    before, Tape.recording = Tape.recording, on
    try:
        return action()
    finally:
        Tape.recording = before


def spend(operations: int) -> None:
    Tape.budget -= operations
    if Tape.budget < 0:
        raise OutOfBudget("more computation than a rehearsal on small data can hold")


def unlike(other: object) -> bool:
    return other is None or isinstance(other, (str, list, dict))


def shown(tensor: Tensor) -> str:
    """The elements as nested lists."""
    values = [repr(float(v)) if isinstance(v, float) else repr(v) for v in tensor.values]
    for size in reversed(tensor.shape):
        values = [f"[{', '.join(values[i : i + size])}]" for i in range(0, len(values), size)] if size else ["[]"]
    return values[0] if values else "[]"


# --- elements ---------------------------------------------------------------------------------------------


def divide(a: Any, b: Any) -> Any:
    try:
        return a / b
    except ZeroDivisionError:
        infinite = math.copysign(math.inf, b)
        value = math.nan if a == 0 or a != a else math.copysign(1.0, a) * infinite
        return recorded(value, ((a, infinite), (b, -value * infinite)))


def remainder(a: Any, b: Any) -> Any:
    """Of the sign of the divisor, as in Python and NumPy."""
    if not isinstance(a, float) and not isinstance(b, float):
        return whole_quotient(operator.mod, a, b)
    quotient = floor_quotient(a, b)
    value = float(a) % float(b) if b != 0 else math.nan
    return recorded(value, ((a, 1.0), (b, -quotient)))


def floor_quotient(a: Any, b: Any) -> Any:
    if not isinstance(a, float) and not isinstance(b, float):
        return whole_quotient(operator.floordiv, a, b)
    return float(a) // float(b) if b != 0 else divide(float(a), float(b))


def whole_quotient(function: Callable[[int, int], int], a: int, b: int) -> int:
    if b == 0:
        raise RuntimeError("ZeroDivisionError")
    return function(a, b)


def cast(value: Any, dtype: str) -> Any:
    if dtype in FLOATS:
        return value if isinstance(value, float) else float(value)
    if dtype == "bool":
        return bool(value)
    return int(value) if dtype == "int64" else wrapped_around(int(value), dtype)


def wrapped_around(value: int, dtype: str) -> int:
    """As the dtype's bits hold it."""
    span = 1 << BITS[dtype]
    low = 0 if dtype == "uint8" else -(span >> 1)
    return (value - low) % span + low


# --- dtypes -----------------------------------------------------------------------------------------------


def dtype_of(value: Any) -> str:
    if isinstance(value, Tensor):
        return value.type_
    return "bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "float64"


def promote(*dtypes: str) -> str:
    return max(dtypes, key=ORDER.index)


def result_dtype(left: Tensor, right: Tensor, a: Any, b: Any, floating: bool) -> str:
    """The dtype of an operation; a Python number counts only by its category, a 0-d tensor too."""
    ranked = sorted(((t, weight(t, given)) for t, given in ((left, a), (right, b))), key=lambda p: -p[1])
    strong = [t.type_ for t, w in ranked if w == ranked[0][1]]
    dtype = promote(*strong)
    for other, w in ranked:
        if w < ranked[0][1] and category(other.type_) > category(dtype):
            dtype = other.type_ if w else ("float64" if other.type_ in FLOATS else "int64")
    return "float64" if floating and dtype not in FLOATS else dtype


def weight(tensor: Tensor, given: Any) -> int:
    return 0 if not isinstance(given, Tensor) else 1 if not tensor.shape else 2


def category(dtype: str) -> int:
    return 0 if dtype == "bool" else 2 if dtype in FLOATS else 1


# --- whole tensors ----------------------------------------------------------------------------------------


def as_tensor(value: Any) -> Tensor:
    """A number, a nested list, or a tensor as a tensor. Raises FromOutside and Unsupported for what is none."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, (bool, int, float)):
        return Tensor.of([value], (), dtype_of(value))
    if isinstance(value, (list, tuple, range)):
        return stack_values([as_tensor(v) for v in value])
    name = getattr(value, "__dict__", {}).get("_name")
    raise FromOutside(name) if name else Unsupported(f"a tensor of {type(value).__name__}")


def stack_values(parts: Sequence[Tensor]) -> Tensor:
    if not parts:
        return Tensor.of([], (0,), "float64")
    dtype = promote(*(p.type_ for p in parts))
    if len({p.shape for p in parts}) != 1:
        raise ValueError("a list of parts of several shapes")
    return Tensor.of([cast(v, dtype) for p in parts for v in p.values], (len(parts), *parts[0].shape), dtype)


def broadcast_shape(*shapes: Shape) -> Shape:
    if len(set(shapes)) == 1:
        return shapes[0]
    length = max(map(len, shapes))
    result = []
    for sizes in zip(*((1,) * (length - len(s)) + tuple(s) for s in shapes), strict=True):
        wide = {s for s in sizes if s != 1}
        if len(wide) > 1:
            raise RuntimeError(f"shapes {', '.join(map(str, map(tuple, shapes)))} do not go together")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def expanded(tensor: Tensor, shape: Shape, loose: bool = False) -> list[Any]:
    """The values, repeated to a shape; `loose` lets leading axes of size 1 fall away, as assignment does."""
    if tensor.shape == shape:
        return tensor.values
    if loose:
        while tensor.ndim > len(shape) and tensor.shape[0] == 1:
            tensor = tensor[0]
    values = tensor.values
    if len(values) == 1:
        if broadcast_shape(tensor.shape, shape) != tuple(shape):
            raise RuntimeError(f"{tuple(tensor.shape)} does not fit {tuple(shape)}")
        return values * math.prod(shape)
    return [values[o] for o in expansion(tensor.shape, tuple(shape))]


def expansion(shape: Shape, target: Shape) -> list[int]:
    """For each element of the target shape, the place of the element that is repeated there."""
    if broadcast_shape(shape, target) != target:
        raise RuntimeError(f"{tuple(shape)} does not fit {tuple(target)}")
    padded = (1,) * (len(target) - len(shape)) + tuple(shape)
    strides, step = [], 1
    for size in reversed(padded):
        strides.append(0 if size == 1 else step)
        step *= size
    return offsets([range(0, t * s, s) if s else [0] * t for t, s in zip(target, reversed(strides), strict=True)])


def offsets(axes: Sequence[Sequence[int]]) -> list[int]:
    """All sums of one offset from each axis, the last axis fastest."""
    result = [0]
    for axis in axes:
        result = [o + i for o in result for i in axis]
    return result


def strides_of(shape: Shape) -> list[int]:
    result, step = [], 1
    for size in reversed(shape):
        result.append(step)
        step *= size
    return result[::-1]


def binary(function: Callable[[Any, Any], Any], a: Any, b: Any, floating: bool = False, saves: bool = False) -> Any:
    """An operation of two operands, element by element; `saves` where its derivatives need their values."""
    if not is_operand(a) or not is_operand(b):
        return NotImplemented
    left, right = as_tensor(a), as_tensor(b)
    first = Tape.count
    if left.shape == right.shape:
        shape, pairs = left.shape, zip(left.values, right.values, strict=True)
    else:
        shape = Size(broadcast_shape(left.shape, right.shape))
        pairs = zip(expanded(left, shape), expanded(right, shape), strict=True)
    dtype = result_dtype(left, right, a, b, floating)
    values = [function(x, y) for x, y in pairs]
    if needs_cast(dtype, left.type_, right.type_):
        values = [cast(v, dtype) for v in values]
    if saves:
        keep(left.storage.serial, first)
        keep(right.storage.serial, first)
    return Tensor.of(values, shape, dtype)


def needs_cast(dtype: str, left: str, right: str) -> bool:
    """Whether Python's arithmetic may have given numbers of another kind."""
    if dtype in FLOATS:
        return left not in FLOATS or right not in FLOATS
    return dtype in NARROW or (dtype == "int64" and left == right == "bool")


def is_operand(value: Any) -> bool:
    return isinstance(value, (Tensor, int, float))


def subtract(a: Any, b: Any) -> Any:
    if "bool" in (getattr(a, "dtype", ""), getattr(b, "dtype", "")):
        raise RuntimeError("subtraction with a bool tensor is not supported")
    return binary(operator.sub, a, b)


def keep_all(compute: Callable[[], Tensor], operand: Tensor) -> Tensor:
    """Compute something whose derivative needs the operand's values."""
    first = Tape.count
    result = compute()
    keep(operand.storage.serial, first)
    return result


def compare(function: Callable[[Any, Any], bool], a: Any, b: Any) -> Any:
    result = binary(function, a, b)
    if isinstance(result, Tensor):
        result.type_ = "bool"
        result.storage.values = [bool(v) for v in result.storage.values]
    return result


def unary(function: Callable[[Any], Any], tensor: Any, dtype: str | None = None, saves: str = "") -> Tensor:
    """A function of each element; `saves` says what its derivative needs: "operand", "result" or nothing."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"argument must be Tensor, not {type(tensor).__name__}")
    first = Tape.count
    result = Tensor.of([function(v) for v in tensor.values], tensor.shape, dtype or tensor.type_)
    if saves:
        keep((tensor if saves == "operand" else result).storage.serial, first)
    return result


def matmul(a: Any, b: Any) -> Any:
    if not isinstance(a, Tensor) or not isinstance(b, Tensor):
        return NotImplemented
    if a.type_ != b.type_:
        raise RuntimeError("expected m1 and m2 to have the same dtype")
    if not a.shape or not b.shape:
        raise RuntimeError("both arguments to matmul need to be at least 1D")
    if a.ndim > 2 or b.ndim > 2:
        return batched(a, b)
    rows, inner = a.shape if a.ndim == 2 else (1, a.shape[0])
    other, columns = b.shape if b.ndim == 2 else (b.shape[0], 1)
    if inner != other:
        raise RuntimeError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} cannot be multiplied")
    first = Tape.count
    values = products(a.values, b.values, rows, inner, columns)
    keep(a.storage.serial, first)
    keep(b.storage.serial, first)
    shape = a.shape[:-1] + (b.shape[1:] if b.ndim == 2 else ())
    return Tensor.of(values, tuple(shape), a.type_)


def products(x: list[Any], y: list[Any], rows: int, inner: int, columns: int) -> list[Any]:
    """The product of two matrices given by their elements, each element of it one scalar."""
    spend(rows * inner * columns)
    left = [x[i * inner : (i + 1) * inner] for i in range(rows)]
    right = [y[j::columns] for j in range(columns)]
    zero: Any = 0.0 if any(isinstance(v, float) for v in x[:1] + y[:1]) else 0
    if not Tape.recording or not any(type(v) is Scalar for v in itertools.chain(x, y)):
        return [sum(map(operator.mul, row, column), zero) for row in left for column in right]
    columns_split = [split(column) for column in right]
    return [combined(row, column) for row in map(split, left) for column in columns_split]


@dataclass(frozen=True, slots=True)
class Split:
    """A row or column: plain values, the scalars among them, and whether it consists of nothing else."""

    values: list[float]
    places: list[int]
    scalars: tuple[Scalar, ...]

    def slopes(self, of: Split) -> tuple[float, ...]:
        """This one's values where the other has scalars."""
        return tuple(self.values) if len(of.places) == len(self.values) else tuple(self.values[i] for i in of.places)


def split(values: list[Any]) -> Split:
    places = [i for i, v in enumerate(values) if type(v) is Scalar]
    return Split(list(map(float, values)), places, tuple(values[i] for i in places))


def combined(left: Split, right: Split) -> float:
    value = float(sum(map(operator.mul, left.values, right.values)))
    parents = left.scalars + right.scalars
    return record(value, parents, right.slopes(left) + left.slopes(right)) if parents else value


def batched(a: Tensor, b: Tensor) -> Tensor:
    """Products of matrices along leading axes."""
    left = a if a.ndim > 1 else a[None, :]
    right = b if b.ndim > 1 else b[:, None]
    lead = broadcast_shape(left.shape[:-2], right.shape[:-2])
    x, y = (Tensor.of(expanded(t, (*lead, *t.shape[-2:])), (*lead, *t.shape[-2:]), t.type_) for t in (left, right))
    rows, inner, columns = x.shape[-2], x.shape[-1], y.shape[-1]
    if inner != y.shape[-2]:
        raise RuntimeError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} cannot be multiplied")
    first = Tape.count
    values: list[Any] = []
    for i in range(math.prod(lead)):
        block = x.values[i * rows * inner : (i + 1) * rows * inner]
        values += products(block, y.values[i * inner * columns : (i + 1) * inner * columns], rows, inner, columns)
    keep(a.storage.serial, first)
    keep(b.storage.serial, first)
    shape = (*lead, *(() if a.ndim == 1 else (rows,)), *(() if b.ndim == 1 else (columns,)))
    return Tensor.of(values, shape, a.type_)


# --- indexing ---------------------------------------------------------------------------------------------


def select(tensor: Tensor, key: Any) -> tuple[Tensor, bool]:
    """The elements that a key stands for, as a window, and whether PyTorch would copy them."""
    parts = [q for p in (key if isinstance(key, tuple) else (key,)) for q in index_part(p)]
    used = sum(1 for p in parts if p is not None and p is not Ellipsis)
    if used > tensor.ndim:
        raise IndexError(f"too many indices for a tensor of {tensor.ndim} dimensions")
    rest = [slice(None)] * (tensor.ndim - used)
    at = next((i for i, p in enumerate(parts) if p is Ellipsis), len(parts))
    parts = parts[:at] + rest + parts[at + 1 :]
    picked = any(isinstance(p, Tensor) for p in parts)
    places, shape = picked_places(tensor.shape, parts)
    held = tensor.places
    return tensor.window([held[p] for p in places], shape), picked


def index_part(part: Any) -> list[Any]:
    """One part of an index as PyTorch reads it: a mask by the integers of its true places, a 0-d tensor by its value."""
    if isinstance(part, (list, range)):
        part = as_tensor(part)
    if not isinstance(part, Tensor):
        if part is None or part is Ellipsis or isinstance(part, (int, slice)):
            return [part]
        raise IndexError(f"an index of type {type(part).__name__}")
    if part.type_ == "bool":
        where = [p for p, v in zip(itertools.product(*map(range, part.shape)), part.values, strict=True) if v]
        return [Tensor.of([p[axis] for p in where], (len(where),), "int64") for axis in range(part.ndim)]
    if part.type_ in FLOATS:
        raise IndexError("tensors used as indices must be integers or masks")
    return [part] if part.shape else [int(part)]


def picked_places(shape: Shape, parts: list[Any]) -> tuple[list[int], Shape]:
    """Places in row-major order of the elements that index parts pick, and the shape that they make."""
    strides = strides_of(shape)
    axes: list[Sequence[int]] = []
    sizes: list[int] = []
    advanced: list[tuple[Tensor, int, int]] = []
    at: list[int] = []
    base = axis = 0
    for part in parts:
        if part is None:
            axes.append([0])
            sizes.append(1)
            continue
        size, stride = shape[axis], strides[axis]
        axis += 1
        if isinstance(part, slice):
            if part.step is not None and int(part.step) < 0:
                raise ValueError("step must be greater than zero")
            steps = range(
                *slice(*(None if b is None else operator.index(b) for b in (part.start, part.stop, part.step))).indices(
                    size
                )
            )
            axes.append([i * stride for i in steps])
            sizes.append(len(steps))
        elif isinstance(part, Tensor):
            advanced.append((part, size, stride))
            at.append(len(axes))
        else:
            base += wrapped(operator.index(part), size) * stride
    if advanced:
        place = at[0] if len(set(at)) == 1 else 0
        block, block_shape = advanced_places(advanced)
        axes.insert(place, block)
        sizes[place:place] = block_shape
    return [base + o for o in offsets(axes)], tuple(sizes)


def advanced_places(parts: list[tuple[Tensor, int, int]]) -> tuple[list[int], Shape]:
    shape = broadcast_shape(*(t.shape for t, _, _ in parts))
    rows = [[wrapped(int(i), size) * stride for i in expanded(t, shape)] for t, size, stride in parts]
    return [sum(row) for row in zip(*rows, strict=True)], shape


def wrapped(index: int, size: int) -> int:
    if not -size <= index < size:
        raise IndexError(f"index {index} is out of bounds for a dimension of size {size}")
    return index % size
