"""`torch.optim.lr_scheduler` in a rehearsal: each scheduler multiplies the first rates by its rule's factor."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from ..schedule_rules import ScheduleRule
from .harmless import Namespace


def scheduler_classes(rules: Iterable[ScheduleRule]) -> Namespace:
    """A class for each scheduler that a rule stands for, and the one that takes functions."""
    classes = {rule.scheduler: type(rule.scheduler, (ByRule,), {"rule": rule}) for rule in rules}
    return Namespace(_title="torch.optim.lr_scheduler", LambdaLR=ByFunction, **classes)


class Scheduler:
    def __init__(self, optimizer: Any) -> None:
        self.optimizer, self.epoch = optimizer, 0
        self.base_lrs = [group["lr"] for group in optimizer.param_groups]
        self.set_rates()

    def factors(self) -> list[float]:
        raise NotImplementedError

    def set_rates(self) -> None:
        for group, base, factor in zip(self.optimizer.param_groups, self.base_lrs, self.factors(), strict=True):
            group["lr"] = base * factor

    def step(self) -> None:
        self.epoch += 1
        self.set_rates()

    def get_last_lr(self) -> list[float]:
        return [group["lr"] for group in self.optimizer.param_groups]


class ByRule(Scheduler):
    rule: ScheduleRule

    def __init__(self, optimizer: Any, *positional: Any, **options: Any) -> None:
        names = [k.arg for k in self.rule.call.keywords if k.arg and isinstance(k.value, ast.Name)]
        given: dict[str, Any] = dict(zip(names, positional, strict=False))
        self.values = {**self.rule.defaults, **given, **options}
        super().__init__(optimizer)

    def factors(self) -> list[float]:
        return [self.rule.factor_at(self.epoch, self.values)] * len(self.base_lrs)


class ByFunction(Scheduler):
    def __init__(self, optimizer: Any, lr_lambda: Callable[[int], float] | list[Callable[[int], float]]) -> None:
        every = len(optimizer.param_groups)
        self.functions = lr_lambda if isinstance(lr_lambda, list) else [lr_lambda] * every
        super().__init__(optimizer)

    def factors(self) -> list[float]:
        return [function(self.epoch) for function in self.functions]
