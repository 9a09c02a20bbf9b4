"""The command line: what each command and option does, and its exit code."""

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import np2torch
from np2torch import commands
from np2torch.cli import main
from np2torch.convert import Conversion
from np2torch.diagnostic import Diagnostic

SCRIPT = "import numpy as np\nx = np.zeros(3)\nprint(x)\n"
PLAIN = "x = 1\n"


def run(*arguments: object, **more: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), **more)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_text(SCRIPT)
    return path


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


# --- convert -----------------------------------------------------------------------


def test_result_is_written_beside_the_original(path: Path) -> None:
    result = run("convert", path)
    assert result.exit_code == 0
    assert result.stderr == f"{path}: 2 statements: 1 proved, 1 at a border\n"
    assert files(path.parent) == ["train.py", "train_torch.py"]
    assert "torch.zeros(3)" in (path.parent / "train_torch.py").read_text()
    assert path.read_text() == SCRIPT


def test_summary(path: Path) -> None:
    result = run("convert", path, "-o", path.parent / "new.py")
    assert result.stdout == f"{path} → {path.parent}/new.py: stage tensor, 6 lines added, 3 removed\n"
    assert files(path.parent) == ["new.py", "train.py"]


def test_several_files(path: Path) -> None:
    other, broken = path.with_name("other.py"), path.with_name("broken.py")
    other.write_text(PLAIN)
    broken.write_text("x = (")
    assert run("convert", broken, path, other).exit_code == 2
    assert files(path.parent) == ["broken.py", "other.py", "other_torch.py", "train.py", "train_torch.py"]


def test_in_place(path: Path) -> None:
    assert run("convert", path, "--in-place").exit_code == 0
    assert files(path.parent) == ["train.py"]
    assert "torch.zeros(3)" in path.read_text()


def test_standard_input_to_standard_output() -> None:
    result = run("convert", "-", input=SCRIPT)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("import torch\n")


def test_standard_input_to_a_file(tmp_path: Path) -> None:
    result = run("convert", "-", "-o", tmp_path / "new.py", input=SCRIPT)
    assert result.exit_code == 0
    assert result.stdout.startswith("<stdin> → ")
    assert "torch.zeros(3)" in (tmp_path / "new.py").read_text()


def test_file_to_standard_output(path: Path) -> None:
    result = run("convert", path, "-o", "-")
    assert "torch.zeros(3)" in result.stdout
    assert files(path.parent) == ["train.py"]


def test_diff(path: Path) -> None:
    result = run("convert", path, "--diff")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"--- {path}", f"+++ {path.parent}/train_torch.py"]
    assert "-import numpy as np" in lines
    assert "+import torch" in lines
    assert "\x1b" not in result.stdout
    assert "lines added" in result.stderr
    assert files(path.parent) == ["train.py"]


def test_diff_of_a_last_line_without_newline(path: Path) -> None:
    path.write_text(SCRIPT.strip())
    assert "\n\\ No newline at end of file\n" in run("convert", path, "--diff").stdout


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_diff_is_coloured_on_a_terminal(
    path: Path, monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
    assert ("\x1b[32m+import torch" in run("convert", path, "--diff", color=True).stdout) is coloured


@pytest.mark.parametrize(("text", "code"), [(SCRIPT, 1), (PLAIN, 0)])
def test_check(path: Path, text: str, code: int) -> None:
    path.write_text(text)
    assert run("convert", path, "--check").exit_code == code
    assert files(path.parent) == ["train.py"]


def test_check_does_not_mind_what_is_there(path: Path) -> None:
    path.with_name("train_torch.py").write_text("precious")
    assert run("convert", path, "--check").exit_code == 1
    assert run("convert", path, "--diff").exit_code == 0


LEFT = Conversion(SCRIPT, "x = 1\n", stage="tensor", diagnostics=(Diagnostic(3, 5, "NT101", "stays NumPy"),))


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1), (["--strict", "--check"], 1)])
def test_what_is_left_is_said(path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int) -> None:
    monkeypatch.setattr(commands, "conversions", lambda text, stage, *more: iter([LEFT]))
    result = run("convert", path, *options)
    assert result.exit_code == code
    assert result.stderr.splitlines()[0] == f"{path}:3:5: NT101 stays NumPy"
    assert result.stderr.splitlines()[1].endswith(", 1 refused")
    assert "1 place left as written" in result.stdout


def test_strict_where_nothing_is_left(path: Path) -> None:
    assert run("convert", path, "--strict").exit_code == 0


def test_converting_the_result_changes_nothing(path: Path) -> None:
    run("convert", path, "--in-place")
    assert run("convert", path, "--check").exit_code == 0


@pytest.mark.parametrize(("stage", "expected"), [(None, "autograd"), ("tensor", "tensor"), ("nn", "nn")])
def test_stage(path: Path, monkeypatch: pytest.MonkeyPatch, stage: str | None, expected: str) -> None:
    asked = []

    def conversions(text: str, stage: str, *more: object) -> list[Conversion]:
        asked.append(stage)
        return [Conversion(text, text)]

    monkeypatch.setattr(commands, "conversions", conversions)
    assert run("convert", path, *([f"--stage={stage}"] if stage else [])).exit_code == 0
    assert asked == [expected]


def test_unsafe_is_accepted(path: Path) -> None:
    assert run("convert", path, "--unsafe").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no file"),
        pytest.param(["a.py", "--stage", "quantum"], id="no such stage"),
        pytest.param(["a.py", "--frobnicate"], id="no such option"),
        pytest.param(["a.py", "b.py", "-o", "c.py"], id="one output for two files"),
        pytest.param(["a.py", "--in-place", "-o", "c.py"], id="two outputs"),
        pytest.param(["-", "--in-place"], id="standard input in place"),
        pytest.param(["a.py", "--rules", "nowhere.py"], id="no such rule file"),
    ],
)
def test_misuse(path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(path.parent)
    for name in ("a.py", "b.py"):
        path.with_name(name).write_text(SCRIPT)
    before = files(path.parent)
    result = run("convert", *arguments, input=SCRIPT)
    assert result.exit_code == 2
    assert result.stderr
    assert result.stdout == ""
    assert files(path.parent) == before


def test_mistake_of_ours_is_one_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("missing\nkey")

    monkeypatch.setattr(commands, "conversions", broken)
    result = run("convert", path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"np2torch: {path}: internal error, nothing written: KeyError: 'missing")
    assert result.stderr.count("\n") == 1
    monkeypatch.setenv("NP2TORCH_TRACEBACK", "1")
    assert isinstance(run("convert", path).exception, KeyError)


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--strict"], 1)])
def test_what_was_reached_before_a_mistake_of_ours_stands(
    path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int
) -> None:
    def broken(text: str, stage: str, *more: object) -> Iterator[Conversion]:
        yield Conversion(text, "x = 1\n", stage="tensor")
        raise KeyError("k")

    monkeypatch.setattr(commands, "conversions", broken)
    result = run("convert", path, *options)
    assert result.exit_code == code
    assert result.stderr.startswith(f"np2torch: {path}: internal error, stopped after stage tensor: KeyError: 'k' (")
    assert path.with_name("train_torch.py").read_text() == "x = 1\n"


# --- rules -------------------------------------------------------------------------

OWN_RULE = '''
import numpy as np
import torch


@rewrites(np.zeros)
def zeros(shape):
    """
    >>> np.zeros(3)
    torch.empty(3)
    """
    return torch.empty(shape)
'''


@pytest.fixture
def own_rules(tmp_path: Path) -> Path:
    path = tmp_path / "own_rules.py"
    path.write_text(OWN_RULE)
    return path


def test_own_rules_have_the_last_word(path: Path, own_rules: Path) -> None:
    assert run("convert", path, "--rules", own_rules).exit_code == 0
    assert "torch.empty(3)" in path.with_name("train_torch.py").read_text()


def test_mistake_in_own_rules_is_said_with_its_line(path: Path, own_rules: Path) -> None:
    own_rules.write_text(OWN_RULE + "    while True: pass\n")
    result = run("convert", path, "--rules", own_rules)
    assert result.exit_code == 2
    assert result.stderr == f"np2torch: {own_rules}:13: a rule is made of assert, if-return and return only\n"


def test_list_of_rules() -> None:
    result = run("rules")
    assert result.exit_code == 0
    assert any(line.startswith("np.max, ") and "reductions.py:" in line for line in result.stdout.splitlines())
    assert any(line.startswith("np.pi ") and line.endswith("is torch.pi") for line in result.stdout.splitlines())


@pytest.mark.parametrize("name", ["np.amax", "numpy.max", "ndarray.max", "amax"])
def test_one_rule(name: str) -> None:
    result = run("rules", name)
    assert result.exit_code == 0
    assert ">>> np.max(x)" in result.stdout
    assert result.stdout.startswith("# reductions.py:")


def test_one_constant() -> None:
    assert run("rules", "np.pi").stdout == "np.pi: torch.pi\n"


def test_rule_that_there_is_not() -> None:
    result = run("rules", "np.maxx")
    assert result.exit_code == 2
    assert result.stderr.startswith("np2torch: no rule for np.maxx; is it np.max")


def test_own_rule_is_shown(own_rules: Path) -> None:
    result = run("rules", "np.zeros", "--rules", own_rules)
    assert result.stdout.startswith(f"# {own_rules}:7\n")


@pytest.mark.parametrize(
    ("problems", "code", "said"),
    [([], 0, "all examples hold\n"), (["own_rules.py:9: differs"], 1, "1 rule file, 1 problem\n")],
)
def test_check_rules(
    own_rules: Path, monkeypatch: pytest.MonkeyPatch, problems: list[str], code: int, said: str
) -> None:
    check = types.ModuleType("np2torch.check")
    check.check_files = lambda paths: problems  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "np2torch.check", check)
    monkeypatch.setattr(np2torch, "check", check, raising=False)
    result = run("check-rules", own_rules)
    assert result.exit_code == code
    assert result.stderr.splitlines() == problems
    assert result.stdout == said


def test_check_rules_without_numpy(own_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "np2torch.check", None)
    monkeypatch.delattr(np2torch, "check", raising=False)
    result = run("check-rules", own_rules)
    assert result.exit_code == 2
    assert "pip install 'np2torch[verify]'" in result.stderr


def test_check_rules_reads_before_it_runs(own_rules: Path) -> None:
    own_rules.write_text("@rewrites(np.zeros\ndef")
    result = run("check-rules", own_rules)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"np2torch: {own_rules}:1: ")


# --- the rest ----------------------------------------------------------------------


def test_version() -> None:
    assert run("--version").stdout == f"np2torch {np2torch.__version__}\n"


@pytest.mark.parametrize("command", [[], ["convert"], ["verify"], ["rules"], ["check-rules"]])
def test_help(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")


def test_diagnostics_come_in_the_form_of_compilers() -> None:
    assert Diagnostic(3, 5, "NT101", "stays").text("a.py") == "a.py:3:5: NT101 stays"
