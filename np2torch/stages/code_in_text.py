"""Code in strings that `timeit` runs among the program's own names: it is converted as if it stood there."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..edit import Source
from ..facts import Facts

BEGIN, END = "# code in text begins\n", "# code in text ends\n"
Convert = Callable[[str], str]  # of a whole program, its imports as they are


def converted_code(text: ast.expr, facts: Facts, aliases: frozenset[str], convert: Convert) -> str | None:
    """The string with PyTorch's functions in its code; None where it runs elsewhere, or some of it stays NumPy's."""
    call = facts.parents.get(text)
    if not (isinstance(text, ast.Constant) and isinstance(call, ast.Call) and runs_among_own_names(call, facts)):
        return None
    code = str(text.value)
    statement = facts.statement(call)
    if statement not in facts.source.tree.body or "\n" in code or "\\" in code or not is_code(code):
        return None
    program = facts.source.text
    start = program.rfind("\n", 0, facts.source.span(statement).start) + 1
    after = convert(f"{program[:start]}{BEGIN}{code}\n{END}{program[start:]}")
    new = after.partition(BEGIN)[2].partition(END)[0].strip("\n")
    added = names_in(new) - names_in(code)
    is_torch = "\n" not in new and added <= {"torch"} and aliases.isdisjoint(names_in(new))
    return quoted(new, facts.source, text) if is_torch else None


def names_in(code: str) -> set[str]:
    return {n.id for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name)}


def is_code(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def runs_among_own_names(call: ast.Call, facts: Facts) -> bool:
    """`timeit(code, globals=globals())`, without a setup."""
    given = {k.arg: k.value for k in call.keywords}
    if len(call.args) > 1 or "setup" in given or None in given:
        return False
    names = given.get("globals")
    return names is not None and holds_globals(names, facts)


def holds_globals(node: ast.expr, facts: Facts) -> bool:
    match node:
        case ast.Call(ast.Name("globals"), [], []):
            return True
        case ast.Name(name):
            stored = [n for n in facts.source.nodes if is_stored(n, name)]
            values = [p.value for n in stored if isinstance(p := facts.parents.get(n), ast.Assign)]
            return len(stored) == len(values) == 1 and holds_globals(values[0], facts)
    return False


def is_stored(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def quoted(code: str, source: Source, text: ast.expr) -> str:
    """The code as a string, in the quotes that stood there."""
    quote = source.of(text)[-1]
    return f"{quote}{code}{quote}" if quote not in code else repr(code)
