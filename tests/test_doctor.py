"""`np2torch doctor`, and what other tools read of this one."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from np2torch import doctor
from np2torch.cli import main

ROOT = Path(__file__).parents[1]


def test_a_part_of_the_proofs_holds() -> None:
    pytest.importorskip("torch")
    number, problems = doctor.part((0, 500))
    assert number > 5
    assert problems == []


@pytest.mark.parametrize(
    ("parts", "code", "last"),
    [
        ([(3, []), (4, [])], 0, r"7 proofs of rules, \d+ s: all hold"),
        ([(3, ["b.py:1: no"]), (1, ["a.py:2: no"])], 1, r"4 proofs of rules, \d+ s: 2 problems"),
    ],
)
def test_examination(
    monkeypatch: pytest.MonkeyPatch, parts: list[tuple[int, list[str]]], code: int, last: str
) -> None:  # fmt: skip
    monkeypatch.setattr(doctor, "installed", lambda package: "9.9")
    monkeypatch.setattr(doctor, "proved", lambda count: iter(parts))
    result = CliRunner().invoke(main, ["doctor", "-j", "2"])
    assert result.exit_code == code
    lines = result.stdout.splitlines()
    assert re.fullmatch(last, lines[-1])
    assert "numpy     9.9" in lines
    assert result.stderr.splitlines() == sorted(problem for _, found in parts for problem in found)


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "torch", "no-such-package"))
    monkeypatch.setattr(doctor, "NEEDED", ("no-such-package",))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 2
    assert re.search("no-such-package *not installed", result.stdout)
    assert "pip install 'np2torch[verify]'" in result.stderr


# --- hooks ---------------------------------------------------------------------------------


def hooks() -> list[dict[str, str]]:
    """The few lines of YAML that they are."""
    blocks = (ROOT / ".pre-commit-hooks.yaml").read_text().split("- ")[1:]
    return [dict(line.strip().split(": ", 1) for line in block.strip().splitlines()) for block in blocks]


def test_hooks_run(tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_text("import numpy as np\nx = np.ones(3)\n")
    codes = {}
    for hook in hooks():
        program, *arguments = hook["entry"].split()
        assert program == "np2torch"
        codes[hook["id"]] = CliRunner().invoke(main, [*arguments, str(script)]).exit_code
    assert codes == {"np2torch-check": 1, "np2torch-preview": 0}
    assert [p.name for p in tmp_path.iterdir()] == ["a.py"]


# --- what the documents say ----------------------------------------------------------------

INTEGRATIONS = (ROOT / "docs" / "integrations.md").read_text()


def test_hooks_are_named() -> None:
    assert set(re.findall(r"- id: (\S+)", INTEGRATIONS)) == {hook["id"] for hook in hooks()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    assert f"_NP2TORCH_COMPLETE={shell}_source np2torch" in INTEGRATIONS
    monkeypatch.setenv("_NP2TORCH_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "np2torch convert --stage ")
    monkeypatch.setenv("COMP_CWORD", "3" if shell != "fish" else "")
    result = CliRunner().invoke(main, [], prog_name="np2torch")
    assert "autograd" in result.output


def test_commands_of_the_workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = re.findall(r"- run: np2torch (convert .*) \|\| test", INTEGRATIONS)
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "a.py").write_text("import numpy as np\nx = np.linalg.eig(np.eye(2))\ny = np.ones(3)\n")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, line.split())
    assert result.exit_code == 1
    assert "::warning file=course/a.py,line=2" in result.stderr
    assert (tmp_path / "report.html").exists()


def test_python_of_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    code = INTEGRATIONS.partition("```python\n")[2].partition("```")[0]
    script = "import numpy as np\nw = np.ones(2)\nfor i in range(3):\n    w = w - 0.1 * w\nprint(w)\n"
    (tmp_path / "course").mkdir()
    for name in ("train.py", "course/a.py"):
        (tmp_path / name).write_text(script)
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["convert", "train.py"])
    exec(code, {})
    assert (tmp_path / "course_torch" / "a.py").exists()
