"""Lists of packages of a folder: torch comes in, and NumPy goes where nothing needs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.requirements import Needs, is_list_of_packages, with_torch

BOTH, TORCH, NEITHER = Needs(True, True), Needs(False, True), Needs(True, False)


@pytest.mark.parametrize(
    ("path", "needs", "before", "after"),
    [
        ("requirements.txt", BOTH, "numpy>=2\nscipy\n", "numpy>=2\ntorch\nscipy\n"),
        ("requirements.txt", TORCH, "numpy>=2\nscipy\n", "torch\nscipy\n"),
        ("requirements.txt", TORCH, "torch\nnumpy", "torch\n"),
        ("requirements.txt", BOTH, "numpy", "numpy\ntorch\n"),
        ("requirements.txt", BOTH, "numpy==2 ; python_version > '3'\r\nx\r\n", "numpy==2 ; python_version > '3'\r\ntorch\r\nx\r\n"),
        ("requirements.txt", BOTH, "numpy-financial\nnumpydoc\nnumpy.typing\n", "numpy-financial\nnumpydoc\nnumpy.typing\n"),
        ("requirements.txt", NEITHER, "numpy\n", "numpy\n"),
        ("environment.yml", TORCH, "dependencies:\n  - numpy=2\n  - pip\n", "dependencies:\n  - pytorch\n  - pip\n"),
        ("environment.yml", BOTH, "dependencies:\n  - pip:\n    - numpy\n", "dependencies:\n  - pip:\n    - numpy\n    - torch\n"),
        ("environment.yaml", TORCH, "dependencies:\n  - pip:\n    - a\n  - numpy\n", "dependencies:\n  - pip:\n    - a\n  - pytorch\n"),
        ("environment.yml", BOTH, "dependencies:\n- numpy\n- pytorch\n", "dependencies:\n- numpy\n- pytorch\n"),
        ("pyproject.toml", BOTH, '[project]\ndependencies = ["numpy>=2", "a"]\n', '[project]\ndependencies = ["numpy>=2", "torch", "a"]\n'),
        ("pyproject.toml", TORCH, '[project]\ndependencies = ["a", "numpy>=2"]\n', '[project]\ndependencies = ["a", "torch"]\n'),
        ("pyproject.toml", TORCH, '[project]\ndependencies = ["torch", "numpy", "a"]\n', '[project]\ndependencies = ["torch","a"]\n'),
        ("pyproject.toml", BOTH, "[project]\ndependencies = [\n  'numpy[x]>=2',  # arrays\n]\n", "[project]\ndependencies = [\n  'numpy[x]>=2',\n  'torch',  # arrays\n]\n"),
        ("pyproject.toml", TORCH, '[project]\ndependencies = [\n  "numpy"\n]\nname = "numpy"\n', '[project]\ndependencies = [\n  "torch"\n]\nname = "numpy"\n'),
        ("pyproject.toml", BOTH, '[build-system]\nrequires = ["numpy"]\n', '[build-system]\nrequires = ["numpy"]\n'),
        ("pyproject.toml", BOTH, '[project]\nkeywords = ["numpy"]\n', '[project]\nkeywords = ["numpy"]\n'),
        ("pyproject.toml", BOTH, '[dependency-groups]\ndev = ["numpy-stubs"]\nmain = ["numpy"]\n', '[dependency-groups]\ndev = ["numpy-stubs"]\nmain = ["numpy", "torch"]\n'),
        ("pyproject.toml", BOTH, '[tool.poetry.dependencies]\nnumpy = "^2"\n', '[tool.poetry.dependencies]\nnumpy = "^2"\ntorch = "*"\n'),
        ("pyproject.toml", TORCH, '[tool.poetry.dependencies]\nnumpy = "^2"\n\n[x]\n', '[tool.poetry.dependencies]\ntorch = "*"\n\n[x]\n'),
        ("pyproject.toml", BOTH, '[project]\ndependencies = ["numpy"', '[project]\ndependencies = ["numpy"'),
    ],
)  # fmt: skip
def test_lists(path: str, needs: Needs, before: str, after: str) -> None:
    assert with_torch(path, before, needs) == after


@pytest.mark.parametrize(
    ("path", "expected"),
    [("requirements.txt", True), ("a/requirements-dev.txt", True), ("environment.yml", True), ("pyproject.toml", True), ("notes.txt", False), ("my_requirements.txt", False)],
)  # fmt: skip
def test_which_files_are_lists(path: str, expected: bool) -> None:
    assert is_list_of_packages(path) is expected


# --- in a folder ---------------------------------------------------------------------------

SCRIPT = "import numpy as np\nprint(np.ones(3).sum())\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    root.mkdir()
    (root / "a.py").write_text(SCRIPT)
    (root / "requirements.txt").write_text("numpy\n")
    return root


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "-j", "1"])


def test_numpy_goes_where_nothing_needs_it(course: Path) -> None:
    assert run("convert", course).exit_code == 0
    assert (course.parent / "course_torch" / "requirements.txt").read_text() == "torch\n"
    assert (course / "requirements.txt").read_text() == "numpy\n"


@pytest.mark.parametrize("text", [SCRIPT, "import numpy as np\nx = ("])
def test_numpy_stays_where_a_file_that_is_not_converted_needs_it(course: Path, text: str) -> None:
    (course / "b.py").write_text(text)
    run("convert", course, "--include", "a.py")
    assert (course.parent / "course_torch" / "requirements.txt").read_text() == "numpy\ntorch\n"


def test_nothing_changes_where_nothing_needs_torch(course: Path) -> None:
    (course / "a.py").write_text("x = 1\n")
    assert run("convert", course).exit_code == 0
    assert (course.parent / "course_torch" / "requirements.txt").read_text() == "numpy\n"


def test_in_place(course: Path) -> None:
    assert run("convert", course, "--in-place").exit_code == 0
    assert (course / "requirements.txt").read_text() == "torch\n"


def test_preview_changes_no_list(course: Path) -> None:
    assert run("convert", course, "--diff").exit_code == 0
    assert (course / "requirements.txt").read_text() == "numpy\n"
