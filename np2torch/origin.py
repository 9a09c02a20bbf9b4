"""Places in a program that stages rewrote, as places in the program that the user has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .diagnostic import Diagnostic


def at_origin(diagnostics: Sequence[Diagnostic], before: str, after: str) -> Iterator[Diagnostic]:
    """What is said of `after`, said of the lines of `before` that it came from."""
    if not diagnostics or before == after:
        yield from diagnostics
        return
    import difflib

    old, new = before.split("\n"), after.split("\n")
    blocks = difflib.SequenceMatcher(None, old, new).get_opcodes()
    for diagnostic in diagnostics:
        line = origin(diagnostic.line - 1, blocks)
        same = old[line] == new[diagnostic.line - 1]
        yield replace(diagnostic, line=line + 1, column=diagnostic.column if same else indent(old[line]) + 1)


def lines_at_origin(lines: Sequence[int], before: str, after: str) -> list[int]:
    """Lines of `after` (from 1) as those of `before` that they came from."""
    if not lines or before == after:
        return list(lines)
    import difflib

    old, new = before.split("\n"), after.split("\n")
    blocks = difflib.SequenceMatcher(None, old, new).get_opcodes()
    return [origin(line - 1, blocks) + 1 for line in lines]


def origin(line: int, blocks: Sequence[tuple[str, int, int, int, int]]) -> int:
    """Lines that replace others stand for them in their order; one that is new, for the one before it."""
    _, i1, i2, j1, _ = next(block for block in blocks if block[3] <= line < block[4])
    return min(i1 + line - j1, i2 - 1) if i1 < i2 else max(i1 - 1, 0)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())
