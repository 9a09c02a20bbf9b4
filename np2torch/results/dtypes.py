"""Dtypes of results."""

from __future__ import annotations

from collections.abc import Callable

from ..kind import NUMBER_ORDER, Array, Container, DType, External, Many, Number, Text, Tuple
from ..operations import FLOAT_FOR, as_array, promote, promote_in_torch, promote_number, promote_with
from .arguments import Arguments, dtype_of

DTypeOf = Callable[[Arguments], str | None]


def own(a: Arguments) -> str | None:
    return a.array().dtype


def fixed(dtype: str) -> DTypeOf:
    return lambda a: dtype


def asked(otherwise: DTypeOf) -> DTypeOf:
    """`dtype=`, where the caller gives it."""
    return lambda a: a.dtype(otherwise(a))


def as_float(dtype: str | None) -> str | None:
    return "float64" if is_counted(dtype) else dtype


def is_counted(dtype: str | None) -> bool:
    return dtype is not None and (dtype == "bool" or "int" in dtype)


def floating(a: Arguments) -> str | None:
    """Floats stay, integers and bools become the default."""
    return as_float(own(a))


def small_floating(a: Arguments) -> str | None:
    """NumPy computes functions of small integers in small floats, PyTorch in the default dtype."""
    return floating(a) if a.library == "torch" else FLOAT_FOR.get(own(a) or "", own(a))


PARTS = {"complex64": "float32", "complex128": "float64"}


def part(a: Arguments) -> str | None:
    """Of the real or imaginary part."""
    return PARTS.get(own(a) or "", own(a))


def real(a: Arguments) -> str | None:
    """A real float for whatever number."""
    return as_float(part(a))


def as_complex(a: Arguments) -> str | None:
    """The complex numbers of the argument's precision."""
    dtype = as_float(own(a))
    return {"float32": "complex64", "float64": "complex128"}.get(dtype or "", dtype)


def summed(a: Arguments) -> str | None:
    """Integers and bools are added up as int64."""
    return "int64" if is_counted(own(a)) else own(a)


def promoted(a: Arguments) -> str | None:
    """Of the two operands; Python's numbers are weak."""
    numbers = [k for k in a.operands() if isinstance(k, Number)]
    arrays = [as_array(k, a.library) for k in a.operands() if not isinstance(k, Number)]
    if not arrays:
        type_ = max((k.type for k in numbers), key=NUMBER_ORDER.index, default="float")
        return as_array(Number(type_)).dtype
    dtype = arrays[0].dtype
    for other in arrays[1:]:
        dtype = promote_in_torch(arrays[0], other) if a.library == "torch" else promote(dtype, other.dtype)
    for number in numbers:
        dtype = promote_number(dtype, number.type) if a.library == "torch" else promote_with(dtype, number)
    return dtype


def promoted_float(a: Arguments) -> str | None:
    return as_float(promoted(a))


def promoted_small_float(a: Arguments) -> str | None:
    dtype = promoted(a)
    return FLOAT_FOR.get(dtype or "", dtype)


def quantile(a: Arguments) -> str | None:
    return floating(a) if isinstance(a.of("q"), Number) else promoted_float(a)


def averaged(a: Arguments) -> str | None:
    """By weights: in the dtype of both."""
    return as_float(strong(a))


def weighed(a: Arguments) -> str | None:
    """Counts are integers, sums of weights are floats."""
    weights = a.of("weights")
    return "int64" if weights is None else "float64"


def histogram(a: Arguments) -> str | None:
    return "float64" if a.literal("density") is True else "int64"


def edges(a: Arguments) -> str | None:
    """Of a histogram's bins: those that are given, or floats."""
    bins = a.of("bins")
    return floating(a) if bins is None or isinstance(bins, (Number, Text)) else as_array(bins).dtype


def at_least_double(a: Arguments) -> str | None:
    """Floats become float64, integers int64."""
    dtype = own(a)
    return "int64" if is_counted(dtype) else dtype and "float64"


def powered(a: Arguments) -> str | None:
    """Of a matrix: the inverse is one of floats."""
    power = a.literal("n")
    if isinstance(power, int):
        return floating(a) if power < 0 else own(a)
    return None if is_counted(own(a)) else own(a)


def strong(a: Arguments) -> str | None:
    """Of two arrays that are joined: a number counts as the array that is made of it."""
    dtype: str | None = None
    for i, kind in enumerate(a.arrays()):
        dtype = kind.dtype if i == 0 else promote(dtype, kind.dtype)
    return dtype


def of_items(a: Arguments) -> str | None:
    """Of a list of arrays that are joined."""
    if not isinstance(a.first, Tuple) or not a.first.items:
        return own(a)
    dtypes = [as_array(item, a.library).dtype for item in a.first.items]
    dtype = dtypes[0]
    for other in dtypes[1:]:
        dtype = promote(dtype, other)
    return dtype


def cast(a: Arguments) -> str | None:
    """`x.astype(dtype)`, `x.to(dtype)`, `x.to(other)`."""
    for argument in list(a.kinds.values())[1:]:
        match argument:
            case Array(dtype):
                return dtype
            case DType() | Text() | External() | Tuple() | Many() | Container():
                return dtype_of(argument)
    return own(a) if len(a.kinds) == 1 else None
