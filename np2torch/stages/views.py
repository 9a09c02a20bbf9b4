"""Values that NumPy copies and PyTorch shares: elements read, conversions to the same dtype."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from ..effects import values_of
from ..facts import Facts, bound_arguments
from ..kind import Array, External, is_point
from ..tree import as_load, walk
from .arriving import is_array
from .indices import is_number, parts_of, picks, runs_backwards

UNKNOWN = "?"  # the owner of what a function hands on
ARRAYS_OF = frozenset("asarray asanyarray atleast_1d atleast_2d broadcast_to expand_dims ravel reshape".split())
VIEWS = frozenset(
    "asarray atleast_1d atleast_2d expand_dims reshape ravel transpose swapaxes squeeze view diagonal".split()
)  # of the array, as methods


class Writes:
    """The arrays that some statement changes without rebinding their name; attributes are told apart by name."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        own = {name for node in facts.everything if (name := key_of(self.target(node))) is not None}
        self.pairs = other_names(facts) if own else []
        self.names = alike(own, self.pairs)

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

    def are_within(self, loop: ast.For, array: ast.expr) -> bool:
        """Whether the array is written to in the loop, as far as its name tells."""
        key = key_of(array)
        return any(
            (isinstance(n, ast.Call) and n in self.facts.callees) or key_of(self.target(n)) == key for n in walk(loop)
        )

    def is_kept(self, node: ast.expr, source: ast.expr | None) -> bool:
        """Whether a value that is assigned, handed on or returned, or the array that it came from, is written to."""
        targets = list(self.holders(node))
        others = [t for t in targets if t != key_of(source)]
        return bool(others) and (source in self or any(t in self.names for t in others))

    def holders(self, node: ast.expr) -> Iterator[str]:
        """The names that a value gets, by itself or in a list."""
        inner: ast.AST = node
        statement = self.facts.parents.get(inner)
        while isinstance(statement, (ast.Tuple, ast.List, ast.Dict)):
            inner, statement = statement, self.facts.parents.get(statement)
        match statement:
            case ast.Assign(targets):
                yield from (key for t in targets for part in items_of(t) if (key := key_of(part)) is not None)
            case ast.AnnAssign(target) if (key := key_of(target)) is not None:
                yield key
            case ast.Return():
                yield from self.receivers(statement)
            case ast.Call() if isinstance(function := self.facts.callees.get(statement), (ast.FunctionDef, ast.Lambda)):
                yield from (n for n, a in bound_arguments(function, statement, self.facts) if a is inner)

    def receivers(self, node: ast.Return) -> Iterator[str]:
        """The names that what a function returns gets where it is called."""
        function = self.facts.function(node)
        for call, callee in self.facts.callees.items():
            if callee is function:
                yield from self.holders(call)


def other_names(facts: Facts) -> list[tuple[str, str]]:
    """Names that may stand for one array, or for parts of it: in functions and outside, of lists and what they hold."""
    pairs = [
        (name, key)
        for call, function in facts.callees.items()
        if isinstance(function, (ast.FunctionDef, ast.Lambda))
        for name, argument in bound_arguments(function, call, facts)
        if (key := key_of(whole_of(argument, facts))) is not None
    ]
    pairs += returned_to(facts)
    pairs += ((name, whole) for name, whole in wholes_of(facts).items() if whole != UNKNOWN)
    pairs += ((name, key) for node in facts.everything for name, key in held_in(node))
    return pairs


def returned_to(facts: Facts) -> Iterator[tuple[str, str]]:
    """Names of what functions return, outside and inside."""
    for call, function in facts.callees.items():
        match facts.parents.get(call):
            case ast.Assign([target]) if (name := key_of(target)) is not None:
                values = (n.value for n in walk(function) if isinstance(n, ast.Return) and n.value is not None)
                yield from ((name, key) for value in values if (key := key_of(whole_of(value, facts))) is not None)


def alike(names: set[str], pairs: Sequence[tuple[str, str]]) -> set[str]:
    """The names, and the other names of the same arrays."""
    while further := {n for pair in pairs if not names.isdisjoint(pair) for n in pair} - names:
        names = names | further
    return names


def held_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The name of a list or an object, and those of what it holds."""
    match node:
        case ast.Assign([target], value) if name := key_of(target):
            held = items_of(value) if isinstance(value, (ast.Tuple, ast.List, ast.Dict)) else [value]
            yield from ((name, key) for item in held if (key := key_of(item)) is not None)
        case ast.For(target, iterated) if (key := key_of(iterated)) is not None:
            yield from ((n.id, key) for n in walk(target) if isinstance(n, ast.Name))


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
    found = set(overlapping(facts))
    for node in facts.source.nodes:
        if written.names and is_list_of_elements(node, facts):
            found.add(node.args[0])
        if isinstance(node, ast.Assign):
            for value in kept_values(node):
                base = element_base(value, facts)
                if base is not None and (base in written or _is_swap(node)):
                    found.add(value)
                scalar = scalar_copied(value, facts)
                if scalar is not None and (scalar in written or any(t in written for t in node.targets)):
                    found.add(value)
            if isinstance(node.targets[0], ast.Tuple) and is_row_of_elements(node.value, facts, written):
                found.add(node.value)
        elif isinstance(node, ast.Return) and node.value is not None:
            found |= {v for v in items_of(node.value) if element_base(v, facts) in written}
        if isinstance(node, ast.ListComp) and is_row_of_elements(node.generators[0].iter, facts, written):
            if isinstance(node.elt, ast.Name) and key_of(node.elt) == key_of(node.generators[0].target):
                found.add(node.elt)
    return found


def overlapping(facts: Facts) -> Iterator[ast.expr]:
    """The `x[:-1]` of `x[1:] = x[:-1]`, `x -= x[0]`, `np.add(x, x[0], out=x)`: NumPy reads all before it writes."""
    wholes: dict[str, str] | None = None
    for node in facts.source.nodes:
        for target, values in (*written_from(node, facts), *indexed_by(node)):
            for value in values:
                inner = recast(value)
                in_index = isinstance(target, ast.Subscript) and value in parts_of(target)
                apart = in_index or inner is not value or picks(target, facts) or is_part(inner, target, facts)
                if is_array(inner, facts) and apart:
                    wholes = wholes if wholes is not None else wholes_of(facts)
                    owner = owner_of(inner, wholes, facts)
                    is_view = viewed(inner, facts) is not None
                    if owner is not None and (
                        owner == owner_of(target, wholes, facts) or (owner == UNKNOWN and is_view)
                    ):
                        yield value


def written_from(node: ast.AST, facts: Facts) -> Iterator[tuple[ast.expr, Sequence[ast.expr]]]:
    """What is written to, and what is read for that."""
    match node:
        case ast.Assign([ast.Subscript() as target, *_], value) | ast.AugAssign(target, _, value):
            yield target, [value]
        case ast.Call(function, [target, *values]) if facts.name(function) == "numpy.copyto":
            yield target, values
        case ast.Call(_, arguments, keywords):
            yield from ((k.value, arguments) for k in keywords if k.arg == "out")


def named_in(node: ast.AST, facts: Facts) -> Iterator[tuple[str, ast.expr]]:
    """Names, and what they are given."""
    match node:
        case ast.Assign([ast.Name() as first, ast.Name(name)]):
            yield name, first
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            yield from ((t.id, v) for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name))
        case ast.Assign([ast.Name(name)], value) | ast.For(ast.Name(name), value):
            yield name, value
        case ast.For(ast.Tuple([_, ast.Name(name)]), ast.Call(function, [value])):
            if facts.name(function) == "builtins.enumerate":
                yield name, value


def may_hand_on(function: ast.AST | None) -> bool:
    """Whether a function may return what it was given, or what an object holds."""
    returns = (n.value for n in walk(function) if isinstance(n, ast.Return)) if function is not None else ()
    return any(isinstance(v, (ast.Name, ast.Attribute, ast.Subscript)) for v in returns)


def recast(value: ast.expr) -> ast.expr:
    """The array of `x.astype(float)`, which is `x` itself where it is float."""
    match value:
        case ast.Call(ast.Attribute(array, "astype")):
            return array
    return value


def indexed_by(node: ast.AST) -> Iterator[tuple[ast.expr, Sequence[ast.expr]]]:
    """`x[x] = 0`: an array that is written to, and what says where."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        yield node, parts_of(node)


def is_part(value: ast.expr, target: ast.expr, facts: Facts) -> bool:
    """Whether it is a view, or another name of one."""
    if isinstance(value, ast.Name):
        return key_of(value) != key_of(whole_of(target, facts))
    return viewed(value, facts) is not None and not is_copied(value, facts)


def wholes_of(facts: Facts) -> dict[str, str]:
    """Names of views, and of the arrays that they are views of: of `row` in `for row in x`, `y = x.T`."""
    found: dict[str, str] = {}
    for node in facts.everything:
        for name, value in named_in(node, facts):
            whole = whole_of(value, facts)
            if isinstance(whole, ast.Call) and may_hand_on(facts.callees.get(whole)):
                found[name] = UNKNOWN
            elif is_array(whole, facts) and not is_copied(value, facts) and (key := key_of(whole)) not in (None, name):
                found[name] = key or ""
    for call, callee in facts.callees.items():
        if isinstance(callee, (ast.FunctionDef, ast.Lambda)):
            for name, argument in bound_arguments(callee, call, facts):
                if isinstance(argument, ast.Name) and argument.id != name and is_array(argument, facts):
                    found.setdefault(name, argument.id)
    return found


def owner_of(node: ast.expr, wholes: dict[str, str], facts: Facts) -> str | None:
    """The array that holds the elements: by its name, or as it is written."""
    whole = whole_of(node, facts)
    key = key_of(whole) if isinstance(whole, ast.Name) else None
    seen = set()
    while key in wholes and key not in seen:
        seen.add(key)
        key = wholes[key]
    return key or (ast.dump(as_load(whole)) if key_of(whole) else None)


def is_copied(value: ast.expr, facts: Facts) -> bool:
    """Whether a part of an array is picked in a way that makes a copy, in PyTorch too."""
    return isinstance(value, ast.Subscript) and (runs_backwards(value) or picks(value, facts))


def whole_of(node: ast.expr, facts: Facts) -> ast.expr:
    """The array of which an expression is a part."""
    while (inner := viewed(node, facts)) is not None:
        node = inner
    return node


def viewed(node: ast.AST, facts: Facts) -> ast.expr | None:
    """The array of which an expression is a view, as it is written."""
    match node:
        case ast.Subscript(value) | ast.Attribute(value, "T"):
            return value
        case ast.Call(ast.Attribute(_, method) as function, [value, *_]) if facts.name(function) == f"numpy.{method}":
            return value if method in VIEWS else None
        case ast.Call(ast.Attribute(value, method)) if method in VIEWS:
            return value
    return None


def items_of(value: ast.expr) -> list[ast.expr]:
    """What is kept of a value: the items of a list that is written out."""
    match value:
        case ast.Tuple(items) | ast.List(items):
            return items
        case ast.Dict(_, items):
            return items
    return [value]


def kept_values(node: ast.Assign) -> list[ast.expr]:
    return items_of(node.value)


def _is_swap(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Tuple) and all(isinstance(t, ast.Subscript) for t in node.targets[0].elts)


def is_row_of_elements(value: ast.expr, facts: Facts, written: Writes) -> bool:
    kind = facts.kind(value)
    return isinstance(kind, Array) and kind.ndim == 1 and value in written


def is_list_of_elements(node: ast.AST, facts: Facts) -> TypeGuard[ast.Call]:
    """`list(v)`: numbers in NumPy, and in PyTorch views of `v`."""
    match node:
        case ast.Call(function, [value]) if facts.name(function) in ("builtins.list", "builtins.tuple"):
            kind = facts.kind(value)
            return isinstance(kind, Array) and kind.becomes_tensor and kind.ndim == 1
    return False


def is_reversed(node: ast.expr, facts: Facts) -> bool:
    """Whether it is made by `x[::-1]`, maybe under a name: its elements lie side by side in PyTorch, not in NumPy."""
    match node:
        case ast.Subscript(value):
            return runs_backwards(node) and is_array(value, facts)
        case ast.Name(name):
            values = list(values_of(name, facts))
            return len(values) == 1 and not isinstance(values[0], ast.Name) and is_reversed(values[0], facts)
    return False


def copied_in_turn(facts: Facts, written: Writes) -> set[ast.expr]:
    """Arrays of which a loop goes through the elements, and that are written to meanwhile or before an element is used."""
    found: set[ast.expr] = set()
    for node in facts.source.nodes:
        if isinstance(node, ast.For) and (rows := rows_of(node.iter, facts)) is not None:
            kind = facts.kind(rows)
            if isinstance(kind, Array) and kind.becomes_tensor and kind.ndim == 1 and rows in written:
                if written.are_within(node, rows) or is_used_after(node, facts):
                    found.add(rows)
    return found


def rows_of(node: ast.expr, facts: Facts) -> ast.expr | None:
    match node:
        case ast.Name() | ast.Attribute():
            return node
        case ast.Call(function, [value, *_]) if facts.name(function) == "builtins.enumerate":
            return rows_of(value, facts)
    return None


def is_used_after(loop: ast.For, facts: Facts) -> bool:
    names = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    inside = set(walk(loop))
    return any(isinstance(n, ast.Name) and n.id in names and n not in inside for n in facts.source.nodes)


def scalar_copied(node: ast.expr, facts: Facts) -> ast.expr | None:
    """What NumPy makes a new array of, and PyTorch a view: `s.ravel()` of a scalar, or of what runs backwards."""
    match node:
        case ast.Call(ast.Attribute(value, "ravel")) if is_reversed(value, facts):
            return value
        case ast.Call(ast.Attribute(value, "reshape" | "ravel")):
            pass
        case ast.Call(function, [value, *_]) if (facts.name(function) or "").rpartition(".")[2] in ARRAYS_OF:
            pass
        case _:
            return None
    kind = facts.kind(value)
    return value if isinstance(kind, Array) and kind.library == "numpy" and is_point(kind) else None


def element_base(node: ast.expr, facts: Facts) -> ast.expr | None:
    """The array of which the expression reads one element."""
    if not (isinstance(node, ast.Subscript) and is_array(node.value, facts)):
        return None
    kind = facts.kind(node)
    if not isinstance(kind, Array):
        return None
    # `old = x[i]`, put back later: of an array of which no more is known it is a number, too
    by_number = kind.shape is None and all(is_number(part, facts) or is_place(part, facts) for part in parts_of(node))
    return node.value if is_point(kind) or by_number else None


def is_place(node: ast.expr, facts: Facts) -> bool:
    """The place at which an iterator of NumPy's is: `it.multi_index`."""
    kind = facts.kind(node)
    return isinstance(kind, External) and kind.name.startswith("numpy.")


def row_or_number(node: ast.expr, facts: Facts) -> str | None:
    """The name of the array of `x[i]`, where it is not known how many dimensions it has: a row is a view in NumPy, too."""
    match node:
        case ast.Subscript(ast.Name(name)) if element_base(node, facts) is not None:
            if any(is_place(part, facts) for part in parts_of(node)):
                return None
            kind = facts.kind(node)
            return name if isinstance(kind, Array) and kind.shape is None else None
    return None
