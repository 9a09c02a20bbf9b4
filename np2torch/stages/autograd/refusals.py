"""What is said where the gradients of a loop are not proved."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .choices import Choice, Scalars, is_unit
from .evidence import Evidence, Handle, Match
from .factors import explanations, plain_number, shown
from .program import Place


@dataclass(frozen=True)
class Refusal:
    """Why an update stays by hand."""

    place: Place
    reason: str


def explains_in_part(evidence: Evidence) -> bool:
    """Whether a scalar of the program's is the loss of some of its updates, but not of others."""
    parameters = {p for p in evidence.places if p.target is not None}
    for by_place in evidence.matches.values():
        matches = (m for ms in by_place.values() for m in ms)
        if parameters <= set(by_place) and any(is_unit(m.factor) and not m.is_data for m in matches):
            return True
    return False


def unequal(choice: Choice | None) -> Refusal | None:
    """Of what is a derivative except at ties, if it is that of a loss that nothing else is said about."""
    if choice is None or not is_unit(choice.scale):
        return None
    place, node = next(iter(choice.sites)), choice.handle.node
    loss = quoted(node) if node is not None else "a loss"
    return Refusal(
        place,
        f"what updates {quoted(place.old)} is the derivative of {loss}, but not where values are equal, "
        "such as the two largest of a window, or a margin and 0: there autograd would take another",
    )


def refusal(evidence: Evidence, scalars: Scalars) -> Refusal | None:
    """What was found instead, by the handle that explains most: exact gradients count first, names before expressions."""
    parameters = {p for p in evidence.places if p.target is not None}
    if not parameters:
        return None

    def score(handle: Handle) -> tuple[int, int, int]:
        matches = [m for p, m in evidence.matches[handle].items() if p in parameters]
        telling = sum(any(plain_number(abs(x.factor)) for x in m) for m in matches)
        return sum(any(is_unit(x.factor) for x in m) for m in matches), telling, isinstance(handle.node, ast.Name)

    def is_right(place: Place, match: Match) -> bool:
        return (
            is_unit(match.factor) or next(explanations(abs(match.factor), scalars(place, match.node)), None) is not None
        )

    best = max(evidence.matches, key=score)
    by_place = {p: m for p, m in evidence.matches[best].items() if p in parameters}
    ordered = sorted(parameters, key=lambda p: p.statement.lineno)
    wrong = [p for p in ordered if not any(is_right(p, m) for m in by_place.get(p, []))]
    place = wrong[0] if wrong else min(parameters, key=lambda p: p.statement.lineno)
    veiled = next((p for p in wrong if p in evidence.veiled), None)
    if veiled is not None:
        node = quoted(evidence.veiled[veiled])
        return Refusal(veiled, f"{node} is a gradient that may be cut, by what does not do so in every step")
    changed = next((p for p in wrong if p in evidence.elsewhere and not by_place.get(p)), None)
    if changed is not None:
        node, old = quoted(evidence.elsewhere[changed]), quoted(changed.old)
        return Refusal(changed, f"{node} is a gradient, but is changed on its way to where {old} is updated")
    return Refusal(place, reason_for(place, best, by_place, wrong))


def reason_for(place: Place, handle: Handle, by_place: Mapping[Place, list[Match]], wrong: Sequence[Place]) -> str:
    if not wrong:
        return f"what updates {quoted(place.old)} is more than a multiple of the derivative of {quoted(handle.node)}"
    if len(wrong) == len(by_place) and not any(telling(ms) for ms in by_place.values()):
        return f"what updates {quoted(place.old)} is not the derivative of any scalar computed here"
    findings = [finding(p, by_place.get(p, []), handle) for p in wrong]
    return "; ".join(findings)


def finding(place: Place, matches: Sequence[Match], handle: Handle) -> str:
    derivative = f"the derivative of {quoted(handle.node)} by {quoted(place.old)}"
    match = telling(matches)
    if match is None:
        return f"what updates {quoted(place.old)} is no multiple of {derivative}"
    times = "minus " * (match.factor < 0) + f"{shown(plain_number(abs(match.factor)) or 1)} times "
    return f"the hand-written {quoted(match.node)} is {times if not is_unit(match.factor) else ''}{derivative}"


def telling(matches: Sequence[Match]) -> Match | None:
    """The match with a factor that says something to a person, names before expressions."""
    plain = [m for m in matches if plain_number(abs(m.factor)) is not None]
    return min(plain, key=lambda m: (not isinstance(m.node, ast.Name), m.distance), default=None)


def quoted(node: ast.AST | None) -> str:
    text = ast.unparse(node) if node is not None else "a loss"
    return f"`{text if len(text) < 60 else text[:57] + '...'}`"
