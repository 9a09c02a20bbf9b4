"""Of the ways to write a gradient by autograd, the one that a person would write: the rate as it was, a plain loss."""

from __future__ import annotations

from pathlib import Path

import programs
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


UP = """\
import numpy as np

x = np.array([0.5, 1.4, 1.5, 2.8, 1.1])
y = np.array([35.7, 55.9, 58.2, 81.9, 56.3])
w = {start}
for i in range(60):
    e = w * x - y
    loss = np.mean(e ** 2)
    grad = np.mean(2 * e * x)
    w {update}
print(w)
"""


@pytest.mark.parametrize(
    ("update", "line"),
    [
        ("-= 4.0 / (1 + 0.1 * i) * grad / abs(grad)", "w -= 4.0 / (1 + 0.1 * i) * w.grad / abs(w.grad)"),
        ("-= 0.3 * grad / np.sqrt(grad ** 2)", "w -= 0.3 * w.grad / torch.sqrt(w.grad ** 2)"),
        ("-= 0.3 * grad / (1 + np.abs(grad) / 10)", "w -= 0.3 * w.grad / (1 + torch.abs(w.grad) / 10)"),
    ],
)
def test_what_is_made_of_the_gradient_is_not_taken_for_it(update: str, line: str) -> None:
    """All gradients of the first steps are negative."""
    script = UP.format(start="0.0", update=update)
    made = convert(script, "autograd", BOOK).after
    assert line in made
    assert programs.differences(programs.outcome(script), programs.outcome(made), relative=1e-9) == []


def test_a_parameter_may_begin_as_an_integer() -> None:
    script = UP.format(start="0", update="= w - 0.05 * grad")
    made = convert(script, "nn", BOOK)
    assert made.stage == "nn"
    assert "model.weight" in made.after


ALIAS = """\
from typing import Tuple

import numpy as np

Vec = np.ndarray
Pair = Tuple[float, Vec]


def cost(w: Vec) -> float:
    return np.mean((X @ w - y) ** 2)


def both(w: Vec) -> Pair:
    return cost(w), 2 * X.T @ (X @ w - y) / len(y)


X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
y = np.array([1.0, 2.0, 3.0])
w = np.zeros(2)
for i in range(20):
    loss, grad = both(w)
    w -= 0.01 * grad
print(w)
"""


def test_names_in_annotations_stay() -> None:
    made = convert(ALIAS, "autograd", BOOK).after
    assert "backward()" in made
    assert programs.differences(programs.outcome(ALIAS), programs.outcome(made), relative=1e-9) == []


def test_names_of_comprehensions_are_no_parameters() -> None:
    """`verify` looks them up when the program has ended."""
    script = (Path(__file__).parent / "scripts" / "typed_tuple.py").read_text(encoding="utf-8")
    made = convert(script, "autograd", BOOK)
    assert "backward()" in made.after
    assert made.parameters == ()


def test_targets_are_cast_to_what_the_model_gives() -> None:
    script = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.integers(-3, 4, size=(40, 2))
y = X @ np.array([2, -1]) + 1
Z = X.astype(np.float32)
w = np.zeros(2, dtype=np.float32)
for i in range(50):
    e = Z @ w - y.astype(np.float32)
    loss = np.mean(e ** 2)
    w -= 0.05 * 2 * Z.T @ e / len(y)
print(w, loss.dtype)
"""
    made = convert(script, "nn", BOOK).after
    assert "MSELoss" in made
    assert "float64" not in made.partition("rng = ")[2]
    assert programs.outcome(made).printed == programs.outcome(script).printed
