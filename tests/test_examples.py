"""The examples that the README names: made by the tool as they stand there, and they end with the same parameters."""

from __future__ import annotations

from pathlib import Path

import programs
import pytest

import examples
from np2torch.convert import STAGES, convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
# The powers of a cubic are in no layer: its loss and its optimizer are PyTorch's, its parameters stay by themselves.
SAID = {("polynomial_regression", "nn"): ["NT401"]}
# Where a probability comes out as exactly 0 or 1, the gradient by hand is finite, and that of `log` is not.
SAID |= {
    (name, stage): ["NT204"]
    for name in ("logistic_regression", "softmax_regression")
    for stage in ("autograd", "optim", "nn")
}


def name_of(script: Path) -> str:
    return script.parent.name


def test_there_are_eight() -> None:
    assert len(examples.SCRIPTS) == 8


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("script", examples.SCRIPTS, ids=name_of)
class TestExample:
    def test_is_as_the_tool_makes_it(self, script: Path, stage: str) -> None:
        made = examples.converted(script)[stage]
        assert made.stage == stage
        assert made.after == examples.golden(script, stage).read_text(encoding="utf-8"), (
            "if the change is meant: python tests/examples.py bless"
        )

    def test_leaves_nothing_unsaid_and_says_nothing_more(self, script: Path, stage: str) -> None:
        said = [d.code for d in examples.converted(script)[stage].diagnostics]
        assert said == SAID.get((script.parent.name, stage), [])

    def test_ends_with_the_same_parameters_and_prints_the_same(self, script: Path, stage: str) -> None:
        pairs = examples.converted(script)[stage].correspondence
        before = programs.outcome(script.read_text(encoding="utf-8"))
        after = programs.outcome(
            examples.golden(script, stage).read_text(encoding="utf-8"), tuple(new for _, new in pairs)
        )
        assert programs.differences(before, after, pairs, relative=1e-9) == []

    def test_runs_without_a_warning(self, script: Path, stage: str) -> None:
        golden = examples.golden(script, stage).read_text(encoding="utf-8")
        assert programs.outcome(f"import warnings; warnings.simplefilter('error', UserWarning)\n{golden}").failure == ""

    def test_is_not_changed_by_another_conversion(self, script: Path, stage: str) -> None:
        golden = examples.golden(script, stage).read_text(encoding="utf-8")
        again = convert(golden, stage, BOOK)
        assert again.after == golden
        assert [d.code for d in again.diagnostics] == [
            c for c in SAID.get((script.parent.name, stage), []) if c != "NT204"
        ]
