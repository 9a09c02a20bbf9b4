"""A rehearsal of a program that trains with an optimizer: values of its expressions, and its parameters."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from math import isfinite
from typing import Any

from ...edit import Source
from ...effects import scope_of
from ...facts import Facts
from ...rehearsal.conditions import Conditions
from ...rehearsal.instrument import Script
from ...rehearsal.run import Rehearsal, rehearse
from ...rehearsal.scalar import OutOfBudget, Scalar
from ...rehearsal.tensor import Tensor
from ...rehearsal.trace import Seen
from ...rehearsal.world import torch_namespace

TORCH = torch_namespace({})
EXECUTIONS = 4  # of an expression that are looked at


class Observation:
    def __init__(
        self,
        source: Source,
        facts: Facts,
        optimizers: Mapping[str, Any],
        sizes: Mapping[int, int],
        shaken: bool = False,
        far: bool = False,
    ) -> None:
        self.source, self.facts, self.sizes = source, facts, sizes
        self.optimizers, self.is_far = optimizers, far
        self.nodes, self.numbers = source.nodes, source.numbers
        self.rehearsal: Rehearsal = rehearse(
            source.text,
            Conditions(optimizers=optimizers, shaken=shaken, far=far, arrivals=facts.arrivals),
            Script(sizes=tuple(sizes.items())),
        )
        self.trace = self.rehearsal.trace

    @cached_property
    def shaken(self) -> Observation:
        """The same program with slightly other data: what held by chance does not hold there."""
        return Observation(self.source, self.facts, self.optimizers, self.sizes, shaken=True)

    @cached_property
    def far(self) -> Observation:
        """The same program with parameters that are far out in the end: what holds for small values only does not there."""
        return Observation(self.source, self.facts, self.optimizers, self.sizes, far=True)

    def is_beyond(self, value: Seen) -> bool:
        """Whether a value of a program with parameters far out is none to compare."""
        return self.is_far and not all(isfinite(float(v)) for v in value.values)

    def scope(self, node: ast.AST) -> ast.AST | None:
        return scope_of(node, self.facts)

    @cached_property
    def parameters(self) -> list[Tensor]:
        """Tensors that an optimizer changed after a backward pass."""
        return [t for t, writes in self.rehearsal.leaves if any(w.passes for w in writes)]

    def events(self, node: ast.AST) -> list[int]:
        """The first and the last times that an expression was evaluated."""
        found = self.trace.events_of(self.numbers[node])
        return found if len(found) <= EXECUTIONS else [*found[:2], *found[-2:]]

    def value(self, node: ast.AST, before: int) -> Seen | None:
        event = self.trace.latest(self.numbers[node], before)
        return self.trace.values[event] if event is not None else None

    def same_value(self, event: int) -> list[int]:
        """The events up to this one that have the very same tensor or number, the latest first."""
        identity = self.trace.values[event].identity
        if identity is None:
            return [event]
        first = self.trace.made_at(self.trace.values[event])
        between = range(event, -1 if first is None else first - 1, -1)
        return [e for e in between if self.trace.values[e].identity == identity]

    def backward_loops(self) -> Iterator[tuple[ast.For | ast.While, ast.Expr]]:
        """Training loops with the statement that runs their backward pass."""
        for node in self.nodes:
            match node:
                case ast.Expr(ast.Call(ast.Attribute(_, "backward"))):
                    loop = self.facts.loop(node)
                    if loop is not None:
                        yield loop, node


def evaluated(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a rule's function gives; None for values that it can make nothing of. Raises OutOfBudget."""
    try:
        return function(*arguments)
    except OutOfBudget:
        raise
    except Exception:
        return None


def tensor_of(seen: Seen) -> Tensor:
    """A tensor of its own with the values that one had at a moment."""
    values = [float(v) if type(v) is Scalar else v for v in seen.values]
    dtype = seen.tensor.dtype if seen.tensor is not None else "float64"
    return Tensor.of(values, seen.shape, dtype)


def in_graph(seen: Seen) -> bool:
    return any(type(v) is Scalar for v in seen.values)


def close(a: Any, b: Any, tolerance: float = 1e-9) -> bool:
    """Whether two values are the same, up to rounding."""
    left, right = numbers(a), numbers(b)
    if left is None or right is None or len(left) != len(right) or not left:
        return False
    scale = max([abs(v) for v in left + right] + [1e-12])
    return all(abs(x - y) <= tolerance * scale for x, y in zip(left, right, strict=True)) and scale < 1e100


def numbers(value: Any) -> list[float] | None:
    if isinstance(value, Tensor):
        return list(map(float, value.values))
    if isinstance(value, Seen):
        return list(map(float, value.values))
    return [float(value)] if isinstance(value, (int, float)) else None
