"""np2torch from Python."""

import doctest
from pathlib import Path

import pytest

from np2torch import api
from np2torch.convert import STAGES
from np2torch.target import Target

SCRIPT = """\
import numpy as np
x = np.array([0.5, 1.5, 2.5])
w = 1.0
for step in range(20):
    loss = np.mean((w * x - 1) ** 2)
    w -= 0.1 * np.mean(2 * (w * x - 1) * x)
print(w)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(SCRIPT)
    return tmp_path / "train.py"


def test_stages_are_those_of_the_command_line() -> None:
    assert tuple(api.Stage) == STAGES


def test_docstrings_hold() -> None:
    assert doctest.testmod(api).failed == 0
    assert doctest.testmod(api).attempted


def test_convert() -> None:
    assert "backward" in api.convert(SCRIPT).after
    assert "optimizer.step()" in api.convert(SCRIPT, api.Stage.OPTIM).after
    assert "backward" not in api.convert(SCRIPT, "tensor").after
    assert "float32" in api.convert(SCRIPT, target=Target(dtype="float32")).diagnostics[0].message
    with pytest.raises(SyntaxError):
        api.convert("x = (")
    with pytest.raises(ValueError, match="quantum"):
        api.convert(SCRIPT, "quantum")


def test_convert_path(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [done] = api.convert_path(path, stage="optim")
    assert done.conversion is not None
    assert path.with_name("train_torch.py").read_text() == done.conversion.after
    assert [c.stage for c in done.stages] == ["tensor", "autograd", "optim"]
    [again] = api.convert_path(path)
    assert "exists already" in again.problem
    assert capsys.readouterr() == ("", "")


def test_convert_path_of_a_folder(path: Path) -> None:
    (path.parent / "broken.py").write_text("x = (")
    found = {Path(c.path).name: c for c in api.convert_path(path.parent, path.parent / "out")}
    assert found["train.py"].conversion is not None
    assert "not Python 3" in found["broken.py"].problem


def test_verify(path: Path) -> None:
    pytest.importorskip("torch")
    api.convert_path(path, stage="optim")
    verdict = api.verify(path, path.with_name("train_torch.py"))
    assert verdict.equal
    assert [row.name for row in verdict.rows] == ["w"]
    with pytest.raises(api.Unusable):
        api.verify(path, path.with_name("nothing.py"))
