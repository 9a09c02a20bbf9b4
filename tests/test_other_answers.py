"""Where PyTorch would answer otherwise than NumPy: another form is written, or it is said; never an answer that differs in silence."""

from __future__ import annotations

import pytest
from sides import difference_made, run

from np2torch.convert import Conversion, convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SHOWN = """\
def f(x):
    if isinstance(x, (int, float, np.floating, np.integer)):
        return "scalar"
    return "array" if isinstance(x, np.ndarray) else "other"
"""
ENCODER = """\
import json
class Encoder(json.JSONEncoder):
    def default(self, obj):
        if isinstance(obj, np.integer):
            return int(obj)
        if isinstance(obj, np.floating):
            return float(obj)
        if isinstance(obj, np.ndarray):
            return obj.tolist()
        return super().default(obj)
x = np.arange(3)
print(json.dumps({"a": x, "b": x.sum(), "c": [x.mean(), x / 2]}, cls=Encoder))
"""


def converted(body: str) -> Conversion:
    return convert(f"import numpy as np\n{body}\n", "tensor", BOOK)


def difference(body: str) -> str | None:
    return difference_made(f"import numpy as np\n{body}\n", converted(body).after)


@pytest.mark.parametrize(
    "body",
    [
        "a = np.arange(3.)\nprint(isinstance(a[0], np.float64), isinstance(a, np.float64), isinstance(a.sum(), np.generic))",
        "a = np.arange(3)\nprint(isinstance(a[0], np.integer), isinstance(a.argmax(), (int, np.integer)), isinstance(2, np.integer))",
        "a = np.float32(2)\nprint(isinstance(a * 2, np.float32), isinstance(a, np.float64), type(a) == np.float32)",
        f"{SHOWN}print(f(1), f(2.0), f(np.arange(3.)), f(np.mean([1.,2])), f(np.arange(3)[1]), f([1]))",
        "def f(x):\n    return isinstance(x, np.float64)\nprint(f(np.arange(3.)), f(np.mean([1.,2])))",
        "def f(x):\n    return type(x) == np.float64\nprint(f(np.arange(3.)), f(np.mean([1.,2])), f([1]))",
        "def f(x):\n    return isinstance(x, np.ndarray), type(x) is np.ndarray\nprint(f(np.arange(3.)), f(np.mean([1.,2])))",
        "a = np.arange(3.)\nprint(type(a) is np.ndarray, type(a[0]) is np.ndarray, type(a) in (list, np.ndarray))",
        ENCODER,
    ],
)
def test_questions_about_types(body: str) -> None:
    assert difference(body) is None


def test_an_array_is_asked_whether_it_is_a_tensor() -> None:
    text = converted("def f(x):\n    return isinstance(x, np.ndarray)\ny = f(np.ones(3)), f([1])").after
    assert "return isinstance(x, torch.Tensor)" in text


@pytest.mark.parametrize(
    "body",
    [
        "s = np.linalg.slogdet(np.eye(2) * 3)\nx = s.logabsdet\nprint(x, s.sign)",
        "e = np.linalg.eigh(np.eye(2))\nprint(e.eigenvalues, e.eigenvectors)",
        "a = np.arange(4.).reshape(2, 2)\nprint(abs(np.linalg.svd(a).S), abs(np.linalg.svd(a, full_matrices=False).Vh), abs(np.linalg.qr(a).R))",
        "q, r = np.linalg.qr(np.eye(2) * 2)\nprint(abs(q), abs(r))",
    ],
)
def test_parts_of_results_by_name(body: str) -> None:
    assert difference(body) is None
    assert not converted(body).diagnostics


@pytest.mark.parametrize(
    "body",
    [
        "a = np.array([200, 44], dtype=np.uint8)\nprint(a == 300, a != 300, a < 300, a > -1, np.equal(a, 300))",
        "a = np.array([200, 44], dtype=np.uint8)\nn = 256\nprint(a / n, np.divide(a, 300), a + 50)",
        "x = np.ones(3)\nprint((x > 0).all() is np.True_, x.any() == np.True_, (x.sum() > 5) is np.False_)",
        "m = np.array([True, False])\nv = m & np.True_\nw = np.array([1, 2]) * np.True_",
        "a = np.array([7, 8])\nprint(np.remainder(a, 0), divmod(a, 0), np.mod(a, 2), a / 0)",
    ],
)
def test_numbers_beyond(body: str) -> None:
    assert difference(body) is None


def test_a_division_of_bytes_is_pytorchs() -> None:
    assert "a / 256" in converted("a = np.array([200], dtype=np.uint8)\nb = a / 256").after


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("a = np.array([9], dtype=np.uint8)\na += 300", "3:1: NT104 a += 300: NumPy refuses the number"),
        ("a = np.ones(3)\nprint(a.__class__)", "3:7: NT104 a.__class__: the type of a tensor is torch.Tensor"),
        ("a = np.ones((2, 2))\nr = np.linalg.lstsq(a, a)[2]", "3:5: NT105 np.linalg.lstsq(a, a): the rank is int64"),
        ("i = np.argpartition(np.ones(3), 1)", "2:5: NT105 np.argpartition(np.ones(3), 1): NumPy leaves the order"),
        ("print(np.linalg.eigh(np.eye(2)))", "2:7: NT104 np.linalg.eigh(np.eye(2)): NumPy shows the items with"),
    ],
)
def test_what_is_said(body: str, said: str) -> None:
    assert [d.text("").removeprefix(":")[: len(said)] for d in converted(body).diagnostics] == [said]


@pytest.mark.parametrize(
    "body",
    [
        "i = np.argsort(np.ones(3), kind='stable')",
        "i = np.ones(3).argsort(kind='mergesort')",
        "i = np.argsort(np.ones(3), stable=True)",
        "a = np.ones((2, 2))\nx = np.linalg.lstsq(a, a)[0]",
        "x = np.ones(2)\nb = np.broadcast_to(x, (3, 2))\nx += 1\ny = b + 1",
        "class L:\n    def __init__(self, b=None):\n        self.b = np.zeros(2) if b == None else b\nx = L().b + 1",
        "a = np.array([9], dtype=np.uint8)\na += 30",
        "x = np.ones((1, 3))\ny = np.squeeze(x, axis=0)",
        "a = np.concatenate([np.zeros((0, 2)), np.ones((2, 2))])",
    ],
)
def test_nothing_is_said(body: str) -> None:
    assert difference(body) is None
    assert not converted(body).diagnostics


def test_integers_divided_by_zeros_are_an_error() -> None:
    """Where NumPy goes on with a warning: louder, and where it is seen before it stays NumPy's."""
    program = "import numpy as np\na = np.array([1, 2]) // np.array([1, 0])\n"
    assert run(program).error is None
    assert "ZeroDivisionError" in str(run(convert(program, "tensor", BOOK).after).error)


def test_an_empty_index_of_what_is_no_array() -> None:
    assert difference("a = np.ones(2)\nd = {(): a, ('W', 1): 2 * a}\nprint(d[()] + 1, d['W', 1])") is None


def test_what_is_none_is_not_taken() -> None:
    body = (
        "def f(x, y=None):\n    return x + (y if y is not None else 0)\nprint(f(np.ones(2)), f(np.ones(2), np.ones(2)))"
    )
    assert difference(body) is None
    assert ".numpy()" in converted(body).after.partition("print")[2].partition(",")[0]


@pytest.mark.parametrize(
    "body",
    [
        ENCODER,
        "import json\nx = np.arange(3.)\nprint(json.dumps({'a': x}, default=lambda o: o.tolist()))",
        "a = np.arange(4.)\nb = a.flatten()\nc = a.astype(float)\nd = a[0]\nnp.copyto(b, 9)\nnp.add.at(a, [0, 0], 5.)\nprint(a, b, c, d)",
        "m = np.eye(2)\nr = m.flatten()\nold = m[0, 0]\nnp.fill_diagonal(m, 5.0)\nnp.put(m, [1], [8.0])\nprint(m, r, old)",
        "m = np.eye(2)\nr = m.flatten()\nm[0][1] = 5\nprint(m, r)",
        "w = np.ones(3)\nx = w.astype(float)\nfirst = w[0]\nnp.putmask(w, w > 0, 4.0)\nprint(w, x, first)",
    ],
)
def test_functions_that_are_handed_an_array(body: str) -> None:
    assert difference(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "print(list(zip(x[0], x[1])), list(enumerate(x[0])))",
        "S = {'w': np.zeros(2), 'hist': [], 'n': 3, 'd': {'a': x[0]}}\nS['hist'].append(x[1].copy())\nprint(S)",
        "L = [[x[0], x[1]], [x[1]]]\nT = (x[0], [x[1], 1.5])\nprint(L, T, str(T), f'{L} {T}')",
        "P = [(i, x[i].sum()) for i in range(2)]\nprint(P, sorted(P, key=lambda p: -p[1]))",
        "print({i: (x[i].mean(), x[i].std()) for i in range(2)})\nW = [(np.ones(2), np.zeros(2))]\nprint(W)",
        "print(f'{x.mean()!s:>8}|{x[0]!r}')",
        "for pen in (None, 'l1'):\n    print(pen, x.sum())",
        "t = type(x[0, 0]) == np.float64\nu = type([]) == list\nprint(t, u)",
    ],
)
def test_collections_of_collections_are_shown(body: str) -> None:
    assert difference(f"x = np.arange(6.).reshape(2, 3)\n{body}") is None
    assert not converted(f"x = np.arange(6.).reshape(2, 3)\n{body}").diagnostics


def test_what_cannot_be_told_is_said_where_it_is_shown() -> None:
    body = (
        "import types\nspace = types.SimpleNamespace(x=np.ones(2))\nfor k, v in vars(space).items():\n    print(k, v)"
    )
    said = [d.text("") for d in converted(body).diagnostics]
    assert ":5:14: NT102 v: cannot tell what is shown; an array would be shown as a tensor" in said


OPTIONS = """\
import argparse
p = argparse.ArgumentParser()
p.add_argument("-l", "--learning-rate", type=float, default=0.1)
p.add_argument("--n", type=int, default=3)
p.add_argument("--mean", action="store_true")
p.add_argument("--sizes", type=int, nargs="+", default=[2, 1])
a = p.parse_args([])
w = np.zeros(a.n)
w -= a.learning_rate * np.arange(3.)
print(a.learning_rate * np.ones(2), w, w / a.n, np.arange(a.n) * 2, a.mean, [np.ones(s) for s in a.sizes])
"""
ARCHIVE = """\
import io
f = io.BytesIO()
np.savez(f, X=np.eye(2), y=np.arange(2))
def read(path):
    path.seek(0)
    data = np.load(path)
    return data["X"], data["y"]
X, y = read(f)
print(X @ np.ones(2), y + 1)
f.seek(0)
with np.load(f) as d:
    print(d["X"] * 2, d.files)
"""
CLASSES = """\
from dataclasses import dataclass, field
@dataclass
class Layer:
    W: np.ndarray
    b: np.ndarray = field(default_factory=lambda: np.zeros(2))
    def __call__(self, x):
        return x @ self.W + self.b
class Act(Layer):
    def __call__(self, x):
        return np.tanh(super().__call__(x))
y = Act(np.eye(3, 2))(np.ones((4, 3)))
print(y[0], y.sum())
"""


@pytest.mark.parametrize("body", [OPTIONS, ARCHIVE, CLASSES])
def test_where_values_come_from(body: str) -> None:
    assert difference(body) is None


def test_images() -> None:
    pytest.importorskip("PIL")
    body = (
        "from PIL import Image\nim = Image.fromarray((np.arange(12).reshape(2, 2, 3) * 20).astype(np.uint8))\n"
        "a = np.asarray(im) / 255.0\nb = np.array(im.convert('L'))\nprint(a.shape, a.mean(), b, b.dtype)"
    )
    assert difference(body) is None


def test_a_namespace_keeps_its_tensors() -> None:
    text = converted("import types\nspace = types.SimpleNamespace(x=np.ones(2), n=3)").after
    assert "types.SimpleNamespace(x=torch.ones(2), n=3)" in text
