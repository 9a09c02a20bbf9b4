"""Arrays that come in from other libraries: what is known of them, by the name of what hands them over."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from .kind import FOREIGN, Array, Kind, Many, Tuple, join_all
from .tree import walk

TITLE = "ARRIVALS"
USED = "used"  # an array where the program uses it as nothing but an array is used


@dataclass(frozen=True)
class Arrivals:
    """The entries of rule files, in their order: names with `*`, and what comes from there."""

    entries: tuple[tuple[str, str], ...] = ()

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(re.escape(name).replace(r"\*", ".*")), what) for name, what in self.entries]

    @cached_property
    def roots(self) -> frozenset[str]:
        """The libraries that hand over arrays."""
        return frozenset(name.partition(".")[0] for name, _ in self.entries)

    def what(self, name: str) -> str:
        """What comes from there; nothing where no array does."""
        root = name.partition(".")[0]
        if root not in self.roots and not any(r.startswith("*") and root.endswith(r[1:]) for r in self.roots):
            return ""
        return next((what for pattern, what in self.patterns if pattern.fullmatch(name)), "")

    def brings(self, name: str) -> bool:
        """Whether values of that library, as far as they are not known otherwise, may be arrays."""
        return name.partition(".")[0] in self.roots


def entries_in(text: str) -> Mapping[str, str]:
    start = text.index(f"{TITLE} = {{") + len(f"{TITLE} = ")
    found: Mapping[str, str] = ast.literal_eval(text[start : text.index("\n}", start) + 2])
    return found


def arrived(what: str, arguments: Sequence[Kind], holds_text: bool) -> Kind | None:
    """The kind of what comes in; None where it is none that can be told."""
    if what == "values":
        return Array(FOREIGN) if holds_text else Array()
    if what in ("splits", "arguments"):
        each = 2 if what == "splits" else 1
        rows = [row for k in arguments if (row := rows_of(k)) is not None]
        several = Tuple(tuple(k for k in rows for _ in range(each)))
        return None if len(rows) < len(arguments) or not rows else rows[0] if each == len(rows) == 1 else several
    return kind_of(spec("array" if what == USED else what)) if what else None


def rows_of(kind: Kind) -> Kind | None:
    """Some of the rows of an array, some items of a list."""
    match kind:
        case Array(shape=shape):
            return replace(kind, shape=(None, *shape[1:]) if shape else None)
        case Tuple(items):
            return Many(join_all(items))
        case Many(item):
            return Many(item)
    return None


@cache
def spec(what: str) -> ast.expr:
    return ast.parse(what, mode="eval").body


def kind_of(words: ast.expr) -> Kind:
    match words:
        case ast.Tuple(parts):
            return Tuple(tuple(map(kind_of, parts)))
        case ast.Subscript(ast.Name(dtype), ast.Constant(int(rank))):
            return Array(None if dtype == "array" else dtype, (None,) * rank)
        case ast.Name(dtype):
            return Array(None if dtype == "array" else dtype)
    raise ValueError(f"not an array: {ast.unparse(words)}")


def calls_of(name: str, node: ast.Call) -> list[str]:
    """The names under which the result of a call may stand in the table, the special ones first."""
    options = [k.arg for k in node.keywords if isinstance(k.value, ast.Constant) and k.value.value is True]
    return [*(f"{name}({option})" for option in options), f"{name}()"]


# --- text -------------------------------------------------------------------------------------------------


def texts_in(tree: ast.Module) -> frozenset[str]:
    """Names whose values the program compares with text, or converts."""
    return frozenset(name for node in walk(tree) for side in shown_as_text(node) if (name := root_name(side)))


def shown_as_text(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Compare(left, _, comparators) if any(is_text(n) for n in (left, *comparators)):
            return [left, *comparators]
        case ast.Attribute(value, "astype"):
            return [value]
    return []


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def root_name(node: ast.expr) -> str | None:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def is_shown_as_text(node: ast.expr, parents: Mapping[ast.AST, ast.AST], names: Collection[str]) -> bool:
    """Whether the program compares the value, or the name that it is given, with text, or converts it."""
    parent = parents.get(node)
    while isinstance(parent, ast.Subscript) and parent.value is node:
        node, parent = parent, parents.get(parent)
    if parent is not None and node in shown_as_text(parent):
        return True
    if isinstance(parent, ast.Tuple) and isinstance(statement := parents.get(parent), ast.Assign):
        targets = statement.targets[0]
        place = parent.elts.index(node)
        target = targets.elts[place] if isinstance(targets, ast.Tuple) and place < len(targets.elts) else None
        return target is not None and root_name(target) in names
    return isinstance(parent, ast.Assign) and any(root_name(t) in names for t in parent.targets)
