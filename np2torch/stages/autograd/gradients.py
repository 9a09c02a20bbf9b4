"""Which expression is the gradient, and of what: found in rehearsals, by comparing values with derivatives.

A handle is an expression whose value is a scalar that depends on the parameters. A site is an expression, in the
statements that lead to a parameter's new value, whose value is the derivative of the handle's, up to a factor.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from ...rehearsal.run import Rehearsal
from ...rehearsal.scalar import Scalar, adjoints, depends
from ...rehearsal.trace import Iteration, changed_by_itself
from .evidence import Evidence, Factors, Handle, Step, agreeing
from .multiples import finite, fitted, is_behind, slope_of
from .program import Execution, Place, Program, Variation
from .remainder import goes_by_sites
from .sites import Search
from .veils import Veils, serials

NOT_FINITE, OTHER = "nan", "another"  # what a derivative is that is not the gradient by hand


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
                slope = slope_of(execution.old, slopes)
                search = Search(self.program, self.trace, self.veils, step, execution, slope, found)
                matches = search.matches()
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

    @cached_property
    def veils(self) -> Veils:
        return Veils(self.program, self.trace)

    def is_complete(self, sites: Factors) -> bool:
        """Whether nothing that was computed from the parameters goes into their updates but the sites and themselves."""
        nodes = {node for pairs in sites.values() for node, _ in pairs}
        return all(
            goes_by_sites(self.program, self.trace, e, nodes)
            for e in self.executions
            if e.place in sites and e.loops and e.loops[-1].count
        )

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
