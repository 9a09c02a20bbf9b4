"""What is written to in a program, and what keeps the whole of it NumPy's."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from ..diagnostic import Diagnostic
from ..edit import Source
from ..facts import Facts
from ..rulebook import Rulebook
from .rebinding import Rebinding
from .reversals import Reversals
from .views import Writes


@dataclass(frozen=True)
class WrittenViews:
    """Of all modules that were analysed together: what is written to, and why the whole program stays NumPy's."""

    writes: Writes
    reasons: Mapping[ast.expr | ast.stmt, str]

    @classmethod
    def of(cls, facts: Facts, rulebook: Rulebook) -> WrittenViews:
        """Arrays that behave in ways of their own, and views that run backwards, in whichever module."""
        reasons: dict[ast.expr | ast.stmt, str] = {
            node: f"the program stays NumPy: {stay.reason}"
            for node in facts.everything
            if isinstance(node, (ast.Name, ast.Attribute)) and (name := facts.name(node)) is not None
            if name.startswith("numpy.") and (stay := rulebook.stays(name)) is not None and stay.apart
        }
        writes = Writes(facts)
        why = "the program stays NumPy: what is written to a view that runs backwards is written to its array"
        reasons |= dict.fromkeys(Reversals(facts, rulebook, writes).lost(), why)
        why = "the program stays NumPy: what is updated in place is a scalar at one time, and an array at another"
        reasons |= dict.fromkeys(Rebinding.of(facts).unclear, why)
        return cls(writes, reasons)

    def reported(self, source: Source) -> tuple[Diagnostic, ...]:
        """In the module where a reason stands, with its line; in the others without."""
        own = set(source.nodes)
        here = tuple(
            Diagnostic(n.lineno, n.col_offset + 1, "NT103", why) for n, why in self.reasons.items() if n in own
        )
        return here or tuple(Diagnostic(1, 1, "NT103", why) for why in dict.fromkeys(self.reasons.values()))
