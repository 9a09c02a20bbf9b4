"""Special functions of each element: PyTorch's own, and those of `torch.special`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .elementwise import ELEMENTWISE, Element, float_function, floating, log1p_of, log_of, logistic, smooth
from .reductions import REDUCTIONS
from .scalar import recorded
from .tensor import Tensor, as_tensor, binary

EULER_MACLAURIN = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600)
FAR = 12.0  # from here on asymptotic series have converged


def zeta(s: float, x: float) -> float:
    """Hurwitz's zeta function, by the formula of Euler and Maclaurin."""
    total = 0.0
    while x < FAR:
        total += x**-s
        x += 1.0
    total += x ** (1.0 - s) / (s - 1.0) + 0.5 * x**-s
    factor, power = s, x ** (-s - 1.0)
    for i, coefficient in enumerate(EULER_MACLAURIN):
        total += coefficient * factor * power
        factor *= (s + 2 * i + 1) * (s + 2 * i + 2)
        power /= x * x
    return total


def digamma_of(x: float) -> float:
    if x == 0:
        return -math.copysign(math.inf, x)
    if x < 0:
        return math.nan if x == math.floor(x) else digamma_of(1.0 - x) - math.pi / math.tan(math.pi * x)
    total = 0.0
    while x < FAR:
        total -= 1.0 / x
        x += 1.0
    series = sum(c / x ** (2 * i + 2) for i, c in enumerate((1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760)))
    return total + math.log(x) - 0.5 / x - series


def polygamma_of(n: int) -> Element:
    if n == 0:
        return DIGAMMA
    return smooth(lambda x: polygamma_value(n, x), lambda x, y: polygamma_value(n + 1, x))


def polygamma_value(n: int, x: float) -> float:
    return (-1.0) ** (n + 1) * math.factorial(n) * zeta(n + 1.0, x)


def lgamma_of(x: float) -> float:
    return math.inf if x <= 0 and x == math.floor(x) else math.lgamma(x)


def erfinv_of(y: float) -> float:
    """A rational start, then Newton's steps; from the tail where `erf` is flat."""
    if abs(y) >= 1.0:
        return math.copysign(math.inf, y) if abs(y) == 1.0 else math.nan
    bend = math.log1p(-y * y)
    middle = 2.0 / (math.pi * 0.147) + 0.5 * bend
    x = math.copysign(math.sqrt(math.sqrt(middle * middle - bend / 0.147) - middle), y)
    for _ in range(4):
        error = math.erf(x) - y if abs(y) < 0.5 else math.copysign(1.0, y) * (1.0 - abs(y) - math.erfc(abs(x)))
        x -= error / (2.0 / math.sqrt(math.pi) * math.exp(-x * x))
    return x


def bessel(order: int) -> Callable[[float], float]:
    """The modified Bessel function of the first kind, by its series."""

    def value(x: float) -> float:
        half = 0.5 * x
        term = total = half**order
        for k in range(1, 1000):
            term *= half * half / (k * (k + order))
            total += term
            if abs(term) < 1e-17 * abs(total):
                break
        return total

    return value


def sinc_of(x: float) -> float:
    return math.sin(math.pi * x) / (math.pi * x) if x else 1.0


def sinc_slope(x: float, y: float) -> float:
    return (math.cos(math.pi * x) - y) / x if x else 0.0


def normal_cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def normal_pdf(x: float) -> float:
    return math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)


def log_normal_cdf(x: float) -> float:
    if x > -30.0:
        return math.log(normal_cdf(x))
    return -0.5 * x * x - math.log(-x * math.sqrt(2.0 * math.pi)) + math.log1p(-1.0 / (x * x) + 3.0 / x**4)


def entropy_of(x: float) -> float:
    return -x * math.log(x) if x > 0 else 0.0 if x == 0 else -math.inf


i0, i1 = bessel(0), bessel(1)
DIGAMMA = smooth(digamma_of, lambda x, y: zeta(2.0, x))
ERFINV = smooth(erfinv_of, lambda x, y: 0.5 * math.sqrt(math.pi) * math.exp(y * y))
SPECIAL_ELEMENTS: dict[str, Element] = {
    "erfc": smooth(math.erfc, lambda x, y: -2.0 / math.sqrt(math.pi) * math.exp(-x * x)),
    "erfinv": ERFINV,
    "lgamma": smooth(lgamma_of, lambda x, y: digamma_of(x)),
    "digamma": DIGAMMA,
    "i0": smooth(i0, lambda x, y: i1(x)),
    "sinc": smooth(sinc_of, sinc_slope),
    "deg2rad": smooth(lambda x: x * (math.pi / 180.0), lambda x, y: math.pi / 180.0),
    "rad2deg": smooth(lambda x: x * (180.0 / math.pi), lambda x, y: 180.0 / math.pi),
    "angle": smooth(lambda x: math.pi if x < 0 else 0.0 * x, lambda x, y: 0.0),
}
# Those that only `torch.special` has.
ONLY_SPECIAL: dict[str, Element] = {
    "i0e": smooth(lambda x: i0(x) * math.exp(-abs(x)), lambda x, y: i1(x) * math.exp(-abs(x)) - math.copysign(1.0, x) * y),
    "i1": smooth(i1, lambda x, y: i0(x) - y / x if x else 0.5),
    "entr": smooth(entropy_of, lambda x, y: -math.log(x) - 1.0),
    "ndtr": smooth(normal_cdf, lambda x, y: normal_pdf(x)),
    "log_ndtr": smooth(log_normal_cdf, lambda x, y: math.exp(-0.5 * x * x - y) / math.sqrt(2.0 * math.pi)),
    "ndtri": smooth(lambda p: math.sqrt(2.0) * erfinv_of(2.0 * p - 1.0), lambda x, y: 1.0 / normal_pdf(y)),
}


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """Where the argument is clamped, the derivative is zero."""
    low, high = (eps, 1.0 - eps) if eps is not None else (-math.inf, math.inf)

    def value(x: float) -> float:
        bounded = min(max(x, low), high)
        return log_of(bounded) - log1p_of(-bounded)

    slope = lambda x, y: 1.0 / (x * (1.0 - x)) if low <= x <= high else 0.0  # noqa: E731
    return floating(smooth(value, slope), "operand")(input)


def product_with_log(log: Callable[[float], float], inner: float) -> Callable[..., Tensor]:
    """`x * log(inner + y)`, zero where x is."""

    def element(a: Any, b: Any) -> Any:
        x, y = float(a), float(b)
        if y != y:
            return math.nan
        logarithm = log(y) if x or y > -inner else 0.0
        by_second = x / (inner + y) if inner + y else math.nan if x == 0 else math.copysign(math.inf, x)
        return recorded(x * logarithm if x else 0.0, ((a, logarithm if x or y > -inner else 0.0), (b, by_second)))

    return lambda input, other: as_tensor(binary(element, input, other, floating=True, saves=True))


def polygamma(n: int, input: Tensor) -> Tensor:
    return floating(polygamma_of(int(n)), "operand")(input)


def mvlgamma(input: Tensor, p: int) -> Tensor:
    parts = [LGAMMA(input - 0.5 * j) for j in range(p)]
    return as_tensor(sum(parts, 0.25 * p * (p - 1) * math.log(math.pi)))


LGAMMA = floating(SPECIAL_ELEMENTS["lgamma"], "operand")
SPECIAL: dict[str, Callable[..., Any]] = {
    **{name: floating(element, "operand") for name, element in SPECIAL_ELEMENTS.items()},
    "logit": logit,
    "xlogy": product_with_log(log_of, 0.0),
    "polygamma": polygamma,
    "mvlgamma": mvlgamma,
}
# The namespace `torch.special`.
IN_SPECIAL: dict[str, Callable[..., Any]] = {
    **SPECIAL,
    **{name: floating(element, "operand") for name, element in ONLY_SPECIAL.items()},
    **{name: float_function(name) for name in ("erf", "exp2", "expm1", "log1p")},
    **{name: REDUCTIONS[name] for name in ("logsumexp", "softmax", "log_softmax")},
    "expit": floating(smooth(logistic, lambda x, y: y * (1.0 - y)), "result"),
    "gammaln": LGAMMA,
    "psi": SPECIAL["digamma"],
    "multigammaln": mvlgamma,
    "xlog1py": product_with_log(log1p_of, 1.0),
    "round": ELEMENTWISE["round"],
}
