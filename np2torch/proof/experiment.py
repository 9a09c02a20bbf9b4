"""Run a program on the stand-in up to the first step of a training loop, and watch it.

The program runs as it stands, from its first line, with small sizes and random data in place of its own draws
and literals; what prints, plots or reads files does nothing. In the loop, parameters get random values (one of
them a derivative to carry), the candidates for the loss are evaluated where the parameters are still unchanged,
and the watched expressions are recorded when the program comes to them.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from ..facts import Facts
from ..kind import Array, External, Kind, Many, Nothing, Number, Text, Tuple
from .functions import math_namespace, namespace
from .tensor import Budget, OutOfBudget, Tensor, Unsupported, as_tensor, real

STEP = 1e-30
SMALL = 3  # sizes up to this stay as they are
SAFE_BUILTINS = (
    "abs all any bool dict enumerate filter float format frozenset getattr hasattr int isinstance iter len list map max min "
    "next pow range repr reversed round set slice sorted staticmethod classmethod property str sum super tuple type zip "
    "object callable divmod Exception ValueError TypeError RuntimeError NotImplementedError KeyError IndexError "
    "AssertionError ZeroDivisionError StopIteration"
).split()


class Done(Exception):
    """The first step is over."""


class Failed(Exception):
    """The program did not get as far as the end of the step; the message says why."""


@dataclass(frozen=True)
class Plan:
    """What to watch in a loop: node sets are of the original tree."""

    loop: ast.For | ast.While
    parameters: Mapping[str, ast.stmt | None]  # set when the loop body starts, or after this statement
    first: ast.stmt  # the candidates are evaluated before this statement of the body
    last: ast.stmt  # the step ends after it
    watched: Sequence[ast.expr]
    candidates: Sequence[ast.expr]
    aside: Mapping[int, ast.stmt] = field(default_factory=dict)  # watched before a statement: not written so in it


@dataclass(frozen=True, slots=True)
class Profile:
    """How the inputs are drawn."""

    seed: int
    values: str = "normal"  # "normal", "positive", "ties"
    growth: int = 1  # how the small sizes are spread


@dataclass
class Record:
    """What one run saw; values are of Python numbers, in the order of the elements."""

    parameters: dict[str, Tensor] = field(default_factory=dict)
    watched: dict[int, tuple[list[Any], tuple[int, ...]]] = field(default_factory=dict)
    candidates: dict[int, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)


class Dummy:
    """Whatever other libraries return: it can be called and asked for anything, and computes nothing."""

    def __getattr__(self, name: str) -> Dummy:
        return self

    def __call__(self, *args: object, **kwargs: object) -> Dummy:
        return self

    def __getitem__(self, key: object) -> Dummy:
        return self

    def __setitem__(self, key: object, value: object) -> None: ...

    def __iter__(self) -> Any:
        return iter([self, self])

    def __enter__(self) -> Dummy:
        return self

    def __exit__(self, *error: object) -> None: ...


class Experiment:
    """A program prepared for runs; `variant` is a rewriting of its tree to try (kinks)."""

    def __init__(self, facts: Facts, plan: Plan, variant: Callable[[ast.AST], ast.AST] | None = None) -> None:
        self.facts, self.plan = facts, plan
        self.nodes = numbered(facts.source.tree)
        self.sizes = known_sizes(facts)
        tree = Instrument(self).visit(copy.deepcopy(facts.source.tree))
        if variant is not None:
            tree = variant(tree)
        self.code: CodeType = compile(ast.fix_missing_locations(tree), "<experiment>", "exec")

    def run(self, profile: Profile, direction: tuple[str, int] | None = None) -> Record:
        """One run; `direction` names the parameter that carries a derivative and seeds its direction.

        Raises Failed.
        """
        Budget.left = 2_000_000
        world = World(self, profile, direction)
        try:
            exec(self.code, world.globals())
        except Done:
            return world.record
        except (Unsupported, OutOfBudget) as error:
            raise Failed(f"{type(error).__name__.lower()}: {error}") from None
        except RecursionError:
            raise Failed("recursion") from None
        except Exception as error:
            raise Failed(f"{type(error).__name__}: {error}") from None
        raise Failed("the loop was not reached")

    def small_sizes(self, profile: Profile) -> dict[int, int]:
        """Sizes above SMALL become small and stay in order."""
        if profile.growth == 0:
            return {}
        return {size: SMALL + 2 + i * profile.growth + profile.growth for i, size in enumerate(self.sizes)}


def numbered(tree: ast.AST) -> list[ast.AST]:
    """All nodes; each carries its place in the list, so that copies can be traced back."""
    nodes = list(ast.walk(tree))
    for number, node in enumerate(nodes):
        node.np2torch_id = number  # type: ignore[attr-defined]
    return nodes


def direction_of(tensor: Tensor, seed: int) -> list[float]:
    draws = random.Random(seed)
    return [draws.choice((-1.0, 1.0)) * draws.uniform(0.5, 1.5) for _ in tensor.index]


def known_sizes(facts: Facts) -> list[int]:
    found: set[int] = set()
    for kind in facts.kinds.values():
        if isinstance(kind, Array) and kind.shape is not None:
            found |= {s for s in kind.shape if isinstance(s, int) and s > SMALL}
    return sorted(found)


class World:
    """What the program sees while it runs."""

    def __init__(self, experiment: Experiment, profile: Profile, direction: tuple[str, int] | None) -> None:
        self.experiment, self.profile, self.direction = experiment, profile, direction
        self.record = Record()
        self.small = experiment.small_sizes(profile)

    def globals(self) -> dict[str, Any]:
        import builtins

        safe = {name: getattr(builtins, name) for name in SAFE_BUILTINS}
        safe |= {"__build_class__": builtins.__build_class__, "print": void, "input": lambda *a: "", "open": Dummy()}
        return {
            "__builtins__": safe,
            "__name__": "__main__",
            "__leaf__": self.leaf,
            "__size__": self.size,
            "__parameter__": self.parameter,
            "__watch__": self.watch,
            "__candidate__": self.candidate,
            "__names__": self.names,
            "__locals__": builtins.locals,
            "__module__": module_named,
            "__done__": done,
        }

    def size(self, value: int) -> int:
        return self.small.get(value, value)

    def leaf(self, number: int) -> Any:
        """A value of the kind that an expression has, drawn anew in each profile, the same in each run of it."""
        kind = self.experiment.facts.kind(self.experiment.nodes[number])
        return self.draw(kind, random.Random(f"{self.profile.seed}:{number}"))

    def draw(self, kind: Kind, draws: random.Random) -> Any:
        match kind:
            case Array(dtype, shape) if shape is not None and None not in shape:
                sizes = tuple(self.size(s) if isinstance(s, int) else SMALL + 1 for s in shape)
                return self.tensor(dtype or "float64", sizes, draws)
            case Number(type_, value):
                return self.number(type_, value, draws)
            case Nothing():
                return None
            case Text(value):
                return value or ""
            case Tuple(items):
                return tuple(self.draw(i, draws) for i in items)
            case Many(item):
                return [self.draw(item, draws) for _ in range(SMALL)]
            case External():
                return Dummy()
        raise Unsupported("an input of unknown kind")

    def tensor(self, dtype: str, shape: tuple[int, ...], draws: random.Random) -> Tensor:
        total = 1
        for size in shape:
            total *= size
        if dtype == "bool":
            values: list[Any] = [draws.random() < 0.5 for _ in range(total)]
        elif "int" in dtype:
            values = [draws.randrange(2) for _ in range(total)]
        else:
            values = [self.real(draws) for _ in range(total)]
        return Tensor.of(values, shape, dtype)

    def real(self, draws: random.Random) -> float:
        if self.profile.values == "ties":
            return float(draws.choice((-1, 0, 0, 1)))
        if self.profile.values == "positive":
            return draws.uniform(0.1, 0.9)
        return draws.gauss(0.0, 0.7)

    def number(self, type_: str, value: object, draws: random.Random) -> Any:
        if isinstance(value, (int, float)):
            return self.size(value) if type_ == "int" and isinstance(value, int) else value
        return draws.randrange(2) if type_ == "int" else draws.random() < 0.5 if type_ == "bool" else draws.uniform(0.1, 0.9)

    def parameter(self, name: str, value: Any) -> Tensor:
        """The parameter with random values, and with a derivative where it is its turn."""
        old = as_tensor(value)
        draws = random.Random(f"{self.profile.seed}:{name}")
        values: list[Any] = [self.real(draws) for _ in old.index]
        self.record.parameters[name] = Tensor.of(values, old.shape, "float64")
        if self.direction is not None and self.direction[0] == name:
            slopes = direction_of(old, self.direction[1])
            values = [complex(v, STEP * s) for v, s in zip(values, slopes, strict=True)]
        return Tensor.of(list(values), old.shape, "float64" if "float" not in old.dtype else old.dtype)

    def watch(self, number: int, value: Any) -> Any:
        seen = as_tensor(value) if isinstance(value, (Tensor, int, float, complex)) else None
        if seen is not None:
            self.record.watched[number] = (list(seen.values), tuple(seen.shape))
        return value

    def candidate(self, number: int, function: Callable[[], Any]) -> None:
        try:
            value = function()
        except (OutOfBudget, Done):
            raise
        except Exception:
            return
        if isinstance(value, Tensor) and len(value.index) == 1:
            self.record.candidates[number] = value.single()
        elif isinstance(value, (float, complex)):
            self.record.candidates[number] = value

    def names(self, values: Mapping[str, Any]) -> None:
        kept = (int, float, Tensor)
        self.record.names = {k: v for k, v in values.items() if isinstance(v, kept) and not isinstance(v, bool)}


def void(*args: object, **kwargs: object) -> None:
    return None


def done() -> None:
    raise Done


def module_named(name: str) -> Any:
    """What an import gives: stand-ins for torch and math, a dummy for all else."""
    root, _, rest = name.partition(".")
    if root not in ("torch", "math"):
        return Dummy()
    value = namespace() if root == "torch" else math_namespace()
    for part in rest.split(".") if rest else ():
        value = getattr(value, part)
    return value


def name_call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])


class Instrument(ast.NodeTransformer):
    """The tree with leaves, sizes, parameters and watched expressions replaced by calls into the world."""

    def __init__(self, experiment: Experiment) -> None:
        self.facts, self.plan, self.nodes = experiment.facts, experiment.plan, experiment.nodes
        self.sizes = set(experiment.sizes)
        self.watched = {id_of(n): i for i, n in enumerate(experiment.plan.watched) if i not in experiment.plan.aside}
        self.loop = id_of(experiment.plan.loop)

    def visit(self, node: ast.AST) -> Any:
        number = getattr(node, "np2torch_id", None)
        original = self.nodes[number] if number is not None else None
        new = self.leaf(original) if isinstance(original, ast.expr) else None
        if new is None:
            if isinstance(node, ast.Constant):
                new = self.constant(node)
            else:
                new = super().visit(node)
        if number in self.watched and isinstance(new, ast.expr):
            new = name_call("__watch__", ast.Constant(self.watched[number]), new)
        if number == self.loop:
            return self.first_step(new)
        return new

    def constant(self, node: ast.Constant) -> ast.expr:
        if type(node.value) is int and node.value in self.sizes:
            return name_call("__size__", ast.Constant(node.value))
        return node

    def leaf(self, node: ast.expr | None) -> ast.expr | None:
        """Calls into NumPy and other libraries, and tensors of literals: drawn by kind."""
        if not isinstance(node, ast.Call) or node not in self.facts.kinds:
            return None
        callee = self.facts.kind(node.func)
        name = callee.name if isinstance(callee, External) else ""
        root = name.partition(".")[0]
        if name == "torch.tensor" and node.args and is_literal(node.args[0]):
            kind = self.facts.kind(node)
            wide = isinstance(kind, Array) and any(isinstance(s, int) and s > SMALL for s in kind.shape or ())
            return name_call("__leaf__", ast.Constant(id_of(node))) if wide else None
        if root in ("", "torch", "math", "builtins"):
            return None
        return name_call("__leaf__", ast.Constant(id_of(node)))

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [assign(a.asname or a.name.partition(".")[0], a.name if a.asname else a.name.partition(".")[0]) for a in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        return [assign(a.asname or a.name, f"{node.module}.{a.name}") for a in node.names if a.name != "*"]

    def first_step(self, loop: ast.For | ast.While) -> ast.stmt:
        """The loop's body up to the end of its updates, watched; then the experiment is over."""
        body: list[ast.stmt] = []
        for name, after in self.plan.parameters.items():
            if after is None:
                body.append(parameter(name))
        for statement in loop.body:
            number = getattr(statement, "np2torch_id", None)
            if number == id_of(self.plan.first):
                body += self.evaluations()
            body += self.set_aside(number)
            body.append(NoJumps().visit(statement))
            body += [parameter(n) for n, after in self.plan.parameters.items() if after is not None and id_of(after) == number]
            if number == id_of(self.plan.last):
                break
        body.append(ast.Expr(name_call("__done__")))
        loop.body = body
        return loop

    def set_aside(self, number: int | None) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for i, statement in self.plan.aside.items():
            if id_of(statement) == number:
                value = self.visit(copy.deepcopy(self.plan.watched[i]))
                found.append(ast.Expr(name_call("__watch__", ast.Constant(i), value)))
        return found

    def evaluations(self) -> list[ast.stmt]:
        calls: list[ast.stmt] = [ast.Expr(name_call("__names__", name_call("__locals__")))]
        for i, candidate in enumerate(self.plan.candidates):
            value = self.visit(copy.deepcopy(candidate))
            function = ast.Lambda(ast.arguments([], [], None, [], [], None, []), value)
            calls.append(ast.Expr(name_call("__candidate__", ast.Constant(i), function)))
        return calls


class NoJumps(ast.NodeTransformer):
    """Early stopping does not end the experiment."""

    def visit_Break(self, node: ast.Break) -> ast.stmt:
        return ast.Pass()

    visit_Continue = visit_Break  # type: ignore[assignment]

    def visit_For(self, node: ast.For) -> ast.stmt:
        return node

    visit_While = visit_For  # type: ignore[assignment]


def is_literal(node: ast.expr) -> bool:
    return all(isinstance(n, (ast.List, ast.Tuple, ast.Constant, ast.UnaryOp, ast.USub, ast.Load)) for n in ast.walk(node))


def id_of(node: ast.AST) -> int:
    number: int = node.np2torch_id  # type: ignore[attr-defined]
    return number


def assign(name: str, module: str) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], name_call("__module__", ast.Constant(module)))


def parameter(name: str) -> ast.stmt:
    value = name_call("__parameter__", ast.Constant(name), ast.Name(name, ast.Load()))
    return ast.Assign([ast.Name(name, ast.Store())], value)


def finite(values: Iterable[Any]) -> bool:
    return all(abs(real(v)) < 1e200 for v in values)
