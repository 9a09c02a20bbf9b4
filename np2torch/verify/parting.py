"""Where two watched runs first differ: the step of which loop, and which parameter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from ..verdict import Parting, Tolerance
from .compare import Pair, largest_difference
from .instrument import Loop
from .run import Run, Step


def first_parting(original: Run, migrated: Run, pairs: Sequence[Pair], tolerance: Tolerance) -> Parting | None:
    """The first step after which a parameter differs; `pairs` name it on either side. None if none is seen."""
    loops = same_loops(original.loops, migrated.loops)
    theirs = {(step.loop, step.iteration): step for step in migrated.steps}
    for step in original.steps:
        other = theirs.get((loops.get(step.loop, -1), step.iteration))
        for left, right in pairs if other else ():
            found = difference_at(step, other, left, right, tolerance) if other else None
            if found:
                loop = original.loops[step.loop]
                return Parting(left, step.iteration, loop.line, loop.head, *found)
    return None


def difference_at(step: Step, other: Step, left: str, right: str, tolerance: Tolerance) -> tuple[float, float] | None:
    """The two numbers that differ most, if any differ."""
    ours, theirs = step.samples.get(left), other.samples.get(right)
    if ours is None or theirs is None or len(ours) != len(theirs) or largest_difference(ours, theirs, tolerance)[1]:
        return None
    return max(zip(ours, theirs, strict=True), key=distance)


def distance(pair: tuple[float, float]) -> float:
    difference = abs(pair[0] - pair[1])
    return math.inf if math.isnan(difference) else difference


def same_loops(original: Iterable[Loop], migrated: Iterable[Loop]) -> Mapping[int, int]:
    """The loops of either side that have the same head in the same function, in their order."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, loop in enumerate(migrated):
        places.setdefault((loop.function, loop.head), []).append(number)
    pairs = {}
    for number, loop in enumerate(original):
        candidates = places.get((loop.function, loop.head))
        if candidates:
            pairs[number] = candidates.pop(0)
    return pairs
