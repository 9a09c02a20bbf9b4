"""What training brings down, step by step, in both runs."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from ..verdict import Curve
from .parting import same_loops
from .run import Run


def loss_names(text: str) -> tuple[str, ...]:
    """The names that `backward()` is called on, as they are looked up; a name of a function `f` is `f.name`."""
    return tuple(dict.fromkeys(backward_names(ast.parse(text), "")))


def backward_names(node: ast.AST, scope: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                yield from backward_names(child, f"{scope}{name}.")
                continue
            case ast.Call(ast.Attribute(ast.Name(name), "backward"), []):
                yield f"{scope}{name}"
        yield from backward_names(child, scope)


def curves(original: Run, migrated: Run, names: Sequence[str]) -> tuple[Curve, ...]:
    """Of each name, in the loop where it was seen most often."""
    return tuple(curve for name in names if (curve := curve_of(original, migrated, name)) is not None)


def curve_of(original: Run, migrated: Run, name: str) -> Curve | None:
    seen = Counter(step.loop for step in original.steps if name in step.samples)
    pairs = same_loops(original.loops, migrated.loops)
    loop = next((loop for loop, count in seen.most_common() if count > 1 and loop in pairs), None)
    if loop is None:
        return None
    return Curve(name, points(original, name, loop), points(migrated, name, pairs[loop]))


def points(run: Run, name: str, loop: int) -> tuple[tuple[int, float], ...]:
    samples = [(step.iteration, step.samples[name]) for step in run.steps if step.loop == loop and name in step.samples]
    return tuple((iteration, numbers[0]) for iteration, numbers in samples if len(numbers) == 1)
