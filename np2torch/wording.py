"""Words in a rule's result that are written according to the kinds of the arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from .kind import Array, Kind, Many, Number, Sign, Text, Tuple, Unknown, possible
from .operations import DTYPE_ORDER, FLOAT_FOR, as_array, promote, promote_in_torch, promote_number, promote_with
from .rule import Declined


@dataclass(frozen=True)
class Operands:
    """The kinds of the arguments, and which of them are written as Python numbers."""

    kinds: Mapping[str, Kind]
    numbers: frozenset[str] = frozenset()
    nodes: Mapping[str, ast.expr] = field(default_factory=dict)
    are_real: bool = False  # there are no complex numbers in the program
    reads: bool = False  # the program gets arrays of dtypes that are not known
    is_operator: bool = False  # it is written between them
    is_array: Callable[[ast.expr], bool] = lambda node: True  # of what is no argument, but a part of one

    def kind(self, node: ast.expr) -> Kind | None:
        return self.kinds.get(node.id) if isinstance(node, ast.Name) else None

    def array(self, node: ast.expr) -> Array:
        kind = self.kind(node)
        return Array() if kind is None or isinstance(kind, Text) else as_array(kind)

    def item(self, node: ast.expr) -> Kind:
        """A list as the array that is made of it."""
        kind = self.kind(node) or Unknown()
        return as_array(kind) if isinstance(kind, (Tuple, Many)) else kind

    def dtype(self, node: ast.expr) -> str | None:
        array = self.array(node)
        return None if array.number else array.dtype

    def given(self, a: ast.expr, kind: Kind, b: ast.expr, other: Kind) -> Operands:
        """The same with other kinds of two of them."""
        known = {n.id: k for n, k in ((a, kind), (b, other)) if isinstance(n, ast.Name) and n.id in self.kinds}
        return replace(self, kinds={**self.kinds, **known})

    def vary(self, *nodes: ast.expr) -> bool:
        """Whether one of them is of this dtype at one time and of that at another."""
        return any(isinstance(kind, Array) and bool(kind.among) for kind in map(self.item, nodes))

    def may_differ(self, *nodes: ast.expr) -> bool:
        """Whether they may be of different dtypes: one that is not known beside integers, or beside another if
        the program reads arrays of any dtype. What is not even known to be an array is left to the operator.
        """
        if self.is_operator and not all(isinstance(self.item(node), Array) for node in nodes):
            return False
        dtypes = {self.dtype(node) for node in nodes if not self.is_weak(node)}
        return None in dtypes and "float64" not in dtypes and (self.reads or len(dtypes) > 1)

    def are_one(self, a: ast.expr, b: ast.expr) -> bool:
        """Whether both are one variable, or parts of an array, and so of one dtype."""
        names = [self.root_of(self.nodes.get(n.id)) if isinstance(n, ast.Name) else None for n in (a, b)]
        return names[0] is not None and names[0] == names[1]

    def root_of(self, node: ast.expr | None) -> str | None:
        """The variable of `w`, `w.T` and `w[0]`; `w["a"]` of a dict is a variable of its own."""
        match node:
            case ast.Name(name):
                return name
            case ast.Attribute(value, "T"):
                return self.root_of(value)
            case ast.Subscript(value):
                return self.root_of(value) if self.is_array(value) else ast.unparse(node)
        return None

    def meets_double(self, a: ast.expr, b: ast.expr) -> bool:
        """Whether the first, of a dtype that is not known, is float64 beside the second in any case."""
        return self.are_real and self.dtype(a) is None and self.dtype(b) == "float64" and not self.is_weak(b)

    def is_weak(self, node: ast.expr) -> bool:
        """A Python number, whether it is made a tensor or not: NumPy lets the other decide the dtype."""
        return isinstance(self.kind(node), Number)

    def common(self, a: ast.expr, b: ast.expr) -> str | None:
        """The dtype that NumPy gives to two values."""
        kinds = self.kind(a), self.kind(b)
        match kinds:
            case Number(), Number():
                return promote(self.dtype(a), self.dtype(b))
            case Number() as number, _:
                return promote_with(self.dtype(b), number)
            case _, Number() as number:
                return promote_with(self.dtype(a), number)
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


def wrapped(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """Positions as they are where none is below zero, for all that is known; else those from the end brought around."""
    value, size = arguments
    return value if are_natural(operands.kind(value)) else ast.BinOp(value, ast.Mod(), size)


def middle(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """How many elements stand before the middle one. Raises Declined where the size is not known."""
    [value] = arguments
    shape = operands.array(value).shape
    if not shape or not isinstance(shape[-1], int):
        raise Declined("how many elements there are is not known")
    return ast.Constant(shape[-1] // 2)


def are_natural(kind: Kind | None) -> bool:
    match kind:
        case Number():
            return kind.bound is not Sign.ANY
        case Tuple(items):
            return all(map(are_natural, items))
        case Many(item):
            return are_natural(item)
    return False


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
    if operands.vary(value, other):
        return promoted_each(value, other, operands)
    if any(isinstance(k := operands.kind(n), Array) and k.number and k.shape is None for n in arguments):
        return promoted_if_array(value, other, operands)
    common, mine, theirs = operands.common(value, other), operands.dtype(value), operands.dtype(other)
    kept = isinstance(value, ast.Name) and value.id in operands.numbers
    if common is None or mine is None or theirs is None or kept or common == mine:
        return value
    if operands.common_in_torch(value, other) == common:
        return value
    lower = DTYPE_ORDER.index(mine) < DTYPE_ORDER.index(theirs)
    enough = operands.common_in_torch(value, other, common) == common
    return cast(value, common) if lower or not enough else value


def promoted_if_array(value: ast.expr, other: ast.expr, operands: Operands) -> ast.expr:
    """The same where one of them may be a Python number instead. Raises Declined where it matters."""
    arrays = [replace(k, number=False) if isinstance(k, Array) else k for k in map(operands.item, (value, other))]
    if promoted([value, other], operands.given(value, arrays[0], other, arrays[1])) is not value:
        raise Declined("it may be a number, or an array of another dtype")
    return value


def promoted_each(value: ast.expr, other: ast.expr, operands: Operands) -> ast.expr:
    """The same of arrays that have one of a few dtypes. Raises Declined where these want different things."""
    pairs = possible((operands.item(value), operands.item(other)))
    each = [operands.given(value, a, other, b) for a, b in pairs]
    ways = [promoted([value, other], one) for one in each]
    if all(way is value for way in ways) or operands.are_one(value, other):
        return value
    commons = {one.common(value, other) for one in each}
    if len(commons) > 1:
        raise Declined("the arrays may be of different dtypes")
    return cast(value, commons.pop() or "")


def matched(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """The first, in the dtype that NumPy gives to both: for functions that want arrays of one dtype."""
    value, other = arguments
    if isinstance(value, ast.Name) and value.id in operands.numbers:
        return plain_number(value, operands)
    pairs = possible((operands.item(value), operands.item(other)))
    commons = {operands.given(value, a, other, b).common(value, other) for a, b in pairs}
    common = commons.pop()
    if common is None and operands.meets_double(value, other):
        return cast(value, "float64")
    if common is None and operands.meets_double(other, value):
        return value
    unsure = common is None and (operands.vary(value, other) or operands.may_differ(value, other))
    if (commons or unsure) and not operands.are_one(value, other):
        raise Declined("the arrays may be of different dtypes")
    return value if commons or common in (None, operands.dtype(value)) else cast(value, common or "")


def plain_number(value: ast.Name, operands: Operands) -> ast.expr:
    """A Python number, weak in both libraries; PyTorch does not count with True."""
    kind = operands.kind(value)
    is_bool = isinstance(kind, Number) and kind.type == "bool"
    return ast.Call(ast.Name("int"), [value], []) if is_bool else value


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
    assert isinstance(width, ast.Name)
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
    pairs = [listed(n.id, operands) for n in (conditions, choices) if isinstance(n, ast.Name)]
    return one_in_another(pairs[0], pairs[1], default)


def one_in_another(conditions: list[Any], choices: list[Any], default: ast.expr) -> ast.expr:
    """The first of the choices whose condition holds. Raises Declined."""
    if len(conditions) != len(choices) or any(isinstance(item, list) for item in conditions + choices):
        raise Declined("the choices are not one for each condition")
    result = default
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        result = torch_call("where", condition, choice, result)
    return result


def listed(name: str, operands: Operands) -> list[Any]:
    """The items of a list that is written out, or `choices[0]` of one in a variable. Raises Declined."""
    node, kind = operands.nodes.get(name), operands.kinds.get(name)
    if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(kind, Tuple):
        return [ast.Subscript(ast.Name(name, ast.Load()), ast.Constant(i)) for i in range(len(kind.items))]
    return shown_items(node, name)


def parts_of(node: ast.AST | None) -> list[ast.expr | None] | None:
    """The items of a list that is written out, the bounds of a slice."""
    match node:
        case ast.Tuple(items) | ast.List(items):
            return list(items)
        case ast.Slice(lower, upper, step):
            return [lower, upper, step]
    return None


def shown_items(node: ast.expr | None, name: str) -> list[Any]:
    """Names for the items of a list that is written out, in lists of their own where they are lists."""
    parts = parts_of(node)
    if parts is None:
        raise Declined(f"{name} is not written out")
    return [
        shown_items(part, f"{name}{ITEM}{i}")
        if parts_of(part) is not None
        else ast.Name(f"{name}{ITEM}{i}", ast.Load())
        for i, part in enumerate(parts)
    ]


def item(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """One of the items of a list that the caller writes out. Raises Declined."""
    match arguments:
        case [ast.Name(name), ast.Constant(int(position))]:
            return cast_item(shown_items(operands.nodes.get(name), name)[position])
    raise Declined("no item of a list")


def cast_item(found: Any) -> ast.expr:
    if not isinstance(found, ast.expr):
        raise Declined("a list in the list")
    return found


def slices(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`np.s_[1:3, ::2]` as `(slice(1, 3), slice(None, None, 2))`."""
    return keyed(arguments, operands, plain_slice)


def ranges(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`np.mgrid[0:3, 0:1:5j]` as `torch.arange(0, 3), torch.linspace(0, 1, 5)`. Raises Declined."""
    key = operands.nodes.get(getattr(arguments[0], "id", ""))
    if not all(
        isinstance(part, ast.Slice) for part in (parts_of(key) if isinstance(key, ast.Tuple) else None) or [key]
    ):
        raise Declined("its slices are not written out")
    return keyed(arguments, operands, numbers_of)


def open_ranges(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`np.ogrid[0:3, 0:2]` as ranges that broadcast to the whole grid. Raises Declined."""
    grids = ranges(arguments, operands)
    if not isinstance(grids, ast.Tuple):
        return grids
    axes_ = range(len(grids.elts))
    places = [[ast.Slice() if axis == i else ast.Constant(None) for axis in axes_] for i in axes_]
    pairs = zip(grids.elts, places, strict=True)
    return ast.Tuple([ast.Subscript(grid, ast.Tuple(list(place))) for grid, place in pairs], ast.Load())


def keyed(
    arguments: Sequence[ast.expr], operands: Operands, write: Callable[[ast.Slice, str], ast.expr]
) -> ast.expr:  # fmt: skip
    """What stands between brackets, one or several, each slice written in another way."""
    [key] = arguments
    assert isinstance(key, ast.Name)
    node = operands.nodes.get(key.id)
    parts = parts_of(node) if isinstance(node, ast.Tuple) else None
    if parts is None:
        return one_key(node, key.id, write)
    return ast.Tuple([one_key(p, f"{key.id}{ITEM}{i}", write) for i, p in enumerate(parts)], ast.Load())


def one_key(node: ast.expr | None, name: str, write: Callable[[ast.Slice, str], ast.expr]) -> ast.expr:
    return write(node, name) if isinstance(node, ast.Slice) else ast.Name(name, ast.Load())


def bounds(node: ast.Slice, name: str) -> list[ast.expr | None]:
    parts = enumerate((node.lower, node.upper, node.step))
    return [None if part is None else ast.Name(f"{name}{ITEM}{i}", ast.Load()) for i, part in parts]


def plain_slice(node: ast.Slice, name: str) -> ast.expr:
    parts = [part or ast.Constant(None) for part in bounds(node, name)]
    return ast.Call(ast.Name("slice"), parts if node.step is not None else parts[:2], [])


def numbers_of(node: ast.Slice, name: str) -> ast.expr:
    lower, upper, step = bounds(node, name)
    lower = lower or ast.Constant(0)
    match node.step:
        case ast.Constant(complex(imag=count)) if upper is not None:
            return torch_call("linspace", lower, upper, ast.Constant(int(count)))
    if upper is None:
        raise Declined("a slice without an end")
    return torch_call("arange", lower, upper, *([step] if step is not None else []))


def torch_call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("torch"), name), list(arguments), [])


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
    "wrapped": wrapped,
    "middle": middle,
    "item": item,
    "slices": slices,
    "ranges": ranges,
    "open_ranges": open_ranges,
}
