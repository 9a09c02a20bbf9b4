"""What happens only in later steps of a training: a rehearsal of a few of them must not pass over it."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import conversions
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPT = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
y = X @ np.array([1.0, 2.0]) + 0.3 * rng.normal(size=30)
w = np.zeros(2)
v = np.zeros(2)
lr = 0.1
previous = 1e9
for epoch in range(60):
    r = X @ w - y
    loss = np.mean(r ** 2)
    grad = 2 * X.T @ r / len(y)
    {before}
    v = 0.5 * v + grad
    w -= lr * v
    {after}
print(w, loss, lr)
"""
# Where each stands, and the furthest stage that a program with it may come to.
LATER = {
    "the rate falls once": ("", "if epoch == 30: lr *= 0.1", "nn"),
    "the rate falls again and again": ("", "if (epoch + 1) % 20 == 0: lr = lr / 2", "nn"),
    "the rate falls on a plateau": ("", "if loss > previous and epoch > 5: lr *= 0.5\n    previous = loss", "nn"),
    "the momentum is given up": ("", "if epoch % 10 == 0: v = np.zeros(2)", "autograd"),
    "the weights are kept small": ("", "if np.linalg.norm(w) > 1.5: w = w * 1.5 / np.linalg.norm(w)", "tensor"),
    "weights are pruned": ("", "if epoch == 30: w[np.abs(w) < 1.5] = 0", "tensor"),
    "a penalty comes late": ("if epoch > 10: grad = grad + 0.5 * w", "", "autograd"),
    "the gradient is frozen": ("if epoch >= 20: grad = np.zeros_like(grad)", "", "autograd"),
    "another gradient where the loss is small": ("if loss < 0.5: grad = np.sign(grad)", "", "autograd"),
    "one weight is frozen by an expression": (
        "grad = grad if epoch < 20 else grad * np.array([1.0, 0.0])",
        "",
        "autograd",
    ),
    "nothing": ("", "", "nn"),
    "only news": ("", "if epoch == 30: print('half of it')", "nn"),
}
STAGES = ["tensor", "autograd", "optim", "nn"]


@pytest.mark.parametrize(("before", "after", "furthest"), LATER.values(), ids=LATER)
def test_is_minded(before: str, after: str, furthest: str) -> None:
    script = SCRIPT.format(before=before, after=after)
    original = programs.outcome(script)
    reached = ""
    for conversion in conversions(script, "nn", BOOK):
        made = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
        assert programs.differences(original, made, conversion.correspondence, relative=1e-9) == [], conversion.after
        reached = conversion.stage
    assert STAGES.index(reached) <= STAGES.index(furthest)
    assert furthest != "nn" or reached == "nn"


BATCHES = """\
import numpy as np

rng = np.random.default_rng(8)
X = rng.normal(size=({count}, 3))
y = X @ np.array([1.0, -2.0, 0.5]) + 1
w = np.zeros(3)
for epoch in range(5):
    for i in range(0, {count}, {batch}):
        xb, yb = X[i:i + {batch}], y[i:i + {batch}]
        e = xb @ w - yb
        loss = np.mean(e ** 2)
        w -= 0.1 * 2 / {batch} * xb.T @ e
    print(epoch, loss)
print(w)
"""


@pytest.mark.parametrize(("count", "batch", "stage"), [(50, 16, "tensor"), (100, 30, "tensor"), (48, 16, "autograd")])
def test_a_last_batch_that_is_smaller_is_minded(count: int, batch: int, stage: str) -> None:
    script = BATCHES.format(count=count, batch=batch)
    *_, conversion = conversions(script, "autograd", BOOK)
    assert conversion.stage == stage
    assert programs.differences(programs.outcome(script), programs.outcome(conversion.after), relative=1e-9) == []


# What a few steps of the training do not show, and no condition in it either.
WEIGHTS = """\
import numpy as np

x = np.array([0.5, 1.4, 1.5, 2.8, 1.1])
y = np.array([3.5, 5.5, 5.8, 8.1, 5.6])
w = 0.0
{made}
for i in range(60):
    e = w * x[i % 5] - y[i % 5]
    loss = e ** 2
    grad = {factor} * 2 * e * x[i % 5]
    w -= 0.05 * grad
print(w)
"""


@pytest.mark.parametrize(
    ("made", "factor"),
    [
        ("importance = np.array([1.0, 1.0, 1.0, 1.0, 0.1])", "importance[i % 5]"),
        ("importance = np.where(y > 6, 0.1, 1.0)", "importance[i % 5]"),
        ("importance = np.array([1, 1, 1, 1, 3])", "importance[i % 5]"),
        ("", "0.5 ** (i // 20)"),
        ("scale = np.ones(60); scale[20:] = 0.5", "scale[i]"),
    ],
)
def test_a_factor_that_is_one_at_first_is_minded(made: str, factor: str) -> None:
    script = WEIGHTS.format(made=made, factor=factor)
    original = programs.outcome(script)
    for conversion in conversions(script, "nn", BOOK):
        made_of = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
        assert programs.differences(original, made_of, conversion.correspondence, relative=1e-9) == [], conversion.after
    assert any(d.code in ("NT202", "NT203", "NT301") for d in conversion.diagnostics)


BOUNDED = """\
import numpy as np

x = np.array([0.5, 1.4, 1.5, 2.8, 1.1])
y = np.array([35.7, 55.9, 58.2, 81.9, 56.3])
w = 0.0
for i in range(60):
    loss = np.mean((w * x - y) ** 2)
    w -= 0.05 * np.mean(2 * (w * x - y) * x)
    w = {bounded}
print(w)
"""


@pytest.mark.parametrize("bounded", ["min(w, 20.0)", "max(0.0, min(20.0, w))", "min(w, 1000.0)"])
def test_bounds_are_minded(bounded: str) -> None:
    script = BOUNDED.format(bounded=bounded)
    *_, conversion = conversions(script, "nn", BOOK)
    assert programs.differences(programs.outcome(script), programs.outcome(conversion.after), relative=1e-9) == []
    assert "backward" not in conversion.after or "min(" not in conversion.after
