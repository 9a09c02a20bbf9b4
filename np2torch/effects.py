"""Definitions, uses and effects: what a statement reads and writes, what is read later, what is pure."""

from __future__ import annotations

import ast
from collections.abc import Container as Holding
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from .facts import Facts
from .kind import Array, Container, External, Function, Kind, Number

Block: TypeAlias = Sequence[ast.stmt]
NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# Methods that change their object, of lists, dicts and arrays.
MUTATING = frozenset(
    "append extend insert pop remove clear update add sort reverse setdefault fill shuffle put write close seed".split()
)  # fmt: skip


def reads(node: ast.AST) -> set[str]:
    """Names whose value is used; an augmented assignment and a store into an item use theirs."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for part in ast.walk(node):
        if isinstance(part, ast.AugAssign):
            found |= {n.id for n in ast.walk(part.target) if isinstance(n, ast.Name)}
    return found


def writes(node: ast.AST) -> set[str]:
    """Names that are bound anew (not what is changed through them)."""
    found: set[str] = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(name, ast.Store() | ast.Del()):
                found.add(name)
            case ast.FunctionDef(name) | ast.ClassDef(name):
                found.add(name)
            case ast.alias(name, asname):
                found.add(asname or name.partition(".")[0])
    return found


def definite_writes(node: ast.stmt) -> set[str]:
    """Names that the statement binds on every path."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return set()
        return writes(node) - {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _in_comprehension(n, node)}
    if isinstance(node, ast.With):
        return set().union(*(definite_writes(s) for s in node.body)) if node.body else set()
    if isinstance(node, ast.If) and node.orelse:
        body, other = (set().union(*(definite_writes(s) for s in b)) for b in (node.body, node.orelse))
        return body & other
    return set()


def _in_comprehension(name: ast.Name, node: ast.AST) -> bool:
    return any(
        isinstance(n, ast.comprehension) and name in ast.walk(n.target) for n in ast.walk(node)
    )  # fmt: skip


class Liveness:
    """For each statement, the names that may be read after it; `live_out` holds what is read at the very end."""

    def __init__(self, body: Block, live_out: Iterable[str], skip: Holding[ast.stmt] = ()) -> None:
        self.skip = skip
        self.after: dict[ast.stmt, frozenset[str]] = {}
        self.before_body = self.block(body, frozenset(live_out), frozenset(), frozenset())

    def block(
        self, body: Block, out: frozenset[str], at_break: frozenset[str], at_continue: frozenset[str]
    ) -> frozenset[str]:  # fmt: skip
        live = out
        for statement in reversed(body):
            if statement in self.skip:
                continue
            self.after[statement] = self.after.get(statement, frozenset()) | live
            live = self.statement(statement, live, at_break, at_continue)
        return live

    def statement(
        self, node: ast.stmt, out: frozenset[str], at_break: frozenset[str], at_continue: frozenset[str]
    ) -> frozenset[str]:  # fmt: skip
        match node:
            case ast.If(test, body, orelse):
                branches = [self.block(b, out, at_break, at_continue) for b in (body, orelse)]
                return branches[0] | branches[1] | reads(test)
            case ast.For(target, iterable, body, orelse) | ast.AsyncFor(target, iterable, body, orelse):
                end = self.block(orelse, out, at_break, at_continue)
                head = self.loop(body, end, out) - writes(target)
                return end | head | reads(iterable)
            case ast.While(test, body, orelse):
                end = self.block(orelse, out, at_break, at_continue)
                return self.loop(body, end | reads(test), out) | end | reads(test)
            case ast.With(items, body):
                return self.block(body, out, at_break, at_continue) | set().union(*(reads(i) for i in items))
            case ast.Try(body, handlers, orelse, final):
                end = self.block(final, out, at_break, at_continue)
                rest = self.block(orelse, end, at_break, at_continue)
                caught = frozenset().union(*(self.block(h.body, end, at_break, at_continue) for h in handlers))
                return self.block(body, rest | caught, at_break, at_continue) | caught
            case ast.Break():
                return at_break
            case ast.Continue():
                return at_continue
            case ast.Return():
                return frozenset(reads(node))
        return (out - definite_writes(node)) | frozenset(reads(node))

    def loop(self, body: Block, end: frozenset[str], at_break: frozenset[str]) -> frozenset[str]:
        head = end
        while True:
            start = self.block(body, head, at_break, head)
            if start | end <= head:
                return start
            head = head | start | end


def is_pure(node: ast.AST, facts: Facts, seen: frozenset[ast.AST] = frozenset()) -> bool:
    """Whether evaluating it changes nothing that anyone can see, but for the names that it binds."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and not _is_pure_call(part, facts, seen):
            return False
        if isinstance(part, (ast.Yield, ast.YieldFrom, ast.Await, ast.Raise, ast.Global, ast.Nonlocal, ast.Delete)):
            return False
    return True


def _is_pure_call(call: ast.Call, facts: Facts, seen: frozenset[ast.AST]) -> bool:
    callee = facts.callees.get(call)
    if callee is not None and not isinstance(callee, ast.ClassDef):
        body = callee.body if isinstance(callee.body, list) else [callee.body]
        return callee in seen or all(is_pure_in_function(s, callee, facts, seen | {callee}) for s in body)
    kind = facts.kind(call.func)
    return isinstance(kind, External) and is_pure_name(kind.name)


def is_pure_in_function(node: ast.AST, function: ast.AST, facts: Facts, seen: frozenset[ast.AST]) -> bool:
    """A statement of a function may change what the function made itself."""
    own = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for part in ast.walk(node):
        match part:
            case ast.Attribute(_, _, ast.Store()):
                return False
            case ast.Subscript(value, _, ast.Store()) if not (isinstance(value, ast.Name) and value.id in own):
                return False
            case ast.AugAssign(ast.Name(name)) if name not in own or not _rebinds(part, facts):
                parameters = {a.arg for a in ast.walk(function) if isinstance(a, ast.arg)}
                if name in parameters:
                    return False
    return is_pure(node, facts, seen)


def _rebinds(node: ast.AugAssign, facts: Facts) -> bool:
    return isinstance(facts.kind(node.target), Number)


def is_pure_name(name: str) -> bool:
    """Functions from outside that compute and no more."""
    module, _, last = name.rpartition(".")
    if name.startswith(("torch.Tensor.", "numpy.ndarray.")):
        return not (last.endswith("_") and not last.endswith("__")) and last not in MUTATING and last != "backward"
    if module.startswith("builtins."):
        return last not in MUTATING
    if module == "builtins":
        return last not in ("print", "input", "open", "exec", "eval", "next", "setattr")
    return name.startswith(("torch.", "math.", "numpy.")) and ".random" not in name and not last.startswith(
        ("set_", "save", "load", "manual_seed")
    )  # fmt: skip


def mutates(node: ast.AST, facts: Facts) -> Iterator[str]:
    """Names whose object the statement may change in place."""
    for part in ast.walk(node):
        match part:
            case ast.AugAssign(ast.Name(name)) if not isinstance(facts.kind(part.target), Number):
                yield name
            case ast.Subscript(value, _, ast.Store()) | ast.Attribute(value, _, ast.Store()):
                yield root(value)
            case ast.Call(ast.Attribute(value, method)) if method in MUTATING or _in_place(method):
                yield root(value)
                yield from (a.id for a in part.args if isinstance(a, ast.Name) and method == "shuffle")


def _in_place(method: str) -> bool:
    return method.endswith("_") and not method.startswith("_") and method != "requires_grad_"


def root(node: ast.expr) -> str:
    """The name at the left end of `a.b[c].d`; empty where there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def carries_gradient(kind: Kind) -> bool:
    """Whether a value of this kind can be part of a graph: floating-point tensors, and what may hold them."""
    match kind:
        case Array(dtype):
            return dtype is None or dtype.startswith(("float", "complex"))
        case Number() | Function() | External():
            return False
        case Container():
            return True
    return True


CUTTING = frozenset("item detach numpy tolist backward size numel dim argmax argmin requires_grad_ zero_".split())


def tainted_names(facts: Facts, roots: Iterable[tuple[ast.AST | None, str]]) -> set[tuple[ast.AST | None, str]]:
    """Names (with the function they are of; None for the module) that may hold a value computed from the roots."""
    tainted = set(roots)
    while True:
        before = len(tainted)
        for node in ast.walk(facts.source.tree):
            _spread(node, facts, tainted)
        if len(tainted) == before:
            return tainted


def _spread(node: ast.AST, facts: Facts, tainted: set[tuple[ast.AST | None, str]]) -> None:
    match node:
        case ast.Assign(_, value) | ast.AugAssign(_, _, value) | ast.For(_, value):
            if is_tainted(value, facts, tainted):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    tainted |= {(scope_of(n, facts), n.id) for n in ast.walk(target) if isinstance(n, ast.Name)}
        case ast.Call(ast.Attribute(ast.Name(name), "append" | "extend" | "insert"), arguments):
            if any(is_tainted(a, facts, tainted) for a in arguments):
                tainted.add((scope_of(node, facts), name))
        case ast.Call() if isinstance(function := facts.callees.get(node), (ast.FunctionDef, ast.Lambda)):
            _spread_into(node, function, facts, tainted)


def _spread_into(
    call: ast.Call, function: ast.FunctionDef | ast.Lambda, facts: Facts, tainted: set[tuple[ast.AST | None, str]]
) -> None:  # fmt: skip
    plain = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    for name, argument in zip(plain, call.args, strict=False):
        if is_tainted(argument, facts, tainted):
            tainted.add((function, name))
    for keyword in call.keywords:
        if keyword.arg and is_tainted(keyword.value, facts, tainted):
            tainted.add((function, keyword.arg))


def scope_of(node: ast.AST, facts: Facts) -> ast.AST | None:
    """The function or lambda that the node stands in; None at the level of the module."""
    return next((a for a in facts.ancestors(node) if isinstance(a, (ast.FunctionDef, ast.Lambda))), None)


def is_tainted(node: ast.AST, facts: Facts, tainted: set[tuple[ast.AST | None, str]]) -> bool:
    """Whether the value of an expression may be part of the graph of the roots."""
    if isinstance(node, ast.expr) and not carries_gradient(facts.kind(node)) and node in facts.kinds:
        return False
    match node:
        case ast.Name(name):
            scope = scope_of(node, facts)
            return (scope, name) in tainted or (scope is not None and _outer(node, name, facts, tainted))
        case ast.Attribute(_, "shape" | "ndim" | "dtype" | "grad" | "data"):
            return False
        case ast.Call(ast.Attribute(_, method)) if method in CUTTING:
            return False
        case ast.Compare():
            return False
        case ast.Call():
            function = facts.callees.get(node)
            if isinstance(function, ast.FunctionDef):
                returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value]
                return any(is_tainted(r, facts, tainted) for r in returned)
            if isinstance(function, ast.Lambda):
                return is_tainted(function.body, facts, tainted)
            kind = facts.kind(node.func)
            if isinstance(kind, External) and kind.name.startswith(("builtins.float", "builtins.int", "builtins.len")):
                return False
    return any(is_tainted(c, facts, tainted) for c in ast.iter_child_nodes(node) if isinstance(c, (ast.expr, ast.keyword, ast.comprehension)))


def _outer(node: ast.AST, name: str, facts: Facts, tainted: set[tuple[ast.AST | None, str]]) -> bool:
    """A name of an enclosing scope, where the function does not bind it itself."""
    for ancestor in facts.ancestors(node):
        if isinstance(ancestor, (ast.FunctionDef, ast.Lambda)):
            if name in writes(ancestor) or any(a.arg == name for a in ast.walk(ancestor.args) if isinstance(a, ast.arg)):
                return (ancestor, name) in tainted
    return (None, name) in tainted
