"""Python's `math`, `statistics` and `random` in a rehearsal: derivatives go through the first two."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from typing import Any

from .elementwise import FLOAT_ELEMENTS, SYNONYMS, Element, atan2_of, hypot_of
from .harmless import Namespace, nothing
from .operands import copysign_of, fmod_of
from .reductions import average, product, total
from .scalar import Scalar, Tape, power, recorded
from .special import SPECIAL_ELEMENTS, digamma_of
from .tensor import Tensor, divide

# --- math -------------------------------------------------------------------------------------------------

def gamma_of(x: Any) -> Any:
    value = math.gamma(x)
    return recorded(value, [(x, value * digamma_of(float(x)))])


SAME_NAMES = "exp log sqrt tanh sin cos tan sinh cosh log1p log2 log10 expm1 exp2 erf".split()
ELEMENTS: dict[str, Element] = {
    **{name: FLOAT_ELEMENTS[name][0] for name in SAME_NAMES},
    **{short: FLOAT_ELEMENTS[long][0] for short, long in SYNONYMS.items()},
    **{name: SPECIAL_ELEMENTS[name] for name in ("erfc", "lgamma")},
    "radians": SPECIAL_ELEMENTS["deg2rad"],
    "degrees": SPECIAL_ELEMENTS["rad2deg"],
    "fabs": abs,
    "gamma": gamma_of,
    "cbrt": lambda x: recorded(math.cbrt(x), [(x, divide(1.0, 3.0 * math.cbrt(x) ** 2))]),
}
PAIRS: dict[str, Callable[[Any, Any], Any]] = {
    "pow": power,
    "atan2": atan2_of,
    "fmod": fmod_of,
    "copysign": copysign_of,
    "ldexp": lambda x, i: x * 2.0**i,
}


def number(value: Any) -> Any:
    return value.single() if isinstance(value, Tensor) else value


def plain(value: Any) -> Any:
    value = number(value)
    return float(value) if isinstance(value, float) else value


def is_taped(*values: Any) -> bool:
    return Tape.implicit and any(type(v) is Scalar for v in values)


def of_one(element: Element, function: Callable[..., Any]) -> Callable[..., Any]:
    """Of a number, and of others that say how: `math.log(x, 2)`."""

    def apply(value: Any, *rest: Any) -> Any:
        x = number(value)
        result = function(plain(x))  # first, for its errors
        if is_taped(x):
            result = element(x)
        return result / function(plain(rest[0])) if rest else result

    return apply


def of_two(element: Callable[[Any, Any], Any], function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    def apply(first: Any, second: Any) -> Any:
        x, y = number(first), number(second)
        result = function(plain(x), plain(y))
        return element(x, y) if is_taped(x, y) else result

    return apply


def of_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args: function(*map(plain, args))


def fsum(values: Iterable[Any]) -> Any:
    numbers = [number(v) for v in values]
    return total(numbers) if is_taped(*numbers) else math.fsum(numbers)


def prod(values: Iterable[Any], *, start: Any = 1) -> Any:
    return start * product([number(v) for v in values])


def hypot(*values: Any) -> Any:
    result: Any = 0.0
    for value in values:
        result = hypot_of(result, number(value)) if is_taped(result, number(value)) else math.hypot(result, plain(value))
    return result


def dist(p: Iterable[Any], q: Iterable[Any]) -> Any:
    return hypot(*(number(a) - number(b) for a, b in zip(p, q, strict=True)))


def math_namespace() -> Namespace:
    names = {n: getattr(math, n) for n in dir(math) if not n.startswith("_")}
    known: dict[str, Any] = {n: of_numbers(f) if callable(f) else f for n, f in names.items()}
    known |= {n: of_one(element, names[n]) for n, element in ELEMENTS.items() if n in names}
    known |= {n: of_two(element, names[n]) for n, element in PAIRS.items()}
    known |= {"fsum": fsum, "prod": prod, "hypot": hypot, "dist": dist}
    return Namespace(_title="math", **known)


# --- statistics -------------------------------------------------------------------------------------------


def spread(data: list[Any], correction: int, centre: Any = None) -> Any:
    mean = average(data) if centre is None else centre
    return total([(v - mean) * (v - mean) for v in data]) / (len(data) - correction)


def median(data: list[Any]) -> Any:
    ordered = sorted(data)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


ON_TAPE: dict[str, Callable[..., Any]] = {
    "mean": average,
    "fmean": average,
    "median": median,
    "variance": lambda data, xbar=None: spread(data, 1, xbar),
    "pvariance": lambda data, mu=None: spread(data, 0, mu),
    "stdev": lambda data, xbar=None: power(spread(data, 1, xbar), 0.5),
    "pstdev": lambda data, mu=None: power(spread(data, 0, mu), 0.5),
}


def statistics_namespace() -> Namespace:
    import statistics

    names = {n: getattr(statistics, n) for n in statistics.__all__}
    return Namespace(_title="statistics", **{n: of_data(f, ON_TAPE.get(n)) if n.islower() else f for n, f in names.items()})


def of_data(function: Callable[..., Any], on_tape: Callable[..., Any] | None) -> Callable[..., Any]:
    def apply(data: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        numbers = [number(v) for v in data]
        if on_tape is not None and is_taped(*numbers):
            return on_tape(numbers, *args, **kwargs)
        return function([plain(v) for v in numbers], *args, **kwargs)

    return apply


# --- random -----------------------------------------------------------------------------------------------

DRAWS = (
    "random uniform triangular randint choice randrange sample shuffle choices normalvariate lognormvariate expovariate "
    "vonmisesvariate gammavariate gauss betavariate paretovariate weibullvariate getstate setstate getrandbits randbytes binomialvariate"
).split()


class PythonRandom(random.Random):
    """Seeds have no effect: the draws follow from the rehearsal's own."""

    started = False

    def seed(self, *args: Any, **kwargs: Any) -> None:
        if not self.started:
            super().seed(*args, **kwargs)
            self.started = True


def random_namespace(source: PythonRandom) -> Namespace:
    def branch(*seed: object) -> PythonRandom:
        return PythonRandom(source.getrandbits(30))

    names = {n: getattr(source, n) for n in DRAWS if hasattr(source, n)}
    return Namespace(_title="random", **names, seed=nothing, Random=branch, SystemRandom=branch)
