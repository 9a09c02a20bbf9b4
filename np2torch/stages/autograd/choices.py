"""Choices: one scalar, and for every place that it touches the expressions that may be its gradient."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .evidence import Evidence, Handle, Match
from .factors import Factor, explanations
from .multiples import close
from .program import Place

UNIT = 1.0
ODD = 2  # the rank of a multiple of the loss that nobody would write
EXPLANATIONS = 4  # ways to write one factor that are tried


@dataclass(frozen=True)
class Site:
    """An expression that is `sign * factor` times the gradient of the (scaled) loss."""

    node: ast.expr
    sign: float
    factor: Factor = field(default_factory=Factor)


@dataclass(frozen=True)
class Choice:
    """One handle with sites for every place that it touches; `scale` is what the handle is to be multiplied by."""

    handle: Handle
    scale: float
    sites: Mapping[Place, tuple[Site, ...]]


Scalars = Callable[[Place, ast.expr], Mapping[str, float]]


def choices(evidence: Evidence, scalars: Scalars) -> list[Choice]:
    """The best first: exact gradients before scaled ones, sites near to the new values before far ones."""
    ranked: list[tuple[tuple[Any, ...], Choice]] = []
    touched = {p for h, places in evidence.touched.items() for p in places if h.probe is None and p.target is not None}
    for handle, by_place in evidence.matches.items():
        places = {p: m for p, m in by_place.items() if counts(p, m)}
        parameters = touched | {p for p in evidence.touched[handle] if p.target is not None}
        if not places or not parameters <= set(places):
            continue
        for rank, choice in enumerate(ways(handle, places, scalars)):
            distance = sum(min(m.distance for m in places[p] if m.node is s[0].node) for p, s in choice.sites.items())
            terms = sum(len(s[0].factor.terms) for s in choice.sites.values())
            of_loss = loss_rank(choice.scale)
            near = (distance + terms, terms) if of_loss < ODD else (0, 0)  # an odd multiple may hold the learning rate
            ranked.append(((-len(places), of_loss, near, rank, distance, handle_rank(handle)), choice))
    return [choice for _, choice in sorted(ranked, key=lambda r: r[0])]


def counts(place: Place, matches: Sequence[Match]) -> bool:
    """A sum that is assigned to another name is a parameter's new value only if a gradient went into it."""
    return place.target is not None or any(loss_rank(abs(m.factor)) < ODD for m in matches)


def ways(handle: Handle, places: Mapping[Place, list[Match]], scalars: Scalars) -> Iterator[Choice]:
    """Sites whose factors, signs aside, are the same for all places: 1, or a number in each site's expression, or the loss's."""
    found = {}
    for scale in (UNIT, *common_scales(places.values())):
        sites = {p: tuple(m for m in ms if close(abs(m.factor), scale)) for p, ms in places.items()}
        if all(sites.values()):
            found[scale] = sites
    yield from (of_scale(handle, s, sites) for s, sites in found.items() if s == UNIT)
    for scale, sites in found.items():
        if scale != UNIT:
            last = {p: ms[-1] for p, ms in sites.items()}
            for of_loss in (UNIT, 0.5, 2.0):
                yield from explained(handle, of_loss, scale / of_loss, last, scalars)
    yield from (of_scale(handle, s, sites) for s, sites in found.items() if s != UNIT)


def of_scale(handle: Handle, scale: float, sites: Mapping[Place, Sequence[Match]]) -> Choice:
    return Choice(handle, scale, {p: tuple(Site(m.node, signed(m.factor)) for m in ms) for p, ms in sites.items()})


def explained(
    handle: Handle, scale: float, factor: float, matches: Mapping[Place, Match], scalars: Scalars
) -> Iterator[Choice]:
    """The loss as it is, its half or its double, and the rest of the factor written beside each gradient."""
    texts = {p: list(explanations(factor, scalars(p, m.node)))[:EXPLANATIONS] for p, m in matches.items()}
    for each in zip(*texts.values(), strict=False):
        yield Choice(
            handle,
            scale,
            {p: (Site(m.node, signed(m.factor), f),) for (p, m), f in zip(matches.items(), each, strict=True)},
        )


def common_scales(matches: Iterable[list[Match]]) -> list[float]:
    """Factors that all places share, those nearest to the gradient first."""
    by_place = [{round(abs(m.factor), 12): m for m in ms} for ms in matches]
    if not by_place:
        return []
    first, *rest = by_place
    shared = [abs(m.factor) for m in sorted(first.values(), key=lambda m: -m.distance)]
    return [s for s in shared if all(any(close(s, abs(m.factor)) for m in other.values()) for other in rest)]


def is_unit(factor: float) -> bool:
    return close(abs(factor), UNIT)


def signed(factor: float) -> float:
    return -1.0 if factor < 0 else 1.0


def loss_rank(scale: float) -> int:
    """The loss as it is, its half or double, or some other multiple."""
    return 0 if is_unit(scale) else 1 if close(scale, 0.5) or close(scale, 2.0) else ODD


def handle_rank(handle: Handle) -> tuple[int, int]:
    """Named values first, then expressions, then what was made up."""
    kind = (
        2
        if handle.probe is not None
        else 0
        if isinstance(handle.node, ast.Name) and isinstance(handle.node.ctx, ast.Store)
        else 1
    )
    return kind, -getattr(handle.node, "lineno", 0)
