"""Notebooks as text, with cells after `# %%`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from np2torch.cli import main
from np2torch.percent import Percent
from np2torch.source import decoded

TEXT = """\
# ---
# jupyter: python3
# ---

# %% [markdown]
# # A line of `np.ones`

# %%
%matplotlib inline
!pip install numpy
import numpy as np

# %% the line
x = np.array([0.5, 1.5, 2.5])
y = np.array([1.0, 2.0, 3.0])
w = 1.0

# %%
def grad(w):
    return np.mean(2 * (w * x - y) * x)

# %%
%%time
for step in range(40):
    loss = np.mean((w * x - y) ** 2)
    w -= 0.1 * grad(w)

# %%
%%bash
ls -la
echo np.ones

# %%
files = !ls
print(w)
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def converted(tmp_path: Path, text: str, *options: str) -> str:
    path = tmp_path / "train.py"
    path.write_text(text)
    result = run("convert", path, "--force", *options)
    assert result.exit_code == 0, result.output
    return (tmp_path / "train_torch.py").read_text()


def test_cells_stay_cells(tmp_path: Path) -> None:
    after = converted(tmp_path, TEXT)
    assert after.startswith(TEXT.partition("%matplotlib")[0])
    assert "%matplotlib inline\n!pip install numpy torch\n" in after
    assert "# %% the line\nx = torch.tensor(" in after
    assert "# %%\n%%time\nfor step in range(40):\n" in after
    assert "    loss.backward()\n" in after
    assert "# %%\n%%bash\nls -la\necho np.ones\n\n# %%\nfiles = !ls\nprint(w.item())\n" in after
    assert "#~" not in after


def test_cell_of_which_nothing_is_left_goes(tmp_path: Path) -> None:
    after = converted(tmp_path, TEXT)
    assert "def grad(" not in after
    assert after.count("# %%") == TEXT.count("# %%") - 1
    assert "# %%\n\n# %%" not in after


def test_cells_that_were_empty_stay(tmp_path: Path) -> None:
    after = converted(tmp_path, "# %%\n\n# %%\nimport numpy as np\nprint(np.ones(3))\n# %%\n")
    assert after.count("# %%") == 3


def test_result_stays_as_it_is(tmp_path: Path) -> None:
    after = converted(tmp_path, TEXT)
    assert converted(tmp_path, after) == after


def test_what_uses_no_numpy_is_the_same_to_the_byte(tmp_path: Path) -> None:
    text = "# %%\r\n!pip install numpy\r\nx = 1\r\n"
    path = tmp_path / "train.py"
    path.write_bytes(text.encode())
    assert run("convert", path).exit_code == 0
    assert (tmp_path / "train_torch.py").read_bytes() == text.encode()


@pytest.mark.parametrize("line", ["# !pip install numpy", "# %pip install -q numpy", "#!pip install numpy"])
def test_installs_in_comments(tmp_path: Path, line: str) -> None:
    after = converted(tmp_path, f"# %%\n{line}\nimport numpy as np\nx = np.ones(3)\n")
    assert f"{line} torch\n" in after


@pytest.mark.parametrize("line", ["# !pip install scipy", "# !pip would install numpy", "# numpy!"])
def test_other_comments_stay(tmp_path: Path, line: str) -> None:
    assert f"{line}\n" in converted(tmp_path, f"# %%\n{line}\nimport numpy as np\nx = np.ones(3)\n")


def test_diagnostics_are_at_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# %%\n!pip install \\\n    numpy\nimport numpy as np\nx = np.linalg.eig(np.eye(2))\n")
    result = run("convert", path)
    assert f"{path}:5:5: NT101 " in result.stderr


def test_diff_shows_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT)
    shown = run("convert", path, "--diff").stdout
    assert " !pip install numpy\n" in shown
    assert "#~" not in shown


def test_what_is_no_python_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("# %%\nimport numpy as np\nx = (\n")
    result = run("convert", path)
    assert result.exit_code == 2
    assert "not Python 3" in result.stderr


def test_script_with_cells_that_only_parse_together() -> None:
    text = "# %%\nif True:\n    x = 1\n# %%\n    y = 2\n"
    document = decoded(text.encode(), "a.py")
    assert isinstance(document, Percent)
    assert document.text == text


def test_verify(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    path = tmp_path / "a.py"
    path.write_text(TEXT)
    result = run("convert", path, "--verify")
    assert result.exit_code == 0, result.output
    assert "equal: 1 parameter" in result.stdout


def test_percent_script_and_notebook_become_the_same(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    sources = ["import numpy as np", "x = np.ones(3)\nprint(x)"]
    cells = [{**cell, "source": source} for source in sources]
    (tmp_path / "a.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    assert run("convert", tmp_path / "a.ipynb").exit_code == 0
    notebook = json.loads((tmp_path / "a_torch.ipynb").read_text())
    after = converted(tmp_path, "".join(f"# %%\n{source}\n" for source in sources))
    expected = "".join(f"# %%\n{c['source']}\n" for c in notebook["cells"])
    assert [line for line in after.split("\n") if line] == [line for line in expected.split("\n") if line]
