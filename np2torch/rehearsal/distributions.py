"""Single draws from distributions, by the parameters that NumPy has for them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MANY = 64  # from here on a count of events is drawn as a rounded normal number
REQUIRED = object()


class Source(random.Random):
    """Where numbers come from."""

    def unit(self) -> float:
        return self.random()

    def normal(self) -> float:
        return self.gauss(0.0, 1.0)

    def positive(self) -> float:
        return self.expovariate(1.0)


class TiedSource(Source):
    """Numbers that often meet, with each other and with the places where functions have a kink."""

    def unit(self) -> float:
        return float(self.choice((-1, 0, 0, 1)))

    normal = unit

    def positive(self) -> float:
        return float(self.choice((1, 1, 2)))


def inside(r: Source) -> float:
    """Between 0 and 1, and neither of them."""
    return (r.random() + 1e-12) / (1.0 + 2e-12)


def uniform(r: Source, low: float, high: float) -> float:
    """Where 0 lies outside, no tie does: what is always positive may be given to a logarithm."""
    unit = r.unit()
    return low + (high - low) * (abs(unit) if low > 0 or high < 0 else unit)


def laplace(r: Source, loc: float, scale: float) -> float:
    if isinstance(r, TiedSource):
        return loc + scale * r.unit()
    return loc + scale * r.expovariate(1.0) * r.choice((-1, 1))


def logistic(r: Source, loc: float, scale: float) -> float:
    u = inside(r)
    return loc + scale * (r.unit() if isinstance(r, TiedSource) else math.log(u / (1.0 - u)))


def gumbel(r: Source, loc: float, scale: float) -> float:
    return loc + scale * (r.unit() if isinstance(r, TiedSource) else -math.log(-math.log(inside(r))))


def gamma(r: Source, shape: float, scale: float = 1.0) -> float:
    return r.gammavariate(shape, scale) if shape > 0 and scale > 0 else 0.0


def chisquare(r: Source, df: float) -> float:
    return 2.0 * gamma(r, 0.5 * df)


def noncentral_chisquare(r: Source, df: float, nonc: float) -> float:
    return chisquare(r, df + 2 * poisson(r, 0.5 * nonc))


def standard_t(r: Source, df: float) -> float:
    return r.normal() / math.sqrt(chisquare(r, df) / df)


def f(r: Source, dfnum: float, dfden: float) -> float:
    return chisquare(r, dfnum) / dfnum / (chisquare(r, dfden) / dfden)


def noncentral_f(r: Source, dfnum: float, dfden: float, nonc: float) -> float:
    return noncentral_chisquare(r, dfnum, nonc) / dfnum / (chisquare(r, dfden) / dfden)


def wald(r: Source, mean: float, scale: float) -> float:
    """By the method of Michael, Schucany and Haas."""
    y = mean * r.normal() ** 2
    x = mean + mean / (2.0 * scale) * (y - math.sqrt(4.0 * scale * y + y * y))
    return x if r.random() <= mean / (mean + x) else mean * mean / x


def vonmises(r: Source, mu: float, kappa: float) -> float:
    angle = r.vonmisesvariate(mu, kappa)
    return angle - 2.0 * math.pi if angle > math.pi else angle


def binomial(r: Source, n: int, p: float) -> int:
    n = int(n)
    if n > MANY:
        return min(max(round(n * p + r.gauss(0.0, 1.0) * math.sqrt(n * p * (1.0 - p))), 0), n)
    return sum(r.random() < p for _ in range(n))


def poisson(r: Source, lam: float) -> int:
    if lam > MANY:
        return max(round(lam + r.gauss(0.0, 1.0) * math.sqrt(lam)), 0)
    count, left = 0, math.exp(-lam)
    product = r.random()
    while product > left:
        count, product = count + 1, product * r.random()
    return count


def geometric(r: Source, p: float) -> int:
    return 1 if p >= 1 else 1 + int(math.log(inside(r)) / math.log1p(-p))


def hypergeometric(r: Source, ngood: int, nbad: int, nsample: int) -> int:
    balls = [True] * int(ngood) + [False] * int(nbad)
    return sum(r.sample(balls, int(nsample)))


def logseries(r: Source, p: float) -> int:
    u, k, share = r.random(), 1, -p / math.log1p(-p)
    while u > share and k < 1000:
        u -= share
        share *= p * k / (k + 1)
        k += 1
    return k


def zipf(r: Source, a: float) -> int:
    """By Devroye's rejection."""
    b = 2.0 ** (a - 1.0)
    while True:
        x = int(min(inside(r) ** (-1.0 / (a - 1.0)), 1e12))
        t = (1.0 + 1.0 / x) ** (a - 1.0)
        if r.random() * x * (t - 1.0) / (b - 1.0) <= t / b:
            return x


def integer(r: Source, low: int, high: int | None = None) -> int:
    """Sizes made small may have left nothing between the bounds."""
    start, stop = (0, int(low)) if high is None else (int(low), int(high))
    return r.randrange(start, max(stop, start + 1))


@dataclass(frozen=True)
class Family:
    """A distribution: how one number is drawn, and its parameters in order with their defaults."""

    number: Callable[..., Any]
    parameters: tuple[tuple[str, Any], ...] = ()
    dtype: str = "float64"


def needed(*names: str) -> tuple[tuple[str, Any], ...]:
    return tuple((name, REQUIRED) for name in names)


LOCATION = (("loc", 0.0), ("scale", 1.0))
FAMILIES: dict[str, Family] = {
    "random": Family(lambda r: r.unit()),
    "standard_normal": Family(lambda r: r.normal()),
    "standard_exponential": Family(lambda r: r.positive()),
    "standard_cauchy": Family(
        lambda r: r.unit() if isinstance(r, TiedSource) else math.tan(math.pi * (r.random() - 0.5))
    ),
    "standard_gamma": Family(gamma, needed("shape")),
    "standard_t": Family(standard_t, needed("df")),
    "normal": Family(lambda r, loc, scale: loc + scale * r.normal(), LOCATION),
    "uniform": Family(uniform, (("low", 0.0), ("high", 1.0))),
    "laplace": Family(laplace, LOCATION),
    "logistic": Family(logistic, LOCATION),
    "gumbel": Family(gumbel, LOCATION),
    "lognormal": Family(lambda r, mean, sigma: math.exp(mean + sigma * r.normal()), (("mean", 0.0), ("sigma", 1.0))),
    "exponential": Family(lambda r, scale: scale * r.positive(), (("scale", 1.0),)),
    "rayleigh": Family(lambda r, scale: scale * math.sqrt(2.0 * r.positive()), (("scale", 1.0),)),
    "weibull": Family(lambda r, a: r.positive() ** (1.0 / a), needed("a")),
    "pareto": Family(lambda r, a: math.expm1(r.positive() / a), needed("a")),
    "power": Family(lambda r, a: (1.0 - math.exp(-r.positive())) ** (1.0 / a), needed("a")),
    "gamma": Family(gamma, (("shape", REQUIRED), ("scale", 1.0))),
    "beta": Family(lambda r, a, b: r.betavariate(a, b), needed("a", "b")),
    "chisquare": Family(chisquare, needed("df")),
    "noncentral_chisquare": Family(noncentral_chisquare, needed("df", "nonc")),
    "f": Family(f, needed("dfnum", "dfden")),
    "noncentral_f": Family(noncentral_f, needed("dfnum", "dfden", "nonc")),
    "triangular": Family(lambda r, left, mode, right: r.triangular(left, right, mode), needed("left", "mode", "right")),
    "vonmises": Family(vonmises, needed("mu", "kappa")),
    "wald": Family(wald, needed("mean", "scale")),
    "binomial": Family(binomial, needed("n", "p"), "int64"),
    "negative_binomial": Family(lambda r, n, p: poisson(r, gamma(r, n, (1.0 - p) / p)), needed("n", "p"), "int64"),
    "poisson": Family(poisson, (("lam", 1.0),), "int64"),
    "geometric": Family(geometric, needed("p"), "int64"),
    "hypergeometric": Family(hypergeometric, needed("ngood", "nbad", "nsample"), "int64"),
    "logseries": Family(logseries, needed("p"), "int64"),
    "zipf": Family(zipf, needed("a"), "int64"),
    "tomaxint": Family(lambda r: r.randrange(2**62), (), "int64"),
}


def dirichlet(r: Source, alpha: list[float]) -> list[float]:
    parts = [gamma(r, a) or 1e-300 for a in alpha]
    return [p / sum(parts) for p in parts]


def multinomial(r: Source, n: int, shares: list[float]) -> list[int]:
    counts = [0] * len(shares)
    for place in r.choices(range(len(shares)), shares, k=int(n)) if shares else ():
        counts[place] += 1
    return counts


def weighted_places(r: Source, weights: list[float], count: int, replace: bool) -> list[int]:
    """Places drawn with weights, each at most once unless they are put back."""
    if replace:
        return r.choices(range(len(weights)), weights, k=count)
    left = {i: w for i, w in enumerate(weights) if w > 0}
    if count > len(left):
        raise ValueError("fewer non-zero entries in p than size")
    result = []
    for _ in range(count):
        (place,) = r.choices(list(left), list(left.values()))
        result.append(place)
        del left[place]
    return result
