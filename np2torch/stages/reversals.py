"""Views of NumPy's that run backwards, and are written to: in PyTorch they are copies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from ..effects import WRITING
from ..facts import Facts
from ..kind import Array
from ..rulebook import Rulebook
from ..tree import walk
from .arriving import is_array
from .indices import runs_backwards
from .views import Writes, alike, key_of, viewed

END = (10**9, 0)  # a place after all
WRITING_METHODS = frozenset("fill sort partition put itemset setfield".split())


class Reversals:
    def __init__(self, facts: Facts, rulebook: Rulebook, writes: Writes) -> None:
        self.facts = facts
        self.reversing = rulebook.reversing
        self.writes = writes

    @cached_property
    def put_through(self) -> dict[ast.expr, ast.expr]:
        """`x[::-1][0]` of `x[::-1][0] = 2`, each with its array `x`: NumPy goes on writing to them."""
        found: dict[ast.expr, ast.expr] = {}
        for node in self.facts.source.nodes:
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                if (array := next(self.arrays_behind(node.value), None)) is not None:
                    found[node] = array
        return found

    @cached_property
    def written(self) -> set[str]:
        """Names of what is written to, or has parts that are."""
        stores = (n for n in self.facts.everything if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store))
        return self.writes.names | {key for n in stores if (key := key_of(self.whole_array(n.value))) is not None}

    def lost(self) -> Iterator[ast.expr]:
        """What is written to through other names, or by functions: the array would not be changed."""
        for node in self.facts.everything:
            array = self.reversed_array(node)
            if array is not None and isinstance(node, ast.expr) and (root := self.root(array)) is not None:
                if self.is_written(self.whole(node), root) or self.is_outdated(self.whole(node), root):
                    yield node

    def reversed_array(self, node: ast.AST) -> ast.expr | None:
        """The array that an expression shows backwards."""
        match node:
            case ast.Subscript(value, ctx=ast.Load()) if runs_backwards(node):
                return value if is_array(value, self.facts) else None
            case ast.Call(function, [array, *_]) if self.facts.name(function) in self.reversing:
                return array if is_array(array, self.facts) else None
        return None

    def arrays_behind(self, node: ast.expr) -> Iterator[ast.expr]:
        """The array of which a target is a part, if it is one that runs backwards."""
        array = self.reversed_array(node)
        inner = array if array is not None else viewed(node, self.facts)
        if inner is not None:
            further = list(self.arrays_behind(inner))
            yield from further or ([array] if array is not None else [])

    def root(self, array: ast.expr) -> ast.expr | None:
        """The name or attribute of the whole array; None if it is made in the same expression, for it alone."""
        whole = self.whole_array(array)
        return whole if key_of(whole) is not None else None

    def whole_array(self, node: ast.expr) -> ast.expr:
        while (inner := viewed(node, self.facts) or self.reversed_array(node)) is not None:
            node = inner
        return node

    def whole(self, node: ast.expr) -> ast.expr:
        """The largest view that is made of a view."""
        parent = self.facts.parents.get(node)
        while isinstance(parent, ast.expr) and (
            viewed(parent, self.facts) is node or self.reversed_array(parent) is node
        ):
            node, parent = parent, self.facts.parents.get(parent)
            if isinstance(node, ast.Attribute) and isinstance(parent, ast.Call) and parent.func is node:
                node, parent = parent, self.facts.parents.get(parent)
        return node

    def is_written(self, view: ast.expr, root: ast.expr) -> bool:
        parent = self.facts.parents.get(view)
        match parent:
            case ast.Attribute(_, method) if method in WRITING_METHODS:
                return True
            case ast.keyword("out"):
                return True
            case ast.Call(function, [first, *_]) if first is view and self.writes_first(function):
                return True
            case ast.keyword():
                parent = self.facts.parents.get(parent)
        if isinstance(parent, ast.Call) and (callee := self.facts.callees.get(parent)) is not None:
            return self.writes_some(callee)
        names = {key for t in self.targets(view) for n in bound_in(t) if (key := key_of(n)) is not None}
        if not self.is_parameter(root):
            names.discard(key_of(root) or "")  # nothing else has the old array
        return not names.isdisjoint(self.written)

    def is_outdated(self, view: ast.expr, root: ast.expr) -> bool:
        """Whether the array is written to while a name for its view is in use."""
        names = {key for t in self.targets(view) for n in bound_in(t) if (key := key_of(n)) is not None}
        names.discard(key_of(root) or "")
        if not names or key_of(root) not in self.written:
            return False
        here, function, loop = place_of(view), self.facts.function(view), self.facts.loop(view)
        uses = [
            place_of(n) for n in self.facts.everything if isinstance(n, ast.expr) and key_of(n) in names and is_read(n)
        ]
        if function is None:
            uses.append(END)  # what is left behind
        where = list(self.stores(root))
        if any(self.facts.function(n) is not function for n in where):
            return bool(uses)
        stores = [place_of(n) for n in where]
        if not isinstance(root, ast.Name) or any(isinstance(t, ast.Attribute) for t in self.targets(view)):
            return bool(stores)
        again = range(loop.lineno, (loop.end_lineno or loop.lineno) + 1) if loop is not None else range(0)
        return any(
            (here < store < use) or (loop is not None and store[0] in again and use[0] in again and store < use < here)
            for store in stores
            for use in uses
        )

    def stores(self, root: ast.expr) -> Iterator[ast.AST]:
        """Where an array is written to by one of its names, by one of its parts, or maybe by a function that gets it."""
        keys = alike({key_of(root) or ""}, self.writes.pairs)
        for node in self.facts.everything:
            match node:
                case ast.Subscript(value, _, ast.Store()) if key_of(self.whole_array(value)) in keys:
                    yield node
                case ast.Call(_, arguments) if (callee := self.facts.callees.get(node)) is not None:
                    if any(key_of(self.whole_array(a)) in keys for a in arguments) and self.writes_some(callee):
                        yield node
                case _ if (target := self.writes.target(node)) is not None and key_of(target) in keys:
                    yield target

    def writes_some(self, callee: ast.AST) -> bool:
        return any(a.arg in self.written for a in walk(callee) if isinstance(a, ast.arg))

    def is_parameter(self, root: ast.expr) -> bool:
        function = self.facts.function(root)
        return (
            isinstance(root, ast.Name)
            and function is not None
            and any(isinstance(n, ast.arg) and n.arg == root.id for n in walk(function))
        )

    def writes_first(self, function: ast.expr) -> bool:
        name = self.facts.name(function) or ""
        return name.startswith("numpy.") and name.rpartition(".")[2] in WRITING | {"shuffle"}

    def targets(self, view: ast.expr) -> list[ast.expr]:
        """What a view, or the rows of it, are bound to."""
        for ancestor in self.facts.ancestors(view):
            match ancestor:
                case ast.Assign(targets):
                    return list(targets) if self.is_held_by(view, ancestor.value) else []
                case ast.AnnAssign(target) | ast.NamedExpr(target):
                    return [target]
                case ast.For(target, iterated) | ast.comprehension(target, iterated):
                    return [target] if self.has_rows(view) and any(n is view for n in walk(iterated)) else []
                case ast.stmt():
                    return []
        return []

    def is_held_by(self, view: ast.expr, value: ast.expr) -> bool:
        """Whether a value is the view, or a display that has it."""
        match value:
            case ast.Tuple(items) | ast.List(items) | ast.Dict(_, items):
                return any(self.is_held_by(view, i) for i in items)
            case ast.IfExp(_, one, other):
                return self.is_held_by(view, one) or self.is_held_by(view, other)
        return value is view

    def has_rows(self, view: ast.expr) -> bool:
        """Whether its items may be views, too, and not numbers."""
        kind = self.facts.kind(view)
        return not isinstance(kind, Array) or kind.shape is None or len(kind.shape) > 1


def place_of(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def is_read(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Load)


def bound_in(target: ast.expr) -> Iterator[ast.expr]:
    match target:
        case ast.Tuple(parts) | ast.List(parts):
            for part in parts:
                yield from bound_in(part)
        case ast.Starred(part):
            yield from bound_in(part)
        case ast.Name() | ast.Attribute():
            yield target
