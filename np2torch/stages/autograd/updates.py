"""Updates written anew: in place, with `.grad` for the gradient, under `torch.no_grad()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from ...edit import Edits, Span
from ...effects import is_pure
from ...render import Renderer, Replacement
from ...tree import walk
from .choices import Site
from .program import Place, Program
from .proofs import Proof
from .rebuilt import Rebuilt, rebuilt

SYMBOLS: dict[type[ast.operator], str] = {ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}


class Updates:
    """The edits of one loop's updates."""

    def __init__(self, program: Program, proof: Proof, edits: Edits) -> None:
        self.program, self.source, self.proof, self.edits = program, program.source, proof, edits
        self.sites: dict[ast.AST, tuple[Place, Site]] = {s.node: (p, s) for p, ss in proof.sites.items() for s in ss}
        self.rebuilt = dict(self.rebuilding())
        self.renderer = Renderer(self.source, self.rewritten)

    # --- what belongs to the step ----------------------------------------------------------------

    def step_statements(self) -> list[ast.stmt]:
        """The updates, and what stands between a gradient and a parameter, such as velocities."""
        facts = self.program.facts
        found = {p.statement for p in self.proof.sites} | {facts.statement(n) for n in self.sites}
        found -= {p.computed for p in self.proof.sites}
        return sorted(found, key=lambda s: s.lineno)

    def rebuilding(self) -> Iterator[tuple[ast.stmt, Rebuilt]]:
        """Updates that build new collections, which are written as changes of the old ones."""
        for statement in self.updating:
            places = [p for p in self.proof.sites if p.statement is statement]
            if any(p.target is None for p in places) or not self.covers(statement, places):
                found = None if isinstance(statement, ast.AugAssign) else rebuilt(statement, places)
                if found is not None:
                    yield statement, found

    @property
    def updating(self) -> set[ast.stmt]:
        return {p.statement for p in self.proof.sites}

    def groups(self) -> Iterator[list[ast.stmt]]:
        """Neighbours in a block that can stand under one `torch.no_grad()`."""
        for block, statements in self.blocks():
            first, last = block.index(statements[0]), block.index(statements[-1])
            group: list[ast.stmt] = []
            for statement in block[first : last + 1]:
                if statement in statements or is_quiet(statement, self.program):
                    group.append(statement)
                elif group:
                    yield trimmed(group, statements)
                    group = []
            if group:
                yield trimmed(group, statements)

    def blocks(self) -> Iterator[tuple[list[ast.stmt], list[ast.stmt]]]:
        """Blocks with the statements of theirs that are, or hold, the step's."""
        units: dict[int, tuple[list[ast.stmt], list[ast.stmt]]] = {}
        for statement in self.step_statements():
            if statement in self.rebuilt or self.takes_gradient(statement):
                continue
            unit = self.unit(statement)
            block = self.block_of(unit)
            entry = units.setdefault(id(block), (block, []))
            if unit not in entry[1]:
                entry[1].append(unit)
        yield from units.values()

    def unit(self, statement: ast.stmt) -> ast.stmt:
        """The statement, or the loop or condition around it that does nothing but steps."""
        parent = self.program.facts.parents.get(statement)
        while isinstance(parent, (ast.For, ast.If)) and parent is not self.proof.loop and not parent.orelse:
            if not all(self.only_steps(s) for s in parent.body):
                break
            if any(
                isinstance(n, ast.Call) and n.func and "backward" in ast.unparse(n.func)
                for s in parent.body
                for n in walk(s)
            ):
                break
            statement, parent = parent, self.program.facts.parents.get(parent)
        return statement

    def only_steps(self, statement: ast.stmt) -> bool:
        if isinstance(statement, (ast.For, ast.If)) and not statement.orelse:
            return all(map(self.only_steps, statement.body))
        return statement in self.step_statements() or is_quiet(statement, self.program)

    def block_of(self, statement: ast.stmt) -> list[ast.stmt]:
        parent = self.program.facts.parents[statement]
        for field in ("body", "orelse", "finalbody"):
            block = getattr(parent, field, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    # --- expressions -----------------------------------------------------------------------------

    def rewritten(self, node: ast.expr) -> Replacement | None:
        found = self.sites.get(node)
        if found is None:
            return None
        place, site = found
        text = self.gradient(place, site)
        if (self.is_named(node) or self.is_handed_over(node)) and text.endswith(".grad"):
            text += ".clone()"  # it outlives the clearing
        return Replacement(f"-{text}" if site.sign < 0 else text, site.sign > 0 and not site.factor.text)

    def takes_gradient(self, statement: ast.stmt) -> bool:
        """`g = w.grad.clone()`, which computes nothing from the parameter."""
        return isinstance(statement, ast.Assign) and statement.value in self.sites

    def is_handed_over(self, node: ast.expr) -> bool:
        """Whether it is an argument of the program's own function, which may return it."""
        return self.program.facts.parents[node] in self.program.facts.callees

    def is_named(self, node: ast.expr) -> bool:
        parent = self.program.facts.parents[node]
        return isinstance(parent, ast.Assign) and parent.value is node

    def gradient(self, place: Place, site: Site) -> str:
        grad = f"{self.source.of(place.old) if hasattr(place.old, 'lineno') else ast.unparse(place.old)}.grad"
        return f"{site.factor.text} * {grad}" if site.factor.text else grad

    # --- statements ------------------------------------------------------------------------------

    def write(self) -> None:
        for statement in self.step_statements():
            if statement in self.rebuilt:
                self.change_in_place(statement, self.rebuilt[statement])
            elif statement in self.updating:
                self.update(statement)
            else:
                self.renderer.edit(self.edits, statement)
        for group in list(self.groups()):
            self.wrap(group)
        for computed in {p.computed for p in self.proof.sites if p.computed is not None}:
            self.edits.delete(computed)

    def update(self, statement: ast.stmt) -> None:
        places = [p for p in self.proof.sites if p.statement is statement]
        if isinstance(statement, ast.AugAssign):
            lines = [self.augmented(places[0], statement)]
        elif all(p.target is not None for p in places) and self.covers(statement, places):
            lines = [self.assigned(p, self.source.of(p.target)) for p in places if p.target is not None]
        else:
            self.renderer.edit(self.edits, statement)
            return
        self.replace_statement(statement, lines)

    def change_in_place(self, statement: ast.stmt, found: Rebuilt) -> None:
        """The old parameters take the new values, and the statement hands them on."""
        unit, depth = self.indentation(), 1
        lines = ["with torch.no_grad():"]
        clear = [f"{ast.unparse(p.old)}.grad.zero_()" for p in found.places]
        steps = [self.assigned(p, ast.unparse(p.old)) for p in found.places]
        if found.loop is not None:
            target, iterable = map(self.bare, found.loop)
            lines.append(f"{unit}for {target} in {iterable}:")
            steps, clear, depth = [*steps, *clear], [], 2
        lines += [unit * depth + step for step in steps] + clear
        if found.head != f"{found.result} = ":
            lines.append(f"{found.head}{found.result}")
        self.edits.replace(
            self.source.span(statement), f"{self.source.newline}{self.source.indent(statement)}".join(lines)
        )

    def bare(self, node: ast.expr) -> str:
        """The text of an expression, a tuple's without the parentheses around it."""
        text = self.source.of(node)
        around = isinstance(node, ast.Tuple) and self.source.span(node).start < self.source.span(node.elts[0]).start
        return text[1:-1] if around else text

    def covers(self, statement: ast.stmt, places: Sequence[Place]) -> bool:
        """Whether the assignment consists of updates alone."""
        value = statement.value if isinstance(statement, ast.Assign) else None
        count = len(value.elts) if isinstance(value, (ast.Tuple, ast.List)) else 1
        return isinstance(statement, ast.Assign) and len(statement.targets) == 1 and len(places) == count

    def augmented(self, place: Place, statement: ast.AugAssign) -> str:
        minus = isinstance(statement.op, ast.Sub)
        target = self.source.of(statement.target)
        return self.step(target, [(-1 if minus else 1, statement.value)])

    def assigned(self, place: Place, target: str) -> str:
        """`w = w - lr * dw` as `w -= lr * w.grad`; where `w` has a factor, by `copy_`."""
        assert isinstance(place.node, ast.expr)
        terms = list(signed_addends(place.node))
        rest = [(s, t) for s, t in terms if t is not place.old]
        own = [(s, t) for s, t in terms if t is place.old]
        if len(own) == 1 and own[0][0] == 1 and rest:
            return self.step(target, rest)
        return f"{target}.copy_({self.renderer.render(place.node)})"

    def step(self, target: str, terms: Sequence[tuple[int, ast.expr]]) -> str:
        """`target -= …`, or `+=`, with signs drawn out of products."""
        drawn = [self.drawn(sign, node) for sign, node in terms]
        whole = -1 if all(sign < 0 for sign, _ in drawn) else 1
        text = " ".join(f"{'+' if sign * whole > 0 else '-'} {part}" for sign, part in drawn)
        return f"{target} {'+' if whole > 0 else '-'}= {text.removeprefix('+ ')}"

    def drawn(self, sign: int, node: ast.expr) -> tuple[int, str]:
        """A term's sign, and its text without it: a gradient may be the negative one, a first factor have a minus."""
        found = self.sites.get(node)
        if found is not None:
            return (-sign if found[1].sign < 0 else sign), self.gradient(*found)
        match node:
            case ast.UnaryOp(ast.USub(), operand):
                return self.drawn(-sign, operand)
            case ast.BinOp(left, ast.Mult() | ast.Div() | ast.MatMult() as operator, right):
                (first, left_text), (second, right_text) = self.drawn(1, left), self.drawn(1, right)
                if first < 0 or second < 0:
                    text = (
                        f"{grouped(left, left_text)} {SYMBOLS[type(operator)]} {grouped(right, right_text, right=True)}"
                    )
                    return sign * first * second, text
        return sign, self.renderer.render(node)

    def replace_statement(self, statement: ast.stmt, lines: list[str]) -> None:
        """The first line takes the statement's place, with the comment that stands behind it; more stand under `no_grad` too."""
        indent = self.source.indent(statement) + self.indentation()
        self.edits.replace(self.source.span(statement), f"{self.source.newline}{indent}".join(lines))

    # --- blocks ------------------------------------------------------------------------------------

    def wrap(self, group: list[ast.stmt]) -> None:
        """Put statements under `torch.no_grad()`, and clear the gradients behind them."""
        source, unit = self.source, self.indentation()
        start, end = self.region(group)
        indent = source.indent(group[0])
        self.edits.replace(Span(start, start), f"{indent}with torch.no_grad():{source.newline}")
        for place in self.nested_updates(group):
            self.clear_behind(place, unit)
        for line in range(source.line_at(start), source.line_at(end)):
            if source.lines[line - 1].strip():
                self.edits.replace(Span(source.starts[line - 1], source.starts[line - 1]), unit)
        plain = [p for s in group for p in self.proof.sites if p.statement is s]
        if plain:
            text = "".join(f"{indent}{self.name(p)}.grad.zero_(){source.newline}" for p in plain)
            if not source.text[:end].endswith("\n"):
                text = source.newline + text.removesuffix(source.newline)
            self.edits.replace(Span(end, end), text)

    def clear_behind(self, place: Place, unit: str) -> None:
        """In a loop, or where the loop is one line, on the lines that it then takes."""
        parent = self.program.facts.parents[place.statement]
        body = getattr(parent, "body", [])
        head = self.source.span(parent).start
        if isinstance(parent, ast.For) and len(body) == 1 and self.source.line_at(head) == place.statement.lineno:
            indent = self.source.newline + self.source.indent(parent) + unit * 2
            start, end = (self.source.span(n) for n in (parent.iter, place.statement))
            colon = self.source.text.index(":", start.end)
            self.edits.replace(Span(colon + 1, end.start), indent)
            self.edits.replace(Span(end.end, end.end), f"{indent}{self.name(place)}.grad.zero_()")
        else:
            self.edits.after(place.statement, f"{unit}{self.name(place)}.grad.zero_()")

    def name(self, place: Place) -> str:
        return self.source.of(place.target) if place.target is not None else ast.unparse(place.old)

    def nested_updates(self, group: Sequence[ast.stmt]) -> list[Place]:
        inner = {s for g in group for s in walk(g) if s is not g}
        return [p for p in self.proof.sites if p.statement in inner]

    def region(self, group: Sequence[ast.stmt]) -> tuple[int, int]:
        """Whole lines, the comments directly above the first statement left out."""
        return self.source.line_span(group[0]).start, self.source.line_span(group[-1]).end

    def indentation(self) -> str:
        return "\t" if "\n\t" in self.source.text else "  " if self.uses_two_spaces() else "    "

    def uses_two_spaces(self) -> bool:
        indents = [
            len(line) - len(line.lstrip(" ")) for line in self.source.lines if line.startswith(" ") and line.strip()
        ]
        return bool(indents) and min(indents) == 2


def signed_addends(node: ast.expr, sign: int = 1) -> Iterator[tuple[int, ast.expr]]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield from signed_addends(left, sign)
            yield from signed_addends(right, sign)
        case ast.BinOp(left, ast.Sub(), right):
            yield from signed_addends(left, sign)
            yield from signed_addends(right, -sign)
        case ast.UnaryOp(ast.USub(), operand):
            yield from signed_addends(operand, -sign)
        case _:
            yield sign, node


def grouped(node: ast.expr, text: str, right: bool = False) -> str:
    """An operand of a product, in parentheses where it needs them."""
    loose = isinstance(node, ast.BinOp) and (
        isinstance(node.op, (ast.Add, ast.Sub)) or (right and not isinstance(node.op, ast.Pow))
    )
    return f"({text})" if loose or isinstance(node, (ast.IfExp, ast.Compare, ast.BoolOp)) else text


def is_quiet(statement: ast.stmt, program: Program) -> bool:
    """An assignment that does nothing but compute: it may stand among updates."""
    return isinstance(statement, (ast.Assign, ast.AugAssign)) and is_pure(statement, program.facts)


def trimmed(group: list[ast.stmt], statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Without the quiet statements at either end."""
    while group[0] not in statements:
        group = group[1:]
    while group[-1] not in statements:
        group = group[:-1]
    return group


Sites = Mapping[Place, tuple[Site, ...]]
