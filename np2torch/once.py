"""Arguments that a rule writes more than once, and that are to be evaluated once: `f(x := g(), x)`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from .tree import walk

BOUND = re.compile(r"__bound_(\w+?)__")
DELAYED = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.GeneratorExp)  # evaluated later, or not at all


def is_in_order(template: ast.expr) -> bool:
    """Whether its parts are evaluated one after the other as they are written."""
    return not any(isinstance(node, DELAYED) for node in walk(template))


class Once(ast.NodeTransformer):
    """Binds each argument to a name where it is met first, and writes the name where it is met again."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.met: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self.names:
            return node
        name = ast.Name(bound(self.names[node.id]), ast.Store())
        if node.id in self.met:
            return name
        self.met.add(node.id)
        return ast.NamedExpr(name, node)


def bound(name: str) -> str:
    """A name as it stands in a template, where it is no argument's; `shown` takes the mark away."""
    return f"__bound_{name}__"


def shown(text: str) -> str:
    return BOUND.sub(r"\1", text) if "__bound_" in text else text
