"""Draws of the stand-ins for numpy.random and torch: shapes, dtypes and distributions as of the originals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from np2torch.rehearsal.conditions import Conditions
from np2torch.rehearsal.run import rehearse
from np2torch.rehearsal.scalar import Tape
from np2torch.rehearsal.tensor import Tensor
from np2torch.rehearsal.world import World

SHAPES = """
r.rand(2, 3); r.randn(); r.random((2, 3)); r.random_sample(4); r.standard_normal((2, 1)); r.normal(0, 1, (2, 3)); r.normal(size=3); r.normal()
r.normal([0.0, 1.0, 2.0], 0.1); r.normal(v, 0.1); r.normal(0.0, v); r.normal(v, [[1.0], [2.0]]); r.normal(v, 1.0, (2, 3)); r.uniform(-1, 1, 4)
r.uniform(high=v); r.uniform((0.0, 1.0), [1.0, 2.0]); r.uniform(size=(2, 0)); r.laplace(0, 1, 3); r.logistic(size=3); r.gumbel(v); r.lognormal(0, 0.5, 2)
r.exponential(2.0, 3); r.exponential(v); r.rayleigh(1.0, 2); r.weibull(2.0, 3); r.pareto(3.0, 2); r.power(2.0, 2); r.gamma(2.0, 1.0, 3); r.gamma(v)
r.beta(2.0, v); r.chisquare(3, 2); r.standard_t(4, 2); r.f(3, 4, 2); r.triangular(0.0, 1.0, 2.0, 3); r.vonmises(0.0, 1.0, 2); r.wald(1.0, 2.0, 3)
r.standard_gamma(2.0, 3); r.standard_exponential(2); r.standard_cauchy(2); r.noncentral_chisquare(3, 1.0, 2); r.noncentral_f(3, 4, 1.0, 2)
r.binomial(5, 0.5, 3); r.binomial(1, [0.1, 0.9]); r.binomial(3, 0.5); r.poisson(4.0, (2, 2)); r.poisson(v); r.geometric(0.5, 3); r.negative_binomial(3, 0.5, 2)
r.hypergeometric(5, 4, 3, 2); r.logseries(0.5, 2); r.zipf(2.0, 2); r.dirichlet([1.0, 2.0]); r.dirichlet([1.0, 2.0, 3.0], 4); r.dirichlet(v, (2, 2))
r.multinomial(5, [0.5, 0.5]); r.multinomial(5, [0.2, 0.8], size=3); r.multivariate_normal([0.0, 1.0], [[1.0, 0.5], [0.5, 1.0]])
r.multivariate_normal([0.0, 1.0], [[1.0, 0.5], [0.5, 1.0]], (2, 3)); r.choice(5); r.choice(5, 3); r.choice(5, (2, 2)); r.choice(5, 3, replace=False)
r.choice(5, 4, p=[0.1, 0.2, 0.3, 0.2, 0.2]); r.choice(v); r.choice(v, 2); r.choice([1, 2, 3], 2); r.choice([0.5, 1.5]); r.permutation(5); r.permutation(v)
r.permutation([1, 2, 3]); r.permutation(x)
"""
LEGACY = "r.randint(5); r.randint(0, 5, 3); r.randint(2, size=(2, 2)); r.randint(0, 2, 3, dtype='uint8'); r.randint(0, v.astype(int) + 3)"
MODULE = "r.ranf(2); r.sample(2)"
MODERN = (
    "r.integers(5); r.integers(0, 5, 3); r.integers(1, 6, size=2, endpoint=True); r.integers(0, [3, 4, 5]); r.choice(x, 2); r.choice(x, 2, axis=1); "
    "r.permutation(x, axis=1); r.permuted(x); r.permuted(x, axis=1); r.random(3, dtype='float32'); r.standard_normal(2, dtype='float32'); "
    "r.multivariate_hypergeometric([5, 4], 3); r.choice(5, 3, replace=False, shuffle=False)"
)
DISTRIBUTIONS = """
normal(1.0, 2.0); uniform(-1.0, 3.0); laplace(1.0, 0.5); logistic(0.5, 0.3); gumbel(0.0, 1.0); lognormal(0.0, 0.3); exponential(2.0); rayleigh(1.5); weibull(2.0)
power(3.0); gamma(2.0, 1.5); beta(2.0, 3.0); chisquare(4.0); triangular(0.0, 1.0, 4.0); vonmises(0.5, 3.0); wald(1.0, 3.0); standard_t(8.0); f(5.0, 20.0)
binomial(10, 0.3); binomial(200, 0.3); poisson(3.0); poisson(90.0); geometric(0.3); negative_binomial(5, 0.5); hypergeometric(10, 5, 6); logseries(0.6)
noncentral_chisquare(3.0, 2.0); standard_gamma(2.0); pareto(5.0); standard_normal(); standard_exponential(); random()
"""


def each(*texts: str) -> list[str]:
    return [e for text in texts for line in text.strip().splitlines() for e in line.split("; ") if e]


def standing(expression: str, generator: str) -> Any:
    world = World()
    names = {
        "v": world.numpy.array([0.5, 1.0, 2.0]),
        "x": world.numpy.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "int": int,
    }
    return eval(expression, {"r": eval(generator, {"np": world.numpy}), **names})


def real(expression: str, generator: str) -> Any:
    names = {"v": np.array([0.5, 1.0, 2.0]), "x": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])}
    return eval(expression, {"r": eval(generator, {"np": np}), **names})


@pytest.mark.parametrize(
    ("generator", "expression"),
    [
        *(("np.random", e) for e in each(SHAPES, LEGACY, MODULE)),
        *(("np.random.RandomState(0)", e) for e in each(SHAPES, LEGACY)),
        *(
            ("np.random.default_rng(0)", e)
            for e in each(SHAPES, MODERN)
            if "rand(" not in e and "randn" not in e and "_sample" not in e
        ),
    ],
)
def test_numpy_draws_have_the_shapes_and_dtypes_of_numpy(generator: str, expression: str) -> None:
    found, expected = standing(expression, generator), real(expression, generator)
    if np.ndim(expected) == 0:
        assert isinstance(found, float if np.asarray(expected).dtype.kind == "f" else int)
    else:
        assert isinstance(found, Tensor)
        assert tuple(found.shape) == expected.shape
        assert found.dtype == str(expected.dtype)


@pytest.mark.parametrize("call", each(DISTRIBUTIONS))
def test_numpy_draws_have_the_distributions_of_numpy(call: str) -> None:
    Tape.budget = 10**7
    name, _, arguments = call.partition("(")
    generator = World().numpy.random.default_rng(0)
    Tape.budget = 10**7
    found = sorted(
        map(
            float,
            eval(f"r.{name}({arguments[:-1]}{',' if len(arguments) > 1 else ''} size=4000)", {"r": generator}).values,
        )
    )
    expected = np.sort(
        eval(
            f"r.{name}({arguments[:-1]}{',' if len(arguments) > 1 else ''} size=100000)",
            {"r": np.random.default_rng(1)},
        )
    )
    spread = float(np.quantile(expected, 0.9) - np.quantile(expected, 0.1))
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        assert found[int(share * 4000)] == pytest.approx(
            float(np.quantile(expected, share)), abs=0.05 * spread + (expected.dtype.kind == "i")
        )
    assert statistics.fmean(found) == pytest.approx(float(expected.mean()), abs=0.05 * spread)


def test_vectors_of_numpy_have_the_distributions_of_numpy() -> None:
    Tape.budget = 10**7
    random = World().numpy.random
    Tape.budget = 10**7
    points = np.array(random.multivariate_normal([1.0, -1.0], [[2.0, 0.6], [0.6, 1.0]], 4000).tolist())
    assert points.mean(0) == pytest.approx([1.0, -1.0], abs=0.1)
    assert np.cov(points.T) == pytest.approx(np.array([[2.0, 0.6], [0.6, 1.0]]), abs=0.15)
    shares = np.array(random.dirichlet([1.0, 3.0], 2000).tolist())
    assert shares.sum(1) == pytest.approx(np.ones(2000))
    assert shares.mean(0) == pytest.approx([0.25, 0.75], abs=0.02)
    counts = np.array(random.multinomial(10, [0.2, 0.8], 1000).tolist())
    assert counts.sum(1).tolist() == [10] * 1000
    assert counts.mean(0) == pytest.approx([2.0, 8.0], abs=0.2)
    picked = random.choice(3, 3000, p=[0.1, 0.2, 0.7]).tolist()
    assert [picked.count(i) / 3000 for i in range(3)] == pytest.approx([0.1, 0.2, 0.7], abs=0.03)


PROGRAMS = {
    "a permutation holds each once": "ok = sorted(np.random.permutation(6).tolist()) == list(range(6))",
    "rows stay together": "x = np.arange(6).reshape(3, 2)\nnp.random.shuffle(x)\nok = sorted(x.tolist()) == [[0, 1], [2, 3], [4, 5]]",
    "columns are shuffled": "x = np.arange(6).reshape(2, 3)\nnp.random.default_rng().shuffle(x, axis=1)\nok = (x[1] - x[0]).tolist() == [3, 3, 3]",
    "lists are shuffled": "x = [1, 2, 3]\nnp.random.shuffle(x)\nok = sorted(x) == [1, 2, 3]",
    "words are chosen": "ok = np.random.choice(['a', 'b'], 3)[0] in 'ab' and np.random.choice(['a', 'b']) in 'ab'",
    "without replacement": "ok = len(set(np.random.choice(6, 6, replace=False, p=[1/6] * 6).tolist())) == 6",
    "states are restored": "s = np.random.get_state()\na = np.random.rand(3)\nnp.random.set_state(s)\nok = (a == np.random.rand(3)).all()",
    "a generator's state": "g = np.random.default_rng(1)\ns = g.bit_generator.state\na = g.normal()\ng.bit_generator.state = s\nok = a == g.normal()",
    "seeds of all kinds": "ok = all(np.random.default_rng(s).random() < 2 for s in (None, 1, [1, 2], np.random.SeedSequence(3), np.random.PCG64(1)))",
    "generators have classes": "g = np.random.default_rng()\nok = isinstance(g, np.random.Generator) and not isinstance(g, np.random.RandomState)",
    "a generator is its own": "g = np.random.default_rng()\nok = np.random.default_rng(g) is g and len(g.spawn(2)) == 2",
    "seed sequences spawn": "ok = len([np.random.default_rng(s) for s in np.random.SeedSequence(1).spawn(3)]) == 3",
    "other generators": "ok = 0 <= np.random.Generator(np.random.MT19937(1)).random() < 1 and len(np.random.bytes(3)) == 3",
    "torch states": "s = torch.get_rng_state()\na = torch.rand(3)\ntorch.set_rng_state(s)\nok = (a == torch.rand(3)).all()",
    "torch permutations": "ok = sorted(torch.randperm(5).tolist()) == [0, 1, 2, 3, 4]",
    "torch samples once": "ok = len(set(torch.multinomial(torch.ones(5), 5).tolist())) == 5",
    "torch generators": "g = torch.Generator().manual_seed(1)\nok = torch.rand(2, generator=g).shape == (2,)",
    "torch dropout": "x = torch.nn.Dropout(0.5)(torch.ones(200))\nok = 50 < (x == 0).sum() < 150 and set(x.tolist()) == {0.0, 2.0}",
    "python's seeds have no effect": "import random\nrandom.seed(1)\na = random.random()\nrandom.seed(1)\nok = a != random.random()",
    "python's own": "import random\nok = random.choice([1]) == 1 and len(random.sample(range(5), 2)) == 2 and random.Random(3).random() < 1",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_draws(name: str) -> None:
    rehearsed = rehearse(f"import numpy as np\nimport torch\n{PROGRAMS[name]}", Conditions())
    assert rehearsed.error == ""
    assert rehearsed.names["ok"]


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


TORCH = """
torch.rand(2, 3); torch.rand((2, 3)); torch.randn(2); torch.randn(()); torch.randint(5, (2,)); torch.randint(1, 5, (2, 2)); torch.randint(low=1, high=3, size=(2,))
torch.randperm(4); torch.rand_like(z); torch.randn_like(z); torch.randint_like(z, 5); torch.normal(z, 1.0); torch.normal(0.0, 1.0, (2,)); torch.normal(z, z.abs())
torch.bernoulli(z.sigmoid()); torch.bernoulli(z, 0.5); torch.multinomial(z.abs(), 2); torch.multinomial(z[0].abs(), 5, replacement=True); torch.poisson(z.abs())
z.normal_(); z.normal_(1.0, 0.1); z.normal_(std=0.1); z.uniform_(-1, 1); z.random_(0, 5); z.bernoulli_(0.5); z.exponential_(); z.log_normal_(); z.sigmoid().bernoulli()
torch.empty(2, 3).uniform_(0, 1); torch.rand(3, dtype=torch.float32); torch.randn(2, requires_grad=True); torch.nn.functional.dropout(z, 0.5)
torch.utils.data.TensorDataset(z, z)[0][0]; next(iter(torch.utils.data.DataLoader(torch.utils.data.TensorDataset(z, z), batch_size=2, shuffle=True)))[0]
torch.utils.data.random_split(torch.utils.data.TensorDataset(z), [1, 1])[0][0][0]
"""


@pytest.mark.parametrize("expression", each(TORCH))
def test_torch_draws_have_the_shapes_and_dtypes_of_torch(expression: str) -> None:
    expected = eval(expression, {"torch": torch, "z": torch.tensor([[0.5, 1.0, 2.0], [1.0, 2.0, 0.5]])})
    library = World().torch
    found = eval(expression, {"torch": library, "z": library.tensor([[0.5, 1.0, 2.0], [1.0, 2.0, 0.5]])})
    assert (tuple(found.shape), f"torch.{found.dtype}") == (tuple(expected.shape), str(expected.dtype))
    assert found.requires_grad == expected.requires_grad


def test_torch_draws_have_the_distributions_of_torch() -> None:
    library = World().torch
    Tape.budget = 10**7
    normal, uniform = library.randn(4000), library.empty(4000).uniform_(-1, 3)
    assert (float(normal.mean()), float(normal.std())) == pytest.approx((0.0, 1.0), abs=0.06)
    assert (float(uniform.mean()), float(uniform.std())) == pytest.approx((1.0, 4 / math.sqrt(12)), abs=0.08)
    assert float(library.bernoulli(library.full((4000,), 0.3)).mean()) == pytest.approx(0.3, abs=0.03)
    assert set(library.randint(1, 4, (100,)).tolist()) == {1, 2, 3}


@pytest.mark.parametrize(
    "call",
    [
        "normal(0, 1, 9)",
        "uniform(-1, 1, 9)",
        "exponential(1, 9)",
        "gamma(2.0, 1.0, 9)",
        "beta(2.0, 2.0, 9)",
        "standard_t(3, 9)",
        "binomial(3, 0.5, 9)",
    ],
)
def test_draws_with_ties_are_numbers_of_the_distribution(call: str) -> None:
    values = eval(f"r.{call}", {"r": World(Conditions(ties=True)).numpy.random}).values
    assert all(math.isfinite(v) for v in values)
    if call.startswith(("exp", "gamma", "beta")):
        assert all(v > 0 for v in values)
