"""Gradients by hand that are no longer the loss's derivative where values come to the end of their range: it is said."""

from __future__ import annotations

import math

import programs
import pytest

from np2torch.convert import Conversion, conversions
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPT = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 2)) * np.linspace(0.2, 4, 20)[:, None]
t = (X[:, 0] > 0).astype(float)
w = rng.normal(size=2)
for epoch in range({epochs}):
    z = X @ w
    a = 1 / (1 + np.exp(-z))
    loss = {loss}
    w -= {rate} * X.T @ (a - t) / len(t)
    if epoch == 0:
        print(loss)
print(w)
"""
LOSSES = {
    "nan": "-np.mean(t * np.log(a) + (1 - t) * np.log(1 - a))",
    "another": "-np.mean(t * np.log(a + 1e-9) + (1 - t) * np.log(1 - a + 1e-9))",
    "": "np.mean(np.logaddexp(0, z) - t * z)",
}


def furthest(text: str) -> Conversion:
    *_, last = conversions(text, "autograd", BOOK)
    assert "loss.backward()" in last.after
    return last


@pytest.mark.parametrize(("becomes", "loss"), LOSSES.items(), ids=["log(0)", "shifted", "of the logits"])
def test_is_said(becomes: str, loss: str) -> None:
    said = [d for d in furthest(SCRIPT.format(loss=loss, epochs=9, rate=0.1)).diagnostics if d.code == "NT204"]
    assert bool(said) == bool(becomes)
    for diagnostic in said:
        assert diagnostic.is_remark
        assert diagnostic.line == 11
        # beside what is added in the logarithm, the exponential that overflows counts too
        assert any(f"the derivative of `loss` as it is written is {b}" in diagnostic.message for b in (becomes, "nan"))


def test_is_true() -> None:
    """A training that comes there parts from the original, which is what is said."""
    script = SCRIPT.format(loss=LOSSES["nan"], epochs=500, rate=20)
    original, made = (programs.outcome(text) for text in (script, furthest(script).after))
    assert all(map(math.isfinite, original.values["w"]))
    assert all(map(math.isnan, made.values["w"]))
