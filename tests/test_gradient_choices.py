"""Of the ways to write a gradient by autograd, the one that a person would write: the rate as it was, a plain loss."""

from __future__ import annotations

import pytest

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPT = """\
import numpy as np

rng = np.random.RandomState(0)
X = rng.randn(40, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * rng.randn(40)
lr = 0.1
theta = np.zeros(3)
for i in range(200):
    {update}
print(theta)
"""
LOSS = "loss = torch.nn.functional.mse_loss(X @ theta, y)"
HALF = "(0.5 * loss).backward()"


@pytest.mark.parametrize(
    ("update", "lines"),
    [
        ("theta = theta - 0.1 * X.T @ (X @ theta - y) / len(y)", [LOSS, HALF, "theta -= 0.1 * theta.grad"]),
        ("theta -= 0.1 * X.T @ (X @ theta - y) / len(y)", [LOSS, HALF, "theta -= 0.1 * theta.grad"]),
        ("theta -= lr * 2 * X.T @ (X @ theta - y) / len(y)", [LOSS, "loss.backward()"]),
        ("g = X.T @ (X @ theta - y) / len(y)\n    theta -= lr * g", [LOSS, HALF, "theta -= lr * theta.grad"]),
        ("g = X.T @ (X @ theta - y)\n    theta -= lr * g / len(y)", [LOSS, HALF, "theta -= lr * theta.grad"]),
    ],
)
def test_choice(update: str, lines: list[str]) -> None:
    found = [line.strip() for line in convert(SCRIPT.format(update=update), "autograd", BOOK).after.splitlines()]
    assert [line for line in lines if line not in found] == [], "\n".join(found)
