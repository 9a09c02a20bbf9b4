"""Rules for optimizers: an update by hand as a function body, and the `torch.optim` call that does the same.

The body is arithmetic on single numbers and is run to compare it with what a program does; nothing else in a rule
file is.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .marked import Marked, marked
from .rule import RuleError
from .tree import walk

ALLOWED = (
    ast.Assign, ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Call, ast.expr_context,
    ast.Compare, ast.cmpop, ast.IfExp,
)  # fmt: skip
Step = Callable[..., tuple[float, ...]]


@dataclass(frozen=True)
class OptimizerRule:
    """A manual update, and the optimizer of `torch.optim` that does the same."""

    name: str
    state: tuple[tuple[str, float], ...]  # names and first values
    hyper: tuple[tuple[str, float], ...]  # names and PyTorch's defaults
    body: tuple[ast.stmt, ...]
    call: ast.Call
    where: str

    @property
    def optimizer(self) -> str:
        """`SGD` of `torch.optim.SGD([p], …)`."""
        assert isinstance(self.call.func, ast.Attribute)
        return self.call.func.attr

    @cached_property
    def step(self) -> Step:
        """`step(p, g, *state, **hyper) -> (p, *state)`, on floats."""
        names = ["p", "g", *(n for n, _ in self.state), *(n for n, _ in self.hyper)]
        results = ast.Tuple([ast.Name(n, ast.Load()) for n in ("p", *(n for n, _ in self.state))], ast.Load())
        arguments = ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, [])
        module = ast.parse("def step(): pass")
        function = module.body[0]
        assert isinstance(function, ast.FunctionDef)
        function.args, function.body = arguments, [*self.body, ast.Return(results)]
        ast.fix_missing_locations(module)
        space: dict[str, Any] = {"__builtins__": {}, "sqrt": root, "max": max, "min": min, "abs": abs}
        exec(compile(module, self.where, "exec"), space)
        return space["step"]  # type: ignore[no-any-return]

    @property
    def is_plain(self) -> bool:
        """Whether every option of the call is a hyper-parameter as it is: such a rule can stand for the optimizer."""
        values = [k.value for k in self.call.keywords]
        parts = [e for v in values for e in (v.elts if isinstance(v, ast.Tuple) else [v])]
        return all(isinstance(p, (ast.Name, ast.Constant)) for p in parts)


def root(value: float) -> float:
    return math.sqrt(value) if value >= 0 else math.nan


def optimizer_rules(text: str, file: str) -> Iterator[OptimizerRule]:
    """The rules of a file. Raises RuleError."""
    return map(optimizer_rule, marked(text, file, "optimizer"))


def optimizer_rule(found: Marked) -> OptimizerRule:
    function, where = found.function, found.where
    match found.body:
        case [
            *steps,
            ast.Return(
                ast.Call(ast.Attribute(ast.Attribute(ast.Name("torch"), "optim")), [ast.List([ast.Name("p")])]) as call
            ),
        ]:
            check(steps, where)
        case _:
            raise RuleError(f"{where}: an optimizer's rule ends on `return torch.optim.…([p], …)`")
    args = function.args
    if [a.arg for a in args.args[:2]] != ["p", "g"]:
        raise RuleError(f"{where}: an optimizer's rule begins with `p, g`")
    state = tuple(zip((a.arg for a in args.args[2:]), map(constant, args.defaults), strict=True))
    hyper = tuple(zip((a.arg for a in args.kwonlyargs), (constant(d) for d in args.kw_defaults if d), strict=True))
    return OptimizerRule(function.name, state, hyper, tuple(steps), call, where)


def constant(node: ast.expr) -> float:
    return float(ast.literal_eval(node))


def check(steps: Sequence[ast.stmt], where: str) -> None:
    for node in (n for s in steps for n in walk(s)):
        if not isinstance(node, ALLOWED) or (isinstance(node, ast.Call) and not isinstance(node.func, ast.Name)):
            raise RuleError(f"{where}: an update is arithmetic with sqrt, max, min and abs, not {ast.unparse(node)}")


def options_of(rule: OptimizerRule, values: Mapping[str, str]) -> list[str]:
    """The keywords of the rule's call, hyper-parameters by their text in the program."""
    return [f"{k.arg}={written(k.value, values)}" for k in rule.call.keywords]


def written(node: ast.expr, values: Mapping[str, str]) -> str:
    match node:
        case ast.Name(name):
            return values.get(name, name)
        case ast.Tuple(items):
            return f"({', '.join(written(i, values) for i in items)})"
        case ast.BinOp(left, operator, right):
            parts = [written(left, values), written(right, values)]
            parts = [
                f"({p})" if isinstance(n, ast.BinOp) or not p.replace(".", "").replace("_", "").isalnum() else p
                for p, n in zip(parts, (left, right), strict=True)
            ]
            symbol = {ast.Mult: "*", ast.Sub: "-", ast.Add: "+", ast.Div: "/"}[type(operator)]
            return f"{parts[0]} {symbol} {parts[1]}"
    return ast.unparse(node)
