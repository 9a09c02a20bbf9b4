"""A loss that the program computes later, or for itself alone: computed once, it is used there too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...edit import Edits
from ...effects import is_pure, reads, writes
from ...tree import walk
from .program import Program
from .proofs import Proof


@dataclass(frozen=True)
class Reuse:
    """Where equal expressions stand, what they are called, and before which statement the loss is computed."""

    name: str | None  # the program's own, if it has one
    first: ast.stmt
    uses: tuple[ast.expr, ...]
    definition: ast.stmt | None  # of the program's own name: no longer needed

    def write(self, edits: Edits, name: str) -> None:
        for use in self.uses:
            edits.replace(edits.source.grouped(use), name)
        if self.definition is not None:
            edits.delete(self.definition)


def reuse_of(program: Program, proof: Proof) -> Reuse:
    """Equal expressions in the block of the backward pass, where what they read is the same as there."""
    expression, spot = proof.loss.expression, proof.spot
    assert expression is not None
    at = spot.block.index(spot.statement)
    names = reads(expression)
    updates = {p.statement for p in proof.sites}
    first, uses = spot.statement, list[ast.expr]()
    for statement in reversed(spot.block[:at]):
        if changes(program, statement, names):
            break
        if found := list(equals(expression, statement)):
            first, uses = statement, [*found, *uses]
    for statement in spot.block[at:]:
        if changes(program, statement, names):
            break
        if statement not in updates:
            uses += equals(expression, statement)
    definition = next((d for u in uses if (d := own_definition(program, proof, u)) is not None), None)
    if definition is None:
        return Reuse(None, first, tuple(uses), None)
    uses = [u for u in uses if u is not definition.value]
    assert isinstance(definition.targets[0], ast.Name)
    name = definition.targets[0].id
    if is_only_now_and_then(program, proof, definition):
        # at the end the module's name would have the value of another step: all of its uses take a new name
        return Reuse(None, first, (*uses, *loads(program, name)), definition)
    return Reuse(name, first, tuple(uses), definition)


def is_only_now_and_then(program: Program, proof: Proof, definition: ast.stmt) -> bool:
    return program.facts.parents[definition] is not proof.loop and isinstance(
        program.scope(proof.loop), ast.Module | None
    )


def loads(program: Program, name: str) -> Iterator[ast.Name]:
    return (n for n in program.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load))


def equals(expression: ast.expr, statement: ast.stmt) -> Iterator[ast.expr]:
    wanted = ast.dump(expression)
    for node in walk(statement):
        if isinstance(node, type(expression)) and ast.dump(node) == wanted:
            yield node


def changes(program: Program, statement: ast.stmt, names: set[str]) -> bool:
    """Whether the statement may give one of the names another value, or change what it stands for."""
    if writes(statement) & names:
        return True
    calls = (n for n in walk(statement) if isinstance(n, ast.Call) and n in program.facts.callees)
    return any(reads(c) & names and not is_pure(c, program.facts) for c in calls) or any(
        isinstance(n, (ast.Subscript, ast.Attribute)) and isinstance(n.ctx, ast.Store) and reads(n.value) & names
        for n in walk(statement)
    )


def own_definition(program: Program, proof: Proof, use: ast.expr) -> ast.Assign | None:
    """`loss = …` behind the updates, of a name that nothing outside of that block reads."""
    statement = program.facts.parents[use]
    match statement:
        case ast.Assign([ast.Name(name)], value) if value is use and program.source.alone(statement):
            block = program.facts.parents[statement]
            inside = set(walk(block)) if block is not program.scope(proof.loop) else set()
            others = [
                n for n in program.nodes if isinstance(n, ast.Name) and n.id == name and n is not statement.targets[0]
            ]
            stores = [n for n in others if isinstance(n.ctx, ast.Store)]
            in_block = block is proof.loop or all(n in inside for n in others)
            siblings = getattr(block, "body", [])
            if (
                in_block
                and not stores
                and len(siblings) > 1
                and statement in siblings
                and proof.loop in [block, *program.facts.ancestors(block)]
            ):
                return statement
    return None
