"""Edits of source text, placed by syntax nodes: what is not edited stays to the letter."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from .fstrings import relocate
from .scopes import Scopes
from .tree import walk


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets into a text, the end not included."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A program's text with its tree; columns of `ast` are UTF-8 bytes, offsets here are characters."""

    text: str
    tree: ast.Module
    starts: tuple[int, ...]  # offset at which each line starts
    lines: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Source:
        """Raises SyntaxError as `ast.parse` does."""
        tree = ast.parse(text)
        lines = split_lines(text)
        starts, offset = [], 0
        for line in lines:
            starts.append(offset)
            offset += len(line)
        starts.append(offset)
        source = cls(text, tree, tuple(starts), tuple(lines))
        relocate(tree, text, source.offset, source.position)
        return source

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, the outer before the inner."""
        return tuple(walk(self.tree))

    @cached_property
    def numbers(self) -> dict[ast.AST, int]:
        """The place of each node among all, by which rehearsals know it."""
        return {node: i for i, node in enumerate(self.nodes)}

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.tree)

    def offset(self, line: int, column: int) -> int:
        """From a line (from 1) and a column in UTF-8 bytes, as `ast` has them."""
        if line > len(self.lines):
            return len(self.text)
        row = self.lines[line - 1]
        return self.starts[line - 1] + (column if row.isascii() else len(row.encode()[:column].decode()))

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column in UTF-8 bytes of a character."""
        line = min(self.line_at(offset), len(self.lines))
        return line, len(self.lines[line - 1][: offset - self.starts[line - 1]].encode())

    def span(self, node: ast.AST) -> Span:
        return Span(
            self.offset(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            self.offset(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def of(self, node: ast.AST) -> str:
        span = self.span(node)
        return self.text[span.start : span.end]

    def grouped(self, node: ast.AST) -> Span:
        """The span of an expression with the parentheses around it that only group."""
        span, text = self.span(node), self.text
        while text[span.start - 1 : span.start] == "(" and text[span.end : span.end + 1] == ")":
            before = text[: span.start - 1].rstrip()[-1:]
            if before.isidentifier() or before.isdigit() or before in tuple(")]\"'"):
                break
            span = Span(span.start - 1, span.end + 1)
        return span

    def operator(self, node: ast.AugAssign) -> str:
        """`+` of `x += y`."""
        between = self.text[self.span(node.target).end : self.span(node.value).start]
        return between.strip().rstrip("(").strip().removesuffix("=")

    def line_span(self, node: ast.stmt) -> Span:
        """The whole lines of a statement (its decorators too), with the end of its last line."""
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        return Span(self.starts[first - 1], self.starts[min(node.end_lineno or node.lineno, len(self.lines))])

    def line_at(self, offset: int) -> int:
        """The line (from 1) that an offset lies in."""
        return bisect_right(self.starts, offset)

    def indent(self, node: ast.stmt) -> str:
        line = self.lines[node.lineno - 1]
        return line[: len(line) - len(line.lstrip(" \t"))]

    def alone(self, node: ast.stmt) -> bool:
        """Whether the statement has its lines to itself (no `;`, no `if x: y` on one line)."""
        span, whole = self.span(node), self.line_span(node)
        before = self.text[whole.start : span.start]
        after = self.text[span.end : whole.end].lstrip()
        return (not before.strip() or bool(getattr(node, "decorator_list", []))) and after[:1] in ("", "#")

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


def split_lines(text: str) -> list[str]:
    """Lines as Python's grammar sees them: a form feed or U+2028 does not end one, as it does for `str.splitlines`."""
    return io.StringIO(text, newline="").readlines()


@dataclass
class Edits:
    """Replacements of spans, none of which overlap; `apply` gives the new text."""

    source: Source
    spans: list[tuple[int, int, int, str]] = field(default_factory=list)

    def replace(self, span: Span, text: str) -> None:
        """Insertions (empty spans) at one place keep the order in which they were asked for."""
        self.spans.append((span.start, span.end, len(self.spans), text))

    def replace_node(self, node: ast.AST, text: str) -> None:
        self.replace(self.source.span(node), text)

    def delete(self, node: ast.stmt) -> None:
        """Remove a statement with its lines (and the comment at its end)."""
        self.replace(self.source.line_span(node), "")

    def before(self, node: ast.stmt, *lines: str) -> None:
        start = self.source.line_span(node).start
        self.replace(Span(start, start), self.block(node, lines))

    def before_line(self, line: int, node: ast.stmt, *lines: str) -> None:
        """Put lines before a line, indented as a statement is."""
        start = self.source.starts[line - 1]
        self.replace(Span(start, start), self.block(node, lines))

    def covers(self, node: ast.AST) -> bool:
        """Whether a replacement overlaps with the node."""
        span = self.source.span(node)
        return any(start < span.end and end > span.start and end > start for start, end, _, _ in self.spans)

    def after(self, node: ast.stmt, *lines: str) -> None:
        end = self.source.line_span(node).end
        text = self.block(node, lines)
        if end and not self.source.text[:end].endswith("\n"):
            text = self.source.newline + text.removesuffix(self.source.newline)
        self.replace(Span(end, end), text)

    def block(self, node: ast.stmt, lines: tuple[str, ...]) -> str:
        indent, newline = self.source.indent(node), self.source.newline
        return "".join(f"{indent}{line}{newline}" if line else newline for line in lines)

    def apply(self) -> str:
        out, position = [], 0
        for start, end, _, text in sorted(self.spans):
            if start < position:
                raise ValueError(f"edits overlap at offset {start}: {text!r}")
            out += [self.source.text[position:start], text]
            position = end
        out.append(self.source.text[position:])
        return "".join(out)


def comments(text: str) -> dict[int, str]:
    """Comments by line (from 1)."""
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string
    except (tokenize.TokenError, IndentationError):
        pass
    return found


def unparsed(node: ast.AST) -> str:
    """The text of a node that stands nowhere in the source, with double quotes where that is no change."""
    text = ast.unparse(node)
    return text.replace("'", '"') if "'" in text and '"' not in text and "\\" not in text else text
