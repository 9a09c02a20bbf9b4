"""Parameters and results of the program's functions that nobody uses any more, taken out of both sides."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

from .edit import Edits, Span
from .effects import is_pure
from .facts import Facts, bound_arguments
from .kind import External, Nothing, Unknown
from .scopes import Variable
from .tree import walk

Uses = Counter[str]


def trimmed(facts: Facts, before: Uses) -> str:
    """The text with the first thing taken out that can be; the same text where nothing can."""
    trimming = Trimming(facts, before)
    for function in facts.source.nodes:
        if isinstance(function, ast.FunctionDef) and (calls := trimming.calls_of(function)) is not None:
            for trim in (trimming.without_parameter, trimming.without_result, trimming.without_all_results):
                if (text := trim(function, calls)) is not None:
                    return text
    return trimming.without_zip() or facts.source.text


class Trimming:
    def __init__(self, facts: Facts, before: Uses) -> None:
        self.facts, self.source, self.before = facts, facts.source, before
        self.scopes = facts.source.scopes
        self.read = Counter(v for v in self.reads())

    def reads(self) -> Iterator[Variable]:
        for node in self.source.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield self.scopes.of(node)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                yield self.scopes.of(node.target)

    def now(self, name: str) -> int:
        nodes = self.source.nodes
        return sum(isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n.id == name for n in nodes)

    def calls_of(self, function: ast.FunctionDef) -> list[ast.Call] | None:
        """All calls, where the function is known to be used in no other way; methods of one name count as one."""
        family = self.family(function)
        if family[0] is not function or any(f.decorator_list or f.args.vararg or f.args.kwarg for f in family):
            return None
        if function.name.startswith("__") or (len(family) > 1 and not all(map(self.is_method, family))):
            return None
        calls = [c for c, callee in self.facts.callees.items() if callee in family]
        called = {c.func for c in calls}
        for node in self.source.nodes:
            named = (isinstance(node, ast.Name) and node.id == function.name and self.may_name(node, function)) or (
                isinstance(node, ast.Attribute)
                and node.attr == function.name
                and not isinstance(self.facts.kind(node), External)
            )
            if named and node not in called:
                return None
        plain = all(not isinstance(a, ast.Starred) for c in calls for a in c.args) and all(
            k.arg for c in calls for k in c.keywords
        )
        return calls if calls and plain else None

    def may_name(self, node: ast.Name, function: ast.FunctionDef) -> bool:
        """A method has its plain name in the class's own body only."""
        return not self.is_method(function) or self.facts.function(node) is None

    def family(self, function: ast.FunctionDef) -> list[ast.FunctionDef]:
        return [n for n in self.source.nodes if isinstance(n, ast.FunctionDef) and n.name == function.name]

    def is_method(self, function: ast.FunctionDef) -> bool:
        return isinstance(self.facts.parents.get(function), ast.ClassDef)

    # --- parameters ------------------------------------------------------------------------------

    def without_parameter(self, function: ast.FunctionDef, calls: list[ast.Call]) -> str | None:
        family = self.family(function)
        arguments = [[*f.args.posonlyargs, *f.args.args] for f in family]
        for place, same in enumerate(zip(*arguments, strict=False)):
            name = same[0].arg
            unread = all(a.arg == name and not self.read[Variable(f, name)] for f, a in zip(family, same, strict=True))
            if not unread or self.now(name) >= self.before[name] or (place == 0 and self.is_method(function)):
                continue
            text = self.drop_parameter(family, place, calls)
            if text is not None:
                return text
        return None

    def drop_parameter(self, family: list[ast.FunctionDef], place: int, calls: list[ast.Call]) -> str | None:
        edits = Edits(self.source)
        for function in family:
            arguments = [*function.args.posonlyargs, *function.args.args]
            defaults = [*[None] * (len(arguments) - len(function.args.defaults)), *function.args.defaults]
            written = [
                Span(self.source.span(a).start, self.source.span(d or a).end)
                for a, d in zip(arguments, defaults, strict=True)
            ]
            drop_item(edits, written, place)
        method = self.is_method(family[0])
        for call in calls:
            position = place - method
            items = [*call.args, *call.keywords]
            given = next(
                (i for i, k in enumerate(items) if isinstance(k, ast.keyword) and k.arg == arguments[place].arg), None
            )
            if given is None and position < len(call.args):
                given = position
            if given is None:
                continue
            item = items[given]
            if not is_pure(item.value if isinstance(item, ast.keyword) else item, self.facts):
                return None
            drop_item(edits, [self.source.span(i) for i in items], given)
        return edits.apply()

    # --- results ------------------------------------------------------------------------------------

    def without_result(self, function: ast.FunctionDef, calls: list[ast.Call]) -> str | None:
        """An item of a returned tuple that every call unpacks into a name that nobody reads, or leaves aside by an index."""
        returns, calls = self.past_guards(function, calls)
        tuples = [r.value for r in returns if isinstance(r.value, ast.Tuple)]
        targets = [t for c in calls if (t := self.unpacking(c)) is not None]
        taken = {
            s: index for c in calls if (s := self.facts.parents.get(c)) and (index := taken_index(s, c)) is not None
        }
        if len(tuples) != len(returns) or not tuples or len(targets) + len(taken) < len(calls):
            return None
        if len(self.family(function)) > 1 or len({len(t.elts) for t in (*tuples, *targets)}) != 1:
            return None
        for place in range(len(tuples[0].elts)):
            items = [t.elts[place] for t in targets]
            unread = all(isinstance(i, ast.Name) and not self.read[self.scopes.of(i)] for i in items)
            if unread and place not in taken.values() and any(map(self.is_unread, items)):
                if all(is_pure(t.elts[place], self.facts) for t in tuples):
                    return self.drop_result([*tuples, *targets], taken, place)
        return None

    def returns(self, function: ast.FunctionDef) -> list[ast.Return]:
        return [n for n in walk(function) if isinstance(n, ast.Return) and self.facts.function(n) is function]

    def past_guards(self, function: ast.FunctionDef, calls: list[ast.Call]) -> tuple[list[ast.Return], list[ast.Call]]:
        """The returns, and the calls that come to them, without those of `if y is None: return scores`."""
        returns = self.returns(function)
        for statement in function.body:
            match statement:
                case ast.If(ast.Compare(ast.Name(name), [ast.Is()], [ast.Constant(None)]), [*_, ast.Return()], []):
                    given = {c: dict(bound_arguments(function, c, self.facts)).get(name) for c in calls}
                    default = self.facts.kind(default_of(function, name))
                    kinds = {c: self.facts.kind(a) if a is not None else default for c, a in given.items()}
                    if not any(isinstance(k, Unknown) for k in kinds.values()):
                        inside = set(walk(statement))
                        returns = [r for r in returns if r not in inside]
                        calls = [c for c in calls if not isinstance(kinds[c], Nothing)]
        return returns, calls

    def without_all_results(self, function: ast.FunctionDef, calls: list[ast.Call]) -> str | None:
        """What every call leaves aside, or binds to a name that nobody reads."""
        returns = self.returns(function)
        values = [r.value for r in returns if r.value is not None]
        uses = [self.facts.parents[c] for c in calls]
        bound = [u for u in uses if isinstance(u, ast.Assign) and len(u.targets) == 1 and self.is_unread(u.targets[0])]
        aside = [u for u in uses if isinstance(u, ast.Expr)]
        if not values or not bound or len(bound) + len(aside) < len(calls) or len(self.family(function)) > 1:
            return None
        if not all(is_pure(v, self.facts) for v in values):
            return None
        edits = Edits(self.source)
        for node in returns:
            if node is function.body[-1]:
                edits.delete(node) if len(function.body) > 1 else edits.replace_node(node, "pass")
            elif node.value is not None:
                edits.replace_node(node, "return")
        for use in bound:
            edits.replace_node(use, self.source.of(use.value))
        return edits.apply()

    def unpacking(self, call: ast.Call) -> ast.Tuple | None:
        match self.facts.parents.get(call):
            case ast.Assign([ast.Tuple() as target], value) if value is call:
                return target
        return None

    def is_unread(self, target: ast.expr) -> bool:
        return (
            isinstance(target, ast.Name)
            and not self.read[self.scopes.of(target)]
            and self.now(target.id) < self.before[target.id]
        )

    def drop_result(self, tuples: list[ast.Tuple], taken: Mapping[ast.AST, int], place: int) -> str:
        edits = Edits(self.source)
        for node in tuples:
            if len(node.elts) == 2:
                edits.replace(self.source.grouped(node), self.source.of(node.elts[1 - place]))
            else:
                drop_item(edits, [self.source.span(e) for e in node.elts], place)
        for use, index in taken.items():
            assert isinstance(use, ast.Subscript)
            if len(tuples[0].elts) == 2:
                edits.replace(Span(self.source.span(use.value).end, self.source.span(use).end), "")
            elif index > place:
                edits.replace_node(use.slice, str(index - 1))
        return edits.apply()

    # --- zip ----------------------------------------------------------------------------------------

    def without_zip(self) -> str | None:
        """`for p, g in zip(params, grads)` of which one is not read any more."""
        for node in self.source.nodes:
            if not isinstance(node, ast.For):
                continue
            match node.target, node.iter:
                case ast.Tuple([_, ast.Tuple() as target]), ast.Call(ast.Name("enumerate"), [ast.Call() as call, *_]):
                    text = self.without_zipped(target, call)
                case ast.Tuple() as target, ast.Call() as call:
                    text = self.without_zipped(target, call)
                case _:
                    continue
            if text is not None:
                return text
        return None

    def without_zipped(self, target: ast.Tuple, call: ast.Call) -> str | None:
        match call:
            case ast.Call(ast.Name("zip"), items, []) if len(items) == len(target.elts):
                for place, (name, item) in enumerate(zip(target.elts, items, strict=True)):
                    names = name.elts if isinstance(name, ast.Tuple) else [name]
                    if all(map(self.is_unread, names)) and is_pure(item, self.facts):
                        return self.drop_zipped(target, call, place)
        return None

    def drop_zipped(self, target: ast.Tuple, call: ast.Call, place: int) -> str:
        edits = Edits(self.source)
        if len(target.elts) == 2:
            kept = target.elts[1 - place]
            text = self.source.of(kept)
            edits.replace_node(target, text[1:-1] if isinstance(kept, ast.Tuple) and text.startswith("(") else text)
            edits.replace_node(call, self.source.of(call.args[1 - place]))
        else:
            drop_item(edits, [self.source.span(e) for e in target.elts], place)
            drop_item(edits, [self.source.span(a) for a in call.args], place)
        return edits.apply()


def default_of(function: ast.FunctionDef, name: str) -> ast.expr | None:
    """The default value of a parameter, if it has one."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
    return defaults.get(name)


def taken_index(use: ast.AST, call: ast.Call) -> int | None:
    """Which item of a call's result is taken: 0 of `f(x)[0]`."""
    match use:
        case ast.Subscript(value, ast.Constant(int() as index)) if value is call and index >= 0:
            return index
    return None


def drop_item(edits: Edits, items: list[Span], place: int) -> None:
    """One of several items with commas between them."""
    if place + 1 < len(items):
        edits.replace(Span(items[place].start, items[place + 1].start), "")
    elif place:
        edits.replace(Span(items[place - 1].end, items[place].end), "")
    else:
        edits.replace(items[place], "")
