"""Which values may be part of autograd's graph: all that is computed from tensors that require a gradient.

The order of statements counts for nothing: a variable is in the graph if anything ever put into it is.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from .effects import root
from .facts import Facts, bound_arguments
from .infer import analysed
from .kind import Array, DType, External, Function, Kind, Nothing, Number, Text
from .rulebook import Rulebook
from .scopes import Variable
from .tree import children

# Methods and attributes whose value is outside of the graph.
OUTSIDE = frozenset(
    "item detach numpy tolist backward size numel dim argmax argmin argsort shape ndim dtype grad data requires_grad "
    "zero_ eq ne lt le gt ge sign".split()
)  # fmt: skip
COLLECTING = frozenset("append extend insert add update setdefault appendleft".split())
# Nodes by which a value comes to be somewhere else.
SPREADING = (
    ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.comprehension, ast.Return, ast.Lambda, ast.Call
)  # fmt: skip
PLAIN = frozenset("float int bool len str repr range isinstance type id hash format".split())


@lru_cache(maxsize=2)
def graph_of(text: str, rulebook: Rulebook) -> Graph:
    """The graph of a program by its text, which is asked for again where nothing was edited. Raises SyntaxError."""
    return Graph(analysed(text, rulebook))


class Graph:
    def __init__(self, facts: Facts) -> None:
        self.facts, self.tree = facts, facts.source.tree
        self.scopes = facts.source.scopes
        self.spreading = [n for n in facts.source.nodes if isinstance(n, SPREADING)]
        self.variables: set[Variable] = set()
        self.attributes: set[str] = set()
        self.functions: set[ast.AST] = set()  # whose result is in the graph
        while self.grown():
            pass

    def grown(self) -> bool:
        before = len(self.variables) + len(self.attributes) + len(self.functions)
        for node in self.spreading:
            self.spread(node)
        return len(self.variables) + len(self.attributes) + len(self.functions) > before

    def spread(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets, value):
                for target in targets:
                    self.assign(target, value)
            case (
                ast.AnnAssign(target, _, ast.expr() as value)
                | ast.AugAssign(target, _, value)
                | ast.NamedExpr(target, value)
            ):
                self.assign(target, value)
            case ast.For(target, iterable) | ast.comprehension(target, iterable):
                self.assign(target, iterable)
            case ast.Return(ast.expr() as value) if self.holds(value):
                function = self.facts.function(node)
                if function is not None:
                    self.functions.add(function)
            case ast.Lambda(_, body) if self.holds(body):
                self.functions.add(node)
            case ast.Call(ast.Attribute(receiver, "requires_grad_"), _):
                self.put(receiver)
            case ast.Call(ast.Attribute(receiver, method), arguments) if method in COLLECTING and any(
                map(self.holds, arguments)
            ):
                self.put(receiver)
            case ast.Call() if node in self.facts.callees:
                self.hand_over(node)

    def assign(self, target: ast.expr, value: ast.expr) -> None:
        """Tuples item by item where both sides show theirs."""
        if isinstance(target, (ast.Tuple, ast.List)):
            items = (
                value.elts
                if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
                else [value] * len(target.elts)
            )
            for part, item in zip(target.elts, items, strict=True):
                self.assign(part, item)
        elif self.holds(value) and (not isinstance(target, ast.Name) or may_hold(self.facts.kind(target))):
            self.put(target)

    def put(self, target: ast.expr) -> None:
        match target:
            case ast.Name():
                self.variables.add(self.scopes.of(target))
            case ast.Attribute(_, attribute):
                self.attributes.add(attribute)
            case ast.Subscript(value) | ast.Starred(value):
                self.put(value)
            case ast.Call() if root(target):
                self.variables.add(self.scopes.variable(target, root(target)))

    def hand_over(self, call: ast.Call) -> None:
        function = self.facts.callees[call]
        if isinstance(function, (ast.FunctionDef, ast.Lambda)):
            for name, argument in bound_arguments(function, call, self.facts):
                if self.holds(argument):
                    self.variables.add(Variable(function, name))

    # --- expressions -------------------------------------------------------------------------------

    def holds(self, node: ast.AST) -> bool:
        """Whether the value of an expression may be in the graph, or hold something that is."""
        if isinstance(node, ast.expr) and node in self.facts.kinds and not may_hold(self.facts.kind(node)):
            return False
        match node:
            case ast.Name():
                return self.scopes.of(node) in self.variables
            case ast.Attribute(value, attribute):
                return attribute not in OUTSIDE and (
                    attribute in self.attributes or self.holds(value) or self.facts.is_module(value)
                )
            case ast.Compare() | ast.Constant() | ast.Lambda() | ast.JoinedStr():
                return False
            case ast.Call():
                return self.call_holds(node)
            case ast.Subscript(value):
                return self.holds(value)
            case ast.DictComp(_, value):
                return self.holds(value)
            case ast.ListComp(element) | ast.GeneratorExp(element) | ast.SetComp(element):
                return self.holds(element)
        return any(self.holds(c) for c in children(node) if isinstance(c, (ast.expr, ast.keyword)))

    def call_holds(self, node: ast.Call) -> bool:
        function = self.facts.callees.get(node)
        if any(
            k.arg == "requires_grad" and isinstance(k.value, ast.Constant) and k.value.value is True
            for k in node.keywords
        ):
            return True
        if isinstance(function, (ast.FunctionDef, ast.Lambda)):
            return function in self.functions
        if isinstance(node.func, ast.Attribute):
            if node.func.attr in OUTSIDE:
                return False
            if node.func.attr == "requires_grad_" or self.holds(node.func.value):
                return True
        kind = self.facts.kind(node.func)
        if isinstance(kind, External) and kind.name.removeprefix("builtins.") in PLAIN:
            return False
        if (
            isinstance(kind, External)
            and kind.name.startswith("torch.nn.")
            and kind.name.rpartition(".")[2][:1].isupper()
        ):
            return True
        return any(self.holds(a) for a in (*node.args, *(k.value for k in node.keywords)))


def may_hold(kind: Kind) -> bool:
    """Whether a value of this kind can be in the graph, or hold something that is."""
    if isinstance(kind, Array):
        return kind.dtype is None or kind.dtype.startswith(("float", "complex"))
    return not isinstance(kind, (Number, Text, Nothing, DType, Function))
