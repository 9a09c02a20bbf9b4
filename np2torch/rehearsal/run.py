"""Rehearse a program: run it on the stand-ins, and say what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from .conditions import Conditions
from .creation import Backward
from .harmless import Dummy
from .instrument import Script, instrumented
from .scalar import OutOfBudget
from .tensor import FromOutside, Leaves, Tensor, Unsupported, Write
from .trace import Recorder, Replacement, Trace
from .world import Stopped, World


@dataclass(frozen=True)
class Rehearsal:
    """What was seen in a rehearsal."""

    trace: Trace
    printed: str
    names: Mapping[str, Any]  # the module's names at the end
    leaves: tuple[tuple[Tensor, tuple[Write, ...]], ...]  # tensors that required gradients, all their values
    handed: tuple[tuple[str, list[float]], ...]  # what other libraries were called with: names, and numbers
    error: str = ""
    out_of_budget: bool = False


@lru_cache(maxsize=16)
def compiled(text: str, script: Script, shown: frozenset[str]) -> CodeType:
    """The code of an instrumented program, which other conditions use again. Raises Unsupported."""
    return compile(instrumented(text, script, shown), "<program>", "exec")


def rehearse(
    text: str, conditions: Conditions, script: Script | None = None, replacements: Iterable[Replacement] = ()
) -> Rehearsal:
    """Never raises for what the program does; `error` says why it did not come to its end."""
    script = script or Script()
    recorder = Recorder(conditions, script, replacements)
    world = World(conditions, dict(script.sizes))
    Backward.announced = staticmethod(recorder.backward)
    Leaves.statement = staticmethod(lambda: recorder.trace.statements[-1][1] if recorder.trace.statements else -1)
    names: dict[str, Any] = {}
    error, out_of_budget = "", False
    try:
        code = compiled(text, script, frozenset(conditions.arrivals.shown))
        names |= {
            "__builtins__": world.builtins(),
            "__name__": "__main__",
            "__file__": "train.py",
            "__module__": world.module,
            **recorder.hooks(),
            "__shown__": world.shown,
        }
        exec(code, names)
    except Stopped:
        pass
    except OutOfBudget as stop:
        error, out_of_budget = str(stop), True
    except Unsupported as reason:
        error = f"{reason} is not known in a rehearsal"
    except FromOutside as name:
        error = f"what `{name}` gives is known only when the program runs (--trace runs it once)"
    except RecursionError:
        error = "too deep a recursion"
    except Exception as failure:
        error = f"{type(failure).__name__}: {failure}"
    leaves = tuple((t, tuple(log)) for t, log in Leaves.log)
    kept = {k: v for k, v in names.items() if not k.startswith("__")}
    return Rehearsal(recorder.trace, "".join(world.printed), kept, leaves, tuple(Dummy.handed), error, out_of_budget)
