"""Diagnostics of the later stages name lines of the user's file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from np2torch.cli import main
from np2torch.diagnostic import Diagnostic
from np2torch.origin import at_origin

BEFORE = "import numpy as np\n\nx = np.zeros(3)\nfor i in range(3):\n    y = x\n    x = x - 1\nprint(x)\n"
AFTER = "import torch\n\nuse(double)\n\nx = torch.zeros(3)\nfor i in range(3):\n    x = x - 1\nprint(x.numpy())\n"


def moved(line: int, column: int) -> tuple[int, int]:
    (found,) = at_origin([Diagnostic(line, column, "NT202", "x")], BEFORE, AFTER)
    assert (found.code, found.message) == ("NT202", "x")
    return found.line, found.column


@pytest.mark.parametrize(
    ("place", "origin"),
    [
        pytest.param((7, 9), (6, 9), id="unchanged line"),
        pytest.param((5, 5), (3, 1), id="changed line"),
        pytest.param((8, 7), (7, 1), id="changed last line"),
        pytest.param((1, 8), (1, 1), id="changed first line"),
        pytest.param((3, 1), (3, 1), id="one of three lines for one"),
        pytest.param((9, 1), (8, 1), id="end"),
    ],
)
def test_place(place: tuple[int, int], origin: tuple[int, int]) -> None:
    assert moved(*place) == origin


def test_new_first_line_belongs_to_the_first() -> None:
    (found,) = at_origin([Diagnostic(1, 1, "NT202", "x")], "x = 1\n", "import torch\nx = 1\n")
    assert found.line == 1


def test_column_of_a_changed_line_is_its_first() -> None:
    (found,) = at_origin([Diagnostic(2, 12, "NT202", "x")], "if x:\n    y = np.a\n", "if x:\n    y = torch.a\n")
    assert (found.line, found.column) == (2, 5)


def test_diagnostic_of_a_stage_names_the_line_of_the_file(tmp_path: Path) -> None:
    script = Path(__file__).parent / "scripts_left_alone" / "wrong_factor.py"
    lines = script.read_text().splitlines()
    result = CliRunner().invoke(main, ["convert", str(script), "--check"])
    numbers = [int(line.split(":")[1]) for line in result.stderr.splitlines() if " NT202 " in line]
    assert numbers
    assert all("b -= learning_rate * db" in lines[number - 1] for number in numbers)
