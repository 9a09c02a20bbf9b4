"""Positions of expressions inside of f-strings, which Python before 3.12 gets wrong."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator

from .tree import walk

OPENING, CLOSING = "([{", ")]}"


def relocate(
    tree: ast.Module, text: str, offset: Callable[[int, int], int], position: Callable[[int], tuple[int, int]]
) -> None:
    """Correct the positions; `offset` gives a character's place from line and column, `position` the reverse."""
    if sys.version_info >= (3, 12):
        return
    for node in walk(tree):
        if isinstance(node, ast.JoinedStr):
            start, end = offset(node.lineno, node.col_offset), offset(node.end_lineno or 0, node.end_col_offset or 0)
            values = [v for v in node.values if isinstance(v, ast.FormattedValue)]
            fields = list(fields_of(text[start:end]))
            if len(values) == len(fields):
                for value, (low, high) in zip(values, fields, strict=True):
                    move(value.value, text, start + low, start + high, position)


def move(node: ast.expr, text: str, low: int, high: int, position: Callable[[int], tuple[int, int]]) -> None:
    """Give an expression and all in it the positions that they have when parsed where they stand."""
    inner = text[low:high]
    lead = len(inner) - len(inner.lstrip())
    try:
        parsed = ast.parse(f"({inner[lead:]}\n)", mode="eval").body
    except SyntaxError:
        return
    lines = inner[lead:].splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def place(line: int, column: int) -> tuple[int, int]:
        row = lines[line - 1] if line <= len(lines) else ""
        shift = 1 if line == 1 else 0
        characters = len(row.encode()[: column - shift].decode(errors="ignore"))
        return position(low + lead + starts[line - 1] + characters)

    for old, new in zip(walk(node), walk(parsed), strict=False):
        if isinstance(old, ast.expr) and isinstance(new, ast.expr) and type(old) is type(new):
            old.lineno, old.col_offset = place(new.lineno, new.col_offset)
            old.end_lineno, old.end_col_offset = place(new.end_lineno or 1, new.end_col_offset or 0)


def fields_of(literal: str) -> Iterator[tuple[int, int]]:
    """The expressions in the text of an f-string (or of several next to one another), from the first to the last."""
    at = 0
    while at < len(literal):
        prefix = at
        while at < len(literal) and literal[at] not in "'\"":
            at += 1
        if at >= len(literal):
            return
        formatted = "f" in literal[prefix:at].lower()
        quote = literal[at : at + 3] if literal[at : at + 3] in ("'''", '"""') else literal[at]
        at += len(quote)
        while not literal.startswith(quote, at):
            if literal[at] == "\\":
                at += 2
            elif formatted and literal[at] == "{":
                if literal[at + 1] == "{":
                    at += 2
                    continue
                end, after = field_end(literal, at + 1)
                yield at + 1, end
                at = after
            else:
                at += 1
        at += len(quote)


def field_end(literal: str, at: int) -> tuple[int, int]:
    """Where a field's expression ends, and where the text goes on behind the field."""
    depth, quote, start = 0, "", at
    while True:
        char = literal[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in OPENING:
            depth += 1
        elif char in CLOSING and depth:
            depth -= 1
        elif char == "}":
            return at, at + 1
        elif (depth == 0 and (char == ":" or (char == "!" and literal[at + 1] != "="))) or (
            depth == 0 and char == "=" and literal[at - 1] not in "=!<>" and literal[at + 1] != "=" and at > start
        ):
            return at, closing_brace(literal, at)
        at += 1


def closing_brace(literal: str, at: int) -> int:
    """Behind a format specification, which can have fields of its own."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(literal[at], 0)
        at += 1
    return at
