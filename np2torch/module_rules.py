"""Rules for losses, activations and layers: an expression by hand, and the module of torch.nn that computes it.

The expressions are run on the stand-ins of a rehearsal, to compare them with what a program computes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

from .edit import unparsed
from .marked import Marked, marked
from .rule import RuleError


@dataclass(frozen=True)
class ModuleRule:
    """A loss or an activation: `value` of the arguments, and the module that has it."""

    kind: str
    name: str
    arguments: tuple[str, ...]
    conditions: tuple[ast.expr, ...]
    value: ast.expr
    module: str
    where: str

    @property
    def has_an_end(self) -> bool:
        """Whether a logarithm in it comes to the end of its range where probabilities are exactly 0 or 1."""
        return any(isinstance(n, ast.Attribute) and n.attr.startswith("log") for n in ast.walk(self.value))

    def evaluate(self, arguments: Sequence[Any], torch: Any) -> Any:
        """Raises what the stand-ins raise for arguments that do not fit."""
        return evaluate(self.value, dict(zip(self.arguments, arguments, strict=True)), torch)

    def applies(self, arguments: Sequence[Any], torch: Any) -> bool:
        """Whether the rule is meant for such arguments, besides having their value."""
        return all(evaluate(c, dict(zip(self.arguments, arguments, strict=True)), torch) for c in self.conditions)


@dataclass(frozen=True)
class LayerRule:
    """A layer: `forward` of an input and the script's parameters, and how the module's parameters correspond."""

    name: str
    arguments: tuple[str, ...]  # the input, then the parameters
    forward: ast.expr
    module: ast.expr
    to_module: Mapping[str, ast.expr]  # weight, bias from the script's parameters
    from_module: Mapping[str, ast.expr]  # the script's parameters from weight, bias
    call: ast.expr
    where: str

    def evaluate(self, arguments: Sequence[Any], torch: Any) -> Any:
        return evaluate(self.forward, dict(zip(self.arguments, arguments, strict=True)), torch)

    def fits(self, parameters: Sequence[Any], torch: Any) -> bool:
        """Whether the parameters have the shapes that the module's are made of, and come back the same."""
        names = dict(zip(self.arguments[1:], parameters, strict=True))
        made = {n: evaluate(e, names, torch) for n, e in self.to_module.items()}
        shapes = {"weight": 2, "bias": 1}
        if any(len(made[n].shape) != shapes[n] for n in made):
            return False
        if "bias" in made and made["bias"].shape[0] != made["weight"].shape[0]:
            return False
        return all(tuple(evaluate(e, made, torch).shape) == tuple(names[n].shape) for n, e in self.from_module.items())


def evaluate(expression: ast.expr, names: Mapping[str, Any], torch: Any) -> Any:
    return eval(code_of(expression), {"__builtins__": {}, "torch": torch, "len": len}, dict(names))


@cache
def code_of(expression: ast.expr) -> CodeType:
    return compile(ast.fix_missing_locations(ast.Expression(expression)), "<rule>", "eval")


def module_rules(text: str, file: str) -> Iterator[ModuleRule | LayerRule]:
    """The rules of a file. Raises RuleError."""
    return map(module_rule, marked(text, file, "loss", "activation", "layer"))


def module_rule(found: Marked) -> ModuleRule | LayerRule:
    kind, function, body, where = found.mark, found.function, found.body, found.where
    arguments = tuple(a.arg for a in function.args.args)
    conditions = tuple(s.test for s in body if isinstance(s, ast.Assert))
    match [s for s in body if not isinstance(s, ast.Assert)]:
        case [ast.Assign([ast.Name("value")], value), ast.Return(ast.Call() as module)] if kind != "layer":
            return ModuleRule(kind, function.name, arguments, conditions, value, unparsed(module), where)
        case [
            ast.Assign([ast.Name("forward")], forward),
            ast.Assign([ast.Name("module")], module),
            ast.Assign([ast.Tuple() as made], ast.Tuple() as made_of),
            ast.Assign([ast.Tuple() as back], ast.Tuple() as back_from),
            ast.Return(ast.expr() as call),
        ] if kind == "layer":
            return LayerRule(
                function.name, arguments, forward, module, pairs(made, made_of), pairs(back, back_from), call, where
            )
    raise RuleError(f"{where}: a {kind}'s rule is not made like this")


def pairs(targets: ast.Tuple, values: ast.Tuple) -> dict[str, ast.expr]:
    return {t.id: v for t, v in zip(targets.elts, values.elts, strict=True) if isinstance(t, ast.Name)}
