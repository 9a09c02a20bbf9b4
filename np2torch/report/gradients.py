"""What each hand-written gradient of a program is, at the lines of the program that the user has."""

from __future__ import annotations

from collections.abc import Iterator

from ..convert import convert
from ..infer import analysed
from ..origin import lines_at_origin
from ..rulebook import Rulebook
from ..stages.autograd.findings import Finding, findings


def gradients_of(text: str, rulebook: Rulebook) -> Iterator[tuple[int, int, Finding]]:
    """Line, column and finding. Raises SyntaxError."""
    made = convert(text, "tensor", rulebook).after
    facts = analysed(made, rulebook)
    found = findings(facts.source, facts)
    lines = lines_at_origin([f.line for f in found], text, made)
    yield from ((line, f.column, f) for line, f in zip(lines, found, strict=True))
