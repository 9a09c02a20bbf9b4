"""Data of other libraries: what is said of their sizes is so, and gradients are found where the data come from there."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn")

import numpy as np
import programs

from np2torch.arrivals import Arrivals
from np2torch.convert import conversions, convert
from np2torch.edit import Source
from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.incoming import Incoming
from np2torch.rehearsal.tensor import Tensor
from np2torch.rehearsal.world import World
from np2torch.rulebook import read_rulebook
from np2torch.verify.observe import observe
from np2torch.verify.run import Limits, Script

BOOK = read_rulebook()
INCOMING = Incoming(BOOK.arrivals, {}, 1, False)
LOADERS = ["iris", "digits", "wine", "breast_cancer", "diabetes", "linnerud"]
CALLS = [
    ("make_regression", {"n_samples": 11, "n_features": 3}),
    ("make_friedman1", {"n_samples": 11, "n_features": 6}),
    ("make_friedman2", {"n_samples": 11}),
    ("make_s_curve", {"n_samples": 11}),
    ("make_swiss_roll", {"n_samples": 11}),
    ("make_hastie_10_2", {"n_samples": 11}),
    ("make_moons", {"n_samples": 11}),
    ("make_moons", {"n_samples": (4, 5)}),
    ("make_circles", {"n_samples": 12}),
    ("make_blobs", {"n_samples": 11, "n_features": 3, "centers": 4}),
    ("make_blobs", {"n_samples": 11, "centers": [[0.0, 1.0], [2.0, 3.0]]}),
    ("make_classification", {"n_samples": 11, "n_features": 6, "n_informative": 4, "n_classes": 3}),
    ("make_gaussian_quantiles", {"n_samples": 11, "n_features": 3, "n_classes": 2}),
]


@pytest.fixture(autouse=True)
def world() -> World:
    """A rehearsal's methods of tensors, and a budget."""
    return World(Conditions(budget=10_000_000))


def arrays_in(value: Any) -> Iterator[Any]:
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from arrays_in(item)
    else:
        yield value


def alike(made: Any, real: Any) -> None:
    pairs = list(zip(arrays_in(made), arrays_in(real), strict=True))
    for ours, theirs in pairs:
        assert isinstance(ours, Tensor)
        assert (tuple(ours.shape), ours.type_) == (theirs.shape, str(theirs.dtype))
        if theirs.dtype == np.int64:
            assert max(ours.values) <= theirs.max()
    assert pairs


@pytest.mark.parametrize("name", LOADERS)
def test_loader(name: str) -> None:
    load = getattr(importlib.import_module("sklearn.datasets"), f"load_{name}")
    for part in ("data", "target", *(["images"] if name == "digits" else [])):
        alike(INCOMING.attribute(f"sklearn.datasets.load_{name}().{part}"), load()[part])
    alike(INCOMING.called(f"sklearn.datasets.load_{name}", [], {"return_X_y": True}), load(return_X_y=True))


@pytest.mark.parametrize(("name", "options"), CALLS)
def test_maker(name: str, options: dict[str, Any]) -> None:
    make = getattr(importlib.import_module("sklearn.datasets"), name)
    alike(INCOMING.called(f"sklearn.datasets.{name}", [], options), make(**options, random_state=0))


@pytest.mark.parametrize("size", [None, 0.2, 0.33, 4])
def test_split(size: float | None) -> None:
    from sklearn.model_selection import train_test_split

    X, y = np.zeros((13, 3)), np.zeros(13, dtype=np.int64)
    made = INCOMING.called(
        "sklearn.model_selection.train_test_split",
        [Tensor.of([0.0] * 39, (13, 3), "float64"), Tensor.of([0] * 13, (13,), "int64")],
        {"test_size": size},
    )
    alike(made, train_test_split(X, y, test_size=size))


@pytest.mark.parametrize("scaler", ["StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "Normalizer"])
def test_scaled(scaler: str) -> None:
    data = Tensor.of([1, 2, 3, 4, 5, 6], (3, 2), "int64")
    made = INCOMING.called(f"sklearn.preprocessing.{scaler}().fit_transform", [data], {})
    real = getattr(importlib.import_module("sklearn.preprocessing"), scaler)()
    alike(made, real.fit_transform(np.arange(6).reshape(3, 2)))


@pytest.mark.parametrize("name", ["sklearn.datasets.load_iris(as_frame).data", "sklearn.datasets.fetch_openml().data"])
def test_not_known(name: str) -> None:
    assert INCOMING.attribute(name) is None


def test_an_entry_with_parameters_is_for_any_call() -> None:
    table = Arrivals((("lib.make(n=3)", "float64[n]"),))
    assert table.first(["lib.make()"]).parameters == {"n": 3}
    assert Incoming(table, {}, 1, False).called("lib.make", [], {}).shape == (3,)
    assert Incoming(table, {}, 1, False).called("lib.make", [5], {}).shape == (5,)


MOONS = """\
import numpy as np
from sklearn.datasets import make_moons

X, y = make_moons(n_samples=60, noise=0.1, random_state=0)
y = y.reshape(-1, 1)
rng = np.random.RandomState(0)
W1, b1 = rng.randn(2, 8), np.zeros((1, 8))
W2, b2 = rng.randn(8, 1), np.zeros((1, 1))
lr = 0.5
for epoch in range(60):
    h = np.tanh(X @ W1 + b1)
    p = 1 / (1 + np.exp(-(h @ W2 + b2)))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    dz2 = (p - y) / len(X)
    dW2 = h.T @ dz2
    db2 = dz2.sum(axis=0, keepdims=True)
    dz1 = (dz2 @ W2.T) * (1 - h ** 2)
    dW1 = X.T @ dz1
    db1 = dz1.sum(axis=0, keepdims=True)
    W1 -= lr * dW1
    b1 -= lr * db1
    W2 -= lr * dW2
    b2 -= lr * db2
print("loss", loss)
"""

IRIS = """\
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

iris = load_iris()
X_train, X_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.2, random_state=1)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
Y = np.eye(3)[y_train]
W, b = np.zeros((4, 3)), np.zeros(3)
for epoch in range(80):
    scores = X_train @ W + b
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    probs = e / e.sum(axis=1, keepdims=True)
    loss = -np.sum(Y * np.log(probs)) / len(Y)
    d = (probs - Y) / len(Y)
    W -= 0.1 * X_train.T @ d
    b -= 0.1 * d.sum(axis=0)
print("loss", loss)
print("accuracy", np.mean((X_test @ W + b).argmax(axis=1) == y_test))
"""

DIABETES = """\
import numpy as np
from sklearn import datasets

X, y = datasets.load_diabetes(return_X_y=True)
w = np.zeros(X.shape[1])
b = 0.0
for epoch in range(100):
    error = X @ w + b - y
    loss = np.mean(error ** 2)
    w -= 0.1 * 2 * X.T @ error / len(y)
    b -= 0.1 * 2 * np.mean(error)
print("loss", loss)
"""


@pytest.mark.parametrize(("text", "names"), [(MOONS, "W1 b1 W2 b2"), (IRIS, "W b"), (DIABETES, "w b")])
def test_gradients_on_data_of_another_library(text: str, names: str) -> None:
    result = convert(text, "optim", BOOK)
    assert "optimizer.step()" in result.after, [d.message for d in result.diagnostics]
    before, after = programs.outcome(text), programs.outcome(result.after)
    assert set(names.split()) <= set(before.values)
    assert not programs.differences(before, after)


def test_what_is_not_known_is_said() -> None:
    text = DIABETES.replace("datasets.load_diabetes(return_X_y=True)", "datasets.fetch_openml('x', return_X_y=True)")
    [message] = [d.message for d in convert(text, "autograd", BOOK).diagnostics if d.code == "NT202"]
    assert "what `sklearn.datasets.fetch_openml().shape` gives is known only when the program runs" in message


# --- sizes that a run shows ------------------------------------------------------------------

FILES = """\
import numpy as np

data = np.loadtxt("data.csv", delimiter=",")
X, y = data[:, :-1], data[:, -1]
w = np.zeros(X.shape[1])
b = 0.0
for epoch in range(30):
    error = X @ w + b - y
    loss = np.mean(error ** 2)
    w -= 0.1 * 2 * X.T @ error / len(y)
    b -= 0.1 * 2 * np.mean(error)
print("loss", loss)
"""

ARCHIVE = """\
import numpy as np

archive = np.load("data.npz")
X = archive["x"].astype(np.float64) / 255.0
y = archive["y"]
Y = np.zeros((X.shape[0], 3))
Y[np.arange(len(y)), y] = 1
W = np.zeros((20, 3))
for epoch in range(10):
    for i in range(0, 70, 32):
        xb, yb = X[i:i + 32], Y[i:i + 32]
        e = np.exp(xb @ W)
        p = e / e.sum(axis=1, keepdims=True)
        loss = -np.mean(np.sum(yb * np.log(p), axis=1))
        W -= 0.5 * xb.T @ (p - yb) / len(xb)
print("loss", loss)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rng = np.random.RandomState(0)
    np.savetxt(tmp_path / "data.csv", rng.randn(50, 4), delimiter=",")
    np.savez(tmp_path / "data.npz", x=rng.randint(0, 256, (70, 20)).astype(np.uint8), y=rng.randint(0, 3, 70))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("text", [FILES, ARCHIVE])
def test_gradients_on_data_from_files(folder: Path, text: str) -> None:
    observed = observe(Script(folder / "train.py", text), Limits(60)).observed
    *_, without = conversions(text, "optim", BOOK)
    *_, seen = conversions(text, "optim", BOOK, observed=observed)
    assert "backward()" not in without.after
    assert "is known only when the program runs (--trace runs it once)" in "".join(
        d.message for d in without.diagnostics
    )
    assert "optimizer.step()" in seen.after, [d.message for d in seen.diagnostics]
    assert not programs.differences(programs.outcome(text), programs.outcome(seen.after))


def test_sizes_that_change_are_not_taken_for_known(folder: Path) -> None:
    text = "import numpy as np\nfor n in (2, 3):\n    a = np.ones(n)\n    b = np.arange(4)\n"
    source = Source.parse(text)
    shown = observe(Script(folder / "train.py", text), Limits(60)).observed.shown(source.nodes)
    assert shown == {"np.arange(4)": "int64[4] < 4"}
