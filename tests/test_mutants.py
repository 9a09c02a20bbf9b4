"""One mistake in a gradient by hand, and it is no longer taken for the derivative that it was."""

from __future__ import annotations

from dataclasses import replace

import mutants
import programs
import pytest

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
SHARE = 12  # mutants of a program that one test tries
PARTS = [(name, i) for name, found in mutants.ALL.items() for i in range(0, len(found), SHARE)]


@pytest.mark.parametrize("name", mutants.PROGRAMS)
def test_without_a_mistake_it_is_taken(name: str) -> None:
    assert "backward()" in convert(mutants.program(name), "autograd", BOOK).after


@pytest.mark.parametrize(("name", "start"), PARTS, ids=str)
def test_with_one_it_trains_as_wrongly(name: str, start: int) -> None:
    """By hand still, or as another multiple of a derivative; never as the derivative that it would be without."""
    original = programs.outcome(mutants.program(name))
    right = convert(mutants.program(name), "autograd", BOOK).after
    for text in mutants.ALL[name][start : start + SHARE]:
        before = programs.outcome(text)
        if before.failure or before.printed == original.printed:
            continue  # it does not run, or is no mistake
        after = convert(text, "autograd", BOOK).after
        assert after != right, text
        if ".backward()" in after:
            assert programs.differences(seen(before), seen(programs.outcome(after))) == [], text


def seen(outcome: programs.Outcome) -> programs.Outcome:
    """Without `p`, which gradient code may use as its scratch."""
    return replace(outcome, values={n: v for n, v in outcome.values.items() if n != "p"})


def test_there_are_enough() -> None:
    assert sum(map(len, mutants.ALL.values())) > 100
