"""Factors: numbers as the text that a program has for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from .multiples import close

PLAIN_DIVISORS = (1, 2, 3, 4, 5, 8, 10, 100)
LARGEST = 20  # number that a person would write before a division


@dataclass(frozen=True)
class Factor:
    """A number times or divided by expressions of the program."""

    times: float = 1.0
    terms: tuple[tuple[str, bool], ...] = ()  # text, and whether it divides

    @property
    def text(self) -> str:
        """Empty for 1."""
        above = [t for t, divides in self.terms if not divides]
        below = [t for t, divides in self.terms if divides]
        if self.times != 1 or (below and not above):
            above.insert(0, shown(self.times))
        return " * ".join(above) + "".join(f" / {t}" for t in below)

    def value(self, scalars: Mapping[str, float]) -> float | None:
        """What it comes to where its expressions have these values; None where one has none."""
        result = self.times
        for text, divides in self.terms:
            if not scalars.get(text):
                return None
            result = result / scalars[text] if divides else result * scalars[text]
        return result


def explanations(number: float, scalars: Mapping[str, float]) -> Iterator[Factor]:
    """The number as a product of up to three of the scalars, or divided by them."""
    known = [(t, d) for t, v in scalars.items() if v not in (0, 1) for d in (False, True)]
    for size in (1, 2, 3):
        for terms in combinations(known, size):
            factor = Factor(terms=terms)
            value = factor.value(scalars) if len({t for t, _ in terms}) == size else None
            if value is not None and close(value, number):
                yield factor


def scales(number: float, sizes: Mapping[str, float]) -> Iterator[Factor]:
    """The number as a size, or its half, double or reciprocal; or as it is, where a person would write it."""
    if close(number, 1):
        yield Factor()
    plain = plain_number(number)
    if plain in (2, 0.5):
        yield Factor(plain)
    for text, value in sizes.items():
        for times in (1.0, 2.0, 0.5):
            for divides in (False, True):
                if close(number, times / value if divides else times * value):
                    yield Factor(times, ((text, divides),))
    if plain is not None and plain not in (1, 2, 0.5):
        yield Factor(plain)


def plain_number(value: float) -> float | None:
    """A factor that a person would have written: a small integer or a simple fraction."""
    for divisor in PLAIN_DIVISORS:
        number = value * divisor
        if abs(number - round(number)) < 1e-6 * max(1.0, abs(number)) and 0 < round(number) <= LARGEST:
            return round(number) / divisor
    return None


def shown(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
