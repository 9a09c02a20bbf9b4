"""Data classes: what their generated `__init__` takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

DECORATOR = "dataclasses.dataclass"


def fields_of(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    """The fields of the class itself, in order, each with its default."""
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value


def default_factory(default: ast.expr) -> ast.expr | None:
    """`list` of `field(default_factory=list)`."""
    keywords = default.keywords if isinstance(default, ast.Call) else []
    return next((k.value for k in keywords if k.arg == "default_factory"), None)
