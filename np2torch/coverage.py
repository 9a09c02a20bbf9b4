"""Which of NumPy's names are PyTorch's by a rule, which NumPy goes on doing, and why."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .rule import Rule, names_in
from .rulebook import Rulebook


class Way(enum.Enum):
    """What becomes of a name."""

    TORCH = "torch"
    DRAW = "NumPy's random stream"
    BRIDGE = "NumPy, its result taken over"
    STAYS = "NumPy"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of NumPy's, what becomes of it, and an example or the reason."""

    name: str
    way: Way
    note: str


def entry(name: str, rulebook: Rulebook) -> Entry:
    rule = rulebook.rule(name)
    constant = rulebook.constant(name)
    stay = rulebook.stays(name)
    if rule is not None:
        return ruled(name, rule)
    if constant is not None:
        return Entry(name, Way.TORCH, f"`{constant}`")
    return Entry(name, Way.STAYS, stay.reason) if stay is not None else Entry(name, Way.MISSING, "")


def ruled(name: str, rule: Rule) -> Entry:
    results = [c.result for c in rule.clauses if c.result is not None]
    if not all("call" in names_in(r) for r in results):
        return Entry(name, Way.TORCH, shown(name, rule))
    if name.startswith("numpy.random."):
        return Entry(name, Way.DRAW, shown(name, rule))
    taken_over = any(not isinstance(r, ast.Name) for r in results)
    return Entry(name, Way.BRIDGE if taken_over else Way.STAYS, rule.reason)


def shown(name: str, rule: Rule) -> str:
    """The rule's first example for the name; for a namesake of the one it is for, the same with that name."""
    last = name.rpartition(".")[2]
    example = next((e for e in rule.examples if f"{last}(" in e.before), next(iter(rule.examples), None))
    if example is None:
        return ""
    before, after = example.before, example.after
    if "namesake(" in rule.text:
        used = next((s.rpartition(".")[2] for s in rule.spellings if f"{s.rpartition('.')[2]}(" in before), last)
        before, after = (text.replace(f"{used}(", f"{last}(") for text in (before, after))
    return f"`{before}` → `{after}`"


def entries(names: Iterable[str], rulebook: Rulebook) -> list[Entry]:
    return [entry(name, rulebook) for name in names]


def table(found: Iterable[Entry]) -> Iterator[str]:
    """The rows of a Markdown table."""
    yield "| name | what becomes of it | |"
    yield "|---|---|---|"
    for item in found:
        note = item.note.replace("|", "\\|")
        yield f"| `{item.name.removeprefix('numpy.')}` | {item.way.value} | {note} |"
