"""Write the loop anew: the loss goes backward, the update uses `.grad`, what leaves is detached."""

from __future__ import annotations

import ast
import copy
import re

from ...algebra import Term
from ...edit import Edits, Source, Span
from ...effects import is_tainted, reads, scope_of, tainted_names, writes
from ...facts import Facts
from ...kind import Array, External, Number
from .loops import TrainingLoop, Update
from .prove import Proof, Site

FACTORIES = frozenset("tensor zeros ones full eye rand randn arange linspace zeros_like ones_like full_like".split())


class LoopWriter:
    """Collects the edits of all loops of a program."""

    def __init__(self, source: Source, facts: Facts) -> None:
        self.source, self.facts = source, facts
        self.edits = Edits(source)
        self.roots: set[tuple[ast.AST | None, str]] = set()
        self.rewritten: set[ast.stmt] = set()
        self.touched: set[ast.AST] = set()

    def loop(self, loop: TrainingLoop, proof: Proof) -> None:
        scope = scope_of(loop.node, self.facts)
        self.roots |= {(scope, p) for p in loop.parameters}
        if loop.holder:
            self.roots.add((scope, loop.holder))
        if proof.relu:
            self.relu(loop)
        self.leaves(loop)
        self.step(loop, proof)
        self.snapshots(loop)

    def apply(self) -> str:
        self.detach()
        return self.edits.apply()

    def replace(self, node: ast.AST, text: str) -> None:
        """Replace an expression once; a second wish for the same place is dropped."""
        if node not in self.touched:
            self.touched.add(node)
            self.edits.replace_node(node, text)

    # --- leaves: where parameters begin to require a gradient -----------------------------------------

    def leaves(self, loop: TrainingLoop) -> None:
        anchor = self.anchor(loop)
        if loop.holder:
            self.edits.before(anchor, f"for p in {loop.holder}:", "    p.requires_grad_()")
            return
        late = [p for p in loop.parameters if not self.leaf_at_definition(p, loop, anchor)]
        self.edits.before(anchor, *[self.leaf_line(p, loop) for p in late])

    def anchor(self, loop: TrainingLoop) -> ast.stmt:
        """The statement before which the parameters are made leaves: the outermost loop that keeps them."""
        anchor: ast.stmt = loop.node
        names = set(loop.parameters) | ({loop.holder} if loop.holder else set())
        updates = [u.statement for u in loop.updates]
        for ancestor in self.facts.ancestors(loop.node):
            if isinstance(ancestor, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
                break
            if isinstance(ancestor, (ast.For, ast.While)):
                bound = {n for s in ancestor.body for n in self.bound_outside(s, updates, loop)}
                if bound & names:
                    break
            if isinstance(ancestor, ast.stmt):
                anchor = ancestor
        return anchor

    def bound_outside(self, statement: ast.stmt, updates: list[ast.stmt], loop: TrainingLoop) -> set[str]:
        if statement is loop.node:
            return set()
        inner = [s for s in ast.walk(statement) if isinstance(s, ast.stmt) and s not in updates]
        skip = set(ast.walk(loop.node))
        found: set[str] = set()
        for part in inner:
            if part not in skip and isinstance(part, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
                found |= writes(part)
        return found

    def leaf_at_definition(self, name: str, loop: TrainingLoop, anchor: ast.stmt) -> bool:
        """Put requires_grad where the parameter is made, if that is right before and nothing uses it in between."""
        block = self.block_of(anchor)
        made = [s for s in block[: block.index(anchor)] if name in writes(s)]
        if not made or not self.is_plain_definition(made[-1], name):
            return False
        statement = made[-1]
        assert isinstance(statement, ast.Assign)
        between = block[block.index(statement) + 1 : block.index(anchor)]
        if any(name in reads(s) for s in between):
            return False
        text = self.leaf_value(statement.value)
        if text is not None:
            self.replace(statement.value, text)
        return text is not None

    def is_plain_definition(self, statement: ast.stmt, name: str) -> bool:
        match statement:
            case ast.Assign([ast.Name(bound)], _):
                return bound == name
        return False

    def block_of(self, statement: ast.stmt) -> list[ast.stmt]:
        parent = self.facts.parents[statement]
        for field in ("body", "orelse", "finalbody"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def leaf_value(self, node: ast.expr) -> str | None:
        """The value of a parameter's definition, requiring a gradient."""
        kind, text = self.facts.kind(node), self.source.of(node)
        if isinstance(kind, Number):
            return f"torch.tensor({float_text(text, kind)}, requires_grad=True)"
        if not isinstance(kind, Array):
            return None
        if kind.dtype is not None and not kind.dtype.startswith("float"):
            return f"{atom(node, text)}.to(torch.float64).requires_grad_()"
        if self.is_factory(node):
            assert isinstance(node, ast.Call)
            inside = text[:-1].rstrip()
            return inside + ("requires_grad=True)" if inside.endswith((",", "(")) else ", requires_grad=True)")
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return f"{text}.clone().requires_grad_()"
        return f"{atom(node, text)}.requires_grad_()"

    def is_factory(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        kind = self.facts.kind(node.func)
        name = kind.name if isinstance(kind, External) else ""
        return name.startswith("torch.") and name.removeprefix("torch.") in FACTORIES and not any(k.arg == "requires_grad" for k in node.keywords)

    def leaf_line(self, name: str, loop: TrainingLoop) -> str:
        kind = self.entry_kind(name, loop)
        if isinstance(kind, Number) or (isinstance(kind, Array) and kind.number):
            return f"{name} = torch.tensor(float({name}), requires_grad=True)"
        if isinstance(kind, Array) and kind.dtype is not None and not kind.dtype.startswith("float"):
            return f"{name} = {name}.to(torch.float64).requires_grad_()"
        if self.is_shared(name, loop):
            return f"{name} = {name}.clone().requires_grad_()"
        return f"{name}.requires_grad_()"

    def entry_kind(self, name: str, loop: TrainingLoop) -> object:
        """The kind with which a parameter comes to the loop."""
        scope = scope_of(loop.node, self.facts)
        if isinstance(scope, ast.FunctionDef):
            for arg in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs):
                if arg.arg == name:
                    return self.facts.kind(arg)
        stores = [
            n
            for n in ast.walk(scope or self.source.tree)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) and n.lineno < loop.node.lineno
        ]
        return self.facts.kind(max(stores, key=lambda n: n.lineno)) if stores else None

    def is_shared(self, name: str, loop: TrainingLoop) -> bool:
        """Whether something else holds the same array, that a change in place would reach."""
        if self.in_place_before(name, loop):
            return False
        scope = scope_of(loop.node, self.facts)
        if isinstance(scope, ast.FunctionDef):
            names = [a.arg for a in (*scope.args.posonlyargs, *scope.args.args)]
            if name in names and name not in {n for s in scope.body if s.lineno < loop.node.lineno for n in writes(s)}:
                return any(self.keeps_argument(call, names.index(name), name) for call, f in self.facts.callees.items() if f is scope)
        stores = [s for s in self.scope_statements(scope) if isinstance(s, ast.Assign) and name in writes(s) and s.lineno < loop.node.lineno]
        value = stores[-1].value if stores else None
        if isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)):
            return True
        aliases = [s for s in self.scope_statements(scope) if isinstance(s, ast.Assign) and s.lineno < loop.node.lineno and holds(s.value, name)]
        return bool(aliases)

    def keeps_argument(self, call: ast.Call, position: int, name: str) -> bool:
        argument = call.args[position] if position < len(call.args) else next((k.value for k in call.keywords if k.arg == name), None)
        if not isinstance(argument, (ast.Name, ast.Attribute, ast.Subscript)):
            return False
        statement = self.facts.statement(call)
        return not (isinstance(argument, ast.Name) and argument.id in writes(statement))

    def in_place_before(self, name: str, loop: TrainingLoop) -> bool:
        """Whether the program changed the array in place already: then the others were to see it."""
        return any(isinstance(u.statement, ast.AugAssign) and u.target == name and self.is_array(u) for u in loop.updates)

    def is_array(self, update: Update) -> bool:
        kind = self.facts.kind(getattr(update.statement, "target", None))
        return isinstance(kind, Array) and kind.shape != ()

    def scope_statements(self, scope: ast.AST | None) -> list[ast.stmt]:
        return [s for s in ast.walk(scope or self.source.tree) if isinstance(s, ast.stmt) and scope_of(s, self.facts) is scope]

    # --- the step ------------------------------------------------------------------------------------------

    def step(self, loop: TrainingLoop, proof: Proof) -> None:
        involved = self.involved(loop, proof)
        first, last = involved[0], involved[-1]
        block = loop.body[loop.body.index(first) : loop.body.index(last) + 1]
        lines = self.backward_lines(loop, proof, first)
        inner: list[str] = []
        for statement in block:
            inner += self.statement_lines(statement, loop, proof) if statement in involved else self.kept_lines(statement)
        indent = self.step_indent()
        lines += ["with torch.no_grad():", *[indent + line if line else "" for line in inner]]
        lines += [f"{p}.grad.zero_()" for p in loop.parameters]
        self.write_block(block, lines)

    def involved(self, loop: TrainingLoop, proof: Proof) -> list[ast.stmt]:
        """The statements that the update consists of, velocities and clipped gradients with it."""
        chosen = {id(u.statement) for u in loop.updates}
        for site in proof.sites:
            if hasattr(site.node, "np2torch_id") and site.node in self.facts.parents:
                statement = self.facts.statement(site.node)
                defines = isinstance(statement, ast.Assign) and statement.value is site.node
                if statement in loop.body and not defines:
                    chosen.add(id(statement))
        names = {n for s in loop.body if id(s) in chosen for n in writes(s)} | {s.parameter for s in proof.sites}
        between = [s for s in loop.body if id(s) in chosen]
        low, high = loop.body.index(between[0]), loop.body.index(between[-1])
        for statement in loop.body[low:high]:
            if reads(statement) & (names - set(loop.parameters)) and not isinstance(statement, (ast.If, ast.For, ast.While, ast.Expr)):
                chosen.add(id(statement))
        return [s for s in loop.body if id(s) in chosen]

    def step_indent(self) -> str:
        return "\t" if re.search(r"^\t", self.source.text, re.MULTILINE) else "    "

    def backward_lines(self, loop: TrainingLoop, proof: Proof, first: ast.stmt) -> list[str]:
        candidate = proof.candidate
        early = loop.body[: loop.body.index(first)]
        if candidate.name is not None and candidate.statement in early:
            return [f"{scaled(proof.factor, candidate.name)}.backward()"]
        name = self.fresh("loss", loop)
        text = ast.unparse(candidate.expression)
        return [f"{name} = {text}", f"{scaled(proof.factor, name)}.backward()"]

    def fresh(self, name: str, loop: TrainingLoop) -> str:
        scope = scope_of(loop.node, self.facts) or self.source.tree
        taken = {n.id for n in ast.walk(scope) if isinstance(n, ast.Name)} | {a.arg for a in ast.walk(scope) if isinstance(a, ast.arg)}
        taken |= {d.name for d in self.facts.definitions if not isinstance(d, ast.Lambda)}
        return next(n for n in (name, "objective", "objective_value", "training_loss", "loss_") if n not in taken)

    def kept_lines(self, statement: ast.stmt) -> list[str]:
        """A statement between the updates, as it stands (dead ones go later)."""
        return dedented(self.source, statement)

    def statement_lines(self, statement: ast.stmt, loop: TrainingLoop, proof: Proof) -> list[str]:
        updates = [u for u in loop.updates if u.statement is statement]
        if not updates:
            return [*self.comment_lines(statement), *self.substituted(statement, proof)]
        lines = []
        for update in updates:
            site = next((s for s in proof.sites if s.parameter == update.target), None)
            lines.append(self.update_line(update, site, proof))
        trailing = self.trailing_comment(statement)
        return [lines[0] + trailing, *lines[1:]] if trailing and len(lines) == 1 else lines

    def comment_lines(self, statement: ast.stmt) -> list[str]:
        return []

    def trailing_comment(self, statement: ast.stmt) -> str:
        end, line_end = self.source.span(statement).end, self.source.line_span(statement).end
        rest = self.source.text[end:line_end].rstrip()
        return rest if rest.lstrip().startswith("#") else ""

    def substituted(self, statement: ast.stmt, proof: Proof) -> list[str]:
        """A statement with `.grad` in the place of the hand-written gradient."""
        text = "\n".join(dedented(self.source, statement))
        for site in proof.sites:
            if site.node in self.facts.parents and self.facts.statement(site.node) is statement:
                text = replace_in(text, self.source, statement, site.node, f"{site.parameter}.grad")
        return text.split("\n")

    def update_line(self, update: Update, site: Site | None, proof: Proof) -> str:
        name = update.target
        if isinstance(update.statement, ast.AugAssign) and site is not None and not site.scalars and site.node in self.facts.parents:
            if self.facts.statement(site.node) is update.statement:
                return self.substituted(update.statement, proof)[0]
        if isinstance(update.statement, ast.AugAssign) and (site is None or not self.is_in(update, site)):
            return "\n".join(dedented(self.source, update.statement))
        return rebuilt(name, [self.with_grad(t, site) for t in self.terms_of(update, site)])

    def is_in(self, update: Update, site: Site) -> bool:
        return site.term is not None or (site.node in self.facts.parents and self.facts.statement(site.node) is update.statement)

    def terms_of(self, update: Update, site: Site | None) -> list[Term]:
        """The terms of the update, the one that the gradient is a factor of in its hoisted form."""
        if site is None or site.term is None:
            return list(update.terms)
        own = site.term
        return [own if set(map(ast.unparse, t.factors)) & set(map(ast.unparse, own.factors)) or len(update.terms) == 1 else t for t in update.terms]

    def with_grad(self, term: Term, site: Site | None) -> Term:
        if site is None:
            return term
        grad = ast.parse(f"{site.parameter}.grad", mode="eval").body
        if site.term is term:
            factors = [grad if f is site.node else f for f in term.factors if not any(f is s for s in site.scalars)]
            return Term(term.sign, tuple(factors), tuple(d for d in term.divisors if not any(d is s for s in site.scalars)))
        number = getattr(site.node, "np2torch_id", None)
        swap = Swap(number, grad)
        return Term(term.sign, tuple(swap.visit(copy.deepcopy(f)) for f in term.factors), term.divisors)

    def write_block(self, block: list[ast.stmt], lines: list[str]) -> None:
        source = self.source
        start, end = source.line_span(block[0]).start, source.line_span(block[-1]).end
        indent = source.indent(block[0])
        flat = [part for line in lines for part in line.split("\n")]
        text = "".join(f"{indent}{line}{source.newline}" if line else source.newline for line in flat)
        if not source.text[:end].endswith("\n"):
            text = text.removesuffix(source.newline)
        self.edits.replace(Span(start, end), text)
        self.rewritten |= set(block)

    # --- what else has to change ---------------------------------------------------------------------------

    def relu(self, loop: TrainingLoop) -> None:
        from .stage import clamps

        for node in clamps(self.facts):
            function = self.source.of(node.func).rpartition(".")[0]
            inside = self.source.of(node.args[0]) if node.args else ""
            self.replace(node, f"{function}.relu({inside})")

    def snapshots(self, loop: TrainingLoop) -> None:
        """`best = w` and `history.append(w)` kept the array of that step: now they have to copy it."""
        rebinding = {u.target for u in loop.updates if not (isinstance(u.statement, ast.AugAssign) and self.is_array(u))}
        scope = scope_of(loop.node, self.facts)
        for node in ast.walk(loop.node):
            if isinstance(node, ast.Name) and node.id in rebinding and self.is_kept(node) and scope_of(node, self.facts) is scope:
                if self.facts.statement(node) not in self.rewritten:
                    self.replace(node, f"{node.id}.detach().clone()")
        for name in rebinding & set(loop.parameters):
            self.unpacked_views(name, loop)

    def is_kept(self, node: ast.Name) -> bool:
        parent = self.facts.parents[node]
        while isinstance(parent, (ast.Tuple, ast.List, ast.Dict)):
            node_, parent = parent, self.facts.parents[parent]
            if isinstance(parent, ast.Assign) and parent.value is node_ and isinstance(parent.targets[0], ast.Tuple):
                return False
        match parent:
            case ast.Assign([ast.Tuple()], _):
                return False
            case ast.Assign():
                return True
            case ast.Call(ast.Attribute(_, "append" | "insert" | "add")):
                return True
        return False

    def unpacked_views(self, name: str, loop: TrainingLoop) -> None:
        """`w, b = params`: views now, and numbers of their own before; read after the update they need a copy."""
        for statement in loop.body:
            match statement:
                case ast.Assign([ast.Tuple(targets)], ast.Name(base)) if base == name:
                    names = {t.id for t in targets if isinstance(t, ast.Name)}
                    if names & self.read_after(loop) and statement not in self.rewritten:
                        self.replace(statement.value, f"{name}.clone()")

    def read_after(self, loop: TrainingLoop) -> set[str]:
        """Names that are read after the last update: in the rest of the body, or after the loop."""
        last = max(u.statement.lineno for u in loop.updates)
        scope = scope_of(loop.node, self.facts) or self.source.tree
        late = [s for s in loop.body if s.lineno > last]
        end = loop.node.end_lineno or 0
        after = [s for s in ast.walk(scope) if isinstance(s, ast.stmt) and s.lineno > end]
        return set().union(*(reads(s) for s in (*late, *after))) if late or after else set()

    def detach(self) -> None:
        """Where values of the graph become NumPy arrays or plain numbers."""
        tainted = tainted_names(self.facts, self.roots)
        for node in ast.walk(self.source.tree):
            match node:
                case ast.Call(ast.Attribute(value, "numpy"), []) if is_tainted(value, self.facts, tainted):
                    if self.facts.statement(node) not in self.rewritten and not self.inside_touched(node):
                        end = self.source.span(value).end
                        self.edits.replace(Span(end, end), ".detach()" if self.is_atom(value, end) else "")
                        if not self.is_atom(value, end):
                            close = self.source.text.index(")", end) + 1
                            self.edits.replace(Span(close, close), ".detach()")

    def is_atom(self, node: ast.expr, end: int) -> bool:
        return self.source.text[end : end + 1] == "."

    def inside_touched(self, node: ast.AST) -> bool:
        return any(a in self.touched for a in (node, *self.facts.ancestors(node)))


class Swap(ast.NodeTransformer):
    def __init__(self, number: int | None, new: ast.expr) -> None:
        self.number, self.new = number, new

    def visit(self, node: ast.AST) -> ast.AST:
        if self.number is not None and getattr(node, "np2torch_id", None) == self.number:
            return self.new
        result = super().visit(node)
        assert isinstance(result, ast.AST)
        return result


def holds(node: ast.expr, name: str) -> bool:
    """Whether the value is the array itself, or a display that holds it."""
    match node:
        case ast.Name(found):
            return found == name
        case ast.Tuple(items) | ast.List(items):
            return any(holds(i, name) for i in items)
        case ast.Dict(_, values):
            return any(holds(v, name) for v in values)
    return False


def dedented(source: Source, statement: ast.stmt) -> list[str]:
    """The lines of a statement without its indentation; its end-of-line comment stays."""
    span, whole = source.span(statement), source.line_span(statement)
    text = source.text[span.start : whole.end].rstrip("\r\n")
    if ";" in text and not source.alone(statement):
        text = source.of(statement)
    indent = source.indent(statement)
    return [line.removeprefix(indent) if i else line for i, line in enumerate(text.splitlines())]


def replace_in(text: str, source: Source, statement: ast.stmt, node: ast.AST, new: str) -> str:
    """Replace the text of a node in the (one-line) text of its statement, parentheses around it too."""
    start = source.span(statement).start
    span = source.span(node)
    low, high = span.start - start, span.end - start
    old = source.text[span.start : span.end]
    if text[low:high] != old:
        return text.replace(old, new, 1)
    while text[low - 1 : low] == "(" and text[high : high + 1] == ")" and not (text[low - 2 : low - 1].isidentifier() or text[low - 2 : low - 1] in ")]"):
        low, high = low - 1, high + 1
    return text[:low] + new + text[high:]


def rebuilt(name: str, terms: list[Term]) -> str:
    """An update in place."""
    if all(t.sign < 0 for t in terms):
        return f"{name} -= " + " + ".join(t.text() for t in terms)
    out = terms[0].text() if terms[0].sign > 0 else f"-{terms[0].text()}"
    return f"{name} += {out}" + "".join(f" {'+' if t.sign > 0 else '-'} {t.text()}" for t in terms[1:])


def scaled(factor: str, name: str) -> str:
    if not factor:
        return name
    return f"({factor} * {name})"


def float_text(text: str, kind: Number) -> str:
    if re.fullmatch(r"-?\d+", text):
        return f"{text}.0"
    return text if kind.type == "float" else f"float({text})"


def atom(node: ast.expr, text: str) -> str:
    return text if isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript)) else f"({text})"


