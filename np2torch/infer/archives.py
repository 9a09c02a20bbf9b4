"""What is read from a file, by its use: `data["W"]` and `data.files` are asked of an archive, of no array."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from ..kind import Text

PATH = Text(".npz")  # of a file that is an archive, whatever its name


def archives_in(nodes: Iterable[ast.AST]) -> frozenset[ast.expr]:
    """Calls whose results are used as archives, by the names that they get."""
    used: set[str] = set()
    given: list[tuple[str, ast.expr]] = []
    found: set[ast.expr] = set()
    for node in nodes:
        match node:
            case ast.Subscript(ast.Call() as call, ast.Constant(str()) | ast.JoinedStr()):
                found.add(call)
            case ast.Subscript(value, ast.Constant(str()) | ast.JoinedStr()) | ast.Attribute(value, "files"):
                used.update(key_of(value))
            case ast.Assign([target], ast.Call() as call) | ast.withitem(ast.Call() as call, ast.expr() as target):
                given += [(key, call) for key in key_of(target)]
    return frozenset(found | {call for name, call in given if name in used})


def key_of(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(name):
            yield name
        case ast.Attribute(_, name):
            yield f".{name}"
