"""Scalars that the hand-written gradient may be the derivative of."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...effects import is_pure, reads, scope_of, writes
from ...facts import Facts
from ...kind import Array, Number
from .loops import TrainingLoop


@dataclass(frozen=True)
class Candidate:
    """A scalar as an expression over names that are known before the updates; `name` where it has one there."""

    expression: ast.expr
    name: str | None = None
    statement: ast.stmt | None = None  # where the loop computes it, before the updates
    origin: ast.AST | None = None


def candidates_of(loop: TrainingLoop, first: ast.stmt, facts: Facts) -> list[Candidate]:
    """Named ones first, then what is computed for a print or later, then calls outside of the loop."""
    found = [*named(loop, first, facts), *computed_later(loop, first, facts), *called_elsewhere(loop, first, facts)]
    unique: dict[str, Candidate] = {}
    for candidate in found:
        unique.setdefault(ast.dump(candidate.expression), candidate)
    return list(unique.values())


def before(loop: TrainingLoop, first: ast.stmt) -> list[ast.stmt]:
    return loop.body[: loop.body.index(first)]


def is_loss_kind(node: ast.expr, facts: Facts) -> bool:
    kind = facts.kind(node)
    return isinstance(kind, Array) and kind.shape in ((), (1,), (1, 1)) and (kind.dtype or "float64").startswith("float")


def named(loop: TrainingLoop, first: ast.stmt, facts: Facts) -> Iterator[Candidate]:
    """Scalars that the loop keeps under a name before the updates."""
    for statement in before(loop, first):
        match statement:
            case ast.Assign([ast.Name(name)], value) if is_loss_kind(value, facts) and name not in loop.parameters:
                load = ast.copy_location(ast.Name(name, ast.Load()), value)
                yield Candidate(load, name, statement, value)


def computed_later(loop: TrainingLoop, first: ast.stmt, facts: Facts) -> Iterator[Candidate]:
    """Scalars in prints, conditions, and after the updates, as expressions over what is known before."""
    early = before(loop, first)
    definitions = {n: s for s in early for n in writes(s)}
    for statement in loop.body:
        local: dict[str, ast.expr] = {}
        for part in in_order(statement):
            match part:
                case ast.Assign([ast.Name(name)], value) if statement not in early or part is not statement:
                    local[name] = value
            for node in scalars_in(part, facts):
                closed = inline(node, collected(loop, first, local), early)
                if closed is not None and is_pure(node, facts):
                    yield Candidate(closed, None, None, node)
    del definitions


def collected(loop: TrainingLoop, first: ast.stmt, local: dict[str, ast.expr]) -> dict[str, ast.expr]:
    """What names mean after the updates: their definitions there."""
    late: dict[str, ast.expr] = {}
    for statement in loop.body[loop.body.index(first) :]:
        match statement:
            case ast.Assign([ast.Name(name)], value) if name not in loop.parameters:
                late[name] = value
    return {**late, **local}


def in_order(statement: ast.stmt) -> Iterator[ast.stmt]:
    yield statement
    for field in ("body", "orelse"):
        for inner in getattr(statement, field, []):
            if isinstance(inner, ast.stmt):
                yield from in_order(inner)


def scalars_in(statement: ast.stmt, facts: Facts) -> Iterator[ast.expr]:
    """The outermost scalar expressions that are more than a name."""
    todo: list[ast.AST] = [c for c in ast.iter_child_nodes(statement) if not isinstance(c, ast.stmt)]
    while todo:
        node = todo.pop(0)
        if isinstance(node, (ast.Lambda, ast.stmt)):
            continue
        if isinstance(node, ast.expr) and not isinstance(node, (ast.Constant, ast.Tuple)) and loads(node):
            cut = inside_cut(node, facts)
            if cut is not None:
                yield cut
                continue
        todo += list(ast.iter_child_nodes(node))


def loads(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))


def inside_cut(node: ast.expr, facts: Facts) -> ast.expr | None:
    """The scalar tensor itself, also where the program takes its number: `loss.item()`, `float(loss)`."""
    match node:
        case ast.Call(ast.Attribute(value, "item"), []) if is_loss_kind(value, facts):
            return value
        case ast.Call(ast.Name("float"), [value]) if is_loss_kind(value, facts):
            return value
    return node if is_loss_kind(node, facts) else None


def inline(node: ast.expr, local: dict[str, ast.expr], early: Sequence[ast.stmt], depth: int = 12) -> ast.expr | None:
    """The expression over names that are known before the updates; None where it cannot be had."""
    if depth == 0:
        return None
    known = {ast.dump(s.value): s.targets[0].id for s in early if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name)}
    result = Inline(local, known, early, depth).visit(copy.deepcopy(node))
    return result if isinstance(result, ast.expr) else None


class Inline(ast.NodeTransformer):
    def __init__(self, local: dict[str, ast.expr], known: dict[str, str], early: Sequence[ast.stmt], depth: int) -> None:
        self.local, self.known, self.early, self.depth = local, known, early, depth

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.local.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load):
            return node
        same = self.known.get(ast.dump(value))
        if same is not None:
            return ast.copy_location(ast.Name(same, ast.Load()), node)
        rest = {k: v for k, v in self.local.items() if k != node.id}
        inner = inline(value, rest, self.early, self.depth - 1)
        return inner if inner is not None else node


def called_elsewhere(loop: TrainingLoop, first: ast.stmt, facts: Facts) -> Iterator[Candidate]:
    """`cost(X, y, w)` that the program calls outside of the loop, where its names mean the same in it."""
    scope = scope_of(loop.node, facts)
    inside = set(ast.walk(loop.node))
    for node in ast.walk(facts.source.tree):
        if node in inside or not isinstance(node, ast.Call) or node not in facts.callees:
            continue
        if scope_of(node, facts) is scope and is_loss_kind(node, facts) and is_pure(node, facts):
            if reads(node) & set(loop.parameters):
                yield Candidate(copy.deepcopy(node), None, None, node)


def is_number(node: ast.expr, facts: Facts) -> bool:
    return isinstance(facts.kind(node), Number)
