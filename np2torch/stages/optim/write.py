"""The text with an optimizer: made before the loop, cleared before the backward pass, stepped where the update was."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from ...dead import removed
from ...edit import Edits, Source
from ...effects import mutates, reads, scope_of, writes
from ...optimizer_rules import options_of
from ...tree import walk
from .groups import Group
from .home import home_of, only_steps
from .observe import Observation
from .rates import LATER, names_in, numbers_of, rebound_in

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
RATE = "lr"
NAMES = ("optimizer", "optim", "opt", "torch_optimizer")


class NotWritten(Exception):
    """The update is known, but the program cannot be rewritten; the message says why."""


class Writer:
    def __init__(self, observation: Observation, loop: ast.For | ast.While, groups: Sequence[Group]) -> None:
        self.observation, self.source, self.facts = observation, observation.source, observation.facts
        self.loop, self.groups = loop, groups
        self.updates = self.update_statements()
        home = home_of(self.updates, loop, self.facts)
        if home is None:
            raise NotWritten("the update stands in another function than the loop")
        self.home = home
        self.name = self.fresh()

    def update_statements(self) -> list[ast.stmt]:
        numbers = sorted({n for g in self.groups for leaf in g.leaves for n in leaf.statements})
        found = [n for n in (self.observation.nodes[i] for i in numbers) if isinstance(n, ast.stmt)]
        for statement in found:
            if not isinstance(statement, (ast.AugAssign, ast.Expr, ast.Assign)):
                raise NotWritten(f"line {statement.lineno} is not understood as an update")
        return found

    def text(self) -> str:
        source = self.source
        edits = Edits(source)
        construction = self.construction()
        edits.before(self.first_use(self.anchor(), construction), *construction)
        edits.before(self.step_place(), *self.rate_lines(), f"{self.name}.step()")
        edits.before(self.backward_statement(), f"{self.name}.zero_grad()")
        return self.without(edits, self.superseded())

    def superseded(self) -> list[ast.stmt]:
        """The updates with the clearing of gradients, or the call of the function that does nothing else."""
        steps = [*self.updates, *self.clearings()]
        if self.home.function is None or self.home.function in self.facts.ancestors(self.backward_statement()):
            return steps
        call = only_steps(self.home, self.updates, steps, self.facts)
        if call is None:
            raise NotWritten("the update stands in a function that does more")
        return [call]

    def without(self, edits: Edits, gone: Sequence[ast.stmt]) -> str:
        """Statements are taken out of the edited text, where they are found again by their place among their like."""
        wanted = [self.nth(self.source.tree, s) for s in gone]
        edited = Source.parse(edits.apply())
        return removed(edited, [self.find(edited.tree, key) for key in wanted])

    def nth(self, tree: ast.AST, statement: ast.stmt) -> tuple[str, int]:
        text = ast.dump(statement)
        same = [n for n in walk(tree) if isinstance(n, ast.stmt) and ast.dump(n) == text]
        return text, same.index(statement)

    def find(self, tree: ast.AST, key: tuple[str, int]) -> ast.stmt:
        same = [n for n in walk(tree) if isinstance(n, ast.stmt) and ast.dump(n) == key[0]]
        return same[key[1]]

    # --- places ----------------------------------------------------------------------------------

    def block_statement(self, statement: ast.stmt) -> ast.stmt:
        """The statement of the block with the backward pass that holds another."""
        backward = self.backward_statement()
        block = self.facts.block(backward)
        for node in (statement, *self.facts.ancestors(statement)):
            if node in block and isinstance(node, ast.stmt):
                return node
        raise NotWritten("the update stands outside of the block of the backward pass")

    def step_place(self) -> ast.stmt:
        first = self.updates[0]
        if self.home.call is not None and self.home.function not in tuple(
            self.facts.ancestors(self.backward_statement())
        ):
            return self.block_statement(self.facts.statement(self.home.call))
        return self.block_statement(first)

    def backward_statement(self) -> ast.stmt:
        """The statement that runs the backward pass of the loop."""
        scope = scope_of(self.loop, self.facts)
        for node in [*walk(self.loop), *(walk(self.home.function) if self.home.function is not None else ())]:
            match node:
                case ast.Expr(ast.Call(ast.Attribute(_, "backward"))) if scope_of(node, self.facts) in (
                    scope,
                    self.home.function,
                ):
                    return node
        raise NotWritten("the backward pass stands in another function than the loop")

    def anchor(self) -> ast.stmt:
        """The outermost loop across whose iterations the parameters live on."""
        anchor: ast.stmt = self.loop
        names = {n.id for t in self.targets() for n in walk(t) if isinstance(n, ast.Name)}
        for ancestor in self.facts.ancestors(self.loop):
            if isinstance(ancestor, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                break
            if isinstance(ancestor, (ast.For, ast.While)) and names & bound_in(ancestor):
                break
            if isinstance(ancestor, ast.stmt):
                anchor = ancestor
        return anchor

    def first_use(self, anchor: ast.stmt, construction: Sequence[str]) -> ast.stmt:
        """The anchor, or a statement before it that gives the parameters to a function of the program.

        So modules that the parameters go into later are known where the function is called.
        """
        needed = {n.id for n in walk(ast.parse("\n".join(construction))) if isinstance(n, ast.Name)} - {self.name}
        parameters = {n.id for t in self.targets() for n in walk(t) if isinstance(n, ast.Name)}
        block, first = self.facts.block(anchor), anchor
        for statement in reversed(block[: block.index(anchor)]):
            if needed & (writes(statement) | set(mutates(statement, self.facts))):
                break
            if parameters & reads(statement) and self.calls_own(statement):
                first = statement
        return first

    def calls_own(self, statement: ast.stmt) -> bool:
        """Whether the statement, when it is run, calls a function of the program."""
        return not isinstance(statement, DEFINITIONS) and any(n in self.facts.callees for n in walk(statement))

    def clearings(self) -> Iterator[ast.stmt]:
        """`w.grad.zero_()` and `w.grad = None` in the loop."""
        for node in [*walk(self.loop), *(walk(self.home.function) if self.home.function is not None else ())]:
            match node:
                case ast.Expr(ast.Call(ast.Attribute(ast.Attribute(_, "grad"), "zero_"))):
                    yield node
                case ast.Assign([ast.Attribute(_, "grad")], ast.Constant(None)):
                    yield node

    # --- text ------------------------------------------------------------------------------------

    def fresh(self) -> str:
        taken = {n.id for n in self.source.nodes if isinstance(n, ast.Name)}
        taken |= {n.arg for n in self.source.nodes if isinstance(n, ast.arg)}
        taken |= {d.name for d in self.facts.definitions if isinstance(d, (ast.FunctionDef, ast.ClassDef))}
        return next(n for n in (*NAMES, *(f"optimizer{i}" for i in range(2, 100))) if n not in taken)

    def construction(self) -> list[str]:
        rule = self.groups[0].match.rule
        if len(self.groups) == 1:
            arguments = [self.parameters(self.groups[0]), *self.options(self.groups[0])]
            return [f"{self.name} = torch.optim.{rule.optimizer}({', '.join(arguments)})"]
        shared = [o for o in self.options(self.groups[0]) if all(o in self.options(g) for g in self.groups)]
        lines = [f"{self.name} = torch.optim.{rule.optimizer}(["]
        for group in self.groups:
            own = [o for o in self.options(group) if o not in shared]
            entries = "".join(f', "{o.partition("=")[0]}": {o.partition("=")[2]}' for o in own)
            lines.append(f'    {{"params": {self.parameters(group)}{entries}}},')
        return [*lines, f"]{''.join(f', {o}' for o in shared)})"]

    def options(self, group: Group) -> list[str]:
        hyper = {name: self.available(text) for name, text in group.match.hyper.items() if name != RATE}
        hyper |= {RATE: self.first_rate(group)} if RATE in group.match.hyper else {}
        return [*options_of(group.match.rule, hyper), *(["maximize=True"] if group.match.maximize else [])]

    def available(self, text: str) -> str:
        """A hyper-parameter's text, if it means before the loop what it means in it. Raises NotWritten."""
        text = self.home.outside(text)
        if names_in(text) & self.rebound:
            raise NotWritten(f"`{text}`, which is not its rate, changes in the loop")
        return text

    # --- rates -----------------------------------------------------------------------------------

    @cached_property
    def rebound(self) -> set[str]:
        """Names that have other values in the loop, or in later ones, than before."""
        return rebound_in(self.anchor())

    def changes(self, group: Group) -> bool:
        """Whether the group's rate may be another one in later steps."""
        return group.changing or bool(names_in(self.rate(group)) & self.rebound)

    def rate(self, group: Group) -> str:
        return self.home.outside(group.match.hyper[RATE])

    def first_rate(self, group: Group) -> str:
        """The rate that the optimizer is made with."""
        text = self.rate(group)
        new = names_in(text) & self.rebound
        return text if new <= self.bound_before() else LATER

    def bound_before(self) -> set[str]:
        """Names that are bound by simple statements before the loop."""
        block = self.facts.block(self.anchor())
        return {n for s in block[: block.index(self.anchor())] if isinstance(s, ast.Assign) for n in writes(s)}

    def rate_lines(self) -> list[str]:
        """What gives the optimizer the rates that change, before a step."""
        lines = []
        for i, group in enumerate(self.groups):
            if self.changes(group):
                options = options_of(group.match.rule, {**group.match.hyper, RATE: self.rate(group)})
                rate = next(o.partition("=")[2] for o in options if o.startswith("lr="))
                lines.append(f'{self.name}.param_groups[{i}]["lr"] = {rate}')
        return lines

    def varied(self) -> list[str]:
        """Numbers that the changing rates come from."""
        counts = {n for loop in walk(self.anchor()) if isinstance(loop, ast.For) for n in writes(loop.target)}
        found = (n for g in self.groups if self.changes(g) for n in numbers_of(self.rate(g), counts))
        return list(dict.fromkeys(found))

    # --- parameters ------------------------------------------------------------------------------

    def parameters(self, group: Group) -> str:
        """The group's parameters as a list, or as the collection that the update runs over."""
        texts: list[str] = []
        statements = {n for leaf in group.leaves for n in leaf.statements}
        for statement in self.updates:
            if self.observation.numbers[statement] in statements:
                text = self.home.outside(self.collection(statement) or ast.unparse(target_of(statement)))
                if text not in texts:
                    texts.append(text)
        collections = [
            t for t in texts if t in {self.home.outside(c) for s in self.updates if (c := self.collection(s))}
        ]
        if collections and len(texts) == 1:
            return texts[0]
        return "[" + ", ".join(f"*{t}" if t in collections else t for t in texts) + "]"

    def collection(self, statement: ast.stmt) -> str | None:
        """`params` where the update is of `p` in `for p in params`."""
        target = target_of(statement)
        for ancestor in self.facts.ancestors(statement):
            if ancestor is self.loop:
                return None
            if isinstance(ancestor, ast.For) and isinstance(ancestor.target, ast.Name):
                variable = ancestor.target.id
                if isinstance(target, ast.Name) and target.id == variable:
                    return self.source.of(ancestor.iter)
                if isinstance(target, ast.Subscript) and variable in {
                    n.id for n in walk(target.slice) if isinstance(n, ast.Name)
                }:
                    return f"{self.source.of(target.value)}.values()"
        return None

    def targets(self) -> Iterator[ast.expr]:
        return (ast.parse(self.home.outside(ast.unparse(target_of(s))), mode="eval").body for s in self.updates)


def target_of(statement: ast.stmt) -> ast.expr:
    """What an update writes to. Raises NotWritten."""
    match statement:
        case ast.AugAssign(target):
            return target
        case ast.Expr(ast.Call(ast.Attribute(receiver, method))) if method.endswith("_"):
            return receiver.value if isinstance(receiver, ast.Attribute) and receiver.attr == "data" else receiver
        case ast.Assign([ast.Subscript(value, ast.Slice(None, None, None))]):
            return value
    raise NotWritten(f"line {statement.lineno} is not understood as an update")


def bound_in(node: ast.AST) -> set[str]:
    """Names that a statement binds, updates in place left out."""
    return {
        n
        for s in walk(node)
        if isinstance(s, (ast.Assign, ast.AnnAssign, ast.For))
        for n in (writes(s.target) if isinstance(s, ast.For) else writes(s))
    }
