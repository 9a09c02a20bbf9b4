"""Reads the README: its commands, its example and the diffs of the stages.

python tests/readme.py tests     prints the command that runs the tests
python tests/readme.py bless     writes the diffs and outputs anew, as the tool makes them
"""

from __future__ import annotations

import contextlib
import difflib
import re
import shlex
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from np2torch.cli import main
from np2torch.convert import STAGES, convert

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
COMMAND = re.compile(r"<!-- command: (\w+) -->\n```console\n(.*?)\n```", re.DOTALL)
MADE = re.compile(r"<!-- made -->\n```console\n(.*?)```", re.DOTALL)
DIFF = re.compile(r"```diff\n(.*?)```", re.DOTALL)


def text() -> str:
    return README.read_text(encoding="utf-8")


def command(name: str) -> str:
    return dict(COMMAND.findall(text()))[name]


def example() -> str:
    """The script at the top."""
    return text().partition("```python\n")[2].partition("```")[0]


def diffs() -> list[str]:
    return DIFF.findall(text())


def made(stage: str) -> str:
    """What the tool changes at this stage, without what stays around it but for a line."""
    before = example() if stage == STAGES[0] else convert(example(), STAGES[STAGES.index(stage) - 1]).after
    after = convert(example(), stage).after
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return "".join(("@@" if line.startswith("@@") else line.rstrip()) + "\n" for line in list(lines)[2:])


def outputs() -> list[str]:
    """What the README shows of commands, and what comes of them."""
    return MADE.findall(text())


def output(shown: str) -> str:
    """The command of a block with what it says of the example, in a folder of its own."""
    command = shown.partition("\n")[0]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("train.py").write_text(example(), encoding="utf-8")
        result = CliRunner().invoke(main, shlex.split(command.removeprefix("$ np2torch ")))
    return f"{command}\n{result.stdout}{result.stderr}"


def bless() -> None:
    blocks = iter([made(stage) for stage in STAGES])
    new = DIFF.sub(lambda _: f"```diff\n{next(blocks)}```", text())
    new = MADE.sub(lambda found: f"<!-- made -->\n```console\n{output(found[1])}```", new)
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["bless"]:
        bless()
    else:
        print(command(sys.argv[1]))
