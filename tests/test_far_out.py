"""What only few values show: it must not be taken for an optimizer, a layer, an activation or a loss without it."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import conversions
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPT = """\
import numpy as np

rng = np.random.default_rng(42)
X = rng.normal(size=(20, 4))
y = 0.5 * np.sin(X[:, :1])
W1 = 0.1 * rng.normal(size=(4, 6))
b1 = np.zeros(6)
W2 = 0.1 * rng.normal(size=(6, 1))
b2 = np.zeros(1)
for epoch in range(15):
    z1 = X @ W1 + b1
    a1 = {activation}
    pred = a1 @ W2 + b2
    loss = {loss}
    d = {seed}
    d1 = d @ W2.T * {derivative}
    dW2, db2 = a1.T @ d, d.sum(axis=0)
    dW1, db1 = X.T @ d1, d1.sum(axis=0)
    {clipping}
    W1 -= 0.1 * dW1
    b1 -= 0.1 * db1
    W2 -= 0.1 * dW2
    b2 -= 0.1 * db2
    print(loss)
"""
PLAIN = {
    "activation": "np.maximum(0, z1)",
    "derivative": "(z1 > 0)",
    "loss": "np.mean((pred - y) ** 2)",
    "seed": "2 * (pred - y) / len(y)",
    "clipping": "",
}
# The part that is cut for large parameters, and what must not come out.
CUT = {
    "ReLU6": ({"activation": "np.clip(z1, 0, 6)", "derivative": "((z1 > 0) & (z1 < 6))"}, "torch.nn.ReLU()"),
    "half a square": ({"loss": "np.sum((pred - y) ** 2) / (2 * len(y))", "seed": "(pred - y) / len(y)"}, "HuberLoss"),
    "a clipped gradient": ({"clipping": "dW1 = np.clip(dW1, -50, 50)"}, "torch.optim"),
}


@pytest.mark.parametrize(("part", "wrong"), CUT.values(), ids=CUT)
def test_it_stays(part: dict[str, str], wrong: str) -> None:
    script = SCRIPT.format(**{**PLAIN, **part})
    *_, conversion = conversions(script, "nn", BOOK)
    assert wrong not in conversion.after
    new = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
    assert programs.differences(programs.outcome(script), new, conversion.correspondence) == []


def test_without_a_cut_it_goes_all_the_way() -> None:
    *_, conversion = conversions(SCRIPT.format(**PLAIN), "nn", BOOK)
    assert "torch.nn.ReLU()" in conversion.after
    assert "torch.nn.MSELoss()" in conversion.after
    assert "torch.optim.SGD(model.parameters(), lr=0.1)" in conversion.after


CLAMPED = """\
import numpy as np
import torch

torch.set_default_dtype(torch.float64)

rng = np.random.default_rng(1)
X = torch.from_numpy(rng.normal(size=(20, 3)))
y = torch.from_numpy(rng.normal(size=(20, 1)))
W1 = torch.from_numpy(rng.normal(size=(3, 4))).requires_grad_()
b1 = torch.zeros(4, requires_grad=True)
W2 = torch.from_numpy(rng.normal(size=(4, 1))).requires_grad_()
b2 = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([W1, b1, W2, b2], lr=0.1)
for epoch in range(10):
    h = {activation}
    loss = torch.mean((h @ W2 + b2 - y) ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
"""


@pytest.mark.parametrize(
    ("activation", "is_relu"), [("torch.relu(X @ W1 + b1)", True), ("torch.clamp(X @ W1 + b1, min=0)", False)]
)
def test_a_derivative_at_zero_is_minded(activation: str, is_relu: bool) -> None:
    *_, conversion = conversions(CLAMPED.format(activation=activation), "nn", BOOK)
    assert ("torch.nn.ReLU()" in conversion.after) is is_relu
    assert "torch.nn.Linear(3, 4)" in conversion.after
