"""Text of expressions with their rewrites applied: what is not rewritten keeps its layout."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .edit import Edits, Source, Span
from .precedence import level_of, level_of_text, wanted
from .tree import children

ATOMS = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.JoinedStr, ast.List, ast.Dict, ast.Set,
         ast.ListComp, ast.DictComp, ast.SetComp)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replacement:
    """New text for an expression; `atomic` when it needs no parentheses anywhere."""

    text: str
    atomic: bool


Rewriter = Callable[[ast.expr], Replacement | None]


class Renderer:
    """Renders expressions; `rewriter` says which get new text (and renders their parts itself)."""

    def __init__(self, source: Source, rewriter: Rewriter) -> None:
        self.source = source
        self.rewriter = rewriter
        self.rendered: dict[ast.expr, Replacement] = {}

    def replacement(self, node: ast.expr) -> Replacement:
        if node not in self.rendered:
            new = self.rewriter(node)
            self.rendered[node] = new or Replacement(self.spliced(node), isinstance(node, ATOMS))
        return self.rendered[node]

    def render(self, node: ast.expr) -> str:
        return self.replacement(node).text

    def atom(self, node: ast.expr) -> str:
        """The text in parentheses unless it can stand before a dot."""
        new = self.replacement(node)
        number = isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
        return f"({new.text})" if number or not new.atomic else new.text

    def spliced(self, node: ast.AST) -> str:
        """The source of a node with the rewrites of the expressions inside it."""
        span = self.source.span(node)
        out, position = [], span.start
        for child, parent in inner_expressions(node):
            child_span = self.source.span(child)
            if child_span.start < position or child_span.end > span.end:
                continue  # an f-string part without a position of its own
            text = self.placed(child, parent)
            child_span = self.ungrouped(child, child_span, span)
            out += [self.source.text[position : child_span.start], text]
            position = child_span.end
        out.append(self.source.text[position : span.end])
        return "".join(out)

    def ungrouped(self, child: ast.expr, span: Span, within: Span) -> Span:
        """The span with the parentheses around it, where the new text needs none and the old one did."""
        new, text = self.replacement(child), self.source.text
        if not new.atomic or isinstance(child, (*ATOMS, ast.Tuple)):
            return span
        while (
            span.start > within.start
            and text[span.start - 1] == "("
            and text[span.end : span.end + 1] == ")"
            and span.end < within.end
        ):
            before = text[: span.start - 1].rstrip()[-1:]
            if before.isidentifier() or before.isdigit() or before in ")]\"'":
                break
            span = Span(span.start - 1, span.end + 1)
        return span

    def placed(self, child: ast.expr, parent: ast.AST) -> str:
        """The text of an expression in its place, in parentheses where it needs them and has none."""
        new = self.replacement(child)
        in_brackets = isinstance(parent, ast.Subscript) and child is parent.slice
        if in_brackets or new.atomic or new.text == self.source.of(child):
            return new.text
        fits = level_of_text(new.text) >= min(wanted(child, parent), level_of(child))
        return new.text if fits or self.enclosed(child) else f"({new.text})"

    def enclosed(self, node: ast.expr) -> bool:
        """Whether the expression stands in parentheses of its own in the source."""
        span = self.source.span(node)
        before, after = self.source.text[: span.start].rstrip(), self.source.text[span.end :].lstrip()
        return before.endswith("(") and after.startswith(")")

    def edit(self, edits: Edits, node: ast.AST) -> bool:
        """Put the rewrites inside a statement (not those of statements within it) into the edits."""
        changed = False
        for child, parent in inner_expressions(node):
            text = self.placed(child, parent)
            if text != self.source.of(child):
                edits.replace(self.ungrouped(child, self.source.span(child), self.source.span(node)), text)
                changed = True
        return changed


def inner_expressions(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    """The outermost expressions inside a node, in the order of the text, each with its parent."""
    found = list(_outermost(node))
    found.sort(key=lambda pair: (pair[0].lineno, pair[0].col_offset))
    return iter(found)


def _outermost(node: ast.AST) -> Iterator[tuple[ast.expr, ast.AST]]:
    for child in children(node):
        if isinstance(child, ast.stmt) or (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            continue
        if isinstance(child, ast.expr) and not isinstance(child, (ast.Slice, ast.FormattedValue, ast.Starred)):
            if isinstance(child, ast.JoinedStr) and isinstance(node, ast.FormattedValue):
                yield from _outermost(child)
            else:
                yield child, node
        else:
            yield from _outermost(child)
