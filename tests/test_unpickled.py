"""Stage tensor: what is in a file of any content is an array where it is used as one, and of any dtype."""

import pickle
from pathlib import Path

import pytest
from test_classes import printed

from np2torch.convert import convert

BODY = """\
import pickle
import numpy as np

def load(path, one_hot):
    with open(path, "rb") as f:
        data = pickle.load(f)
    data["x"] = data["x"].astype(np.float32)
    data["x"] /= 255.0
    if one_hot:
        data["t"] = hot(data["t"])
    return data["x"], data["t"]

def hot(labels):
    T = np.zeros((labels.size, 3))
    for i, row in enumerate(T):
        row[labels[i]] = 1
    return T

"""
USES = [
    "x, t = load(FILE, False)\nprint(np.random.RandomState(0).rand(4, 3)[np.arange(4), t])",
    "x, t = load(FILE, False)\nprint(np.random.RandomState(0).rand(4, 3)[t])",
    "x, t = load(FILE, False)\nprint(x, x.dtype, t.dtype)",
    "x, t = load(FILE, True)\nprint(np.dot(x.T, t), t.size == x.size)",
    "x, t = load(FILE, True)\nprint(np.dot(x, np.ones(3)), np.ones(4) @ x)",
]


@pytest.mark.parametrize("use", USES)
def test_same_as_before(use: str, tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    file = tmp_path / "data.pkl"
    held = {"x": numpy.arange(12).reshape(4, 3).astype("uint8"), "t": numpy.array([0, 2, 1, 1], dtype="uint8")}
    file.write_bytes(pickle.dumps(held))
    before = BODY + use.replace("FILE", repr(str(file)))
    after = convert(before, "tensor").after
    assert "torch.as_tensor(data[" in after
    assert printed(after) == printed(before)


def test_what_is_not_used_as_an_array_stays() -> None:
    text = "import pickle\nimport numpy as np\nc = pickle.load(open('x', 'rb'))\nn = c['names']\nx = np.ones(3)"
    assert "n = c['names']" in convert(text, "tensor").after


def test_indices_stay_as_they_are_where_dtypes_are_known() -> None:
    text = "import numpy as np\ndef f(p, t):\n    return p.T[t]\n"
    assert "return p.T[t]" in convert(text, "tensor").after


def test_sums_of_unknown_dtypes() -> None:
    text = "import numpy as np\ndef f(a, b):\n    return np.maximum(a.T, b.T) + np.outer(np.arange(3), b.T)\n"
    assert "torch.maximum" in convert(text, "tensor").after
