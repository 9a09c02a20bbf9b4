"""`np2torch check-grads`: what each hand-written gradient is, and by how much a wrong one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main

NET = """\
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(30, 4))
t = rng.normal(size=(30, 2))
W1, b1 = rng.normal(size=(4, 5)), np.zeros(5)
W2, b2 = rng.normal(size=(5, 2)), np.zeros(2)
for epoch in range(50):
    h = np.tanh(X @ W1 + b1)
    p = h @ W2 + b2
    loss = np.mean((p - t) ** 2)
    dp = {dp}
    dW2 = {dW2}
    db2 = {db2}
    dh = {dh}
    dz = {dz}
    dW1 = {dW1}
    db1 = {db1}
    W1 -= 0.1 * dW1
    b1 -= 0.1 * db1
    W2 -= 0.1 * dW2
    b2 -= 0.1 * db2
print(loss)
"""
RIGHT = {
    "dp": "2 * (p - t) / p.size",
    "dW2": "h.T @ dp",
    "db2": "dp.sum(axis=0)",
    "dh": "dp @ W2.T",
    "dz": "dh * (1 - h ** 2)",
    "dW1": "X.T @ dz",
    "db1": "dz.sum(axis=0)",
}
# A mistake, and the parameters whose gradients are no longer right.
MISTAKES = {
    "a factor of all is no mistake": ({"dp": "(p - t) / p.size"}, []),
    "a mean for a sum": ({"db2": "dp.mean(axis=0)"}, ["b2"]),
    "a sign": ({"dW2": "-h.T @ dp"}, []),  # told by the minus
    "the derivative of the wrong activation": ({"dz": "dh * (1 - h)"}, ["W1", "b1"]),
    "a forgotten derivative": ({"dz": "dh"}, ["W1", "b1"]),
    "an input for another": ({"dW1": "(X ** 2).T @ dz"}, ["W1"]),
    "one sum is shifted": ({"db1": "np.roll(dz.sum(axis=0), 1)"}, ["b1"]),
}


def checked(tmp_path: Path, text: str) -> Result:
    (tmp_path / "train.py").write_text(text)
    return CliRunner().invoke(main, ["check-grads", str(tmp_path / "train.py")])


def said(result: Result) -> dict[str, str]:
    """By parameter, the line that speaks of it."""
    lines = [line for line in result.output.splitlines() if "train.py:" in line]
    return {
        name: line
        for line in lines
        for name in ("W1", "b1", "W2", "b2")
        if f"`{name}`" in line.rpartition(":")[0] + line
    }


def test_right_gradients_are_named(tmp_path: Path) -> None:
    result = checked(tmp_path, NET.format(**RIGHT))
    assert result.exit_code == 0
    assert "train.py:19:5: `dW1` is the derivative of `loss` by `W1`" in result.output
    assert result.output.endswith("4 gradients: 4 right, 0 not\n")


@pytest.mark.parametrize(("changed", "wrong"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_found_where_they_are(tmp_path: Path, changed: dict[str, str], wrong: list[str]) -> None:
    result = checked(tmp_path, NET.format(**{**RIGHT, **changed}))
    found = [
        line.split("`")[-2]
        for line in result.output.splitlines()
        if "largest relative error" in line or "as others of the step are not" in line
    ]
    assert [w for w in wrong if any(f"by `{w}`" in line for line in result.output.splitlines() if w)] == wrong
    assert len(found) == len(wrong), result.output
    assert result.exit_code == bool(wrong), result.output


def test_the_error_has_a_size_and_a_place(tmp_path: Path) -> None:
    wrong = {**RIGHT, "db2": "dp.sum(axis=0) * np.array([1.0, 1.25])"}
    result = checked(tmp_path, NET.format(**wrong))
    assert "`db2` is not the derivative of `loss` by `b2`: largest relative error 2.0e-01 at [1]" in result.output


def test_a_program_without_gradients(tmp_path: Path) -> None:
    result = checked(tmp_path, "import numpy as np\nprint(np.zeros(3))\n")
    assert (result.exit_code, result.output) == (0, "no hand-written gradient was found\n")


def test_what_is_no_gradient(tmp_path: Path) -> None:
    perceptron = (Path(__file__).parent / "scripts_left_alone" / "perceptron.py").read_text()
    result = checked(tmp_path, perceptron)
    assert "what updates `w` is not the derivative of any scalar computed here" in result.output
    assert result.exit_code == 1


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check-grads", str(tmp_path / "missing.py")])
    assert result.exit_code == 2
    assert "no such file or directory" in result.output
