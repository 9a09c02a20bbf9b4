"""Kinds through statements: branches joined, loops run to a fixpoint."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..builtin_kinds import elements, length
from ..facts import Content
from ..fields import DECORATOR
from ..kind import (
    Array,
    Class,
    Container,
    External,
    Function,
    Kind,
    Many,
    Never,
    Nothing,
    Number,
    OneOf,
    Text,
    Tuple,
    Unknown,
    is_point,
    join,
)
from ..operations import binary
from ..results.arguments import sizes
from .state import (
    ROUNDS,
    UNROLLED,
    Env,
    Frame,
    State,
    in_order,
    parameters,
)


class Statements(State):
    def block(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        for statement in body:
            if frame.env is None:
                return
            handler = getattr(self, f"on_{type(statement).__name__.lower()}", None)
            if handler is not None:
                handler(statement, frame)

    def on_expr(self, node: ast.Expr, frame: Frame) -> None:
        self.eval(node.value, frame)

    def on_assign(self, node: ast.Assign, frame: Frame) -> None:
        kind = self.eval(node.value, frame)
        for target in node.targets:
            self.assign(target, kind, frame)
            self.learn_ndim(target, node.value, frame)

    def learn_ndim(self, target: ast.expr, value: ast.expr, frame: Frame) -> None:
        """After `n, d = x.shape` there are two dimensions."""
        match target, value:
            case ast.Tuple(parts), ast.Attribute(ast.Name(name), "shape") if not any(
                isinstance(p, ast.Starred) for p in parts
            ):
                kind = (frame.env or {}).get(name)
                if frame.env is not None and (
                    isinstance(kind, Unknown) or (isinstance(kind, Array) and kind.shape is None)
                ):
                    array = kind if isinstance(kind, Array) else Array()
                    frame.env[name] = replace(array, shape=(None,) * len(parts))

    def on_annassign(self, node: ast.AnnAssign, frame: Frame) -> None:
        self.eval(node.annotation, frame)
        if node.value is not None:
            self.assign(node.target, self.eval(node.value, frame), frame)

    def on_augassign(self, node: ast.AugAssign, frame: Frame) -> None:
        current = self.eval(load_of(node.target), frame)
        kind = binary(node.op, current, self.eval(node.value, frame))
        if (
            isinstance(current, Array)
            and isinstance(kind, Array)
            and not current.number
            and not current.mixed
            and (current.shape != () or current.boxed)
        ):
            kind = replace(
                kind, dtype=current.dtype, shape=current.shape, boxed=current.boxed
            )  # in place: neither changes
        if isinstance(kind, Unknown) and isinstance(current, Array) and current.shape and not current.mixed:
            kind = current  # whatever is added: an array with dimensions takes it in
        if (
            isinstance(current, Array)
            and isinstance(kind, Array)
            and kind.shape is None
            and (is_point(current) or current.mixed)
        ):
            kind = replace(kind, mixed=True)  # a scalar still, or an array from here on
        if isinstance(current, Container):
            self.extend(current, elements(self.eval(node.value, frame), self.heap))
            kind = current
        self.kinds[node.target] = join(self.kinds.get(node.target, Never()), current)
        self.assign(node.target, kind, frame, record=False)

    def on_for(self, node: ast.For, frame: Frame) -> None:
        iterated = self.eval(node.iter, frame)
        known = self.opened(iterated)
        if isinstance(known, Tuple) and len(set(known.items)) > 1 and len(known.items) <= UNROLLED:
            self.unrolled(node, known.items, frame)
            return
        items = elements(iterated, self.heap)

        def once() -> None:
            self.assign(node.target, items, frame)
            self.block(node.body, frame)

        size = length(known, self.heap)
        self.loop(once, frame, isinstance(size, int) and size > 0)
        self.block(node.orelse, frame)

    def unrolled(self, node: ast.For, items: Sequence[Kind], frame: Frame) -> None:
        """A loop over a few items of known and different kinds, item by item."""
        ends: list[Env] = []
        for item in items:
            if frame.env is None:
                break
            frame.exits.append([])
            self.assign(node.target, item, frame)
            self.block(node.body, frame)
            exits = frame.exits.pop()
            ends += exits
            if exits:
                frame.env = join_envs([*exits, *([frame.env] if frame.env is not None else [])])
        if ends:
            frame.env = join_envs([*ends, *([frame.env] if frame.env is not None else [])])
        self.block(node.orelse, frame)

    on_asyncfor = on_for

    def on_while(self, node: ast.While, frame: Frame) -> None:
        def once() -> None:
            self.eval(node.test, frame)
            self.block(node.body, frame)

        self.loop(once, frame)
        if frame.env is not None:
            self.eval(node.test, frame)
        self.block(node.orelse, frame)

    def loop(self, once: Callable[[], None], frame: Frame, is_entered: bool = False) -> None:
        """Run a loop's body until what enters it no longer changes; one that is entered leaves what its body does."""
        assert frame.env is not None
        entry: Env = dict(frame.env)
        ends: list[Env] = []
        for round_ in range(ROUNDS):
            frame.exits.append([])
            frame.env = dict(entry)
            once()
            ends = [e for e in [frame.env, *frame.exits.pop()] if e is not None]
            joined = join_envs([entry, *ends])
            if joined == entry:
                break
            entry = widen(entry, joined) if round_ >= ROUNDS - 3 else joined
        left = join_envs(ends) if ends and is_entered else {}
        frame.env = {n: kind if isinstance(left.get(n, Never()), Never) else left[n] for n, kind in entry.items()}

    def on_if(self, node: ast.If, frame: Frame) -> None:
        self.eval(node.test, frame)
        outcome = self.asked_for_none(node.test, frame)
        start = dict(frame.env or {})
        self.branch(node.body, frame, outcome is not False)
        after_body = frame.env
        frame.env = start
        self.branch(node.orelse, frame, outcome is not True)
        ends = [e for e in (after_body, frame.env) if e is not None]
        frame.env = join_envs(ends) if ends else None

    def branch(self, block: list[ast.stmt], frame: Frame, is_taken: bool) -> None:
        """What a branch that is never taken would return or hand on does not count."""
        returned = frame.returned
        self.block(block, frame)
        if not is_taken:
            frame.env, frame.returned = None, returned

    def asked_for_none(self, test: ast.expr, frame: Frame) -> bool | None:
        """The outcome of `y is None`, where it is known."""
        match test:
            case ast.Compare(ast.Name() as name, [ast.Is() | ast.IsNot() as operator], [ast.Constant(None)]):
                kind = self.eval(name, frame)
                if isinstance(kind, (Array, Number, Text, Tuple, Container, Nothing)):
                    return isinstance(kind, Nothing) is isinstance(operator, ast.Is)
        return None

    def on_with(self, node: ast.With, frame: Frame) -> None:
        for item in node.items:
            kind = self.eval(item.context_expr, frame)
            if item.optional_vars is not None:
                self.assign(
                    item.optional_vars, Unknown() if isinstance(kind, External) and kind.foreign else kind, frame
                )
        self.block(node.body, frame)

    on_asyncwith = on_with

    def on_try(self, node: ast.Try, frame: Frame) -> None:
        start = dict(frame.env or {})
        self.block(node.body, frame)
        ends = [frame.env] if frame.env is not None else []
        for handler in node.handlers:
            frame.env = join_envs([start, *ends])
            if handler.name:
                frame.env[handler.name] = Unknown()
            self.block(handler.body, frame)
            if frame.env is not None:
                ends.append(frame.env)
        frame.env = join_envs(ends) if ends else dict(start)
        self.block([*node.orelse, *node.finalbody], frame)

    def on_return(self, node: ast.Return, frame: Frame) -> None:
        kind = self.eval(node.value, frame) if node.value else Nothing()
        frame.returned = join(frame.returned, kind)
        frame.env = None

    def on_raise(self, node: ast.Raise, frame: Frame) -> None:
        if node.exc is not None:
            self.eval(node.exc, frame)
        frame.env = None

    def on_break(self, node: ast.stmt, frame: Frame) -> None:
        if frame.exits and frame.env is not None:
            frame.exits[-1].append(frame.env)
        frame.env = None

    on_continue = on_break

    def on_assert(self, node: ast.Assert, frame: Frame) -> None:
        self.eval(node.test, frame)

    def on_delete(self, node: ast.Delete, frame: Frame) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name) and frame.env is not None:
                frame.env.pop(target.id, None)

    def on_global(self, node: ast.Global, frame: Frame) -> None:
        frame.globals |= set(node.names)

    def on_nonlocal(self, node: ast.Nonlocal, frame: Frame) -> None:
        frame.nonlocals |= set(node.names)

    def on_functiondef(self, node: ast.FunctionDef, frame: Frame) -> None:
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.eval(default, frame)
        for annotation in [*(p.annotation for p in parameters(node)), node.returns]:
            if annotation is not None:
                self.eval(annotation, frame)
        self.closures[self.index[node]] = frame
        self.bind_name(node.name, Function(self.index[node]), frame)

    on_asyncfunctiondef = on_functiondef

    def on_classdef(self, node: ast.ClassDef, frame: Frame) -> None:
        index = self.index[node]
        self.bases[index] = [self.eval(b, frame) for b in node.bases]
        for decorator in node.decorator_list:
            kind = self.eval(decorator.func if isinstance(decorator, ast.Call) else decorator, frame)
            if kind == External(DECORATOR):
                self.data_classes.add(index)
        body = Frame({}, frame)
        self.block(node.body, body)
        for name, kind in (body.env or {}).items():
            self.store(self.sites[node], name, kind)
            if isinstance(kind, Function):
                self.closures[kind.index] = frame
        self.bind_name(node.name, Class(index), frame)

    def bind_name(self, name: str, kind: Kind, frame: Frame) -> None:
        owner = frame
        if name in frame.globals:
            owner = frame.module
        elif name in frame.nonlocals and frame.outer is not None:
            owner = frame.outer
        if owner.env is not None:
            owner.env[name] = kind if owner is frame else join(owner.env.get(name, Never()), kind)
        owner.ever[name] = join(owner.ever.get(name, Never()), kind)

    def assign(self, target: ast.expr, kind: Kind, frame: Frame, record: bool = True) -> None:
        match target:
            case ast.Name(name):
                if record:
                    self.record(target, kind)
                self.bind_name(name, kind, frame)
            case ast.Tuple(targets) | ast.List(targets):
                for part, item in zip(targets, unpack(kind, targets, self.heap), strict=True):
                    self.assign(part.value if isinstance(part, ast.Starred) else part, item, frame)
            case ast.Attribute(value, attribute):
                owner = self.eval(value, frame)
                for one in in_order(owner.kinds) if isinstance(owner, OneOf) else [owner]:
                    if isinstance(one, Container):
                        self.store(one.site, attribute, kind)
                if isinstance(owner, Array) and attribute == "shape":
                    self.assign(value, replace(owner, shape=sizes(self.opened(kind))), frame, record=False)
                self.record(target, kind)
            case ast.Subscript(value, index):
                owner = self.taken_apart(value, frame)
                key = self.eval(index, frame)
                for one in in_order(owner.kinds) if isinstance(owner, OneOf) else [owner]:
                    if isinstance(one, Container):
                        self.set_item(one, key, kind)


def load_of(target: ast.expr) -> ast.expr:
    """The target of an augmented assignment, as an expression to read."""
    match target:
        case ast.Name(name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(value, attribute):
            return ast.copy_location(ast.Attribute(value, attribute, ast.Load()), target)
        case ast.Subscript(value, index):
            return ast.copy_location(ast.Subscript(value, index, ast.Load()), target)
    return target


def unpack(kind: Kind, targets: Sequence[ast.expr], heap: Mapping[int, Content]) -> list[Kind]:
    """The kinds of `a, b, *c = value`."""
    count = len(targets)
    if isinstance(kind, Container) and kind.type == "list":
        content = heap.get(kind.site, Content())
        kind = Tuple(content.items) if content.items is not None else Many(content.item)
    starred = any(isinstance(t, ast.Starred) for t in targets)
    if isinstance(kind, Tuple) and not starred and len(kind.items) == count:
        return list(kind.items)
    item = elements(kind, heap)
    return [Many(item) if isinstance(t, ast.Starred) else item for t in targets]


def join_envs(envs: Sequence[Env]) -> Env:
    """Names that only some of the paths define keep the kind of those."""
    result = dict(envs[0])
    for env in envs[1:]:
        for name, kind in env.items():
            result[name] = join(result[name], kind) if name in result else kind
    return result


def widen(old: Env, new: Env) -> Env:
    """Give up on what still changes after many rounds: an array's shape first."""
    result = {}
    for name, kind in new.items():
        before = old.get(name, Never())
        if kind == before or isinstance(before, Never):
            result[name] = kind
        elif isinstance(kind, Array):
            result[name] = replace(kind, shape=None, boxed=False)
        else:
            result[name] = Number(kind.type, strong=kind.strong) if isinstance(kind, Number) else Unknown()
    return result
