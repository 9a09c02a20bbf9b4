"""Whether two versions of a program do the same when they are rehearsed: what they print, train, and leave behind."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..rehearsal.conditions import STEPS, Conditions
from ..rehearsal.instrument import Script
from ..rehearsal.run import Rehearsal, rehearse
from ..rehearsal.sizes import other_sizes
from ..rehearsal.tensor import Tensor
from ..rehearsal.trace import Trace
from ..tree import walk
from .counted import is_counted
from .turnings import conditions

LOOPS = (ast.For, ast.While)
TOLERANCE = 1e-7
MANY = (300, 40)  # steps of a loop that counts them, as many as can be had
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf")


def difference(
    before: str,
    after: str,
    trace: Trace,
    optimizers: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] | None = None,
    sizes: Mapping[int, int] | None = None,
    scratch: Collection[str] = (),
    turned_too: bool = True,
    settled: Collection[str] = (),
    far: bool = False,
    ties: bool = False,
) -> str:
    """What differs, in a clause; "" where nothing does.

    `trace` says which loops of the program are training loops, `renamed` what names are called in the new version,
    `sizes` what its integers were when the new version was made: here they are others; `scratch` names that may end
    with other values; `turned_too`: also where conditions come out the other way, `settled` are conditions of which it is
    known that they may; `far` also looks at parameters that are very large, `ties` at values that meet where functions
    have a kink.
    """
    versions = old_version, new_version = versions_of(before, after, trace.limited)
    renamed = renamed or {}

    def run(
        version: Version,
        turned: frozenset[int] = frozenset(),
        steps: int = STEPS,
        far: bool = False,
        ties: bool = False,
    ) -> Rehearsal:
        script = Script(sizes=other_sizes(sizes or {}), watched=False, training=version.training, turned=turned)
        conditions = Conditions(
            limited=version.limited,
            optimizers=optimizers or {},
            steps=steps,
            far=far,
            ties=ties,
            arrivals=trace.arrivals,
        )
        return rehearse(version.text, conditions, script)

    old, new = map(run, versions)
    found = compared(old, new, renamed, scratch)
    if not found and far:
        large, larger = (run(version, far=True) for version in versions)
        if not large.error and (found := compared(large, larger, renamed, scratch)):
            return f"{found} where parameters are large"
    if not found and ties:
        old_tied, new_tied = (run(version, ties=True) for version in versions)
        if not old_tied.error and (found := compared(old_tied, new_tied, renamed, scratch)):
            return f"{found} where values meet"
    if not found and before != after and any(is_counted(old_version.nodes[i]) for i in old_version.limited):
        for steps in MANY:
            later, newer = (run(version, steps=steps) for version in versions)
            if not later.out_of_budget and not newer.out_of_budget:
                found = compared(later, newer, renamed, scratch)
                break
        if found:
            return f"in later steps {found}"
    if not found and before != after and turned_too:
        for one in conditions(old_version.nodes, new_version.nodes, old.trace.outcomes):
            if one.text in settled:
                continue
            old, new = map(run, versions, (one.nodes, one.counterparts))
            if not old.error and (found := compared(old, new, renamed, scratch)):
                return f"{found} where `{one.text}` comes out the other way"
    return found


@dataclass(frozen=True)
class Version:
    """A version of a program, its nodes in their order, and by their numbers its training loops."""

    text: str
    nodes: Sequence[ast.AST]
    limited: frozenset[int]

    @cached_property
    def training(self) -> frozenset[int]:
        """The training loops, and those around them."""
        wanted = {self.nodes[i] for i in self.limited}
        loops = ((i, n) for i, n in enumerate(self.nodes) if isinstance(n, LOOPS))
        return frozenset(i for i, n in loops if not wanted.isdisjoint(walk(n)))


def versions_of(before: str, after: str, limited: Collection[int]) -> tuple[Version, Version]:
    """The training loops of the other version are told by their heads and order."""
    nodes, others = (walk(ast.parse(text)) for text in (before, after))
    wanted = {key for i, key in heads(nodes) if i in limited}
    same = frozenset(i for i, key in heads(others) if key in wanted)
    return Version(before, nodes, frozenset(limited)), Version(after, others, same)


def compared(old: Rehearsal, new: Rehearsal, renamed: Mapping[str, str], scratch: Collection[str]) -> str:
    if old.out_of_budget or new.out_of_budget:
        return f"it cannot be compared: {old.error or new.error}"
    if new.error and new.error != old.error:
        return f"it fails ({new.error})"
    if old.error and not new.error:
        new = as_far_as(old, new)
    return (
        printed_difference(old.printed, new.printed)
        or handed_difference(old.handed, new.handed)
        or names_difference({n: v for n, v in old.names.items() if n not in scratch}, new.names, renamed)
        or leaves_difference(old, new)
    )


def as_far_as(old: Rehearsal, new: Rehearsal) -> Rehearsal:
    """What a program had done when another had come to the error that it ended with."""
    lines = old.printed.count("\n")
    printed = "".join(new.printed.splitlines(keepends=True)[:lines])
    return replace(new, printed=printed, handed=new.handed[: len(old.handed)], names={})


def heads(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, tuple[str, int]]]:
    """The number of each loop, with the text of its head and how many of that text came before."""
    seen: Counter[str] = Counter()
    for i, node in enumerate(nodes):
        if isinstance(node, LOOPS):
            head = ast.unparse(node.target if isinstance(node, ast.For) else node.test)
            yield i, (head, seen[head])
            seen[head] += 1


def printed_difference(old: str, new: str) -> str:
    if NUMBER.sub("#", old) != NUMBER.sub("#", new):
        return "it prints something else"
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new), strict=True)
    return "" if all(close(float(a), float(b)) for a, b in pairs) else "it prints other numbers"


def handed_difference(old: Sequence[tuple[str, list[float]]], new: Sequence[tuple[str, list[float]]]) -> str:
    """What goes to other libraries: plots, files, tables."""
    if [name for name, _ in old] != [name for name, _ in new]:
        return "it calls other libraries in another way"
    for (name, numbers), (_, others) in zip(old, new, strict=True):
        if len(numbers) != len(others) or not all(map(close, numbers, others)):
            return f"it gives other numbers to {name}"
    return ""


def names_difference(old: Mapping[str, Any], new: Mapping[str, Any], renamed: Mapping[str, str]) -> str:
    for name, value in old.items():
        if name in renamed:
            try:
                other = eval(renamed[name], {"__builtins__": {}, **new})
            except Exception:
                continue  # names of a function are not left behind
        elif name in new:
            other = new[name]
        else:
            continue
        if not same(value, other):
            return f"{name} ends with another value"
    return ""


def leaves_difference(old: Rehearsal, new: Rehearsal) -> str:
    """Parameters may be transposed, packed or split: all their numbers together have to be the same."""
    values = [sorted(v for _, writes in r.leaves for v in writes[-1].values) for r in (old, new)]
    if not values[0] or (all(close(a, b) for a, b in zip(*values, strict=False)) and len(values[0]) == len(values[1])):
        return ""
    return "its parameters end with other values"


def same(a: Any, b: Any, depth: int = 4) -> bool:
    """Whether two values are alike, as far as they are numbers or collections of numbers."""
    left, right = flat(a, depth), flat(b, depth)
    if left is None or right is None:
        return True
    return len(left) == len(right) and all(close(x, y) for x, y in zip(left, right, strict=True))


def flat(value: Any, depth: int) -> list[float] | None:
    """All numbers in a value; None where there is something else in it."""
    if isinstance(value, Tensor):
        return list(map(float, value.values))
    if isinstance(value, (bool, int, float)):
        return [float(value)]
    if isinstance(value, dict) and depth:
        value = list(value.values())
    if isinstance(value, (list, tuple)) and depth:
        parts = [flat(v, depth - 1) for v in value]
        return None if any(p is None for p in parts) else [x for p in parts for x in p or []]
    return None


def close(a: float, b: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b))
