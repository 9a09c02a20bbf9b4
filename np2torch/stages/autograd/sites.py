"""The expressions behind a parameter's new value that are multiples of a derivative."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...rehearsal.scalar import Scalar, depends
from ...rehearsal.trace import Seen, Trace
from ...tree import walk
from .evidence import Evidence, Match, Step
from .multiples import TOLERANCE, close, fitted_equal, multiple
from .program import Execution, Program, operands
from .veils import DEPTH as LINKS
from .veils import Veils, serials

DEPTH = 400  # expressions looked at behind one place


@dataclass(frozen=True)
class Search:
    """One place when it was run in a step, with the derivative of a scalar by its old value."""

    program: Program
    trace: Trace
    veils: Veils
    step: Step
    execution: Execution
    slope: Sequence[float]
    evidence: Evidence

    def matches(self) -> list[Match]:
        """Expressions behind the new value that are multiples of the derivative, nearest first."""
        found: list[Match] = []
        scope = self.program.scope(self.execution.place.node)
        own = serials(self.execution.old)
        seen: set[tuple[ast.AST, int]] = set()
        todo: list[tuple[ast.AST, int, int]] = [(n, self.execution.end, 0) for n in self.execution.place.added]
        while todo and len(seen) < DEPTH:
            node, before, distance = todo.pop(0)
            event = self.trace.latest(self.program.numbers[node], before) if isinstance(node, ast.expr) else None
            if (node, event or before) in seen or (event is not None and event < self.step.iteration.event):
                continue
            seen.add((node, event or before))
            if event is None:
                todo += [(c, before, distance) for c in operands(node)]
                continue
            value = self.trace.values[event]
            factor = multiple(value, self.execution.old, self.slope)
            if factor is not None and abs(abs(factor) - 1) > TOLERANCE and not self.computed_from(value, own):
                factor = None  # a number that happens to stand there
            veiled = factor is not None and isinstance(node, ast.expr) and self.is_veiled(node, event)
            if factor is not None and isinstance(node, ast.expr) and self.program.scope(node) is not scope:
                self.evidence.elsewhere.setdefault(self.execution.place, node)
            if veiled and isinstance(node, ast.expr):
                self.evidence.veiled.setdefault(self.execution.place, node)
            if factor is not None and isinstance(node, ast.expr) and self.program.scope(node) is scope:
                nodes = [] if veiled else [node]
                only_written = veiled and not self.is_veiled(node, event, written=True)
                only_written = only_written and self.definition(node) is None
                if only_written or (not veiled and self.is_loop_variable(node)):
                    nodes = self.names_of_same(node, value) or nodes
                found += [Match(n, factor, distance, not self.computed_from(value, own)) for n in nodes]
            foreign = isinstance(node, ast.expr) and self.program.scope(node) is not scope
            if factor is None or veiled or foreign or abs(abs(factor) - 1) > TOLERANCE:
                todo += [(c, event, distance + 1) for c in operands(node)]
                todo += [
                    (c, at, distance + 1) for c, at in self.origins(value, event, factor is None or veiled or foreign)
                ]
        straight = self.straight(found) if len(found) > 1 else found
        return list(self.at_definitions(self.first_of_same(straight)))

    def first_of_same(self, found: list[Match]) -> list[Match]:
        """Without other uses of a tensor that one of them makes: what is done to it in between comes after it was made."""
        events = {m.node: self.trace.latest(self.program.numbers[m.node], self.execution.end) for m in found}
        values = {m.node: self.trace.values[e] for m in found if (e := events[m.node]) is not None}
        made = {
            v.identity: m.node for m in found if (v := values.get(m.node)) and self.trace.made_at(v) == events[m.node]
        }
        return [m for m in found if m.node not in values or made.get(values[m.node].identity, m.node) is m.node]

    def straight(self, found: Sequence[Match]) -> list[Match]:
        """Without what is made of another of them by more than factors: for `abs(g)` of a `g` that was negative, `g`."""
        events = {m.node: self.trace.latest(self.program.numbers[m.node], self.execution.end) for m in found}
        held = {n: self.serials_at(e) for n, e in events.items()}
        kept = []
        for match in found:
            event, own = events[match.node], held[match.node]
            alike = (m.node for m in found if close(abs(m.factor), abs(match.factor)))
            others = set().union(*(held[n] for n in alike if held[n].isdisjoint(own)))
            if event is None or not others or not self.is_bent(match.node, event, others):
                kept.append(match)
                continue
            for node in walk(match.node):
                at = (
                    self.trace.latest(self.program.numbers[node], self.execution.end)
                    if isinstance(node, ast.Name)
                    else None
                )
                same = next((m for m in found if held[m.node] == self.serials_at(at)), None)
                if isinstance(node, ast.Name) and same is not None:
                    kept.append(Match(node, same.factor, match.distance + 1))
        return kept

    def serials_at(self, event: int | None) -> set[int]:
        return serials(self.trace.values[event]) if event is not None else set()

    def is_bent(self, node: ast.AST, event: int, sources: set[int], depth: int = LINKS) -> bool:
        """Whether a value comes from the sources by something else than sums and factors without them."""
        value, floor = self.trace.values[event], self.step.iteration.serial
        if not depth or self.serials_at(event) & sources or not depends(value.values, sources, floor):
            return False
        made = self.trace.made_at(value)
        made = event if made is None or made > event else made
        maker = self.program.nodes[self.trace.nodes[made]]
        parts = [(o, e) for o in operands(maker) if (e := self.trace.latest(self.program.numbers[o], made)) is not None]
        coming = [depends(self.trace.values[e].values, sources, floor) for _, e in parts]
        if not self.veils.is_linear(maker, coming):
            return True
        return any(self.is_bent(o, e, sources, depth - 1) for o, e in parts)

    def at_definitions(self, found: Sequence[Match]) -> Iterator[Match]:
        """Where a name of a gradient is bound again, it is its first value that is the gradient."""
        for match in found:
            made = self.definition(match.node) if self.is_bound_again(match.node) else None
            if made is None:
                yield match
            elif all(m.node is not made for m in found):
                yield Match(made, match.factor, match.distance + 1)

    def is_bound_again(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Name):
            return False
        scope = self.program.scope(node)
        bound = [
            n
            for n in self.program.named.get(node.id, ())
            if isinstance(n.ctx, ast.Store) and self.program.scope(n) is scope
        ]
        return len(bound) > 1 and not all(isinstance(self.program.facts.parents[n], ast.AugAssign) for n in bound[1:])

    def definition(self, node: ast.expr) -> ast.expr | None:
        """The expression in the same scope that was given to the name, and made its value."""
        event = self.trace.latest(self.program.numbers[node], self.execution.end)
        made = self.trace.made_at(self.trace.values[event]) if event is not None else None
        maker = self.program.nodes[self.trace.nodes[made]] if made is not None else None
        match self.program.facts.parents.get(maker) if maker is not None else None:
            case ast.Assign([ast.Name(name)], value) if value is maker and name == ast.unparse(node):
                return value if self.program.scope(value) is self.program.scope(node) else None
        return None

    def is_veiled(
        self,
        node: ast.expr,
        event: int,
        depth: int = LINKS,
        written: bool = False,
    ) -> bool:
        """Whether the value is only the derivative's multiple because something on the way to it was idle.

        `written`: what wrote into the tensor itself, and left it as it was, does not count.
        """
        value = self.trace.values[event]
        made = self.trace.made_at(value)
        made = event if made is None or made > event else made
        own = serials(self.execution.old)
        window = range(made, event)
        if (not written and self.veils.idle_write(value, made, event)) or any(
            self.veils.open_branches(
                node, own, window, self.step.iteration.serial, self.program.nodes[self.step.iteration.loop]
            )
        ):
            return True
        maker = self.program.nodes[self.trace.nodes[made]]
        for operand in operands(maker) if depth else ():
            at = self.trace.latest(self.program.numbers[operand], made) if isinstance(operand, ast.expr) else None
            if at is None or at < self.step.iteration.event:
                continue
            factor = multiple(self.trace.values[at], self.execution.old, self.slope)
            if factor is None or not isinstance(operand, ast.expr):
                continue
            same = fitted_equal(self.trace.values[at], value)
            if (same and self.veils.may_be_idle(maker, self.other_operand(maker, operand, made))) or self.is_veiled(
                operand, at, depth - 1
            ):
                return True
        return False

    def is_loop_variable(self, node: ast.expr) -> bool:
        loops = (a for a in self.program.facts.ancestors(node) if isinstance(a, ast.For))
        return isinstance(node, ast.Name) and any(
            isinstance(n, ast.Name) and n.id == node.id for loop in loops for n in walk(loop.target)
        )

    def names_of_same(self, node: ast.expr, value: Seen) -> list[ast.expr]:
        """All uses of a name in its scope, if each has this very tensor: what is written into it is written by them."""
        if not isinstance(node, ast.Name) or value.tensor is None or self.is_bound_again(node):
            return []
        loads: list[ast.expr] = [
            n
            for n in self.program.named[node.id]
            if isinstance(n.ctx, ast.Load) and self.program.scope(n) is self.program.scope(node)
        ]
        if self.is_loop_variable(node):
            loads = [n for n in loads if self.program.facts.loop(n) is self.program.facts.loop(node)]
        for load in loads:
            events = [e for e in self.trace.events_of(self.program.numbers[load]) if self.step.iteration.event <= e]
            if not any(self.trace.values[e].tensor is value.tensor for e in events if e < self.step.end):
                return []
        return loads

    def other_operand(self, maker: ast.AST, operand: ast.expr, before: int) -> Seen | None:
        others = [o for o in operands(maker) if o is not operand and isinstance(o, ast.expr)]
        at = self.trace.latest(self.program.numbers[others[0]], before) if others else None
        return self.trace.values[at] if at is not None else None

    def computed_from(self, value: Seen, own: set[int]) -> bool:
        others = [v for v in value.values if type(v) is not Scalar or v.serial not in own]
        return depends(others, own, self.step.iteration.serial)

    def origins(self, value: Seen, event: int, itself: bool) -> Iterator[tuple[ast.AST, int]]:
        """The expression that made a value, or its operands, and what was added to it in place since."""
        made = self.trace.made_at(value)
        if made is not None and made < event:
            maker = self.program.nodes[self.trace.nodes[made]]
            itself = itself or not fitted_equal(self.trace.values[made], value)  # what was written into it since
            yield from [(maker, made + 1)] if itself else [(o, made) for o in operands(maker)]
        for record in self.trace.in_place:
            if (
                record.before is not None
                and value.tensor is not None
                and record.before.tensor is value.tensor
                and record.end <= event
            ):
                statement = self.program.nodes[record.statement]
                if isinstance(statement, ast.AugAssign):
                    yield statement.value, record.end
