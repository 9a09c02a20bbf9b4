"""In the child: what the hooks in a script call while it runs."""

from __future__ import annotations

import sys
import types
from array import array
from dataclasses import dataclass, field
from typing import Any

from .collect import block_of, parts
from .names import evaluate

BUDGET = 2_000_000  # numbers kept of all steps; what comes later is not looked at
SAMPLE = 500  # numbers kept of an array at each step


@dataclass
class Recorder:
    """Keeps the last locals of each function, and of each loop the named parameters after its iterations."""

    names: tuple[str, ...]
    folder: str
    namespace: dict[str, Any] = field(default_factory=dict)
    frames: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    steps: list[tuple[int, int, dict[str, tuple[int, int]]]] = field(default_factory=list)
    numbers: array[float] = field(default_factory=lambda: array("d"))

    def left(self, function: str) -> None:
        """A function ends."""
        self.frames[function] = dict(sys._getframe(1).f_locals)

    def begin(self, function: str, loop: int) -> None:
        """A loop is about to begin; only the first time is of interest."""
        if loop not in self.counts:
            self.counts[loop] = 0
            self.look(function, loop, sys._getframe(1))

    def step(self, function: str, loop: int) -> None:
        """An iteration ends."""
        self.counts[loop] += 1
        if worth_a_look(self.counts[loop]):
            self.look(function, loop, sys._getframe(1))

    def look(self, function: str, loop: int, frame: types.FrameType) -> None:
        if len(self.numbers) > BUDGET:
            return
        if function:
            self.frames[function] = dict(frame.f_locals)
        seen = {}
        for name in self.names:
            try:
                numbers = self.sample(evaluate(name, self.namespace, self.frames))
            except Exception:  # not there yet
                continue
            if numbers:
                seen[name] = self.keep(numbers)
        if seen:
            self.steps.append((loop, self.counts[loop], seen))

    def sample(self, value: Any, depth: int = 4) -> array[float]:
        """The numbers of an array, of a large one a part; of a list of arrays, those of all in turn."""
        block = block_of(thinned(value))
        if block is not None:
            return block.numbers
        numbers = array("d")
        for _, part in parts(value, "", self.folder) if depth else ():
            numbers.extend(self.sample(part, depth - 1))
        return numbers

    def keep(self, numbers: array[float]) -> tuple[int, int]:
        """Where they are among all numbers."""
        self.numbers.extend(numbers)
        return len(self.numbers) - len(numbers), len(numbers)


def worth_a_look(iteration: int) -> bool:
    """The first thousand, then every tenth, then every hundredth: the same ones in both runs."""
    step: int = 10 ** max(0, len(str(iteration)) - 4) * (10 if iteration > 1000 else 1)
    return iteration % step == 0


def thinned(value: Any) -> Any:
    shape = getattr(value, "shape", None)
    size = getattr(value, "size", None) if not callable(getattr(value, "size", None)) else value.numel()
    if shape is None or not isinstance(size, int) or size <= SAMPLE:
        return value
    return value.reshape(-1)[:: -(-size // SAMPLE)]
