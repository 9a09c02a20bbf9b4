"""Programs run in processes of their own, made by a server that has imported numpy and torch once."""

from __future__ import annotations

import io
import math
import multiprocessing
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["numpy", "torch"])
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf")
TIMEOUT = 120
ABSOLUTE = 1e-11


@dataclass(frozen=True)
class Outcome:
    printed: str
    values: Mapping[str, list[float]]  # of the module's names, and of the expressions asked for
    failure: str = ""


@lru_cache(maxsize=64)
def outcome(text: str, expressions: tuple[str, ...] = ()) -> Outcome:
    """What a program prints and leaves behind."""
    receiver, sender = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=child, args=(text, expressions, sender))
    process.start()
    sender.close()
    found = receiver.recv() if receiver.poll(TIMEOUT) else Outcome("", {}, "it takes too long")
    process.kill()
    process.join()
    return found


def child(text: str, expressions: Sequence[str], sender: Any) -> None:
    import torch

    torch.set_num_threads(1)
    printed, names = io.StringIO(), {"__name__": "__main__", "__file__": "train.py"}
    failure = ""
    with redirect_stdout(printed):
        try:
            exec(compile(text, "train.py", "exec"), names)
        except BaseException as error:
            failure = f"{type(error).__name__}: {error}"
    values = {n: numbers for n, v in names.items() if not n.startswith("_") and (numbers := numbers_of(v))}
    for expression in expressions if not failure else ():
        with suppress(NameError, AttributeError):  # a local of a function
            values[expression] = numbers_of(eval(expression, names)) or []
    sender.send(Outcome(printed.getvalue(), values, failure))


def numbers_of(value: Any) -> list[float] | None:
    """The numbers of an array, tensor or float, row by row."""
    import numpy as np
    import torch

    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, (float, np.ndarray, np.floating)) and np.asarray(value).dtype.kind == "f":
        return [float(v) for v in np.asarray(value).ravel()]
    return None


def differences(
    before: Outcome, after: Outcome, pairs: Iterable[tuple[str, str]] = (), relative: float = 1e-9
) -> list[str]:
    """What is not the same: names that both have, pairs of an old and a new name, printed numbers."""
    renamed = dict(pairs)
    found = [f"it fails: {o.failure}" for o in (before, after) if o.failure]
    for name in before.values:
        other = renamed.get(name, name if name in after.values else "")
        if other and not same(before.values[name], after.values.get(other, []), relative):
            found.append(f"{name} differs from {other}")
    if NUMBER.sub("#", before.printed) != NUMBER.sub("#", after.printed):
        found.append(f"it prints {after.printed[-300:]!r} and not {before.printed[-300:]!r}")
    elif not same(printed_numbers(before), printed_numbers(after), relative):
        found.append("printed numbers differ")
    return found


def printed_numbers(outcome: Outcome) -> list[float]:
    return [float(n) for n in NUMBER.findall(outcome.printed)]


def same(a: Sequence[float], b: Sequence[float], relative: float) -> bool:
    """Equal up to rounding, measured against the largest of the numbers; what is smaller than ABSOLUTE is zero."""
    finite = [abs(v) for v in a if math.isfinite(v)]
    scale = max(finite, default=0.0)
    return len(a) == len(b) and all(
        x == y or (math.isnan(x) and math.isnan(y)) or abs(x - y) <= relative * scale + ABSOLUTE
        for x, y in zip(a, b, strict=True)
    )
