"""The proof of rules notices mistakes: each is seeded into a rule that is right without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from np2torch.check import check_files
from np2torch.check.agree import Demands, contradiction, difference
from np2torch.check.examples import Trial, cases_of
from np2torch.check.samples import SAMPLES
from np2torch.check.trial import run_with_numpy, run_with_torch
from np2torch.kind import Array, Number
from np2torch.rulebook import read_rulebook

RIGHT = '''"""A rule of a user's."""

import numpy as np
import torch

from np2torch.words import Array, Averaged, Axis, Extreme, always, floating, namesake, omitted, rewrites


@rewrites(np.var, np.ndarray.var)
def variance(a: Array, axis: Axis = None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None) -> Averaged:
    """
    >>> np.var(x)
    torch.var(x, correction=0)
    >>> np.var(x, axis=1, ddof=1)
    torch.var(x, dim=1, correction=1)
    """
    assert omitted(mean), "the mean is given"
    assert omitted(correction), "correction="
    return torch.var(floating(a), dim=axis, correction=always(ddof), keepdim=keepdims)


@rewrites(np.max, np.ndarray.max)
def largest(a: Array, axis: Axis = None, out=None, keepdims=False, initial=None, where=True) -> Extreme:
    """
    >>> np.max(x)
    torch.max(x)
    >>> x.max(axis=1)
    x.amax(dim=1)
    """
    if omitted(axis) and omitted(keepdims):
        return torch.max(a)
    return torch.amax(a, dim=axis, keepdim=keepdims)
'''


def problems(text: str, folder: Path) -> list[str]:
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return [str(p).removeprefix(f"{folder}/") for p in check_files([path])]


def test_a_file_that_is_right_passes(tmp_path: Path) -> None:
    assert problems(RIGHT, tmp_path) == []


# What is replaced, by what; what stands on the line that the complaint names; what it says.
MISTAKES = {
    "wrong default": ("ddof=0", "ddof=1", "def variance", "numpy.var: parameter ddof: NumPy has the default 0, not 1"),
    "forgotten always": ("always(ddof)", "ddof", ">>> np.var(x)", "comes out as torch.var(x), not as torch.var(x, c"),
    "forgotten always, and in the example": (
        ("always(ddof)", "torch.var(x, correction=0)"),
        ("ddof", "torch.var(x)"),
        ">>> np.var(x)",
        "np.var(x): torch.var(x): ",
    ),
    "torch.max for torch.amax": (
        ("torch.amax(", "x.amax("),
        ("torch.max(", "x.max("),
        ">>> x.max(axis=1)",
        "x.max(axis=1): x.max(dim=1): an array of float64 (3,) became max of 2",
    ),
    "torch.mean for torch.var": (
        ("torch.var(floating(a), dim=axis, correction=always(ddof), keepdim=keepdims)", "torch.var(x, correction=0)"),
        ("torch.mean(floating(a), dim=axis, keepdim=keepdims)", "torch.mean(x)"),
        ">>> np.var(x)",
        "np.var(x): torch.mean(x): ",
    ),
    "stale example": (
        "x.amax(dim=1)",
        "x.amax(1)",
        ">>> x.max(axis=1)",
        "comes out as x.amax(dim=1), not as x.amax(1)",
    ),
    "guard made nonsense": (
        "if omitted(axis) and omitted(keepdims)",
        "if axis % 2",
        "def largest",
        "not a guard: axis % 2",
    ),
    "guard that never holds": ("if omitted(axis)", "if axis == 7", "if axis == 7", "no example shows torch.max(a)"),
    "clause without an example": (
        "    return torch.amax(",
        "    if keepdims == True:\n        return torch.amax(a, dim=axis, keepdim=True)\n    return torch.amax(",
        "if keepdims == True",
        "no example shows torch.amax(a, dim=axis, keepdim=True)",
    ),
    "parameters in the wrong order": (
        "axis: Axis = None, out=None, keepdims=False, initial",
        "out=None, axis: Axis = None, keepdims=False, initial",
        "def largest",
        "numpy.max: NumPy's parameters are a, axis, out",
    ),
    "parameter forgotten": (
        ", initial=None, where=True)",
        ")",
        "def largest",
        "numpy.max: NumPy's parameters are a, axis",
    ),
    "parameter misnamed": (
        "def largest(a:",
        "def largest(x:",
        "def largest",
        "numpy.max: NumPy's parameters are a, axis",
    ),
    "keyword without a default": (
        "*, where=True",
        "*, where",
        "def variance",
        "NumPy has the default <no value>, not None",
    ),
    "misspelt torch function": ("torch.amax(a", "torch.amaks(a", "return torch.amaks", "torch has no amaks"),
    "misspelt NumPy function": (
        "@rewrites(np.max,",
        "@rewrites(np.maxx,",
        "@rewrites(np.maxx",
        "has no attribute 'maxx'",
    ),
    "unbound name": ("torch.max(a)", "torch.max(array)", "return torch.max(array)", "array is not defined"),
    "a word that is not imported": (" always,", "", "always(ddof)", "always is not defined"),
    "another kind of result": ("-> Extreme:", "-> Averaged:", ">>> np.max(x)", "torch.max(x): foreseen as Array"),
    "wrong for integers": ("floating(a)", "a", ">>> np.var(x)", "torch.var(x, correction=0) raises RuntimeError"),
    "a statement that is no clause": (
        "    return torch.amax(",
        "    b = a\n    return torch.amax(",
        "b = a",
        "a rule is made of assert, if-return and return only",
    ),
    "not Python": ("return torch.max(a)", "return torch.max(a))", "return torch.max(a))", "unmatched ')'"),
    "a spelling of another library": ("(np.max,", "(os.max,", "@rewrites(os.max", "os.max is not a function of np"),
}


@pytest.mark.parametrize(("old", "new", "place", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_seeded_mistake_is_found(
    old: str | tuple[str, str], new: str | tuple[str, str], place: str, message: str, tmp_path: Path
) -> None:
    text = RIGHT
    for before, after in [(old, new)] if isinstance(old, str) else zip(old, new, strict=True):
        assert before in text
        text = text.replace(before, after, 1)
    line = text[: text.index(place)].count("\n") + 1
    found = problems(text, tmp_path)
    assert any(p.startswith(f"mine.py:{line}: ") and message in p for p in found), found


def test_a_gradient_that_is_cut_off_is_found(tmp_path: Path) -> None:
    text = RIGHT.replace("torch.max(a)", "torch.max(a.detach() + 0 * a)").replace(
        "    torch.max(x)", "    torch.max(x.detach() + 0 * x)"
    )
    assert any("gradient of torch.max(x.detach() + 0 * x)" in p for p in problems(text, tmp_path))


def test_constants_that_are_not_equal_are_found(tmp_path: Path) -> None:
    text = RIGHT + "\n\nNAMES = {\n    np.pi: torch.pi,\n    np.e: torch.pi,\n    np.float32: torch.float64,\n}\n"
    assert [p.partition(": ")[0] for p in problems(text, tmp_path)] == ["mine.py:37", "mine.py:38"]


# --- the comparison itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "found", "differs"),
    [
        ("np.ones(2)", "torch.ones(2)", False),
        ("np.ones(2)", "torch.ones(2, dtype=torch.float32)", True),
        ("np.ones(2)", "torch.ones(1, 2)", True),
        ("np.array([1.0, np.nan])", "torch.tensor([1.0, torch.nan])", False),
        ("np.array([1.0, np.nan])", "torch.tensor([1.0, 1.0])", True),
        ("np.ones(2)", "np.ones(2)", True),
        ("np.float64(2.0)", "torch.tensor(2.0)", False),
        ("np.float64(2.0)", "2.0", False),
        ("np.float64(2.0)", "2", True),
        ("2.0", "torch.tensor(2.0)", True),
        ("2.0", "2", True),
        ("True", "1", True),
        ("(2, 3)", "torch.ones(2, 3).shape", False),
        ("[np.ones(2)]", "(torch.ones(2),)", False),
        ("[np.ones(2)]", "(torch.ones(2), torch.ones(2))", True),
        ("np.ones(2).dtype", "torch.float64", False),
        ("np.ones(2).dtype", "torch.float32", True),
        ("None", "torch.ones(2)", False),
    ],
)
def test_difference(expected: str, found: str, differs: bool) -> None:
    values = run_with_numpy(expected, {}).value, run_with_torch(found, {}).value
    assert (difference(*values, Demands()) is not None) == differs


def test_contradiction() -> None:
    three = run_with_torch("torch.ones(3)", {}).value
    assert contradiction(Array("float64", (3,)), three) is None
    assert contradiction(Array("float64", ("n",)), three) is None
    assert contradiction(Array(None, None), three) is None
    assert contradiction(Array("float64", (4,)), three) is not None
    assert contradiction(Array("int64", (3,)), three) is not None
    assert contradiction(Number("float"), three) is not None
    assert contradiction(Number("float", 2.0), 2.0) is None
    assert contradiction(Number("float", 2.0), 3.0) is not None


# --- generated arrays ----------------------------------------------------------------------------------------

BOOK = read_rulebook()
CASES = {c.before: c for rule in BOOK.rules() for c in cases_of(rule) if c.names}
DTYPES = ("float64", "float32", "int64", "bool")


def arrays(dtype: str) -> st.SearchStrategy[np.ndarray]:
    whole = st.integers(-9, 9) if dtype == "int64" else st.booleans()
    quarters = st.one_of(st.integers(-40, 40).map(lambda n: n / 8), st.just(float("nan")))
    elements = quarters if dtype.startswith("float") else whole
    return hnp.arrays(dtype, hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4), elements=elements)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.data())
def test_rules_agree_on_generated_arrays(data: st.DataObject) -> None:
    case = CASES[data.draw(st.sampled_from(sorted(CASES)), label="example")]
    drawn = {n: data.draw(st.sampled_from(DTYPES).flatmap(arrays), label=n) for n in case.names if n not in "in"}
    values = {n: drawn.get(n, SAMPLES[n]) for n in case.names}
    expected = run_with_numpy(case.before, values)
    if expected.error is None:
        assert list(Trial(case, BOOK).problems(values, expected)) == []
