"""Objects that hold an optimizer's hyper-parameters: what their attributes are, from the call that made them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ...edit import unparsed
from ...effects import is_pure
from ...facts import Facts, bound_arguments
from ...tree import walk


def made_of(name: str, facts: Facts) -> tuple[ast.Assign, ast.Call, ast.ClassDef] | None:
    """The one statement that makes the object of a name, its call and its class."""
    stores = [
        n for n in facts.source.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
    ]
    if len(stores) != 1:
        return None
    match facts.parents[stores[0]]:
        case ast.Assign([ast.Name()], ast.Call(ast.Name(class_name)) as call) as statement:
            found = [d for d in facts.definitions if isinstance(d, ast.ClassDef) and d.name == class_name]
            return (statement, call, found[0]) if len(found) == 1 else None
    return None


def attributes(name: str, facts: Facts) -> Mapping[str, str]:
    """Attributes of the object of a name that stay as they were given, by the text of what was given."""
    made = made_of(name, facts)
    if made is None:
        return {}
    _, call, class_ = made
    init = next((s for s in class_.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None)
    if init is None:
        return {}
    given = argument_texts(init, call, facts)
    stored = [n.attr for n in facts.source.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    found = {}
    for statement in init.body:
        for target, value in assigned(statement):
            if isinstance(target, ast.Attribute) and stored.count(target.attr) == 1:
                text = given.get(value.id) if isinstance(value, ast.Name) else None
                if isinstance(value, ast.Constant):
                    text = unparsed(value)
                if text is not None:
                    found[target.attr] = text
    return found


def argument_texts(init: ast.FunctionDef, call: ast.Call, facts: Facts) -> dict[str, str]:
    """Constants and names that a call gives to the parameters of `__init__`, or their defaults."""
    plain = init.args.args
    defaults = dict(
        zip([a.arg for a in plain[len(plain) - len(init.args.defaults) :]], init.args.defaults, strict=True)
    )
    values = {**defaults, **dict(bound_arguments(init, call, facts))}
    return {n: facts.source.of(v) for n, v in values.items() if isinstance(v, (ast.Constant, ast.Name))}


def assigned(statement: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    match statement:
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            return list(zip(targets, values, strict=True))
        case ast.Assign([target], value):
            return [(target, value)]
    return []


def resolved(text: str, facts: Facts) -> str:
    """A text with attributes of objects by what the objects were made with."""
    return unparsed(ast.fix_missing_locations(Resolve(facts).visit(ast.parse(text, mode="eval").body)))


class Resolve(ast.NodeTransformer):
    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and made_of(node.value.id, self.facts):
            text = attributes(node.value.id, self.facts).get(node.attr)
            if text is not None:
                return ast.parse(text, mode="eval").body
        return node


def only_steps_with(name: str, calls: list[ast.stmt], facts: Facts) -> ast.Assign | None:
    """The statement that makes the object of a name, where it is made for nothing but these calls."""
    made = made_of(name, facts)
    inside = {n for s in calls for n in walk(s)}
    reads = [n for n in facts.source.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
    if made is None or any(n not in inside for n in reads):
        return None
    statement, call, class_ = made
    arguments = [*call.args, *(k.value for k in call.keywords)]
    init = [s for m in class_.body if isinstance(m, ast.FunctionDef) and m.name == "__init__" for s in m.body]
    harmless = not class_.bases and all(is_pure(n, facts) for n in (*arguments, *init))
    return statement if harmless else None
