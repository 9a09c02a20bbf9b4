"""Whether two versions of a program are told apart: by what they print, leave behind and do where conditions turn."""

from __future__ import annotations

import pytest

from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.instrument import Script
from np2torch.rehearsal.run import rehearse
from np2torch.stages.equivalence import difference

PROGRAM = """\
import torch
w = torch.ones(2)
for step in range(50):
    w -= 0.1 * w
    {inside}
{after}
"""


def program(inside: str = "pass", after: str = "print(w.tolist())") -> str:
    return PROGRAM.format(inside=inside, after=after)


def told(before: str, after: str) -> str:
    trace = rehearse(before, Conditions(implicit=True), Script()).trace
    return difference(before, after, trace)


def test_the_same() -> None:
    assert told(program(), program()) == ""
    assert told(program(), program().replace("0.1 * w", "w * 0.1")) == ""


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        pytest.param(program().replace("0.1 * w", "0.2 * w"), "it prints other numbers", id="arithmetic"),
        pytest.param(program(after="print(w)"), "it prints something else", id="text"),
        pytest.param(program(after="print(w.tolist())\nprint(missing)"), "it fails (NameError", id="failure"),
    ],
)
def test_another(other: str, reason: str) -> None:
    assert told(program(), other).startswith(reason)


def test_what_comes_before_a_failure_of_both_counts() -> None:
    before = program(after="print([1][5])")
    assert told(before, before) == ""
    assert told(before, before.replace("0.1 * w", "0.2 * w")) == "w ends with another value"


def test_what_comes_before_a_failure_of_the_first_counts() -> None:
    before, after = (program(after=f"print(w.tolist())\nprint([1][{i}])") for i in (5, 0))
    assert told(before, after) == ""
    assert told(before, after.replace("0.1 * w", "0.2 * w")) == "it prints other numbers"


def test_what_does_not_end_is_not_compared() -> None:
    endless = program(after="while True:\n    pass")
    assert told(endless, endless).startswith("it cannot be compared")


@pytest.mark.parametrize(
    "inside",
    ["if step == 30: w *= 0.5", "w *= 0.5 if step > 20 else 1.0", "if step % 10 == 9: w = torch.zeros(2)"],
)
def test_conditions_count_that_no_step_met(inside: str) -> None:
    assert told(program(inside), program(inside)) == ""
    found = told(program(inside), program())
    turned = found.startswith("it prints other numbers where `step") and found.endswith("` comes out the other way")
    assert turned or found == "in later steps it prints other numbers"


def test_conditions_that_only_show_something_do_not_count() -> None:
    assert told(program("if step == 30: print('half of it')"), program()) == ""


def test_conditions_of_forward_and_backward_code_turn_together() -> None:
    twice = "k = 2.0 if step > 9 else 1.0\n    w -= 0.1 * k * w\n    w += 0.1 * (2.0 if step > 9 else 1.0) * w"
    assert told(program(twice), program(twice.replace("(2.0 if step > 9 else 1.0)", "k"))) == ""


def test_the_last_iteration_of_an_inner_loop_counts() -> None:
    batches = "for i in range(0, 50, 16):\n        w -= 0.01 * {} * w"
    of_rest, of_all = batches.format("min(16, 50 - i)"), batches.format("16")
    assert told(program(of_rest), program(of_rest)) == ""
    assert told(program(of_rest), program(of_all)) == "it prints other numbers"
