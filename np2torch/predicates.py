"""What guards ask of kinds: true, false, or None where that is not known."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from .kind import Array, Container, DType, External, Kind, Many, Never, Number, Shape, Text, Tuple, Unknown
from .operations import as_array, casts_alike

Verdict = bool | None
NOT_KNOWN = object()


def ndim_of(kind: Kind) -> object:
    match kind:
        case Array() if kind.ndim is not None:
            return kind.ndim
        case Number():
            return 0
        case Tuple(items) if items:
            ranks = [ndim_of(i) for i in items]
            return NOT_KNOWN if NOT_KNOWN in ranks else 1 + max(r for r in ranks if isinstance(r, int))
        case Many(item):
            inner = ndim_of(item)
            return NOT_KNOWN if inner is NOT_KNOWN else inner + 1  # type: ignore[operator]
    return NOT_KNOWN


def settled(kind: Kind) -> bool:
    """Whether it is known what the value is at all."""
    return not isinstance(kind, (Unknown, Never)) and not (isinstance(kind, Array) and kind.number)


def is_scalar(kind: Kind) -> Verdict:
    return isinstance(kind, Number) if settled(kind) else None


def is_set(kind: Kind) -> bool:
    return isinstance(kind, Container) and kind.type == "set"


def is_array(kind: Kind) -> Verdict:
    return isinstance(kind, Array) if settled(kind) else None


def is_list(kind: Kind) -> Verdict:
    listed = isinstance(kind, (Tuple, Many)) or (isinstance(kind, Container) and kind.type == "list")
    return listed if settled(kind) else None


def holds_arrays(kind: Kind) -> Verdict:
    """A list or tuple, nested or not, with arrays in it."""
    match kind:
        case Tuple(items):
            verdicts = [True if isinstance(i, Array) else holds_arrays(i) for i in items]
            return True if True in verdicts else None if None in verdicts else False
        case Many(item):
            return True if isinstance(item, Array) else holds_arrays(item)
        case Unknown() | Never():
            return None
    return False


def holds_text(kind: Kind) -> Verdict:
    """A list of strings: no tensor holds them."""
    match kind:
        case Tuple(items):
            return any(isinstance(i, Text) for i in items)
        case Many(item):
            return isinstance(item, Text)
    return False


def all_arrays(kind: Kind) -> Verdict:
    """A list or tuple of nothing but arrays."""
    match kind:
        case Tuple(items) if items:
            verdicts = [is_array(i) for i in items]
            return False if False in verdicts else None if None in verdicts else True
        case Many(item):
            return is_array(item)
        case Unknown() | Never():
            return None
    return False


def holds_rows(kind: Kind) -> Verdict:
    """A list of lists of nothing but arrays."""
    match kind:
        case Tuple(items) if items:
            verdicts = [all_arrays(i) for i in items]
            return False if False in verdicts else None if None in verdicts else True
        case Many(item):
            return all_arrays(item)
    return all_arrays(kind)


def is_flat(kind: Kind) -> Verdict:
    """A list of arrays and numbers, and of no further lists."""
    match kind:
        case Tuple(items):
            return all(isinstance(i, (Array, Number)) for i in items)
    return None


def holds_lists(kind: Kind) -> Verdict:
    """A list of lists of numbers."""
    match kind:
        case Tuple(items) if items:
            verdicts = [is_list(i) and holds_arrays(i) is False and holds_text(i) is False for i in items]
            return False if False in verdicts else None if None in verdicts else True
    return None


def _is_dtype(*starts: str) -> Callable[[Kind], Verdict]:
    def predicate(kind: Kind) -> Verdict:
        match kind:
            case Array(dtype) if dtype is not None:
                return dtype.startswith(starts)
            case Number(type_):
                return type_.startswith(starts)
            case Tuple(items) if items:
                verdicts = [predicate(i) for i in items if not isinstance(i, Text)]
                return None if None in verdicts else all(verdicts)
            case Many(item):
                return predicate(item)
            case DType(name):
                return name.startswith(starts)
        return None

    return predicate


def same_dtype(a: Kind, b: Kind) -> Verdict:
    match a, b:
        case Array(str() as mine), Array(str() as theirs):
            return mine == theirs
        case Array(str() as mine), DType(theirs):
            return mine == theirs
        case Number(mine), Number(theirs):
            return mine == theirs
    return None


def is_filled(kind: Kind) -> Verdict:
    """An array that has elements."""
    shape = as_array(kind).shape
    return None if shape is None or not all(isinstance(s, int) for s in shape) else 0 not in shape


def is_odd(kind: Kind) -> Verdict:
    """An array with a known odd number of elements in its last dimension."""
    shape = as_array(kind).shape
    return shape[-1] % 2 == 1 if shape and isinstance(shape[-1], int) else None


def is_rising(kind: Kind) -> Verdict:
    """A list of numbers that are known, each at least as large as the one before."""
    if not isinstance(kind, Tuple):
        return None
    values = [i.value for i in kind.items if isinstance(i, Number)]
    if len(values) < len(kind.items) or not all(isinstance(v, (int, float)) for v in values):
        return None
    return all(a <= b for a, b in pairwise(values))  # type: ignore[operator]


def same_shape(a: Kind, b: Kind) -> Verdict:
    shapes: list[Shape | None] = [k.shape if isinstance(k, Array) else None for k in (a, b)]
    if shapes[0] is None or shapes[1] is None or None in shapes[0] + shapes[1]:
        return None
    return shapes[0] == shapes[1]


def broadcasts(a: Kind, b: Kind) -> Verdict:
    """Two arrays of shapes that go together."""
    shapes = [as_array(k).shape for k in (a, b)]
    if shapes[0] is None or shapes[1] is None or not all(isinstance(s, int) for s in shapes[0] + shapes[1]):
        return None
    return all(1 in pair or pair[0] == pair[1] for pair in zip(reversed(shapes[0]), reversed(shapes[1]), strict=False))


def is_positive(kind: Kind) -> Verdict:
    """A number that is known to be above zero: a size is."""
    match kind:
        case Number():
            return kind.positive
        case Unknown() | Never():
            return None
    return False


def promote_alike(*kinds: Kind) -> Verdict:
    """Arrays, or a list of them, to which PyTorch gives the dtype in common that NumPy gives them."""
    items = [
        i for k in kinds for i in (k.items if isinstance(k, Tuple) else (k.item,) if isinstance(k, Many) else (k,))
    ]
    dtypes = [as_array(i).dtype for i in items]
    if None in dtypes:
        return None
    return not (any(d in ("int32", "int64") for d in dtypes) and "float32" in dtypes and "float64" not in dtypes)


def same_dtypes(kind: Kind) -> Verdict:
    """A list of arrays of one dtype."""
    match kind:
        case Tuple(items):
            arrays = [i for i in items if not isinstance(i, Text)]
            if arrays and all(isinstance(i, Array) and i.dtype for i in arrays):
                return len({i.dtype for i in arrays if isinstance(i, Array)}) == 1
        case Many(Array(dtype)) if dtype:
            return True
    return None


def differ_in_ndim(*kinds: Kind) -> Verdict:
    """Arrays, or a list of them, not all of as many dimensions."""
    items = [
        i for k in kinds for i in (k.items if isinstance(k, Tuple) else (k.item,) if isinstance(k, Many) else (k,))
    ]
    ranks = {ndim_of(i) for i in items}
    return len(ranks - {NOT_KNOWN}) > 1 or (None if NOT_KNOWN in ranks else False)


def size_of(kind: Kind) -> object:
    """How many elements an array has."""
    shape = as_array(kind).shape
    return math.prod(shape) if shape and all(isinstance(s, int) for s in shape) else NOT_KNOWN  # type: ignore[arg-type]


def is_longer(kind: Kind, axis: Kind) -> Verdict:
    """Whether the axis of an array has a size of more than one."""
    shape = as_array(kind).shape
    match axis:
        case Number("int", int(place)) if shape is not None and -len(shape) <= place < len(shape):
            size = shape[place]
            return size != 1 if isinstance(size, int) else None
    return None


PREDICATES: dict[str, Callable[..., Verdict]] = {
    "is_scalar": is_scalar,
    "is_array": is_array,
    "is_list": is_list,
    "is_boxed": lambda kind: kind.boxed if isinstance(kind, Array) else None,
    "is_set": lambda kind: is_set(kind) if settled(kind) else None,
    "is_tuple": lambda kind: isinstance(kind, Tuple) if settled(kind) else None,
    "is_slice": lambda kind: kind == External("builtins.slice") if settled(kind) else None,
    "is_text": lambda kind: isinstance(kind, Text) if settled(kind) else None,
    "holds_arrays": holds_arrays,
    "holds_text": holds_text,
    "all_arrays": all_arrays,
    "holds_rows": holds_rows,
    "holds_lists": holds_lists,
    "is_flat": is_flat,
    "is_float": _is_dtype("float"),
    "is_int": _is_dtype("int", "uint"),
    "is_bool": _is_dtype("bool"),
    "is_long": _is_dtype("int64"),
    "is_complex": _is_dtype("complex"),
    "same_dtype": same_dtype,
    "same_dtypes": same_dtypes,
    "promote_alike": promote_alike,
    "same_shape": same_shape,
    "broadcasts": broadcasts,
    "casts_alike": casts_alike,
    "is_rising": is_rising,
    "is_odd": is_odd,
    "is_filled": is_filled,
    "is_positive": is_positive,
    "differ_in_ndim": differ_in_ndim,
    "is_longer": is_longer,
}
