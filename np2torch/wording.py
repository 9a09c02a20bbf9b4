"""Words in a rule's result that are written according to the kinds of the arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from .kind import Array, Kind, Number
from .operations import DTYPE_ORDER, FLOAT_FOR, as_array, promote, promote_in_torch, promote_number
from .rule import Declined


@dataclass(frozen=True)
class Operands:
    """The kinds of the arguments, and which of them are written as Python numbers."""

    kinds: Mapping[str, Kind]
    numbers: frozenset[str] = frozenset()
    nodes: Mapping[str, ast.expr] = field(default_factory=dict)

    def kind(self, node: ast.expr) -> Kind | None:
        return self.kinds.get(node.id) if isinstance(node, ast.Name) else None

    def array(self, node: ast.expr) -> Array:
        kind = self.kind(node)
        return Array() if kind is None else as_array(kind)

    def dtype(self, node: ast.expr) -> str | None:
        array = self.array(node)
        return None if array.number else array.dtype

    def is_weak(self, node: ast.expr) -> bool:
        """A Python number, whether it is made a tensor or not: NumPy lets the other decide the dtype."""
        return isinstance(self.kind(node), Number)

    def common(self, a: ast.expr, b: ast.expr) -> str | None:
        """The dtype that NumPy gives to two values."""
        kinds = self.kind(a), self.kind(b)
        match kinds:
            case Number(), Number():
                return promote(self.dtype(a), self.dtype(b))
            case Number(type_), _:
                return promote_number(self.dtype(b), type_)
            case _, Number(type_):
                return promote_number(self.dtype(a), type_)
        return promote(self.dtype(a), self.dtype(b))

    def common_in_torch(self, a: ast.expr, b: ast.expr, dtype: str | None = None) -> str | None:
        """The dtype that PyTorch gives to two values, the second cast to a dtype first."""
        other = replace(self.array(b), dtype=dtype or self.dtype(b))
        for number, tensor in ((a, other), (b, self.array(a))):
            kind = self.kind(number)
            if isinstance(kind, Number) and isinstance(number, ast.Name) and number.id in self.numbers:
                return promote_number(tensor.dtype, kind.type)
        return promote_in_torch(self.array(a), other)


Word: TypeAlias = Callable[[Sequence[ast.expr], Operands], ast.expr]
INEXACT = ("float", "complex")
ITEM = "__item"  # between the name of an argument that is a list and the position of an item


def floating(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """Floats stay, integers and bools become NumPy's float64; `1.0 * a` is right for every dtype."""
    [value] = arguments
    dtype = operands.dtype(value)
    if dtype is None:
        return ast.BinOp(ast.Constant(1.0), ast.Mult(), value)
    return value if dtype.startswith(INEXACT) else cast(value, "float64")


def narrow(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """NumPy computes functions of bools and small integers in small floats; others stay."""
    [value] = arguments
    least = FLOAT_FOR.get(operands.dtype(value) or "", "float64")
    return value if least == "float64" else cast(value, least)


def double(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """Whatever it is, as float64."""
    [value] = arguments
    return value if operands.dtype(value) == "float64" else cast(value, "float64")


def positions(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """Small integers become int64, for functions that take no others as indices."""
    [value] = arguments
    dtype = operands.dtype(value)
    return value if dtype in (None, "int64") else cast(value, "int64")


def counting(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """Bools become integers; `1 * a` is right for every dtype."""
    [value] = arguments
    dtype = operands.dtype(value)
    if dtype is None:
        return ast.BinOp(ast.Constant(1), ast.Mult(), value)
    return cast(value, "int64") if dtype == "bool" else value


def promoted(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """The first, in the dtype that NumPy gives to both, where PyTorch would choose another for the two."""
    value, other = arguments
    common, mine, theirs = operands.common(value, other), operands.dtype(value), operands.dtype(other)
    kept = isinstance(value, ast.Name) and value.id in operands.numbers
    if common is None or mine is None or theirs is None or kept or common == mine:
        return value
    if operands.common_in_torch(value, other) == common:
        return value
    lower = DTYPE_ORDER.index(mine) < DTYPE_ORDER.index(theirs)
    enough = operands.common_in_torch(value, other, common) == common
    return cast(value, common) if lower or not enough else value


def matched(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """The first, in the dtype that NumPy gives to both: for functions that want arrays of one dtype."""
    value, other = arguments
    common = operands.common(value, other)
    return value if common is None or common == operands.dtype(value) else cast(value, common)


def floats(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """The first, in the float dtype that NumPy gives to a function of both."""
    value, other = arguments
    common, dtype = operands.common(value, other), operands.dtype(value)
    if common is None or dtype is None:
        return floating([value], operands)
    target = FLOAT_FOR.get(common, common)
    decided = operands.is_weak(value) and not operands.is_weak(other) and bool(operands.array(other).shape)
    return value if decided or dtype == target else cast(value, target)


def axes(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """All axes of an array."""
    [value] = arguments
    rank = operands.array(value).ndim
    if rank is None:
        return ast.parse(f"tuple(range({ast.unparse(value)}.ndim))", mode="eval").body
    return ast.Tuple([ast.Constant(i) for i in range(rank)], ast.Load())


def backwards(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """All axes of an array from the last to the first."""
    whole = axes(arguments, operands)
    if isinstance(whole, ast.Tuple):
        return ast.Tuple(whole.elts[::-1], ast.Load())
    return ast.parse(f"{ast.unparse(whole)}[::-1]", mode="eval").body


def padding(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """NumPy's `((top, bottom), (left, right))` as PyTorch's `(left, right, top, bottom)`. Raises Declined."""
    width, array = arguments
    assert isinstance(width, ast.Name) and isinstance(array, ast.Name)
    rank = operands.array(array).ndim
    if isinstance(operands.kind(width), Number):
        pair: list[ast.expr] = [width, width]
    else:
        shown = shown_items(operands.nodes.get(width.id), width.id)
        if all(isinstance(axis, list) for axis in shown):
            return ast.Tuple([item for axis in reversed(shown) for item in axis], ast.Load())
        pair = [item for item in shown if isinstance(item, ast.Name)]
    if rank is None or len(pair) != 2:
        raise Declined("how many axes there are to pad is not known")
    return ast.Tuple(pair * rank, ast.Load())


def nested(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`select` as one choice inside another. Raises Declined."""
    conditions, choices, default = arguments
    assert isinstance(conditions, ast.Name) and isinstance(choices, ast.Name)
    pairs = [shown_items(operands.nodes.get(n.id), n.id) for n in (conditions, choices)]
    if len(pairs[0]) != len(pairs[1]) or any(isinstance(item, list) for item in pairs[0] + pairs[1]):
        raise Declined("the choices are not one for each condition")
    result = default
    for condition, choice in reversed(list(zip(*pairs, strict=True))):
        result = ast.Call(ast.Attribute(ast.Name("torch"), "where"), [condition, choice, result], [])
    return result


def shown_items(node: ast.expr | None, name: str) -> list[Any]:
    """Names for the items of a list that is written out, in lists of their own where they are lists."""
    if not isinstance(node, (ast.Tuple, ast.List)):
        raise Declined(f"{name} is not written out")
    return [
        shown_items(item, f"{name}{ITEM}{i}") if isinstance(item, (ast.Tuple, ast.List)) else ast.Name(f"{name}{ITEM}{i}")
        for i, item in enumerate(node.elts)
    ]


def cast(value: ast.expr, dtype: str) -> ast.expr:
    return ast.Call(ast.Attribute(value, "to"), [ast.Attribute(ast.Name("torch"), dtype)], [])


WORDS: dict[str, Word] = {
    "floating": floating,
    "double": double,
    "narrow": narrow,
    "counting": counting,
    "promoted": promoted,
    "matched": matched,
    "floats": floats,
    "axes": axes,
    "backwards": backwards,
    "padding": padding,
    "nested": nested,
    "positions": positions,
}
