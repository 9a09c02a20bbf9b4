"""Scripts of many hands through all four stages: run, compared with the original, and converted again."""

from __future__ import annotations

import re
from pathlib import Path

import programs
import pytest

from examples import converted
from np2torch.convert import STAGES, conversions
from np2torch.rulebook import read_rulebook

FOLDER = Path(__file__).parent
SCRIPTS = sorted(FOLDER.glob("scripts/*.py"))
LEFT_ALONE = sorted(FOLDER.glob("scripts_left_alone/*.py"))
BOOK = read_rulebook()

# The furthest stage of those that do not go all the way, and what is said about it.
PARTLY = {
    "c_style_logit": ("tensor", "NT202"),  # a loss would have to be made up, sum by sum
    "parabola_floats": ("optim", "NT401"),  # one example at a time is no layer
    "online_sgd": ("optim", "NT401"),
    "path_on_contours": ("optim", "NT401"),
    "typed_tuple": ("nn", "NT401"),  # functions that take the parameters would have to take a module
    # updates by the program's own optimizers, layers and functions
    "rival_optimizers": ("autograd", "NT301"),
    "stacked_layers": ("autograd", "NT301"),
    "pairs_anew": ("nn", "NT401"),
    "activations_by_name": ("nn", "NT401"),  # its layers are made from a table
    "letters_rnn": ("optim", "NT401"),
    "held_gradient_norm": ("autograd", "NT301"),  # it may be cut before the update
    "trainer_closure": ("autograd", "NT301"),
}
# What a program of a stage has that no earlier one has.
SIGNS = {
    "tensor": re.compile(r"torch\."),
    "autograd": re.compile(r"\.backward\(\)"),
    "optim": re.compile(r"\.step\(\)"),
    "nn": re.compile(r"torch\.nn\.(?:Linear|\w+Loss)"),
}


def name_of(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_trains_the_same(path: Path, stage: str) -> None:
    if "matplotlib" in path.read_text():
        pytest.importorskip("matplotlib")
    conversion = converted(path)[stage]
    before = programs.outcome(conversion.before)
    after = programs.outcome(conversion.after, tuple(new for _, new in conversion.correspondence))
    assert programs.differences(before, after, conversion.correspondence, relative=1e-6) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_goes_as_far_as_it_can(path: Path) -> None:
    furthest, code = PARTLY.get(path.stem, ("nn", ""))
    made = converted(path)
    for stage in STAGES:
        reached = bool(SIGNS[stage].search(made[stage].after))
        assert reached is (
            STAGES.index(stage) <= STAGES.index(furthest) and (path.stem, stage) != ("parabola_floats", "tensor")
        )
    assert not code or code in {d.code for d in made["nn"].diagnostics}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_converting_again_changes_nothing(path: Path, stage: str) -> None:
    made = converted(path)[stage].after
    *_, again = conversions(made, stage, BOOK)
    assert again.after == made


@pytest.mark.parametrize("path", LEFT_ALONE, ids=name_of)
def test_left_alone_runs_the_same(path: Path) -> None:
    conversion = converted(path)["nn"]
    before, after = programs.outcome(conversion.before), programs.outcome(conversion.after)
    assert programs.differences(before, after, relative=1e-6) == []
