"""In the child: takes away what makes two runs differ for no good reason, and what would keep them waiting."""

from __future__ import annotations

import builtins
import random
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


def settle(script: str, text: str, memory: int) -> None:
    """Before the script runs: the same random numbers, the same clock, nobody at the keyboard."""
    limit_memory(memory)
    random.seed(0)
    entropy = random.Random(0)
    secrets.randbits = lambda k: entropy.getrandbits(k)  # NumPy seeds with it what a script leaves unseeded
    builtins.input = answer_nothing
    if "torch" in text:
        seed_torch()
    if "matplotlib" in text:
        keep_backend()
    clock = Clock(script)
    for name in ("time", "perf_counter", "monotonic", "process_time"):
        setattr(time, name, clock.reading(getattr(time, name), 1e-9))
        setattr(time, name + "_ns", clock.reading(getattr(time, name + "_ns"), 1))
    time.sleep = lambda seconds: None


def limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def answer_nothing(prompt: object = "") -> str:
    """`input`, where someone only presses Enter."""
    print(prompt, end="")
    return ""


def seed_torch() -> None:
    try:
        import torch
    except ImportError:  # the script will say so itself
        return
    torch.manual_seed(0)


def keep_backend() -> None:
    """A script may ask for a window; it gets none, and does not wait."""
    try:
        import matplotlib
    except ImportError:
        return
    matplotlib.use = lambda *args, **kwargs: None


@dataclass
class Clock:
    """Seen from the script, each look at the clock is a millisecond later than the one before."""

    script: str
    now: int = 1_700_000_000_000_000_000

    def reading(self, real: Callable[[], float], unit: float) -> Callable[[], float]:
        def look() -> float:
            if sys._getframe(1).f_code.co_filename != self.script:
                return real()
            self.now += 1_000_000
            return self.now if unit == 1 else self.now * unit

        return look
