"""Rules for losses, activations and layers, proved by comparing values and gradients in torch."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from np2torch.module_rules import LayerRule, ModuleRule, module_rules
from np2torch.rule import RuleError
from np2torch.rulebook import read_rulebook

RULES = read_rulebook().modules()
LOSSES = [r for r in RULES if isinstance(r, ModuleRule) and r.kind == "loss"]
ACTIVATIONS = [r for r in RULES if isinstance(r, ModuleRule) and r.kind == "activation"]
LAYERS = [r for r in RULES if isinstance(r, LayerRule)]
INPUTS = {  # shapes that a layer is for: of the input, then of the parameters
    "rows": [(4, 3), (3, 2), (2,)],
    "rows_and_a_row_of_biases": [(4, 3), (3, 2), (1, 2)],
    "rows_and_one_bias": [(4, 3), (3, 1), ()],
    "rows_without_bias": [(4, 3), (3, 2)],
    "transposed_rows": [(4, 3), (2, 3), (2,)],
    "one_output": [(4, 3), (3,), ()],
    "one_output_and_a_bias_in_an_array": [(4, 3), (3,), (1,)],
    "one_output_without_bias": [(4, 3), (3,)],
    "line": [(4,), (), ()],
    "line_without_bias": [(4,), ()],
    "columns": [(3, 4), (2, 3), (2, 1)],
    "columns_without_bias": [(3, 4), (2, 3)],
    "one_example": [(3,), (2, 3), (2,)],
}


@pytest.fixture(autouse=True)
def _double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(torch.float32)


def arguments_of(rule: ModuleRule) -> tuple[torch.Tensor, torch.Tensor]:
    """An input and a target of the sort that a loss is for."""
    scores = torch.randn(5, 3)
    if rule.name == "negative_log_likelihood":
        return torch.log_softmax(scores, dim=1), torch.tensor([0, 2, 1, 1, 0])
    if "classes" in rule.name:
        return scores, torch.tensor([0, 2, 1, 1, 0])
    if "binary" in rule.name and "logits" not in rule.name:
        return torch.rand(5, 3), torch.randint(0, 2, (5, 3)).to(torch.float64)
    if "cross_entropy" in rule.name and "binary" not in rule.name:
        return scores, torch.softmax(torch.randn(5, 3), dim=1)
    return scores * 2, torch.randint(0, 2, (5, 3)).to(torch.float64)


def gradient(function: Any, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    leaf = x.detach().clone().requires_grad_()
    value = function(leaf)
    (value if value.ndim == 0 else (value * torch.arange(1.0, value.numel() + 1).reshape(value.shape)).sum()).backward()
    return value.detach(), leaf.grad


@pytest.mark.parametrize("rule", LOSSES, ids=lambda rule: rule.name)
def test_losses(rule: ModuleRule) -> None:
    x, target = arguments_of(rule)
    module = eval(rule.module, {"torch": torch})
    by_hand, by_module = (
        gradient(f, x) for f in (lambda v: rule.evaluate((v, target), torch), lambda v: module(v, target))
    )
    for hand, torchs in zip(by_hand, by_module, strict=True):
        torch.testing.assert_close(hand, torchs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rule", ACTIVATIONS, ids=lambda rule: rule.name)
def test_activations(rule: ModuleRule) -> None:
    x = torch.randn(5, 3) * 2
    module = eval(rule.module, {"torch": torch})
    for hand, torchs in zip(gradient(lambda v: rule.evaluate((v,), torch), x), gradient(module, x), strict=True):
        torch.testing.assert_close(hand, torchs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rule", LAYERS, ids=lambda rule: rule.name)
def test_layers(rule: LayerRule) -> None:
    x, *parameters = (torch.randn(shape) for shape in INPUTS[rule.name])
    names = dict(zip(rule.arguments[1:], parameters, strict=True))
    assert rule.fits(parameters, torch)
    module = evaluated(rule.module, names)
    with torch.no_grad():
        for name, expression in rule.to_module.items():
            getattr(module, name).copy_(evaluated(expression, names))
    own = {name: getattr(module, name) for name in rule.to_module}
    for name, expression in rule.from_module.items():
        torch.testing.assert_close(evaluated(expression, own), names[name], rtol=0, atol=0)
    by_hand = gradient(lambda v: rule.evaluate((v, *parameters), torch), x)
    by_module = gradient(lambda v: evaluated(rule.call, {"module": module, rule.arguments[0]: v}), x)
    for hand, torchs in zip(by_hand, by_module, strict=True):
        torch.testing.assert_close(hand, torchs, rtol=1e-10, atol=1e-12)


def evaluated(expression: ast.expr, names: dict[str, Any]) -> Any:
    return eval(
        compile(ast.fix_missing_locations(ast.Expression(expression)), "<rule>", "eval"), {"torch": torch, **names}
    )


@pytest.mark.parametrize(
    "text",
    [
        "@loss\ndef f(a, b):\n    return torch.nn.MSELoss()\n",
        "@layer\ndef f(x, W):\n    forward = x @ W\n    return module(x)\n",
        "@activation\ndef f(x):\n    value = x\n",
        "@activation\ndef f(x:\n",
    ],
)
def test_a_mistake_in_a_rule_is_said_with_its_place(text: str) -> None:
    with pytest.raises(RuleError, match=r"mine\.py:\d+: "):
        list(module_rules(text, "mine.py"))
