"""A program and its rehearsals: nodes by number, the places where parameters may be replaced, when they were."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ...edit import Source
from ...effects import scope_of
from ...facts import Facts
from ...kind import Array, Kind, Number
from ...rehearsal.conditions import Conditions
from ...rehearsal.instrument import Probe, Script
from ...rehearsal.run import Rehearsal, rehearse
from ...rehearsal.trace import Iteration, Replacement, Seen, Trace
from ...tree import as_load, walk
from .replacements import Sum, renamed, sums_in


@dataclass(frozen=True)
class Place:
    """Where a parameter gets a new value: an augmented assignment, or a sum that goes on to be one's."""

    node: ast.AugAssign | ast.expr
    old: ast.expr  # the parameter, as this place names it
    added: tuple[ast.expr, ...]
    statement: ast.stmt
    target: ast.expr | None  # what is assigned to, where that is the parameter itself
    computed: ast.stmt | None = None  # an earlier statement that computes the new value under another name


@dataclass(frozen=True)
class Execution:
    """A place when it was run: the old value, and the events from the statement's first to the sum's."""

    place: Place
    old: Seen
    start: int
    end: int
    new: Seen
    loops: tuple[Iteration, ...]


@dataclass(frozen=True)
class Variation:
    """Other numbers in a program: for the integers that are sizes, and for single literals by their node's number."""

    sizes: tuple[tuple[int, int], ...] = ()
    literals: tuple[tuple[int, float], ...] = ()

    def number(self, node: int, value: float) -> float:
        sizes: dict[float, float] = dict(self.sizes)
        return float(dict(self.literals).get(node, sizes.get(value, value)))


class Program:
    def __init__(self, source: Source, facts: Facts) -> None:
        self.source, self.facts = source, facts
        self.sizes: Mapping[int, int] = {}  # that rehearsals use in the place of the program's own
        self.nodes = source.nodes
        self.numbers = source.numbers

    @cached_property
    def named(self) -> Mapping[str, list[ast.Name]]:
        """All names of the program, by what they are."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def sums(self) -> list[Sum]:
        return list(renamed(sums_in(self.source), self.source))

    @cached_property
    def places(self) -> list[Place]:
        augmented = [
            Place(n, as_load(n.target), (n.value,), n, n.target)
            for n in self.nodes
            if isinstance(n, ast.AugAssign) and isinstance(n.op, (ast.Add, ast.Sub))
        ]
        places = augmented + [Place(s.node, s.old, s.added, s.statement, s.target, s.computed) for s in self.sums]
        return [p for p in places if self.done.isdisjoint(self.facts.ancestors(p.statement))] if self.done else places

    @cached_property
    def done(self) -> set[ast.AST]:
        """Loops with a backward pass of autograd's, functions that they call, and functions that take its gradients."""
        loops = [n for n in self.nodes if isinstance(n, (ast.For, ast.While)) and is_done(n, self)]
        found = {*loops, *(self.scope(n) for n in self.nodes if isinstance(n, ast.Attribute) and n.attr == "grad")}
        todo: list[ast.AST] = list(loops)
        while todo:
            callees = {self.facts.callees.get(n) for n in walk(todo.pop()) if isinstance(n, ast.Call)} - found
            found |= callees
            todo += [c for c in callees if c is not None]
        return {n for n in found if n is not None}

    @property
    def usual(self) -> Variation:
        return Variation(tuple(self.sizes.items()))

    def rehearse(
        self, conditions: Conditions, probes: tuple[Probe, ...] = (), variation: Variation | None = None
    ) -> Rehearsal:
        variation = variation or self.usual
        replacements = [
            Replacement(self.numbers[s.node], self.numbers[s.old], tuple(self.numbers[a] for a in s.added))
            for s in self.sums
        ]
        return rehearse(
            self.source.text,
            replace(conditions, arrivals=self.facts.arrivals),
            Script(probes, variation.sizes, variation.literals, self.parameter_names, self.floating),
            replacements,
        )

    @cached_property
    def parameter_names(self) -> frozenset[str]:
        """Names and attributes that a place replaces."""
        targets = [p.target for p in self.places]
        return frozenset(
            t.id if isinstance(t, ast.Name) else t.attr for t in targets if isinstance(t, (ast.Name, ast.Attribute))
        )

    @cached_property
    def floating(self) -> frozenset[str]:
        """Of those the names that a place gives a float, whatever they begin as."""
        targets = [p.target for p in self.places if p.target is not None and holds_float(self.facts.kind(p.target))]
        return frozenset(t.id for t in targets if isinstance(t, ast.Name))

    def scope(self, node: ast.AST) -> ast.AST | None:
        return scope_of(node, self.facts)

    def executions(self, trace: Trace) -> Iterator[Execution]:
        """In no order."""
        by_node: dict[ast.AST, Place] = {p.node: p for p in self.places}
        for record in trace.in_place:
            place = by_node.get(self.nodes[record.statement])
            if place is not None and record.before is not None and record.after is not None:
                yield Execution(place, record.before, record.start, record.end, record.after, record.loops)
        for place in self.places:
            if isinstance(place.node, ast.expr):
                yield from self.sums_executed(place, trace)

    def sums_executed(self, place: Place, trace: Trace) -> Iterator[Execution]:
        for event in trace.events_of(self.numbers[place.node]):
            old = trace.latest(self.numbers[place.old], event)
            if old is not None:
                yield Execution(place, trace.values[old], old, event, trace.values[event], trace.loops_at(event))


def holds_float(kind: Kind) -> bool:
    if isinstance(kind, Array):
        return kind.dtype is not None and kind.dtype.startswith("float")
    return isinstance(kind, Number) and kind.type == "float"


def is_done(loop: ast.AST, program: Program) -> bool:
    """A loop that runs a backward pass of autograd's already."""
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "backward"
        and not n.args
        and n not in program.facts.callees
        for n in walk(loop)
    )
