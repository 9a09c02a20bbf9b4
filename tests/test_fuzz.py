"""Random short programs, converted: both sides run, and none differs silently.

NP2TORCH_FUZZ is how many are tried, a few hundred without it.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from sides import part, run, same_text
from snippets import snippets

from np2torch.convert import convert
from np2torch.rulebook import read_rulebook

BOOK = read_rulebook()
EXAMPLES = int(os.environ.get("NP2TORCH_FUZZ", "300"))


def silent_difference(text: str) -> str | None:
    """What the converted program does otherwise, where it runs."""
    converted = convert(text, "tensor", BOOK)
    expected, found = run(text), run(converted.after)
    assert expected.error is None
    if found.error is not None:
        return None  # not silent
    single = "float32" in text
    for name, value in expected.names.items():
        if name.startswith("v") and (why := part(value, found.names.get(name), single)):
            return f"{name}: {why}\n{converted.after}"
    if not same_text(expected.printed, found.printed, 1e-4 if single else 1e-9):
        return f"{expected.printed}became\n{found.printed}{converted.after}"
    return None


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(snippets())
def test_no_silent_difference(text: str) -> None:
    assert silent_difference(text) is None
