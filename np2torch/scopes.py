"""Which variable a name stands for: the scope that binds it, by Python's rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .tree import children

Scope: TypeAlias = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.ListComp
SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in the scope that binds it; two with the same name in other scopes are different."""

    scope: ast.AST
    name: str


class Scopes:
    """Resolves the names of a module."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.scope_of: dict[ast.AST, ast.AST] = {}
        self.outer: dict[ast.AST, ast.AST] = {}
        self.bound: dict[ast.AST, set[str]] = {tree: set()}
        self.declared: dict[ast.AST, dict[str, str]] = {tree: {}}
        self.enter(tree, tree)

    def enter(self, node: ast.AST, scope: ast.AST) -> None:
        for child in children(node):
            inner = scope
            if isinstance(child, SCOPES):
                self.outer[child], self.bound[child], self.declared[child] = scope, set(), {}
                inner = child
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    self.bound[scope].add(child.name)
            self.scope_of[child] = scope
            self.bind(child, scope)
            self.enter(child, inner)

    def bind(self, node: ast.AST, scope: ast.AST) -> None:
        match node:
            case ast.Name(name, ast.Store() | ast.Del()):
                self.bound[scope].add(name)
            case ast.arg(name):
                self.bound[scope].add(name)
            case ast.alias(name, asname):
                self.bound[scope].add(asname or name.partition(".")[0])
            case ast.ExceptHandler(_, str(name)):
                self.bound[scope].add(name)
            case ast.Global(names) | ast.Nonlocal(names):
                self.declared[scope] |= dict.fromkeys(names, type(node).__name__)

    def variable(self, node: ast.AST, name: str) -> Variable:
        """What a name means where the node stands."""
        scope = self.scope_of.get(node, self.tree)
        first = True
        while scope is not self.tree:
            declared = self.declared[scope].get(name)
            if declared == "Global":
                break
            if name in self.bound[scope] and declared is None and (first or not isinstance(scope, ast.ClassDef)):
                return Variable(scope, name)
            scope, first = self.outer[scope], False
        return Variable(self.tree, name)

    def of(self, node: ast.Name) -> Variable:
        return self.variable(node, node.id)

    def parameters(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Mapping[str, ast.arg]:
        return {a.arg: a for a in arguments_of(function)}


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.arg]:
    args = function.args
    yield from (*args.posonlyargs, *args.args, *args.kwonlyargs)
    yield from (a for a in (args.vararg, args.kwarg) if a is not None)
