"""NumPy's random functions on made-up data: the shapes, dtypes and distributions of the draws, with numbers of our own.

Draws come in the order in which the program asks for them, whatever the seeds, so that two versions of a program get
the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .arrays import dtype_named
from .decompositions import LinAlgError, lower_factor
from .distributions import (
    FAMILIES,
    REQUIRED,
    Family,
    Source,
    TiedSource,
    dirichlet,
    integer,
    multinomial,
    weighted_places,
)
from .scalar import Tape, leaf
from .shaping import moved_axes, picked
from .tensor import FLOATS, Tensor, as_tensor, broadcast_shape, cast, expanded, with_recording


def source_of(seed: int | str, ties: bool) -> Source:
    return TiedSource(seed) if ties else Source(seed)


def sizes_of(size: Any) -> tuple[int, ...]:
    if isinstance(size, Tensor):
        size = size.tolist()
    return (int(size),) if isinstance(size, (int, float)) else tuple(int(s) for s in size)


def plain_values(value: Any) -> Tensor:
    """A parameter: draws have no derivative by it."""
    given = as_tensor(value)
    return given.like([float(v) if isinstance(v, float) else v for v in given.values])


class Draws:
    """A generator: module `numpy.random`, a RandomState or a Generator, all alike.

    `ties` draws from -1, 0 and 1, so that values meet where functions have a kink.
    """

    def __init__(self, seed: int, ties: bool) -> None:
        self.source, self.ties = source_of(seed, ties), ties

    def number(self, value: Any, dtype: str) -> Any:
        number = cast(value, dtype)
        return leaf(number) if Tape.making and dtype in FLOATS else number

    def drawn(self, family: Family, arguments: Sequence[Any], size: Any, dtype: str | None = None) -> Any:
        """A number where neither a size nor an array is given, as NumPy has it."""
        given, type_ = [plain_values(a) for a in arguments], dtype or family.dtype
        if size is None and not any(a.shape for a in given):
            return self.number(family.number(self.source, *(a.single() for a in given)), type_)
        shape = broadcast_shape(*(tuple(a.shape) for a in given), ()) if size is None else sizes_of(size)
        columns = [expanded(a, shape) for a in given]
        rows = zip(*columns, strict=True) if columns else [()] * math.prod(shape)
        return Tensor.new([cast(family.number(self.source, *row), type_) for row in rows], shape, type_)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in FAMILIES:
            raise AttributeError(name)
        return lambda *args, **kwargs: self.of_family(FAMILIES[name], args, kwargs)

    def of_family(self, family: Family, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        names = [name for name, _ in family.parameters]
        given = {**dict(zip([*names, "size", "dtype", "out"], args, strict=False)), **kwargs}
        arguments = [given.get(name, default) for name, default in family.parameters]
        if any(a is REQUIRED for a in arguments):
            raise TypeError("a parameter of the distribution is missing")
        result = self.drawn(family, arguments, given.get("size"), dtype_named(given.get("dtype"), family.dtype))
        return result if given.get("out") is None else given["out"].in_place(result)

    # --- numbers --------------------------------------------------------------------------------

    def randn(self, *size: int) -> Any:
        return self.drawn(FAMILIES["standard_normal"], (), size or None)

    def rand(self, *size: int) -> Any:
        return self.drawn(FAMILIES["random"], (), size or None)

    def random_sample(self, size: Any = None) -> Any:
        return self.drawn(FAMILIES["random"], (), size)

    ranf = sample = random_sample

    def randint(self, low: Any, high: Any = None, size: Any = None, dtype: Any = None) -> Any:
        bounds = (low,) if high is None else (low, high)
        return self.drawn(Family(integer, (), "int64"), bounds, size, dtype_named(dtype, "int64"))

    def integers(self, low: Any, high: Any = None, size: Any = None, dtype: Any = None, endpoint: bool = False) -> Any:
        start, stop = (0, low) if high is None else (low, high)
        return self.randint(start, stop + 1 if endpoint else stop, size, dtype)

    def random_integers(self, low: Any, high: Any = None, size: Any = None) -> Any:
        start, stop = (1, low) if high is None else (low, high)
        return self.integers(start, stop, size, endpoint=True)

    def bytes(self, length: int) -> bytes:
        return bytes(self.source.randrange(256) for _ in range(length))

    # --- vectors --------------------------------------------------------------------------------

    def vectors(self, draw: Callable[[], Sequence[Any]], width: int, size: Any, dtype: str = "float64") -> Tensor:
        lead = () if size is None else sizes_of(size)
        values = [cast(v, dtype) for _ in range(math.prod(lead)) for v in draw()]
        return Tensor.new(values, (*lead, width), dtype)

    def dirichlet(self, alpha: Any, size: Any = None) -> Tensor:
        weights = [float(a) for a in as_tensor(alpha).values]
        return self.vectors(lambda: dirichlet(self.source, weights), len(weights), size)

    def multinomial(self, n: Any, pvals: Any, size: Any = None) -> Tensor:
        shares, counts = [float(p) for p in as_tensor(pvals).values], as_tensor(n)
        if counts.shape:
            rows = [multinomial(self.source, c, shares) for c in counts.values]
            return Tensor.of([v for row in rows for v in row], (*counts.shape, len(shares)), "int64")
        return self.vectors(lambda: multinomial(self.source, counts.single(), shares), len(shares), size, "int64")

    def multivariate_normal(self, mean: Any, cov: Any, size: Any = None, *options: Any, **named: Any) -> Tensor:
        centre = [float(m) for m in as_tensor(mean).values]
        width = len(centre)
        spread = [float(c) for c in as_tensor(cov).values]
        factor = spreading([spread[i * width : (i + 1) * width] for i in range(width)])

        def draw() -> list[float]:
            numbers = [self.source.normal() for _ in range(width)]
            return [
                m + sum(a * n for a, n in zip(row, numbers, strict=True)) for m, row in zip(centre, factor, strict=True)
            ]

        return self.vectors(draw, width, size)

    def multivariate_hypergeometric(self, colors: Any, nsample: int, size: Any = None, method: str = "") -> Tensor:
        counts = [int(c) for c in as_tensor(colors).values]
        balls = [colour for colour, count in enumerate(counts) for _ in range(count)]

        def draw() -> list[int]:
            taken = self.source.sample(balls, int(nsample))
            return [taken.count(colour) for colour in range(len(counts))]

        return self.vectors(draw, len(counts), size, "int64")

    # --- orders and choices ---------------------------------------------------------------------

    def choice(
        self, a: Any, size: Any = None, replace: bool = True, p: Any = None, axis: int = 0, shuffle: bool = True
    ) -> Any:
        numbers = isinstance(a, int) or (isinstance(a, Tensor) and not a.shape)
        count = int(a) if numbers else a.shape[axis] if isinstance(a, Tensor) else len(a)
        shape = () if size is None else sizes_of(size)
        places = self.places(count, math.prod(shape), replace, p)
        if numbers:
            return places[0] if size is None else Tensor.of(places, shape, "int64")
        if not isinstance(a, Tensor) and any(
            isinstance(v, str) or not isinstance(v, (int, float, list, tuple, Tensor)) for v in a
        ):
            return a[places[0]] if size is None else [a[i] for i in places]
        pool = as_tensor(a)
        lead = (slice(None),) * (axis % pool.ndim)
        result = pool[(*lead, places[0] if size is None else Tensor.of(places, shape, "int64"))]
        return self.number(result.single(), pool.dtype) if not result.shape else result

    def places(self, count: int, wanted: int, replace: bool, p: Any) -> list[int]:
        if p is not None:
            weights = [float(w) for w in as_tensor(p).values]
            if len(weights) != count:
                raise ValueError("a and p must have same size")
            return weighted_places(self.source, weights, wanted, replace)
        if replace:
            return [self.source.randrange(count) for _ in range(wanted)]
        return self.source.sample(range(count), wanted)

    def order(self, count: int) -> list[int]:
        return self.source.sample(range(count), count)

    def permutation(self, x: Any, axis: int = 0) -> Tensor:
        if isinstance(x, int) or (isinstance(x, Tensor) and not x.shape):
            return Tensor.of(self.order(int(x)), (int(x),), "int64")
        given = as_tensor(x)
        return picked(given, axis, self.order(given.shape[axis]))

    def permuted(self, x: Any, *, axis: int | None = None, out: Any = None) -> Tensor:
        given = as_tensor(x)
        if axis is None:
            values = [given.values[i] for i in self.order(given.count)]
            result = given.like(values)
        else:
            moved = moved_axes(given, axis, -1)
            width = moved.shape[-1]
            lines = [moved.values[i : i + width] for i in range(0, moved.count, width)]
            mixed = [line[i] for line in lines for i in self.order(width)]
            result = moved_axes(moved.like(mixed), -1, axis)
        return result if out is None else out.in_place(result)

    def shuffle(self, x: Any, axis: int = 0) -> None:
        if isinstance(x, Tensor):
            values = picked(x, axis, self.order(x.shape[axis])).values
            with_recording(False, lambda: x.write(values))
        else:
            x[:] = [x[i] for i in self.order(len(x))]

    # --- generators and their states ------------------------------------------------------------

    def seed(self, *seed: Any) -> None: ...

    def get_state(self, legacy: bool = True) -> Any:
        return ("MT19937", self.source.getstate())

    def set_state(self, state: Any) -> None:
        self.source.setstate(state[1])

    @property
    def bit_generator(self) -> BitGenerator:
        return BitGenerator(self)

    def spawn(self, n_children: int) -> list[Draws]:
        return [Draws(self.source.randrange(2**30), self.ties) for _ in range(n_children)]


def spreading(cov: list[list[float]]) -> list[list[float]]:
    """A factor of the covariance; of one that is not positive definite only the spread of each number."""
    try:
        return lower_factor(cov)
    except LinAlgError:
        size = len(cov)
        return [[math.sqrt(max(cov[i][i], 0.0)) * (i == j) for j in range(size)] for i in range(size)]


class BitGenerator:
    """What a generator draws from, and its state."""

    def __init__(self, draws: Any = None, *args: Any, **named: Any) -> None:
        self.draws = draws

    @property
    def state(self) -> Any:
        return self.draws.get_state() if isinstance(self.draws, Draws) else None

    @state.setter
    def state(self, state: Any) -> None:
        if isinstance(self.draws, Draws):
            self.draws.set_state(state)


class SeedSequence:
    def __init__(self, entropy: Any = None, **options: Any) -> None:
        self.entropy = entropy

    def spawn(self, n_children: int) -> list[SeedSequence]:
        return [SeedSequence(self.entropy) for _ in range(n_children)]

    def generate_state(self, n_words: int, dtype: Any = None) -> Tensor:
        return Tensor.of(list(range(1, n_words + 1)), (n_words,), "int64")


class NumpyRandom(Draws):
    """The module, whose generators draw from numbers that follow from its own."""

    def __init__(self, seed: int, ties: bool) -> None:
        super().__init__(seed, ties)

        class Generator(Draws):
            def __init__(branch, bit_generator: Any = None) -> None:
                super().__init__(self.source.randrange(2**30), ties)

        self.Generator, self.RandomState = Generator, type("RandomState", (Generator,), {})
        self.SeedSequence = SeedSequence
        self.PCG64 = self.PCG64DXSM = self.MT19937 = self.SFC64 = self.Philox = self.BitGenerator = BitGenerator

    def default_rng(self, seed: Any = None) -> Draws:
        return seed if isinstance(seed, Draws) else self.Generator(seed)
