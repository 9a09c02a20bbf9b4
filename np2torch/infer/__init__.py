"""Kinds of all expressions of a program, by abstract interpretation.

Statements are followed in order, branches joined, loops run to a fixpoint, functions of the program run
at each call with the kinds of its arguments. What lists, dicts and instances hold is kept in a heap by
the place that made them, and the whole program is run again where something was read too early.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from ..edit import Source
from ..facts import Facts
from ..kind import Kind
from ..observed import Observed
from ..program import Program
from ..rulebook import Rulebook
from .attributes import Attributes
from .calls import Calls
from .expressions import Expressions
from .functions import Functions
from .inheritance import Inheritance
from .modules import Modules
from .sights import Sights
from .state import NOTHING_SEEN, PASSES, Frame, as_call
from .statements import Statements
from .uncalled import Uncalled


def infer(
    source: Source,
    rulebook: Rulebook,
    names: Mapping[str, Kind] | None = None,
    observed: Observed = NOTHING_SEEN,
) -> Facts:
    """Facts about a program; never fails: what is not understood is Unknown. `names` are defined before it."""
    return Inference(source, rulebook, names or {}, observed).run()


def analysed(text: str, rulebook: Rulebook, observed: Observed = NOTHING_SEEN) -> Facts:
    """The facts about a program by its text, which stages ask for again. Raises SyntaxError."""
    return kept(text, rulebook, observed)


@lru_cache(maxsize=8)
def kept(text: str, rulebook: Rulebook, observed: Observed) -> Facts:
    """One entry for each program: a default that is left out would be another key than the same one given."""
    return infer(Source.parse(text), rulebook, observed=observed)


def inferred_together(program: Program, rulebook: Rulebook) -> dict[str, Facts]:
    """Facts about modules that import one another, by their paths."""
    inference = Inference(next(iter(program.sources.values())), rulebook, {}, NOTHING_SEEN, program)
    whole = inference.run()
    return {path: replace(whole, source=source) for path, source in program.sources.items()}


class Inference(Statements, Modules, Sights, Expressions, Attributes, Inheritance, Calls, Functions, Uncalled):
    def run(self) -> Facts:
        for _ in range(PASSES):
            self.begin_pass()
            frame = Frame(dict(self.given))
            if self.program.sources:
                for path in self.program.sources:
                    self.load(path)
            else:
                self.block(self.source.tree.body, frame)
            self.uncalled(frame)
            if not self.heap.is_stale:
                break
        return Facts(
            self.source, self.kinds, self.names, self.callees, tuple(self.definitions), dict(self.heap), self.parents,
            frozenset(self.arriving), self.rulebook.arrivals, self.nodes, tuple(self.contradictions()),
        )  # fmt: skip


__all__ = ["NOTHING_SEEN", "analysed", "as_call", "infer", "inferred_together"]
