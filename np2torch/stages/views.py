"""Values that NumPy copies and PyTorch shares: elements read, scalars updated in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..facts import Facts
from ..kind import Array, Number

Scope = ast.AST | None


def copies_of(facts: Facts) -> set[ast.expr]:
    """Reads of elements that are kept while the array is written to.

    In NumPy `old = a[0]` is a number of its own, in PyTorch a view of `a`.
    """
    written = names_written_in_place(facts)
    found: set[ast.expr] = set()
    for node in facts.source.nodes:
        if isinstance(node, ast.Assign):
            for value in kept_values(node):
                base = element_base(value, facts)
                if base is not None and (base in written or _is_swap(node)):
                    found.add(value)
            if isinstance(node.targets[0], ast.Tuple) and unpacks_elements(node.value, facts, written):
                found.add(node.value)
    return found


def kept_values(node: ast.Assign) -> list[ast.expr]:
    return node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]


def _is_swap(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Tuple) and all(isinstance(t, ast.Subscript) for t in node.targets[0].elts)


def unpacks_elements(value: ast.expr, facts: Facts, written: set[str]) -> bool:
    kind = facts.kind(value)
    return isinstance(value, ast.Name) and isinstance(kind, Array) and kind.ndim == 1 and value.id in written


def element_base(node: ast.expr, facts: Facts) -> str | None:
    """The name of the array of which the expression reads one element."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        return None
    base, kind = facts.kind(node.value), facts.kind(node)
    scalar = isinstance(kind, Array) and kind.shape == () and kind.library == "numpy" and not kind.foreign
    return node.value.id if scalar and isinstance(base, Array) else None


def names_written_in_place(facts: Facts) -> set[str]:
    """Arrays that some statement changes without rebinding their name."""
    found = set()
    for node in facts.source.nodes:
        match node:
            case ast.AugAssign(ast.Name(name)) if isinstance(facts.kind(node.target), Array):
                found.add(name)
            case ast.Subscript(ast.Name(name), _, ast.Store()):
                found.add(name)
            case ast.Call(ast.Attribute(ast.Name(name), "fill" | "sort" | "put" | "itemset")):
                found.add(name)
            case ast.keyword("out", ast.Name(name)):
                found.add(name)
            case ast.Call(ast.Attribute(_, "shuffle"), [ast.Name(name), *_]):
                found.add(name)
    return found


def rebound_of(facts: Facts) -> set[ast.AugAssign]:
    """`x += y` of a NumPy scalar that has a second name: in place, a tensor would change both."""
    shared = {(facts.function(n), name) for n, name in shared_names(facts)}
    return {
        node
        for node in facts.source.nodes
        if isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Name)
        and (facts.function(node), node.target.id) in shared
        and may_be_scalar(node, facts)
    }


def may_be_scalar(node: ast.AugAssign, facts: Facts) -> bool:
    kind = facts.kind(node.target)
    return isinstance(kind, Array) and kind.shape == () and kind.library == "numpy" and not kind.foreign


def shared_names(facts: Facts) -> Iterator[tuple[ast.AST, str]]:
    """Names on either side of an assignment of one to the other, and parameters of functions."""
    for node in facts.source.nodes:
        match node:
            case ast.Assign(targets, value):
                for target in targets:
                    yield from _shared(node, target, value, facts)
            case ast.arg(name):
                yield node, name


def _shared(node: ast.AST, target: ast.expr, value: ast.expr, facts: Facts) -> Iterator[tuple[ast.AST, str]]:
    match target, value:
        case ast.Tuple(targets), ast.Tuple(values) if len(targets) == len(values):
            for part, item in zip(targets, values, strict=True):
                yield from _shared(node, part, item, facts)
        case _, ast.Name(name):
            yield node, name
            if isinstance(target, ast.Name):
                yield node, target.id
            elif isinstance(target, ast.Tuple):
                yield from ((node, part.id) for part in target.elts if isinstance(part, ast.Name))
        case ast.Name(name), ast.Subscript() | ast.Attribute() if not isinstance(facts.kind(value), Number):
            yield node, name


__all__ = ["copies_of", "rebound_of"]
