"""Random programs, converted: both sides run, and the converted one neither differs nor fails.

Programs have numbers, and are the same each time. NP2TORCH_FUZZ says how many are tried, `10000`, or which, `5000-6000`;
a few hundred without it.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from sides import difference_made
from snippets import numbered, snippets

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
FIRST, _, LAST = os.environ.get("NP2TORCH_FUZZ", "300").rpartition("-")
HUNDRED = 100


def wrong(text: str) -> str | None:
    """What the converted program does otherwise; one that is refused as a whole is the original."""
    after = convert(text, "tensor", BOOK).after
    return None if after == text else difference_made(text, after)


@pytest.mark.parametrize("start", range(int(FIRST or 0), int(LAST), HUNDRED))
def test_numbered_programs(start: int) -> None:
    programs = ((number, numbered(number)) for number in range(start, min(start + HUNDRED, int(LAST))))
    found = {number: why for number, text in programs if (why := wrong(text)) is not None}
    assert not found, "\n".join(f"{number}: {why}" for number, why in found.items())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(snippets())
def test_small_programs(text: str) -> None:
    assert wrong(text) is None
