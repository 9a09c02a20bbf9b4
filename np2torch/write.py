"""Choose a clause of a rule and write it out with the caller's arguments and layout."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .edit import Source, comments
from .guard import all_arrays, decide, holds_arrays, settled
from .kind import Array, Kind, Many, Number, Tuple
from .rule import Binding, Clause, Declined, Param

ATOMIC = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.List, ast.ListComp, ast.JoinedStr, ast.Dict, ast.Set)
# Functions of torch that a tensor does not have as methods.
NO_METHODS = frozenset("tensor as_tensor from_numpy cat stack full zeros ones arange linspace eye vstack hstack".split())
MARK = re.compile(r"__arg_(\w+?)_(loose|tight)__")


@dataclass(frozen=True)
class Writing:
    """What the writer asks of the stage."""

    source: Source
    render: Callable[[ast.expr], str]  # text of an expression with its own rewrites
    dtype: Callable[[ast.expr], str | None]  # torch's name of a dtype argument
    node: ast.expr  # what is being rewritten
    call: Callable[[], str] | None = None  # the call as it was, arrays handed over to NumPy


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    atomic: bool
    imports: frozenset[str]
    unchanged: bool = False  # the operator stays as it is


def rewrite(binding: Binding, kinds: Mapping[str, Kind], writing: Writing) -> Written:
    """The PyTorch form of a call. Raises Declined with the reason where there is none."""
    robust = {p.name for p in binding.rule.params if p.name in kinds and _takes_array(p) and not settled(kinds[p.name])}
    known: dict[str, Kind] = {n: Array() if n in robust else k for n, k in kinds.items()}
    clause = choose(binding, known)
    assert clause.result is not None
    return Writer(binding, known, writing, robust).write(clause)


def _takes_array(param: Param) -> bool:
    return "Array" in param.treatment and "Arrays" not in param.treatment


def choose(binding: Binding, kinds: Mapping[str, Kind]) -> Clause:
    for clause in binding.rule.clauses:
        verdict = True if clause.guard is None else decide(clause.guard, binding, kinds)
        if verdict is None:
            assert clause.guard is not None
            raise Declined(f"cannot tell whether {ast.unparse(clause.guard)}")
        if verdict and clause.result is None:
            raise Declined(clause.why)
        if verdict:
            return clause
    raise Declined("no clause of its rule applies")


class Writer:
    def __init__(self, binding: Binding, kinds: Mapping[str, Kind], writing: Writing, robust: set[str]) -> None:
        self.binding, self.kinds, self.writing, self.robust = binding, kinds, writing, robust
        self.params = {p.name: p for p in binding.rule.params}

    def write(self, clause: Clause) -> Written:
        if is_plain_operator(clause.result) and isinstance(self.writing.node, (ast.BinOp, ast.Compare)):
            return Written("", False, frozenset(), unchanged=True)
        template = self.template(clause)
        self.check_cover(template)
        self.check_repeats(template)
        text = self.in_layout(template)
        if text is None:
            self.check_comments()
            text = self.filled(template)
        atomic = isinstance(template, ATOMIC) and not (isinstance(template, ast.Name) and template.id == "call")
        if isinstance(template, ast.Name) and template.id in self.binding.args:
            atomic = isinstance(self.binding.args[template.id], ATOMIC)
        return Written(text, atomic or _is_call(template), imports_of(text))

    # --- the template, made for this call ------------------------------------------------------

    def template(self, clause: Clause) -> ast.expr:
        made = Specialize(self).visit(copy.deepcopy(clause.result))
        assert isinstance(made, ast.expr)
        return self.as_method(made) if self.binding.method else made

    def as_method(self, node: ast.expr) -> ast.expr:
        """`torch.f(a, …)` as `a.f(…)`, for what was a method call."""
        receiver = self.binding.rule.params[0].name
        match node:
            case ast.Call(ast.Attribute(ast.Name("torch"), name), [ast.Name(first), *rest], keywords) if (
                first == receiver and name not in NO_METHODS and self.binding.spelling.startswith("numpy.ndarray.")
            ):
                return ast.Call(ast.Attribute(ast.Name(first), name), rest, keywords)
        return node

    def check_cover(self, template: ast.expr) -> None:
        used = {n.id for n in ast.walk(template) if isinstance(n, ast.Name)}
        if "call" in used:
            return
        guards = [c.guard for c in self.binding.rule.clauses if c.guard is not None]
        used |= {n.id for g in guards for n in ast.walk(g) if isinstance(n, ast.Name)}
        if uncovered := [name for name in self.binding.args if name not in used]:
            raise Declined(f"argument {', '.join(uncovered)} is not covered")

    def check_repeats(self, template: ast.expr) -> None:
        names = [n.id for n in ast.walk(template) if isinstance(n, ast.Name)]
        for name, argument in self.binding.args.items():
            if names.count(name) > 1 and not is_cheap(argument):
                raise Declined(f"argument {name} would be evaluated twice")

    def check_comments(self) -> None:
        text = self.writing.source.of(self.writing.node)
        if "#" in text and comments(f"({text})"):
            raise Declined("a comment inside the call would be lost")

    # --- text ------------------------------------------------------------------------------------

    def filled(self, template: ast.expr) -> str:
        marked = Mark(self).visit(copy.deepcopy(template))
        text = ast.unparse(ast.fix_missing_locations(marked))
        return MARK.sub(lambda m: self.argument(m.group(1), m.group(2) == "tight"), text)

    def argument(self, name: str, tight: bool) -> str:
        if name == "call":
            text = self.writing.call() if self.writing.call else self.writing.source.of(self.writing.node)
            return text
        if name == self.binding.rule.star:
            return ", ".join(self.writing.render(a) for a in self.binding.star)
        node, param = self.binding.args[name], self.params[name]
        if "DType" in param.treatment:
            return self.dtype(node)
        text = self.writing.render(node)
        wrapped = self.as_array(name, text)
        if wrapped is not None:
            return wrapped
        is_number = isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
        return f"({text})" if tight and (is_number or not self.is_atomic(node, text)) else text

    def is_atomic(self, node: ast.expr, text: str) -> bool:
        if text == self.writing.source.of(node):
            return isinstance(node, ATOMIC)
        try:
            return isinstance(ast.parse(f"({text}\n)", mode="eval").body, ATOMIC)
        except SyntaxError:
            return False

    def as_array(self, name: str, text: str) -> str | None:
        """A list, or a value of unknown kind, where the rule wants an array."""
        param, kind = self.params[name], self.kinds[name]
        if name in self.robust:
            return f"torch.as_tensor({text})"
        if not _takes_array(param):
            return None
        if isinstance(kind, (Tuple, Many)) and "Sequence" not in param.treatment:
            if holds_arrays(kind) is False:
                return f"torch.tensor({text})"
            if all_arrays(kind):
                return f"torch.stack({text})"
            raise Declined(f"cannot tell what the list {name} holds")
        if isinstance(kind, Number) and "Scalar" not in param.treatment:
            raise Declined(f"{name} is a Python number, not an array")
        return None

    def dtype(self, node: ast.expr) -> str:
        text = self.writing.dtype(node)
        if text is None:
            raise Declined(f"{self.writing.source.of(node)} is not a dtype that is known")
        return text

    # --- the caller's layout ------------------------------------------------------------------------

    def in_layout(self, template: ast.expr) -> str | None:
        """The call with the caller's line breaks and comments, where its arguments keep their order."""
        node = self.writing.node
        if not (isinstance(node, ast.Call) and isinstance(template, ast.Call)):
            return None
        written: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        wanted: list[ast.expr | ast.keyword] = [*template.args, *template.keywords]
        moved = self.binding.method and isinstance(template.func, ast.Attribute) and not _is_receiver(wanted, self.binding)
        if not self.same_order(written, wanted):
            return None
        head = self.filled(template.func)
        if moved and isinstance(node.func, ast.Attribute):
            head = self.filled(template.func)
        return head + self.spliced(node, written, wanted)

    def same_order(self, written: list[ast.expr | ast.keyword], wanted: list[ast.expr | ast.keyword]) -> bool:
        """The first of the wanted arguments are the caller's, in order; more may follow."""
        if len(wanted) < len(written) or not written:
            return False
        for mine, theirs in zip(wanted, written, strict=False):
            value = mine.value if isinstance(mine, ast.keyword) else mine
            original = theirs.value if isinstance(theirs, ast.keyword) else theirs
            name = value.id if isinstance(value, ast.Name) else ""
            if self.binding.args.get(name) is not original:
                return False
        return not any(isinstance(a, ast.expr) for a in wanted[len(written) :])

    def spliced(self, node: ast.Call, written: list[ast.expr | ast.keyword], wanted: list[ast.expr | ast.keyword]) -> str:
        source = self.writing.source
        out, position = [], source.span(node.func).end
        for mine, theirs in zip(wanted, written, strict=False):
            span = source.span(theirs)
            piece = self.filled(mine.value if isinstance(mine, ast.keyword) else mine)
            name = f"{mine.arg}=" if isinstance(mine, ast.keyword) and mine.arg else ""
            out += [source.text[position : span.start], name, piece]
            position = span.end
        extra = [a for a in wanted[len(written) :] if isinstance(a, ast.keyword)]
        out += [f", {a.arg}={self.filled(a.value)}" for a in extra]
        out.append(source.text[position : source.span(node).end])
        return "".join(out)


def _is_receiver(wanted: list[ast.expr | ast.keyword], binding: Binding) -> bool:
    first = wanted[0] if wanted else None
    return isinstance(first, ast.Name) and first.id == binding.rule.params[0].name


def _is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "call"


class Specialize(ast.NodeTransformer):
    """Drop what the caller left out; write what is `always` written; name the namesake."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.binding = writer.binding

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(ast.Name("always"), [ast.Name(name)]):
                return node.args[0] if name in self.binding.args else self.default(name)
            case ast.Call(ast.Name("namesake"), [module, *arguments]):
                last = self.binding.spelling.rpartition(".")[2]
                node = ast.Call(ast.Attribute(module, last), arguments, node.keywords)
        node.keywords = [k for k in node.keywords if not self.left_out(k.value)]
        node.args = [a for a in node.args if not (isinstance(a, ast.Name) and self.left_out(a))]
        self.generic_visit(node)
        return node

    def left_out(self, value: ast.expr) -> bool:
        return (
            isinstance(value, ast.Name)
            and value.id in self.writer.params
            and value.id not in self.binding.args
            and value.id != self.binding.rule.star
        )

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.default(node.id) if self.left_out(node) else node

    def default(self, name: str) -> ast.expr:
        return ast.parse(self.writer.params[name].default or "None", mode="eval").body


class Mark(ast.NodeTransformer):
    """Put marks where arguments go; a mark knows whether its place needs parentheses."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Name):
            return self.marked(node, "loose")
        for name, value in ast.iter_fields(node):
            loose = (isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.keyword)) and name != "func") or (
                isinstance(node, ast.Subscript) and name == "slice"
            )  # fmt: skip
            how = "loose" if loose else "tight"
            if isinstance(value, list):
                setattr(node, name, [self.child(v, how) for v in value])
            elif isinstance(value, ast.AST):
                setattr(node, name, self.child(value, how))
        return node

    def child(self, value: object, how: str) -> object:
        if isinstance(value, ast.Starred) and isinstance(value.value, ast.Name) and self.is_star(value.value.id):
            return self.marked(value.value, "loose")
        if isinstance(value, ast.Name):
            return self.marked(value, how)
        return self.visit(value) if isinstance(value, ast.AST) else value

    def is_star(self, name: str) -> bool:
        return name == self.writer.binding.rule.star

    def marked(self, node: ast.Name, how: str) -> ast.Name:
        known = node.id in self.writer.binding.args or self.is_star(node.id) or node.id == "call"
        return ast.Name(f"__arg_{node.id}_{how}__", ast.Load()) if known else node


def is_plain_operator(node: ast.expr | None) -> bool:
    """`a @ b`: nothing but the operator and its operands."""
    match node:
        case ast.BinOp(ast.Name(), _, ast.Name()) | ast.Compare(ast.Name(), _, [ast.Name()]):
            return True
    return False


def is_cheap(node: ast.expr) -> bool:
    """Whether it may be evaluated twice: a name, an attribute, a literal, or a constant item of one."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value):
            return is_cheap(value)
        case ast.Subscript(value, ast.Constant()):
            return is_cheap(value)
        case ast.UnaryOp(_, ast.Constant()):
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
