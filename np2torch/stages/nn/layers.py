"""Products with parameters become layers of torch.nn: found by comparing values, written with the script's start values."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from ...edit import Edits, Source, unparsed
from ...module_rules import LayerRule
from ...rehearsal.tensor import Tensor
from ...rehearsal.trace import Seen
from ...tree import children, walk
from ..substitute import substituted
from .observe import TORCH, Observation, close, evaluated, in_graph, tensor_of

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


def find_layers(
    observation: Observation, rules: Sequence[LayerRule], anchor: ast.stmt, everywhere: bool = False
) -> list[Layer]:
    """Layers by their parameters, in the order in which they are first applied; each parameter in one at the most.

    `everywhere`: in functions too that a module made at the anchor could not be seen from.
    """
    found: dict[tuple[Key, ...], Layer] = {}
    for application in applications(observation, rules, None if everywhere else observation.scope(anchor)):
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
    if len(kept) > 1:
        kept = [layer for layer in kept if any(k[2] for k in layer.keys)]  # numbers are no layers of a larger model
    return sorted(kept, key=lambda layer: observation.events(layer.applications[0].node)[0])


def applications(observation: Observation, rules: Sequence[LayerRule], scope: ast.AST | None) -> Iterator[Application]:
    """Products with their biases first, inner ones before outer ones: what a layer gave can be the next one's input."""
    finder = Finder(observation, {id(t.storage) for t in observation.parameters})
    evaluated = [n for n in observation.nodes if isinstance(n, (ast.BinOp, ast.Call)) and observation.events(n)]
    evaluated.sort(key=lambda n: observation.events(n)[0])
    for parameters in (2, 1):
        mine = [r for r in rules if len(r.arguments) == parameters + 1]
        for node in evaluated:
            if finder.is_free(node):
                if scope is None or observation.scope(node) is scope or scope in observation.facts.ancestors(node):
                    application = finder.applied(node, mine)
                    if application is not None:
                        finder.claim(node)
                        yield application


class Finder:
    """Looks at expressions one by one; those inside of a layer's are no longer looked into."""

    def __init__(self, observation: Observation, storages: set[int]) -> None:
        self.observation, self.storages = observation, storages
        self.claimed: set[ast.AST] = set()  # applications
        self.inside: set[ast.AST] = set()  # all that is in them

    def claim(self, node: ast.expr) -> None:
        self.claimed.add(node)
        self.inside |= set(walk(node))

    def is_free(self, node: ast.expr) -> bool:
        return node not in self.inside

    def applied(self, node: ast.expr, rules: Sequence[LayerRule]) -> Application | None:
        events = self.observation.events(node)
        value = self.observation.trace.values[events[-1]]
        if value.tensor is None or not in_graph(value):
            return None
        parameters = dict(self.parameters(node, events[-1]))
        keys = {key_of(v) for v in parameters.values()}
        if not 1 <= len(keys) <= 2:
            return None
        inputs = list(self.inputs(node, events[-1], set(parameters)))
        for rule in rules:
            for order in permutations(sorted(keys)) if len(rule.arguments) == len(keys) + 1 else ():
                for x in inputs:
                    if explains(self.observation, rule, node, x, order, parameters):
                        by_key = {key_of(v): n for n, v in parameters.items()}
                        if holds_far_out(self.observation.far, rule, node, [x, *(by_key[k] for k in order)]):
                            return Application(node, x, rule, order)
        return None

    def expanded(self, node: ast.AST, event: int, depth: int = 3) -> Iterator[ast.AST]:
        """The parts of an expression, those of names by what they were computed from just before; not of other layers."""
        for child in children(node):
            yield child
            if child not in self.claimed:
                yield from self.expanded(child, event, depth)
            if isinstance(child, ast.Name) and depth and (definition := self.definition(child, event)) is not None:
                yield definition
                if definition not in self.claimed:
                    yield from self.expanded(definition, event, depth - 1)

    def definition(self, name: ast.Name, event: int) -> ast.expr | None:
        """The product or sum that a name stands for, where the same function computed it in the same iteration."""
        value = self.observation.value(name, event)
        made = self.observation.trace.made_at(value) if value is not None else None
        if made is None or not in_graph(self.observation.trace.values[made]):
            return None
        node = self.observation.nodes[self.observation.trace.nodes[made]]
        same = self.observation.scope(node) is self.observation.scope(name)
        return node if isinstance(node, ast.BinOp) and same else None

    def parameters(self, node: ast.expr, event: int) -> Iterator[tuple[ast.expr, Seen]]:
        """The parameters, or parts of them, that an expression names."""
        inner: set[ast.AST] = set()
        for part in self.expanded(node, event):
            if isinstance(part, PATHS) and part not in inner and isinstance(getattr(part, "ctx", None), ast.Load):
                value = self.observation.value(part, event)
                if value is not None and value.tensor is not None and id(value.tensor.storage) in self.storages:
                    inner |= set(walk(part))
                    yield part, value

    def inputs(self, node: ast.AST, event: int, parameters: set[ast.expr]) -> Iterator[ast.expr]:
        """The largest parts without a parameter, then theirs."""
        inner = {n for p in parameters for n in walk(p)}
        for part in self.expanded(node, event):
            if (
                isinstance(part, ast.expr)
                and part not in inner
                and (value := self.observation.value(part, event)) is not None
            ):
                if value.tensor is not None and (part in self.claimed or not any(n in parameters for n in walk(part))):
                    yield part


def key_of(value: Seen) -> Key:
    assert value.tensor is not None
    return id(value.tensor.storage), tuple(value.tensor.places), value.shape


def explains(
    observation: Observation,
    rule: LayerRule,
    node: ast.expr,
    x: ast.expr,
    order: Sequence[Key],
    parameters: Mapping[ast.expr, Seen],
) -> bool:
    by_key = {key_of(v): n for n, v in parameters.items()}
    for event in observation.events(node):
        seen = [observation.value(n, event) for n in (x, *(by_key[k] for k in order))]
        if any(s is None for s in seen) or [key_of(s) for s in seen[1:] if s is not None] != list(order):
            return False
        tensors = [tensor_of(s) for s in seen if s is not None]
        value = observation.trace.values[event]
        if not evaluated(gives, rule, tensors, value):
            return False
    return True


def gives(rule: LayerRule, tensors: Sequence[Tensor], value: Seen) -> bool:
    made = rule.evaluate(tensors, TORCH)
    return rule.fits(tensors[1:], TORCH) and tuple(made.shape) == value.shape and close(made, value)


def holds_far_out(observation: Observation, rule: LayerRule, node: ast.expr, arguments: Sequence[ast.expr]) -> bool:
    """Whether the layer is one with large parameters too: a product that is cut is none."""
    for event in observation.events(node):
        seen, value = [observation.value(n, event) for n in arguments], observation.trace.values[event]
        if observation.is_beyond(value):
            continue
        if not close(evaluated(rule.evaluate, [tensor_of(s) for s in seen if s is not None], TORCH), value):
            return False
    return True


# --- the parameters' names ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A parameter by the expression that the optimizer is given, and the value that its name was first given."""

    text: str
    tensor: Tensor
    definition: ast.expr | None
    collection: str = ""  # that it is an item of

    @property
    def key(self) -> Key:
        return id(self.tensor.storage), tuple(self.tensor.places), tuple(self.tensor.shape)

    def part(self, key: Key) -> Named | None:
        """One of the arrays that are packed in this one."""
        storage, places, shape = key
        if storage != id(self.tensor.storage) or len(self.tensor.shape) != 1:
            return None
        if not shape:
            return Named(f"{self.text}[{places[0]}]", self.tensor, self.item(places[0]))
        if list(places) != list(range(places[0], places[0] + len(places))):
            return None
        text = f"{self.text}[{places[0]}:{places[-1] + 1}]"
        return Named(text if len(shape) == 1 else f"{text}.reshape({', '.join(map(str, shape))})", self.tensor, None)

    def item(self, place: int) -> ast.expr | None:
        match self.definition:
            case ast.Call(ast.Attribute(ast.Name("torch"), "tensor"), [ast.List(items), *_]) if place < len(items):
                return items[place]
        return None


def named_parameters(observation: Observation, optimizer: ast.Assign) -> list[Named]:
    """The parameters in the list that an optimizer is made with, where it is a display of names."""
    call = optimizer.value
    assert isinstance(call, ast.Call)
    event = len(observation.trace.nodes)
    found = []
    for node in walk(call.args[0]) if call.args else ():
        if isinstance(node, (ast.Name, ast.Attribute)):
            value = observation.value(node, event)
            if (
                value is not None
                and value.tensor is not None
                and any(value.tensor is t for t in observation.parameters)
            ):
                found.append(
                    Named(observation.source.of(node), value.tensor, definition_of(observation, node, optimizer))
                )
            elif isinstance(node, ast.Name) and observation.scope(optimizer) is None:
                found += collected(observation, node, definition_of(observation, node, optimizer))
    return found


def collected(observation: Observation, node: ast.Name, definition: ast.expr | None) -> Iterator[Named]:
    """The parameters in a tuple, list or dict of the module, each by its index or key."""
    collection = observation.rehearsal.names.get(node.id)
    if isinstance(collection, dict):
        items = list(collection.items())
        shown = (
            dict(zip(map(literal, definition.keys), definition.values, strict=True))
            if isinstance(definition, ast.Dict)
            else {}
        )
    elif isinstance(collection, (tuple, list)):
        items = list(enumerate(collection))
        shown = dict(enumerate(definition.elts)) if isinstance(definition, (ast.Tuple, ast.List)) else {}
    else:
        return
    if items and all(any(value is t for t in observation.parameters) for _, value in items):
        for key, value in items:
            text = f'"{key}"' if isinstance(key, str) else repr(key)
            yield Named(f"{node.id}[{text}]", value, shown.get(key), node.id)


def literal(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else node


def definition_of(observation: Observation, node: ast.expr, before: ast.stmt) -> ast.expr | None:
    """The value of the last assignment to a name before a statement of the same function."""
    if not isinstance(node, ast.Name):
        return None
    scope = observation.scope(before)
    earlier = [
        s
        for s in observation.nodes
        if isinstance(s, ast.Assign) and s.lineno < before.lineno and observation.scope(s) is scope
    ]
    for statement in sorted(earlier, key=lambda s: -s.lineno):
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

    def paths(self) -> dict[str, str]:
        """The module's parameter that each of the script's is, by its text: `W` is `model.weight`."""
        used = {n: [p.id for p in walk(e) if isinstance(p, ast.Name)] for n, e in self.layer.rule.to_module.items()}
        return {self.names[names[0]]: f"{self.name}.{n}" for n, names in used.items() if len(names) == 1}

    def call(self, input_text: str) -> str:
        return text_of(self.layer.rule.call, {"module": self.name, self.layer.rule.arguments[0]: input_text})


def construction(written: Written, source: Source) -> list[str]:
    """The statements that make a module and give it the script's start values."""
    rule = written.layer.rule
    sizes = dict(zip(rule.arguments[1:], (Sizes(source, d) for d in written.definitions), strict=True))
    module = unparsed(Measured(sizes, written.names).visit(ast.parse(ast.unparse(rule.module), mode="eval").body))
    return [f"{written.name} = {module}"]


def start_values(written: Written, source: Source) -> list[str]:
    rule = written.layer.rule
    lines = []
    for name, expression in rule.to_module.items():
        used = [n.id for n in walk(expression) if isinstance(n, ast.Name)]
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
        case ast.Call(ast.Attribute(ast.Name("torch"), "tensor"), [ast.Constant() as node, *_]):
            return constant_value(source, node)
        case ast.Constant(int() | float() as value):
            return "0" if value == 0 else source.of(definition)
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
        for node in walk(self.definition) if self.definition is not None else ():
            match node:
                case ast.Call(ast.Attribute(_, "randn" | "rand"), [_, *_] as sizes):
                    yield from map(self.source.of, sizes)
                    return
                case ast.Call(
                    ast.Attribute(_, "zeros" | "ones" | "standard_normal" | "random" | "randn" | "full"), [first, *_]
                ):
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
