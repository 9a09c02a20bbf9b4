"""Rehearse a program: run it on the stand-ins, and say what was seen."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .creation import Backward
from .elementwise import Kinks
from .instrument import Script, instrumented
from .scalar import OutOfBudget
from .tensor import Leaves, Tensor, Unsupported, Write
from .trace import Recorder, Replacement, Trace
from .world import Stopped, World

SMALL = 60_000  # operations within which a program is rehearsed at its own sizes
LARGE = 1_500_000


@dataclass(frozen=True)
class Conditions:
    """Under which a program is rehearsed.

    `implicit`: derivatives by everything are recorded, for programs whose gradients are by hand.
    `ties`: draws are -1, 0 or 1, so that values meet where functions have a kink.
    `relu`: `clamp(min=0)` has the derivative 0 at 0, as `relu` has.
    """

    seed: int = 1
    implicit: bool = False
    ties: bool = False
    relu: bool = False
    budget: int = LARGE
    limited: frozenset[int] = frozenset()  # loops of which a few iterations are enough
    optimizers: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Rehearsal:
    trace: Trace
    printed: str
    names: Mapping[str, Any]  # the module's names at the end
    leaves: tuple[tuple[Tensor, tuple[Write, ...]], ...]  # tensors that required gradients, all their values
    error: str = ""
    out_of_budget: bool = False


def rehearse(text: str, conditions: Conditions, script: Script | None = None, replacements: Iterable[Replacement] = ()) -> Rehearsal:
    """Never raises for what the program does; `error` says why it did not come to its end."""
    recorder = Recorder(replacements, conditions.limited, conditions.seed)
    world = World(conditions.seed, conditions.ties, conditions.implicit, conditions.budget, dict(conditions.optimizers))
    Kinks.clamp_as_relu = conditions.relu
    Backward.announced = staticmethod(lambda: recorder.trace.backward.append(len(recorder.trace.nodes)))
    Leaves.statement = staticmethod(lambda: recorder.trace.statements[-1][1] if recorder.trace.statements else -1)
    names: dict[str, Any] = {}
    error, out_of_budget = "", False
    try:
        code = compile(instrumented(text, script or Script()), "<program>", "exec")
        names |= {"__builtins__": world.builtins(), "__name__": "__main__", "__file__": "train.py", "__module__": world.module, **recorder.hooks()}
        exec(code, names)
    except Stopped:
        pass
    except OutOfBudget as stop:
        error, out_of_budget = str(stop), True
    except Unsupported as reason:
        error = f"{reason} is not known in a rehearsal"
    except RecursionError:
        error = "too deep a recursion"
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"
    leaves = tuple((t, tuple(log)) for t, log in Leaves.log)
    kept = {k: v for k, v in names.items() if not k.startswith("__")}
    return Rehearsal(recorder.trace, "".join(world.printed), kept, leaves, error, out_of_budget)


def loops_of(tree: ast.AST) -> list[ast.For | ast.While]:
    return [n for n in ast.walk(tree) if isinstance(n, (ast.For, ast.While))]
