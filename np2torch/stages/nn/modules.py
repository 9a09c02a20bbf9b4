"""The text with layers: made before the optimizer, applied where the products were, their parameters by name elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...dead import without_dead
from ...edit import Edits, Source
from ...facts import Facts
from ...infer import infer
from ...rulebook import Rulebook
from ...scopes import Scopes, Variable
from .layers import Layer, Named, Written, construction, named_parameters, start_values, without_grad
from .losses import fresh
from .observe import Observation

SINGLE = ("model", "linear", "layer")


class NotWritten(Exception):
    """The layers are known, but the program cannot be rewritten; the message says why."""


def with_layers(observation: Observation, layers: Sequence[Layer], optimizer: ast.Assign, rulebook: Rulebook) -> tuple[str, list[Written]]:
    """Raises NotWritten."""
    written = named(observation, layers, named_parameters(observation, optimizer))
    text = applied(observation, written, optimizer)
    text = without_dead(text, observation.source.text, rulebook)
    return referring(text, written, optimizer, rulebook), written


def named(observation: Observation, layers: Sequence[Layer], parameters: Sequence[Named]) -> list[Written]:
    by_key = {(id(p.tensor.storage), tuple(p.tensor.places), tuple(p.tensor.shape)): p for p in parameters}
    found = []
    for number, layer in enumerate(layers, 1):
        if any(k not in by_key for k in layer.keys):
            raise NotWritten("a layer's parameters are parts of a larger one")
        mine = [by_key[k] for k in layer.keys]
        names = SINGLE if len(layers) == 1 else (f"layer{number}", f"linear{number}", f"dense{number}")
        found.append(Written(layer, fresh(observation.source, names), tuple(p.text for p in mine), tuple(p.definition for p in mine)))
    return found


def applied(observation: Observation, written: Sequence[Written], optimizer: ast.Assign) -> str:
    source, edits = observation.source, Edits(observation.source)
    for one in written:
        for application in one.layer.applications:
            edits.replace_node(application.node, one.call(source.of(application.input)))
        for definition in one.definitions:
            if definition is not None and not edits.covers(definition):
                without_grad(source, edits, definition)
    lines = [line for one in written for line in construction(one, source)]
    values = [line for one in written for line in start_values(one, source)]
    edits.before(optimizer, *lines, "with torch.no_grad():", *(f"    {v}" for v in values))
    assert isinstance(optimizer.value, ast.Call)
    parameters_text(edits, source, optimizer.value, written)
    for node in observation.nodes:
        if isinstance(node, ast.stmt) and makes_leaf(node, {t for one in written for t in one.texts}):
            edits.delete(node)
    return edits.apply()


def makes_leaf(node: ast.stmt, texts: set[str]) -> bool:
    """`W.requires_grad_()` as a statement, or over several in a loop."""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(receiver, "requires_grad_"), [])):
            return ast.unparse(receiver) in texts
        case ast.For(ast.Name(variable), ast.Tuple(items), [ast.Expr(ast.Call(ast.Attribute(ast.Name(inner), "requires_grad_"), []))]):
            return variable == inner and all(ast.unparse(i) in texts for i in items)
    return False


def parameters_text(edits: Edits, source: Source, call: ast.Call, written: Sequence[Written]) -> None:
    """The optimizer's parameters: the modules', and what is in none."""
    first = call.args[0]
    texts = {t for one in written for t in one.texts}
    if not isinstance(first, ast.List) or any(isinstance(e, ast.Dict) for e in first.elts):
        raise NotWritten("the optimizer's parameters are not a list of names")
    others = [source.of(e) for e in first.elts if source.of(e) not in texts]
    if len(written) == 1 and not others:
        edits.replace_node(first, f"{written[0].name}.parameters()")
    else:
        edits.replace_node(first, "[" + ", ".join([*(f"*{one.name}.parameters()" for one in written), *others]) + "]")


def referring(text: str, written: Sequence[Written], optimizer: ast.Assign, rulebook: Rulebook) -> str:
    """What still names a parameter after its module is made names the module's."""
    source = Source.parse(text)
    facts = infer(source, rulebook)
    scopes, edits = Scopes(source.tree), Edits(source)
    back = {name: expression for one in written for name, expression in one.back().items()}
    made = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == written[0].name)
    home = scopes.scope_of.get(made, source.tree)
    initial = start_block(source.tree, made)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id in back and isinstance(node.ctx, ast.Load) and scopes.of(node) == Variable(home, node.id):
            if is_later(node, made, home, facts) and not any(node in ast.walk(s) for s in initial):
                edits.replace_node(node, in_place(facts, node, back[node.id]))
    return edits.apply()


def start_block(tree: ast.Module, made: ast.Assign) -> list[ast.stmt]:
    """The statements that make the modules and give them their values."""
    for node in ast.walk(tree):
        block = getattr(node, "body", None)
        if isinstance(block, list) and made in block:
            at = block.index(made)
            end = next(i for i in range(at, len(block)) if isinstance(block[i], ast.With))
            return block[at : end + 1]
    return [made]


def is_later(node: ast.Name, made: ast.Assign, home: ast.AST, facts: Facts) -> bool:
    """Whether the place is run after the module is made: behind it, or in another function."""
    inner = any(isinstance(a, (ast.FunctionDef, ast.Lambda)) for a in facts.ancestors(node) if a is not home and home not in facts.ancestors(a))
    function = facts.function(node)
    return node.lineno > made.lineno or (function is not None and function is not home and inner)


def in_place(facts: Facts, node: ast.Name, text: str) -> str:
    """In parentheses where the text is no single operand."""
    return text if all(c.isalnum() or c in "._()[]" for c in text) else f"({text})"

