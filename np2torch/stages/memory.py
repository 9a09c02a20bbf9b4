"""How arrays lie in memory, as far as that is the same in NumPy and in PyTorch."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from ..facts import Facts
from ..rulebook import Rulebook
from ..tree import walk
from .arriving import is_array
from .indices import runs_backwards

# What rules say of results that are laid out anew, row by row.
NEW = frozenset({"Shaped", "Counted", "Spaced", "Filled", "Square", "Literal", "Listed"})
VIEWING = frozenset("reshape transpose swapaxes squeeze view".split())  # methods whose views are the same in both
STEPS = 50  # names and views that are followed


@dataclass(frozen=True)
class Layouts:
    """What a rule may ask of the arguments of a call."""

    facts: Facts
    rulebook: Rulebook

    @cached_property
    def is_looked_at(self) -> bool:
        """Whether the program asks for the order of an array in memory."""
        nodes = (n for n in self.facts.everything if isinstance(n, ast.Attribute))
        return any(n.attr in self.rulebook.memory and is_array(n.value, self.facts) for n in nodes)

    def is_known(self, node: ast.expr, steps: int = STEPS) -> bool:
        """Whether the tensor has the strides of the array."""
        match node:
            case _ if not steps:
                return False
            case ast.Name():
                return all(v is not None and self.is_known(v, steps - 1) for v in self.values_of(node))
            case ast.Attribute(value, "T"):
                return self.is_known(value, steps - 1)
            case ast.Subscript(value):
                return self.is_plain(node) and self.is_known(value, steps - 1)
            case ast.Call(ast.Attribute(value, method), keywords=[]) if is_array(value, self.facts):
                return method == "copy" or (method in VIEWING and self.is_known(value, steps - 1))
            case ast.Call():
                given = self.taken_over(node)
                return self.is_new(node) and (given is None or self.is_known(given, steps - 1))
        return False

    def is_whole(self, node: ast.expr) -> bool:
        """Whether it is a variable that holds an array which is no part of another."""
        values = self.values_of(node) if isinstance(node, ast.Name) else [None]
        return all(isinstance(v, ast.Call) and self.is_new(v) and self.taken_over(v) is None for v in values)

    def values_of(self, node: ast.Name) -> list[ast.expr | None]:
        """What the name may hold: what it got last among the statements before, or all that it gets anywhere."""
        statement = self.facts.statement(node)
        block = self.facts.block(statement)
        for before in reversed(block[: block.index(statement)]):
            match before:
                case ast.Assign([ast.Name(name)], value) if name == node.id:
                    return [value]
            if any(
                isinstance(n, ast.Name) and n.id == node.id and not isinstance(n.ctx, ast.Load) for n in walk(before)
            ):
                break
        return self.values.get(node.id, [])

    def is_plain(self, node: ast.Subscript) -> bool:
        """Whether nothing but numbers and slices that run forwards stand between the brackets."""
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return not runs_backwards(node) and all(isinstance(p, (ast.Slice, ast.Constant)) for p in parts)

    def is_new(self, call: ast.Call) -> bool:
        rule = self.rulebook.rule(self.facts.name(call.func) or "")
        return rule is not None and rule.returns in NEW

    def taken_over(self, call: ast.Call) -> ast.expr | None:
        """The array that another is made of: `np.asarray(x)`."""
        return next((a for a in call.args[:1] if is_array(a, self.facts)), None)

    @cached_property
    def values(self) -> dict[str, list[ast.expr | None]]:
        """What the names of the program are bound to; None where that is no plain assignment."""
        found: dict[str, list[ast.expr | None]] = defaultdict(list)
        for node in self.facts.everything:
            match node:
                case ast.Assign([ast.Name(name)], value):
                    found[name].append(value)
                case ast.Name(name, ast.Store()) if not self.is_assigned(node):
                    found[name].append(None)
                case ast.arg(name):
                    found[name].append(None)
        return found

    def is_assigned(self, node: ast.Name) -> bool:
        parent = self.facts.parents.get(node)
        return isinstance(parent, ast.Assign) and parent.targets == [node]
