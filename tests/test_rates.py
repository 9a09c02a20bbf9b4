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
lr0 = 0.1
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
    if "lr = lr0" not in rate:
        before = f"lr = 0.1\n{before}"
    text = SCRIPT.format(before=before, rate=rate, update=update, after=after)
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


PLAIN = 'optimizer.param_groups[0]["lr"] = lr\n    optimizer.step()'
GIVEN = {
    "on a plateau": (script("last = 1e9", after="if loss > last: lr *= 0.5\n    last = loss"), PLAIN),
    "where the first one is needed": (script("lr = first = 0.1", after="lr *= 0.98"), PLAIN),
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


LATE = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(300, 40))
y = X @ rng.normal(size=40) + 0.3 * rng.normal(size=300)
w = np.zeros(40)
v = np.zeros(40)
lr0 = 0.001
for epoch in range(4):
    lr = lr0 * 0.5 ** (epoch // 3)
    for i in range(300):
        r = X[i] @ w - y[i]
        loss = r ** 2
        v = 0.9 * v - lr * 2 * r * X[i]
        w += v
print(w, loss)
"""


def test_a_velocity_that_holds_the_rate_stays_where_no_rehearsal_comes_to_a_change() -> None:
    assert converted(LATE).stage == "autograd"


SCHEDULERS = {
    "in each epoch": (script(after="lr *= 0.99"), ["ExponentialLR(optimizer, gamma=0.99)"]),
    "divided": (script(after="lr = lr / 1.02"), ["ExponentialLR(optimizer, gamma=1 / 1.02)"]),
    "by a name": (script("decay = 0.97", after="lr = decay * lr"), ["ExponentialLR(optimizer, gamma=decay)"]),
    "by steps": (script(after="if (epoch + 1) % 30 == 0:\n        lr *= 0.5"), ["StepLR(optimizer, step_size=30, gamma=0.5)"]),
    "by steps by name": (
        script("step, drop = 20, 0.7", after="if (epoch + 1) % step == 0:\n        lr *= drop"),
        ["StepLR(optimizer, step_size=step, gamma=drop)"],
    ),
    "by steps before the update": (
        script(rate="if epoch % 40 == 0 and epoch > 0:\n        lr /= 10"),
        ["StepLR(optimizer, step_size=40, gamma=0.1)"],
    ),
    "at milestones": (
        script(after="if epoch in (50, 75):\n        lr *= 0.1"),
        ["MultiStepLR(optimizer, milestones=[51, 76], gamma=0.1)"],
    ),
    "at a milestone before the update": (
        script(rate="if epoch == 50:\n        lr = lr / 2"),
        ["MultiStepLR(optimizer, milestones=[50], gamma=0.5)"],
    ),
    "a power": (script(rate="lr = lr0 * 0.98 ** epoch"), ["lr=lr0)", "ExponentialLR(optimizer, gamma=0.98)"]),
    "a power by steps": (
        script(rate="lr = lr0 * 0.5 ** (epoch // 25)"),
        ["lr=lr0)", "StepLR(optimizer, step_size=25, gamma=0.5)"],
    ),
    "one over t": (
        script(rate="lr = lr0 / (1 + 0.01 * epoch)"),
        ["lr=lr0)", "LambdaLR(optimizer, lambda epoch: 1 / (1 + 0.01 * epoch))"],
    ),
    "in the update": (
        script(update="w -= lr0 / (1 + 0.01 * epoch) * grad"),
        ["lr=lr0)", "LambdaLR(optimizer, lambda epoch: 1 / (1 + 0.01 * epoch))"],
    ),
    "cosine": (
        script(rate="lr = 0.5 * lr0 * (1 + np.cos(np.pi * epoch / 90))"),
        ["lr=lr0)", "LambdaLR(optimizer, lambda epoch: 0.5 * (1 + math.cos(torch.pi * epoch / 90)))"],
    ),
    "warm-up": (
        script(rate="lr = lr0 * min(1.0, (epoch + 1) / 10)"),
        ["LambdaLR(optimizer, lambda epoch: min(1.0, (epoch + 1) / 10))"],
    ),
    "two rates": (
        script(rate="lr = 0.1 if epoch < 50 else 0.01"),
        ["lr=1.0)", "LambdaLR(optimizer, lambda epoch: 0.1 if epoch < 50 else 0.01)"],
    ),
    "a function": (
        script("def rate(t):\n    return 5 / (t + 50)", rate="eta = rate(epoch)", update="w = w - eta * grad"),
        ["lr=1.0)", "LambdaLR(optimizer, rate)"],
    ),
    "from one": (
        script(rate="lr = lr0 / epoch ** 0.5").replace("range(90)", "range(1, 91)"),
        ["LambdaLR(optimizer, lambda epoch: 1 / (epoch + 1) ** 0.5)"],
    ),
    "by steps from one": (
        script(after="if epoch % 30 == 0:\n        lr *= 0.5").replace("range(90)", "range(1, 91)"),
        ["StepLR(optimizer, step_size=30, gamma=0.5)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("original", "lines"), SCHEDULERS.values(), ids=SCHEDULERS)
def test_a_scheduler_that_computes_the_same(original: str, lines: list[str]) -> None:
    after = converted(original).after
    assert [line for line in lines if line not in after] == []
    assert "scheduler.step()" in after
    assert "param_groups" not in after


# What only looks like one: the rate is given to the optimizer before each step.
UNLIKE = {
    "a step later": script(after="if epoch % 30 == 0:\n        lr *= 0.5"),
    "a step in the first epoch": script(rate="if epoch % 30 == 0:\n        lr *= 0.5"),
    "by the loss": script(after="lr *= 0.99 if loss > 1 else 0.9"),
    "with a floor": script(after="lr = max(lr * 0.95, 0.01)"),
    "less by a number": script(after="lr -= 0.001"),
    "printed": script(rate="lr = lr0 * 0.98 ** epoch", after="if epoch % 30 == 0: print(lr)"),
    "printed at the end": script(after="lr *= 0.99") + "print(lr)\n",
    "left out in some epochs": script(after="if epoch == 7: continue\n    lr *= 0.99"),
    "twice": script(rate="lr *= 0.999", after="lr *= 0.99"),
    "by something that changes": script("c = 0.99", after="c *= 0.999\n    lr *= c"),
}


@pytest.mark.parametrize("original", UNLIKE.values(), ids=UNLIKE)
def test_what_no_scheduler_computes(original: str) -> None:
    after = converted(original).after
    assert "scheduler" not in after
    assert 'optimizer.param_groups[0]["lr"] = lr' in after


BATCHES = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(30, 2))
y = X @ np.array([1.0, 2.0]) + 0.3 * rng.normal(size=30)
w = np.zeros(2)
lr = 0.1
for epoch in range(20):
    for i in range(30):
        r = X[i] @ w - y[i]
        loss = r ** 2
        w -= lr * 2 * r * X[i]
    # slower and slower
    lr *= 0.95
    print(epoch, loss)
print(w)
"""


def test_the_scheduler_steps_once_in_an_epoch_of_batches() -> None:
    conversion = converted(BATCHES)
    assert "        optimizer.step()\n    # slower and slower\n    scheduler.step()\n    print" in conversion.after


def test_a_momentum_that_changes_stays() -> None:
    original = script("v = np.zeros(2)", "beta = min(0.9, 0.5 + 0.01 * epoch)", "v = beta * v + grad\n    w -= lr * v")
    assert converted(original).stage == "autograd"
