"""Snippets of NumPy and what they become: both run here, and what they print and leave behind compared."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from np2torch.check.agree import Demands, difference
from np2torch.check.trial import default_dtype

SCALAR = re.compile(r"np\.\w+?\(([-+\w.]+)\)")
POINT = re.compile(r"array\(([-+\w.]+)(?:, dtype=\w+)?\)")
BOOL = re.compile(r"np\.(True|False)_")
NUMBER = re.compile(r"[-+]?\d+\.?\d*(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Ran:
    names: Mapping[str, object]
    printed: str
    error: Exception | None = None

    @property
    def result(self) -> object:
        return self.names.get("result")


def run(text: str) -> Ran:
    names: dict[str, object] = {"__name__": "__main__"}
    output = io.StringIO()
    np.random.seed(7)
    with default_dtype(torch.float32), contextlib.redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(text, "<snippet>", "exec"), names)
        except Exception as error:
            return Ran(names, output.getvalue(), error)
    return Ran(names, output.getvalue())


def part(expected: object, found: object, single: bool = False) -> str | None:
    """What is different; what stayed NumPy's may be an array still."""
    if isinstance(expected, np.ndarray) and isinstance(found, np.ndarray):
        same = expected.dtype == found.dtype and np.array_equal(expected, found, equal_nan=expected.dtype.kind == "f")
        return None if same else f"{expected} became {found}"
    return difference(expected, found, Demands(types=False, single=single))


def difference_made(text: str, after: str) -> str | None:
    """What a program that was converted leaves behind or prints otherwise, or how it fails."""
    expected, found = run(text), run(after)
    assert expected.error is None, expected.error
    if found.error is not None:
        return f"{found.error!r}\n{after}"
    single = "float32" in text
    for name, value in expected.names.items():
        if name.startswith("v") and (why := part(value, found.names.get(name), single)):
            return f"{name}: {why}\n{after}"
    if not same_text(expected.printed, found.printed, 1e-4 if single else 1e-9):
        return f"{expected.printed}became\n{found.printed}{after}"
    return None


def same_text(expected: str, found: str, relative: float = 1e-9) -> bool:
    """The same words, and the same numbers up to rounding."""
    texts = [POINT.sub(r"\1", BOOL.sub(r"\1", SCALAR.sub(r"\1", text))) for text in (expected, found)]
    words = ["".join(NUMBER.sub("#", text).split()) for text in texts]
    numbers = [[float(n) for n in NUMBER.findall(text)] for text in texts]
    return words[0] == words[1] and np.allclose(*numbers, rtol=relative, atol=relative / 50)
