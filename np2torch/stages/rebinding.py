"""NumPy's scalars updated by `+=`: a name is bound anew, where a tensor of no dimensions would change in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..facts import Facts
from ..kind import Array, Kind, Number, is_point
from ..operations import binary
from ..tree import walk
from .views import key_of

VIEWING = frozenset(
    "asarray asanyarray atleast_1d broadcast_to expand_dims ravel real reshape squeeze swapaxes transpose".split()
)


@dataclass(frozen=True)
class Rebinding:
    """Which updates are written as `x = x + y`, and for which neither form is right."""

    bound: frozenset[ast.AugAssign] = frozenset()
    unclear: frozenset[ast.AugAssign] = frozenset()

    @classmethod
    def of(cls, facts: Facts) -> Rebinding:
        """`x += y` of a scalar that has a second name, or becomes another kind of array: in place, a tensor cannot."""
        updates = [n for n in facts.everything if isinstance(n, ast.AugAssign) and may_be_scalar(n, facts)]
        if not updates:
            return cls()
        names = Names.of(facts)
        named = {n for n in updates if has_other_name(n.target, names, facts)}
        mixed = {n for n in updates if is_mixed(facts.kind(n.target))}
        outgrown = {n for n in updates if outgrows(n, facts)}
        return cls(frozenset((named | mixed | outgrown) - (named & mixed)), frozenset(named & mixed))


@dataclass(frozen=True)
class Names:
    """What has a second name."""

    shared: frozenset[tuple[ast.AST | None, str]]  # variables, each with the function that it is in
    kept: frozenset[str]  # attributes and items that are assigned to something else, by `item_key`
    holding: bool  # whether a scalar that has a name is put into an object, a list or a dict

    @classmethod
    def of(cls, facts: Facts) -> Names:
        parts = [part for node in facts.everything for part in kept_parts(node)]
        return cls(
            frozenset((facts.function(n), name) for n, name in shared_names(facts)),
            frozenset(key for part in parts if (key := item_key(part)) is not None),
            any(is_named_scalar(part, facts) for node in facts.everything for part in held_parts(node)),
        )


def has_other_name(target: ast.expr, names: Names, facts: Facts) -> bool:
    if isinstance(target, ast.Name):
        return (facts.function(target), target.id) in names.shared
    return names.holding or item_key(target) in names.kept


def outgrows(node: ast.AugAssign, facts: Facts) -> bool:
    """Whether the result may be of another shape or dtype than the scalar."""
    target, value = facts.kind(node.target), facts.opened(node.value)
    result = binary(node.op, target, value)
    if not isinstance(target, Array) or not isinstance(result, Array):
        return not isinstance(value, Number)
    return result.shape != () or bool(result.dtype and target.dtypes - {result.dtype})


def is_named_scalar(node: ast.expr, facts: Facts) -> bool:
    return (
        isinstance(node, (ast.Name, ast.Attribute))
        and isinstance(kind := facts.kind(node), Array)
        and (is_scalar(kind) or kind.mixed)
    )


def is_scalar(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.library == "numpy" and not kind.foreign and is_point(kind)


def is_mixed(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.library == "numpy" and not kind.foreign and kind.mixed


def held_parts(node: ast.AST) -> list[ast.expr]:
    """What an object, a list or a dict gets to hold."""
    match node:
        case ast.Assign([ast.Attribute() | ast.Subscript()], value):
            return [value]
        case ast.Assign() | ast.Return():
            return []
    return kept_parts(node)


def item_key(node: ast.expr) -> str | None:
    """`.w` of `self.w`, `params[]` of `params["w"]`: an attribute or an item by what is known of its place."""
    match node:
        case ast.Attribute(_, name):
            return f".{name}"
        case ast.Subscript(owner) if (key := key_of(owner)) is not None:
            return f"{key}[]"
    return None


def kept_parts(node: ast.AST) -> list[ast.expr]:
    """What a statement or an expression holds on to: what is assigned, returned, collected, or put into a list."""
    match node:
        case ast.Assign(_, value) | ast.Return(ast.expr() as value):
            return [value]
        case ast.Call(ast.Attribute(_, "append" | "add" | "insert" | "extend"), arguments):
            return arguments
        case ast.Tuple(items) | ast.List(items):
            return items
        case ast.Dict(_, values):
            return values
    return []


def may_be_scalar(node: ast.AugAssign, facts: Facts) -> bool:
    kind = facts.kind(node.target)
    return is_scalar(kind) or is_mixed(kind)


def shared_names(facts: Facts) -> Iterator[tuple[ast.AST, str]]:
    """Names on either side of an assignment of one to the other, of items of arrays, and parameters of functions."""
    for node in facts.everything:
        match node:
            case ast.Assign(targets, value):
                for target in targets:
                    yield from _shared(node, target, value, facts)
                    if len(targets) > 1 and isinstance(target, ast.Name):
                        yield node, target.id
            case ast.arg(name):
                yield node, name
            case ast.For(target):
                yield from ((node, n.id) for n in walk(target) if isinstance(n, ast.Name))


def _shared(node: ast.AST, target: ast.expr, value: ast.expr, facts: Facts) -> Iterator[tuple[ast.AST, str]]:
    match target, value:
        case ast.Tuple(targets), ast.Tuple(values) if len(targets) == len(values):
            for part, item in zip(targets, values, strict=True):
                yield from _shared(node, part, item, facts)
        case _, ast.IfExp(_, body, other):
            yield from _shared(node, target, body, facts)
            yield from _shared(node, target, other, facts)
        case _, ast.Name() | ast.Subscript() | ast.Attribute() | ast.Call() if may_share(value, facts):
            yield from ((node, n.id) for n in (*walk(target), *walk(base_of(value))) if isinstance(n, ast.Name))


def may_share(value: ast.expr, facts: Facts) -> bool:
    """Whether what is assigned may be what something else holds, or a view of it."""
    match value:
        case ast.Call():
            function = facts.callees.get(value)
            if function is not None:
                return any(isinstance(n, ast.Return) and hands_on(n.value) for n in walk(function))
            return (facts.name(value.func) or "").rpartition(".")[2] in VIEWING
    return not isinstance(facts.kind(value), Number)


def hands_on(value: ast.expr | None) -> bool:
    """Whether a function returns what it was given, or an object holds."""
    match value:
        case ast.Tuple(items):
            return any(map(hands_on, items))
    return isinstance(value, (ast.Name, ast.Attribute, ast.Subscript))


def base_of(value: ast.expr) -> ast.expr:
    """The array of which a value is a view: `w` of `w.T`, `np.squeeze(w)`."""
    match value:
        case ast.Attribute(ast.Name() as whole, "T" | "real"):
            return whole
        case ast.Call(_, [first, *_]):
            return first
    return value if isinstance(value, ast.Name) else ast.Constant(None)
