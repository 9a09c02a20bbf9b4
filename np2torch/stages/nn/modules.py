"""The text with layers: made before the optimizer, applied where the products were, their parameters by name elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...dead import without_dead
from ...edit import Edits, Source
from ...facts import Facts
from ...infer import analysed
from ...render import Renderer, Replacement
from ...rulebook import Rulebook
from ...scopes import Variable
from ...tree import walk
from .layers import Key, Layer, Named, Written, construction, named_parameters, start_values, without_grad
from .losses import fresh
from .observe import Observation

SINGLE = ("model", "linear", "layer")


class NotWritten(Exception):
    """The layers are known, but the program cannot be rewritten; the message says why."""


def with_layers(
    observation: Observation, layers: Sequence[Layer], optimizer: ast.Assign, rulebook: Rulebook
) -> tuple[str, Modules]:
    """Raises NotWritten."""
    parameters = named_parameters(observation, optimizer)
    modules = Modules(tuple(named(observation, layers, parameters)), tuple(parameters))
    text = applied(observation, modules, optimizer)
    text = without_dead(text, observation.source.text, rulebook)
    return referring(text, modules, rulebook), modules


@dataclass(frozen=True)
class Modules:
    """The layers with their modules, and the parameters that the optimizer was given before."""

    layers: tuple[Written, ...]
    parameters: tuple[Named, ...]

    @property
    def replaced(self) -> list[Named]:
        """The parameters that the modules have now."""
        storages = {k[0] for one in self.layers for k in one.layer.keys}
        return [p for p in self.parameters if p.key[0] in storages]

    def back(self) -> dict[str, str]:
        """Each replaced parameter by its name, in terms of the modules'. Raises NotWritten."""
        found = {}
        parts = {
            key: text for one in self.layers for key, text in zip(one.layer.keys, one.back().values(), strict=True)
        }
        for parameter in self.replaced:
            found[parameter.text] = parts[parameter.key] if parameter.key in parts else packed(parameter, parts)
        return found


def packed(parameter: Named, parts: Mapping[Key, str]) -> str:
    """Several arrays in one again."""
    mine = sorted((k for k in parts if k[0] == parameter.key[0]), key=lambda k: k[1])
    if [i for k in mine for i in k[1]] != list(range(len(parameter.key[1]))):
        raise NotWritten(f"only parts of {parameter.text} are layers")
    if all(not k[2] for k in mine):
        return f"torch.stack([{', '.join(parts[k] for k in mine)}])"
    return f"torch.cat([{', '.join(parts[k] if len(k[2]) == 1 else f'{parts[k]}.reshape(-1)' for k in mine)}])"


def named(observation: Observation, layers: Sequence[Layer], parameters: Sequence[Named]) -> Iterator[Written]:
    for number, layer in enumerate(layers, 1):
        mine = [
            next((p if p.key == k else p.part(k) for p in parameters if p.key[0] == k[0]), None) for k in layer.keys
        ]
        if any(p is None for p in mine):
            raise NotWritten("a layer's parameters have no name before the loop")
        names = SINGLE if len(layers) == 1 else (f"layer{number}", f"linear{number}", f"dense{number}")
        found = [p for p in mine if p is not None]
        yield Written(
            layer, fresh(observation.source, names), tuple(p.text for p in found), tuple(p.definition for p in found)
        )


def applied(observation: Observation, modules: Modules, optimizer: ast.Assign) -> str:
    source, edits = observation.source, Edits(observation.source)
    calls = {a.node: (one, a) for one in modules.layers for a in one.layer.applications}
    rendered: dict[ast.expr, Replacement] = {}

    def rewritten(node: ast.expr) -> Replacement | None:
        if node in calls and node not in rendered:
            one, application = calls[node]
            rendered[node] = Replacement(one.call(renderer.render(application.input)), True)
        return rendered.get(node)

    renderer = Renderer(source, rewritten)
    for statement in observation.nodes:
        if isinstance(statement, ast.stmt) and statement is not optimizer:
            renderer.edit(edits, statement)
    for definition in (p.definition for p in modules.replaced):
        if definition is not None and not edits.covers(definition):
            without_grad(source, edits, definition)
    lines = [line for one in modules.layers for line in construction(one, source)]
    values = [line for one in modules.layers for line in start_values(one, source)]
    edits.before(optimizer, *lines, "with torch.no_grad():", *(f"    {v}" for v in values))
    assert isinstance(optimizer.value, ast.Call)
    parameters_text(edits, source, optimizer.value, modules)
    for node in observation.nodes:
        if isinstance(node, ast.stmt) and makes_leaf(node, {p.text for p in modules.replaced}):
            edits.delete(node)
    return edits.apply()


def makes_leaf(node: ast.stmt, texts: set[str]) -> bool:
    """`W.requires_grad_()` as a statement, or over several in a loop."""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(receiver, "requires_grad_"), [])):
            return ast.unparse(receiver) in texts
        case ast.For(
            ast.Name(variable),
            ast.Tuple(items),
            [ast.Expr(ast.Call(ast.Attribute(ast.Name(inner), "requires_grad_"), []))],
        ):
            return variable == inner and all(ast.unparse(i) in texts for i in items)
    return False


def parameters_text(edits: Edits, source: Source, call: ast.Call, modules: Modules) -> None:
    """The optimizer's parameters: the modules', and what is in none."""
    first = call.args[0]
    texts = {p.text for p in modules.replaced}
    if not isinstance(first, ast.List) and all(p.collection and p.text in texts for p in modules.parameters):
        edits.replace_node(first, own_parameters(modules))
        return
    if not isinstance(first, ast.List):
        raise NotWritten(f"the optimizer is given `{source.of(first)}`, and not its parameters by their names")
    if any(isinstance(e, ast.Dict) for e in first.elts):
        in_groups(edits, source, first, modules)
        return
    others = [source.of(e) for e in first.elts if source.of(e) not in texts]
    edits.replace_node(first, own_parameters(modules, others))


def own_parameters(modules: Modules, others: Sequence[str] = ()) -> str:
    if len(modules.layers) == 1 and not others:
        return f"{modules.layers[0].name}.parameters()"
    return "[" + ", ".join([*(f"*{one.name}.parameters()" for one in modules.layers), *others]) + "]"


def in_groups(edits: Edits, source: Source, groups: ast.List, modules: Modules) -> None:
    """Parameters of groups with options of their own, one by one."""
    own = own_paths(modules)
    for node in walk(groups):
        if isinstance(node, ast.Name) and node.id in own:
            edits.replace_node(node, own[node.id])
        elif isinstance(node, ast.Name) and node.id in {p.text for p in modules.replaced}:
            raise NotWritten(f"{node.id} is no parameter of its own in a group of the optimizer")


def own_paths(modules: Modules) -> dict[str, str]:
    """Parameters that are one of a module's, by that."""
    return {text: path for one in modules.layers for text, path in one.paths().items()}


def is_taken_as_number(node: ast.Name, facts: Facts) -> bool:
    """`w.item()`, for which the shape counts for nothing."""
    parent = facts.parents[node]
    return isinstance(parent, ast.Attribute) and parent.attr == "item"


def referring(text: str, modules: Modules, rulebook: Rulebook) -> str:
    """What still names a parameter after its module is made names the module's."""
    facts = analysed(text, rulebook)
    source = facts.source
    scopes, edits = source.scopes, Edits(source)
    back, own = {**modules.back(), **collections(modules)}, own_paths(modules)
    made = next(
        n
        for n in walk(source.tree)
        if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == modules.layers[0].name
    )
    home = scopes.scope_of.get(made, source.tree)
    initial = {n for s in start_block(source.tree, made) for n in walk(s)}
    for node in walk(source.tree):
        if (
            isinstance(node, ast.Name)
            and node.id in back
            and isinstance(node.ctx, ast.Load)
            and scopes.of(node) == Variable(home, node.id)
        ):
            if node not in initial and is_later(node, made, home, facts):
                whole = own.get(node.id) if is_taken_as_number(node, facts) else None
                edits.replace_node(node, whole or in_place(back[node.id]))
    return edits.apply()


def collections(modules: Modules) -> dict[str, str]:
    """Tuples, lists and dicts of replaced parameters by their names, made of the modules'. Raises NotWritten."""
    back, found = modules.back(), dict[str, str]()
    for name in dict.fromkeys(p.collection for p in modules.parameters if p.collection):
        items = [p for p in modules.parameters if p.collection == name]
        if any(p.text not in back for p in items):
            raise NotWritten(f"only some of {name} are layers")
        keys = [p.text.removeprefix(f"{name}[").removesuffix("]") for p in items]
        values = [back[p.text] for p in items]
        if keys == [str(i) for i in range(len(keys))]:
            found[name] = f"({', '.join(values)}{',' * (len(values) == 1)})"
        else:
            found[name] = "{" + ", ".join(f"{k}: {v}" for k, v in zip(keys, values, strict=True)) + "}"
    return found


def start_block(tree: ast.Module, made: ast.Assign) -> list[ast.stmt]:
    """The statements that make the modules and give them their values."""
    for node in walk(tree):
        block = getattr(node, "body", None)
        if isinstance(block, list) and made in block:
            at = block.index(made)
            end = next(i for i in range(at, len(block)) if isinstance(block[i], ast.With))
            return block[at : end + 1]
    return [made]


def is_later(node: ast.Name, made: ast.Assign, home: ast.AST, facts: Facts) -> bool:
    """Whether the place is run after the module is made: behind it, or in another function."""
    inner = any(
        isinstance(a, (ast.FunctionDef, ast.Lambda))
        for a in facts.ancestors(node)
        if a is not home and home not in facts.ancestors(a)
    )
    function = facts.function(node)
    return node.lineno > made.lineno or (function is not None and function is not home and inner)


def in_place(text: str) -> str:
    """In parentheses where the text is no single operand."""
    operand = ast.parse(text, mode="eval").body
    return (
        text
        if isinstance(operand, (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Tuple, ast.Dict))
        else f"({text})"
    )
