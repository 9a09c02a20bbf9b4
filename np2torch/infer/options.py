"""What a command line gives: the kinds of `args.lr` and its like, by what the program says of its options."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from ..kind import Kind, Many, Never, Number, Text, Unknown, join

PARSED = re.compile(r"argparse\.ArgumentParser\(\)\.parse_(args\(\)|known_args\(\)\[\])")
TYPES: dict[str, Kind] = {"float": Number("float"), "int": Number("int"), "bool": Number("bool"), "str": Text()}
ACTIONS: dict[str, Kind] = {"store_true": Number("bool"), "store_false": Number("bool"), "count": Number("int")}


def is_parsed(name: str) -> bool:
    return PARSED.fullmatch(name) is not None


def options_in(nodes: Iterable[ast.AST]) -> dict[str, Kind]:
    """The kinds of options by the attributes that they become; None only holds the place of one that is not given."""
    found: dict[str, Kind] = {}
    for node in nodes:
        match node:
            case ast.Call(ast.Attribute(_, "add_argument"), flags, keywords):
                given = {k.arg: k.value for k in keywords if k.arg}
                if name := destination(flags, given.get("dest")):
                    found[name] = join(found.get(name, Never()), option(given))
    return found


def destination(flags: Iterable[ast.expr], dest: ast.expr | None) -> str:
    """`learning_rate` of `"-l", "--learning-rate"`."""
    named = [f.value for f in (flags if dest is None else [dest]) if isinstance(f, ast.Constant)]
    texts = [n for n in named if isinstance(n, str)]
    chosen = next((t for t in texts if t.startswith("--")), texts[0] if texts else "")
    return chosen.lstrip("-").replace("-", "_")


def option(given: dict[str, ast.expr]) -> Kind:
    match given.get("action"):
        case ast.Constant(str(action)):
            return ACTIONS.get(action, Unknown())
    kind: Kind = Text()
    match given.get("type"):
        case ast.Name(name):
            kind = TYPES.get(name, Unknown())
        case ast.expr():
            kind = Unknown()
    match given.get("default"):
        case ast.Constant(None) | None:
            pass
        case ast.List() | ast.Tuple() if "nargs" in given:
            pass
        case default:
            kind = join(kind, of_default(default))
    return Many(kind) if "nargs" in given else kind


def of_default(default: ast.expr) -> Kind:
    match default:
        case ast.Constant(bool() | int() | float() as value) | ast.UnaryOp(
            ast.USub(), ast.Constant(int() | float() as value)
        ):
            return Number(type(value).__name__)
        case ast.Constant(str()):
            return Text()
        case ast.List(items) | ast.Tuple(items):
            return Many(of_default(items[0])) if items else Unknown()
    return Unknown()
