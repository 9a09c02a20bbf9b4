"""Rules for schedules: what a rate is multiplied by after some epochs, and the scheduler that does it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

from .marked import Marked, marked
from .optimizer_rules import constant, written
from .rule import RuleError


@dataclass(frozen=True)
class ScheduleRule:
    """A factor by the epoch `t` and some parameters, and the call of a scheduler."""

    name: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, float]  # PyTorch's
    factor: ast.expr
    call: ast.Call
    where: str

    @property
    def scheduler(self) -> str:
        """`StepLR` of `torch.optim.lr_scheduler.StepLR(optimizer, …)`."""
        assert isinstance(self.call.func, ast.Attribute)
        return self.call.func.attr

    @cached_property
    def code(self) -> CodeType:
        return compile(ast.fix_missing_locations(ast.Expression(self.factor)), self.where, "eval")

    def factor_at(self, t: int, values: Mapping[str, Any]) -> float:
        """Raises what arithmetic raises."""
        return float(eval(self.code, {"__builtins__": {}, "sum": sum, "t": t, **values}))

    def text(self, optimizer: str, texts: Mapping[str, str]) -> str:
        """The call with the program's texts for the parameters."""
        options = [f"{k.arg}={written(k.value, texts)}" for k in self.call.keywords]
        return f"{ast.unparse(self.call.func)}({', '.join([optimizer, *options])})"


def schedule_rules(text: str, file: str) -> Iterator[ScheduleRule]:
    """The rules of a file. Raises RuleError."""
    return map(schedule_rule, marked(text, file, "schedule"))


def schedule_rule(found: Marked) -> ScheduleRule:
    function, where = found.function, found.where
    arguments = function.args
    match found.body:
        case [
            ast.Assign([ast.Name("factor")], factor),
            ast.Return(ast.Call(ast.Attribute(ast.Attribute(_, "lr_scheduler")), [ast.Name("optimizer")]) as call),
        ] if [a.arg for a in arguments.args] == ["t"]:
            names = tuple(a.arg for a in arguments.kwonlyargs)
            defaults = {n: constant(d) for n, d in zip(names, arguments.kw_defaults, strict=True) if d is not None}
            return ScheduleRule(function.name, names, defaults, factor, call, where)
    raise RuleError(
        f"{where}: a schedule's rule computes `factor` of `t` and ends on `return torch.optim.lr_scheduler.…(optimizer, …)`"
    )
