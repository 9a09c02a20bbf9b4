"""Rules that stand in a file as functions under a mark: found by text, so that the rest of the file is not parsed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .rule import RuleError

TOP_LEVEL = re.compile(r"^[^\s)]", re.MULTILINE)


@dataclass(frozen=True)
class Marked:
    """`body` is without the docstring, `where` is `file:line`."""

    mark: str
    function: ast.FunctionDef
    body: tuple[ast.stmt, ...]
    where: str


def marked(text: str, file: str, *marks: str) -> Iterator[Marked]:
    """The functions of a file under `@mark`. Raises RuleError."""
    for match in re.finditer(rf"^@({'|'.join(marks)})\s*\ndef ", text, re.MULTILINE):
        end = TOP_LEVEL.search(text, text.find("\n", match.end()) + 1)
        line = text.count("\n", 0, match.start()) + 1
        function = parsed(text[match.start() : end.start() if end else len(text)], file, line)
        body = function.body[1:] if ast.get_docstring(function) else function.body
        yield Marked(match.group(1), function, tuple(body), f"{file}:{line + 1}")


def parsed(text: str, file: str, line: int) -> ast.FunctionDef:
    try:
        function = ast.parse(text).body[0]
    except SyntaxError as error:
        raise RuleError(f"{file}:{line + (error.lineno or 1) - 1}: {error.msg}") from None
    assert isinstance(function, ast.FunctionDef)
    return function
