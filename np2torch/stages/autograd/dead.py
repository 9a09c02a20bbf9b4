"""Remove what a rewriting made dead: statements, functions and imports that nothing reads any more."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from ...edit import Edits, Source, Span
from ...effects import Liveness, is_pure, reads, root
from ...facts import Facts
from ...imports import without_unused
from ...infer import infer
from ...rulebook import Rulebook, read_rulebook


def without_dead(text: str, old: Source, rulebook: Rulebook | None = None) -> str:
    """The new text without what only the replaced code needed; what the old program never read stays too."""
    source = Source.parse(text)
    facts = infer(source, rulebook or read_rulebook())
    dead = Dead(source, facts, uses(old.tree))
    dead.find()
    if not dead.removed:
        return text
    return without_unused(removed(source, dead.removed), ("math", "numpy"))


def uses(tree: ast.AST) -> Counter[str]:
    """How often each name is read, attributes' names among them."""
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    names += [n.target.id for n in ast.walk(tree) if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)]
    return Counter(names + [n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)])


class Dead:
    """The statements that can go, found to a fixpoint."""

    def __init__(self, source: Source, facts: Facts, old_uses: Counter[str]) -> None:
        self.source, self.facts, self.old_uses = source, facts, old_uses
        self.removed: set[ast.stmt] = set()

    def find(self) -> None:
        while True:
            before = len(self.removed)
            tree = without(self.source.tree, self.removed)
            self.now = uses(tree)
            self.functions()
            for scope in self.scopes():
                self.statements(scope)
            if len(self.removed) == before:
                return

    def scopes(self) -> Iterator[ast.Module | ast.FunctionDef]:
        yield self.source.tree
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.FunctionDef) and node not in self.removed:
                yield node

    def lost_uses(self, name: str) -> bool:
        return self.now[name] < self.old_uses[name]

    def functions(self) -> None:
        for node in ast.walk(self.source.tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node not in self.removed:
                own = uses(node)[node.name] if isinstance(node, ast.FunctionDef) else 0
                if self.lost_uses(node.name) and self.now[node.name] == own and not node.decorator_list:
                    self.removed.add(node)

    def statements(self, scope: ast.Module | ast.FunctionDef) -> None:
        live_out: set[str] = set()
        for node in ast.walk(self.source.tree):
            if isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)) and node is not scope and node not in self.removed:
                live_out |= reads(node)
        body = [s for s in scope.body if s not in self.removed]
        live = Liveness(body, live_out, self.removed)
        for statement in own_statements(scope):
            if statement not in self.removed and self.is_dead(statement, live, scope):
                self.removed.add(statement)

    def is_dead(self, node: ast.stmt, live: Liveness, scope: ast.AST) -> bool:
        if isinstance(node, (ast.For, ast.If, ast.With)):
            inner = [s for s in (*node.body, *getattr(node, "orelse", []))]
            heads = [node.iter] if isinstance(node, ast.For) else [node.test] if isinstance(node, ast.If) else []
            empty = all(s in self.removed for s in inner) and any(s in self.removed for s in inner)
            return empty and all(is_pure(h, self.facts) for h in heads)
        names = written(node)
        if names is None or node not in live.after or names & live.after[node]:
            return False
        if isinstance(node, (ast.Global, ast.Nonlocal)) or self.is_shared(scope, names):
            return False
        return any(self.lost_uses(n) for n in names) and is_pure(node, self.facts) and not self.mutates_alias(node, scope)

    def is_shared(self, scope: ast.AST, names: set[str]) -> bool:
        declared = {n for s in ast.walk(scope) if isinstance(s, (ast.Global, ast.Nonlocal)) for n in s.names}
        return bool(declared & names) and isinstance(scope, ast.FunctionDef)

    def mutates_alias(self, node: ast.stmt, scope: ast.AST) -> bool:
        """`d[mask] = 0`, `d *= mask`: dead only if no other name holds the same array."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        for target in targets:
            if isinstance(target, ast.Subscript) or isinstance(node, ast.AugAssign):
                name = root(target)
                if any(aliased(s, name) for s in ast.walk(scope) if isinstance(s, ast.Assign)):
                    return True
                if isinstance(scope, ast.FunctionDef) and name in {a.arg for a in ast.walk(scope.args) if isinstance(a, ast.arg)}:
                    return True
        return False


def aliased(statement: ast.Assign, name: str) -> bool:
    bound = {n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    if name in bound:
        return isinstance(statement.value, (ast.Name, ast.Subscript)) or (
            isinstance(statement.value, ast.Attribute) and statement.value.attr != "grad"
        )  # fmt: skip
    return isinstance(statement.value, ast.Name) and statement.value.id == name


def written(node: ast.stmt) -> set[str] | None:
    """The names whose value a statement makes, or changes through an index; None for other statements."""
    match node:
        case ast.Assign(targets):
            parts = [p for t in targets for p in (t.elts if isinstance(t, (ast.Tuple, ast.List)) else [t])]
        case ast.AugAssign(target) | ast.AnnAssign(target, _, ast.expr()):
            parts = [target]
        case _:
            return None
    if not all(isinstance(p, ast.Name) or (isinstance(p, ast.Subscript) and isinstance(p.value, ast.Name)) for p in parts):
        return None
    return {root(p) for p in parts}


def own_statements(scope: ast.Module | ast.FunctionDef) -> Iterator[ast.stmt]:
    """The statements of a scope, inner ones first, not those of functions in it."""
    yield from _own(scope.body)


def _own(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            continue
        for field in ("body", "orelse", "finalbody"):
            yield from _own(getattr(statement, field, []))
        yield statement


def without(tree: ast.Module, removed: set[ast.stmt]) -> ast.Module:
    """The tree with those statements out of its blocks (a shallow view: the original is untouched)."""
    return _Without(removed).module(tree) if removed else tree


class _Without:
    def __init__(self, removed: set[ast.stmt]) -> None:
        self.removed = removed

    def module(self, tree: ast.Module) -> ast.Module:
        return ast.Module([self.statement(s) for s in tree.body if s not in self.removed], [])

    def statement(self, node: ast.stmt) -> ast.stmt:
        fields = {}
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                value = [self.statement(s) for s in value if s not in self.removed]
            fields[name] = value
        return type(node)(**fields)


def removed(source: Source, statements: set[ast.stmt]) -> str:
    """The text without the statements, the comments that led up to them, and the blank lines that would be left."""
    drop = outermost(source.tree, statements)
    edits = Edits(source)
    gone: set[int] = set()
    for node in drop:
        if not source.alone(node):
            edits.replace(share_of_line(source, node), "")
            continue
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        gone |= set(range(first, (node.end_lineno or first) + 1))
    gone |= comments_above(source, gone)
    gone |= blank_lines(source, gone)
    for line in sorted(gone):
        edits.replace(Span(source.starts[line - 1], source.starts[line]), "")
    return with_passes(edits.apply())


def outermost(tree: ast.Module, statements: set[ast.stmt]) -> list[ast.stmt]:
    inner = {s for node in statements for s in ast.walk(node) if s is not node}
    return sorted((s for s in statements if s not in inner), key=lambda s: s.lineno)


def share_of_line(source: Source, node: ast.stmt) -> Span:
    """A statement between semicolons, with the one behind it."""
    span = source.span(node)
    end = span.end
    rest = source.text[end:]
    stripped = rest.lstrip(" \t")
    if stripped.startswith(";"):
        end += len(rest) - len(stripped) + 1
        end += len(source.text[end:]) - len(source.text[end:].lstrip(" \t"))
        return Span(span.start, end)
    start = len(source.text[: span.start].rstrip(" \t;"))
    return Span(start, end)


def comments_above(source: Source, gone: set[int]) -> set[int]:
    """Comment lines that stand directly above a removed statement, at its indentation."""
    found: set[int] = set()
    for line in gone:
        row = line - 1
        indent = indent_of(source.lines[line - 1])
        while row >= 1 and row not in gone and source.lines[row - 1].lstrip().startswith("#") and indent_of(source.lines[row - 1]) == indent:
            if row == 1 or (row == 2 and "coding" in source.lines[1]):
                break
            found.add(row)
            row -= 1
    return found


def indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def blank_lines(source: Source, gone: set[int]) -> set[int]:
    """Blank lines after a removed run, where there are blank lines, or the start of a block, before it too."""
    found: set[int] = set()
    lines = source.lines
    for line in sorted(gone):
        after = line + 1
        if after in gone or after > len(lines) or lines[after - 1].strip():
            continue
        before = line
        while before in gone:
            before -= 1
        opened = before >= 1 and lines[before - 1].rstrip().endswith(":")
        if before < 1 or not lines[before - 1].strip() or opened:
            while after <= len(lines) and not lines[after - 1].strip() and after not in gone:
                found.add(after)
                after += 1
    return found


def with_passes(text: str) -> str:
    """Blocks that lost all their statements get a `pass`."""
    for _ in range(20):
        try:
            ast.parse(text)
            return text
        except IndentationError as error:
            lines = text.splitlines(keepends=True)
            at = (error.lineno or len(lines)) - 1
            head = next((i for i in range(min(at, len(lines)) - 1, -1, -1) if lines[i].rstrip().endswith(":")), None)
            if head is None:
                raise
            lines.insert(head + 1, indent_of(lines[head]) + "    pass\n")
            text = "".join(lines)
    return text
