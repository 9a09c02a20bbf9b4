"""What the documents say is so."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from textwrap import dedent

import click
import pytest
import readme
from click.testing import CliRunner

from np2torch.cli import main
from np2torch.convert import STAGES

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("stage", "number"), [(stage, i) for i, stage in enumerate(STAGES)])
def test_diffs_are_what_the_tool_does(stage: str, number: int) -> None:
    for needed in STAGES[: number + 1]:
        if importlib.util.find_spec(f"np2torch.stages.{needed}") is None:
            pytest.skip(f"stage {needed} is not there yet")
    assert readme.diffs()[number] == readme.made(stage)


def test_outputs_are_what_the_tool_says() -> None:
    assert readme.outputs()
    for shown in readme.outputs():
        assert readme.output(shown) == shown


def test_all_commands_and_options_are_named() -> None:
    text = readme.text()
    for name, command in main.commands.items():
        assert f"`np2torch {name} " in text
        for option in (o for o in command.params if isinstance(o, click.Option)):
            assert any(spelling in text for spelling in option.opts), option.opts


def test_commands_do_their_own_set_up() -> None:
    for name in ("example", "tests"):
        command = readme.command(name)
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert "-c constraints.txt" in command
    assert readme.command("tests").endswith("-m pytest")


def test_example_of_the_command_is_there() -> None:
    match = re.search(r"convert (\S+) ", readme.command("example"))
    assert match
    assert (ROOT / match[1]).is_file()


def test_ci_runs_the_tests_as_the_readme_says() -> None:
    if not (ROOT / ".ci" / "run").exists():
        pytest.skip("not in this checkout")
    script = (ROOT / ".ci" / "run").read_text()
    assert "tests/readme.py tests" in script
    assert script.rstrip().endswith('bash -euo pipefail -c "$tests"')
    done = subprocess.run(
        [sys.executable, "tests/readme.py", "tests"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == readme.command("tests") + "\n"


def test_rule_of_the_five_minutes_works(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    block = (ROOT / "CONTRIBUTING.md").read_text().partition("```python\n")[2].partition("```")[0]
    own = tmp_path / "own.py"
    own.write_text(dedent(block))
    shown = CliRunner().invoke(main, ["rules", "np.flipud", "--rules", str(own)])
    assert shown.stdout.startswith(f"# {own}:")
    proved = CliRunner().invoke(main, ["check-rules", str(own)])
    assert (proved.stdout, proved.stderr) == ("all examples hold\n", "")
    script = "import numpy as np\nx = np.ones(3)\ny = np.flipud(x)\n"
    converted = CliRunner().invoke(main, ["convert", "-", "--rules", str(own)], input=script)
    assert "y = torch.flipud(x)\n" in converted.stdout


def test_pythons_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11"
    versions = {c.rpartition(" ")[2] for c in project["classifiers"] if c.startswith("Programming Language")}
    assert versions == {"3.11", "3.12", "3.13", "3.14"}
