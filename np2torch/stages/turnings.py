"""Conditions in loops that decide about more than what is shown: a rehearsal of a few steps sees only some of their outcomes."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..rehearsal.instrument import is_choice
from ..rehearsal.trace import Counts
from ..tree import walk

CHANGING = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)


@dataclass(frozen=True)
class Condition:
    """The nodes of one text in two versions of a program, by number: forward and backward code may ask the same."""

    text: str
    nodes: frozenset[int]
    counterparts: frozenset[int]


def conditions(
    old: Sequence[ast.AST], new: Sequence[ast.AST], asked: Mapping[int, Mapping[Counts, Collection[bool]]]
) -> Iterator[Condition]:
    """Those that were asked for in a rehearsal, by the numbers of their nodes, and did not come out both ways in each step."""
    counterparts = dict(pairs(old, new))
    by_text: dict[str, set[int]] = {}
    for number in sorted(asked):
        by_text.setdefault(test_of(old[number]), set()).add(number)
    for text, numbers in by_text.items():
        open_ = any(is_open(asked[n]) and changes_something(old[n]) for n in numbers)
        if open_ and not asks_for_text(old[min(numbers)]):
            others = {counterparts[n] for n in numbers if n in counterparts}
            yield Condition(text, frozenset(numbers), frozenset(others))


def is_open(outcomes: Mapping[Counts, Collection[bool]]) -> bool:
    """Whether a step may go another way than those that were seen."""
    return any(len(ways) < 2 for ways in outcomes.values())


def pairs(old: Sequence[ast.AST], new: Sequence[ast.AST]) -> Iterator[tuple[int, int]]:
    """Conditions of two versions of a program: in their order, or where some are gone, by their text."""
    for is_one in (is_if, is_if_expression, is_choice):
        ours, theirs = ([i for i, n in enumerate(nodes) if is_one(n)] for nodes in (old, new))
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)
            continue
        by_text: dict[str, list[int]] = {}
        for i in theirs:
            by_text.setdefault(test_of(new[i]), []).append(i)
        for i in ours:
            if same := by_text.get(test_of(old[i])):
                yield i, same.pop(0)


def test_of(node: ast.AST) -> str:
    return ast.unparse(node.test if isinstance(node, (ast.If, ast.IfExp)) else node)


def is_if(node: ast.AST) -> bool:
    return isinstance(node, ast.If)


def is_if_expression(node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp)


def asks_for_text(node: ast.AST) -> bool:
    """`if kind == "relu"`: what a layer is does not change from step to step."""
    test = getattr(node, "test", None)
    return isinstance(test, ast.Compare) and any(
        isinstance(n, ast.Constant) and isinstance(n.value, str) for n in (test.left, *test.comparators)
    )


def changes_something(node: ast.AST) -> bool:
    """Whether one of its sides does more than to print, to collect, or to leave a loop."""
    return not is_if(node) or any(isinstance(n, CHANGING) or is_effect(n) for n in walk(node))


def is_effect(node: ast.AST) -> bool:
    """A call that is made for what it does, printing and collecting aside."""
    match node:
        case ast.Expr(ast.Call(ast.Name("print") | ast.Attribute(_, "append"))):
            return False
        case ast.Expr(ast.Call()):
            return True
    return False
