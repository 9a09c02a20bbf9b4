"""The conditions of a rehearsal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..arrivals import Arrivals

BUDGET = 1_500_000  # operations
STEPS = 3  # iterations of a training loop


@dataclass(frozen=True)
class Conditions:
    """Under which a program is rehearsed.

    `implicit`: derivatives by everything are recorded, for programs whose gradients are by hand; or by what some
    statements `made`, which is less to record.
    `ties`: draws are -1, 0 or 1, so that values meet where functions have a kink.
    `shaken`: tensors that are made have slightly other floats, so that nothing holds by symmetry.
    `far`: in the last step that is looked at, parameters are so large that functions come to the ends of their range.
    `relu`: `clamp(min=0)` has the derivative 0 at 0, as `relu` has.
    """

    seed: int = 1
    implicit: bool = False
    ties: bool = False
    shaken: bool = False
    far: bool = False
    relu: bool = False
    made: frozenset[int] | None = None  # statements whose floats are recorded; all where it is not known
    budget: int = BUDGET
    steps: int = STEPS
    limited: frozenset[int] = frozenset()  # loops of which a few iterations are enough
    arrivals: Arrivals = field(default_factory=Arrivals, hash=False, compare=False)  # what comes from other libraries
    optimizers: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
