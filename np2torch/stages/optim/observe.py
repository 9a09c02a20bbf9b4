"""What an update does to each parameter, step by step, and the numbers that it is computed with: seen in rehearsals."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from ...edit import Source
from ...facts import Facts
from ...kind import Array
from ...rehearsal.conditions import Conditions
from ...rehearsal.instrument import Script
from ...rehearsal.run import Rehearsal, rehearse
from ...rehearsal.tensor import Tensor, Write
from ...tree import literal_number, walk


@dataclass(frozen=True)
class Step:
    """One step of one parameter: its values before, its gradient, its values after."""

    before: tuple[float, ...]
    grad: tuple[float, ...]
    after: tuple[float, ...]
    passes: int


@dataclass(frozen=True, eq=False)
class Leaf:
    """A tensor that requires a gradient, with the steps that changed it."""

    tensor: Tensor
    steps: tuple[Step, ...]
    statements: frozenset[int]  # that write to it


class Observation:
    """One rehearsal of a program, with the numbers of its literals as they are or a little changed."""

    def __init__(
        self,
        source: Source,
        facts: Facts,
        optimizers: Mapping[str, Any],
        sizes: Mapping[int, int],
        changed: bool = False,
    ) -> None:
        self.source, self.facts, self.sizes = source, facts, sizes
        self.nodes, self.numbers = source.nodes, source.numbers
        self.counts = {float(size): small for size, small in sizes.items()}
        self.floats = dict(self.changed_floats()) if changed else {}
        self.rehearsal: Rehearsal = rehearse(
            source.text,
            Conditions(optimizers=optimizers, arrivals=facts.arrivals),
            Script(sizes=tuple(sizes.items()), floats=tuple(self.floats.items())),
        )
        self.trace = self.rehearsal.trace

    def changed_floats(self) -> Iterator[tuple[int, float]]:
        for i, node in enumerate(self.nodes):
            if isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0.0, 1.0):
                yield i, node.value**1.07 if 0 < node.value < 1 else node.value * (1.05 + 0.001 * (i % 50))

    @cached_property
    def leaves(self) -> list[Leaf]:
        found = (leaf_of(tensor, writes) for tensor, writes in self.rehearsal.leaves)
        return [leaf for leaf in found if leaf is not None]

    def loop_of(self, leaf: Leaf) -> ast.For | ast.While | None:
        """The loop that runs the backward passes before its steps."""
        loops = self.trace.backward_loops[leaf.steps[0].passes - 1]
        node = self.nodes[loops[-1].loop] if loops else None
        return node if isinstance(node, (ast.For, ast.While)) else None

    def window(self, passes: int) -> tuple[int, int]:
        """The events from a backward pass to the next, or to the end of the iteration that it is in."""
        start = self.trace.backward[passes - 1]
        loops = self.trace.backward_loops[passes - 1]
        later = [e for e, stack in self.trace.stacks if e > start and loops and loops[-1] not in stack]
        ends = [*self.trace.backward[passes : passes + 1], *later[:1], len(self.trace.nodes)]
        return start, min(ends)

    def statements(self, passes: int) -> list[ast.stmt]:
        """The statements that were run in a window."""
        start, end = self.window(passes)
        found = dict.fromkeys(s for e, s in self.trace.statements if start <= e <= end)
        return [n for n in (self.nodes[s] for s in found) if isinstance(n, ast.stmt)]

    def numbers_in(self, statements: Sequence[ast.stmt], passes: Sequence[int]) -> dict[str, tuple[float, ...]]:
        """Numbers in some statements by their text, with their value in each of the steps."""
        found: dict[str, tuple[float, ...]] = {}
        for statement in statements:
            for node in walk(statement):
                if isinstance(node, ast.expr) and not isinstance(node, (ast.Compare, ast.JoinedStr)):
                    values = self.number(node, passes)
                    if values is not None:
                        found.setdefault(self.text(node), values)
        return found

    def text(self, node: ast.expr) -> str:
        """An expression as a Python number."""
        text = self.source.of(node)
        if not isinstance(self.facts.kind(node), Array):
            return text
        return (
            f"{text}.item()"
            if isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Subscript))
            else f"({text}).item()"
        )

    def number(self, node: ast.expr, passes: Sequence[int]) -> tuple[float, ...] | None:
        literal = literal_number(node)
        if literal is not None:
            value = self.floats.get(self.numbers[node], self.counts.get(literal, literal))
            return (float(value),) * len(passes)
        values, tensors = [], False
        for k in passes:
            event = self.trace.latest(self.numbers[node], self.window(k)[1])
            seen = self.trace.values[event] if event is not None else None
            if seen is None or seen.number is None or (seen.tensor is not None and seen.shape):
                return None
            values.append(float(seen.number))
            tensors = tensors or seen.tensor is not None
        return None if tensors and len(set(values)) > 1 else tuple(values)  # a tensor is a number if it stays the same


def leaf_of(tensor: Tensor, writes: Sequence[Write]) -> Leaf | None:
    """The steps of a leaf: its writes between one backward pass and the next count as one."""
    before, steps, statements = writes[0].values, [], set()
    for passes, group in groupby(writes[1:], key=lambda w: w.passes):
        run = list(group)
        grad = run[0].grad
        if passes and grad is not None:
            steps.append(Step(before, grad, run[-1].values, passes))
            statements |= {w.statement for w in run}
        before = run[-1].values
    return Leaf(tensor, tuple(steps), frozenset(statements)) if len(steps) > 1 else None
