"""Which pieces of a program are keywords, strings, numbers and comments, by lines."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .side import Part

Span: TypeAlias = tuple[int, int, str]  # from and to which column, and what it is
Piece: TypeAlias = tuple[str, str, bool]  # text, what it is, and whether it changed

NAMES = {tokenize.COMMENT: "comment", tokenize.NUMBER: "literal", tokenize.STRING: "string"}
NAMES |= {
    getattr(tokenize, f"FSTRING_{part}"): "string"
    for part in ("START", "MIDDLE", "END")
    if hasattr(tokenize, f"FSTRING_{part}")
}


def spans(text: str) -> dict[int, list[Span]]:
    """By line, in their order; of what is no Python as far as it is read."""
    found: dict[int, list[Span]] = {}
    lines = text.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
            name = "keyword" if keyword.iskeyword(token.string) else NAMES.get(token.type)
            for line in range(token.start[0], token.end[0] + 1) if name else ():
                start = token.start[1] if line == token.start[0] else 0
                end = token.end[1] if line == token.end[0] else len(lines[line - 1])
                found.setdefault(line, []).append((start, end, name or ""))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def pieces(parts: Sequence[Part], marked: Sequence[Span]) -> list[Piece]:
    """A line cut where what it is changes, or whether it differs from the other side."""
    text = "".join(part for part, _ in parts)
    kinds, differs = [""] * len(text), [d for part, d in parts for _ in part]
    for start, end, name in marked:
        kinds[start:end] = [name] * (min(end, len(text)) - start)
    return list(runs(text, kinds, differs))


def runs(text: str, kinds: Sequence[str], differs: Sequence[bool]) -> Iterator[Piece]:
    start = 0
    for n in range(1, len(text) + 1):
        if n == len(text) or (kinds[n], differs[n]) != (kinds[start], differs[start]):
            yield text[start:n], kinds[start], differs[start]
            start = n
