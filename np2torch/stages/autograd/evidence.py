"""What rehearsals show: scalars, and for each place the expressions that are multiples of their derivatives."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...rehearsal.trace import Iteration, Trace
from .multiples import TOLERANCE
from .program import Execution, Place

Factors = Mapping[Place, Sequence[tuple[ast.expr, float]]]  # what each site is times the handle's derivative


@dataclass(frozen=True, slots=True)
class Match:
    """A node whose value is `factor` times the derivative; `distance` counts the steps from the new value."""

    node: ast.expr
    factor: float
    distance: int
    is_data: bool = False  # it does not depend on the parameter, as the derivative of `x @ w` does not


@dataclass(frozen=True)
class Handle:
    """An expression that has the value of a loss: a node of the program, or a probe by its number."""

    node: ast.expr | None
    probe: int | None = None


@dataclass(frozen=True)
class Step:
    """One iteration of a training loop in one rehearsal, with the places that were run in it."""

    trace: Trace
    iteration: Iteration
    end: int
    executions: tuple[Execution, ...]

    def updated(self, updating: set[ast.stmt]) -> frozenset[Place]:
        return frozenset(e.place for e in self.executions if e.place.statement in updating)


@dataclass
class Evidence:
    """For each handle, what each place has to do with its derivative."""

    loop: ast.For | ast.While
    matches: dict[Handle, dict[Place, list[Match]]] = field(default_factory=dict)
    touched: dict[Handle, set[Place]] = field(default_factory=dict)
    veiled: dict[Place, ast.expr] = field(default_factory=dict)  # where a gradient goes through what may change it
    elsewhere: dict[Place, ast.expr] = field(default_factory=dict)  # gradients computed in another function

    @property
    def places(self) -> set[Place]:
        return set().union(*self.touched.values()) if self.touched else set()


def agreeing(known: list[Match], new: list[Match]) -> list[Match]:
    """Matches that two runs of one place have in common."""
    factors = {m.node: m.factor for m in new}
    return [m for m in known if m.node in factors and abs(factors[m.node] - m.factor) <= TOLERANCE * abs(m.factor) * 10]
