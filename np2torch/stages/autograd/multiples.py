"""Values beside derivatives: whether they are the same up to a factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...rehearsal.scalar import Scalar
from ...rehearsal.trace import Seen

TOLERANCE = 1e-7


def is_behind(old: Seen, slopes: Mapping[int, float]) -> bool:
    """Whether a scalar was computed from the value, be it with a derivative of zero."""
    return any(type(v) is Scalar and v.serial in slopes for v in old.values)


def slope_of(old: Seen, slopes: Mapping[int, float]) -> list[float]:
    return [slopes.get(v.serial, 0.0) if type(v) is Scalar else 0.0 for v in old.values]


def fitted(value: Seen, old: Seen) -> list[Any] | None:
    """The value's elements where it has the parameter's shape, up to leading axes of size 1."""
    own, shape = value.shape, old.shape
    if own != shape:
        short, long = sorted((own, shape), key=len)
        if long[len(long) - len(short) :] != short or any(s != 1 for s in long[: len(long) - len(short)]):
            return None
    return value.values


def multiple(value: Seen, old: Seen, slope: Sequence[float]) -> float | None:
    """The factor between a value and a derivative; None where there is no such number."""
    values = fitted(value, old)
    if values is None or not finite([*values, *slope]):
        return None
    square = sum(s * s for s in slope)
    if square == 0:
        return None
    factor = sum(float(v) * s for v, s in zip(values, slope, strict=True)) / square
    top = max(abs(factor * s) for s in slope)
    if top == 0 or any(abs(float(v) - factor * s) > TOLERANCE * top for v, s in zip(values, slope, strict=True)):
        return None
    return factor


def fitted_equal(value: Seen, other: Seen) -> bool:
    """Whether the values are the same, or all the other way round: `-step * g` of a `step` that is 1 here."""
    values = fitted(value, other)
    if values is None:
        return False
    ones, others = list(map(float, values)), list(map(float, other.values))
    return ones == others or [-v for v in ones] == others


def finite(values: Iterable[Any]) -> bool:
    return all(abs(v) < 1e200 for v in values if isinstance(v, (int, float))) and all(v == v for v in values)


def close(a: float, b: float) -> bool:
    return abs(a - b) <= 10 * TOLERANCE * max(abs(a), abs(b))
