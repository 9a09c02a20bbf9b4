"""Values that NumPy copies and PyTorch shares: elements read, conversions to the same dtype, scalars updated in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..facts import Facts
from ..kind import Array, External, Number
from ..tree import as_load
from .arriving import is_array
from .indices import is_advanced, is_number, parts_of, runs_backwards


class Writes:
    """The arrays that some statement changes without rebinding their name; attributes are told apart by name."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names = {name for node in facts.everything if (name := key_of(self.target(node))) is not None}

    def target(self, node: ast.AST) -> ast.expr | None:
        match node:
            case ast.AugAssign((ast.Name() | ast.Attribute()) as target) if isinstance(self.facts.kind(target), Array):
                return target
            case ast.Subscript(target, _, ast.Store()):
                return target
            case ast.Call(ast.Attribute(target, "fill" | "sort" | "put" | "itemset")):
                return target
            case ast.keyword("out", target):
                return target
            case ast.Call(ast.Attribute(_, "shuffle"), [target, *_]):
                return target
        return None

    def __contains__(self, node: ast.expr | None) -> bool:
        return key_of(node) in self.names

    def is_kept(self, node: ast.expr, source: ast.expr | None) -> bool:
        """Whether a value that is assigned, or the array that it came from, is written to."""
        statement = self.facts.parents.get(node)
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return False
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        others = [t for t in targets if key_of(t) != key_of(source)]
        return bool(others) and (source in self or any(t in self for t in others))


def key_of(node: ast.expr | None) -> str | None:
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(_, name):
            return f".{name}"
    return None


def copies_of(facts: Facts, written: Writes) -> set[ast.expr]:
    """Reads of elements that are kept while the array is written to.

    In NumPy `old = a[0]` is a number of its own, in PyTorch a view of `a`.
    """
    found: set[ast.expr] = set()
    for node in facts.source.nodes:
        if isinstance(node, ast.Assign):
            for value in kept_values(node):
                base = element_base(value, facts)
                if base is not None and (base in written or _is_swap(node)):
                    found.add(value)
            if isinstance(node.targets[0], ast.Tuple) and is_row_of_elements(node.value, facts, written):
                found.add(node.value)
        elif isinstance(node, ast.Return) and node.value is not None:
            found |= {v for v in items_of(node.value) if element_base(v, facts) in written}
        if isinstance(node, (ast.Assign, ast.AugAssign)) and overlaps(node, facts):
            found.add(node.value)
        elif isinstance(node, ast.ListComp) and is_row_of_elements(node.generators[0].iter, facts, written):
            if isinstance(node.elt, ast.Name) and key_of(node.elt) == key_of(node.generators[0].target):
                found.add(node.elt)
    return found


def overlaps(node: ast.Assign | ast.AugAssign, facts: Facts) -> bool:
    """`x[1:] = x[:-1]`, `x -= x[0]`: NumPy reads all of it before it writes."""
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    value = node.value
    if not isinstance(value, ast.Subscript) or not is_array(value, facts) or runs_backwards(value):
        return False
    if not isinstance(target, ast.Subscript) and not isinstance(node, ast.AugAssign):
        return False
    picked = any(is_advanced(part, facts) for part in parts_of(value))
    return not picked and ast.dump(as_load(whole_of(target))) == ast.dump(whole_of(value))


def whole_of(node: ast.expr) -> ast.expr:
    """The array of which an expression is a part."""
    while isinstance(node, ast.Subscript) or (isinstance(node, ast.Attribute) and node.attr == "T"):
        node = node.value
    return node


def items_of(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple) else [value]


def kept_values(node: ast.Assign) -> list[ast.expr]:
    return items_of(node.value)


def _is_swap(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Tuple) and all(isinstance(t, ast.Subscript) for t in node.targets[0].elts)


def is_row_of_elements(value: ast.expr, facts: Facts, written: Writes) -> bool:
    kind = facts.kind(value)
    return isinstance(kind, Array) and kind.ndim == 1 and value in written


def element_base(node: ast.expr, facts: Facts) -> ast.expr | None:
    """The array of which the expression reads one element."""
    if not (isinstance(node, ast.Subscript) and is_array(node.value, facts)):
        return None
    kind = facts.kind(node)
    if not isinstance(kind, Array):
        return None
    # `old = x[i]`, put back later: of an array of which no more is known it is a number, too
    by_number = kind.shape is None and all(is_number(part, facts) or is_place(part, facts) for part in parts_of(node))
    return node.value if kind.shape == () or by_number else None


def is_place(node: ast.expr, facts: Facts) -> bool:
    """The place at which an iterator of NumPy's is: `it.multi_index`."""
    kind = facts.kind(node)
    return isinstance(kind, External) and kind.name.startswith("numpy.")


def rebound_of(facts: Facts) -> set[ast.AugAssign]:
    """`x += y` of a NumPy scalar that has a second name: in place, a tensor would change both."""
    updates = [n for n in facts.source.nodes if isinstance(n, ast.AugAssign) and may_be_scalar(n, facts)]
    if not updates:
        return set()
    shared = {(facts.function(n), name) for n, name in shared_names(facts)}
    kept = {key for node in facts.everything for part in kept_parts(node) if (key := item_key(part)) is not None}
    return {
        node
        for node in updates
        if (
            (facts.function(node), node.target.id) in shared
            if isinstance(node.target, ast.Name)
            else item_key(node.target) in kept
        )
    }


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
    return isinstance(kind, Array) and kind.shape == () and kind.library == "numpy" and not (kind.foreign or kind.boxed)


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
        case ast.Name(name), ast.Attribute(ast.Name(whole), "T"):
            yield from ((node, name), (node, whole))
        case ast.Name(name), ast.Subscript() | ast.Attribute() if not isinstance(facts.kind(value), Number):
            yield node, name


__all__ = ["Writes", "copies_of", "rebound_of"]
