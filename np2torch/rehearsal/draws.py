"""NumPy's random functions on made-up data: the shapes and dtypes of the draws, with numbers of our own.

Draws come in the order in which the program asks for them, so that two versions of a program get the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from .scalar import Tape, leaf, plain
from .shaping import picked
from .tensor import Tensor, as_tensor, cast, with_recording

Number = Callable[[random.Random], Any]


class Draws:
    """A generator: module `numpy.random`, a RandomState or a Generator, all alike.

    `ties` draws from -1, 0 and 1, so that values meet where functions have a kink.
    """

    def __init__(self, seed: int, ties: bool) -> None:
        self.source, self.ties = random.Random(seed), ties

    def real(self, number: Number) -> float:
        return float(self.source.choice((-1, 0, 0, 1))) if self.ties else float(number(self.source))

    def array(self, number: Callable[[], Any], size: Any, dtype: str = "float64") -> Any:
        """A number where no size is given, as NumPy has it."""
        if size is None:
            value = cast(number(), dtype)
            return leaf(value) if Tape.implicit and dtype == "float64" else value
        shape = (int(size),) if isinstance(size, (int, Tensor)) else tuple(int(s) for s in size)
        return Tensor.new([cast(number(), dtype) for _ in range(math.prod(shape))], shape, dtype)

    def spread(self, number: Number, size: Any, scale: Any = 1.0, shift: Any = 0.0) -> Any:
        if size is None:
            size = next((tuple(a.shape) for a in (scale, shift) if isinstance(a, Tensor) and a.shape), None)
        return self.array(lambda: self.real(number), size) * plain(scale) + plain(shift)

    # --- distributions ----------------------------------------------------------------------

    def randn(self, *size: int) -> Any:
        return self.array(lambda: self.real(lambda r: r.gauss(0, 1)), size or None)

    def rand(self, *size: int) -> Any:
        return self.array(lambda: self.real(lambda r: r.random()), size or None)

    def random(self, size: Any = None, dtype: Any = None) -> Any:
        return self.array(lambda: self.real(lambda r: r.random()), size)

    random_sample = ranf = sample = random

    def standard_normal(self, size: Any = None, dtype: Any = None) -> Any:
        return self.array(lambda: self.real(lambda r: r.gauss(0, 1)), size)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
        return self.spread(lambda r: r.gauss(0, 1), size, scale, loc)

    laplace = logistic = gumbel = normal

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        return self.spread(lambda r: r.random(), size, high - low, low)

    def exponential(self, scale: Any = 1.0, size: Any = None) -> Any:
        return self.spread(lambda r: r.expovariate(1.0), size, scale)

    def randint(self, low: Any, high: Any = None, size: Any = None, dtype: Any = None) -> Any:
        start, stop = (0, int(low)) if high is None else (int(low), int(high))
        return self.array(lambda: self.source.randrange(start, max(stop, start + 1)), size, "int64")

    def integers(self, low: Any, high: Any = None, size: Any = None, dtype: Any = None, endpoint: bool = False) -> Any:
        start, stop = (0, int(low)) if high is None else (int(low), int(high))
        return self.randint(start, stop + endpoint, size)

    def binomial(self, n: Any, p: Any, size: Any = None) -> Any:
        return self.array(lambda: sum(self.source.random() < 0.5 for _ in range(min(int(n), 8))), size, "int64")

    def poisson(self, lam: Any = 1.0, size: Any = None) -> Any:
        return self.array(lambda: self.source.randrange(4), tuple(lam.shape) if size is None and isinstance(lam, Tensor) else size, "int64")

    def choice(self, a: Any, size: Any = None, replace: bool = True, p: Any = None, axis: int = 0, shuffle: bool = True) -> Any:
        pool = list(range(int(a))) if isinstance(a, (int, Tensor)) and not getattr(a, "shape", ()) else None
        count = len(a) if pool is None else len(pool)
        if size is None:
            place = self.source.randrange(count)
            return place if pool is not None else a[place]
        total = int(size) if isinstance(size, (int, Tensor)) else math.prod(size)
        places = [self.source.randrange(count) for _ in range(total)] if replace else self.source.sample(range(count), total)
        shape = (total,) if isinstance(size, (int, Tensor)) else tuple(size)
        index = Tensor.of(places, shape, "int64")
        return index if pool is not None else as_tensor(a)[index]

    def permutation(self, x: Any, axis: int = 0) -> Tensor:
        count = int(x) if isinstance(x, int) or not getattr(x, "shape", (1,)) else len(x)
        places = self.source.sample(range(count), count)
        return Tensor.of(places, (count,), "int64") if isinstance(x, int) else picked(as_tensor(x), 0, places)

    def shuffle(self, x: Any, axis: int = 0) -> None:
        places = self.source.sample(range(len(x)), len(x))
        if isinstance(x, Tensor):
            values = picked(x, 0, places).values
            with_recording(False, lambda: x.write(values))
        else:
            x[:] = [x[i] for i in places]

    def multivariate_normal(self, mean: Any, cov: Any, size: Any = None, **options: Any) -> Any:
        width = len(mean)
        shape = () if size is None else (int(size),) if isinstance(size, int) else tuple(size)
        return self.array(lambda: self.real(lambda r: r.gauss(0, 1)), (*shape, width)) + as_tensor(mean)

    # --- generators ------------------------------------------------------------------------------

    def seed(self, *seed: Any) -> None: ...

    def default_rng(self, seed: Any = None) -> Draws:
        return Draws(self.source.randrange(2**30), self.ties)

    RandomState = Generator = default_rng

    def spawn(self, count: int) -> list[Draws]:
        return [self.default_rng() for _ in range(count)]

