"""Functions that nothing calls: they are run once all the same, so that they are known too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from ..facts import Content, Definition
from ..kind import Class, Container, Function, Kind, OneOf, Unknown, join_all
from .state import Env, Frame, State, name_of, parameters

UNBOUND = ("staticmethod", "classmethod")
LOOKING_UP = frozenset({"getattr", "eval", "exec", "globals", "locals", "vars", "__dict__"})


class Uncalled(State):
    def uncalled(self, module: Frame) -> None:
        """Functions that nothing calls are run with parameters of any kind, methods with an instance of theirs."""
        left = [(i, n) for i, n in enumerate(self.definitions) if i not in self.reached]
        mentioned = self.mentioned() if left else frozenset()
        settled, held = frozenset(self.reached), self.held()
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
            with self.aside(settled, held) if is_dead else nullcontext():
                self.enter(index, env)

    def mentioned(self) -> frozenset[int | str]:
        """Functions that are handed on, and names of methods of what is not known: something may call them."""
        found: set[int | str] = set()
        for node, kind in self.kinds.items():
            kinds = kind.kinds if isinstance(kind, OneOf) else (kind,)
            found |= {k.index for k in kinds if isinstance(k, Function)}
            if isinstance(node, ast.Attribute) and isinstance(self.kinds.get(node.value), Unknown):
                found.add(node.attr)
        names = (n for n in self.nodes if isinstance(n, (ast.Name, ast.Attribute)) and name_of(n) in LOOKING_UP)
        looks_up = any(isinstance(self.kinds.get(self.parents[n], Unknown()), Unknown) for n in names)
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

    def held(self) -> frozenset[int]:
        """What the program fills as it runs; the attributes of classes that have no instances are for others to set."""
        unmade = {self.sites[n] for i, n in enumerate(self.definitions) if i not in self.made}
        return frozenset(site for site, content in self.heap.items() if content != Content()) - unmade

    @contextmanager
    def aside(self, settled: frozenset[int], held: frozenset[int]) -> Iterator[None]:
        """What runs meanwhile changes nothing that is known of what the program does run."""
        self.settled, self.heap.settled = settled, held
        try:
            yield
        finally:
            self.settled = self.heap.settled = frozenset()
