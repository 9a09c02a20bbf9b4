"""Updates that build new parameters from the old ones: `return w - lr * dw, b - lr * db`, `[p - lr * g for p, g in …]`."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from .program import Place

WRAPPERS = ("list", "tuple")


@dataclass(frozen=True)
class Rebuilt:
    """What the statement does with the new parameters, once the old ones have been changed in place."""

    head: str  # `return ` or `params = `
    places: tuple[Place, ...]
    loop: tuple[ast.expr, ast.expr] | None  # target and iterable, where a comprehension goes over them
    result: str  # the parameters


def rebuilt(statement: ast.stmt, places: Sequence[Place]) -> Rebuilt | None:
    """None where the statement is of another form."""
    match statement:
        case ast.Return(ast.expr() as value):
            head = "return "
        case ast.Assign([target], value):
            head = f"{ast.unparse(target)} = "
        case _:
            return None
    return of_display(head, value, places) or of_comprehension(head, value, places)


def of_display(head: str, value: ast.expr, places: Sequence[Place]) -> Rebuilt | None:
    """`w - lr * dw`, or several of them in a tuple or list, and nothing else."""
    items = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
    by_node = {p.node: p for p in places}
    if not all(item in by_node for item in items):
        return None
    olds = [ast.unparse(by_node[item].old) for item in items]
    text = ", ".join(olds)
    result = (
        f"[{text}]"
        if isinstance(value, ast.List)
        else f"({text})"
        if isinstance(value, ast.Tuple) and head != "return "
        else text
    )
    return Rebuilt(head, tuple(by_node[i] for i in items), None, result)


def of_comprehension(head: str, value: ast.expr, places: Sequence[Place]) -> Rebuilt | None:
    match value:
        case ast.Call(ast.Name(name), [ast.GeneratorExp() | ast.ListComp() as inner], []) if name in WRAPPERS:
            value = inner
    match value:
        case (
            ast.GeneratorExp(element, [generator])
            | ast.ListComp(element, [generator])
            | ast.DictComp(_, element, [generator])
        ):
            items = element.elts if isinstance(element, (ast.Tuple, ast.List)) else [element]
            found = [p for item in items for p in places if p.node is item]
            sources = [source_of(p.old, generator) for p in found]
            if found and len(found) == len(items) and not generator.ifs and sources[0] is not None:
                return Rebuilt(head, tuple(found), (generator.target, generator.iter), ast.unparse(sources[0]))
    return None


def source_of(old: ast.expr, generator: ast.comprehension) -> ast.expr | None:
    """The collection that the old parameters are items of."""
    match old, generator.iter:
        case ast.Subscript(collection), _:
            return collection
        case ast.Name(name), ast.Call(ast.Name("zip"), iterables, []) if isinstance(generator.target, ast.Tuple):
            return next((i for t, i in zip(generator.target.elts, iterables, strict=False) if has_name(t, name)), None)
        case ast.Name(), ast.Call(ast.Name("enumerate"), [collection], []):
            return collection
        case ast.Name(), ast.Call(ast.Attribute(collection, "items" | "values"), [], []):
            return collection
        case ast.Name(name), collection if has_name(generator.target, name):
            return collection
    return None


def has_name(target: ast.expr, name: str) -> bool:
    """Whether a target is the name, or a tuple that it stands in."""
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return any(isinstance(p, ast.Name) and p.id == name for p in parts)
