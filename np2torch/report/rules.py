"""The rules, as a list and one by one."""

from __future__ import annotations

from collections.abc import Iterator

from ..rule import Rule
from ..rulebook import Rulebook

SHORT = {"numpy": "np", "torch": "torch", "math": "math"}


def short(name: str) -> str:
    """`np.max`, as it is written in programs."""
    root, _, rest = name.partition(".")
    return f"{SHORT.get(root, root)}.{rest}"


def listing(rulebook: Rulebook) -> Iterator[str]:
    """A line for each rule: what it is for, and where it stands."""
    rows = [(", ".join(map(short, rule.spellings)), rule.where) for rule in rulebook.rules()]
    rows += [(short(name), f"is {torch}") for name, torch in rulebook.constants.items()]
    width = max((len(names) for names, _ in rows if len(names) <= 60), default=0)
    for names, where in rows:
        yield f"{names.ljust(width)}  {where}"


def found(rulebook: Rulebook, name: str) -> list[str]:
    """The rules of a function by whatever part of its name: `np.max`, `ndarray.max`, `max`."""
    rules = {id(rule): rule for key in rulebook.rewrites if matches(key, name) and (rule := rulebook.rule(key))}
    constants = [f"{short(k)}: {v}" for k, v in rulebook.constants.items() if matches(k, name)]
    return [*map(page, rules.values()), *constants]


def matches(key: str, name: str) -> bool:
    return name in (key, short(key)) or key.endswith(f".{name}")


def page(rule: Rule) -> str:
    return f"# {rule.where}\n{rule.text}"


def alike(rulebook: Rulebook, name: str) -> list[str]:
    """Names that may have been meant."""
    import difflib

    known = [short(key) for key in (*rulebook.rewrites, *rulebook.constants)]
    return difflib.get_close_matches(name, [*known, *(k.rpartition(".")[2] for k in known)], n=3)
