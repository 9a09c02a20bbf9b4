"""Words in a rule's result that are written according to the kinds of the arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from .kind import Array, Kind, Many, Number, Tuple
from .operations import DTYPE_ORDER, FLOAT_FOR, as_array, promote, promote_in_torch, promote_number

Kinds: TypeAlias = Mapping[str, Kind]
Word: TypeAlias = Callable[[Sequence[ast.expr], Kinds], ast.expr]
INEXACT = ("float", "complex")


def floating(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """Floats stay, integers and bools become NumPy's float64; `1.0 * a` is right for every dtype."""
    [value] = arguments
    dtype = dtype_of(value, kinds)
    if dtype is None:
        return ast.BinOp(ast.Constant(1.0), ast.Mult(), value)
    return value if dtype.startswith(INEXACT) else cast(value, "float64")


def narrow(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """NumPy computes functions of bools and small integers in small floats; others stay."""
    [value] = arguments
    least = FLOAT_FOR.get(dtype_of(value, kinds) or "", "float64")
    return value if least == "float64" else cast(value, least)


def counting(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """Bools become integers; `1 * a` is right for every dtype."""
    [value] = arguments
    dtype = dtype_of(value, kinds)
    if dtype is None:
        return ast.BinOp(ast.Constant(1), ast.Mult(), value)
    return cast(value, "int64") if dtype == "bool" else value


def promoted(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """The first, in the dtype that NumPy gives to both, where PyTorch would choose another for the two."""
    value, other = arguments
    both = [k for k in (kind_of(value, kinds), kind_of(other, kinds)) if isinstance(k, (Array, Tuple, Many))]
    if len(both) < 2:
        return value
    mine, theirs = map(as_array, both)
    common = promote(mine.dtype, theirs.dtype)
    if common is None or common == mine.dtype or promote_in_torch(mine, theirs) == common:
        return value
    lower = DTYPE_ORDER.index(mine.dtype or "") < DTYPE_ORDER.index(theirs.dtype or "")
    enough = promote_in_torch(replace(theirs, dtype=common), mine) == common
    return cast(value, common) if lower or not enough else value


def matched(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """The first, in the dtype that NumPy gives to both: for functions that want arrays of one dtype."""
    value, other = arguments
    common = common_dtype(kind_of(value, kinds), kind_of(other, kinds))
    return value if common is None or common == dtype_of(value, kinds) else cast(value, common)


def floats(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """The first, in the float dtype that NumPy gives to a function of both."""
    value, other = arguments
    mine, theirs = kind_of(value, kinds), kind_of(other, kinds)
    common = common_dtype(mine, theirs)
    dtype = dtype_of(value, kinds)
    if common is None or dtype is None:
        return floating([value], kinds)
    target = FLOAT_FOR.get(common, common)
    weak = isinstance(mine, Number) and isinstance(theirs, Array) and bool(theirs.shape)
    return value if weak or dtype == target else cast(value, target)


def common_dtype(a: Kind | None, b: Kind | None) -> str | None:
    """The dtype that NumPy gives to two values: Python's numbers are weak."""
    if a is None or b is None:
        return None
    match a, b:
        case Number(), Number():
            return promote(as_array(a).dtype, as_array(b).dtype)
        case Number(type_), _:
            return promote_number(as_array(b).dtype, type_)
        case _, Number(type_):
            return promote_number(as_array(a).dtype, type_)
    return promote(as_array(a).dtype, as_array(b).dtype)


def axes(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """All axes of an array."""
    [value] = arguments
    kind = kind_of(value, kinds)
    rank = as_array(kind).ndim if kind is not None else None
    if rank is None:
        return ast.parse(f"tuple(range({ast.unparse(value)}.ndim))", mode="eval").body
    return ast.Tuple([ast.Constant(i) for i in range(rank)], ast.Load())


def backwards(arguments: Sequence[ast.expr], kinds: Kinds) -> ast.expr:
    """All axes of an array from the last to the first."""
    whole = axes(arguments, kinds)
    if isinstance(whole, ast.Tuple):
        return ast.Tuple(whole.elts[::-1], ast.Load())
    return ast.parse(f"{ast.unparse(whole)}[::-1]", mode="eval").body


def kind_of(node: ast.expr, kinds: Kinds) -> Kind | None:
    return kinds.get(node.id) if isinstance(node, ast.Name) else None


def dtype_of(node: ast.expr, kinds: Kinds) -> str | None:
    kind = kind_of(node, kinds)
    if kind is None or (isinstance(kind, Array) and kind.number):
        return None
    return as_array(kind).dtype


def cast(value: ast.expr, dtype: str) -> ast.expr:
    return ast.Call(ast.Attribute(value, "to"), [ast.Attribute(ast.Name("torch"), dtype)], [])


WORDS: dict[str, Word] = {
    "floating": floating,
    "narrow": narrow,
    "counting": counting,
    "promoted": promoted,
    "matched": matched,
    "floats": floats,
    "axes": axes,
    "backwards": backwards,
}
