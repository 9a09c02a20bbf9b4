"""`with np.errstate(divide="ignore"):` says how NumPy warns: PyTorch does not, and what is inside stands alone."""

from __future__ import annotations

import ast

from ..edit import Source, Span
from ..facts import Facts
from ..rulebook import Rulebook


def body_alone(node: ast.With, facts: Facts, rulebook: Rulebook) -> list[tuple[Span, str]]:
    """Edits that leave the body of a block, where the block does nothing else."""
    return shifts(node, facts.source) if is_silence(node, facts, rulebook) else []


def is_silence(node: ast.With, facts: Facts, rulebook: Rulebook) -> bool:
    match node.items:
        case [ast.withitem(ast.Call(function, [], keywords), None)]:
            settings = rulebook.silences.get(facts.name(function) or "", frozenset())
            values = [k.value.value for k in keywords if isinstance(k.value, ast.Constant)]
            return bool(settings and keywords) and len(values) == len(keywords) and settings.issuperset(values)
    return False


def shifts(node: ast.With, source: Source) -> list[tuple[Span, str]]:
    """The body in the place of the block; nothing where it is not made of simple lines."""
    own, first = source.span(node).start, source.line_span(node.body[0]).start
    head = source.text[own : source.text.find("\n", source.span(node.items[-1].context_expr).end) + 1]
    starts = [source.span(s).start for s in node.body]
    margins = [source.text.rfind("\n", 0, start) + 1 for start in starts]
    simple = not any(hasattr(s, "body") for s in node.body) and head.rstrip().endswith(":")
    if (
        not simple
        or own + len(head) > first
        or any(source.text[m:s].strip() for m, s in zip(margins, starts, strict=True))
    ):
        return []
    indent = source.indent(node)
    whole = Span(own - len(indent), own + len(head))
    notes = [s for s in line_starts(source, whole.end, starts[-1]) if not any(within(s, n, source) for n in node.body)]
    moved = sorted({*margins, *(s for s in notes if source.text[s:].lstrip(" \t").startswith("#"))})
    return [(whole, ""), *((Span(m, first_of_line(source, m)), indent) for m in moved)]


def line_starts(source: Source, start: int, end: int) -> list[int]:
    return [s for s in source.starts if start <= s < end]


def within(place: int, node: ast.stmt, source: Source) -> bool:
    span = source.span(node)
    return span.start <= place < span.end


def first_of_line(source: Source, start: int) -> int:
    """Where the text of a line begins."""
    return start + len(source.text[start:]) - len(source.text[start:].lstrip(" \t"))
