"""Folders: what is converted, what is copied, and files that import one another."""

import contextlib
import io
import os
import runpy
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.convert import Conversion, together
from np2torch.edit import Source
from np2torch.program import Program

FUNCTIONS = """\
import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(p, t):
    return -np.log(p[np.arange(len(t)), t]).mean()
"""
LAYERS = """\
from common.functions import *


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b
        self.x = None

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dout):
        self.dw = self.x.T @ dout
        self.db = dout.sum(axis=0)


def noise(n):
    return np.random.RandomState(n).randn(n, 3)
"""
OPTIM = """\
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
"""
TRAIN = """\
import os
import sys

sys.path.append(os.pardir)
sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import numpy as np
from common.functions import softmax, cross_entropy
from common.layers import Affine, noise
import common.optim as optim

rng = np.random.RandomState(0)
x = rng.randn(30, 4)
t = np.argmax(x[:, :3], axis=1)
params = {"w": 0.1 * rng.randn(4, 3), "b": np.zeros(3)}
layer = Affine(params["w"], params["b"])
sgd = optim.SGD(0.5)
for epoch in range(20):
    p = softmax(layer.forward(x))
    loss = cross_entropy(p, t)
    d = p.copy()
    d[np.arange(30), t] -= 1
    layer.backward(d / 30)
    sgd.update(params, {"w": layer.dw, "b": layer.db})
    print(f"{epoch}: {loss:.9f}")
print(params["w"].sum(axis=0).round(9), round(noise(2).sum(), 9))
"""
ALONE = "import numpy as np\nx = np.ones(3)\nprint(x.sum(axis=0))\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {
        "common/functions.py": FUNCTIONS,
        "common/layers.py": LAYERS,
        "common/optim.py": OPTIM,
        "ch01/train.py": TRAIN,
        "alone.py": ALONE,
        "plain.py": "print('no arrays')\n",
        "notes.md": "# numpy\n",
        "requirements.txt": "numpy>=2\nmatplotlib\n",
        ".gitignore": "*.log\n/build/\n",
        "train.log": "",
        "build/made.py": ALONE,
        "data/.gitignore": "cache\n",
        "data/cache": "",
        "__pycache__/x.pyc": "",
    }
    for name, text in texts.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "course" / "data" / "x.bin").write_bytes(bytes(range(256)))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "course"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, arguments)])


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def output(script: Path) -> str:
    """What a script prints, run as its user would."""
    path, modules, shown = list(sys.path), set(sys.modules), io.StringIO()
    here = os.getcwd()
    try:
        with contextlib.redirect_stdout(shown):
            runpy.run_path(str(script), run_name="__main__")
    finally:
        os.chdir(here)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            if name.partition(".")[0] == "common":
                del sys.modules[name]
    return shown.getvalue()


@pytest.fixture
def double() -> Iterator[None]:
    torch = pytest.importorskip("torch")
    yield
    torch.set_default_dtype(torch.float32)


# --- what is there -------------------------------------------------------------------------

COPIED = {"plain.py", "notes.md", "requirements.txt", ".gitignore", "data/.gitignore", "data/x.bin", "common/optim.py"}
CODE = {"common/functions.py", "common/layers.py", "ch01/train.py", "alone.py"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_folder_of_the_same_shape(course: Path, jobs: int) -> None:
    result = run("course", "-j", jobs)
    assert result.exit_code == 0
    out = course.parent / "course_torch"
    assert files(out) == COPIED | CODE
    for name in COPIED - {"requirements.txt"}:
        assert (out / name).read_bytes() == (course / name).read_bytes()
    assert result.stdout.splitlines()[-1] == (
        "course → course_torch: 6 files of code: 4 converted, 2 unchanged, 0 failed, 5 other files copied"
    )
    assert "alone.py             tensor  2 statements: 2 proved" in result.stdout.splitlines()


def test_output(course: Path) -> None:
    assert run("course", "-o", "new/deep").exit_code == 0
    assert files(course.parent / "new" / "deep") == COPIED | CODE


def test_output_inside_the_folder_is_not_converted_again(course: Path) -> None:
    for _ in range(2):
        assert run("course", "-o", "course/out", "--force").exit_code == 0
    assert files(course / "out") == COPIED | CODE


def test_in_place(course: Path) -> None:
    before = files(course)
    assert run("course", "--in-place").exit_code == 0
    assert files(course) == before
    assert "import torch" in (course / "alone.py").read_text()
    assert run("course", "--check").exit_code == 0


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_preview_writes_nothing(course: Path, option: str) -> None:
    result = run("course", option)
    assert result.exit_code == (option == "--check")
    assert not (course.parent / "course_torch").exists()
    assert ("+++ course/alone.py" in result.stdout) is (option == "--diff")


def test_exclude_and_include(course: Path) -> None:
    assert run("course", "--exclude", "ch01/", "--include", "alone.py").exit_code == 0
    out = course.parent / "course_torch"
    assert "ch01/train.py" not in files(out)
    assert "torch" in (out / "alone.py").read_text()
    assert (out / "common/functions.py").read_text() == FUNCTIONS


def test_what_fails_is_copied_and_the_others_go_on(course: Path) -> None:
    (course / "bad.py").write_text("x = (")
    (course / "binary.py").write_bytes(b"\0")
    result = run("course")
    out = course.parent / "course_torch"
    assert result.exit_code == 2
    assert (out / "bad.py").read_text() == "x = ("
    assert (out / "binary.py").read_bytes() == b"\0"
    assert "course/bad.py:1:5: NT001 not Python 3" in result.stderr
    assert "torch" in (out / "alone.py").read_text()


def test_report(course: Path) -> None:
    import json

    assert run("course", "--report", "r.json").exit_code == 0
    report = json.loads((course.parent / "r.json").read_text())
    assert {f["path"] for f in report["files"]} == {f"course/{p}" for p in CODE | {"plain.py", "common/optim.py"}}


def test_order_does_not_depend_on_the_processes(course: Path) -> None:
    first, second = (run("course", "--force", "-j", n).stdout for n in (1, 2))
    assert first == second


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["course", "--trace"], id="trace"),
        pytest.param(["course", "-o", "course"], id="onto itself"),
        pytest.param(["course", "-o", "file"], id="onto a file"),
        pytest.param(["empty"], id="empty"),
        pytest.param(["course", "-j", "0"], id="no process"),
    ],
)
def test_misuse(course: Path, options: list[str]) -> None:
    (course.parent / "file").write_text("precious")
    (course.parent / "empty").mkdir()
    before = files(course.parent)
    assert run(*options).exit_code == 2
    assert files(course.parent) == before


def test_existing_folder_is_not_overwritten(course: Path) -> None:
    assert run("course").exit_code == 0
    result = run("course")
    assert (result.exit_code, result.stderr) == (
        2,
        "np2torch: course_torch exists already; --force overwrites what is in it\n",
    )
    assert run("course", "--force").exit_code == 0


# --- files that import one another -------------------------------------------------------------


def test_program_of_several_files_does_the_same(course: Path, double: None) -> None:
    run("course")
    expected = output(course / "ch01" / "train.py")
    assert output(course.parent / "course_torch" / "ch01" / "train.py") == expected
    assert expected.count("\n") == 21


def test_kinds_go_across_files(course: Path) -> None:
    run("course")
    out = course.parent / "course_torch"
    assert "dout.sum(dim=0)" in (out / "common/layers.py").read_text()
    assert "torch.amax(x, dim=1, keepdim=True)" in (out / "common/functions.py").read_text()
    train = (out / "ch01/train.py").read_text()
    assert "p = softmax(layer.forward(x))" in train
    assert 'print(f"{epoch}: {loss:.9f}")' in train


def test_numpy_that_a_star_import_brought_is_imported_itself(course: Path) -> None:
    run("course")
    assert "import numpy as np\n" in (course.parent / "course_torch/common/layers.py").read_text()


def test_later_stages_are_not_for_shared_files(course: Path) -> None:
    result = run("course", "--strict")
    assert result.exit_code == 1
    assert "course/common/layers.py:1:1: NT116 " in result.stderr
    assert "course/alone.py" not in result.stderr
    assert "NT116" not in run("course", "--strict", "--force", "--stage", "tensor").stderr


@pytest.mark.parametrize("library", ["torch", "cupy"])
def test_files_that_share_code_with_other_arrays_stay(course: Path, library: str) -> None:
    (course / "ch02.py").write_text(f"import {library}\nfrom common.layers import noise\nx = noise(3)\n")
    result = run("course")
    assert f"course/common/layers.py:1:1: NT119 stays as it is: it is analysed together with code of {library}\n" in (
        result.stderr
    )
    out = course.parent / "course_torch"
    assert (out / "common/layers.py").read_text() == LAYERS
    assert "torch" in (out / "alone.py").read_text()


def test_comments_count_in_files_that_import_one_another(course: Path) -> None:
    layers = course / "common" / "layers.py"
    layers.write_text(f"# np2torch: skp\n{LAYERS.replace('sum(axis=0)', 'sum(axis=0)  # np2torch: skip')}")
    result = run("course")
    assert "course/common/layers.py:1:1: NT118 np2torch: skp means nothing; " in result.stderr
    assert (
        "dout.sum(axis=0)  # np2torch: skip\n" in (course.parent / "course_torch" / "common" / "layers.py").read_text()
    )


def test_files_that_share_code_with_matrices_stay(course: Path) -> None:
    (course / "ch02.py").write_text("import numpy as np\nfrom common.layers import noise\nx = np.matrix(noise(3))\n")
    result = run("course")
    assert "course/ch02.py:3:5: NT103 the program stays NumPy: " in result.stderr
    assert "course/common/layers.py:1:1: NT103 the program stays NumPy: " in result.stderr
    out = course.parent / "course_torch"
    assert (out / "common/layers.py").read_text() == LAYERS
    assert "torch" in (out / "alone.py").read_text()


def test_precision_of_the_whole_folder(course: Path) -> None:
    run("course", "--dtype=float32", "--device=cuda")
    for name in CODE:
        text = (course.parent / "course_torch" / name).read_text()
        assert "float64" not in text
        assert text.count("set_default_device") == 1


LINEAR = """\
import numpy as np

x = np.array([0.5, 1.4, 1.5, 2.8, 1.1])
y = np.array([3.5, 5.5, 5.8, 8.1, 5.6])
w = 1.0
b = 0.0
for epoch in range(200):
    prediction = w * x + b
    loss = np.mean((prediction - y) ** 2)
    error = 2 * (prediction - y) / len(x)
    w -= 0.01 * np.sum(error * x)
    b -= 0.01 * np.sum(error)
print(f"{loss:.4f}")
"""

# --- verified ------------------------------------------------------------------------------


def test_folder_is_verified(course: Path, double: None) -> None:
    (course / "linear.py").write_text(LINEAR)
    before = files(course)
    result = run("course", "--verify", "--stage=nn", "-j", 1)
    assert result.exit_code == 0, result.output
    assert "torch.nn.Linear" in (course.parent / "course_torch" / "linear.py").read_text()
    assert "import torch" in (course.parent / "course_torch" / "common" / "layers.py").read_text()
    assert files(course) == before


def test_what_does_not_verify_stays(course: Path, double: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from np2torch import folder_run

    def wrong(texts: dict[str, str], *more: object) -> dict[str, Conversion]:
        made = together(texts, *more)  # type: ignore[arg-type]
        spoilt = made["common/optim.py"].after.replace("-=", "+=")
        return made | {"common/optim.py": replace(made["common/optim.py"], after=spoilt)}

    monkeypatch.setattr(folder_run, "together", wrong)
    result = run("course", "--verify", "-j", 1)
    assert result.exit_code == 1
    assert (
        "course/common/layers.py:1:1: NT120 not verified, and stays as it was: ch01/train.py: different"
        in result.stderr
    )
    out = course.parent / "course_torch"
    assert (out / "common" / "optim.py").read_text() == OPTIM
    assert (out / "ch01" / "train.py").read_text() == TRAIN
    assert "import torch" in (out / "alone.py").read_text()


def test_program_that_cannot_run_stays(course: Path, double: None) -> None:
    (course / "alone.py").write_text(f"{ALONE}open('no such file')\n")
    result = run("course", "--verify", "-j", 1)
    assert result.exit_code == 1
    assert "course/alone.py:1:1: NT120 not verified, and stays as it was: alone.py: " in result.stderr
    assert (course.parent / "course_torch" / "alone.py").read_text() == f"{ALONE}open('no such file')\n"


def program(*paths: str, **texts: str) -> Program:
    sources = {path: Source.parse("") for path in paths} | {f"{n}.py": Source.parse(t) for n, t in texts.items()}
    return Program(sources)


@pytest.mark.parametrize(
    ("importer", "level", "name", "expected"),
    [
        ("ch1/a.py", 0, "b", "ch1/b.py"),
        ("ch1/a.py", 0, "common.f", "common/f.py"),
        ("ch1/a.py", 0, "common", "common"),
        ("ch1/a.py", 0, "pkg", "pkg/__init__.py"),
        ("ch1/a.py", 0, "pkg.m", "pkg/m.py"),
        ("pkg/m.py", 1, "", "pkg/__init__.py"),
        ("pkg/m.py", 1, "n", "pkg/n.py"),
        ("pkg/m.py", 2, "common.f", "common/f.py"),
        ("ch1/a.py", 1, "common", None),
        ("ch1/a.py", 0, "a", None),
        ("ch1/a.py", 0, "numpy", None),
        ("ch1/a.py", 0, "common.nothing", None),
    ],
)
def test_what_an_import_means(importer: str, level: int, name: str, expected: str | None) -> None:
    whole = program("ch1/a.py", "ch1/b.py", "common/f.py", "pkg/__init__.py", "pkg/m.py", "pkg/n.py")
    assert whole.found(importer, level, name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import b\n", ["b.py"]),
        ("from b import x\n", ["b.py"]),
        ("from . import b\n", ["b.py"]),
        ("def f():\n    import b\n", ["b.py"]),
        ("import c.d\n", ["c/d.py"]),
        ("from c import d\n", ["c/d.py"]),
        ("import numpy\n", []),
    ],
)
def test_imports(text: str, expected: list[str]) -> None:
    assert list(program("b.py", "c/d.py", a=text).imports("a.py")) == expected


def test_groups() -> None:
    whole = program("d.py", "e.py", a="import b", b="import c", c="import a")
    assert sorted(whole.groups()) == [["a.py", "b.py", "c.py"], ["d.py"], ["e.py"]]
