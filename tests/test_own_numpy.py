"""Stage tensor: what NumPy goes on doing inside of a program, and what becomes of its results."""

import pytest
from test_classes import printed

from np2torch.convert import convert

NUMERICAL = """\
import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        idx = it.multi_index
        old = x[idx]
        x[idx] = old + h
        above = f(x)
        x[idx] = old - h
        below = f(x)
        grad[idx] = (above - below) / (2 * h)
        x[idx] = old
        it.iternext()
    return grad

x = np.arange(6.0).reshape(2, 3)
print(numerical_gradient(lambda v: np.sum(v ** 2), x), x)
"""
SHOWN = """\
import numpy as np

class Value:
    def __init__(self, data):
        self.data = np.array(data)

    def __repr__(self):
        return str(self.data.__repr__())

    def __str__(self):
        return self.data.__str__()

value = Value([1.0, 2.0])
print(value, [value], str(value.data), str(value.data.mean()))
"""


@pytest.mark.parametrize("before", [NUMERICAL, SHOWN], ids=["nditer", "text"])
def test_same_text(before: str) -> None:
    after = convert(before, "tensor").after
    assert "torch." in after
    assert printed(after) == printed(before)


def test_elements_that_are_gone_over_change_in_place() -> None:
    script = """\
import numpy as np
a = np.array([[1.0, 2.0], [3.0, 4.0]])
for e in np.nditer(a, op_flags=["readwrite"]):
    e += 0.5
print(a)
"""
    assert printed(convert(script, "tensor").after) == printed(script)
