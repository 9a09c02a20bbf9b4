"""Indices that NumPy takes and PyTorch does not, or takes otherwise."""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Iterator, Sequence

from ..facts import Facts
from ..kind import Array, Many, Nothing, Number, Sign, Tuple
from ..rule import Declined
from .arriving import is_array

SMALL = frozenset(["uint8", "int8", "int16"])
Render = Callable[[ast.expr], str]


class Form(enum.Enum):
    """What an index has to become."""

    POSITIONS = "to(torch.int64)"  # PyTorch takes uint8 for a mask, and no int8 at all
    ITEM = "item()"  # one such number
    LISTED = "[i]"  # a number that a slice parts from an array: to NumPy it is an array as well
    EITHER = "mask or positions"  # of a dtype that is not known: small integers, or a mask


def indices_of(facts: Facts, reads: bool) -> dict[ast.expr, Form]:
    """`reads` says that arrays come in of dtypes that are not known."""
    found: dict[ast.expr, Form] = {}
    for node in facts.source.nodes:
        if isinstance(node, ast.Subscript) and is_array(node.value, facts):
            parts = parts_of(node)
            found |= {part: form for part in parts if (form := small(part, facts)) is not None}
            if reads:
                found |= {part: form for part in parts if (form := vague(part, parts, facts)) is not None}
            found |= dict.fromkeys(parted_numbers(parts, facts), Form.LISTED)
    return found


def parts_of(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def small(node: ast.expr, facts: Facts) -> Form | None:
    """Whether the index may be of small integers."""
    kind = facts.kind(node)
    if not isinstance(kind, Array) or kind.library != "numpy":
        return None
    if kind.shape == () and not kind.number and (kind.dtype is None or kind.dtype in SMALL):
        return Form.ITEM
    return Form.POSITIONS if kind.dtype in SMALL else None


def vague(node: ast.expr, parts: Sequence[ast.expr], facts: Facts) -> Form | None:
    """Whether the index may be of small integers, in a program that reads arrays of dtypes that are not known."""
    kind = facts.kind(node)
    if not isinstance(kind, Array) or not kind.becomes_tensor or kind.dtypes or kind.shape == ():
        return None
    beside = (facts.kind(part) for part in parts if part is not node)
    return Form.POSITIONS if any(isinstance(k, Array) and k.dtype == "int64" for k in beside) else Form.EITHER


def parted_numbers(parts: Sequence[ast.expr], facts: Facts) -> Iterator[ast.expr]:
    """The numbers of `t[0, :, rows]`: the axis of `rows` comes first in NumPy's result, and last in PyTorch's."""
    numbers = [i for i, part in enumerate(parts) if is_number(part, facts)]
    arrays = [i for i, part in enumerate(parts) if is_advanced(part, facts)]
    taken = sorted(numbers + arrays)
    if numbers and arrays and not is_run(taken) and is_run(arrays):
        yield from (parts[i] for i in numbers)


def picks(node: ast.expr, facts: Facts) -> bool:
    """Whether elements are picked by an array, or a mask, of places."""
    return isinstance(node, ast.Subscript) and any(is_advanced(part, facts) for part in parts_of(node))


def is_run(places: Sequence[int]) -> bool:
    return places[-1] - places[0] + 1 == len(places)


def is_number(node: ast.expr, facts: Facts) -> bool:
    kind = facts.kind(node)
    return (isinstance(kind, Number) and kind.type == "int") or (isinstance(kind, Array) and kind.shape == ())


def is_advanced(node: ast.expr, facts: Facts) -> bool:
    return isinstance(facts.opened(node), (Array, Tuple, Many)) and not is_number(node, facts)


# --- slices that run backwards ------------------------------------------------------------------------------


def runs_backwards(node: ast.Subscript) -> bool:
    return any(step_of(part) < 0 for part in parts_of(node))


def step_of(part: ast.expr) -> int:
    match part:
        case ast.Slice(_, _, ast.UnaryOp(ast.USub(), ast.Constant(int(step)))):
            return -step
    return 1


def flipped(node: ast.Subscript, base: str, facts: Facts, render: Render) -> str:
    """`a[i, ::-1]` as `a[i, :].flip(0)`. Raises Declined."""
    parts = parts_of(node)
    steps = [step_of(part) for part in parts]
    flips = [axis for part, axis in zip(parts, axes_after(parts, facts), strict=True) if step_of(part) < 0]
    if min(steps) < -1 and len(parts) > 1:
        raise Declined("it skips elements backwards")
    texts = [
        forwards(part, facts, render) if step < 0 else render(part) for part, step in zip(parts, steps, strict=True)
    ]
    index = "" if all(text in (":", "...") for text in texts) else f"[{', '.join(texts)}]"
    every = f"[::{-steps[0]}]" if steps[0] < -1 else ""
    return f"{base}{index}.flip({', '.join(map(str, flips))}){every}"


def axes_after(parts: Sequence[ast.expr], facts: Facts) -> list[int]:
    """The axis of the result at which each part stands, from the end where `...` is before it. Raises Declined."""
    kept = [axes_kept(part, facts) for part in parts]
    ellipsis = next((i for i, part in enumerate(parts) if is_ellipsis(part)), len(parts))
    return [sum(kept[:i]) if i < ellipsis else -sum(kept[i:]) for i in range(len(parts))]


def axes_kept(part: ast.expr, facts: Facts) -> int:
    if isinstance(part, ast.Slice) or isinstance(facts.kind(part), Nothing):
        return 1
    if is_number(part, facts) or is_ellipsis(part):
        return 0
    raise Declined("an array picks elements beside the slice")


def is_ellipsis(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is Ellipsis


def forwards(part: ast.expr, facts: Facts, render: Render) -> str:
    """The slice of the same elements that runs forwards, for a step of -1."""
    assert isinstance(part, ast.Slice)
    if step_of(part) < -1 and (part.lower or part.upper):
        raise Declined("it skips elements backwards")
    upper = "" if part.lower is None or is_last(part.lower) else after(part.lower, facts, render)
    return f"{'' if part.upper is None else after(part.upper, facts, render)}:{upper}"


def is_last(bound: ast.expr) -> bool:
    return ast.unparse(bound) == "-1"


def after(bound: ast.expr, facts: Facts, render: Render) -> str:
    """The place after one that is counted from the start, or from the end by a number that is written out."""
    kind = facts.kind(bound)
    if isinstance(kind, Number) and isinstance(kind.value, int) and kind.value != -1:
        return str(kind.value + 1) if isinstance(bound, (ast.Constant, ast.UnaryOp)) else f"{render(bound)} + 1"
    if isinstance(kind, Number) and kind.type == "int" and kind.bound is not Sign.ANY:
        return f"{render(bound)} + 1"
    raise Declined(f"cannot tell whether {ast.unparse(bound)} counts from the end")
