"""Write the clause of a rule that was chosen, with the caller's arguments and layout."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .edit import comments
from .guard import choose, is_cheap
from .kind import Kind
from .passing import CALL, RECEIVER, STACKED, Passing, Writing
from .precedence import Level, level_of_text, wanted
from .rule import Binding, Clause, Declined, names_in
from .tree import walk
from .word_table import WORDS
from .wording import ITEM, Operands

# Functions of torch that a tensor does not have as methods.
NO_METHODS = frozenset(
    ["tensor", "as_tensor", "from_numpy", "cat", "stack", "full", "zeros", "ones", "arange", "linspace", "zeros_like", "ones_like", "full_like", "eye", "vstack", "hstack", "tensordot", "searchsorted"]
)  # fmt: skip
Tree = TypeVar("Tree", bound=ast.AST)
MARK = re.compile(r"__arg_(\w+?)_(\d+)__")


@dataclass(frozen=True, slots=True)
class Written:
    """A call as a rule writes it."""

    text: str
    atomic: bool
    imports: frozenset[str]
    line: int  # of the clause in its file
    unchanged: bool = False  # the operator stays as it is
    bridged: bool = False  # NumPy goes on doing it


def rewrite(binding: Binding, kinds: Mapping[str, Kind], writing: Writing) -> Written:
    """The PyTorch form of a call. Raises Declined with the reason where there is none."""
    return Writer(binding, kinds, writing).write(choose(binding, kinds))


class Writer:
    def __init__(self, binding: Binding, kinds: Mapping[str, Kind], writing: Writing) -> None:
        self.binding, self.kinds, self.writing = binding, kinds, writing
        self.passing = Passing(binding, kinds, writing)
        self.operands = Operands(
            {**kinds, **self.passing.collected()},
            frozenset(self.passing.numbers()),
            binding.args,
            writing.are_real,
            writing.reads,
            writing.is_operator,
            writing.is_array,
        )
        self.params = {p.name: p for p in binding.rule.params}

    def write(self, clause: Clause) -> Written:
        assert clause.result is not None
        template = self.template(clause.result)
        as_is = is_plain_operator(template) and self.writing.is_operator
        if as_is and not any(map(self.passing.is_changed, self.binding.args)):
            return Written("", False, frozenset(), clause.line, unchanged=True)
        self.check_cover(template)
        self.check_repeats(template)
        text = self.in_layout(template)
        if text is None:
            self.check_comments()
            text = self.filled(template)
        atomic, bridged = level_of_text(text) >= Level.NUMBER, CALL in names_in(template)
        return Written(text, atomic, imports_of(text), clause.line, bridged=bridged)

    # --- the template, made for this call ------------------------------------------------------

    def template(self, result: ast.expr) -> ast.expr:
        made = Specialize(self).visit(clone(result))
        assert isinstance(made, ast.expr)
        self.rename_counted(made)
        return self.as_method(made) if self.binding.method else made

    def rename_counted(self, template: ast.expr) -> None:
        """What a comprehension counts with has a name that is in none of the arguments."""
        targets = [c.target for c in walk(template) if isinstance(c, ast.comprehension)]
        if not targets:
            return
        counted = frozenset().union(*map(names_in, targets))
        taken = frozenset().union(*map(names_in, (*self.binding.args.values(), *self.binding.star)))
        for name in counted & taken:
            free = next(f"{name}{i}" for i in range(1, len(taken) + 2) if f"{name}{i}" not in taken)
            for node in walk(template):
                if isinstance(node, ast.Name) and node.id == name:
                    node.id = free

    def as_method(self, node: ast.expr) -> ast.expr:
        """`torch.f(a, …)` as `a.f(…)`, for what was a method call."""
        receiver = self.binding.rule.params[0].name
        match node:
            case ast.Call(ast.Attribute(ast.Name("torch"), name), [first, *rest], keywords) if (
                root_of(first) == receiver
                and name not in NO_METHODS
                and self.binding.spelling.startswith("numpy.ndarray.")
            ):
                return ast.Call(ast.Attribute(first, name), rest, keywords)
        return node

    def check_cover(self, template: ast.expr) -> None:
        used = {n.partition(ITEM)[0] for n in names_in(template)} | self.binding.rule.asked
        if CALL in used:
            return
        if uncovered := [name for name in self.binding.args if name not in used]:
            raise Declined(f"argument {', '.join(uncovered)} is not covered")

    def check_repeats(self, template: ast.expr) -> None:
        names = [n.id for n in walk(template) if isinstance(n, ast.Name)]
        for name, argument in self.binding.args.items():
            if names.count(name) > 1 and not is_cheap(argument):
                raise Declined(f"argument {name} would be evaluated twice")

    def check_comments(self) -> None:
        text = self.writing.source.of(self.writing.node)
        if "#" in text and comments(f"({text})"):
            raise Declined("a comment inside the call would be lost")

    # --- text ------------------------------------------------------------------------------------

    def filled(self, template: ast.expr, place: Level = Level.ANY) -> str:
        whole = clone(template)
        marked = self.mark(whole, place) if isinstance(whole, ast.Name) else Mark(self).visit(whole)
        text = ast.unparse(ast.fix_missing_locations(marked))
        return MARK.sub(lambda m: self.argument(m.group(1), Level(int(m.group(2)))), text)

    def mark(self, node: ast.Name, place: Level) -> ast.Name:
        """A name that stands for an argument remembers how tightly the argument has to hold together."""
        return ast.Name(f"__arg_{node.id}_{int(place)}__", ast.Load()) if self.passing.knows(node.id) else node

    def argument(self, name: str, place: Level) -> str:
        text = self.passing.text(name)
        is_list = name in (self.binding.rule.star, CALL)
        return f"({text})" if not is_list and level_of_text(text) < place else text

    # --- the caller's layout ------------------------------------------------------------------------

    def in_layout(self, template: ast.expr) -> str | None:
        """The call with the caller's line breaks and comments, where its arguments keep their order."""
        node = self.writing.node
        if not (isinstance(node, ast.Call) and isinstance(template, ast.Call)):
            return None
        written: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        new: list[ast.expr | ast.keyword] = [*template.args, *template.keywords]
        return self.filled(template.func) + self.spliced(node, written, new) if self.same_order(written, new) else None

    def same_order(self, written: Sequence[ast.AST], new: Sequence[ast.AST]) -> bool:
        """The first of the new arguments are the caller's, in order; keywords may follow."""
        if len(new) < len(written) or not written:
            return False
        for mine, theirs in zip(new, written, strict=False):
            value = mine.value if isinstance(mine, ast.keyword) else mine
            original = theirs.value if isinstance(theirs, ast.keyword) else theirs
            if not isinstance(value, ast.Name) or self.binding.args.get(value.id) is not original:
                return False
        return all(isinstance(a, ast.keyword) for a in new[len(written) :])

    def spliced(
        self, node: ast.Call, written: list[ast.expr | ast.keyword], new: list[ast.expr | ast.keyword]
    ) -> str:  # fmt: skip
        source = self.writing.source
        out, position = [], source.span(node.func).end
        for mine, theirs in zip(new, written, strict=False):
            span = source.grouped(theirs)
            out += [source.text[position : span.start], self.passed(mine)]
            position = span.end
        out += [f", {self.passed(extra)}" for extra in new[len(written) :]]
        out.append(source.text[position : source.span(node).end])
        return "".join(out)

    def passed(self, argument: ast.expr | ast.keyword) -> str:
        """An argument as it stands in a call."""
        if isinstance(argument, ast.keyword):
            return f"{argument.arg}={self.filled(argument.value, Level.TEST)}"
        return self.filled(argument, Level.TEST)


class Specialize(ast.NodeTransformer):
    """Drop what the caller left out; write what is `always` written; name the namesake; word by kind."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.binding = writer.binding

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(ast.Name("always"), [ast.Name(name)]):
                return node.args[0] if name in self.binding.args else self.default(name)
            case ast.Call(ast.Name("fresh"), [value]):
                value = self.visit(value)
                return ast.Call(ast.Attribute(value, "clone"), [], []) if self.writer.writing.is_kept else value
            case ast.Call(ast.Name("stacked"), [ast.Name(name)]):
                return ast.Name(name + STACKED, ast.Load())
            case ast.Call(ast.Name(word), arguments) if word in WORDS:
                self.generic_visit(node)
                return WORDS[word](arguments, self.writer.operands)
            case ast.Call(ast.Name("namesake"), [module, *arguments]):
                last = self.binding.spelling.rpartition(".")[2]
                node = ast.Call(ast.Attribute(module, last), arguments, node.keywords)
        node.keywords = [k for k in node.keywords if not self.left_out(k.value)]
        node.args = [a for a in node.args if not self.left_out(a)]
        self.generic_visit(node)
        node.args = [item for a in node.args for item in spread(a)]
        return node

    def left_out(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Name) and value.id == RECEIVER:
            return self.writer.passing.receiver is None
        return (
            isinstance(value, ast.Name)
            and value.id in self.writer.params
            and value.id not in self.binding.args
            and value.id != self.binding.rule.star
        )

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """One of the arguments that a `*args` collects: `args[0]`."""
        match node:
            case ast.Subscript(ast.Name(name), ast.Constant(int(position))) if name == self.binding.rule.star:
                return ast.Name(f"{name}_{position}", ast.Load())
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.default(node.id) if self.left_out(node) else node

    def default(self, name: str) -> ast.expr:
        return ast.parse(self.writer.params[name].default or "None", mode="eval").body


class Mark(ast.NodeTransformer):
    """Put marks where arguments go."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def visit(self, node: ast.AST) -> ast.AST:
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(node, name, [self.child(v, node) for v in value])
            else:
                setattr(node, name, self.child(value, node))
        return node

    def child(self, value: object, parent: ast.AST) -> object:
        match value:
            case ast.Starred(ast.Name(name)) if name == self.writer.binding.rule.star:
                return self.writer.mark(value.value, Level.TEST)  # type: ignore[arg-type]
            case ast.Name():
                return self.writer.mark(value, wanted(value, parent))
            case ast.AST():
                return self.visit(value)
        return value


def spread(argument: ast.expr) -> list[ast.expr]:
    """`*(0, 1)` as `0, 1`."""
    match argument:
        case ast.Starred(ast.Tuple(items)):
            return items
    return [argument]


def clone(node: Tree) -> Tree:
    """A copy of a tree, without the places where its parts stood."""
    fields: dict[str, Any] = {name: _cloned(value) for name, value in ast.iter_fields(node)}
    return node.__class__(**fields)


def _cloned(value: Any) -> Any:
    if isinstance(value, list):
        return [_cloned(v) for v in value]
    return clone(value) if isinstance(value, (ast.expr, ast.keyword, ast.comprehension)) else value


def root_of(node: ast.expr) -> str | None:
    """The name that a chain of attributes, calls and items begins with."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def is_plain_operator(node: ast.expr) -> bool:
    """`a @ b`: nothing but the operator and its operands."""
    match node:
        case ast.BinOp(ast.Name(), _, ast.Name()) | ast.Compare(ast.Name(), _, [ast.Name()]):
            return True
    return False


def imports_of(text: str) -> frozenset[str]:
    found = set()
    if re.search(r"\btorch\.", text):
        found.add("torch")
    if re.search(r"\bmath\.", text):
        found.add("math")
    if re.search(r"(?<![\w.])F\.", text):
        found.add("torch.nn.functional as F")
    return frozenset(found)


__all__ = ["Writing", "Written", "rewrite", "root_of"]
