"""Gradients that are wrong, or that something may cut on their way: left, or the cut kept, and said why."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import convert

HEAD = """import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(30, 3))
y = X @ np.array([1.0, -2.0, 0.5])
w, b = np.zeros(3), np.zeros(1)
for i in range(20):
    e = X @ w + b - y
    loss = np.mean(e ** 2) + 0.1 * np.sum(w ** 2)
"""
STEP = """    w -= 0.05 * dw
    b -= 0.05 * db
print(w, b, loss)
"""
RIGHT = "    dw = 2 * X.T @ e / len(y) + 0.2 * w\n    db = 2 * e.mean(keepdims=True)\n"


def script(gradients: str) -> str:
    return HEAD + gradients + STEP


def test_the_right_one_is_taken() -> None:
    made = convert(script(RIGHT), "autograd").after
    assert "loss.backward()" in made
    assert "dw" not in made


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("2 * X.T", "-2 * X.T"),
        (" + 0.2 * w", " + 0.1 * w"),
        (" + 0.2 * w", " + 0.2 * np.abs(w)"),
        ("X.T @ e", "X.T @ np.abs(e)"),
        ("X.T @ e", "(X.T * 1.001) @ e"),
        ("2 * e.mean", "2 * np.abs(e).mean"),
        ("2 * e.mean", "2 * (e + 0.001).mean"),
    ],
)
def test_a_wrong_one_trains_as_wrongly(right: str, wrong: str) -> None:
    """A sign, a factor or a term may be written beside the derivative; anything else stays by hand, with the reason."""
    conversion = convert(script(RIGHT.replace(right, wrong)), "autograd")
    before, after = programs.outcome(conversion.before), programs.outcome(conversion.after)
    assert programs.differences(before, after, relative=1e-9) == []
    assert "backward()" in conversion.after or {d.code for d in conversion.diagnostics} & {"NT202", "NT203"}


@pytest.mark.parametrize("wrong", ["X.T @ np.abs(e)", "(X.T * [[1.001], [1], [1]]) @ e", "X.T @ e.round(1)"])
def test_what_is_no_derivative_stays(wrong: str) -> None:
    conversion = convert(script(RIGHT.replace("X.T @ e", wrong)), "autograd")
    assert "backward()" not in conversion.after
    assert {d.code for d in conversion.diagnostics} & {"NT202", "NT203"}


CUTS = {
    "clipped": ("    g = np.clip(g, -50, 50)\n", "g = torch.clamp(g, -50, 50)"),
    "clipped in place": ("    np.clip(g, -50, 50, out=g)\n", "torch.clamp("),
    "held back": ("    n = np.sqrt((g ** 2).sum())\n    if n > 50:\n        g = g * 50 / n\n", "g = g * 50 / n"),
    "held back by a factor": ("    g = g * min(1.0, 50 / np.sqrt((g ** 2).sum()))\n", "min(1.0, 50 / "),
    "masked": ("    g = np.where(np.abs(g) > 50, 0, g)\n", "torch.where("),
}


@pytest.mark.parametrize("far", ["", " * 20"], ids=["idle", "busy"])
@pytest.mark.parametrize("cut", CUTS)
def test_what_may_cut_a_gradient_is_kept(cut: str, far: str) -> None:
    """Whether or not it does anything with the numbers at hand."""
    text, kept = CUTS[cut]
    before = (
        HEAD.replace("y = X", f"y = X @ np.eye(3){far}")
        .replace(" + 0.1 * np.sum(w ** 2)", "")
        .replace("w, b = np.zeros(3), np.zeros(1)", "w, b = np.zeros(3), 0.0")
    )
    made = convert(f"{before}    g = 2 * X.T @ e / len(y)\n{text}    w -= 0.05 * g\nprint(w, loss)\n", "autograd").after
    assert kept in made
    assert "loss.backward()" in made


def test_a_branch_in_a_function_is_kept() -> None:
    held = "def held(g):\n    n = np.sqrt((g ** 2).sum())\n    if n > 50:\n        return g * 50 / n\n    return g\n"
    before = HEAD.replace(" + 0.1 * np.sum(w ** 2)", "").replace("rng = ", f"{held}rng = ", 1)
    made = convert(f"{before}    g = held(2 * X.T @ e / len(y))\n    w -= 0.05 * g\nprint(w, loss)\n", "autograd").after
    assert "g = held(w.grad.clone())" in made


def test_a_loss_of_all_data_is_taken_of_the_part() -> None:
    text = """import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(64, 3))
y = X @ np.array([1.0, -2.0, 0.5])
w = np.zeros(3)
def cost(X, y, w):
    return np.mean((X @ w - y) ** 2)
for epoch in range(10):
    order = rng.permutation(64)
    for s in range(0, 64, 16):
        i = order[s:s + 16]
        w = w - 0.1 * X[i].T @ (X[i] @ w - y[i]) / len(i)
    print(cost(X, y, w))
"""
    made = convert(text, "autograd").after
    assert "cost(X[i], y[i], w)" in made
    assert "w -= 0.1 * w.grad" in made


def test_a_sum_that_the_program_kept_is_no_dead_scratch() -> None:
    """`probs` is changed for the gradient alone, unless it is looked at afterwards."""
    text = """import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(20, 4)), rng.integers(3, size=20)
W = rng.normal(size=(4, 3))
for i in range(10):
    s = np.exp(X @ W)
    probs = s / s.sum(axis=1, keepdims=True)
    loss = -np.log(probs[range(20), y]).mean()
    probs[range(20), y] -= 1
    probs /= 20
    W -= 0.1 * X.T @ probs
print(loss)
"""
    assert "probs /= 20" not in convert(text, "autograd").after
    looked_at = convert(text.replace("print(loss)", "print(loss, probs.sum())"), "autograd").after
    assert "backward()" not in looked_at or "probs.sum()" in looked_at
