"""Rules for optimizers, proved by stepping both sides over random gradients."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
import torch

from np2torch.optimizer_rules import OptimizerRule, optimizer_rules, options_of
from np2torch.rule import RuleError
from np2torch.rulebook import read_rulebook

RULES = read_rulebook().optimizers()
VALUES = {
    "lr": 0.05,
    "momentum": 0.85,
    "weight_decay": 0.03,
    "alpha": 0.9,
    "eps": 1e-3,
    "beta1": 0.8,
    "beta2": 0.95,
    "rho": 0.8,
    "momentum_decay": 0.01,
}
STEPS = 50


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("seed", range(3))
def test_both_sides_step_alike(rule: OptimizerRule, seed: int) -> None:
    hyper = {name: VALUES[name] * (1 + 0.1 * seed if name in ("lr", "eps") else 1) for name, _ in rule.hyper}
    assert largest_difference(rule, hyper, seed) < 1e-11


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_defaults_are_pytorchs(rule: OptimizerRule) -> None:
    defaults = {n: p.default for n, p in inspect.signature(getattr(torch.optim, rule.optimizer)).parameters.items()}
    defaults |= dict(zip(("beta1", "beta2"), defaults.get("betas", ()), strict=False))
    assert {name: float(defaults[name]) for name, _ in rule.hyper} == dict(rule.hyper)


def largest_difference(rule: OptimizerRule, hyper: dict[str, float], seed: int) -> float:
    torch.manual_seed(seed)
    parameter = torch.randn(5, requires_grad=True)
    values = parameter.detach().tolist()
    state = [[float(first) for _, first in rule.state] for _ in values]
    options = options_of(rule, {name: repr(value) for name, value in hyper.items()})
    optimizer = eval(
        f"torch.optim.{rule.optimizer}([parameter], {', '.join(options)})", {"torch": torch, "parameter": parameter}
    )
    for _ in range(STEPS):
        gradient = torch.randn(5)
        parameter.grad = gradient.clone()
        optimizer.step()
        for i in range(5):
            values[i], *state[i] = rule.step(values[i], float(gradient[i]), *state[i], *hyper.values())
    return max(abs(a - b) for a, b in zip(values, parameter.tolist(), strict=True))


@pytest.mark.parametrize(
    ("update", "call"),
    [
        pytest.param("v = momentum * v - g", "torch.optim.SGD([p], lr=lr, momentum=momentum)", id="sign"),
        pytest.param(
            "v = momentum * v + (1 - momentum) * g", "torch.optim.SGD([p], lr=lr, momentum=momentum)", id="averaged"
        ),
        pytest.param(
            "v = momentum * v + g", "torch.optim.SGD([p], lr=lr, momentum=momentum, nesterov=True)", id="nesterov"
        ),
    ],
)
def test_a_wrong_rule_is_noticed(update: str, call: str) -> None:
    text = f"@optimizer\ndef wrong(p, g, v=0, *, lr=1e-3, momentum=0):\n    {update}\n    p = p - lr * v\n    return {call}\n"
    (rule,) = optimizer_rules(text, "wrong.py")
    assert largest_difference(rule, {"lr": 0.05, "momentum": 0.85}, 0) > 1e-3


@pytest.mark.parametrize(
    "text",
    [
        "@optimizer\ndef f(p, g, *, lr=1):\n    p = p - lr * g\n    return p\n",
        "@optimizer\ndef f(w, g, *, lr=1):\n    w = w - lr * g\n    return torch.optim.SGD([p], lr=lr)\n",
        "@optimizer\ndef f(p, g, *, lr=1):\n    p = open('x')\n    import os\n    return torch.optim.SGD([p], lr=lr)\n",
        "@optimizer\ndef f(p, g, *, lr=1):\n    p = p.real\n    return torch.optim.SGD([p], lr=lr)\n",
        "@optimizer\ndef f(p, g, *, lr=1:\n",
    ],
)
def test_a_mistake_in_a_rule_is_said_with_its_place(text: str) -> None:
    with pytest.raises(RuleError, match=r"mine\.py:\d+: "):
        list(optimizer_rules(text, "mine.py"))
