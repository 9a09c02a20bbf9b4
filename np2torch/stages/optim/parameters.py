"""What an optimizer is given: the parameters that the updates write to, as names, collections and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...facts import Facts
from ...kind import Container
from ...tree import walk
from .home import Home, Site

Loop = ast.For | ast.While


@dataclass(frozen=True)
class Entry:
    """A parameter by its text, or several in a collection; with the loops and conditions that it is stepped in."""

    text: str
    several: bool = False
    clauses: tuple[str, ...] = ()


def target_of(statement: ast.stmt) -> ast.expr | None:
    """What an update writes to; None where it is not understood as one."""
    match statement:
        case ast.AugAssign(target):
            return target
        case ast.Expr(ast.Call(ast.Attribute(receiver, method))) if method.endswith("_"):
            return receiver.value if isinstance(receiver, ast.Attribute) and receiver.attr == "data" else receiver
        case ast.Assign([ast.Subscript(value, ast.Slice(None, None, None))]):
            return value
    return None


def names_in(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


class Parameters:
    """Reads the parameters' texts off the updates of a loop."""

    def __init__(self, loop: Loop, home: Home, inside: bool, facts: Facts) -> None:
        """`inside`: the backward pass stands in the function of the updates, and its terms are kept."""
        self.loop, self.home, self.facts = loop, home, facts
        self.sites: tuple[Site | None, ...] = (None,) if inside or not home.sites else home.sites

    def text(self, updates: Sequence[ast.stmt]) -> str:
        """The argument that an optimizer of what these statements update is made with."""
        found = dict.fromkeys(self.entry(s, site) for site in self.sites for s in updates)
        return written(list(found))

    def entry(self, statement: ast.stmt, site: Site | None) -> Entry:
        target = target_of(statement)
        assert target is not None
        outer = list(self.around(site.call)) if site is not None else []
        inner = list(self.around(statement))
        collection = self.collection(target, inner)
        text = ast.unparse(target) if collection is None else collection
        clauses = [] if collection is not None else list(self.clauses(inner, names_in(target)))
        if site is None:
            return Entry(text, collection is not None, tuple(clauses))
        texts = [site.outside(text), *(outside(site, c) for c in clauses)]
        needed = {n for t in texts for n in names_in(ast.parse(t.partition(" in ")[2] or t.partition("if ")[2] or t))}
        return Entry(texts[0], collection is not None, (*self.clauses(outer, needed), *texts[1:]))

    def around(self, node: ast.AST) -> Iterator[ast.For | ast.If]:
        """Loops and conditions around a place, up to the training loop or the function; the innermost first."""
        for ancestor in self.facts.ancestors(node):
            if ancestor is self.loop or isinstance(ancestor, (ast.FunctionDef, ast.Lambda)):
                return
            if isinstance(ancestor, (ast.For, ast.If)):
                yield ancestor

    def clauses(self, around: Sequence[ast.For | ast.If], needed: set[str]) -> Iterator[str]:
        """Those that a comprehension needs to come to the same places, from the outside in."""
        wanted, bound = set(needed), set[str]()
        for node in around:
            if isinstance(node, ast.For) and names_in(node.target) & wanted:
                bound |= names_in(node.target)
                wanted |= names_in(node.iter)
        for node in reversed(around):
            if isinstance(node, ast.For) and names_in(node.target) & bound:
                yield f"for {ast.unparse(node.target).strip('()')} in {ast.unparse(node.iter)}"
            elif isinstance(node, ast.If) and names_in(node.test) & bound:
                yield f"if {ast.unparse(node.test)}"

    def collection(self, target: ast.expr, around: Sequence[ast.For | ast.If]) -> str | None:
        """`params` where the update is of `p` in `for p in params`, or of each item of it by index or key."""
        loops = [n for n in around if isinstance(n, ast.For) and names_in(n.target) & names_in(target)]
        if len(loops) != 1 or any(
            isinstance(n, ast.If) and names_in(n.test) & names_in(loops[0].target) for n in around
        ):
            return None
        variables = names_in(loops[0].target)
        match target, loops[0].target, loops[0].iter:
            case ast.Name(name), ast.Name(), iterated:
                return ast.unparse(iterated)
            case ast.Name(name), ast.Tuple(names), ast.Call(ast.Name("zip"), arguments) if len(names) == len(arguments):
                found = (a for n, a in zip(names, arguments, strict=True) if isinstance(n, ast.Name) and n.id == name)
                return next((ast.unparse(a) for a in found), None)
            case ast.Name(name), ast.Tuple([_, ast.Name(item)]), ast.Call(ast.Name("enumerate"), [ast.expr() as given]):
                return ast.unparse(given) if name == item else None
            case ast.Name(name), ast.Tuple([_, ast.Name(item)]), ast.Call(ast.Attribute(owner, "items"), []):
                return f"{ast.unparse(owner)}.values()" if name == item else None
            case ast.Subscript(value, index), _, _ if names_in(index) & variables and not names_in(value) & variables:
                kind = self.facts.kind(value)
                is_list = isinstance(kind, Container) and kind.type == "list"
                return ast.unparse(value) if is_list else f"{ast.unparse(value)}.values()"
        return None


def outside(site: Site, clause: str) -> str:
    word, _, rest = clause.partition(" ")
    if word == "if":
        return f"if {site.outside(rest)}"
    target, _, iterated = rest.partition(" in ")
    return f"for {target} in {site.outside(iterated)}"


def written(entries: Sequence[Entry]) -> str:
    """A collection as it is, or a list; parameters that are stepped in the same loops in one comprehension."""
    match entries:
        case [Entry(text, True, ())]:
            return text
    parts, groups = list[str](), dict[tuple[str, ...], list[Entry]]()
    for entry in entries:
        groups.setdefault(entry.clauses, []).append(entry)
    for clauses, mine in groups.items():
        if not clauses:
            parts += [f"*{e.text}" if e.several else e.text for e in mine]
        elif len(groups) == 1:
            return f"[{comprehension(mine, clauses)}]"
        else:
            parts.append(f"*({comprehension(mine, clauses)})")
    return f"[{', '.join(parts)}]"


def comprehension(entries: Sequence[Entry], clauses: Sequence[str]) -> str:
    match entries:
        case [Entry(text, False)]:
            return f"{text} {' '.join(clauses)}"
        case [Entry(text, True)]:
            items = text
        case _:
            items = f"({', '.join(f'*{e.text}' if e.several else e.text for e in entries)})"
    taken = {n for e in entries for n in names_in(ast.parse(e.text))}
    taken |= {n for c in clauses for n in names_in(ast.parse(f"[0 {c}]" if c.startswith("for") else c[3:]))}
    name = next(n for n in ("p", "parameter", "one") if n not in taken)
    return f"{name} {' '.join(clauses)} for {name} in {items}"
