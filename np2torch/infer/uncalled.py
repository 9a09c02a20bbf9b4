"""Functions that nothing calls: they are run once all the same, so that they are known too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from ..facts import Definition
from ..kind import Class, Container, Function, Kind, OneOf, Unknown, join_all
from .state import Env, Frame, State, parameters

UNBOUND = ("staticmethod", "classmethod")
LOOKING_UP = frozenset({"getattr", "eval", "exec", "globals", "locals", "vars", "__dict__"})


class Uncalled(State):
    def uncalled(self, module: Frame) -> None:
        """Functions that nothing calls are run with parameters of any kind, methods with an instance of theirs."""
        left = [(i, n) for i, n in enumerate(self.definitions) if i not in self.reached]
        mentioned, settled = self.mentioned() if left else frozenset(), frozenset(self.reached)
        for index, node in left:
            if index in self.reached or isinstance(node, ast.ClassDef):
                continue
            if module.env is None:
                module.env = {}
            self.closures.setdefault(index, module)
            env: Env = {a.arg: Unknown() for a in parameters(node)}
            instance = self.instance_of(node)
            if instance is not None:
                env[node.args.args[0].arg] = instance
            is_dead = mentioned.isdisjoint((index, name_of(node)))
            with self.aside(settled, self.is_made(instance)) if is_dead else nullcontext():
                self.enter(index, env)

    def mentioned(self) -> frozenset[int | str]:
        """Functions that are handed on, and names of methods of what is not known: something may call them."""
        found: set[int | str] = set()
        for node, kind in self.kinds.items():
            kinds = kind.kinds if isinstance(kind, OneOf) else (kind,)
            found |= {k.index for k in kinds if isinstance(k, Function)}
            if isinstance(node, ast.Attribute) and isinstance(self.kinds.get(node.value), Unknown):
                found.add(node.attr)
        looks_up = any(name_of(n) in LOOKING_UP for n in self.nodes)
        return frozenset(found.union(range(len(self.definitions))) if looks_up else found)

    def instance_of(self, method: Definition) -> Kind | None:
        """What a method is called with: the instances that the program makes of its class, and of those below it."""
        owner = self.parents.get(method)
        if not isinstance(owner, ast.ClassDef) or not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None
        if not method.args.args or any(name_of(d) in UNBOUND for d in method.decorator_list):
            return None
        made = [i for i in self.made if self.is_below(i, self.index[owner])] or [self.index[owner]]
        return join_all(Container("instance", self.sites[self.definitions[i]]) for i in made)

    def is_below(self, index: int, above: int) -> bool:
        bases = self.bases.get(index, [])
        return index == above or any(isinstance(b, Class) and self.is_below(b.index, above) for b in bases)

    def is_made(self, instance: Kind | None) -> bool:
        """Whether the program makes instances of the class itself."""
        kinds = instance.kinds if isinstance(instance, OneOf) else (instance,)
        sites = {self.sites[self.definitions[i]] for i in self.made}
        return any(isinstance(k, Container) and k.site in sites for k in kinds)

    @contextmanager
    def aside(self, settled: frozenset[int], with_heap: bool) -> Iterator[None]:
        """What runs meanwhile changes nothing that is known of what the program does run."""
        self.settled, self.heap.settled = settled, frozenset(self.heap) if with_heap else frozenset()
        try:
            yield
        finally:
            self.settled = self.heap.settled = frozenset()


def name_of(node: ast.AST) -> str:
    """Its own, or that of the function, variable or attribute that it stands for."""
    match node:
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""
