"""What a script trains is told from its text."""

from textwrap import dedent

import pytest

from np2torch.verify.trained import is_updated, updated_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("while True: w = w - g", {"w"}, id="loop of the module"),
        pytest.param("for i in r: w, b = w - dw, 1", {"w"}, id="part of a tuple"),
        pytest.param("for i in r: w, b = step(w, b)", {"w", "b"}, id="through a function"),
        pytest.param("for i in r: p[k] -= g", {"p"}, id="item"),
        pytest.param("for i in r: n.w[0] = n.w[0] - g", {".w"}, id="item of an attribute"),
        pytest.param("def train():\n    for i in r: w -= g", {"train.w"}, id="loop of a function"),
        pytest.param("def f():\n    pass\nfor i in r: w -= g", {"w"}, id="after a function"),
        pytest.param("def train():\n    global w\n    for i in r: w -= g", {"w"}, id="global"),
        pytest.param("class Net:\n    def step(self): self.w -= g", {".w"}, id="attribute"),
        pytest.param("class Net:\n    def step(self): self.w = self.w - g", {".w"}, id="attribute, assigned"),
        pytest.param("def step(w): w -= g", {"step.w"}, id="in place in a function"),
        pytest.param("def scale(x):\n    x = x / 2\n    return x", set(), id="a local that is computed once"),
        pytest.param("X = (X - m) / s\nw -= 1.0", set(), id="no loop"),
        pytest.param("for i in r: n += 1; k = 3", set(), id="counters"),
    ],
)
def test_updated_names(text: str, names: set[str]) -> None:
    assert updated_names(dedent(text)) == names


@pytest.mark.parametrize("path", ["w", "w[0]", "train.b", "train.b['x']", "net.layers[2].W"])
def test_is_updated(path: str) -> None:
    assert is_updated(path, frozenset({"w", "train.b", ".W"}))


@pytest.mark.parametrize("path", ["b", "other.w", "W", "train", "wide"])
def test_is_not_updated(path: str) -> None:
    assert not is_updated(path, frozenset({"w", "train.b", ".W"}))
