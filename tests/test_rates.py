"""Rates that change over the epochs: the optimizer is given them, or a scheduler that computes the same."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import Conversion, conversions
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPT = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
y = X @ np.array([1.0, 2.0]) + 0.3 * rng.normal(size=30)
w = np.zeros(2)
lr = lr0 = 0.1
{before}
for epoch in range(90):
    {rate}
    r = X @ w - y
    loss = np.mean(r ** 2)
    grad = 2 * X.T @ r / len(y)
    {update}
    {after}
print(w, loss)
"""


def converted(script: str, stage: str = "optim") -> Conversion:
    """The conversion, which does the same as the original."""
    *_, conversion = conversions(script, stage, BOOK)
    new = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
    found = programs.differences(programs.outcome(script), new, conversion.correspondence, relative=1e-9)
    assert found == [], conversion.after
    return conversion


def script(before: str = "", rate: str = "", update: str = "w -= lr * grad", after: str = "") -> str:
    text = SCRIPT.format(before=before, rate=rate, update=update, after=after)
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


PLAIN = 'optimizer.param_groups[0]["lr"] = lr\n    optimizer.step()'
GIVEN = {
    "on a plateau": (script("last = 1e9", after="if loss > last: lr *= 0.5\n    last = loss"), PLAIN),
    "printed": (script(after="lr = lr * 0.98\n    if epoch % 25 == 0: print(lr)"), PLAIN),
    "of the loss": (script(rate="lr = 0.1 / (1 + epoch)", update="lr = lr * 0.9\n    w -= lr * grad"), PLAIN),
    "used elsewhere too": (script(after="lr *= 0.97\n    noise = 10 * lr\n    print(noise)"), PLAIN),
    "late": (script(after="if epoch > 60: lr = 0.01"), PLAIN),
    "with a velocity": (
        script("v = np.zeros(2)", update="v = 0.9 * v + grad\n    w -= lr * v", after="if epoch > 60: lr = 0.01"),
        PLAIN,
    ),
    "averaged": (
        script("v = np.zeros(2)", update="v = 0.9 * v + (1 - 0.9) * grad\n    w -= lr * v", after="if epoch > 60: lr = 0.01"),
        'optimizer.param_groups[0]["lr"] = lr * (1 - 0.9)\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("original", "lines"), GIVEN.values(), ids=GIVEN)
def test_a_rate_that_changes_is_given_before_each_step(original: str, lines: str) -> None:
    assert lines in converted(original).after


INSIDE = {
    "falls": ("", "lr *= 0.99"),
    "falls late": ("", "if epoch > 60: lr = 0.01"),
    "falls by steps": ("lr = lr0 * 0.5 ** (epoch // 30)", ""),
}


@pytest.mark.parametrize(("rate", "after"), INSIDE.values(), ids=INSIDE)
def test_a_velocity_that_holds_the_rate_stays_where_the_rate_changes(rate: str, after: str) -> None:
    original = script("v = np.zeros(2)", rate, "v = 0.9 * v - lr * grad\n    w += v", after)
    conversion = converted(original)
    assert conversion.stage == "autograd"
    assert [d.code for d in conversion.diagnostics] == ["NT301"]


def test_a_momentum_that_changes_stays() -> None:
    original = script("v = np.zeros(2)", "beta = min(0.9, 0.5 + 0.01 * epoch)", "v = beta * v + grad\n    w -= lr * v")
    assert converted(original).stage == "autograd"
