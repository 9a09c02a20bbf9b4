"""In the child: hooks in a script's tree, so that locals of functions and steps of loops can be seen from outside.

Statements keep their positions, so errors are still reported on the script's own lines.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
RECORDER = "__np2torch__"  # a builtin while the script runs; the underscores at its end save it from mangling


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop as it stands in the script: the function it is in, its line, its head."""

    function: str
    line: int
    head: str


def instrument(tree: ast.Module, watch: bool) -> tuple[Loop, ...]:
    """Add the hooks in place; the loops are numbered in the order returned."""
    hooks = Hooks(watch)
    hooks.visit(tree)
    ast.fix_missing_locations(tree)
    return tuple(hooks.loops)


class Hooks(ast.NodeTransformer):
    """Functions say good-bye with their locals; watched loops report when they begin and after each iteration."""

    def __init__(self, watch: bool) -> None:
        self.watch = watch
        self.scope: list[str] = []
        self.loops: list[Loop] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Function:
        return self.function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Function:
        return self.function(node)

    def function(self, node: Function) -> Function:
        self.scope.append(node.name)
        self.generic_visit(node)
        start = 1 if ast.get_docstring(node, clean=False) is not None else 0
        body = node.body[start:] or [ast.Pass()]
        node.body[start:] = [finally_(body, hook("left", ".".join(self.scope)))]
        self.scope.pop()
        return node

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        return self.loop(node, f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}")

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        return self.loop(node, f"while {ast.unparse(node.test)}")

    def loop(self, node: ast.For | ast.While, head: str) -> list[ast.stmt]:
        number, function = len(self.loops), ".".join(self.scope)
        self.loops.append(Loop(function, node.lineno, head))
        self.generic_visit(node)
        if not self.watch:
            return [node]
        node.body = [finally_(node.body, hook("step", function, number))]
        return [ast.copy_location(hook("begin", function, number), node), node]


def hook(event: str, *arguments: str | int) -> ast.stmt:
    recorder = ast.Attribute(ast.Name(RECORDER, ast.Load()), event, ast.Load())
    return ast.Expr(ast.Call(recorder, [ast.Constant(a) for a in arguments], []))


def finally_(body: list[ast.stmt], last: ast.stmt) -> ast.Try:
    """`continue`, `break` and `return` pass through it as well."""
    return ast.copy_location(ast.Try(body=body, handlers=[], orelse=[], finalbody=[last]), body[0])
