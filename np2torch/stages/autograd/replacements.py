"""Sums that may be a parameter's new value: `w - lr * dw`, wherever it stands."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeGuard

from ...edit import Source
from ...tree import as_load, walk

PATHS = (ast.Name, ast.Attribute, ast.Subscript)


@dataclass(frozen=True)
class Sum:
    """`old + added`, and the statement that it stands in; `target` where it is assigned to the old value's name."""

    node: ast.expr
    old: ast.expr
    added: tuple[ast.expr, ...]
    statement: ast.stmt
    target: ast.expr | None = None
    computed: ast.stmt | None = None  # where it is computed, if that is not where the target gets it


def renamed(found: Iterable[Sum], source: Source) -> Iterator[Sum]:
    """`new = w - lr * dw`, then `w = new`, and nothing else with `new`: the sum is what `w` gets there."""
    names = Counter(n.id for n in source.nodes if isinstance(n, ast.Name))
    takings = {n.value.id: n for n in source.nodes if is_taking(n)}  # type: ignore[attr-defined]
    for one in found:
        match one.statement:
            case ast.Assign([ast.Name(name)], value) if value is one.node and one.target is None and names[name] == 2:
                taking = takings.get(name)
                if taking is not None and ast.dump(as_load(taking.targets[0])) == ast.dump(one.old):
                    yield replace(one, statement=taking, target=taking.targets[0], computed=one.statement)
                    continue
        yield one


def is_taking(node: ast.AST) -> TypeGuard[ast.Assign]:
    match node:
        case ast.Assign([ast.Name()], ast.Name()):
            return True
    return False


def sums_in(source: Source) -> Iterator[Sum]:
    """Sums at the places from which a value goes on to be somebody's: assigned, returned, collected."""
    for statement in walk(source.tree):
        if isinstance(statement, ast.stmt):
            for node, target in outlets(statement):
                found = as_sum(node, target, statement)
                if found is not None:
                    yield found


def outlets(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Expressions whose value a statement hands on, each with the target that it is assigned to."""
    match statement:
        case ast.Assign([target], value) | ast.AnnAssign(target, _, ast.expr() as value):
            yield from assigned(target, value)
        case ast.Return(ast.expr() as value) | ast.Expr(value):
            yield from ((part, None) for part in collected(value))


def assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    match target, value:
        case ast.Tuple(targets) | ast.List(targets), ast.Tuple(values) | ast.List(values) if len(targets) == len(
            values
        ):
            for part, item in zip(targets, values, strict=True):
                yield from assigned(part, item)
        case _, ast.BinOp():
            yield value, target
        case _:
            yield from ((part, None) for part in collected(value))


def collected(value: ast.expr) -> Iterator[ast.expr]:
    """The sums in displays, comprehensions and arguments."""
    match value:
        case ast.BinOp(_, ast.Add() | ast.Sub(), _):
            yield value
        case ast.Tuple(items) | ast.List(items):
            for item in items:
                yield from collected(item)
        case ast.Dict(_, items):
            for item in items:
                yield from collected(item)
        case ast.ListComp(element) | ast.GeneratorExp(element) | ast.DictComp(_, element):
            yield from collected(element)
        case ast.Call(_, arguments, keywords):
            for argument in (*arguments, *(k.value for k in keywords)):
                yield from collected(argument)


def as_sum(node: ast.expr, target: ast.expr | None, statement: ast.stmt) -> Sum | None:
    terms = list(addends(node))
    own = ast.dump(as_load(target)) if target is not None else ""
    old = next((t for t in terms if ast.dump(t) == own), None)
    if old is not None:
        return Sum(node, old, tuple(t for t in terms if t is not old), statement, target)
    factor = (
        next((n for t in terms for n in walk(t) if ast.dump(n) == own), None) if isinstance(target, PATHS) else None
    )
    if isinstance(factor, ast.expr):
        return Sum(node, factor, tuple(terms), statement, target)
    old = next((t for t in terms if isinstance(t, PATHS)), None)
    rest = tuple(t for t in terms if t is not old)
    return Sum(node, old, rest, statement) if old is not None and rest else None


def addends(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub(), right):
            yield from addends(left)
            yield from addends(right)
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            yield from addends(operand)
        case _:
            yield node
