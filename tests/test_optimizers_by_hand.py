"""Optimizers as they are written by hand in public code: what equals one of PyTorch's is found, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from math import sqrt
from typing import Any

import pytest
import torch

from np2torch.optimizer_rules import options_of
from np2torch.rehearsal.scalar import Tape
from np2torch.rehearsal.tensor import Tensor
from np2torch.rulebook import read_rulebook
from np2torch.stages.optim.match import Match, match
from np2torch.stages.optim.observe import Leaf, Step

RULES = read_rulebook().optimizers()
LR, MU, RHO, B1, B2, EPS, DECAY = 0.05, 0.9, 0.95, 0.8, 0.97, 1e-7, 0.02
NUMBERS = {"lr": LR, "mu": MU, "rho": RHO, "beta1": B1, "beta2": B2, "eps": EPS, "decay": DECAY, "2": 2.0}
State = dict[str, float]
Update = Callable[[float, float, State, int], float]  # the new value, from the old one, the gradient, and the step


def sgd(p: float, g: float, s: State, t: int) -> float:
    return p - LR * g


def velocity(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) - LR * g
    return p + s["v"]


def nesterov_in_one_line(p: float, g: float, s: State, t: int) -> float:
    old, s["v"] = s.get("v", 0.0), MU * s.get("v", 0.0) - LR * g
    return p - MU * old + (1 + MU) * s["v"]


def nesterov_of_a_book(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) - LR * g
    return p + MU * s["v"] - LR * g


def adagrad(p: float, g: float, s: State, t: int) -> float:
    s["h"] = s.get("h", 0.0) + g * g
    return p - LR * g / (sqrt(s["h"]) + EPS)


def rmsprop(p: float, g: float, s: State, t: int) -> float:
    s["h"] = RHO * s.get("h", 0.0) + (1 - RHO) * g * g
    return p - LR * g / (sqrt(s["h"]) + EPS)


def momentum(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) + g
    return p - LR * s["v"]


def adam(p: float, g: float, s: State, t: int) -> float:
    s["m"] = B1 * s.get("m", 0.0) + (1 - B1) * g
    s["h"] = B2 * s.get("h", 0.0) + (1 - B2) * g * g
    return p - LR * (s["m"] / (1 - B1**t)) / (sqrt(s["h"] / (1 - B2**t)) + EPS)


def adadelta(p: float, g: float, s: State, t: int) -> float:
    s["h"] = RHO * s.get("h", 0.0) + (1 - RHO) * g * g
    step = sqrt(s.get("d", 0.0) + EPS) / sqrt(s["h"] + EPS) * g
    s["d"] = RHO * s.get("d", 0.0) + (1 - RHO) * step * step
    return p - LR * step


def multiplicative_decay(p: float, g: float, s: State, t: int) -> float:
    return (1 - LR * DECAY) * p - LR * g


def averaged(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) + (1 - MU) * g
    return p - LR * s["v"]


def adagrad_inside(p: float, g: float, s: State, t: int) -> float:
    s["h"] = s.get("h", 0.0) + g * g
    return p - LR * g / sqrt(s["h"] + EPS)


def adam_with_corrected_rate(p: float, g: float, s: State, t: int) -> float:
    s["m"] = B1 * s.get("m", 0.0) + (1 - B1) * g
    s["h"] = B2 * s.get("h", 0.0) + (1 - B2) * g * g
    return p - LR * sqrt(1 - B2**t) / (1 - B1**t) * s["m"] / (sqrt(s["h"]) + 1000 * EPS)


def rmsprop_inside(p: float, g: float, s: State, t: int) -> float:
    s["h"] = RHO * s.get("h", 0.0) + (1 - RHO) * g * g
    return p - LR * g / sqrt(s["h"] + 1000 * EPS)


def rmsprop_from_one(p: float, g: float, s: State, t: int) -> float:
    s["h"] = RHO * s.get("h", 1.0) + (1 - RHO) * g * g
    return p - LR * g / (sqrt(s["h"]) + EPS)


def adam_with_a_constant_correction(p: float, g: float, s: State, t: int) -> float:
    s["m"] = B1 * s.get("m", 0.0) + (1 - B1) * g
    s["h"] = B2 * s.get("h", 0.0) + (1 - B2) * g * g
    return p - LR * (s["m"] / (1 - B1)) / (sqrt(s["h"] / (1 - B2)) + EPS)


def adam_without_correction(p: float, g: float, s: State, t: int) -> float:
    s["m"] = B1 * s.get("m", 0.0) + (1 - B1) * g
    s["h"] = B2 * s.get("h", 0.0) + (1 - B2) * g * g
    return p - LR * s["m"] / (sqrt(s["h"]) + EPS)


def nesterov_that_looks_the_wrong_way(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) + g
    return p - LR * (g - MU * s["v"])


def rprop_by_sign(p: float, g: float, s: State, t: int) -> float:
    sign = (g > 0) - (g < 0)
    s["rate"] = s.get("rate", LR) * (1.2 if sign == s.get("sign", sign) else 0.5)
    s["sign"] = sign
    return p - s["rate"] * sign


def rmsprop_in_an_average(p: float, g: float, s: State, t: int) -> float:
    s["h"] = RHO * s.get("h", 0.0) + (1 - RHO) * g * g
    s["v"] = MU * s.get("v", 0.0) + (1 - RHO) * LR * g / (sqrt(s["h"]) + EPS)
    return p - s["v"]


def decay_inside_the_velocity(p: float, g: float, s: State, t: int) -> float:
    s["v"] = MU * s.get("v", 0.0) + g
    return p - LR * s["v"] - LR * DECAY * p


def amsgrad_of_the_corrected(p: float, g: float, s: State, t: int) -> float:
    s["m"] = B1 * s.get("m", 0.0) + (1 - B1) * g
    s["h"] = B2 * s.get("h", 0.0) + (1 - B2) * g * g
    s["top"] = max(s.get("top", 0.0), s["h"] / (1 - B2**t))
    return p - LR * (s["m"] / (1 - B1**t)) / (sqrt(s["top"]) + EPS)


EQUAL: dict[Update, str] = {
    sgd: "SGD",
    velocity: "SGD",
    momentum: "SGD",
    nesterov_in_one_line: "SGD",
    nesterov_of_a_book: "SGD",
    averaged: "SGD",
    multiplicative_decay: "SGD",
    adagrad: "Adagrad",
    adagrad_inside: "Adagrad",
    rmsprop: "RMSprop",
    adam: "Adam",
    adadelta: "Adadelta",
}
UNLIKE: list[Update] = [
    adam_with_corrected_rate,
    rmsprop_inside,
    rmsprop_from_one,
    adam_with_a_constant_correction,
    adam_without_correction,
    nesterov_that_looks_the_wrong_way,
    rprop_by_sign,
    rmsprop_in_an_average,
    decay_inside_the_velocity,
    amsgrad_of_the_corrected,
]


def gradients(seed: int, steps: int) -> Iterator[float]:
    draws = random.Random(seed)
    return (draws.gauss(0, 0.3) for _ in range(steps))


def leaf_of(update: Update, seeds: range, steps: int = 3) -> Leaf:
    """What a rehearsal sees of a parameter: a few steps of each element."""
    elements = []
    for seed in seeds:
        value, state, seen = 0.1 * seed - 0.4, dict[str, float](), []
        for t, g in enumerate(gradients(seed, steps), 1):
            after = update(value, g, state, t)
            seen.append((value, g, after))
            value = after
        elements.append(seen)
    Tape.reset(False, 1000, False)
    columns = zip(*elements, strict=True)
    every = [
        Step(*(tuple(part) for part in zip(*column, strict=True)), passes=k) for k, column in enumerate(columns, 1)
    ]
    return Leaf(Tensor.of([0.0] * len(seeds), (len(seeds),), "float64"), tuple(every), frozenset())


def found(update: Update) -> Match | None:
    leaf = leaf_of(update, range(6))
    numbers = {text: (value,) * len(leaf.steps) for text, value in NUMBERS.items()}
    return match(RULES, [([leaf], numbers)])


@pytest.mark.parametrize("update", EQUAL, ids=lambda update: update.__name__)
def test_what_equals_one_of_pytorchs(update: Update) -> None:
    one = found(update)
    assert one is not None
    assert one.rule.optimizer == EQUAL[update]
    torch.set_default_dtype(torch.float64)
    try:
        assert furthest(update, one) < 1e-9
    finally:
        torch.set_default_dtype(torch.float32)


def furthest(update: Update, one: Match) -> float:
    """The largest difference in a thousand steps."""
    parameter, value, state = torch.tensor(0.3, requires_grad=True), 0.3, dict[str, float]()
    hyper = {name: repr(NUMBERS[text]) if text in NUMBERS else text for name, text in one.hyper.items()}
    space: dict[str, Any] = {"torch": torch, "p": parameter, **NUMBERS}
    optimizer = eval(f"torch.optim.{one.rule.optimizer}([p], {', '.join(options_of(one.rule, hyper))})", space)
    largest = 0.0
    for t, g in enumerate(gradients(7, 1000), 1):
        value = update(value, g, state, t)
        parameter.grad = torch.tensor(g)
        optimizer.step()
        largest = max(largest, abs(value - parameter.item()))
    return largest


@pytest.mark.parametrize("update", UNLIKE, ids=lambda update: update.__name__)
def test_what_only_looks_like_one(update: Update) -> None:
    assert found(update) is None
