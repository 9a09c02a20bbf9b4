"""A rewrite rule as read from its file, and how a call binds to its signature."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .tree import walk


class Declined(Exception):
    """The rule does not cover the call; the message says why."""


class RuleError(Exception):
    """A mistake in a rule file: `file:line: what is wrong`."""

    def parts(self) -> tuple[str, int, str]:
        """The file, the line, and what is wrong."""
        file, line, message = re.fullmatch(r"(.*?):(\d+): (.*)", str(self), re.DOTALL).groups()  # type: ignore[union-attr]
        return file, int(line), message


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter in a rule's signature."""

    name: str
    treatment: str = ""  # the annotation: how the argument is treated
    default: str | None = None  # its source; None when the argument is required
    star: bool = False
    keyword_only: bool = False
    positional_only: bool = False

    @property
    def takes_array(self) -> bool:
        return "Array" in self.treatment and "Arrays" not in self.treatment

    @property
    def is_array_list(self) -> bool:
        return "Arrays" in self.treatment

    @property
    def takes_set(self) -> bool:
        """Whether the rule says what becomes of a set, of which NumPy makes no array of numbers."""
        return "Set" in self.treatment

    @property
    def has_sublists(self) -> bool:
        """Whether it collects arrays and, between them, names of their axes."""
        return "Sublists" in self.treatment

    @property
    def is_operand(self) -> bool:
        return self.takes_array or "Scalar" in self.treatment


@dataclass(frozen=True, slots=True)
class Clause:
    """One way out of a rule: what is written where the guard holds; no result means that it declines."""

    guard: ast.expr | None
    result: ast.expr | None
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A line of NumPy, and what it becomes."""

    before: str
    after: str
    line: int


@dataclass(frozen=True)
class Rule:
    """What is NumPy on one side and PyTorch on the other; `where` is the file and line."""

    spellings: tuple[str, ...]
    params: tuple[Param, ...]
    clauses: tuple[Clause, ...]
    returns: str
    examples: tuple[Example, ...]
    where: str
    text: str = ""
    asked: frozenset[str] = frozenset()  # the names that guards speak of
    reason: str = ""  # what the docstring says before its examples: why NumPy goes on doing it

    @property
    def file(self) -> str:
        return self.where.rpartition(":")[0]

    @property
    def line(self) -> int:
        return int(self.where.rpartition(":")[2])

    @property
    def covered(self) -> frozenset[str]:
        """The parameters that a clause writes or asks about."""
        results = (names_in(c.result) for c in self.clauses if c.result is not None)
        return self.asked.union(*results)

    @property
    def star(self) -> str | None:
        return next((p.name for p in self.params if p.star), None)

    def takes_array(self, name: str) -> bool:
        param = self.param(name)
        return param is not None and param.takes_array

    def param(self, name: str) -> Param | None:
        return next((p for p in self.params if p.name == name), None)


@dataclass(frozen=True)
class Binding:
    """The arguments that the caller wrote, by parameter, as Python binds them."""

    rule: Rule
    spelling: str
    args: Mapping[str, ast.expr]
    star: tuple[ast.expr, ...] = ()
    method: bool = False  # the first argument is the receiver of a method call
    order: tuple[str, ...] = field(default=())  # the parameters in the order of the call


def bind(rule: Rule, spelling: str, receiver: ast.expr | None, call: ast.Call | None) -> Binding:
    """Bind a call (None: an attribute such as `x.shape`) to the rule's signature.

    Raises Declined where Python would not bind it, or where a `*args` hides what binds.
    """
    args: dict[str, ast.expr] = {}
    star: list[ast.expr] = []
    slots = [p for p in rule.params if not p.keyword_only]
    given = ([receiver] if receiver is not None else []) + (list(call.args) if call is not None else [])
    for argument in given:
        if not slots:
            raise Declined(f"more arguments than {spelling} takes")
        param = slots[0]
        if isinstance(argument, ast.Slice) and param.takes_array:
            raise Declined("a slice as an argument")
        if param.star:
            star.append(argument)
            continue
        if isinstance(argument, ast.Starred):
            raise Declined("what `*` hides cannot be told apart")
        args[param.name] = argument
        slots.pop(0)
    for keyword in call.keywords if call is not None else ():
        _bind_keyword(rule, spelling, keyword, args)
    for param in rule.params:
        if param.default is None and not param.star and param.name not in args:
            raise Declined(f"argument {param.name} is missing")
    return Binding(rule, spelling, args, tuple(star), receiver is not None, tuple(args))


def _bind_keyword(rule: Rule, spelling: str, keyword: ast.keyword, args: dict[str, ast.expr]) -> None:
    param = rule.param(keyword.arg) if keyword.arg else None
    if keyword.arg is None:
        raise Declined("what `**` hides cannot be told apart")
    if param is None or param.positional_only or param.star:
        raise Declined(f"argument {keyword.arg} is not covered")
    if keyword.arg in args:
        raise Declined(f"argument {keyword.arg} is given twice")
    args[keyword.arg] = keyword.value


@lru_cache(maxsize=1024)
def names_in(node: ast.AST) -> frozenset[str]:
    return frozenset(n.id for n in walk(node) if isinstance(n, ast.Name))
