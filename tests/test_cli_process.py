"""The command line as a process: what it imports, pipes, `python -m`."""

import subprocess
import sys
from pathlib import Path

SCRIPT = "import numpy as np\nx = np.zeros(3)\nprint(x)\n"
HEAVY = {"numpy", "torch", "libcst", "nbformat", "rich", "matplotlib", "sympy", "asyncio", "multiprocessing"}

ROOT = Path(__file__).parents[1]


def python(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **more)  # type: ignore[call-overload, no-any-return]


def test_convert_imports_nothing_heavy(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text((ROOT / "examples" / "linear_regression" / "train.py").read_text())
    program = (
        "import sys; from np2torch.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as stop: assert not stop.code\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = python("-c", program, "convert", path)
    assert done.returncode == 0, done.stderr
    assert "backward()" in (tmp_path / "train_torch.py").read_text()
    assert not HEAVY & set(done.stderr.split())


def test_module(tmp_path: Path) -> None:
    done = python("-m", "np2torch", "convert", "-", input=SCRIPT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("import torch\n")


def test_broken_pipe(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text("x = 1\n" * 100_000)
    command = [sys.executable, "-m", "np2torch", "convert", str(path), "--output=-"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    with process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in (0, 1)  # as click has it


def test_warnings_of_the_parser_are_not_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(SCRIPT + 's = "\\d"\n')
    done = python("-m", "np2torch", "convert", path)
    assert done.returncode == 0
    assert "SyntaxWarning" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_terminal_that_cannot_show_a_character(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(SCRIPT)
    done = python("-m", "np2torch", "convert", path, env={"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert "\\u2192" in done.stdout
