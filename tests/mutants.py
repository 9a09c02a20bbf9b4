"""Programs whose gradients by hand have one small mistake, made by a program: a sign, a factor, a transpose, a term."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping

HEAD = """import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(6, 4))
"""
# The code of the gradients stands between `# [` and `# ]`. Sizes are equal, so that transposes run.
PROGRAMS = {
    "softmax, masked in place": """
y = rng.integers(0, 4, size=6)
W1, b1 = rng.normal(size=(4, 4)) * 0.5, np.zeros((1, 4))
W2, b2 = rng.normal(size=(4, 4)) * 0.5, np.zeros((1, 4))
for i in range(4):
    h = np.maximum(0, X @ W1 + b1)
    s = np.exp(h @ W2 + b2)
    p = s / s.sum(axis=1, keepdims=True)
    loss = -np.log(p[range(6), y]).mean() + 0.05 * np.sum(W1 * W1)
    # [
    d = p
    d[range(6), y] -= 1
    d /= 6
    dW2 = h.T @ d
    db2 = d.sum(axis=0, keepdims=True)
    dh = d @ W2.T
    dh[h <= 0] = 0
    dW1 = X.T @ dh + 0.1 * W1
    db1 = dh.sum(axis=0, keepdims=True)
    # ]
    W1 += -0.1 * dW1
    b1 += -0.1 * db1
    W2 += -0.1 * dW2
    b2 += -0.1 * db2
    print(loss, W1.sum(), W2.sum(), b1.sum())
""",
    "functions and a dict": """
Y = rng.normal(size=(6, 4))
params = {"W": rng.normal(size=(4, 4)) * 0.5, "V": rng.normal(size=(4, 4)) * 0.5, "c": np.zeros(4)}
def forward(params, X):
    h = np.tanh(X @ params["W"])
    return h, h @ params["V"] + params["c"]
def backward(params, X, Y, h, out):
    # [
    d = 2 * (out - Y) / Y.size
    dh = d @ params["V"].T
    dz = dh * (1 - h ** 2)
    grads = {"W": X.T @ dz, "V": h.T @ d, "c": d.sum(axis=0)}
    # ]
    return grads
for i in range(4):
    h, out = forward(params, X)
    loss = np.mean((out - Y) ** 2)
    grads = backward(params, X, Y, h, out)
    for k in params:
        params[k] -= 0.1 * grads[k]
    print(loss, params["W"].sum(), params["V"].sum(), params["c"].sum())
""",
    "layers of a list": """
Y = rng.normal(size=(6, 4))
class Linear:
    def __init__(self):
        self.W, self.b = rng.normal(size=(4, 4)) * 0.5, np.zeros(4)
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, d):
        # [
        self.dW = self.x.T @ d
        self.db = d.sum(axis=0)
        dx = d @ self.W.T
        # ]
        return dx
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out
    def backward(self, d):
        return d * self.out * (1 - self.out)
layers = [Linear(), Sigmoid(), Linear()]
for i in range(4):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = 0.5 * np.sum((out - Y) ** 2)
    d = out - Y
    for layer in reversed(layers):
        d = layer.backward(d)
    for layer in layers:
        if isinstance(layer, Linear):
            layer.W -= 0.05 * layer.dW
            layer.b -= 0.05 * layer.db
    print(loss, layers[0].W.sum(), layers[2].W.sum(), layers[0].b.sum())
""",
    "through time": """
y = X.sum(axis=1)
H = 4
Wx, Wh, w = rng.normal(size=(1, H)) * 0.5, rng.normal(size=(H, H)) * 0.5, rng.normal(size=(H, 1)) * 0.5
for i in range(4):
    hs = [np.zeros((6, H))]
    for t in range(4):
        hs.append(np.tanh(X[:, t:t + 1] @ Wx + hs[-1] @ Wh))
    e = hs[-1] @ w - y[:, None]
    loss = np.mean(e ** 2)
    dWx, dWh = np.zeros_like(Wx), np.zeros_like(Wh)
    # [
    d = 2 * e / 6
    dw = hs[-1].T @ d
    dh = d @ w.T
    for t in reversed(range(4)):
        dz = dh * (1 - hs[t + 1] ** 2)
        dWx += X[:, t:t + 1].T @ dz
        dWh += hs[t].T @ dz
        dh = dz @ Wh.T
    # ]
    Wx -= 0.1 * dWx
    Wh -= 0.1 * dWh
    w -= 0.1 * dw
    print(loss, Wx.sum(), Wh.sum(), w.sum())
""",
    "an estimator without a loss": """
class Logistic:
    def fit(self, X, y):
        self.w, self.b = np.zeros(X.shape[1]), 0
        for _ in range(4):
            p = self.chances(X)
            # [
            error = p - y
            dw = (1 / len(y)) * np.dot(X.T, error)
            db = (1 / len(y)) * np.sum(error)
            # ]
            self.w -= 0.3 * dw
            self.b -= 0.3 * db
    def chances(self, X):
        return 1 / (1 + np.exp(-(np.dot(X, self.w) + self.b)))
model = Logistic()
model.fit(X, (X[:, 0] > 0).astype(int))
print(model.w.sum(), model.w[0], model.b)
""",
}
OTHERS = {
    "h": "dh",
    "hs": "dh",
    "p": "error",
    "d": "dh",
    "dh": "d",
    "dz": "dh",
    "out": "Y",
}  # a wrong array of one shape


def program(name: str) -> str:
    return HEAD + PROGRAMS[name]


def mutants(name: str) -> Iterator[str]:
    """The program with one mistake, a line and a kind of mistake at a time."""
    text = program(name)
    lines = text.splitlines()
    first, last = (next(i for i, line in enumerate(lines, 1) if line.strip() == mark) for mark in ("# [", "# ]"))
    tree = ast.parse(text)
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.expr | ast.Assign | ast.AugAssign) and first < node.lineno < last:
            for change in range(2):
                copied = copy.deepcopy(tree)
                if mutated(list(ast.walk(copied))[place], change):
                    yield ast.unparse(copied)


def mutated(node: ast.AST, change: int) -> bool:
    """Whether the node could be changed, in this of its ways."""
    match node, change:
        case ast.Assign(_, value) | ast.AugAssign(_, _, value), 0 if not isinstance(value, ast.Dict | ast.Name):
            node.value = ast.UnaryOp(ast.USub(), value)  # type: ignore[attr-defined]
        case ast.Assign(_, value) | ast.AugAssign(_, _, value), 1 if not isinstance(value, ast.Dict | ast.Name):
            node.value = ast.BinOp(ast.Constant(1.5), ast.Mult(), value)  # type: ignore[attr-defined]
        case ast.BinOp(_, ast.Add(), _), 0:
            node.right = ast.Constant(0)
        case ast.BinOp(_, ast.Sub(), _), 0:
            node.op = ast.Add()
        case ast.BinOp(_, ast.Sub(), _), 1:
            node.right = ast.Constant(0)
        case ast.BinOp(_, ast.Pow(), _), 0:
            node.op = ast.Mult()
        case ast.Attribute(_, "T"), 0:
            node.attr = "real"
        case ast.Compare(_, [ast.LtE()]), 0:
            node.ops = [ast.Gt()]
        case ast.Name(name, ast.Load()), 0 if name in OTHERS:
            node.id = OTHERS[name]
        case _:
            return False
    return True


ALL: Mapping[str, list[str]] = {name: list(mutants(name)) for name in PROGRAMS}
