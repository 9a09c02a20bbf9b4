"""PyTorch's own random functions, with numbers of our own, in the order in which the program asks for them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .creation import made
from .distributions import Source, poisson, uniform, weighted_places
from .draws import source_of
from .shaping import ints
from .tensor import FLOATS, Tensor, as_tensor, broadcast_shape, cast, expanded

Number = Callable[[Source], Any]


def unit(r: Source) -> float:
    return r.unit()


def normal_number(r: Source) -> float:
    return r.normal()


class Generator:
    """`torch.Generator`, with a stream of its own."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def manual_seed(self, seed: int) -> Generator:
        return self

    def seed(self) -> int:
        return 0

    initial_seed = seed

    def get_state(self) -> Any:
        return self.source.getstate()

    def set_state(self, state: Any) -> None:
        self.source.setstate(state)


class TorchDraws:
    def __init__(self, seed: int, ties: bool) -> None:
        self.own, self.ties = Generator(source_of(f"torch {seed}", ties)), ties

    def source(self, generator: Generator | None) -> Source:
        return (generator or self.own).source

    def generator(self, device: Any = None) -> Generator:
        return Generator(source_of(self.own.source.randrange(2**30), self.ties))

    # --- new tensors --------------------------------------------------------------------------

    def sized(self, number: Number) -> Callable[..., Tensor]:
        def function(
            *size: Any,
            dtype: str | None = None,
            requires_grad: bool = False,
            generator: Any = None,
            device: Any = None,
            **named: Any,
        ) -> Tensor:
            shape = ints(size) if size else ints((named["size"],))
            source = self.source(generator)
            return made([number(source) for _ in range(math.prod(shape))], shape, dtype or "float64", requires_grad)

        return function

    def like(self, number: Number) -> Callable[..., Tensor]:
        def function(
            input: Tensor, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None
        ) -> Tensor:
            return self.sized(number)(tuple(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)

        return function

    def randint(
        self,
        *args: Any,
        low: int | None = None,
        high: int | None = None,
        size: Any = None,
        dtype: str | None = None,
        generator: Any = None,
        requires_grad: bool = False,
        device: Any = None,
    ) -> Tensor:
        given = [*args, *(v for v in (low, high, size) if v is not None)]
        bounds, shape = [int(b) for b in given[:-1]], ints((tuple(given[-1]),))
        first, stop = (0, bounds[0]) if len(bounds) == 1 else bounds
        source, kind = self.source(generator), dtype or "int64"
        values = [cast(source.randrange(first, max(stop, first + 1)), kind) for _ in range(math.prod(shape))]
        return made(values, shape, kind, requires_grad)

    def randint_like(self, input: Tensor, *bounds: int, dtype: str | None = None) -> Tensor:
        return self.randint(*bounds, tuple(input.shape), dtype=dtype or input.dtype)

    def randperm(
        self, n: int, *, generator: Any = None, dtype: str = "int64", device: Any = None, **options: Any
    ) -> Tensor:
        return Tensor.of(self.source(generator).sample(range(int(n)), int(n)), (int(n),), dtype)

    def normal(
        self, mean: Any, std: Any = 1.0, size: Any = None, *, generator: Any = None, dtype: str | None = None
    ) -> Tensor:
        centre, spread = as_tensor(mean), as_tensor(std)
        shape = broadcast_shape(centre.shape, spread.shape) if size is None else ints((tuple(size),))
        source = self.source(generator)
        pairs = zip(expanded(centre, shape), expanded(spread, shape), strict=True)
        kind = dtype or (centre.dtype if centre.dtype in FLOATS else "float64")
        return Tensor.new([float(m) + float(s) * source.normal() for m, s in pairs], shape, kind)

    # --- draws by probabilities ---------------------------------------------------------------

    def bernoulli(self, input: Tensor, p: float | None = None, *, generator: Any = None) -> Tensor:
        source = self.source(generator)
        shares = [float(v) if p is None else p for v in input.values]
        if any(not 0 <= s <= 1 for s in shares):
            raise RuntimeError("expected p_in >= 0 && p_in <= 1")
        return Tensor.new([cast(source.random() < s, input.dtype) for s in shares], input.shape, input.dtype)

    def poisson(self, input: Tensor, generator: Any = None) -> Tensor:
        source = self.source(generator)
        return Tensor.new([float(poisson(source, float(v))) for v in input.values], input.shape, input.dtype)

    def multinomial(
        self, input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None
    ) -> Tensor:
        width = input.shape[-1]
        rows = [[float(v) for v in input.values[i : i + width]] for i in range(0, input.count, width)]
        places = [i for row in rows for i in weighted_places(self.source(generator), row, num_samples, replacement)]
        return Tensor.of(places, (*input.shape[:-1], num_samples), "int64")

    def dropout(self, input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
        if not training or not p:
            return input
        source = self.own.source
        factors = [0.0 if source.random() < p else 1.0 / (1.0 - p) for _ in range(input.count)]
        return as_tensor(input * input.like(factors))

    # --- in place -----------------------------------------------------------------------------

    def filling(self, number: Callable[..., Any], **parameters: Any) -> Callable[..., Tensor]:
        """A method that fills a tensor with draws, given the distribution's parameters and their defaults."""

        def method(input: Tensor, *args: Any, generator: Any = None, **named: Any) -> Tensor:
            given = {**parameters, **dict(zip(parameters, args, strict=False)), **named}
            source = self.source(generator)
            values = [cast(number(source, *given.values()), input.dtype) for _ in range(input.count)]
            input.write(values)
            return input

        return method

    def methods(self) -> dict[str, Callable[..., Any]]:
        return {
            "normal_": self.filling(lambda r, mean, std: mean + std * r.normal(), mean=0.0, std=1.0),
            "uniform_": self.filling(uniform, **{"from": 0.0, "to": 1.0}),
            "exponential_": self.filling(lambda r, rate: r.positive() / rate, lambd=1.0),
            "log_normal_": self.filling(lambda r, mean, std: math.exp(mean + std * r.normal()), mean=1.0, std=2.0),
            "random_": self.filling(whole_number, **{"from": 0, "to": None}),
            "bernoulli_": self.bernoulli_,
            "bernoulli": self.bernoulli,
            "multinomial": self.multinomial,
        }

    def bernoulli_(self, input: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
        shares = expanded(as_tensor(p), input.shape)
        source = self.source(generator)
        input.write([cast(source.random() < float(s), input.dtype) for s in shares])
        return input

    def functions(self) -> dict[str, Any]:
        return {
            "rand": self.sized(unit),
            "randn": self.sized(normal_number),
            "rand_like": self.like(unit),
            "randn_like": self.like(normal_number),
            "randint": self.randint,
            "randint_like": self.randint_like,
            "randperm": self.randperm,
            "normal": self.normal,
            "bernoulli": self.bernoulli,
            "poisson": self.poisson,
            "multinomial": self.multinomial,
            "dropout": self.dropout,
            "Generator": self.generator,
            **self.streams(),
        }

    def streams(self) -> dict[str, Any]:
        return {
            "manual_seed": self.own.manual_seed,
            "seed": self.own.seed,
            "initial_seed": self.own.initial_seed,
            "get_rng_state": self.own.get_state,
            "set_rng_state": self.own.set_state,
        }


def whole_number(r: Source, low: int, high: int | None) -> int:
    start, stop = (low, high) if high is not None else (0, low or 2**24)
    return r.randrange(start, stop)
