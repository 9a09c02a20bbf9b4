"""Remove what a rewriting made dead: what only the replaced code needed. What was dead before stays."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from .edit import Edits, Source, Span
from .effects import Liveness, is_pure, writes
from .facts import Facts
from .imports import without_unused
from .infer import analysed
from .kind import Array
from .needed import FUNCTIONS, Needed, may_share
from .rulebook import Rulebook
from .signatures import trimmed
from .tree import children, walk

ROUNDS = 12
Uses = Counter[str]


def without_dead(text: str, old: str, rulebook: Rulebook) -> str:
    """`text` without what `old` needed and it does not: statements, functions, parameters, results, imports."""
    before = Before(old, rulebook)
    for _ in range(ROUNDS):
        facts = analysed(text, rulebook)
        dead = Dead(facts, before)
        smaller = removed(facts.source, dead.statements) if dead.statements else trimmed(facts, before.uses)
        if smaller == text:
            break
        text = smaller
    return without_unused(text, ("math", "numpy"), old)


class Before:
    """The program before the rewriting."""

    def __init__(self, text: str, rulebook: Rulebook) -> None:
        self.text, self.rulebook = text, rulebook
        self.uses = uses(analysed(text, rulebook).source.tree)

    @cached_property
    def loaded(self) -> frozenset[str]:
        """Attributes that it read of its own objects."""
        units = Needed(analysed(self.text, self.rulebook)).units.all
        return frozenset(name for u in units for name in u.loads)

    @cached_property
    def idle_calls(self) -> frozenset[str]:
        """What it called for an effect that nobody saw: `history.append` of a list that is not read."""
        needed = Needed(analysed(self.text, self.rulebook))
        idle = (u.node for u in needed.units.all if u.node not in needed)
        return frozenset(
            ast.unparse(n.value.func) for n in idle if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)
        )


def uses(tree: ast.AST, without: Collection[ast.stmt] = ()) -> Uses:
    """How often each name is read; attributes with a dot before them."""
    found = Uses()
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        match node:
            case ast.Name(name, ast.Load()):
                found[name] += 1
            case ast.Attribute(_, name, ast.Load()):
                found[f".{name}"] += 1
            case ast.AugAssign(ast.Name(name)):
                found[name] += 1
            case ast.Expr(ast.Call(ast.Attribute(tensor, "backward"), [], [])):
                todo.append(tensor)  # autograd's, perhaps
                continue
        todo += [c for c in children(node) if c not in without]
    return found


class Dead:
    """The statements that are not needed, and that lost uses of what they define."""

    def __init__(self, facts: Facts, before: Before) -> None:
        self.facts, self.old, self.before = facts, before, before.uses
        self.needed = Needed(facts)
        self.statements: set[ast.stmt] = set()
        self.given: dict[ast.AST, list[str]] = {}  # names that a scope gives more than one value
        while True:
            self.now = uses(facts.source.tree, self.statements)
            found = {u.node for u in self.needed.units.all if u.node not in self.needed and self.lost(u.node)}
            found |= self.statements | set(self.overwritten()) | set(self.unmentioned())
            if found == self.statements:
                break
            self.statements = found

    def lost(self, node: ast.stmt) -> bool:
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                spellings = (name, f".{name}") if isinstance(self.facts.parents.get(node), ast.ClassDef) else (name,)
                plain = all(ast.unparse(d) in ("staticmethod", "classmethod") for d in node.decorator_list)
                return plain and sum(self.now[n] - self.before[n] for n in spellings) < 0
            case ast.Expr(ast.Call(function)):
                return ast.unparse(function) not in self.old.idle_calls
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
                return any(self.now[n] < self.before[n] for n in written(node))
        return False

    def unmentioned(self) -> Iterator[ast.stmt]:
        """Methods that nothing names any more, whatever they do to their objects."""
        loaded = {name for u in self.needed.units.all if u.node not in self.statements for name in u.loads}
        told = {n.value for n in self.facts.source.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        for method in self.needed.units.functions:
            if isinstance(self.facts.parents[method], ast.ClassDef) and method.name not in loaded | told:
                if not method.name.startswith("__") and (self.lost(method) or method.name in self.old.loaded):
                    yield method

    def overwritten(self) -> Iterator[ast.stmt]:
        """Pure assignments whose value is given up before anyone reads it."""
        for scope in (self.facts.source.tree, *self.needed.units.functions):
            if not self.rewrites(scope):
                continue
            live = Liveness(scope.body, self.kept_names(scope), self.statements)
            for statement, after in live.after.items():
                if isinstance(statement, ast.Assign) and statement not in self.statements and self.lost(statement):
                    names = [t.id for t in statement.targets if isinstance(t, ast.Name)]
                    if (
                        len(names) == len(statement.targets)
                        and not set(names) & after
                        and is_pure(statement, self.facts)
                    ):
                        yield statement
                elif statement not in self.statements and (name := changed_array(statement)) is not None:
                    if name not in after and self.lost(statement):
                        group = self.own.group(name, scope)
                        if group and not group & after:
                            yield statement

    @cached_property
    def own(self) -> OwnArrays:
        return OwnArrays(self.facts, self.needed)

    def rewrites(self, scope: ast.AST) -> bool:
        """Whether the scope gives a name that lost uses more than one value, or changes what it stands for."""
        if scope not in self.given:
            names = Counter(n.id for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
            names += Counter(name for n in walk(scope) if isinstance(n, ast.stmt) and (name := changed_array(n)))
            self.given[scope] = [name for name, count in names.items() if count > 1]
        return any(self.now[name] < self.before[name] for name in self.given[scope])

    def kept_names(self, scope: ast.AST) -> set[str]:
        """Names that code outside of the scope's own flow may read: of inner functions, and of the module at its end."""
        inner = [n for n in self.facts.source.nodes if isinstance(n, (*FUNCTIONS, ast.Lambda)) and n is not scope]
        names = {n.id for f in inner for n in walk(f) if isinstance(n, ast.Name)}
        if isinstance(scope, ast.Module):
            return names
        return names | {n for s in walk(scope) if isinstance(s, (ast.Global, ast.Nonlocal)) for n in s.names}


def changed_array(node: ast.AST) -> str | None:
    """The name of an array that a statement does no more than change in place: `d[x < 0] = 0`, `d /= n`."""
    match node:
        case ast.AugAssign(ast.Name(name) | ast.Subscript(ast.Name(name))) | ast.Assign(
            [ast.Subscript(ast.Name(name))]
        ):
            return name
    return None


def changed_less(old: str, new: str) -> frozenset[str]:
    """Names whose arrays a program changes in place in fewer statements than its old version, and of fewer loops."""
    trees = ast.parse(old), ast.parse(new)
    before, after = (Counter(scratch_names(tree)) for tree in trees)
    found = set(before - after)
    names, others = (Counter(renamings(tree)) for tree in trees)
    for _ in names:
        found |= {other for name, other in names - others if name in found}
    return frozenset(found)


def scratch_names(tree: ast.AST) -> Iterator[str]:
    for node in walk(tree):
        if (name := changed_array(node)) is not None:
            yield name
        elif isinstance(node, ast.For):
            yield from writes(node.target)


def renamings(scope: ast.AST) -> Iterator[tuple[str, str]]:
    """Names with what they are other names of: `b = a`."""
    for node in walk(scope):
        match node:
            case ast.Assign([ast.Name(name)], ast.Name(other)):
                yield name, other


class OwnArrays:
    """Arrays that are reached by one name alone, so that nobody sees it when they are changed behind the last use."""

    def __init__(self, facts: Facts, needed: Needed) -> None:
        self.facts, self.scopes = facts, needed.units.scopes
        self.sources = needed.units.aliases.sources

    def group(self, name: str, scope: ast.AST) -> set[str]:
        """The array's names in the scope, `b` of `b = a` too; none where others may hold it."""
        names = [n for n in walk(scope) if isinstance(n, ast.Name)]
        group = {name}
        while True:
            more = {n for pair in renamings(scope) if set(pair) & group for n in pair} - group
            if not more:
                break
            group |= more
        own = [n for n in names if n.id in group]
        variables = {self.scopes.of(n) for n in own}
        alone = not any(set(sources) & variables for v, sources in self.sources.items() if v not in variables)
        if alone and all(map(self.is_own_use, own)):
            return group
        return set()

    def is_own_use(self, name: ast.Name) -> bool:
        if not isinstance(self.facts.kind(name), Array):
            return False
        return self.is_new(name) if isinstance(name.ctx, ast.Store) else self.is_looked_at(name)

    def is_new(self, name: ast.Name) -> bool:
        """Whether the name is bound to an array that was made for it."""
        match self.facts.parents[name]:
            case ast.AugAssign() | ast.Assign([ast.Name()], ast.Name() | ast.BinOp() | ast.UnaryOp()):
                return True
            case ast.Assign([_], ast.Call() as call):
                return call not in self.facts.callees and not may_share(call, self.facts)
        return False

    def is_looked_at(self, name: ast.Name) -> bool:
        """Whether a use of the name does not hand the array itself on, but to another of its names."""
        match parent := self.facts.parents[name]:
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.Subscript() | ast.Attribute() | ast.AugAssign():
                return True
            case ast.Assign([ast.Name()], value):
                return value is name
            case ast.Call():
                return (
                    parent not in self.facts.callees
                    and not may_share(parent, self.facts)
                    and is_pure(parent, self.facts)
                )
        return False


def written(node: ast.stmt) -> Iterator[str]:
    """The names and attributes that an assignment gives a value to, or changes."""
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, (ast.AugAssign, ast.AnnAssign))
        else []
    )
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        for part in parts:
            while isinstance(part, (ast.Subscript, ast.Starred)):
                part = part.value
            if isinstance(part, ast.Name):
                yield part.id
            elif isinstance(part, ast.Attribute):
                yield f".{part.attr}"


# --- text ------------------------------------------------------------------------------------------------


def removed(source: Source, statements: Iterable[ast.stmt]) -> str:
    """The text without the statements, the comments that led up to them, and the blank lines that would be left."""
    chosen = whole_blocks(source.tree, set(statements))
    edits = Edits(source)
    gone: set[int] = set()
    headed: set[int] = set()
    for first, moved in successors(source, chosen):
        start = source.starts[first.lineno - 1]
        lines = [line for s in moved for line in source.lines[s.lineno - 1 : s.end_lineno]]
        edits.replace(Span(start, start), "".join(lines))
        headed.add(first.lineno)
        gone |= {line for s in moved for line in lines_of(s)}
    shares: list[Span] = []
    for node in outermost(chosen):
        if source.alone(node) or neighbours(source, node) <= chosen:
            gone |= lines_of(node)
        else:
            shares.append(share_of_line(source, node))
    for span in merged(shares):
        edits.replace(span, "")
    gone |= comments_above(source, gone, headed)
    gone |= blank_lines(source, gone)
    for line in sorted(gone):
        edits.replace(Span(source.starts[line - 1], source.starts[line]), "")
    return with_passes(edits.apply())


def neighbours(source: Source, node: ast.stmt) -> set[ast.stmt]:
    """The statements that share lines with this one, itself included, compound ones around it too."""
    lines = lines_of(node)
    return {n for n in walk(source.tree) if isinstance(n, ast.stmt) and lines & {n.lineno, n.end_lineno}}


def merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def lines_of(node: ast.stmt) -> set[int]:
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return set(range(first, (node.end_lineno or first) + 1))


def successors(source: Source, chosen: set[ast.stmt]) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
    """A backward pass takes the place of the statements before it that go: the first of them, and what moves there."""
    for node in walk(source.tree):
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if not isinstance(block, list):
                continue
            for i, statement in enumerate(block):
                if isinstance(statement, ast.stmt) and is_backward(statement):
                    moved = [statement]
                    if i and defines_loss(block[i - 1], statement):
                        moved.insert(0, block[i - 1])
                    end = block.index(moved[0])
                    start = end
                    while start and block[start - 1] in chosen and source.alone(block[start - 1]):
                        start -= 1
                    if start < end and all(map(source.alone, moved)):
                        yield block[start], moved


def is_backward(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(ast.Call(ast.Attribute(_, "backward"))):
            return True
    return False


def defines_loss(statement: ast.stmt, backward: ast.stmt) -> bool:
    names = {n.id for n in walk(backward) if isinstance(n, ast.Name)}
    match statement:
        case ast.Assign([ast.Name(name)]):
            return name in names
    return False


def whole_blocks(tree: ast.Module, statements: set[ast.stmt]) -> set[ast.stmt]:
    """Compound statements go with all that is in them."""
    chosen = set(statements)
    for node in reversed(list(walk(tree))):
        if isinstance(node, (ast.For, ast.While, ast.If, ast.With)):
            inner = [*node.body, *getattr(node, "orelse", [])]
            if inner and all(s in chosen for s in inner):
                chosen.add(node)
    return chosen


def outermost(statements: set[ast.stmt]) -> list[ast.stmt]:
    inner = {s for node in statements for s in walk(node) if s is not node}
    return sorted((s for s in statements if s not in inner), key=lambda s: s.lineno)


def share_of_line(source: Source, node: ast.stmt) -> Span:
    """A statement between semicolons, with the one behind it."""
    span = source.span(node)
    rest = source.text[span.end :]
    stripped = rest.lstrip(" \t")
    if stripped.startswith(";"):
        end = span.end + len(rest) - len(stripped) + 1
        return Span(span.start, end + len(source.text[end:]) - len(source.text[end:].lstrip(" \t")))
    return Span(len(source.text[: span.start].rstrip(" \t;")), span.end)


def comments_above(source: Source, gone: set[int], headed: set[int]) -> set[int]:
    """Comment lines that stand directly above a removed statement; where another takes its place, headings stay."""
    found: set[int] = set()
    for line in gone:
        row = line - 1
        indent = indent_of(source.lines[line - 1])
        while (
            row >= 1
            and row not in gone
            and source.lines[row - 1].lstrip().startswith("#")
            and indent_of(source.lines[row - 1]) == indent
        ):
            heads = line in headed or goes_on(source, gone, line)
            if row == 1 or (row == 2 and "coding" in source.lines[1]) or (heads and is_heading(source.lines[row - 1])):
                break
            found.add(row)
            row -= 1
    return found


def goes_on(source: Source, gone: set[int], line: int) -> bool:
    """Whether a statement that stays comes directly behind the removed ones."""
    after = line
    while after in gone:
        after += 1
    row = source.lines[after - 1] if after <= len(source.lines) else ""
    return bool(row.strip()) and indent_of(row) == indent_of(source.lines[line - 1])


def is_heading(comment: str) -> bool:
    """`# forward pass: compute y`: a few words, and no formula."""
    text = comment.strip().strip("#-=* ")
    return 0 < len(text.split()) <= 6 and all(c.isalnum() or c in " -.,:_" for c in text)


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
