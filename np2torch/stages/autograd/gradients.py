"""Which expression is the gradient, and of what: found in rehearsals, by comparing values with derivatives.

A handle is an expression whose value is a scalar that depends on the parameters. A site is an expression, in the
statements that lead to a parameter's new value, whose value is the derivative of the handle's, up to a factor.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any

from ...rehearsal.run import Rehearsal
from ...rehearsal.scalar import Scalar, adjoints, depends
from ...rehearsal.trace import Iteration, Seen, Trace, changed_by_itself, is_float
from ...tree import children, walk
from .program import Execution, Place, Program, Variation
from .veils import DEPTH as LINKS
from .veils import Veils, serials

Factors = Mapping[Place, Sequence[tuple[ast.expr, float]]]  # what each site is times the handle's derivative
TOLERANCE = 1e-7
NOT_FINITE, OTHER = "nan", "another"  # what a derivative is that is not the gradient by hand
DEPTH = 400  # expressions looked at behind one place


@dataclass(frozen=True, slots=True)
class Match:
    """A node whose value is `factor` times the derivative; `distance` counts the steps from the new value."""

    node: ast.expr
    factor: float
    distance: int


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


class Gradients:
    """Looks for gradients in one rehearsal, and confirms them in others."""

    def __init__(self, program: Program, rehearsal: Rehearsal, variation: Variation) -> None:
        self.program, self.rehearsal, self.trace, self.variation = program, rehearsal, rehearsal.trace, variation
        self.executions = list(program.executions(self.trace))
        self.slopes: dict[tuple[int, int], Mapping[int, float]] = {}

    @cached_property
    def updating(self) -> set[ast.stmt]:
        """Statements that replaced something by itself plus what they computed from it."""
        places = {e.place for e in self.executions if e.place.target is not None and self.is_self_dependent(e)}
        return {s for p in places for s in (p.statement, p.computed) if s is not None}

    @cached_property
    def makers(self) -> frozenset[int]:
        """Statements that made what parameters began as: without the data, there is less to record elsewhere."""
        places = {e.place for e in self.executions if self.is_self_dependent(e)}
        updates = [e for e in self.executions if e.place in places]
        known = {serial for e in updates for serial in serials(e.new)}
        todo = [v for e in updates for v in e.old.values if type(v) is Scalar]
        found = set()
        while todo:
            scalar = todo.pop()
            if scalar.serial in known:
                continue
            known.add(scalar.serial)
            todo += scalar.parents or ()
            if not scalar.parents:
                found.add(self.trace.statement_of(scalar))
        return frozenset(found)

    def is_self_dependent(self, execution: Execution) -> bool:
        events = [self.trace.latest(self.program.numbers[n], execution.end) for n in execution.place.added]
        added = [self.trace.values[e] for e in events if e is not None]
        return any(changed_by_itself(execution.old, added, iteration.serial) for iteration in execution.loops)

    def renews(self, execution: Execution, step: Step) -> bool:
        """Whether it replaces what the step began with, by itself plus what the step computed from it."""
        events = [self.trace.latest(self.program.numbers[n], execution.end) for n in execution.place.added]
        added = [self.trace.values[e] for e in events if e is not None]
        return changed_by_itself(execution.old, added, step.iteration.serial)

    def accumulates(self, execution: Execution) -> bool:
        """Whether it only adds up what does not depend on it: a running loss, a gradient summed over the examples."""
        return execution.place.target is not None and execution.place.statement not in self.updating

    def is_running_sum(self, execution: Execution, slopes: Mapping[int, float], step: Step) -> bool:
        """Whether a scalar is what a sum over the steps has come to: it grows with the old sum, one for one."""
        if not self.accumulates(execution) or self.is_own(execution, step):
            return False
        return is_behind(execution.old, slopes) and all(s == 1 for s in slope_of(execution.old, slopes))

    def is_own(self, execution: Execution, step: Step) -> bool:
        """Whether a step adds to what it made itself."""
        return not any(type(v) is Scalar and v.serial <= step.iteration.serial for v in execution.old.values)

    # --- steps ---------------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        """For each training loop its last whole iteration in which places were run, outermost loops last.

        Where other places were run when the loop was entered anew, as by other optimizers, it has one for each.
        """
        found: dict[tuple[int, frozenset[Place]], Step] = {}
        for iteration, end in self.iterations():
            if iteration.loop in self.trace.limited and iteration.count <= 2:
                step = self.step(iteration, end)
                if step.executions:
                    found[iteration.loop, step.updated(self.updating)] = step
        return [s for (loop, places), s in found.items() if not any(loop == o and places < p for o, p in found)]

    def step_like(self, step: Step) -> Step | None:
        """The step of another rehearsal that ran the same places."""
        alike = [s for s in self.steps() if s.iteration.loop == step.iteration.loop]
        places = {e.place for e in step.executions}
        return max(alike, key=lambda s: len(places & {e.place for e in s.executions}), default=None)

    def step(self, iteration: Iteration, end: int) -> Step:
        inside = tuple(e for e in self.executions if iteration.event <= e.start < end)
        return Step(self.trace, iteration, end, inside)

    def iterations(self) -> Iterator[tuple[Iteration, int]]:
        """Every iteration with the event at which it ended."""
        open_: list[Iteration] = []
        for event, stack in [*self.trace.stacks, (len(self.trace.nodes), ())]:
            for iteration in [i for i in open_ if i not in stack]:
                open_.remove(iteration)
                yield iteration, event
            open_ += [i for i in stack if i not in open_]

    # --- evidence ------------------------------------------------------------------------------

    def evidence(self, step: Step) -> Evidence:
        loop = self.program.nodes[step.iteration.loop]
        assert isinstance(loop, (ast.For, ast.While))
        found = Evidence(loop)
        replaced = {
            v.serial
            for e in step.executions
            if e.place.statement in self.updating and self.renews(e, step)
            for v in e.new.values
            if type(v) is Scalar
        }
        for handle, value in self.handles(step, loop):
            if depends([value], replaced, step.iteration.serial):
                continue
            slopes = self.derivatives(value, step.iteration.serial)
            if any(self.is_running_sum(e, slopes, step) for e in step.executions):
                continue
            touched = [e for e in step.executions if is_behind(e.old, slopes) and not self.is_own(e, step)]
            if not touched:
                continue
            found.touched[handle] = {e.place for e in touched}
            found.matches[handle] = {}
            for execution in touched:
                matches = self.matches(execution, slope_of(execution.old, slopes), step, found)
                known = found.matches[handle].get(execution.place)
                found.matches[handle][execution.place] = matches if known is None else agreeing(known, matches)
        return found

    def derivatives(self, value: Scalar, floor: int) -> Mapping[int, float]:
        key = (value.serial, floor)
        if key not in self.slopes:
            self.slopes[key] = adjoints([(value, 1.0)], floor)
        return self.slopes[key]

    def handles(self, step: Step, loop: ast.AST) -> Iterator[tuple[Handle, Scalar]]:
        """Scalars that were computed in the step, by the expressions that have them; one for each node."""
        scopes = {self.program.scope(loop)} | {self.program.scope(e.place.node) for e in step.executions}
        last: dict[Handle, Scalar] = {}
        for event in range(step.iteration.event, step.end):
            value = self.trace.values[event].number
            if type(value) is Scalar and value.serial > step.iteration.serial:
                node = self.program.nodes[self.trace.nodes[event]]
                if isinstance(node, ast.expr) and self.program.scope(node) in scopes and self.in_step(node, loop):
                    last[Handle(node)] = value
        for number, event, seen in self.trace.probed:
            value = seen.number
            if step.iteration.event <= event < step.end and type(value) is Scalar:
                last[Handle(None, number)] = value
        yield from last.items()

    def in_step(self, node: ast.expr, loop: ast.AST) -> bool:
        """Not a part of an update; in the loop's own scope, only what stands inside of the loop."""
        if self.program.facts.statement(node) in self.updating:
            return False
        return self.program.scope(node) is not self.program.scope(loop) or loop in self.program.facts.ancestors(node)

    # --- sites ---------------------------------------------------------------------------------

    def matches(self, execution: Execution, slope: Sequence[float], step: Step, evidence: Evidence) -> list[Match]:
        """Expressions behind the new value that are multiples of the derivative, nearest first."""
        found: list[Match] = []
        scope = self.program.scope(execution.place.node)
        own = serials(execution.old)
        seen: set[tuple[ast.AST, int]] = set()
        todo: list[tuple[ast.AST, int, int]] = [(n, execution.end, 0) for n in execution.place.added]
        while todo and len(seen) < DEPTH:
            node, before, distance = todo.pop(0)
            event = self.trace.latest(self.program.numbers[node], before) if isinstance(node, ast.expr) else None
            if (node, event or before) in seen or (event is not None and event < step.iteration.event):
                continue
            seen.add((node, event or before))
            if event is None:
                todo += [(c, before, distance) for c in operands(node)]
                continue
            value = self.trace.values[event]
            factor = multiple(value, execution.old, slope)
            if factor is not None and abs(abs(factor) - 1) > TOLERANCE and not self.computed_from(value, own, step):
                factor = None  # a number that happens to stand there
            veiled = (
                factor is not None
                and isinstance(node, ast.expr)
                and self.is_veiled(node, event, execution, slope, step)
            )
            if factor is not None and isinstance(node, ast.expr) and self.program.scope(node) is not scope:
                evidence.elsewhere.setdefault(execution.place, node)
            if veiled and isinstance(node, ast.expr):
                evidence.veiled.setdefault(execution.place, node)
            if factor is not None and isinstance(node, ast.expr) and self.program.scope(node) is scope:
                nodes = [] if veiled else [node]
                only_written = veiled and not self.is_veiled(node, event, execution, slope, step, written=True)
                only_written = only_written and self.definition(node, execution) is None
                if only_written or (not veiled and self.is_loop_variable(node)):
                    nodes = self.names_of_same(node, value, step) or nodes
                found += [Match(n, factor, distance) for n in nodes]
            foreign = isinstance(node, ast.expr) and self.program.scope(node) is not scope
            if factor is None or veiled or foreign or abs(abs(factor) - 1) > TOLERANCE:
                todo += [(c, event, distance + 1) for c in operands(node)]
                todo += [
                    (c, at, distance + 1) for c, at in self.origins(value, event, factor is None or veiled or foreign)
                ]
        straight = self.straight(found, execution, step) if len(found) > 1 else found
        return list(self.at_definitions(straight, execution))

    def straight(self, found: Sequence[Match], execution: Execution, step: Step) -> list[Match]:
        """Without what is made of another of them by more than factors: for `abs(g)` of a `g` that was negative, `g`."""
        events = {m.node: self.trace.latest(self.program.numbers[m.node], execution.end) for m in found}
        held = {n: self.serials_at(e) for n, e in events.items()}
        kept = []
        for match in found:
            event, own = events[match.node], held[match.node]
            alike = (m.node for m in found if close(abs(m.factor), abs(match.factor)))
            others = set().union(*(held[n] for n in alike if held[n].isdisjoint(own)))
            if event is None or not others or not self.is_bent(match.node, event, others, step):
                kept.append(match)
                continue
            for node in walk(match.node):
                at = (
                    self.trace.latest(self.program.numbers[node], execution.end) if isinstance(node, ast.Name) else None
                )
                same = next((m for m in found if held[m.node] == self.serials_at(at)), None)
                if isinstance(node, ast.Name) and same is not None:
                    kept.append(Match(node, same.factor, match.distance + 1))
        return kept

    def serials_at(self, event: int | None) -> set[int]:
        return serials(self.trace.values[event]) if event is not None else set()

    def is_bent(self, node: ast.AST, event: int, sources: set[int], step: Step, depth: int = LINKS) -> bool:
        """Whether a value comes from the sources by something else than sums and factors without them."""
        value, floor = self.trace.values[event], step.iteration.serial
        if not depth or self.serials_at(event) & sources or not depends(value.values, sources, floor):
            return False
        made = self.trace.made_at(value)
        made = event if made is None or made > event else made
        maker = self.program.nodes[self.trace.nodes[made]]
        parts = [(o, e) for o in operands(maker) if (e := self.trace.latest(self.program.numbers[o], made)) is not None]
        coming = [depends(self.trace.values[e].values, sources, floor) for _, e in parts]
        if not self.veils.is_linear(maker, coming):
            return True
        return any(self.is_bent(o, e, sources, step, depth - 1) for o, e in parts)

    def at_definitions(self, found: Sequence[Match], execution: Execution) -> Iterator[Match]:
        """Where a name of a gradient is bound again, it is its first value that is the gradient."""
        for match in found:
            made = self.definition(match.node, execution) if self.is_bound_again(match.node) else None
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

    def definition(self, node: ast.expr, execution: Execution) -> ast.expr | None:
        """The expression in the same scope that was given to the name, and made its value."""
        event = self.trace.latest(self.program.numbers[node], execution.end)
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
        execution: Execution,
        slope: Sequence[float],
        step: Step,
        depth: int = LINKS,
        written: bool = False,
    ) -> bool:
        """Whether the value is only the derivative's multiple because something on the way to it was idle.

        `written`: what wrote into the tensor itself, and left it as it was, does not count.
        """
        value = self.trace.values[event]
        made = self.trace.made_at(value)
        made = event if made is None or made > event else made
        own = serials(execution.old)
        window = range(made, event)
        if (not written and self.veils.idle_write(value, made, event)) or any(
            self.veils.open_branches(node, own, window, step.iteration.serial, self.program.nodes[step.iteration.loop])
        ):
            return True
        maker = self.program.nodes[self.trace.nodes[made]]
        for operand in operands(maker) if depth else ():
            at = self.trace.latest(self.program.numbers[operand], made) if isinstance(operand, ast.expr) else None
            if at is None or at < step.iteration.event:
                continue
            factor = multiple(self.trace.values[at], execution.old, slope)
            if factor is None or not isinstance(operand, ast.expr):
                continue
            same = fitted_equal(self.trace.values[at], value)
            if (same and self.veils.may_be_idle(maker, self.other_operand(maker, operand, made))) or self.is_veiled(
                operand, at, execution, slope, step, depth - 1
            ):
                return True
        return False

    def is_loop_variable(self, node: ast.expr) -> bool:
        loops = (a for a in self.program.facts.ancestors(node) if isinstance(a, ast.For))
        return isinstance(node, ast.Name) and any(
            isinstance(n, ast.Name) and n.id == node.id for loop in loops for n in walk(loop.target)
        )

    def names_of_same(self, node: ast.expr, value: Seen, step: Step) -> list[ast.expr]:
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
            events = [e for e in self.trace.events_of(self.program.numbers[load]) if step.iteration.event <= e]
            if not any(self.trace.values[e].tensor is value.tensor for e in events if e < step.end):
                return []
        return loads

    def other_operand(self, maker: ast.AST, operand: ast.expr, before: int) -> Seen | None:
        others = [o for o in operands(maker) if o is not operand and isinstance(o, ast.expr)]
        at = self.trace.latest(self.program.numbers[others[0]], before) if others else None
        return self.trace.values[at] if at is not None else None

    @cached_property
    def veils(self) -> Veils:
        return Veils(self.program, self.trace)

    def computed_from(self, value: Seen, own: set[int], step: Step) -> bool:
        others = [v for v in value.values if type(v) is not Scalar or v.serial not in own]
        return depends(others, own, step.iteration.serial)

    def origins(self, value: Seen, event: int, itself: bool) -> Iterator[tuple[ast.AST, int]]:
        """The expression that made a value, or its operands, and what was added to it in place since."""
        made = self.trace.made_at(value)
        if made is not None and made < event:
            maker = self.program.nodes[self.trace.nodes[made]]
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

    # --- what else goes into the updates ---------------------------------------------------------

    def is_complete(self, sites: Factors) -> bool:
        """Whether nothing that was computed from the parameters goes into their updates but the sites and themselves."""
        nodes = {node for pairs in sites.values() for node, _ in pairs}
        return all(
            self.goes_by_sites(e, nodes) for e in self.executions if e.place in sites and e.loops and e.loops[-1].count
        )

    def goes_by_sites(self, execution: Execution, sites: set[ast.expr]) -> bool:
        floor = (
            execution.loops[0].serial
            if len(execution.loops) == 1
            else max(i.serial for i in execution.loops if i.count)
        )
        own = serials(execution.old)
        cut = {
            v.serial
            for n in sites
            for e in self.trace.events_of(self.program.numbers[n])
            for v in self.trace.values[e].values
            if type(v) is Scalar
        }
        remainder = Remainder(self, execution, sites, own, floor, cut)
        return all(remainder.of(n, execution.end).is_allowed for n in execution.place.added)

    # --- confirmation ----------------------------------------------------------------------------

    def holds(self, loop: ast.AST, handle: Handle, sites_in: Callable[[Step], Factors | None]) -> bool:
        """Whether every site is, in each step of this rehearsal, its factor then times the handle's derivative.

        A single number that stays the same in all steps proves nothing.
        """
        seen: dict[ast.expr, set[tuple[float, ...]]] = {}
        for step, value in self.steps_with(handle, loop, far=False):
            sites = sites_in(step)
            if sites is None:
                return False
            for execution, node, factor, slope in self.sites(step, value, sites):
                verdict = self.site_holds(execution, node, factor, slope, step)
                if verdict is None:
                    return False
                seen.setdefault(node, set()).add(verdict)
        return bool(seen) and all(len(values) > 1 or any(len(v) > 1 for v in values) for values in seen.values())

    def strays(self, loop: ast.AST, handle: Handle, sites_in: Callable[[Step], Factors | None]) -> str:
        """What the derivative is where parameters are far out and the gradient is another; "" where both are the same."""
        found = ""
        for step, value in self.steps_with(handle, loop, far=True):
            for execution, node, factor, slope in self.sites(step, value, sites_in(step) or {}):
                event = self.trace.latest(self.program.numbers[node], execution.end)
                values = fitted(self.trace.values[event], execution.old) if event is not None else None
                if values is not None and finite(values):
                    if not finite(slope):
                        return NOT_FINITE
                    if self.site_holds(execution, node, factor, slope, step) is None:
                        found = OTHER
        return found

    def steps_with(self, handle: Handle, loop: ast.AST, far: bool) -> Iterator[tuple[Step, Scalar]]:
        """The loop's iterations that come to a value of the handle, before parameters are far out or then."""
        number = self.program.numbers[loop]
        for iteration, end in self.iterations():
            if iteration.loop == number and far is (end > self.trace.far.get(number, end)):
                step = self.step(iteration, end)
                value = dict(self.handles(step, loop)).get(handle)
                if value is not None:
                    yield step, value

    def sites(
        self, step: Step, value: Scalar, sites: Factors
    ) -> Iterator[tuple[Execution, ast.expr, float, Sequence[float]]]:
        """Each time that a site was run in the step, with its factor and the derivative of the value."""
        slopes = self.derivatives(value, step.iteration.serial)
        for execution in step.executions:
            for node, factor in sites.get(execution.place, ()):
                yield execution, node, factor, slope_of(execution.old, slopes)

    def site_holds(
        self, execution: Execution, node: ast.expr, factor: float, slope: Sequence[float], step: Step
    ) -> tuple[float, ...] | None:
        """The value of a site that is what it should be; empty where it cannot be said, None where it is something else."""
        event = self.trace.latest(self.program.numbers[node], execution.end)
        if event is None or event < step.iteration.event or not any(type(v) is Scalar for v in execution.old.values):
            return ()
        values = fitted(self.trace.values[event], execution.old)
        if values is None:
            return None
        if not finite([*values, *slope]):
            return ()
        scale = max([abs(s * factor) for s in slope] + [abs(v) for v in values] + [1e-9])
        right = all(abs(float(v) - factor * s) <= 1e-6 * scale for v, s in zip(values, slope, strict=True))
        return tuple(map(float, values)) if right else None


@dataclass(frozen=True)
class Part:
    """What goes into a part of an update: gradients, the parameter itself, or a product of both."""

    gradient: bool = False
    parameter: bool = False
    is_allowed: bool = True

    def plus(self, other: Part) -> Part:
        return Part(
            self.gradient or other.gradient, self.parameter or other.parameter, self.is_allowed and other.is_allowed
        )

    def times(self, other: Part) -> Part:
        mixed = (self.gradient and other.parameter) or (self.parameter and other.gradient)
        return Part(
            self.gradient or other.gradient,
            self.parameter or other.parameter,
            self.is_allowed and other.is_allowed and not mixed,
        )


@dataclass(frozen=True)
class Remainder:
    """What goes into an update besides gradients: a share of the parameter itself may be added, as a penalty adds one."""

    gradients: Gradients
    execution: Execution
    sites: set[ast.expr]
    own: set[int]
    floor: int
    cut: set[int]

    def of(self, node: ast.AST, before: int, depth: int = 10) -> Part:
        trace, program = self.gradients.trace, self.gradients.program
        if node in self.sites:
            return Part(gradient=True)
        if not isinstance(node, ast.expr):
            return Part()
        if node_is(node, self.execution.place.old):
            return Part(parameter=True)
        event = trace.latest(program.numbers[node], before)
        value = trace.values[event] if event is not None else None
        if event is None or value is None:
            return self.combined(node, before, depth)
        if not is_float(value):
            return Part()
        gradient, parameter = depends(value.values, self.cut, self.floor), self.depends(value)
        if not parameter:
            return Part(gradient=gradient)
        made = trace.made_at(value)
        origin = program.nodes[trace.nodes[made]] if made is not None and made < event else node
        return self.combined(origin, event if origin is node or made is None else made, depth)

    def combined(self, node: ast.AST, before: int, depth: int) -> Part:
        """An expression by its operands; what is too deep, or shows none, is not allowed."""
        parts = [self.of(n, before, depth - 1) for n in operands(node)] if depth else []
        if not parts:
            return Part(is_allowed=isinstance(node, ast.Constant))
        added = isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))
        return reduce(Part.plus if added else Part.times, parts)

    def depends(self, value: Seen) -> bool:
        others = [v for v in value.values if type(v) is not Scalar or v.serial not in self.own]
        return depends(others, self.own, self.floor, self.cut)


def node_is(node: ast.expr, other: ast.expr) -> bool:
    return ast.dump(node) == ast.dump(other)


def operands(node: ast.AST) -> list[ast.AST]:
    """The expressions that a value is computed from, functions that are called left out."""
    match node:
        case ast.Call(ast.Attribute(receiver, _), arguments, keywords):
            return [receiver, *arguments, *(k.value for k in keywords)]
        case ast.Call(_, arguments, keywords):
            return [*arguments, *(k.value for k in keywords)]
        case ast.Constant() | ast.Name():
            return []
    return [c for c in children(node) if isinstance(c, (ast.expr, ast.comprehension))]


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
    values = fitted(value, other)
    return values is not None and list(map(float, values)) == list(map(float, other.values))


def finite(values: Iterable[Any]) -> bool:
    return all(abs(v) < 1e200 for v in values if isinstance(v, (int, float))) and all(v == v for v in values)


def close(a: float, b: float) -> bool:
    return abs(a - b) <= 10 * TOLERANCE * max(abs(a), abs(b))


def agreeing(known: list[Match], new: list[Match]) -> list[Match]:
    """Matches that two runs of one place have in common."""
    factors = {m.node: m.factor for m in new}
    return [m for m in known if m.node in factors and abs(factors[m.node] - m.factor) <= TOLERANCE * abs(m.factor) * 10]
