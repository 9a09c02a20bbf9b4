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
from .home import contains, home_of
from .objects import only_steps_with, resolved
from .observe import Observation
from .parameters import Loop, Parameters, target_of
from .rates import LATER, names_in, numbers_of, rebound_in
from .steps import step_calls

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
RATE = "lr"
NAMES = ("optimizer", "optim", "opt", "torch_optimizer")


class NotWritten(Exception):
    """The update is known, but the program cannot be rewritten; the message says why."""


class Writer:
    def __init__(self, observation: Observation, loop: Loop, groups: Sequence[Group]) -> None:
        self.observation, self.source, self.facts = observation, observation.source, observation.facts
        self.loop, self.groups = loop, groups
        self.updates = self.update_statements()
        home = home_of(self.updates, loop, self.facts)
        if home is None:
            raise NotWritten("the update stands in another function than the loop")
        self.home = home
        self.inside = contains(home, self.backward_statement(), self.facts)

    def update_statements(self) -> list[ast.stmt]:
        numbers = sorted({n for g in self.groups for leaf in g.leaves for n in leaf.statements})
        found = [n for n in (self.observation.nodes[i] for i in numbers) if isinstance(n, ast.stmt)]
        for statement in found:
            if target_of(statement) is None:
                raise NotWritten(f"line {statement.lineno} is not understood as an update")
        return found

    def text(self) -> str:
        source = self.source
        edits = Edits(source)
        construction = self.construction()
        edits.before(self.first_use(self.anchor(), construction), *construction)
        edits.before(self.step_place(), *self.rate_lines(), f"{self.name}.step()")
        edits.before(self.backward_statement(), f"{self.name}.zero_grad()")
        own = [self.own_object] if self.own_object is not None else []
        return self.without(edits, [*self.superseded, *own])

    @cached_property
    def superseded(self) -> list[ast.stmt]:
        """The updates with the clearing of gradients, or the calls of the function that does nothing else."""
        steps = [*self.updates, *self.clearings()]
        if self.home.function is None or self.inside:
            return steps
        calls = step_calls(self.home, self.updates, steps, self.facts)
        if calls is None:
            raise NotWritten(f"`{self.home.function.name}`, where the update stands, does more than to step")
        return calls

    @cached_property
    def own_object(self) -> ast.Assign | None:
        """The statement that makes the program's own optimizer, which is for nothing but this update."""
        owners = {ast.unparse(s.call.func.value) for s in self.home.sites if isinstance(s.call.func, ast.Attribute)}
        if self.inside or len(owners) != 1:
            return None
        return only_steps_with(owners.pop(), self.superseded, self.facts)

    @cached_property
    def parameters(self) -> Parameters:
        return Parameters(self.loop, self.home, False, self.facts)

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
        if self.home.sites and not self.inside:
            first = self.facts.statement(self.home.sites[0].call)
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
        names = self.parameter_names()
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
        parameters = self.parameter_names()
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

    @cached_property
    def name(self) -> str:
        """The name of the program's own optimizer where it goes, or a new one."""
        if self.own_object is not None and isinstance(self.own_object.targets[0], ast.Name):
            return self.own_object.targets[0].id
        taken = {n.id for n in self.source.nodes if isinstance(n, ast.Name)}
        taken |= {n.arg for n in self.source.nodes if isinstance(n, ast.arg)}
        taken |= {d.name for d in self.facts.definitions if isinstance(d, (ast.FunctionDef, ast.ClassDef))}
        return next(n for n in (*NAMES, *(f"optimizer{i}" for i in range(2, 100))) if n not in taken)

    def construction(self) -> list[str]:
        rule = self.groups[0].match.rule
        if len(self.groups) == 1:
            arguments = [self.parameters_of(self.groups[0]), *self.options(self.groups[0])]
            return [f"{self.name} = torch.optim.{rule.optimizer}({', '.join(arguments)})"]
        shared = [o for o in self.options(self.groups[0]) if all(o in self.options(g) for g in self.groups)]
        lines = [f"{self.name} = torch.optim.{rule.optimizer}(["]
        for group in self.groups:
            own = [o for o in self.options(group) if o not in shared]
            entries = "".join(f', "{o.partition("=")[0]}": {o.partition("=")[2]}' for o in own)
            lines.append(f'    {{"params": {self.parameters_of(group)}{entries}}},')
        return [*lines, f"]{''.join(f', {o}' for o in shared)})"]

    def options(self, group: Group) -> list[str]:
        hyper = {name: self.available(text) for name, text in group.match.hyper.items() if name != RATE}
        hyper |= {RATE: self.first_rate(group)} if RATE in group.match.hyper else {}
        return [*options_of(group.match.rule, hyper), *(["maximize=True"] if group.match.maximize else [])]

    def outside(self, text: str) -> str:
        """A hyper-parameter's text where the loop is. Raises NotWritten."""
        texts = self.home.outside(text)
        if len(texts) > 1:
            raise NotWritten(f"`{text}` is another number for some parameters")
        return resolved(texts[0], self.facts)

    def available(self, text: str) -> str:
        """A hyper-parameter's text, if it means before the loop what it means in it. Raises NotWritten."""
        text = self.outside(text)
        if self.is_rebound(text):
            raise NotWritten(f"`{text}`, which is not its rate, changes in the loop")
        return text

    # --- rates -----------------------------------------------------------------------------------

    @cached_property
    def rebound(self) -> set[str]:
        """Names that have other values in the loop, or in later ones, than before."""
        return rebound_in(self.anchor())

    @cached_property
    def changed_attributes(self) -> set[str]:
        """Attributes that are given values elsewhere than where their objects are made."""
        stores = (n for n in self.source.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
        return {n.attr for n in stores if getattr(scope_of(n, self.facts), "name", "") != "__init__"}

    def is_rebound(self, text: str) -> bool:
        attributes = {n.attr for n in walk(ast.parse(text)) if isinstance(n, ast.Attribute)}
        return bool(names_in(text) & self.rebound or attributes & self.changed_attributes)

    def changes(self, group: Group) -> bool:
        """Whether the group's rate may be another one in later steps."""
        return group.changing or self.is_rebound(self.rate(group))

    def rate(self, group: Group) -> str:
        return self.outside(group.match.hyper[RATE])

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

    def parameters_of(self, group: Group) -> str:
        """The group's parameters as a list, or as the collection that the update runs over."""
        statements = {n for leaf in group.leaves for n in leaf.statements}
        return self.parameters.text([s for s in self.updates if self.observation.numbers[s] in statements])

    def parameter_names(self) -> set[str]:
        """The names that the parameters are reached from."""
        tree = ast.parse(self.parameters.text(self.updates))
        bound = {n for c in walk(tree) if isinstance(c, ast.comprehension) for n in writes(c.target)}
        return {n.id for n in walk(tree) if isinstance(n, ast.Name)} - bound


def bound_in(node: ast.AST) -> set[str]:
    """Names that a statement binds, updates in place left out."""
    return {
        n
        for s in walk(node)
        if isinstance(s, (ast.Assign, ast.AnnAssign, ast.For))
        for n in (writes(s.target) if isinstance(s, ast.For) else writes(s))
    }
