"""Shapes of training code, each taken by `backward()`, beside what only looks like it and stays, with its reason."""

from __future__ import annotations

import programs
import pytest

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
HEAD = """import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(12, 3))
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
labels = (X[:, 0] > 0).astype(int)
"""
ESTIMATOR = """
class Logistic:
    def __init__(self):
        self.w = self.b = None
    def fit(self, X, labels):
        self.w, self.b = np.zeros(X.shape[1]), 0
        for _ in range(20):
            p = self.chances(X)
            dw = X.T @ (p - labels) / len(labels)
            db = np.sum(p - labels) / len(labels)
            self.w -= 0.5 * dw
            self.b -= 0.5 * db
        return self
    def chances(self, X):
        return 1 / (1 + np.exp(-(X @ self.w + self.b)))
model = Logistic().fit(X, labels)
print(model.w, model.b)
"""
CLOSURE = """
def line(w, b):
    def step(X, y):
        nonlocal w, b
        e = X @ w + b - y
        loss = np.mean(e ** 2)
        w = w - 0.1 * (2 * X.T @ e / len(y))
        b = b - 0.1 * (2 * np.mean(e, keepdims=True))
        return loss
    return step
step = line(np.zeros(3), np.zeros(1))
for i in range(20):
    loss = step(X, y)
print(loss)
"""
TRAINER = """
class Descent:
    def update(self, params, grads):
        for key in params:
            params[key] -= 0.1 * grads[key]
class Model:
    def __init__(self):
        self.params = {"w": np.zeros(3), "b": np.zeros(1)}
    def loss(self, X, y):
        return np.mean((X @ self.params["w"] + self.params["b"] - y) ** 2)
    def gradient(self, X, y):
        e = X @ self.params["w"] + self.params["b"] - y
        return {"w": 2 * X.T @ e / len(y), "b": 2 * np.mean(e, keepdims=True)}
class Trainer:
    def __init__(self, model, descent):
        self.model, self.descent, self.history = model, descent, []
    def train_step(self):
        grads = self.model.gradient(X, y)
        self.descent.update(self.model.params, grads)
        self.history.append(self.model.loss(X, y))
    def train(self):
        for i in range(20):
            self.train_step()
trainer = Trainer(Model(), Descent())
trainer.train()
print(trainer.history[0], trainer.history[-1])
"""
ATTRIBUTE = """
class Line:
    def __init__(self):
        self.w = np.zeros(3)
    def gradient(self, X, y):
        e = X @ self.w - y
        self.loss = np.mean(e ** 2)
        return 2 * X.T @ e / len(y)
class Descent:
    def __init__(self, rate):
        self.rate = rate
    def apply(self, model, grad):
        model.w -= self.rate * grad
model, descent = Line(), Descent(0.1)
for i in range(20):
    grad = model.gradient(X, y)
    descent.apply(model, grad)
    print(model.loss)
"""
PAIRS = """
class Net:
    def __init__(self):
        self.W = [rng.normal(size=(3, 4)), rng.normal(size=(4, 1))]
    def predict(self, x):
        for W in self.W:
            x = np.tanh(x @ W)
        return x
    def gradients(self, x, t):
        seen = [x]
        for W in self.W:
            seen.append(np.tanh(seen[-1] @ W))
        d = (seen[-1] - t) * (1 - seen[-1] ** 2)
        found = [None, seen[1].T @ d]
        d = d @ self.W[1].T * (1 - seen[1] ** 2)
        found[0] = seen[0].T @ d
        return found
    def learn(self, pairs):
        total = [np.zeros(W.shape) for W in self.W]
        for x, t in pairs:
            total = [a + g for a, g in zip(total, self.gradients(x, t))]
        self.W = [W - 0.1 * g for W, g in zip(self.W, total)]
net = Net()
pairs = [(X[i:i + 1], np.tanh(y[i:i + 1, None])) for i in range(12)]
for i in range(20):
    net.learn(pairs)
print(net.W[0], net.W[1])
"""
CLIPPED = """
w, b = np.zeros(3), np.zeros(1)
for i in range(20):
    e = X @ w + b - y
    loss = np.mean(e ** 2)
    dw = 2 * X.T @ e / len(y)
    db = 2 * np.mean(e, keepdims=True)
    norm = np.sqrt(sum(np.sum(g ** 2) for g in [dw, db]))
    if norm > 0.5:
        for g in [dw, db]:
            g *= 0.5 / norm
    w -= 0.1 * dw
    b -= 0.1 * db
print(w, b, loss)
"""
RATE = """
W = rng.normal(size=(3, 2)) * 0.1
rate = 1.0
for i in range(20):
    s = np.exp(X @ W)
    p = s / s.sum(axis=1, keepdims=True)
    loss = -np.log(p[range(12), labels]).mean()
    d = p
    d[range(12), labels] -= 1
    d /= 12
    dW = X.T @ d
    W += -rate * dW
print(W, loss)
"""
ONE_EXAMPLE = """
w = np.zeros((3, 1))
for epoch in range(3):
    for i in range(12):
        k = rng.integers(12)
        x, t = X[k:k + 1], y[k:k + 1, None]
        g = 2 * x.T @ (x @ w - t)
        w = w - 0.05 * g
print(w)
"""
HANDED = """
class Descent:
    def __init__(self, params):
        self.params = params
    def step(self, grads):
        for key, g in grads.items():
            self.params[key] -= 0.1 * g
params = {"w": np.zeros(3)}
descent = Descent(params)
for i in range(20):
    e = X @ params["w"] - y
    loss = np.mean(e ** 2)
    descent.step({"w": 2 * X.T @ e / len(y)})
print(params["w"], loss)
"""
MARGINS = """
W = rng.normal(size=(3, 2)) * 0.1
for i in range(20):
    s = X @ W
    m = np.maximum(0, s - s[np.arange(12), labels][:, None] + 1)
    m[np.arange(12), labels] = 0
    loss = m.sum() / 12 + 0.1 * np.sum(W * W)
    d = (m > 0).astype(float)
    d[np.arange(12), labels] = -d.sum(axis=1)
    W -= 0.1 * (X.T @ d / 12 + 0.2 * W)
print(W, loss)
"""
LAYERS = """
layers = [{"W": rng.normal(size=(3, 3)) * 0.5} for _ in range(2)]
for step in range(20):
    seen = [X]
    for i, layer in enumerate(layers):
        z = seen[-1] @ layer["W"]
        seen.append(np.tanh(z) if i == 0 else z)
    loss = np.sum((seen[-1] - X) ** 2) / 12
    d = 2 * (seen[-1] - X) / 12
    grads = [None, seen[1].T @ d]
    grads[0] = X.T @ (d @ layers[1]["W"].T * (1 - seen[1] ** 2))
    for layer, g in zip(layers, grads):
        layer["W"] -= 0.1 * g
print(layers[0]["W"], layers[1]["W"], loss)
"""
NET = """
class Net:
    def __init__(self):
        self.params = {"W": rng.normal(size=(3, 2)) * 0.1, "b": np.zeros(2)}
    def cost(self, X, t=None):
        scores = X @ self.params["W"] + self.params["b"]
        if t is None:
            return scores
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        cost = -np.log(p[np.arange(len(t)), t]).mean()
        p[np.arange(len(t)), t] -= 1
        grads = {"W": X.T @ p / len(t), "b": p.sum(axis=0) / len(t)}
        return cost, grads
    def train(self, X, t):
        costs = []
        for i in range(20):
            cost, grads = self.cost(X, t)
            for key in self.params:
                self.params[key] -= 0.5 * grads[key]
            costs.append(cost)
        return {"costs": costs}
net = Net()
print(net.train(X, labels)["costs"][-1], (net.cost(X).argmax(axis=1) == labels).mean())
"""
SHAPES = {
    "an estimator whose targets are integers": ESTIMATOR,
    "a closure": CLOSURE,
    "a trainer that looks at the loss afterwards": TRAINER,
    "a loss kept on the object": ATTRIBUTE,
    "pairs, one after another": PAIRS,
    "clipped in a list": CLIPPED,
    "a rate of 1": RATE,
    "one example, no loss": ONE_EXAMPLE,
    "parameters that an optimizer was given": HANDED,
    "margins": MARGINS,
    "a list of dicts": LAYERS,
    "scores or a loss": NET,
}
# What is a part of what they have, and what it is here: a mistake or a purpose that `backward()` would not follow.
ALIKE = {
    "the square of the error for the error": (ESTIMATOR, "X.T @ (p - labels)", "X.T @ (p - labels) ** 2"),
    "the sign of the error": (ESTIMATOR, "X.T @ (p - labels)", "X.T @ np.sign(p - labels)"),
    "hard decisions": (ESTIMATOR, "p = self.chances(X)", "p = (self.chances(X) > 0.5).astype(float)"),
    "a state that is no error": (CLOSURE, "2 * X.T @ e / len(y)", "2 * X.T @ np.abs(e) / len(y)"),
    "one parameter's gradient is wrong": (
        TRAINER,
        "2 * np.mean(e, keepdims=True)",
        "2 * np.mean(np.abs(e), keepdims=True)",
    ),
    "a stop on the way": (PAIRS, "(1 - seen[1] ** 2)", "(1 - seen[1])"),
    "a target that follows slowly": (ONE_EXAMPLE, "2 * x.T @ (x @ w - t)", "0.1 * (w - x.T)"),
    "the margins themselves": (MARGINS, "(m > 0).astype(float)", "m.copy()"),
    "a term left out on purpose": (LAYERS, "* (1 - seen[1] ** 2)", ""),
    "of other labels": (NET, "p[np.arange(len(t)), t] -= 1", "p[np.arange(len(t)), 1 - t] -= 1"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_is_taken(shape: str) -> None:
    made = convert(HEAD + shape, "autograd", BOOK).after
    assert ".backward()" in made
    before, after = programs.outcome(HEAD + shape), programs.outcome(made)
    scratch = {"p", "d"}  # what gradient code changed in place, and nobody looks at
    values = {n: v for n, v in before.values.items() if n not in scratch}
    assert programs.differences(programs.Outcome(before.printed, values, before.failure), after) == []


@pytest.mark.parametrize(("shape", "part", "other"), ALIKE.values(), ids=ALIKE)
def test_what_looks_like_it_stays(shape: str, part: str, other: str) -> None:
    assert part in shape
    made = convert(HEAD + shape.replace(part, other), "autograd", BOOK)
    assert ".backward()" not in made.after
    assert {d.code for d in made.diagnostics} & {"NT202", "NT203"}


def test_what_a_method_returned_for_its_gradients_goes() -> None:
    made = convert(HEAD + NET, "autograd", BOOK).after
    assert "return cost\n" in made
    assert "grads" not in made
    assert "return scores" in made


def test_arrays_stay_arrays_whatever_is_added_in_place() -> None:
    made = convert(HEAD + NET, "tensor", BOOK).after
    assert "as_tensor" not in made
