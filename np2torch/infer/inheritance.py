"""What instances have from their classes, and classes from those that they are derived from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from ..facts import parents_of
from ..kind import Class, Container, External, Function, Kind, Never, OneOf, Unknown, join_all
from .state import Frame, State, in_order, name_of


class Inheritance(State):
    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return parents_of(self.nodes)

    @cached_property
    def at_site(self) -> dict[int, ast.AST]:
        return {site: node for node, site in self.sites.items()}

    @cached_property
    def class_names(self) -> dict[ast.ClassDef, frozenset[str]]:
        return {}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def member(self, site: int, name: str, receiver: Kind | None) -> Kind:
        """An attribute of an instance or class; functions become methods."""
        entries = self.heap.get(site).entries
        definition = self.at_site.get(site)
        if name in entries:
            kind, is_method = entries[name], receiver is not None and name in self.names_in(definition)
            return Function(kind.index, receiver) if isinstance(kind, Function) and is_method else kind
        return self.inherited(definition, name, receiver) if definition is not None else Unknown()

    def names_in(self, definition: ast.AST | None) -> frozenset[str]:
        """What the body of a class gives a name: functions among it are methods, those that an instance holds are not."""
        if not isinstance(definition, ast.ClassDef):
            return frozenset()
        if definition not in self.class_names:
            self.class_names[definition] = frozenset(map(name_of, (p for n in definition.body for p in binding(n))))
        return self.class_names[definition]

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


def binding(node: ast.stmt) -> list[ast.AST]:
    match node:
        case ast.Assign(targets):
            return [*targets]
        case ast.If(_, body, orelse):
            return [part for inner in (*body, *orelse) for part in binding(inner)]
    return [node]
