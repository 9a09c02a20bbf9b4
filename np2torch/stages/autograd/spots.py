"""Statements before which a backward pass may come, and what losses are at hand there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...tree import walk
from .choices import Choice
from .evidence import Evidence, Handle, Step
from .gradients import Gradients


@dataclass(frozen=True)
class Spot:
    """A statement of a block, before which the backward pass comes."""

    block: tuple[ast.stmt, ...]
    statement: ast.stmt

    @property
    def before(self) -> tuple[ast.stmt, ...]:
        return self.block[: self.block.index(self.statement)]


def spots(gradients: Gradients, step: Step, evidence: Evidence, best: Choice | None) -> Iterator[Spot]:
    """Before the first statement that an update happens in, or that a gradient goes into: in the function that updates,
    in those that call it, and in the loop."""
    program = gradients.program
    places = {p for p in evidence.places if p.target is not None} or {
        e.place for e in step.executions if gradients.renews(e, step)
    }
    places |= set(best.sites) if best is not None else set()
    if not places:
        return
    first = min(e.start for e in step.executions if e.place in places)
    scopes = {program.scope(p.node) for p in places}
    function = scopes.pop() if len(scopes) == 1 else None
    blocks = []
    for frame in frames(gradients, function, first, program.scope(evidence.loop)):
        if best is None or best.handle.node is None or program.scope(best.handle.node) is frame:
            blocks.append(frame.body)  # else the loss is known elsewhere only
    for block in (*blocks, evidence.loop.body):
        spot = spot_in(gradients, block, first)
        if spot is not None:
            yield earliest(spot, best) if best is not None else spot


def frames(
    gradients: Gradients, function: ast.AST | None, event: int, home: ast.AST | None
) -> Iterator[ast.FunctionDef]:
    """The functions that were being run at an event, the innermost first, up to the one that the loop is in."""
    program = gradients.program
    seen: set[ast.AST] = set()
    while isinstance(function, ast.FunctionDef) and function is not home and function not in seen:
        yield function
        seen.add(function)
        calls = {program.facts.statement(c) for c, callee in program.facts.callees.items() if callee is function}
        statements = (program.nodes[n] for at, n in reversed(gradients.trace.statements) if at <= event)
        caller = next((s for s in statements if s in calls), None)
        function = program.scope(caller) if caller is not None else None


def earliest(spot: Spot, choice: Choice) -> Spot:
    """The spot, or an earlier statement of its block that a gradient goes into."""
    nodes = {s.node for sites in choice.sites.values() for s in sites}
    holding = (s for s in spot.before if any(n in nodes for n in walk(s)))
    first = next(holding, None)
    return spot if first is None else Spot(spot.block, first)


def spot_in(gradients: Gradients, block: list[ast.stmt], event: int) -> Spot | None:
    """The statement of a block that an event falls into."""
    program = gradients.program
    numbers = {program.numbers[s] for s in block}
    for at, number in reversed(gradients.trace.statements):
        if at <= event and number in numbers:
            statement = program.nodes[number]
            assert isinstance(statement, ast.stmt)
            return Spot(tuple(block), statement)
    return None


def ready_text(handle: Handle, spot: Spot) -> str | None:
    """The name or attribute that has the handle's value at the spot, if a statement before it gave it one."""
    for at, statement in enumerate(spot.before):
        target = assigned_target(handle.node, statement)
        if target is not None and not any(is_bound(target, later) for later in spot.before[at + 1 :]):
            return target
    return None


def assigned_target(node: ast.AST | None, statement: ast.stmt) -> str | None:
    """What the statement gives the value of the expression to; or the name itself, where the node is one that is bound last."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        bound = [
            n for n in walk(statement) if isinstance(n, ast.Name) and n.id == node.id and isinstance(n.ctx, ast.Store)
        ]
        return node.id if node in bound and node is max(bound, key=lambda n: n.lineno) else None
    match statement:
        case ast.Assign([(ast.Name() | ast.Attribute()) as target, *_], value) if value is node:
            return ast.unparse(target)
    return None


def is_bound(target: str, statement: ast.stmt) -> bool:
    return any(
        isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, ast.Store) and ast.unparse(n) == target
        for n in walk(statement)
    )
