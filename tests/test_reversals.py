"""Views that run backwards: what is written to them is written to their arrays."""

import pytest
from sides import part, run

from np2torch.convert import convert

HEAD = "import numpy as np\nx = np.arange(3.0)\ny = np.ones(3)\nm = np.arange(4.0).reshape(2, 2)\n"


def same(body: str) -> list[str]:
    """The codes of what is reported, where both sides leave the same arrays behind."""
    text = HEAD + body
    conversion = convert(text, "tensor")
    before, after = run(text), run(conversion.after)
    assert before.error is None
    assert after.error is None
    assert after.printed == before.printed
    assert [part(before.names[n], after.names[n]) for n in "xm"] == [None, None]
    return [d.code for d in conversion.diagnostics if not d.is_remark]


@pytest.mark.parametrize(
    "body",
    [
        "x[::-1][0] = 2",
        "x[::-1][1:] += y[1:]",
        "x[2:0:-1][0] *= 3",
        "x[::-1][:] = y",
        "m[:, ::-1][0, 1] = 5",
        "m[::-1].T[0] = 1",
        "m.T[::-1][0] += 1",
        "m[::-1][0][1] = 4",
        "x[::-1].reshape(3, 1)[0] = 4",
        "np.flip(x)[0] = 3",
        "np.rot90(m)[0, 0] = 8",
    ],
)
def test_numpy_writes_through_views(body: str) -> None:
    assert set(same(body)) == {"NT101"}


@pytest.mark.parametrize(
    "body",
    [
        "r = x[::-1]\nr[0] = 7",
        "r = m[::-1]\nr[0][1] = 7",
        "r = s = x[::-1]\nr[1] = 3",
        "r, s = x[::-1], m\nr += 1",
        "r = m[:, ::-1].T\nr[0, 0] = 3",
        "r = np.flip(x)\nr[0] = 3",
        "a, b = m[::-1]\na[0] = 3",
        "for r in m[::-1]:\n    r[0] = 9",
        "for i, r in enumerate(m[::-1]):\n    r += i + 1",
        "parts = [m[::-1], m]\nparts[0][0, 0] = 4",
        "def f(v):\n    v[0] = 1\nf(x[::-1])",
        "def f(v):\n    v[0] = 1\nf(v=np.flip(x))",
        "def f(v):\n    v = v[::-1]\n    v[0] = 1\nf(x)",
        "class A: pass\na = A()\na.r = x[::-1]\na.r[0] = 4",
        "np.add(x, 1, out=x[::-1])",
        "np.copyto(x[::-1], y)",
        "x[::-1].sort()",
        "x[::-1].fill(2)",
    ],
)
def test_programs_that_write_to_views_by_other_names_stay(body: str) -> None:
    assert set(same(body)) == {"NT103"}
    assert convert(HEAD + body, "tensor").after == HEAD + body


@pytest.mark.parametrize(
    "body",
    [
        "r = x[::-1].copy()\nr[0] = 7",
        "r = (x + 1)[::-1]\nr[0] = 7",
        "r = np.flip(x * 2)\nr -= r.mean()",
        "r = x[::-1] * 2\nr[0] = 7",
        "for i in x.argsort()[::-1]:\n    y[i] = 3",
        "for v in x[::-1]:\n    v += 1",
        "y[:] = x[::-1]",
        "x = x[::-1]\nx[0] = 3",
        "for r in m[::-1]:\n    print(r.sum())",
        "def f(v):\n    return v.sum()\nprint(f(x[::-1]))",
    ],
)
def test_what_is_a_copy_or_only_read_is_converted(body: str) -> None:
    assert same(body) == []
