"""Expressions with names replaced by other expressions, in parentheses where they need them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..edit import unparsed


def substituted(expression: ast.expr, names: Mapping[str, str]) -> str:
    """The text of an expression with the texts of other expressions for its names."""
    trees = {name: ast.parse(text, mode="eval").body for name, text in names.items()}
    made = Substitute(trees).visit(ast.parse(ast.unparse(expression), mode="eval").body)
    return unparsed(ast.fix_missing_locations(made))


class Substitute(ast.NodeTransformer):
    def __init__(self, trees: Mapping[str, ast.expr]) -> None:
        self.trees = trees

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.trees.get(node.id, node)
