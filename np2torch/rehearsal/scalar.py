"""Floats that remember how they were computed: reverse-mode differentiation, number by number.

A `Scalar` is a float that also knows its parents and the slopes towards them. Views, in-place writes and
indexing of tensors need no derivative rules of their own: they move scalars about.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any


class State:
    """Of recording. An object, and not a class, for the sake of speed: writes to a class's attributes are slow."""

    __slots__ = ("budget", "count", "implicit", "kept", "making", "recording", "shaken", "spoiled")

    def __init__(self) -> None:
        self.reset(False, 0)

    def reset(self, implicit: bool, budget: int, shaken: bool = False) -> None:
        self.recording = True  # False under `torch.no_grad()`
        self.implicit = implicit  # floats that a tensor is made of are recorded, and nothing cuts the graph
        self.making = implicit  # whether those that it is made of now are
        self.shaken = shaken  # floats that a tensor is made of come out a little smaller, each by its own share
        self.count = 0  # serial number of the youngest scalar
        self.budget = budget  # operations that may still be recorded or computed
        self.kept: dict[int, list[tuple[int, int]]] = {}  # storage: serials of results that need its present content
        self.spoiled: list[tuple[int, int]] = []  # serials of results whose operands were overwritten since


Tape = State()  # there is one, as there is one thread in a rehearsal


class OutOfBudget(Exception):
    """The program computes more than a rehearsal can."""


class Scalar(float):
    """A float on the tape. Arithmetic with plain numbers and scalars gives scalars."""

    __slots__ = ("parents", "serial", "slopes")
    parents: tuple[Scalar, ...] | None  # None: the graph behind it was freed by a backward pass
    slopes: tuple[float, ...]
    serial: int

    def __add__(self, other: Any) -> Any:
        value = float.__add__(self, other)
        if value is NotImplemented:
            return value
        return record(value, (self, other), (1.0, 1.0)) if type(other) is Scalar else record(value, (self,), (1.0,))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        value = float.__sub__(self, other)
        if value is NotImplemented:
            return value
        return record(value, (self, other), (1.0, -1.0)) if type(other) is Scalar else record(value, (self,), (1.0,))

    def __rsub__(self, other: Any) -> Any:
        value = float.__rsub__(self, other)
        return value if value is NotImplemented else record(value, (self,), (-1.0,))

    def __mul__(self, other: Any) -> Any:
        value = float.__mul__(self, other)
        if value is NotImplemented:
            return value
        if type(other) is Scalar:
            return record(value, (self, other), (float(other), float(self)))
        return record(value, (self,), (float(other),))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        value = float.__truediv__(self, other)
        if value is NotImplemented:
            return value
        if type(other) is Scalar:
            return record(value, (self, other), (1.0 / float(other), -value / float(other)))
        return record(value, (self,), (1.0 / other,))

    def __rtruediv__(self, other: Any) -> Any:
        value = float.__rtruediv__(self, other)
        return value if value is NotImplemented else record(value, (self,), (-value / float(self),))

    def __pow__(self, other: Any, modulo: None = None) -> Any:
        return power(self, other) if isinstance(other, (int, float)) else NotImplemented

    def __rpow__(self, other: Any, modulo: None = None) -> Any:
        return power(other, self) if isinstance(other, (int, float)) else NotImplemented

    def __mod__(self, other: Any) -> Any:
        value = float.__mod__(self, other)
        if value is NotImplemented:
            return value
        return recorded(value, ((self, 1.0), (other, -(float(self) // float(other)))))

    def __rmod__(self, other: Any) -> Any:
        value = float.__rmod__(self, other)
        return value if value is NotImplemented else record(value, (self,), (-(float(other) // float(self)),))

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __neg__(self) -> float:
        return record(float.__neg__(self), (self,), (-1.0,))

    def __pos__(self) -> float:
        return self

    def __abs__(self) -> float:
        return record(float.__abs__(self), (self,), (sign(self),))

    def __reduce__(self) -> Any:
        return float, (float(self),)

    def __copy__(self) -> Scalar:
        return self

    def __deepcopy__(self, memo: object) -> float:
        return leaf(float(self)) if Tape.implicit else float(self)


def leaf(value: float) -> Scalar:
    """A scalar without parents."""
    made = Scalar(value)
    Tape.count += 1
    made.parents, made.slopes, made.serial = (), (), Tape.count
    return made


def record(value: float, parents: tuple[Scalar, ...], slopes: tuple[float, ...]) -> float:
    """A value with its derivatives by the scalars that it was computed from; plain where nothing is recorded."""
    if not Tape.recording:
        return value
    made = Scalar(value)
    Tape.count += 1
    made.parents, made.slopes, made.serial = parents, slopes, Tape.count
    return made


def recorded(value: float, pairs: Iterable[tuple[Any, float]]) -> float:
    """As `record`, for parents of which some may be plain numbers."""
    taped = [(p, s) for p, s in pairs if type(p) is Scalar]
    if not taped or not Tape.recording:
        return value
    return record(value, tuple(p for p, _ in taped), tuple(s for _, s in taped))


def sign(value: float) -> float:
    return float((value > 0) - (value < 0))


def power(base: Any, exponent: Any) -> Any:
    """`base ** exponent` by IEEE rules, with derivatives by both."""
    if type(base) is Scalar and type(exponent) is int and exponent == 2:  # the most frequent
        number = float(base)
        return record(number * number, (base,), (2.0 * number,))
    x, n = plain(base), plain(exponent)
    value = plain_power(x, n)
    if type(base) is not Scalar and type(exponent) is not Scalar:
        return value
    by_base = n * plain_power(float(x), n - 1) if n != 0 else 0.0
    by_exponent = value * math.log(x) if x > 0 else 0.0
    return recorded(float(value), ((base, float(by_base)), (exponent, by_exponent)))


def plain(value: Any) -> Any:
    """The number without its history."""
    return float(value) if type(value) is Scalar else value


def plain_power(base: Any, exponent: Any) -> Any:
    try:
        result = base**exponent
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        return math.inf
    return math.nan if isinstance(result, complex) else result


def adjoints(seeds: Sequence[tuple[float, float]], floor: int = 0) -> dict[int, float]:
    """Derivatives of `sum(seed * value)` by every scalar behind it, by serial number.

    Scalars not younger than `floor` count as leaves: what they were computed from is not followed.
    """
    return adjoints_in(graph_behind([v for v, _ in seeds], floor), seeds)


def adjoints_in(graph: Sequence[Scalar], seeds: Sequence[tuple[float, float]]) -> dict[int, float]:
    """As `adjoints`, of what is in the graph, the youngest first."""
    result: dict[int, float] = {}
    for value, seed in seeds:
        if type(value) is Scalar:
            result[value.serial] = result.get(value.serial, 0.0) + seed
    for node in graph:
        adjoint = result.get(node.serial, 0.0)
        for parent, slope in zip(node.parents or (), node.slopes, strict=True):
            serial = parent.serial
            result[serial] = result.get(serial, 0.0) + adjoint * slope
    return result


def graph_behind(values: Iterable[float], floor: int = 0) -> list[Scalar]:
    """What was computed to come to the values, the youngest first. Raises RuntimeError where a part was freed."""
    nodes: dict[int, Scalar] = {}
    todo = [v for v in values if type(v) is Scalar]
    while todo:
        node = todo.pop()
        serial = node.serial
        if serial <= floor or serial in nodes:
            continue
        nodes[serial] = node
        if node.parents is None:
            raise RuntimeError("the graph was freed by an earlier backward pass")
        todo += node.parents
    return [nodes[serial] for serial in sorted(nodes, reverse=True)]


def depends(values: Iterable[Any], on: set[int], floor: int, cut: Iterable[int] = ()) -> bool:
    """Whether any of the values was computed from scalars of these serials, by others younger than `floor`.

    What was computed from those in `cut` does not count.
    """
    seen: set[int] = set(cut)
    todo = [v for v in values if type(v) is Scalar]
    while todo:
        node = todo.pop()
        if node.serial in on and node.serial not in seen:
            return True
        if node.serial in seen or node.serial <= floor:
            continue
        seen.add(node.serial)
        todo += node.parents or ()
    return False


# --- in-place writes that a backward pass would trip over -----------------------------------------------


def keep(storage: int, first: int) -> None:
    """The results recorded since `first` need the storage's present content for their derivatives."""
    if Tape.count > first:
        Tape.kept.setdefault(storage, []).append((first, Tape.count))


def overwrite(storage: int) -> None:
    Tape.spoiled += Tape.kept.pop(storage, ())


def check_unspoiled(serials: Iterable[int]) -> None:
    """Raises RuntimeError as PyTorch does for a saved tensor that was changed in place."""
    if Tape.spoiled and any(low < s <= high for s in serials for low, high in Tape.spoiled):
        raise RuntimeError("a tensor needed for the gradient was changed in place")
