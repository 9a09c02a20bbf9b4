"""Kinds of operators: what arithmetic, comparison and indexing give."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from .kind import (
    FOREIGN,
    NUMBER_ORDER,
    Array,
    Container,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    Shape,
    Sign,
    Size,
    Text,
    Tuple,
    Unknown,
    is_point,
    join_all,
    possible,
)

FOLDABLE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
DTYPE_ORDER = (
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"
)  # fmt: skip
# The least float that holds every value of the dtype.
FLOAT_FOR = {"bool": "float16", "uint8": "float16", "int8": "float16", "int16": "float32", "int32": "float64",
             "int64": "float64"}  # fmt: skip
OPERATOR_METHODS: dict[type[ast.operator] | type[ast.cmpop] | type[ast.unaryop], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.USub: "neg",
    ast.Invert: "invert",
}


def number_of(value: object) -> Number:
    """The kind of a Python number that is known."""
    assert isinstance(value, (bool, int, float, complex))
    return Number(type(value).__name__, None if isinstance(value, complex) else value)


def promote(a: str | None, b: str | None) -> str | None:
    """The dtype of `a + b` in NumPy."""
    if FOREIGN in (a, b):
        return FOREIGN
    if a is None or b is None or a not in DTYPE_ORDER or b not in DTYPE_ORDER:
        return None
    low, high = sorted((a, b), key=DTYPE_ORDER.index)
    if high.startswith("float"):
        return max(FLOAT_FOR.get(low, low), high, key=DTYPE_ORDER.index)
    if high == "complex64":
        return "complex128" if FLOAT_FOR.get(low, low) == "float64" else high
    return "int16" if (low, high) == ("uint8", "int8") else high


COMPLEX_OF = {"float16": "complex32", "float32": "complex64", "float64": "complex128"}


def category(dtype: str) -> int:
    """Bools, integers, floats, complex numbers, in the order of PyTorch's promotion."""
    return 0 if dtype == "bool" else 1 if "int" in dtype else 2 if dtype.startswith("float") else 3


def promote_in_torch(a: Array, b: Array) -> str | None:
    """The dtype of `a + b` for tensors: 0-d ones count only where their category is the higher one.

    None where it depends on whether one of them is 0-d and that is not known.
    """
    if a.dtype not in DTYPE_ORDER or b.dtype not in DTYPE_ORDER or a.dtype is None or b.dtype is None:
        return None
    points = [(True, False) if k.ndim is None else (k.ndim == 0,) for k in (a, b)]
    results = {_promote_in_torch(a.dtype, b.dtype, p, q) for p in points[0] for q in points[1]}
    return results.pop() if len(results) == 1 else None


def _promote_in_torch(a: str, b: str, a_is_point: bool, b_is_point: bool) -> str:
    if a_is_point != b_is_point:
        wide, point = (b, a) if a_is_point else (a, b)
        if category(point) <= category(wide):
            return wide
        return COMPLEX_OF.get(wide, point) if category(point) == 3 else point
    low, high = sorted((a, b), key=DTYPE_ORDER.index)
    if (low, high) in (("float64", "complex64"), ("uint8", "int8")):
        return {"complex64": "complex128", "int8": "int16"}[high]
    return high


def promote_with(dtype: str | None, number: Number) -> str | None:
    """The dtype of an array and a number in NumPy: Python's are weak, its own scalars are not."""
    return promote(dtype, as_array(number).dtype) if number.strong else promote_number(dtype, number.type)


def promote_number(dtype: str | None, type_: str) -> str | None:
    """The dtype of an array and a Python number: weak, as in NEP 50."""
    if dtype == FOREIGN:
        return FOREIGN
    if dtype is None or dtype not in DTYPE_ORDER:
        return None
    integral = dtype == "bool" or "int" in dtype
    match type_:
        case "int" if dtype == "bool":
            return "int64"
        case "float" if integral:
            return "float64"
        case "complex" if not dtype.startswith("complex"):
            return "complex64" if dtype == "float32" else "complex128"
    return dtype


def broadcast(a: Shape | None, b: Shape | None) -> Shape | None:
    if a is None or b is None:
        return None
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    head = longer[: len(longer) - len(shorter)]
    return head + tuple(map(broadcast_size, longer[len(head) :], shorter))


def broadcast_size(a: Size, b: Size) -> Size:
    if a == 1:
        return b
    if b == 1 or a == b:
        return a
    return a if isinstance(a, int) and b is None else b if isinstance(b, int) and a is None else None


def as_array(kind: Kind, library: str = "numpy") -> Array:
    """A value as the array that NumPy would make of it."""
    match kind:
        case Array():
            return kind
        case Number(type_):
            return Array({"float": "float64", "int": "int64", "bool": "bool"}.get(type_, "complex128"), (), library)
        case Text():
            return Array(FOREIGN, (), library)
        case Tuple(items):
            return stacked([as_array(i, library) for i in items], library)
        case Many(item, size):
            inner = as_array(item, library)
            shape = None if inner.shape is None else (size, *inner.shape)
            return Array(inner.dtype, shape, library, among=inner.among)
    return Array(None, None, library)


def stacked(items: list[Array], library: str) -> Array:
    if not items:
        return Array("float64", (0,), library)
    dtype, shape = items[0].dtype, items[0].shape
    for item in items[1:]:
        dtype = promote(dtype, item.dtype)
        shape = None if shape is None or item.shape is None or len(item.shape) != len(shape) else shape
    return Array(dtype, None if shape is None else (len(items), *shape), library)


def binary(op: ast.operator, left: Kind, right: Kind) -> Kind:
    """The kind of `left op right`."""
    return join_all(_binary(op, *pair) for pair in possible((left, right)))


def _binary(op: ast.operator, left: Kind, right: Kind) -> Kind:
    match left, right:
        case (Never() | Nothing(), _) | (_, Never() | Nothing()):
            return Never()
        case Number(), Number():
            return numbers(op, left, right)
        case Array(dtype="bool"), Number() | Array() if isinstance(op, ast.Pow):
            return Array(None, None, left.library)  # int8 of an array, int64 of a scalar
        case Array(dtype="bool"), Array(dtype="bool") | Number("bool") if isinstance(op, (ast.FloorDiv, ast.Mod)):
            return Array(None, None, left.library)
        case Array(), Array():
            return arrays(op, left, right)
        case Array(), Number():
            return true_divided(op, replace(left, dtype=promote_with(left.dtype, right), boxed=False))
        case Number(), Array():
            return true_divided(op, replace(right, dtype=promote_with(right.dtype, left), boxed=False))
        case (Array() as array, Tuple() | Many() | Container()) | (
            Tuple() | Many() | Container(),
            Array() as array,
        ) if isinstance(op, ast.Mult) and not array.ndim:
            return Unknown()  # a NumPy integer repeats the list
        case (Array() as array, Tuple() | Many() | Container()) | (Tuple() | Many() | Container(), Array() as array):
            return Array(None, None, array.library)
        case Text(), _:
            return Text()
        case Tuple(), Tuple() if isinstance(op, ast.Add):
            return Tuple(left.items + right.items)
        case (Tuple(items), Number(_, int(n))) | (Number(_, int(n)), Tuple(items)) if isinstance(op, ast.Mult):
            return Tuple(items * n) if 0 <= n * len(items) <= 64 else Many(join_all(items))
        case ((Tuple() | Many()) as rows, Number()) | (Number(), (Tuple() | Many()) as rows):
            return Many(join_all(rows.items) if isinstance(rows, Tuple) else rows.item)
        case ((Tuple() | Many()), (Tuple() | Many())) if isinstance(op, ast.Add):
            return Many(join_all(join_all(k.items) if isinstance(k, Tuple) else k.item for k in (left, right)))
    return Unknown()


def numbers(op: ast.operator, left: Number, right: Number) -> Number:
    return replace(_numbers(op, left, right), strong=left.strong or right.strong)


def _numbers(op: ast.operator, left: Number, right: Number) -> Number:
    type_ = max(left.type, right.type, "int", key=NUMBER_ORDER.index)
    if isinstance(op, ast.Div):
        type_ = max(type_, "float", key=NUMBER_ORDER.index)
    folded = fold(op, left.value, right.value)
    if folded is not None:
        return folded
    if isinstance(op, ast.Pow) and type_ == "int":
        return Number("float" if right.bound is Sign.ANY else "int", sign=sign_of(op, left, right))
    return Number(type_, sign=sign_of(op, left, right))


def sign_of(op: ast.operator, left: Number, right: Number) -> Sign:
    lower, upper = sorted((left.bound, right.bound))
    match op:
        case ast.Add() if lower is not Sign.ANY:
            return upper
        case ast.Mult():
            return lower
        case ast.Div() if right.positive:
            return left.bound
        case ast.Pow() if left.positive:
            return Sign.ABOVE
    return Sign.ANY


def fold(op: ast.operator, left: object, right: object) -> Number | None:
    """The number itself, where both are known and it is not too large to work out."""
    if not isinstance(left, (int, float)) or not isinstance(right, (int, float)) or type(op) not in FOLDABLE:
        return None
    if isinstance(op, ast.Pow) and abs(right) > 64:
        return None
    try:
        return number_of(FOLDABLE[type(op)](left, right))
    except (ArithmeticError, ValueError, TypeError):
        return None


def arrays(op: ast.operator, left: Array, right: Array) -> Array:
    library = "torch" if "torch" in (left.library, right.library) else "numpy"
    dtype = promote(left.dtype, right.dtype)
    if isinstance(op, ast.MatMult):
        return Array(dtype, matmul_shape(left.shape, right.shape), library)
    both = left.number and right.number
    mixed = (left.mixed or right.mixed) and all(k.mixed or is_point(k) for k in (left, right))
    return true_divided(op, Array(dtype, broadcast(left.shape, right.shape), library, both, mixed=mixed))


def true_divided(op: ast.operator, kind: Array) -> Array:
    if isinstance(op, ast.Div) and kind.dtype and (kind.dtype == "bool" or "int" in kind.dtype):
        return Array("float64", kind.shape, kind.library, kind.number, mixed=kind.mixed)
    return kind


def matmul_shape(a: Shape | None, b: Shape | None) -> Shape | None:
    if a is None or b is None or not a or not b:
        return None
    if len(a) == 1 and len(b) == 1:
        return ()
    if len(b) == 1:
        return a[:-1]
    if len(a) == 1:
        return b[:-2] + b[-1:]
    batch = broadcast(a[:-2], b[:-2])
    return None if batch is None else (*batch, a[-2], b[-1])


def unary(op: ast.unaryop, operand: Kind) -> Kind:
    match op, operand:
        case _, Never():
            return operand
        case ast.Not(), _:
            return Number("bool")
        case ast.USub(), Number(type_, value):
            known = -value if isinstance(value, (int, float)) else None
            return Number("int" if type_ == "bool" else type_, known, strong=operand.strong)
        case _, Number(type_, value):
            same = value if isinstance(op, ast.UAdd) else None
            return Number("int" if type_ == "bool" else type_, same, strong=operand.strong)
        case _, Array():
            return replace(operand, boxed=False)
    return Unknown()


def comparison(ops: Sequence[ast.cmpop], operands: Sequence[Kind]) -> Kind:
    """The kind of `a < b`: an array of bools where an array takes part."""
    if any(isinstance(k, Never) for k in operands):
        return Never()
    if any(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in ops):
        return Number("bool")
    if len(ops) > 1:  # one of them: the first that is false, or the last
        return join_all([comparison([op], operands[i : i + 2]) for i, op in enumerate(ops)])
    if any(isinstance(k, Nothing) for k in operands):
        return Number("bool")
    arrays_ = [k for k in operands if isinstance(k, Array)]
    if arrays_:
        shape: Shape | None = ()
        for kind in operands:
            shape = broadcast(
                shape, kind.shape if isinstance(kind, Array) else () if isinstance(kind, Number) else None
            )
        library = "torch" if any(k.library == "torch" for k in arrays_) else "numpy"
        return Array(
            "bool", shape, library, all(isinstance(k, Number) or (k in arrays_ and k.number) for k in operands)
        )
    return Unknown() if any(isinstance(k, Unknown) for k in operands) else Number("bool")


def indexed(array: Array, index: Kind | Sequence[Kind | slice]) -> Array:
    """The kind of `array[index]`; `index` holds kinds, and slices of sizes, one per axis."""
    parts = list(index) if isinstance(index, (list, tuple)) else [index]
    boxed = Ellipsis in parts  # `x[...]` is an array even where it has one element
    shape = None if array.shape is None else _indexed_shape(array.shape, parts)
    return replace(array, shape=shape, number=False, boxed=boxed and shape == (), mixed=False)


def _indexed_shape(shape: Shape, parts: list[Any]) -> Shape | None:
    consumed = sum(_axes_of(p) for p in parts if p is not Ellipsis)
    if Ellipsis in parts:
        at = parts.index(Ellipsis)
        parts[at : at + 1] = [slice(None)] * (len(shape) - consumed)
    elif consumed < len(shape):
        parts = parts + [slice(None)] * (len(shape) - consumed)
    if any(_axes_of(p) is None for p in parts):
        return None
    return _walk_index(shape, parts)


def _axes_of(part: object) -> int:
    if isinstance(part, Nothing) or (isinstance(part, Number) and part.type == "bool"):
        return 0
    if isinstance(part, Array) and part.dtype == "bool":
        return part.ndim or 1
    return 1


def _walk_index(shape: Shape, parts: list[Any]) -> Shape | None:
    result: list[Size] = []
    advanced: Shape | None = None
    places: list[int] = []  # of the parts that are neither slices nor new axes
    at = axis = 0
    for place, part in enumerate(parts):
        if isinstance(part, Nothing):
            result.append(1)
            continue
        if isinstance(part, slice):
            result.append(sliced(shape[axis], part) if axis < len(shape) else None)
            axis += 1
            continue
        if isinstance(part, Number) and part.type != "bool":
            picked: Shape | None = ()
        else:
            picked = _picked(part)
            if picked is None:
                return None
            advanced = picked if advanced is None else broadcast(advanced, picked)
        at = at if places else len(result)
        places.append(place)
        axis += _axes_of(part)
    if advanced is not None:
        together = places[-1] - places[0] + 1 == len(places)
        result[at if together else 0 : at if together else 0] = advanced  # else what they pick comes first
    return tuple(result)


def _picked(part: object) -> Shape | None:
    """The axes that an index that is no number stands for in the result."""
    match part:
        case Array(dtype, shape) if shape is not None:
            return (None,) if dtype == "bool" else shape
        case Tuple((Number("bool"), *_)) | Many(Number("bool")) | Number("bool"):
            return (None,)  # an axis for what is taken or not
        case Tuple(items) if not isinstance(items[0] if items else None, (Tuple, Many, Array)):
            return (len(items),)
        case Tuple() | Many():
            return as_array(part).shape
    return None


def sliced(size: Size, part: slice) -> Size:
    """The size of an axis after `[start:stop:step]`; parts of the slice are ints, None or `Ellipsis` (not known)."""
    bounds = (part.start, part.stop, part.step)
    if bounds == (None, None, None) or bounds == (None, None, -1):
        return size
    if Ellipsis in bounds or not isinstance(size, int):
        return None
    return len(range(*part.indices(size)))
