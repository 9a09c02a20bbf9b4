"""Kinds that a run of the program shows."""

import ast
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import conversions, convert
from np2torch.edit import Source
from np2torch.kind import Array, External, Kind, Number, Text, Tuple, Unknown
from np2torch.observed import Observed, comes_in, contradicts, kind_seen, settled
from np2torch.verify.observe import observe
from np2torch.verify.run import Limits, Script

pytest.importorskip("numpy")

HELPER = """\
import numpy

def load():
    return numpy.ones((4, 3)), numpy.arange(4)

def first(n):
    return numpy.full(n, 2.0)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "helper.py").write_text(HELPER)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(body: str, expression: str, seconds: float = 20.0) -> set[Kind]:
    """The kinds that an expression was seen to have, wherever it stands."""
    text = f"import numpy as np\n{body}\n"
    source = Source.parse(text)
    observed = observe(Script(Path("train.py"), text), Limits(seconds)).observed
    return {k for i, kinds in observed.kinds.items() if ast.unparse(source.nodes[i]) == expression for k in kinds}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


# --- what is seen --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expression", "expected"),
    [
        ("x = np.ones((2, 3))\nx.T", "x", {Array("float64", (None, None))}),
        ("x = np.ones(3, dtype='f4')\ny = x.sum()", "x.sum()", {Array("float32", ())}),
        ("x = 3\ny = x + 0.5", "x + 0.5", {Number("float")}),
        ("def f(a):\n    return a\nf(1)\nf('s')\nf(None)", "a", {Number("int"), Text(), kind_seen(["none"])}),
        ("x = np.array(['a'])\nx", "x", {Array("foreign")}),
        ("x = np.matrix([[1]])\nx", "x", {Array("foreign")}),
        ("x = [1]\nx", "x", {Unknown()}),
        ("x = (np.ones(2), 1)\nx", "x", {Tuple((Array("float64", (None,)), Number("int")))}),
        ("x = 1\ns = f'{x:{x}}'", "x", {Number("int")}),
        ("if False:\n    x = 1\n    x", "x", set()),
        ("class A:\n    def __init__(self):\n        super().__init__()\n        self.w = 1\na = A().w", "A().w", {Number("int")}),
        ("x = [i * 2 for i in range(3)]", "i * 2", {Number("int")}),
        ("match 3:\n    case int(n):\n        y = n", "n", {Number("int")}),
        ("x: 'int' = 1\ndef f(a: int, *, b: float = 2.0) -> float:\n    return a * b\nf(x)", "a * b", {Number("float")}),
    ],
)  # fmt: skip
def test_kinds(folder: Path, body: str, expression: str, expected: set[Kind]) -> None:
    assert seen(body, expression) == expected


def test_endless_program_is_seen_until_the_time_is_over(folder: Path) -> None:
    assert seen("x = np.ones(2)\nwhile True:\n    try:\n        x.T\n    except Exception:\n        pass", "x", 2.0)


def test_what_was_seen_before_a_failure_counts(folder: Path) -> None:
    observation = observe(Script(Path("train.py"), "x = 1.5\ny = x\nraise ValueError('no')\n"), Limits(20))
    assert observation.problem == "ValueError: no"
    assert observation.line == 3
    assert (Number("float"),) in observation.observed.kinds.values()


# --- what it settles -----------------------------------------------------------------------

UNKNOWN, DOUBLE, MATRIX = Unknown(), Array("float64", (3,)), Array("float64", (None, None))
HANDED = External("helper.load()")


@pytest.mark.parametrize(
    ("static", "sights", "expected"),
    [
        (UNKNOWN, [MATRIX], MATRIX),
        (UNKNOWN, [UNKNOWN], UNKNOWN),
        (UNKNOWN, [Number("int"), Text()], UNKNOWN),
        (Array(), [MATRIX], MATRIX),
        (Array(None, (3, 4)), [MATRIX], Array("float64", (3, 4))),
        (Array("float64"), [MATRIX, Array("float64", (None,))], Array("float64")),
        (DOUBLE, [Array("float64", (None,))], DOUBLE),
        (DOUBLE, [MATRIX], UNKNOWN),
        (DOUBLE, [Array("int64", (None,)), Array("float64", (None,))], DOUBLE),
        (DOUBLE, [Number("float")], UNKNOWN),
        (Array("float64", (), number=True), [Number("float")], Number("float")),
        (Array("float64", (), number=True), [Array("float64", ())], Array("float64", ())),
        (Number("float"), [Array("float64", ())], Number("float")),
        (Number("float"), [MATRIX], UNKNOWN),
        (Array("float64", (), "torch"), [Number("float")], Array("float64", (), "torch")),
    ],
)
def test_settled(static: Kind, sights: list[Kind], expected: Kind) -> None:
    assert settled(static, sights) == expected


@pytest.mark.parametrize(
    ("static", "sights", "expected"),
    [
        (HANDED, [MATRIX], True),
        (HANDED, [Tuple((MATRIX, DOUBLE))], True),
        (HANDED, [Tuple((MATRIX, Number("int")))], False),
        (HANDED, [MATRIX, Text()], False),
        (HANDED, [Array("float64", ())], False),
        (HANDED, [Array("foreign")], False),
        (UNKNOWN, [MATRIX], False),
    ],
)
def test_what_comes_in(static: Kind, sights: list[Kind], expected: bool) -> None:
    assert comes_in(static, sights) is expected


def test_contradiction_is_said_and_nothing_is_guessed() -> None:
    text = "import numpy as np\nx = np.ones(3)\ny = x.sum()\n"
    source = Source.parse(text)
    wrong = [i for i, n in enumerate(source.nodes) if isinstance(n, ast.Name) and n.id == "x"][-1]
    observed = Observed({wrong: (Array("float64", (None, None)),)})
    conversion = list(conversions(text, "tensor", observed=observed))[-1]
    first = conversion.diagnostics[0]
    assert (first.line, first.code) == (3, "NT114")
    assert "float64 array of shape (?, ?)" in conversion.diagnostics[0].message
    assert contradicts(Array("float64", (3,)), Array("float64", (None, None)))


# --- command line --------------------------------------------------------------------------


def converted(folder: Path, body: str, *options: str) -> str:
    (folder / "train.py").write_text(f"import numpy as np\n{body}\n")
    result = run("convert", folder / "train.py", "--stage=tensor", "--force", *options)
    assert result.exit_code == 0, result.output
    return (folder / "train_torch.py").read_text().splitlines()[-1]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("from helper import first\nx = first(3)\nw = np.ones(3)\nprint(x @ w)", "print((x @ w).item())"),
        ("from helper import load\nX, y = load()\nw = np.ones(3)\nprint(X @ w)", "print((X @ w).numpy())"),
        ("import json\nz = json.loads('[2.0]')[0]\nprint(np.sqrt(z))", "print(torch.sqrt(torch.tensor(z)).item())"),
    ],
)
def test_what_static_inference_does_not_know(folder: Path, body: str, expected: str) -> None:
    assert converted(folder, body) != expected
    assert converted(folder, body, "--trace") == expected
    verified = run("verify", folder / "train.py", folder / "train_torch.py")
    assert verified.exit_code == 0, verified.output


def test_where_all_is_known_nothing_changes(folder: Path) -> None:
    text = (Path(__file__).parents[1] / "examples" / "two_layer_net" / "train.py").read_text()
    observation = observe(Script(folder / "train.py", text), Limits(60))
    assert observation.problem == ""
    traced = list(conversions(text, "nn", observed=observation.observed))[-1]
    assert traced.after == convert(text, "nn").after
    assert "NT114" not in [d.code for d in traced.diagnostics]


def test_run_that_fails_is_said(folder: Path) -> None:
    (folder / "train.py").write_text("import numpy as np\nx = np.ones(3)\nopen('no such file')\n")
    result = run("convert", folder / "train.py", "--trace", "--strict")
    assert result.exit_code == 0
    assert f"{folder}/train.py:3:1: NT115 what was seen before counts: FileNotFoundError" in result.stderr


def test_program_without_numpy_is_not_run(folder: Path) -> None:
    (folder / "train.py").write_text("open('made', 'w')\n")
    assert run("convert", folder / "train.py", "--trace").exit_code == 0
    assert not os.path.exists(folder / "made")


def test_program_that_is_no_python_is_not_run(folder: Path) -> None:
    (folder / "train.py").write_text("import numpy\nx = (")
    assert run("convert", folder / "train.py", "--trace").exit_code == 2
