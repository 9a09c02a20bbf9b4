"""Definitions, uses and effects: what a statement reads and writes, what is read later, what is pure."""

from __future__ import annotations

import ast
from collections.abc import Container as Holding
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from .facts import Facts
from .kind import External, Number
from .tree import walk

Block: TypeAlias = Sequence[ast.stmt]
# Methods that change their object, of lists, dicts and arrays.
MUTATING = frozenset(
    "append extend insert pop remove clear update add sort reverse setdefault fill shuffle put write close seed".split()
)  # fmt: skip


def reads(node: ast.AST) -> set[str]:
    """Names whose value is used; an augmented assignment and a store into an item use theirs."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, ast.Name):
            if isinstance(part.ctx, ast.Load):
                found.add(part.id)
        elif isinstance(part, ast.AugAssign):
            found |= {n.id for n in walk(part.target) if isinstance(n, ast.Name)}
    return found


def writes(node: ast.AST) -> set[str]:
    """Names that are bound anew (not what is changed through them)."""
    found: set[str] = set()
    for part in walk(node):
        match part:
            case ast.Name(name, ast.Store() | ast.Del()):
                found.add(name)
            case ast.FunctionDef(name) | ast.ClassDef(name):
                found.add(name)
            case ast.alias(name, asname):
                found.add(asname or name.partition(".")[0])
    return found


def values_of(name: str, facts: Facts) -> Iterator[ast.expr]:
    """What is assigned to a name, in whatever function."""
    for node in facts.source.nodes:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value


def definite_writes(node: ast.stmt) -> set[str]:
    """Names that the statement binds on every path."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return set()
        return writes(node) - in_comprehensions(node)
    if isinstance(node, ast.With):
        return set().union(*(definite_writes(s) for s in node.body)) if node.body else set()
    if isinstance(node, ast.If) and node.orelse:
        body, other = (set().union(*(definite_writes(s) for s in b)) for b in (node.body, node.orelse))
        return body & other
    return set()


def in_comprehensions(node: ast.AST) -> set[str]:
    """Names that comprehensions in it go through."""
    return {
        n.id
        for part in walk(node)
        if isinstance(part, ast.comprehension)
        for n in walk(part.target)
        if isinstance(n, ast.Name)
    }


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


def is_pure(
    node: ast.AST, facts: Facts, seen: frozenset[ast.AST] = frozenset(), own: Holding[str] = frozenset()
) -> bool:
    """Whether evaluating it changes nothing that anyone can see, but for the names that it binds, and `own` collections."""
    for part in walk(node):
        if isinstance(part, ast.Call) and not _is_pure_call(part, facts, seen) and not _fills(part, own):
            return False
        if isinstance(part, (ast.Yield, ast.YieldFrom, ast.Await, ast.Raise, ast.Global, ast.Nonlocal, ast.Delete)):
            return False
    return True


def _is_pure_call(call: ast.Call, facts: Facts, seen: frozenset[ast.AST]) -> bool:
    functions = facts.functions(call)
    if functions and not any(isinstance(f, ast.ClassDef) for f in functions):
        return all(f in seen or _computes(f, facts, seen) for f in functions)
    kind = facts.kind(call.func)
    return isinstance(kind, External) and is_pure_name(kind.name) and not any(k.arg == "out" for k in call.keywords)


def _computes(function: ast.AST, facts: Facts, seen: frozenset[ast.AST]) -> bool:
    body = function.body if isinstance(function.body, list) else [function.body]  # type: ignore[attr-defined]
    return all(is_pure_in_function(s, function, facts, seen | {function}) for s in body)


def is_pure_in_function(node: ast.AST, function: ast.AST, facts: Facts, seen: frozenset[ast.AST]) -> bool:
    """A statement of a function may change what the function made itself."""
    own = {n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for part in walk(node):
        match part:
            case ast.Attribute(_, _, ast.Store()):
                return False
            case ast.Subscript(value, _, ast.Store()) if not (isinstance(value, ast.Name) and value.id in own):
                return False
            case ast.AugAssign(ast.Name(name)) if name not in own or not _rebinds(part, facts):
                parameters = {a.arg for a in walk(function) if isinstance(a, ast.arg)}
                if name in parameters:
                    return False
    return is_pure(node, facts, seen, own_collections(function))


def own_collections(function: ast.AST) -> set[str]:
    """Names that a function gives nothing but lists and dicts which it makes there."""
    made: dict[str, bool] = {}
    for node in walk(function):
        match node:
            case ast.Assign(targets, value):
                for name in (t.id for t in targets if isinstance(t, ast.Name)):
                    fresh = isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp))
                    made[name] = made.get(name, True) and fresh
            case ast.arg(name) | ast.Global([name, *_]) | ast.Nonlocal([name, *_]):
                made[name] = False
            case ast.For(target) | ast.comprehension(target):
                made |= dict.fromkeys(writes(target), False)
    return {name for name, fresh in made.items() if fresh}


def _fills(call: ast.Call, own: Holding[str]) -> bool:
    match call.func:
        case ast.Attribute(ast.Name(name), method):
            return method in MUTATING and name in own
    return False


def _rebinds(node: ast.AugAssign, facts: Facts) -> bool:
    return isinstance(facts.kind(node.target), Number)


# Functions of NumPy that write into their first argument.
WRITING = frozenset("at copyto put place putmask fill_diagonal put_along_axis".split())


def is_pure_name(name: str) -> bool:
    """Functions from outside that compute and no more."""
    module, _, last = name.rpartition(".")
    if name.startswith("numpy.") and last in WRITING:
        return False
    if name.startswith(("torch.Tensor.", "numpy.ndarray.")):
        return not (last.endswith("_") and not last.endswith("__")) and last not in MUTATING and last != "backward"
    if module.startswith("builtins."):
        return last not in MUTATING
    if module == "builtins":
        return last not in ("print", "input", "open", "exec", "eval", "next", "setattr")
    if name.startswith("torch.nn.") and name.endswith("()"):
        return True  # a module is applied
    if any(part[:1].isupper() for part in module.split(".")):
        return False  # a method of an object that keeps a state: an optimizer's step
    return name.startswith(("torch.", "math.", "numpy.")) and ".random" not in name and not last.startswith(
        ("set_", "save", "load", "manual_seed")
    )  # fmt: skip


def mutates(node: ast.AST, facts: Facts) -> Iterator[str]:
    """Names whose object the statement may change in place."""
    for part in walk(node):
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


def scope_of(node: ast.AST, facts: Facts) -> ast.AST | None:
    """The function or lambda that the node stands in; None at the level of the module."""
    return next((a for a in facts.ancestors(node) if isinstance(a, (ast.FunctionDef, ast.Lambda))), None)
