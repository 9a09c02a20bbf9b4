"""Arrays that come in from other libraries: what is known of them, by the name of what hands them over."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from .kind import FOREIGN, Array, Kind, Many, Tuple, join_all
from .tree import walk

TITLE = "ARRIVALS"
SPLITS, ARGUMENTS = "splits", "arguments"  # two of each argument, or one: with fewer rows, or others
ALIKE = "alike"  # an array of the first argument's shape
USED = "used"  # an array where the program uses it as nothing but an array is used


@dataclass(frozen=True)
class Arrival:
    """What comes from under a name, and of which parameters of a call its sizes are."""

    what: str
    parameters: Mapping[str, object] = field(default_factory=dict)  # with their defaults


@dataclass(frozen=True)
class Arrivals:
    """The entries of rule files, in their order: names with `*`, and what comes from there."""

    entries: tuple[tuple[str, str], ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)  # what a run has shown, by the text of expressions

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], Arrival]]:
        return [pattern_of(name, what) for name, what in self.entries]

    @cached_property
    def roots(self) -> frozenset[str]:
        """The libraries that hand over arrays."""
        return frozenset(name.partition(".")[0] for name, _ in self.entries)

    def first(self, names: Iterable[str]) -> Arrival:
        """What comes from under the first of the names that has an entry; nothing where no array does."""
        return next((found for name in names if (found := self.entry(name)) is not None), Arrival(""))

    def entry(self, name: str) -> Arrival | None:
        root = name.partition(".")[0]
        if root not in self.roots and not any(r.startswith("*") and root.endswith(r[1:]) for r in self.roots):
            return None
        return next((found for pattern, found in self.patterns if pattern.fullmatch(name)), None)

    def of_call(self, name: str, node: ast.Call) -> str:
        """What the result of a call is called: by the option that has an entry, if one has."""
        return next((n for n in calls_of(name, node) if self.entry(n) is not None), f"{name}()")

    def brings(self, name: str) -> bool:
        """Whether values of that library, as far as they are not known otherwise, may be arrays."""
        return name.partition(".")[0] in self.roots


def pattern_of(name: str, what: str) -> tuple[re.Pattern[str], Arrival]:
    """`make(n=100)` is any call of `make`: so many are made where none are asked for."""
    function, _, given = name.partition("(")
    parameters = ast.parse(f"f({given}", mode="eval").body if "=" in given else None
    known: dict[str, object] = {}
    if isinstance(parameters, ast.Call):
        known = {k.arg: ast.literal_eval(k.value) for k in parameters.keywords if k.arg}
        name = f"{function}()"
    return re.compile(re.escape(name).replace(r"\*", ".*")), Arrival(what, known)


def entries_in(text: str) -> Mapping[str, str]:
    start = text.index(f"{TITLE} = {{") + len(f"{TITLE} = ")
    found: Mapping[str, str] = ast.literal_eval(text[start : text.index("\n}", start) + 2])
    return found


def arrived(what: str, arguments: Sequence[Kind], holds_text: bool) -> Kind | None:
    """The kind of what comes in; None where it is none that can be told."""
    if what == "values":
        return Array(FOREIGN) if holds_text else Array()
    if what == ALIKE:
        return Array("float64", arguments[0].shape) if arguments and isinstance(arguments[0], Array) else Array()
    if what in (SPLITS, ARGUMENTS):
        each = 2 if what == SPLITS else 1
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
        case ast.Compare(left):
            return kind_of(left)
        case ast.Subscript(ast.Name(dtype), sizes):
            parts = sizes.elts if isinstance(sizes, ast.Tuple) else [sizes]
            shape = tuple(p.value if isinstance(p, ast.Constant) else None for p in parts)
            return Array(None if dtype == "array" else dtype, shape)  # type: ignore[arg-type]
        case ast.Name(dtype):
            return Array(None if dtype == "array" else dtype)
    raise ValueError(f"not an array: {ast.unparse(words)}")


def calls_of(name: str, node: ast.Call) -> list[str]:
    """The names under which the result of a call may stand in the table, the special ones first."""
    return calls_named(
        name, [k.arg for k in node.keywords if k.arg and not (isinstance(k.value, ast.Constant) and not k.value.value)]
    )


def calls_named(name: str, options: Iterable[str]) -> list[str]:
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
