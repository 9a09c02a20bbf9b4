"""What is written to in a program, and what keeps the whole of it NumPy's."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..diagnostic import Diagnostic
from ..edit import Source
from ..facts import Facts
from ..kind import Many, Tuple
from ..rulebook import Rulebook
from .rebinding import Rebinding
from .reversals import Reversals
from .views import Writes


@dataclass(frozen=True)
class WrittenViews:
    """Of all modules that were analysed together: what is written to, and why the whole program stays NumPy's."""

    writes: Writes
    reasons: Mapping[ast.expr | ast.stmt, str]
    codes: tuple[ast.expr, ...] = ()  # the strings of code among the reasons

    @classmethod
    def of(cls, facts: Facts, rulebook: Rulebook) -> WrittenViews:
        """Arrays that behave in ways of their own, and views that run backwards, in whichever module."""
        reasons: dict[ast.expr | ast.stmt, str] = {
            node: f"the program stays NumPy: {stay.reason}"
            for node in facts.everything
            if isinstance(node, (ast.Name, ast.Attribute)) and (name := facts.name(node)) is not None
            if name.startswith("numpy.") and (stay := rulebook.stays(name)) is not None and stay.apart
        }
        codes = tuple(code_in_text(facts))
        reasons |= dict.fromkeys(codes, "the program stays NumPy: code in a string counts on NumPy's arrays")
        reasons |= {
            node: f"the program stays NumPy: {reason}"
            for node in facts.everything
            if isinstance(node, ast.Call) and (reason := rulebook.several.get(facts.name(node.func) or ""))
            if node.args and isinstance(facts.opened(node.args[0]), (Tuple, Many))
        }
        writes = Writes(facts)
        why = "the program stays NumPy: what is written to a view that runs backwards is written to its array"
        reasons |= dict.fromkeys(Reversals(facts, rulebook, writes).lost(), why)
        why = "the program stays NumPy: what is updated in place is a scalar at one time, and an array at another"
        reasons |= dict.fromkeys(Rebinding.of(facts).unclear, why)
        return cls(writes, reasons, codes)

    def reported(self, source: Source) -> tuple[Diagnostic, ...]:
        """In the module where a reason stands, with its line; in the others without."""
        own = set(source.nodes)
        here = tuple(
            Diagnostic(n.lineno, n.col_offset + 1, "NT103", why) for n, why in self.reasons.items() if n in own
        )
        return here or tuple(Diagnostic(1, 1, "NT103", why) for why in dict.fromkeys(self.reasons.values()))


def code_in_text(facts: Facts) -> Iterator[ast.expr]:
    """Strings of code that are run, with NumPy's functions in them."""
    aliases = aliases_of(facts)
    for node in facts.everything:
        match node:
            case ast.Call(func, [ast.Constant(str(code)) as text, *_]) if runs_code(func, facts):
                if any(f"{alias}." in code for alias in aliases):
                    yield text


def aliases_of(facts: Facts) -> frozenset[str]:
    """The names that NumPy has in the program."""
    return frozenset(n.id for n in facts.names if isinstance(n, ast.Name) and facts.name(n) == "numpy")


def runs_code(function: ast.expr, facts: Facts) -> bool:
    built_in = isinstance(function, ast.Name) and function.id in ("exec", "eval")
    return built_in or facts.name(function) in ("timeit.timeit", "timeit.repeat")
