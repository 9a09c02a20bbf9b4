"""Functions and classes of the program, run with the kinds of their arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from ..facts import Content
from ..fields import default_factory, fields_of
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
    Tuple,
    Unknown,
    join,
    join_all,
)
from ..tree import walk
from .state import (
    DEPTH,
    Env,
    Frame,
    State,
    parameters,
)


class Functions(State):
    def instantiate(self, index: int, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Kind:
        definition = self.definitions[index]
        self.made.add(index)
        instance = Container("instance", self.sites[definition])
        self.make_room(instance.site)
        initializer = self.member(instance.site, "__init__", instance)
        if isinstance(initializer, Function):
            self.callees[node] = self.definitions[initializer.index]
            self.call_function(initializer.index, instance, node, kinds)
        elif self.is_data_class(index):
            for name, kind in self.given_fields(index, node, kinds):
                self.store(instance.site, name, kind)
        return instance

    def given_fields(self, index: int, node: ast.Call, kinds: Mapping[ast.expr, Kind]) -> Iterator[tuple[str, Kind]]:
        """The fields of a new instance of a data class, from the arguments and the defaults."""
        given = {k.arg: kinds[k.value] for k in node.keywords}
        for place, (name, default) in enumerate(self.fields_of(index)):
            if place < len(node.args):
                yield name, kinds[node.args[place]]
            elif name in given:
                yield name, given[name]
            elif default is not None:
                factory = default_factory(default)
                made = self.factory_made(factory) if factory is not None else None
                yield name, made or self.kinds.get(default, Unknown())

    def factory_made(self, factory: ast.expr) -> Kind:
        kind = self.kinds.get(factory, Unknown())
        if isinstance(kind, Function):
            return self.call_function(kind.index, kind.receiver, None, {})
        name = kind.name.removeprefix("builtins.") if isinstance(kind, External) else ""
        return self.allocate(factory, name, Content()) if name in ("list", "dict", "set") else Unknown()

    def fields_of(self, index: int) -> list[tuple[str, ast.expr | None]]:
        definition = self.definitions[index]
        assert isinstance(definition, ast.ClassDef)
        inherited = [f for b in self.bases.get(index, []) if isinstance(b, Class) for f in self.fields_of(b.index)]
        return [*inherited, *(fields_of(definition) if index in self.data_classes else [])]

    def is_data_class(self, index: int) -> bool:
        """Whether it is one, or has the constructor of one."""
        bases = [b.index for b in self.bases.get(index, []) if isinstance(b, Class)]
        return index in self.data_classes or any(map(self.is_data_class, bases))

    def call_function(
        self,
        index: int,
        receiver: Kind | None,
        node: ast.Call | None,
        kinds: Mapping[ast.expr, Kind],
        positional: Sequence[Kind] | None = None,
    ) -> Kind:
        definition = self.definitions[index]
        assert not isinstance(definition, ast.ClassDef)
        given = [kinds[a] for a in node.args] if node is not None else list(positional or ())
        if node is not None and any(isinstance(a, ast.Starred) for a in node.args):
            spliced = self.splice(node.args, given)
            item = spliced.item if isinstance(spliced, Many) else Unknown()
            given = list(spliced.items) if isinstance(spliced, Tuple) else [item] * len(parameters(definition))
        static = any(
            isinstance(d, ast.Name) and d.id == "staticmethod" for d in getattr(definition, "decorator_list", [])
        )
        if receiver is not None and not static:
            given = [receiver, *given]
        named = {k.arg: kinds[k.value] for k in node.keywords if k.arg} if node is not None else {}
        return self.enter(index, self.bound_arguments(index, given, named))

    def bound_arguments(self, index: int, given: Sequence[Kind], named: Mapping[str, Kind]) -> Env:
        node = self.definitions[index]
        assert not isinstance(node, ast.ClassDef)
        args = node.args
        plain = [*args.posonlyargs, *args.args]
        env: Env = {a.arg: kind for a, kind in zip(plain, given, strict=False)}
        defaults = dict(zip([a.arg for a in plain[len(plain) - len(args.defaults) :]], args.defaults, strict=True))
        defaults |= {a.arg: d for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None}
        for name, default in defaults.items():
            env.setdefault(name, self.kinds.get(default, Unknown()))
        if args.vararg:
            env[args.vararg.arg] = Tuple(tuple(given[len(plain) :]))
        if args.kwarg:
            env[args.kwarg.arg] = Unknown()
        env.update({k: v for k, v in named.items() if k in {a.arg for a in parameters(node)}})
        return env

    def enter(self, index: int, env: Env) -> Kind:
        """Run a function's body with the kinds of its parameters."""
        key = (index, tuple(sorted(env.items(), key=lambda e: e[0])))
        if key in self.memo:
            return self.memo[key]
        if index in self.settled:
            return join_all(kind for (other, _), kind in self.memo.items() if other == index)
        if self.active.count(index) >= 2 or len(self.active) > DEPTH:
            return Never() if index in self.active else Unknown()
        self.reached.add(index)
        self.memo[key] = Never()
        self.active.append(index)
        returned = self.body(index, env)
        self.active.pop()
        if any(i in self.active for i in (index,)):
            del self.memo[key]
        else:
            self.memo[key] = returned
        return returned

    def body(self, index: int, env: Env) -> Kind:
        node = self.definitions[index]
        assert not isinstance(node, ast.ClassDef)
        outer = self.closures.get(index)
        env = {n: Array() if isinstance(k, Unknown) and self.looks_like_array(n, node) else k for n, k in env.items()}
        frame = Frame(dict(env), outer, ever=dict(env))
        for parameter in parameters(node):
            self.record(parameter, env.get(parameter.arg, Unknown()))
        if isinstance(node, ast.Lambda):
            return self.eval(node.body, frame)
        self.block(node.body, frame)
        if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in walk(node)):
            return Many(self.yielded(node))
        return join(frame.returned, Nothing()) if frame.env is not None else frame.returned

    def yielded(self, node: ast.AST) -> Kind:
        return join_all(self.kinds.get(n.value, Unknown()) for n in walk(node) if isinstance(n, ast.Yield) and n.value)
