"""Training loops: where in a loop an array is replaced by itself plus something computed from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...algebra import Term, delta, without_self
from ...effects import reads, writes
from ...facts import Facts
from ...kind import Array, Kind, Number

Loop: TypeAlias = ast.For | ast.While


@dataclass(frozen=True)
class Update:
    """`target = target + terms`, the whole of a statement or one item of a tuple assignment."""

    statement: ast.stmt
    target: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class TrainingLoop:
    """A loop with the updates in its body; `unpacked` says after which statement a parameter has its name."""

    node: Loop
    updates: tuple[Update, ...]
    unpacked: dict[str, ast.stmt]
    holder: str | None = None  # `params`, where the loop replaces a tuple that it unpacks: `w, b = params`

    @property
    def body(self) -> list[ast.stmt]:
        return self.node.body

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(u.target for u in self.updates))


def training_loops(facts: Facts) -> Iterator[TrainingLoop]:
    """The innermost loops that update something which looks like a parameter."""
    for node in ast.walk(facts.source.tree):
        if isinstance(node, (ast.For, ast.While)):
            found = training_loop(node, facts)
            if found is not None:
                yield found


def training_loop(node: Loop, facts: Facts) -> TrainingLoop | None:
    unpacked = unpackings(node.body, facts)
    updates, holder = [], None
    for statement in node.body:
        for update in updates_of(statement, unpacked):
            if is_parameter(update, node, facts):
                updates.append(update)
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    if statement.targets[0].id != update.target:
                        holder = statement.targets[0].id
    if not updates:
        return None
    names = {u.target for u in updates}
    return TrainingLoop(node, tuple(updates), {n: s for n, (s, h) in unpacked.items() if n in names and h == holder}, holder)


def unpackings(body: Sequence[ast.stmt], facts: Facts) -> dict[str, tuple[ast.stmt, str]]:
    """Names that `w, b = params` gives in the body, of a tuple or list of parameters."""
    found = {}
    for statement in body:
        match statement:
            case ast.Assign([ast.Tuple(targets)], ast.Name(holder)) if not isinstance(facts.kind(statement.value), Array):
                for target in targets:
                    if isinstance(target, ast.Name):
                        found[target.id] = (statement, holder)
    return found


def updates_of(statement: ast.stmt, unpacked: dict[str, tuple[ast.stmt, str]]) -> Iterator[Update]:
    match statement:
        case ast.AugAssign(ast.Name(name)) | ast.Assign([ast.Name(name)], ast.BinOp()):
            terms = delta(statement, name)
            if terms:
                yield Update(statement, name, tuple(terms))
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            for target, value in zip(targets, values, strict=True):
                if isinstance(target, ast.Name) and (terms := without_self(value, target.id)):
                    yield Update(statement, target.id, tuple(terms))
        case ast.Assign([ast.Name(holder)], ast.Tuple(values) | ast.List(values)):
            names = [n for n, (_, h) in unpacked.items() if h == holder]
            for name, value in zip(names, values, strict=False):
                if terms := without_self(value, name):
                    yield Update(statement, name, tuple(terms))


def is_parameter(update: Update, loop: Loop, facts: Facts) -> bool:
    """Whether what is added to it is computed from it: a counter's or a sum's is not."""
    kind = target_kind(update, facts)
    if not may_be_parameter(kind):
        return False
    added = {n.id for t in update.terms for f in (*t.factors, *t.divisors) for n in ast.walk(f) if isinstance(n, ast.Name)}
    return update.target in dependencies(added, loop.body, skip=update.statement)


def target_kind(update: Update, facts: Facts) -> Kind:
    target = update.statement.target if isinstance(update.statement, ast.AugAssign) else None
    if target is None:
        for node in ast.walk(update.statement):
            if isinstance(node, ast.Name) and node.id == update.target and isinstance(node.ctx, ast.Load):
                return facts.kind(node)
    return facts.kind(target)


def may_be_parameter(kind: Kind) -> bool:
    match kind:
        case Array(dtype, _, "torch"):
            return dtype is None or dtype.startswith("float")
        case Number(type_):
            return type_ == "float"
    return False


def dependencies(names: set[str], body: Sequence[ast.stmt], skip: ast.stmt | None = None) -> set[str]:
    """All names that these depend on, through what the body computes."""
    known, todo = set(names), list(names)
    while todo:
        name = todo.pop()
        for statement in body:
            if statement is not skip and name in writes(statement):
                new = reads(statement) - known
                known |= new
                todo += new
    return known
