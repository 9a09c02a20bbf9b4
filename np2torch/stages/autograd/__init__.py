"""Stage autograd: the hand-written gradient goes where it is proved to be the derivative of a scalar."""

from __future__ import annotations

from ...edit import Source
from ...facts import Facts
from ...rulebook import Rulebook
from .. import StageResult
from .stage import autograd_loops


def autograd(source: Source, facts: Facts, rulebook: Rulebook) -> StageResult:
    """Replace hand-written gradients by `backward()`, loop by loop; what is not proved stays."""
    return autograd_loops(source, facts, rulebook)
