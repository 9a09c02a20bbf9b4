"""Stage tensor: functions of the program that another library calls."""

import pytest
from test_classes import printed

from np2torch.convert import convert

FITTED = """\
import numpy as np
from scipy import optimize

X = np.c_[np.ones(20), np.random.RandomState(0).randn(20, 2)]
y = (X[:, 1] > 0.1).astype(float)

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def cost(theta, X, y, lam):
    h = sigmoid(np.dot(X, theta))
    t = theta.copy()
    t[0] = 0
    return (-np.dot(y, np.log(h)) - np.dot(1 - y, np.log(1 - h)) + lam / 2 * np.dot(t, t)) / len(y)

def gradient(theta, X, y, lam):
    t = theta.copy()
    t[0] = 0
    return np.dot(X.T, sigmoid(np.dot(X, theta)) - y) / len(y) + lam / len(y) * t

def both(theta):
    return cost(theta, X, y, 1.0), gradient(theta, X, y, 1.0)

print(cost(np.zeros(3), X, y, 1.0))
result = optimize.fmin_bfgs(cost, np.zeros(3), fprime=gradient, args=(X, y, 1.0), disp=False)
print(result, sigmoid(np.dot(X, result))[:3])
print(optimize.minimize(both, np.zeros(3), jac=True).x)
print(optimize.minimize(lambda t: np.sum((t - 1) ** 2), np.zeros(2)).x)
"""


def test_functions_that_are_minimized() -> None:
    pytest.importorskip("scipy")
    after = convert(FITTED, "tensor").after
    assert "fprime=lambda *args: torch.as_tensor(gradient(*map(torch.as_tensor, args))).numpy()" in after
    assert printed(after) == printed(FITTED)


def test_functions_that_others_get_stay() -> None:
    text = "import numpy as np\nimport other\ndef f(x):\n    return np.exp(x)\nother.call(f, f(np.ones(2)))"
    assert "other.call(f, f(torch.ones(2)).numpy())" in convert(text, "tensor").after
