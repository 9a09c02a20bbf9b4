"""Words of rules about where elements stand: masks and indices, and which choice is for which place."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .guard import all_arrays
from .kind import Array, Kind, Number, Text, Tuple
from .rule import Declined
from .wording import Operands, listed, one_in_another, parts_of, torch_call


def places(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """A mask as the indices where it holds, indices as they are. Raises Declined."""
    [value] = arguments
    dtype = operands.dtype(value)
    if dtype == "bool":
        return ast.Subscript(torch_call("where", value), ast.Constant(0))
    if dtype is None or not dtype.startswith("int"):
        raise Declined("whether it is a mask is not known" if dtype is None else "no mask, and no indices")
    return value


def overlaid(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`piecewise` as one choice inside another: of several that hold, the last counts. Raises Declined."""
    return one_in_another(*pieces(arguments, operands))


def decided(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """The same for a whole number: `-n if n < 0 else n if n >= 0 else 0`. Raises Declined."""
    kinds = getattr(operands.kind(arguments[1]), "items", ())
    if any(isinstance(kind, Number) and kind.type != "int" for kind in kinds):
        raise Declined("NumPy rounds the values")
    conditions, choices, result = pieces(arguments, operands)
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        result = ast.IfExp(condition, choice, result)
    return result


def pieces(
    arguments: Sequence[ast.expr], operands: Operands
) -> tuple[list[ast.expr], list[ast.expr], ast.expr]:  # fmt: skip
    """The conditions and what is chosen where they hold, the last first; what is where none does. Raises Declined."""
    conditions, choices, value = arguments
    wanted, items = items_of(conditions, operands)[::-1], items_of(choices, operands)
    nodes = parts_of(operands.nodes.get(getattr(choices, "id", ""))) or items
    kinds = getattr(operands.kind(choices), "items", ())
    found = [piece(*each, value) for each in zip(items, nodes, kinds, strict=True)]
    default = found.pop() if len(found) == len(wanted) + 1 else ast.Constant(0)
    return wanted, found[::-1], default


def piece(item: ast.expr, node: ast.expr | None, kind: Kind, value: ast.expr) -> ast.expr:
    """A number as it is, and of a function what it makes of the value. Raises Declined."""
    match node:
        case ast.Lambda(ast.arguments(args=[ast.arg(name)]), body):
            found = applied(body, name, value)
        case _:
            found = item if isinstance(kind, Number) else None
    if found is None:
        raise Declined("functions by pieces")
    return found


def applied(body: ast.expr, name: str, value: ast.expr) -> ast.expr | None:
    """A function's body with the argument in the place of its parameter: sums and products of whole numbers and
    of it, which are of each element by itself, of its dtype, and have a derivative everywhere. None for others.
    """
    match body:
        case ast.Name(id):
            return value if id == name else None
        case ast.Constant(int()):
            return ast.Constant(body.value)
        case ast.UnaryOp(ast.USub(), operand):
            inside = applied(operand, name, value)
            return inside and ast.UnaryOp(ast.USub(), inside)
        case ast.BinOp(base, ast.Pow(), ast.Constant(int(power))) if power > 0:
            inside = applied(base, name, value)
            return inside and ast.BinOp(inside, ast.Pow(), ast.Constant(power))
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() as op, right):
            first, second = applied(left, name, value), applied(right, name, value)
            return first and second and ast.BinOp(first, op, second)
    return None


def excess(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """By how much the last dimension of one is larger, where both sizes are known. Raises Declined."""
    shapes = [operands.array(a).shape or (None,) for a in arguments]
    match [shape[-1] for shape in shapes]:
        case [int(mine), int(theirs)]:
            return ast.Constant(mine - theirs)
    raise Declined("the sizes are not known")


def raveled(arguments: Sequence[ast.expr], operands: Operands) -> ast.expr:
    """`ravel_multi_index` by Horner's scheme: `(i * 4 + j) * 5 + k`. Raises Declined."""
    indices, dims, mode, order = arguments
    sizes = items_of(dims, operands)
    parts = index_items(indices, len(sizes), operands)
    how = ways(mode, len(sizes), operands)
    if "clip" in how and not is_of_arrays(operands.kind(indices)):
        raise Declined("numbers have no clamp")
    inside = map(within, parts, sizes, numbers_of(dims, operands), how)
    steps = list(zip(inside, sizes, strict=True))
    if literal(order, operands) == "F":
        steps.reverse()
    [(result, _), *rest] = steps
    for part, size in rest:
        result = ast.BinOp(ast.BinOp(result, ast.Mult(), size), ast.Add(), part)
    return result


def items_of(node: ast.expr, operands: Operands) -> list[ast.expr]:
    """The items of a list that is written out. Raises Declined."""
    items = listed(node.id, operands) if isinstance(node, ast.Name) else []
    if not all(isinstance(item, ast.expr) for item in items):
        raise Declined("lists in a list")
    return items


def index_items(node: ast.expr, count: int, operands: Operands) -> list[ast.expr]:
    """The indices along each axis: a list of them, or an array with a row for each. Raises Declined."""
    if isinstance(operands.kind(node), Array):
        return [ast.Subscript(node, ast.Constant(i)) for i in range(count)]
    items = items_of(node, operands)
    if len(items) != count:
        raise Declined("the indices are not one for each dimension")
    return items


def ways(node: ast.expr, count: int, operands: Operands) -> list[object]:
    """What is to become of indices beyond the ends, for each axis. Raises Declined."""
    match operands.kind(node):
        case Tuple(items) if len(items) == count:
            return [item.value if isinstance(item, Text) else None for item in items]
    return [literal(node, operands)] * count


def literal(node: ast.expr, operands: Operands) -> object:
    """The value of an argument, or of its default."""
    kind = operands.kind(node)
    return kind.value if isinstance(kind, Text) else node.value if isinstance(node, ast.Constant) else None


def numbers_of(node: ast.expr, operands: Operands) -> list[int | None]:
    """The items of a list, where they are whole numbers that are known."""
    kind = operands.kind(node)
    values = [item.value if isinstance(item, Number) else None for item in getattr(kind, "items", ())]
    return [value if isinstance(value, int) else None for value in values]


def is_of_arrays(kind: Kind | None) -> bool:
    """An array, or a list of arrays."""
    return isinstance(kind, Array) or (isinstance(kind, Tuple) and bool(all_arrays(kind)))


def within(index: ast.expr, size: ast.expr, number: int | None, way: object) -> ast.expr:
    """An index inside of its axis. Raises Declined."""
    if way == "raise":
        return index
    if number is None:
        raise Declined("the sizes are not known")
    if way == "wrap":
        return ast.BinOp(index, ast.Mod(), size)
    if way == "clip":
        return ast.Call(ast.Attribute(index, "clamp"), [ast.Constant(0), ast.Constant(number - 1)], [])
    raise Declined("what is to become of indices beyond the ends is not known")
