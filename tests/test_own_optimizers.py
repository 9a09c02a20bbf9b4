"""Updates in functions, methods and classes of the program: the optimizer takes their place."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import Conversion, conversions
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
DATA = """\
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(30, 3))
y = X @ np.array([[1.0], [2.0], [-1.0]]) + 0.5 + 0.1 * rng.normal(size=(30, 1))
"""
CLASS = """\


class Optimizer:
    def __init__(self, lr, momentum=0.9{more}):
        self.lr = lr
        self.momentum = momentum
        self.v = {{}}
        self.t = 0

    def step(self, params, grads):
        self.t += 1
        for name in params:
            if name not in self.v:
                self.v[name] = np.zeros_like(params[name])
            self.v[name] = self.momentum * self.v[name] - self.lr * grads[name]
            params[name] += self.v[name]


"""
LOOP = """\
params = {"W": np.zeros((3, 1)), "b": np.zeros(1)}
optimizer = Optimizer(0.05)
for epoch in range(20):
    pred = X @ params["W"] + params["b"]
    loss = np.mean((pred - y) ** 2)
    d = 2 * (pred - y) / len(y)
    optimizer.step(params, {"W": X.T @ d, "b": d.sum(axis=0)})
    print(epoch, loss)
"""
NET = """\


class Net:
    def __init__(self, lr):
        self.lr = lr
        self.W = np.zeros((3, 1))
        self.b = np.zeros(1)

    def forward(self, X):
        return X @ self.W + self.b

    def backward(self, X, pred, y):
        d = 2 * (pred - y) / len(y)
        self.W -= self.lr * X.T @ d
        self.b -= self.lr * d.sum(axis=0)


"""
NET_LOOP = """\
net = Net(0.1)
for epoch in range(20):
    pred = net.forward(X)
    loss = np.mean((pred - y) ** 2)
    net.backward(X, pred, y)
    print(epoch, loss)
"""
LAYERS = """\


class Dense:
    def __init__(self, n_in, n_out):
        self.W = 0.5 * rng.normal(size=(n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T

    def update(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        return grad * (1 - self.y ** 2)


first, act, second = Dense(3, 4), Tanh(), Dense(4, 1)
layers = [first, act, second]
for epoch in range(20):
    pred = X
    for layer in layers:
        pred = layer.forward(pred)
    loss = np.mean((pred - y) ** 2)
    grad = 2 * (pred - y) / len(y)
    for layer in reversed(layers):
        grad = layer.backward(grad)
"""


def converted(script: str, stage: str = "optim") -> Conversion:
    """The conversion, which does the same as the original."""
    *_, conversion = conversions(script, stage, BOOK)
    new = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
    found = programs.differences(programs.outcome(script), new, conversion.correspondence, relative=1e-9)
    assert found == [], conversion.after
    return conversion


def test_an_optimizer_of_the_program_gives_way() -> None:
    after = converted(DATA + CLASS.format(more="") + LOOP).after
    assert "optimizer = torch.optim.SGD(params.values(), lr=0.05, momentum=0.9)" in after
    assert "class Optimizer" not in after
    assert "    loss.backward()\n    optimizer.step()\n" in after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("print(epoch, loss)", "print(epoch, optimizer.t)"),
        ("self.t += 1", "self.t += 1\n        print(self.t)"),
    ],
)
def test_an_optimizer_that_does_more_stays(old: str, new: str) -> None:
    conversion = converted((DATA + CLASS.format(more="") + LOOP).replace(old, new))
    assert "class Optimizer" in conversion.after
    assert "torch.optim" not in conversion.after
    assert ["does more than to step" in d.message for d in conversion.diagnostics if d.code == "NT301"] == [True]


def test_a_rate_that_the_object_changes_itself_is_given_to_the_optimizer() -> None:
    own = NET.replace(
        "self.b -= self.lr * d.sum(axis=0)",
        "self.b -= self.lr * d.sum(axis=0)\n\n    def slow_down(self):\n        self.lr *= 0.95",
    )
    conversion = converted(DATA + own + NET_LOOP.replace("    print", "    net.slow_down()\n    print"))
    assert 'optimizer.param_groups[0]["lr"] = net.lr' in conversion.after


def test_a_net_that_updates_itself() -> None:
    after = converted(DATA + NET + NET_LOOP).after
    assert "optimizer = torch.optim.SGD([net.W, net.b], lr=0.1)" in after
    assert "def backward" not in after


UPDATES = {
    "in the loop": (
        "    for layer in layers:\n        if hasattr(layer, 'W'):\n            layer.W -= 0.1 * layer.dW\n            layer.b -= 0.1 * layer.db\n",
        "torch.optim.SGD([p for layer in layers if hasattr(layer, 'W') for p in (layer.W, layer.b)], lr=0.1)",
    ),
    "layer by layer": (
        "    first.update(0.1)\n    second.update(0.1)\n",
        "torch.optim.SGD([first.W, first.b, second.W, second.b], lr=0.1)",
    ),
    "in some": (
        "    for layer in layers:\n        if isinstance(layer, Dense):\n            layer.update(0.1)\n",
        "torch.optim.SGD([p for layer in layers if isinstance(layer, Dense) for p in (layer.W, layer.b)], lr=0.1)",
    ),
}


@pytest.mark.parametrize(("update", "line"), UPDATES.values(), ids=UPDATES)
def test_layers_that_are_updated_one_by_one(update: str, line: str) -> None:
    assert line in converted(DATA + LAYERS + update + "    print(epoch, loss)\n").after


def test_layers_with_rates_of_their_own_stay() -> None:
    conversion = converted(DATA + LAYERS + "    first.update(0.1)\n    second.update(0.05)\n    print(epoch, loss)\n")
    assert "torch.optim" not in conversion.after
    assert "NT301" in [d.code for d in conversion.diagnostics]
