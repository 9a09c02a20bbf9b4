"""Products with parameters become layers of torch.nn: found by comparing values, written with the script's start values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from ...edit import Edits, Source
from ...module_rules import LayerRule
from ...rehearsal.scalar import OutOfBudget
from ...rehearsal.tensor import Tensor, Unsupported
from ...rehearsal.trace import Seen
from ...rehearsal.world import torch_namespace
from .observe import Observation, close, in_graph, tensor_of
from .substitute import substituted

PATHS = (ast.Name, ast.Attribute, ast.Subscript)
Key = tuple[int, tuple[int, ...], tuple[int, ...]]  # of a parameter, or a part of one: storage, places, shape


@dataclass(frozen=True)
class Application:
    """An expression that is a layer's value, the layer's input in it, and the rule that it goes by."""

    node: ast.expr
    input: ast.expr
    rule: LayerRule
    keys: tuple[Key, ...]


@dataclass
class Layer:
    """A module to be: its parameters, in the rule's order, and where it is applied."""

    rule: LayerRule
    keys: tuple[Key, ...]
    applications: list[Application] = field(default_factory=list)


def find_layers(observation: Observation, rules: Sequence[LayerRule], anchor: ast.stmt) -> list[Layer]:
    """Layers by their parameters, in the order in which they are first applied; each parameter in one at the most."""
    found: dict[tuple[Key, ...], Layer] = {}
    for application in applications(observation, rules, anchor):
        layer = found.setdefault(application.keys, Layer(application.rule, application.keys))
        if layer.rule is application.rule:
            layer.applications.append(application)
    layers = sorted(found.values(), key=lambda layer: -len(layer.keys))
    taken: set[Key] = set()
    kept = []
    for layer in layers:
        if not taken & set(layer.keys):
            taken |= set(layer.keys)
            kept.append(layer)
    return sorted(kept, key=lambda layer: observation.events(layer.applications[0].node)[0])


def applications(observation: Observation, rules: Sequence[LayerRule], anchor: ast.stmt) -> Iterator[Application]:
    """Larger expressions first, so that a bias is found with its product."""
    scope = observation.scope(anchor)
    storages = {id(t.storage) for t in observation.parameters}
    claimed: set[ast.AST] = set()
    for node in observation.nodes:
        if not isinstance(node, (ast.BinOp, ast.Call)) or node in claimed or not observation.trace.events_of(observation.numbers[node]):
            continue
        if scope is not None and observation.scope(node) is not scope and scope not in observation.facts.ancestors(node):
            continue
        application = applied(observation, node, rules, storages)
        if application is not None:
            claimed |= set(ast.walk(node))
            yield application


def applied(observation: Observation, node: ast.expr, rules: Sequence[LayerRule], storages: set[int]) -> Application | None:
    events = observation.events(node)
    value = observation.trace.values[events[-1]]
    if value.tensor is None or not in_graph(value):
        return None
    parameters, inputs = parts(observation, node, events[-1], storages)
    keys = {key_of(v) for v in parameters.values()}
    if not 1 <= len(keys) <= 2:
        return None
    for rule in rules:
        for order in permutations(sorted(keys)) if len(rule.arguments) == len(keys) + 1 else ():
            for x in inputs:
                if explains(observation, rule, node, x, order, parameters):
                    return Application(node, x, rule, order)
    return None


def parts(observation: Observation, node: ast.expr, event: int, storages: set[int]) -> tuple[dict[ast.expr, Seen], list[ast.expr]]:
    """The parameters that an expression names, and its largest parts without any: one of these is the input."""
    parameters: dict[ast.expr, Seen] = {}
    for part in ast.walk(node):
        if isinstance(part, PATHS):
            value = observation.value(part, event)
            if value is not None and value.tensor is not None and id(value.tensor.storage) in storages:
                parameters[part] = value
    inner = {p for q in parameters for p in ast.walk(q) if p is not q}
    parameters = {p: v for p, v in parameters.items() if p not in inner}
    return parameters, list(inputs_in(observation, node, event, set(parameters)))


def inputs_in(observation: Observation, node: ast.AST, event: int, parameters: set[ast.expr]) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr) or child in parameters:
            continue
        if any(n in parameters for n in ast.walk(child)):
            yield from inputs_in(observation, child, event, parameters)
        else:
            value = observation.value(child, event)
            if value is not None and value.tensor is not None:
                yield child
            yield from inputs_in(observation, child, event, parameters)


def key_of(value: Seen) -> Key:
    assert value.tensor is not None
    return id(value.tensor.storage), tuple(value.tensor.places), value.shape


def explains(
    observation: Observation, rule: LayerRule, node: ast.expr, x: ast.expr, order: Sequence[Key], parameters: Mapping[ast.expr, Seen]
) -> bool:
    torch = torch_namespace({})
    by_key = {key_of(v): n for n, v in parameters.items()}
    for event in observation.events(node):
        seen = [observation.value(n, event) for n in (x, *(by_key[k] for k in order))]
        if any(s is None for s in seen) or [key_of(s) for s in seen[1:] if s is not None] != list(order):
            return False
        tensors = [tensor_of(s) for s in seen if s is not None]
        value = observation.trace.values[event]
        try:
            made = rule.evaluate(tensors, torch)
            if not rule.fits(tensors[1:], torch) or tuple(made.shape) != value.shape or not close(made, value):
                return False
        except OutOfBudget:
            raise
        except (Exception, Unsupported):
            return False
    return True


# --- the parameters' names ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A parameter by the expression that the optimizer is given, and where it was made."""

    text: str
    tensor: Tensor
    definition: ast.expr | None  # the value that its name was given


def named_parameters(observation: Observation, optimizer: ast.Assign) -> list[Named]:
    """The parameters in the list that an optimizer is made with, where it is a display of names."""
    call = optimizer.value
    assert isinstance(call, ast.Call)
    event = len(observation.trace.nodes)
    found = []
    for node in ast.walk(call.args[0]) if call.args else ():
        if isinstance(node, (ast.Name, ast.Attribute)):
            value = observation.value(node, event)
            if value is not None and value.tensor is not None and any(value.tensor is t for t in observation.parameters):
                found.append(Named(observation.source.of(node), value.tensor, definition_of(observation, node, optimizer)))
    return found


def definition_of(observation: Observation, node: ast.expr, before: ast.stmt) -> ast.expr | None:
    if not isinstance(node, ast.Name):
        return None
    scope = observation.scope(before)
    for statement in reversed(observation.nodes):
        if isinstance(statement, ast.Assign) and statement.lineno < before.lineno and observation.scope(statement) is scope:
            match statement:
                case ast.Assign([ast.Name(name)], value) if name == node.id:
                    return value
                case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
                    for target, value in zip(targets, values, strict=True):
                        if isinstance(target, ast.Name) and target.id == node.id:
                            return value
    return None


# --- text ------------------------------------------------------------------------------------------------------


def text_of(expression: ast.expr, names: Mapping[str, str]) -> str:
    """A rule's expression with the program's text for its names."""
    return substituted(expression, names)


@dataclass(frozen=True)
class Written:
    """A layer with its module's name, and what each of its parameters is in the program and in the module."""

    layer: Layer
    name: str
    texts: tuple[str, ...]  # the script's parameters, in the rule's order
    definitions: tuple[ast.expr | None, ...]

    @property
    def names(self) -> dict[str, str]:
        return dict(zip(self.layer.rule.arguments[1:], self.texts, strict=True))

    def back(self) -> dict[str, str]:
        """Each of the script's parameters by its text, as the module's: `W` as `model.weight.T`."""
        own = {n: f"{self.name}.{n}" for n in self.layer.rule.to_module}
        return {self.names[n]: text_of(e, own) for n, e in self.layer.rule.from_module.items()}

    def call(self, input_text: str) -> str:
        return text_of(self.layer.rule.call, {"module": self.name, self.layer.rule.arguments[0]: input_text})


def construction(written: Written, source: Source) -> list[str]:
    """The statements that make a module and give it the script's start values."""
    rule = written.layer.rule
    sizes = dict(zip(rule.arguments[1:], (Sizes(source, d) for d in written.definitions), strict=True))
    module = ast.unparse(Measured(sizes, written.names).visit(ast.parse(ast.unparse(rule.module), mode="eval").body))
    return [f"{written.name} = {module}"]


def start_values(written: Written, source: Source) -> list[str]:
    rule = written.layer.rule
    lines = []
    for name, expression in rule.to_module.items():
        used = [n.id for n in ast.walk(expression) if isinstance(n, ast.Name)]
        definition = written.definitions[rule.arguments[1:].index(used[0])]
        constant = constant_value(source, definition)
        target = f"{written.name}.{name}"
        if constant == "0":
            lines.append(f"{target}.zero_()")
        elif constant is not None:
            lines.append(f"{target}.fill_({constant})")
        else:
            lines.append(f"{target}.copy_({text_of(expression, written.names)})")
    return lines


def constant_value(source: Source, definition: ast.expr | None) -> str | None:
    """The one number that a parameter starts with: "0" of `torch.zeros(…)`, "1.5" of `torch.tensor(1.5)`."""
    match definition:
        case ast.Call(ast.Attribute(inner, "requires_grad_"), []):
            return constant_value(source, inner)
        case ast.Call(ast.Attribute(ast.Name("torch"), "zeros" | "zeros_like")):
            return "0"
        case ast.Call(ast.Attribute(ast.Name("torch"), "tensor"), [ast.Constant(int() | float() as value) as node, *_]):
            return "0" if value == 0 else source.of(node)
    return None


class Sizes:
    """The texts of an array's sizes, where the expression that makes it shows them."""

    def __init__(self, source: Source, definition: ast.expr | None) -> None:
        self.source, self.definition = source, definition

    def text(self, axis: int, fallback: str) -> str:
        shown = list(self.shown())
        return shown[axis] if axis < len(shown) else f"{fallback}.shape[{axis}]"

    def shown(self) -> Iterator[str]:
        """The arguments of the innermost call that makes an array: `zeros((a, b))`, `randn(a, b)`, `normal(size=(a, b))`."""
        for node in ast.walk(self.definition) if self.definition is not None else ():
            match node:
                case ast.Call(ast.Attribute(_, "randn" | "rand"), [_, *_] as sizes):
                    yield from map(self.source.of, sizes)
                    return
                case ast.Call(ast.Attribute(_, "zeros" | "ones" | "standard_normal" | "random" | "randn" | "full"), [first, *_]):
                    yield from self.items(first)
                    return
                case ast.Call(_, _, keywords) if any(k.arg == "size" for k in keywords):
                    yield from self.items(next(k.value for k in keywords if k.arg == "size"))
                    return
                case ast.Call(ast.Attribute(_, "normal" | "uniform" | "randint"), [_, _, shape]):
                    yield from self.items(shape)
                    return

    def items(self, shape: ast.expr) -> Iterator[str]:
        yield from map(self.source.of, shape.elts if isinstance(shape, ast.Tuple) else [shape])


class Measured(ast.NodeTransformer):
    """`W.shape[0]` in a rule's module as the program's own text for that size."""

    def __init__(self, sizes: Mapping[str, Sizes], names: Mapping[str, str]) -> None:
        self.sizes, self.names = sizes, names

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        match node:
            case ast.Subscript(ast.Attribute(ast.Name(name), "shape"), ast.Constant(int(axis))):
                return ast.parse(self.sizes[name].text(axis, self.names[name]), mode="eval").body
        return node


def without_grad(source: Source, edits: Edits, definition: ast.expr) -> None:
    """A parameter's first value, no longer requiring a gradient."""
    match definition:
        case ast.Call(ast.Attribute(inner, "requires_grad_"), []):
            text = source.of(inner)
            edits.replace_node(definition, text)
        case ast.Call(_, arguments, keywords) if any(k.arg == "requires_grad" for k in keywords):
            rest = [source.of(a) for a in arguments] + [source.of(k) for k in keywords if k.arg != "requires_grad"]
            edits.replace_node(definition, f"{source.of(definition.func)}({', '.join(rest)})")
