"""What instances have from their classes, and classes from those that they are derived from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from ..facts import parents_of
from ..kind import Class, Container, External, Function, Kind, Never, OneOf, Unknown, join_all
from .state import Frame, State, in_order


class Inheritance(State):
    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return parents_of(self.nodes)

    @cached_property
    def at_site(self) -> dict[int, ast.AST]:
        return {site: node for node, site in self.sites.items()}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def member(self, site: int, name: str, receiver: Kind | None) -> Kind:
        """An attribute of an instance or class; functions become methods."""
        entries = self.heap.get(site).entries
        if name in entries:
            kind = entries[name]
            return Function(kind.index, receiver) if isinstance(kind, Function) and receiver is not None else kind
        definition = self.at_site.get(site)
        return self.inherited(definition, name, receiver) if definition is not None else Unknown()

    def inherited(self, definition: ast.AST, name: str, receiver: Kind | None) -> Kind:
        """What a class has from those that it is derived from: from the first that has it."""
        for base in self.bases.get(self.index.get(definition, -1), []):
            if isinstance(base, Class):
                kind = self.member(self.sites[self.definitions[base.index]], name, receiver)
                if not isinstance(kind, Never):
                    return kind
            elif base != External("builtins.object"):
                return Unknown()
        return Never()

    def of_super(self, node: ast.Call, frame: Frame) -> Kind:
        """`super()`, or `super(Class, self)`: the instance, with what the classes above that of the method have."""
        if len(node.args) not in (0, 2):
            return Unknown()
        method = next((n for n in self.around(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
        if node.args:
            receiver = self.eval(node.args[1], frame)
        else:
            receiver = self.lookup(method.args.args[0].arg, frame) if method and method.args.args else Unknown()
        return External("builtins.super", receiver) if isinstance(receiver, (Container, OneOf)) else Unknown()

    def above(self, node: ast.Attribute, receiver: Kind) -> Kind:
        """An attribute of `super()`."""
        owner = next((n for n in self.around(node) if isinstance(n, ast.ClassDef)), None)
        choices = in_order(receiver.kinds) if isinstance(receiver, OneOf) else [receiver]
        return join_all(self.inherited(owner, node.attr, one) for one in choices) if owner is not None else Unknown()
