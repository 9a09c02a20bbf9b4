"""Kinds: what is known about a value before the program runs.

The lattice, from below: `Never` (no value reaches here), the kinds of values, `Unknown`
(anything). `join` is the least upper bound of two kinds: what holds on both of two paths.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

# A size: a number, a symbol for a size that is only known to be the same elsewhere
# ("rows of `X`"), or None where nothing is known.
Size: TypeAlias = int | str | None
Shape: TypeAlias = tuple[Size, ...]
FOREIGN = "foreign"  # text, objects, dtypes that PyTorch does not have or does not compute with


@dataclass(frozen=True, slots=True)
class Never:
    """No value: code that has not been reached yet."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Any value at all."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """None."""


class Sign(enum.IntEnum):
    """What is known of a number's sign, from nothing to the most."""

    ANY = 0
    NOT_BELOW = 1
    ABOVE = 2


@dataclass(frozen=True, slots=True)
class Number:
    """A Python number; `value` is the number, a size symbol, or None where not known.

    `sign` says of a number that is not known that it is above zero all the same, as a size is, or not below.
    """

    type: str  # "bool", "int", "float", "complex"
    value: int | float | str | None = None
    sign: Sign = Sign.ANY
    strong: bool = False  # NumPy's scalar as the program stands, which decides dtypes as an array does

    @property
    def bound(self) -> Sign:
        """What is known of the sign, by the value or without it."""
        if isinstance(self.value, (int, float)):
            return Sign.ABOVE if self.value > 0 else Sign.NOT_BELOW if self.value == 0 else Sign.ANY
        return Sign.ABOVE if isinstance(self.value, str) else self.sign

    @property
    def positive(self) -> bool:
        return self.bound is Sign.ABOVE

    @property
    def size(self) -> Size:
        return self.value if isinstance(self.value, (int, str)) and self.type == "int" else None


@dataclass(frozen=True, slots=True)
class Text:
    """A string; its value where it is known."""

    value: str | None = None


@dataclass(frozen=True, slots=True)
class Array:
    """An array (NumPy's scalars among them, as 0-d) or a tensor.

    `dtype` is a name that NumPy and PyTorch share ("float64", "int64", "bool", …), FOREIGN, or None;
    `shape` None means that not even the number of dimensions is known.
    """

    dtype: str | None = None
    shape: Shape | None = None
    library: str = "numpy"  # or "torch": whose array it is in the program as it stands
    number: bool = False  # it may be a Python number instead: `w = 0.0`, then `w = w - lr * dw` in a loop
    boxed: bool = False  # an array of no dimensions, which changes in place, and no scalar
    mixed: bool = False  # NumPy's scalar at one time, and an array with dimensions at another
    among: frozenset[str] = frozenset()  # where the dtype is not known: the few that it is one of, if these are

    @property
    def ndim(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def dtypes(self) -> frozenset[str]:
        """The dtypes that it may have; none where it may have any."""
        return frozenset([self.dtype]) if self.dtype else self.among

    @property
    def each(self) -> tuple[Array, ...]:
        """The array with each of the few dtypes that it may have."""
        return tuple(replace(self, dtype=dtype, among=frozenset()) for dtype in sorted(self.among))

    @property
    def foreign(self) -> bool:
        """Whether no tensor can hold it: it stays NumPy's array."""
        return self.dtype == FOREIGN

    @property
    def becomes_tensor(self) -> bool:
        """Whether it is a tensor for sure in the end, where it is NumPy's now."""
        return self.library == "numpy" and not self.number and not self.foreign


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple, or a list as a tuple, item by item; the names of its items where NumPy gives them some."""

    items: tuple[Kind, ...]
    names: tuple[str, ...] = ()

    def named(self, name: str) -> int | None:
        """The place of the item of that name."""
        return self.names.index(name) if name in self.names else None


@dataclass(frozen=True, slots=True)
class Many:
    """A list, tuple, range or iterator of items of one kind, of any length."""

    item: Kind
    size: Size = None
    is_tuple: bool = False  # as far as is known


@dataclass(frozen=True, slots=True)
class Container:
    """A list, dict, set, instance or module, by the place that made it; its content is in the heap."""

    type: str  # "list", "dict", "set", "instance", "module"
    site: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function, method or lambda of the program: the index of its definition."""

    index: int
    receiver: Kind | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the program, by its place among the definitions."""

    index: int


@dataclass(frozen=True, slots=True)
class DType:
    """A dtype as a value: `np.float32`."""

    name: str


@dataclass(frozen=True, slots=True)
class External:
    """A module, function, class or instance from outside of the program, by qualified name."""

    name: str
    receiver: Kind | None = None  # of a bound method: numpy.ndarray.sum of an array

    @property
    def foreign(self) -> bool:
        """Whether it is a value that some other library's function returned, or from it: `plt.subplots()`."""
        return "()" in self.name

    @property
    def computes(self) -> bool:
        """Whether it is a function of arrays or numbers, which may stand for another such: `np.tanh`."""
        module, _, last = self.name.rpartition(".")
        return module in ("numpy", "torch", "math") and last[:1].islower() and self.receiver is None

    @property
    def numpys(self) -> bool:
        """Whether it is such a value of NumPy's, and no array: `np.poly1d([1, 2])`."""
        return self.foreign and self.name.startswith("numpy.")


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several instances, functions, classes or collections: a layer of a list of layers."""

    kinds: frozenset[Container | Function | Class | External]


Kind: TypeAlias = (
    Never
    | Unknown
    | Nothing
    | Number
    | Text
    | Array
    | Tuple
    | Many
    | Container
    | Function
    | Class
    | OneOf
    | DType
    | External
)
CHOICES = 12  # more kinds than these are not told apart
FEW = 3  # nor more dtypes

NUMBER_ORDER = ("bool", "int", "float", "complex")


def join(a: Kind, b: Kind) -> Kind:
    """The most precise kind that covers both."""
    if isinstance(a, Never):
        return b
    if isinstance(b, Never) or a == b:
        return a
    match a, b:
        case (Nothing(), (Array() | Container() | OneOf() | External()) as other) | (
            (Array() | Container() | OneOf() | External()) as other,
            Nothing(),
        ):
            return other  # None only holds the place
        case Number(), Number():
            type_ = max(a.type, b.type, key=NUMBER_ORDER.index)
            strong = a.strong or b.strong
            if a.value == b.value and a.type == b.type:
                return Number(type_, a.value, min(a.sign, b.sign), strong)
            return Number(type_, None, min(a.bound, b.bound), strong)
        case Text(), Text():
            return Text()
        case Array(), Array() if a.library == b.library:
            return join_arrays(a, b)
        case (Number() as number, Array() as array) | (Array() as array, Number() as number):
            return join_number(number, array)
        case Many(), Many():
            return Many(join(a.item, b.item), a.size if a.size == b.size else None, a.is_tuple and b.is_tuple)
        case (Many(item), Tuple(items)) | (Tuple(items), Many(item)):
            return Many(join_all((item, *items)))
        case Tuple(), Tuple() if len(a.items) == len(b.items):
            return Tuple(tuple(map(join, a.items, b.items)))
        case Tuple(), Tuple():
            return Many(join_all((*a.items, *b.items)))
        case External(name, left), External(other, right) if name == other and left is not None and right is not None:
            return External(name, join(left, right))
        case Function(index, left), Function(other, right) if index == other and left is not None and right is not None:
            return Function(index, join(left, right))
        case ((Container() | Function() | Class() | OneOf()), (Container() | Function() | Class() | OneOf())):
            return one_of(a, b)
        case ((Function() | OneOf() | External()), (Function() | OneOf() | External())):
            return one_of(a, b) if all(k.computes for k in (a, b) if isinstance(k, External)) else Unknown()
    return Unknown()


def join_number(number: Number, array: Array) -> Array:
    """A number at one time, an array at another: the dtype is the array's, unless it is one of masks."""
    shape = () if array.shape == () else None
    if array.dtype == "bool" and number.type != "bool":
        return Array(None, shape, array.library, number=True, among=frozenset({"bool", "int64", "float64"}))
    boxed, mixed = array.boxed and shape == (), array.mixed
    return Array(array.dtype, shape, array.library, number=True, boxed=boxed, mixed=mixed, among=array.among)


def join_arrays(a: Array, b: Array) -> Array:
    dtype = a.dtype if a.dtype == b.dtype else None
    among = a.dtypes | b.dtypes if dtype is None and a.dtypes and b.dtypes else frozenset()
    if FOREIGN in among or len(among) > FEW:
        among = frozenset()
    boxed = a.boxed and b.boxed
    mixed = a.mixed or b.mixed or (None not in (a.shape, b.shape) and is_point(a) != is_point(b))
    return Array(dtype, join_shapes(a.shape, b.shape), a.library, a.number or b.number, boxed, mixed, among)


def is_point(kind: Array) -> bool:
    """Whether it is NumPy's scalar, as far as is known."""
    return kind.shape == () and not kind.boxed


def possible(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, ...]]:
    """Some values with each of the dtypes that they may have, where it is one of a few."""
    yield from product(*(k.each if isinstance(k, Array) and k.among else (k,) for k in kinds))


def one_of(a: Kind, b: Kind) -> Kind:
    """Objects of several classes, several functions, or several collections of one type."""
    kinds = frozenset(k for kind in (a, b) for k in (kind.kinds if isinstance(kind, OneOf) else (kind,)))
    types = {k.type if isinstance(k, Container) else "instance" for k in kinds}
    return OneOf(kinds) if len(types) == 1 and len(kinds) <= CHOICES else Unknown()  # type: ignore[arg-type]


def join_all(kinds: Iterable[Kind]) -> Kind:
    result: Kind = Never()
    for kind in kinds:
        result = join(result, kind)
    return result


def join_shapes(a: Shape | None, b: Shape | None) -> Shape | None:
    if a is None or b is None or len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def is_scalar(kind: Kind) -> bool | None:
    """Whether it is a Python number; None where that is not known."""
    if isinstance(kind, Number):
        return True
    return None if isinstance(kind, (Unknown, Never)) else False


def describe(kind: Kind) -> str:
    """A kind in the words of a diagnostic: `float64 array of shape (3, n)`."""
    match kind:
        case Array(dtype, shape):
            of = "" if shape is None else f" of shape ({', '.join('?' if s is None else str(s) for s in shape)})"
            return f"{dtype + ' ' if dtype else ''}array{of}"
        case Number(type_):
            return f"Python {type_}"
        case Container(type_):
            return type_
        case External(name):
            return name
    return type(kind).__name__.lower()
