"""Shapes of results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..kind import Array, Kind, Many, Nothing, Number, Shape, Size, Text, Tuple
from ..operations import as_array, broadcast, matmul_shape
from .arguments import Arguments, product_of, sizes

ShapeOf = Callable[[Arguments], Shape | None]


def whole(a: Arguments) -> Shape | None:
    """The argument's own."""
    return a.array().shape


def anything(a: Arguments) -> Shape | None:
    return None


def point(a: Arguments) -> Shape | None:
    return ()


def line(a: Arguments) -> Shape | None:
    """One dimension of unknown size."""
    return (None,)


def same_rank(a: Arguments) -> Shape | None:
    """As many dimensions, of unknown sizes."""
    shape = whole(a)
    return None if shape is None else (None,) * len(shape)


def broadcasted(a: Arguments) -> Shape | None:
    shape: Shape | None = ()
    for operand in a.arrays():
        shape = broadcast(shape, operand.shape)
    return shape


def flat(a: Arguments) -> Shape | None:
    return (product_of(whole(a)),)


# --- fewer dimensions -----------------------------------------------------------------------------------


def axes_of(a: Arguments, rank: int) -> tuple[int, ...] | None:
    """The axes that are named, None where that is not known; all of them for `axis=None`."""
    match a.literal("axis"):
        case None:
            return tuple(range(rank))
        case int(axis):
            return (axis % rank,) if rank else ()
        case tuple(axes) if all(isinstance(i, int) for i in axes):
            return tuple(i % rank for i in axes) if rank else ()
    return None


def reduced(a: Arguments) -> Shape | None:
    shape, keep = whole(a), a.literal("keepdims")
    if shape is None:
        return () if a.literal("axis") is None and keep in (False, None) else None
    axes = axes_of(a, len(shape))
    if axes is None or keep is ...:
        return None
    if keep:
        return tuple(1 if i in axes else s for i, s in enumerate(shape))
    return tuple(s for i, s in enumerate(shape) if i not in axes)


def quantiles(a: Arguments) -> Shape | None:
    """As many as are asked for come first."""
    asked_for, rest = a.of("q"), reduced(a)
    if isinstance(asked_for, Number):
        return rest
    first = as_array(asked_for).shape if asked_for is not None else None
    return None if rest is None or first is None else first + rest


def accumulated(a: Arguments) -> Shape | None:
    """Along an axis, or of the flattened array."""
    axis = a.literal("axis")
    return None if axis is ... else flat(a) if axis is None else whole(a)


def squeezed(a: Arguments) -> Shape | None:
    shape, axis = whole(a), a.literal("axis")
    if shape is None or axis is ... or (axis is None and not all(isinstance(s, int) for s in shape)):
        return None
    axes = axes_of(a, len(shape)) if axis is not None else [i for i, s in enumerate(shape) if s == 1]
    return None if axes is None else tuple(s for i, s in enumerate(shape) if i not in axes)


def batch(a: Arguments) -> Shape | None:
    """Of many matrices, as many numbers."""
    shape = whole(a)
    return None if shape is None else shape[:-2]


def matrix_transposed(a: Arguments) -> Shape | None:
    shape = whole(a)
    return None if shape is None or len(shape) < 2 else (*shape[:-2], shape[-1], shape[-2])


def diagonal(a: Arguments) -> Shape | None:
    """`diag`: a matrix from a vector, a vector from a matrix."""
    shape = whole(a)
    if shape is None or len(shape) not in (1, 2):
        return None
    return (None, None) if len(shape) == 1 else (None,)


# --- sizes that the caller gives ----------------------------------------------------------------------


def asked(a: Arguments) -> Shape | None:
    """`zeros((2, 3))`, `torch.zeros(2, 3)`."""
    return sizes(a.starred("shape", "size"))


def square(a: Arguments) -> Shape | None:
    rows = a.of("N", "n")
    columns = a.of("M", "m")
    columns = rows if columns is None or isinstance(columns, Nothing) else columns
    return tuple(k.size if isinstance(k, Number) else None for k in (rows, columns))


def counted(a: Arguments) -> Shape | None:
    """`arange`."""
    bounds = [a.of("start", "start_or_stop"), a.of("stop", "end"), a.of("step")]
    start, stop, step = (given_number(k) for k in bounds)
    if stop is None:
        start, stop = 0, start
    start, step = 0 if start is None else start, 1 if step is None else step
    if isinstance(stop, str) and start == 0 and step == 1:
        return (stop,)
    if isinstance(start, (int, float)) and isinstance(stop, (int, float)) and isinstance(step, (int, float)) and step:
        return (max(0, -int(-(stop - start) // step)),)
    return (None,)


def given_number(kind: Kind | None) -> int | float | str | None:
    """A number's value; None where it is left out, "" where it is not known."""
    if kind is None or isinstance(kind, Nothing):
        return None
    return kind.value if isinstance(kind, Number) and kind.value is not None else ""


def spaced(a: Arguments) -> Shape | None:
    """`linspace`; from arrays it has more dimensions."""
    ends = (a.of("start"), a.of("stop", "end"))
    base = a.of("base") or ends[0]  # of `logspace`
    if not all(isinstance(k, Number) or (isinstance(k, Array) and k.shape == ()) for k in (*ends, base)):
        return None
    number = a.literal("num", "steps")
    return (number if isinstance(number, (int, str)) else None,)


def reshaped(a: Arguments) -> Shape | None:
    return resized(whole(a), sizes(a.starred("shape", "newshape", "size")))


def resized(shape: Shape | None, target: Shape | None) -> Shape | None:
    if target is None or -1 not in target:
        return target
    if shape is not None and [s for s in target if s not in (1, -1)] == [] and all(s == 1 for s in shape[1:]):
        return tuple((shape[0] if shape else 1) if s == -1 else s for s in target)
    total, rest = product_of(shape), product_of(tuple(s for s in target if s != -1) or (1,))
    known = isinstance(total, int) and isinstance(rest, int) and rest
    return tuple((total // rest if known else None) if s == -1 else s for s in target)  # type: ignore[operator]


# --- other places for the same dimensions -----------------------------------------------------------------


def transposed(a: Arguments) -> Shape | None:
    shape = whole(a)
    if shape is None:
        return None
    order = sizes(a.starred("axes", "dims")) or ()
    if order and all(isinstance(i, int) and -len(shape) <= i < len(shape) for i in order):
        return tuple(shape[i] for i in order if isinstance(i, int))
    return (None,) * len(shape) if order or a.literal("axes", "dims") is ... else shape[::-1]


def expanded(a: Arguments) -> Shape | None:
    shape, axis = whole(a), a.literal("axis")
    if shape is not None and isinstance(axis, tuple):
        return (None,) * (len(shape) + len(axis))
    if shape is None or not isinstance(axis, int):
        return None
    at = axis % (len(shape) + 1)
    return (*shape[:at], 1, *shape[at:])


def repeated(a: Arguments) -> Shape | None:
    return (None,) if a.literal("axis") is None else same_rank(a)


def tiled(a: Arguments) -> Shape | None:
    shape, times = whole(a), sizes(a.of("reps", "dims"))
    return None if shape is None or times is None else (None,) * max(len(shape), len(times))


# --- products -------------------------------------------------------------------------------------------


def multiplied(a: Arguments) -> Shape | None:
    return matmul_shape(*operand_shapes(a))


def dotted(a: Arguments) -> Shape | None:
    left, right = operand_shapes(a)
    if left == () or right == ():
        return broadcasted(a)
    if left is None or right is None:
        return None
    return left[:-1] + (right[:-2] + right[-1:] if len(right) > 1 else ())


def operand_shapes(a: Arguments) -> tuple[Shape | None, Shape | None]:
    shapes = [k.shape for k in a.arrays()]
    return (shapes[0], shapes[1]) if len(shapes) == 2 else (None, None)


def inner(a: Arguments) -> Shape | None:
    left, right = operand_shapes(a)
    if left == () or right == ():
        return broadcasted(a)
    return None if left is None or right is None else left[:-1] + right[:-1]


def outer(a: Arguments) -> Shape | None:
    return tuple(product_of(k.shape) for k in a.arrays())


# --- joining --------------------------------------------------------------------------------------------


def items_of(a: Arguments) -> list[Shape | None] | None:
    """The shapes of the items of a list, None where it is not known how many there are."""
    return [as_array(i, a.library).shape for i in a.first.items] if isinstance(a.first, Tuple) else None


def inside(a: Arguments) -> Shape | None:
    """The shape that the items have in common, as far as it is known."""
    if isinstance(a.first, Many):
        return as_array(a.first.item, a.library).shape
    shape = whole(a)
    return None if shape is None else shape[1:]


def joined(a: Arguments) -> Shape | None:
    axis, shapes = a.literal("axis"), items_of(a)
    if axis is None:
        return (None,)
    common = inside(a)
    if shapes is None or not isinstance(axis, int):
        return None if common is None else (None,) * len(common)
    return joined_along(shapes, axis)


def joined_along(shapes: Sequence[Shape | None], axis: int) -> Shape | None:
    known = [s for s in shapes if s is not None]
    if not known or len({len(s) for s in known}) != 1 or not known[0]:
        return None
    if len(known) < len(shapes):
        return (None,) * len(known[0])  # all have as many dimensions
    at = axis % len(known[0])
    ends = [s[at] for s in known]
    total: Size = sum(s for s in ends if isinstance(s, int)) if all(isinstance(s, int) for s in ends) else None
    merged = tuple(next((s[i] for s in known if s[i] is not None), None) for i in range(len(known[0])))
    return (*merged[:at], total, *merged[at + 1 :])


def appended(a: Arguments) -> Shape | None:
    return (None,) if a.literal("axis") is None else same_rank(a)


def stacked(a: Arguments) -> Shape | None:
    shape, axis = whole(a), a.literal("axis")
    if shape is None or not isinstance(axis, int):
        return None
    at = axis % len(shape)
    return (*shape[1 : at + 1], shape[0], *shape[at + 1 :])


def rows(a: Arguments) -> Shape | None:
    """`vstack`: vectors become rows."""
    shapes = items_of(a)
    if shapes is None:
        common = inside(a)
        return None if common is None else (None,) * max(2, len(common))
    return joined_along([s if s is None or len(s) > 1 else (1, *(s or (1,))) for s in shapes], 0)


def side_by_side(a: Arguments) -> Shape | None:
    """`hstack`: along the second axis, vectors one after the other."""
    shapes = items_of(a)
    if shapes is None:
        common = inside(a)
        return None if common is None else (None,) * max(1, len(common))
    along = [s or (1,) if s is not None else None for s in shapes]
    return joined_along(along, 0 if along and along[0] is not None and len(along[0]) == 1 else 1)


def end_to_end(a: Arguments) -> Shape | None:
    """`r_`: along the first axis, numbers as vectors of one."""
    shapes = items_of(a)
    if shapes is None:
        common = inside(a)
        return None if common is None else (None,) * max(1, len(common))
    return joined_along([s or (1,) if s is not None else None for s in shapes], 0)


def columns(a: Arguments) -> Shape | None:
    """`column_stack`: vectors become columns."""
    shapes = items_of(a)
    if shapes is None:
        return (None, None)
    return joined_along([s if s is None or len(s) > 1 else (*(s or (1,)), 1) for s in shapes], 1)


def traced(a: Arguments) -> Shape | None:
    """`trace`: what is left of the dimensions."""
    shape = a.array().shape
    if shape is None or len(shape) == 2:
        return ()
    return shape[2:] if a.of("axis1", "axis2") is None else None


def contracted(a: Arguments) -> Shape | None:
    """Of `einsum`: an axis for each letter after the arrow."""
    match a.first:
        case Tuple((Text(str() as formula), *_)) if "->" in formula and "..." not in formula:
            return (None,) * len(formula.partition("->")[2].strip())
    return None


def crossed(a: Arguments) -> Shape | None:
    """`cross`: of vectors in the plane, numbers."""
    left, right = operand_shapes(a)
    if not left or not right:
        return None
    if any(a.of(name) is not None for name in ("axis", "axisa", "axisb", "axisc")):
        return (None,) * max(len(left), len(right)) if {left[-1], right[-1]} == {3} else None
    around = broadcast(left[:-1], right[:-1])
    widths = {left[-1], right[-1]}
    if widths == {2} or around is None:
        return around
    return (*around, 3) if 3 in widths else (*around, None)


def kronecker(a: Arguments) -> Shape | None:
    ranks = [kind.ndim for kind in a.arrays()]
    known = [rank for rank in ranks if rank is not None]
    return (None,) * max(known) if len(known) == len(ranks) == 2 else None


def triangle(a: Arguments) -> Shape | None:
    """Of a vector, a matrix that repeats it."""
    shape = whole(a)
    return shape * 2 if shape is not None and len(shape) == 1 else shape
