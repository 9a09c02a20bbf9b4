"""What must stay: names that only look like NumPy's, methods of other objects, updates that are no gradients."""

from __future__ import annotations

from pathlib import Path

import pytest

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SCRIPTS = Path(__file__).parent / "scripts_left_alone"

UNTOUCHED = {
    "a class called np": "class np:\n    @staticmethod\n    def array(x):\n        return list(x)\n\n\nprint(np.array([1, 2]))\n",
    "np of another library": "import cupy as np\n\nprint(np.zeros(3))\n",
    "np from a module of one's own": "from backend import np\n\nprint(np.zeros(3))\n",
    "numpy in text only": '"""Works like numpy.zeros(3)."""\nprint("import numpy as np")  # np.zeros(3)\n',
    "no NumPy at all": "x = [1.0, 2.0]\nprint(sum(x) / len(x))\n",
    "methods of one's own class": (
        "class Line:\n    def dot(self, other):\n        return 3\n\n    @property\n    def T(self):\n        return self\n\n\n"
        "print(Line().T.dot(Line()))\n"
    ),
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED)
def test_stays_to_the_letter(text: str) -> None:
    conversion = convert(text, "nn", BOOK)
    assert conversion.after == text
    assert conversion.stage == ""


PARTS = {
    "a parameter called np": ("def f(np):\n    return np.zeros(3)\n", "np.zeros(3)"),
    "a loop variable called np": ("for np in (math, cmath):\n    print(np.exp(1))\n", "np.exp(1)"),
    "a local import of another library": ("def f():\n    import cupy as np\n    return np.ones(2)\n", "np.ones(2)"),
    "transposed table": ("table = pd.read_csv('a.csv')\nprint(table.T.head())\n", "table.T.head()"),
    "statistics of a table": ("table = pd.read_csv('a.csv')\nprint(table.mean(axis=0))\n", "table.mean(axis=0)"),
    "a list's copy and index": ("items = ['a', 'b']\nprint(items.copy().index('b'))\n", "items.copy().index('b')"),
    "text that is split": ("print('a b'.split(' '))\n", "'a b'.split(' ')"),
}


@pytest.mark.parametrize(("text", "part"), PARTS.values(), ids=PARTS)
def test_stays_beside_numpy(text: str, part: str) -> None:
    before = f"import cmath\nimport math\n\nimport numpy as np\nimport pandas as pd\n\nw = np.zeros(3)\n{text}"
    after = convert(before, "tensor", BOOK).after
    assert "torch.zeros(3)" in after
    assert part in after
    assert after.endswith(text)


# What is said of a script, and of which of its lines.
SAID = {
    "adaline_step": ("weights -= eta * (X.T @ error)", "is not the derivative of any scalar computed here"),
    "hebb_oja": ("w += eta * y * (x - y * w)", "is more than a multiple of the derivative"),
    "perceptron": ("w += update * xi", "is not the derivative of any scalar computed here"),
    "straight_through": (
        "latent = latent - lr * grad_latent",
        "is no multiple of the derivative of `loss` by `latent`",
    ),
    "wrong_axis": ("b -= 0.5 * db", "is no multiple of the derivative of `loss` by `b`"),
    "wrong_factor": ("b -= learning_rate * db", "the hand-written `db` is 0.5 times the derivative of `loss` by `b`"),
}


@pytest.mark.parametrize("name", SAID)
def test_is_said_with_its_line(name: str) -> None:
    text = (SCRIPTS / f"{name}.py").read_text(encoding="utf-8")
    conversion = convert(text, "nn", BOOK)
    (found,) = conversion.diagnostics
    line, reason = SAID[name]
    assert "backward()" not in conversion.after
    assert found.code == "NT202"
    assert text.splitlines()[found.line - 1].strip() == line
    assert reason in found.message


def test_a_program_that_does_not_end_is_left_and_said() -> None:
    text = (
        "import numpy as np\n\nx = np.linspace(0, 1, 10)\nw = 0.0\nfor i in range(100):\n"
        "    w -= 0.1 * np.mean(2 * (w * x - 3 * x) * x)\nwhile True:\n    pass\n"
    )
    conversion = convert(text, "nn", BOOK)
    (found,) = conversion.diagnostics
    assert conversion.stage == "tensor"
    assert (found.code, found.line) == ("NT202", 6)
    assert "it was not looked for: more computation than a rehearsal" in found.message
