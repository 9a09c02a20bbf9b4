"""Rates that change while a program trains: what an optimizer starts with, and a check that any rate would do."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ...edit import Edits, Source
from ...tree import walk

LATER = "0.0"  # of an optimizer that is given its rate before each step
SHAKE = 0.93  # by which a rate is multiplied in each step, to see that it has the same part in both versions


def rebound_in(node: ast.AST) -> set[str]:
    """Names that a statement gives new values, numbers changed in place among them."""
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def names_in(text: str) -> set[str]:
    return {n.id for n in walk(ast.parse(text, mode="eval")) if isinstance(n, ast.Name)}


def numbers_of(text: str, loops: Collection[str]) -> Iterator[str]:
    """The names and attributes that a rate is computed from, but for those that loops count with."""
    todo: list[ast.AST] = [ast.parse(text, mode="eval").body]
    while todo:
        node = todo.pop()
        match node:
            case ast.Name(name):
                if name not in loops:
                    yield name
            case ast.Attribute():
                yield ast.unparse(node)
            case ast.Call(_, arguments):
                todo += arguments
            case _:
                todo += ast.iter_child_nodes(node)


def shaken(text: str, names: Collection[str], backward: str) -> str:
    """The program with rates that fall in each step: their part in the update is seen whatever they would do."""
    source = Source.parse(text)
    edits = Edits(source)
    for node in source.nodes:
        if isinstance(node, ast.Expr) and ast.unparse(node) == backward:
            edits.before(node, *(f"{name} = {name} * {SHAKE}" for name in names))
    return edits.apply()
