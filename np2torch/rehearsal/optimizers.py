"""`torch.optim` in a rehearsal: each optimizer does what its rule says, on every element."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..optimizer_rules import OptimizerRule
from .tensor import Tensor, Unsupported, with_recording

NEUTRAL = frozenset({"foreach", "fused", "capturable", "differentiable"})


def optimizer_classes(rules: Iterable[OptimizerRule]) -> dict[str, type]:
    """A class for each optimizer that a rule stands for."""
    by_name: dict[str, list[OptimizerRule]] = {}
    for rule in rules:
        if rule.is_plain:
            by_name.setdefault(rule.optimizer, []).append(rule)
    return {name: type(name, (Optimizer,), {"rules": tuple(known)}) for name, known in by_name.items()}


class Optimizer:
    rules: Sequence[OptimizerRule] = ()

    def __init__(self, params: Any, *positional: Any, **options: Any) -> None:
        if positional:
            options["lr"] = positional[0]
        given = list(params)
        groups = given if given and isinstance(given[0], dict) else [{"params": given}]
        self.param_groups = [{**options, **g, "params": as_list(g["params"])} for g in groups]
        self.state: dict[int, tuple[OptimizerRule, list[list[float]]]] = {}
        self.defaults = options
        for group in self.param_groups:
            for parameter in group["params"]:
                if not parameter.is_leaf:
                    raise ValueError("can't optimize a non-leaf Tensor")

    def zero_grad(self, set_to_none: bool = True) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            rule, hyper = chosen(self.rules, group)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.update(parameter, rule, hyper, -1 if group.get("maximize") else 1)

    def update(self, parameter: Tensor, rule: OptimizerRule, hyper: list[float], sign: int) -> None:
        _, state = self.state.setdefault(
            id(parameter), (rule, [[float(v) for _, v in rule.state] for _ in range(parameter.count)])
        )
        assert parameter.grad is not None
        new = []
        for i, (p, g) in enumerate(zip(parameter.values, parameter.grad.values, strict=True)):
            value, *state[i] = rule.step(float(p), sign * float(g), *state[i], *hyper)
            new.append(value)
        with_recording(False, lambda: parameter.write(new))


def as_list(params: Any) -> list[Tensor]:
    return [params] if isinstance(params, Tensor) else list(params)


def chosen(rules: Sequence[OptimizerRule], group: Mapping[str, Any]) -> tuple[OptimizerRule, list[float]]:
    """The simplest rule that covers the options given, and its hyper-parameters' values."""
    given = {k: v for k, v in group.items() if k not in ("params", "maximize", *NEUTRAL)}
    for rule in sorted(rules, key=lambda r: len(r.call.keywords)):
        values = hyper_values(rule, given)
        if values is not None:
            return rule, [values.get(name, default) for name, default in rule.hyper]
    raise Unsupported("an optimizer with these options")


def hyper_values(rule: OptimizerRule, given: Mapping[str, Any]) -> dict[str, float] | None:
    values: dict[str, float] = {}
    options = {k.arg: k.value for k in rule.call.keywords if k.arg is not None}
    if not set(given) <= set(options):
        return None
    for name, node in options.items():
        match node:
            case ast.Constant(value):
                if name not in given or given[name] != value:
                    return None
            case ast.Name(hyper) if name in given:
                values[hyper] = float(given[name])
            case ast.Tuple(items) if name in given:
                values |= {i.id: float(v) for i, v in zip(items, given[name], strict=True) if isinstance(i, ast.Name)}
    return values
