"""The text of arguments where a rule's result has them: as tensors, dtypes, or as they were."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from .edit import Source
from .guard import all_arrays, holds_arrays, promote_alike, settled
from .kind import Kind, Many, Number, Tuple, Unknown
from .rule import Binding, Declined, Param
from .wording import ITEM, parts_of

STACKED = "__stacked"  # ends the name of an argument that is wanted as one tensor though it is a list
CALL = "call"
RECEIVER = "receiver"  # the object whose method is called, where the rule is for methods of a class


@dataclass(frozen=True)
class Writing:
    """What the writer asks of the stage."""

    source: Source
    render: Callable[[ast.expr], str]  # text of an expression with its own rewrites
    dtype: Callable[[ast.expr], str | None]  # torch's name of a dtype argument
    node: ast.expr  # what is being rewritten
    call: Callable[[], str] | None = None  # the call as it was, arrays handed over to NumPy
    is_kept: bool = False  # what comes out, or what it comes from, is written to later
    are_real: bool = False  # no complex numbers are seen in the program
    reads: bool = False  # it gets arrays of dtypes that are not known
    taken_in: Callable[[ast.expr, str], str] = lambda node, text: f"torch.as_tensor({text})"
    is_array: Callable[[ast.expr], bool] = lambda node: True

    @property
    def is_operator(self) -> bool:
        """Whether it is an operator that is rewritten: Python finds out by itself what its operands are."""
        return isinstance(self.node, (ast.BinOp, ast.Compare))


@dataclass(frozen=True)
class Passing:
    """The arguments of one call, by the names that templates have for them."""

    binding: Binding
    kinds: Mapping[str, Kind]
    writing: Writing

    def knows(self, name: str) -> bool:
        own = name in (CALL, self.binding.rule.star) or (name == RECEIVER and self.receiver is not None)
        return own or self.place(name) is not None

    @property
    def receiver(self) -> ast.expr | None:
        """`rng` of `rng.normal(0, 1)`."""
        owner = self.binding.spelling.rpartition(".")[0].rpartition(".")[2]
        function = self.writing.node.func if isinstance(self.writing.node, ast.Call) else None
        return function.value if isinstance(function, ast.Attribute) and owner[:1].isupper() else None

    def place(self, name: str) -> tuple[ast.expr, Param, Kind] | None:
        """The argument of that name, or one of those that a `*args` collects (`args_0`)."""
        name, *positions = name.removesuffix(STACKED).split(ITEM)
        if positions:
            return self.item(name, positions)
        param = self.binding.rule.param(name)
        if name in self.binding.args and param is not None:
            return self.binding.args[name], param, self.kinds[name]
        star, _, position = name.rpartition("_")
        if star == self.binding.rule.star and position.isdigit() and int(position) < len(self.binding.star):
            return self.starred(int(position))
        return None

    def item(self, name: str, positions: list[str]) -> tuple[ast.expr, Param, Kind] | None:
        """An item of a list that the caller writes out."""
        node: ast.expr | None = self.binding.args.get(name)
        for position in positions:
            parts = parts_of(node)
            if parts is None or int(position) >= len(parts):
                return None
            node = parts[int(position)]
        return None if node is None else (node, Param(name), Unknown())

    def starred(self, position: int) -> tuple[ast.expr, Param, Kind]:
        star = self.binding.rule.star or ""
        param, kinds = self.binding.rule.param(star), self.kinds.get(star)
        assert param is not None
        kind = kinds.items[position] if isinstance(kinds, Tuple) else Unknown()
        return self.binding.star[position], param, kind

    def collected(self) -> dict[str, Kind]:
        """The kinds of what a `*args` collects, by the names that templates have for it."""
        star = self.binding.rule.star
        return {f"{star}_{i}": self.starred(i)[2] for i in range(len(self.binding.star))}

    def text(self, name: str) -> str:
        """Raises Declined where the argument cannot be what the rule wants."""
        if name == CALL:
            return self.writing.call() if self.writing.call else self.writing.source.of(self.writing.node)
        if name == RECEIVER and self.receiver is not None:
            return self.writing.render(self.receiver)
        if name == self.binding.rule.star:
            return ", ".join(self.passed(*self.starred(i)) for i in range(len(self.binding.star)))
        place = self.place(name)
        assert place is not None
        return self.tensor(place[0], place[2]) if name.endswith(STACKED) else self.passed(*place)

    def passed(self, node: ast.expr, param: Param, kind: Kind) -> str:
        if "DType" in param.treatment:
            return self.dtype(node)
        if param.is_array_list and isinstance(node, (ast.List, ast.Tuple)):
            return self.items(node, kind)
        if isinstance(node, ast.Starred) or not self.becomes_tensor(param, kind):
            return self.writing.render(node)
        return self.tensor(node, kind)

    def is_changed(self, name: str) -> bool:
        """Whether the argument is made a tensor on the way, or a dtype that has another name."""
        place = self.place(name)
        if place is not None and "DType" in place[1].treatment:
            return self.dtype(place[0]) != self.writing.source.of(place[0])
        return place is not None and self.becomes_tensor(place[1], place[2])

    def numbers(self) -> Iterator[str]:
        """The arguments that are written as Python numbers."""
        return (n for n, kind in self.kinds.items() if isinstance(kind, Number) and not self.is_changed(n))

    def becomes_tensor(self, param: Param, kind: Kind) -> bool:
        if not param.takes_array:
            return False
        if not settled(kind):
            return not self.writing.is_operator
        if isinstance(kind, (Tuple, Many)):
            return "Sequence" not in param.treatment
        return isinstance(kind, Number) and "Scalar" not in param.treatment

    def tensor(self, node: ast.expr, kind: Kind) -> str:
        """The text of a value as a tensor."""
        text = self.writing.render(node)
        if isinstance(kind, Number) or (isinstance(kind, (Tuple, Many)) and holds_arrays(kind) is False):
            return f"torch.tensor({text})"
        if isinstance(kind, (Tuple, Many)):
            return self.stacked(node, kind)
        return text if settled(kind) else self.writing.taken_in(node, text)

    def stacked(self, node: ast.expr, kind: Kind) -> str:
        if promote_alike(kind) is False:
            raise Declined("PyTorch joins them as float32")
        if isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(e, ast.Starred) for e in node.elts):
            return f"torch.stack({self.items(node, kind)})"
        if all_arrays(kind):
            return f"torch.stack({self.writing.render(node)})"
        if isinstance(node, ast.ListComp) and isinstance(kind, Many) and isinstance(kind.item, (Tuple, Many)):
            whole, each = self.writing.render(node), self.writing.render(node.elt)
            return f"torch.stack({whole.replace(each, self.tensor(node.elt, kind.item), 1)})"
        raise Declined(f"cannot tell what {self.writing.source.of(node)} holds")

    def items(self, node: ast.List | ast.Tuple, kind: Kind) -> str:
        """A list in its layout, each item a tensor."""
        source, span = self.writing.source, self.writing.source.span(node)
        kinds = (
            kind.items if isinstance(kind, Tuple) and len(kind.items) == len(node.elts) else (None,) * len(node.elts)
        )
        out, position = [], span.start
        for item, known in zip(node.elts, kinds, strict=True):
            place = source.span(item)
            text = self.writing.render(item) if isinstance(item, ast.Starred) else self.tensor(item, known or Unknown())
            out += [source.text[position : place.start], text]
            position = place.end
        return "".join([*out, source.text[position : span.end]])

    def dtype(self, node: ast.expr) -> str:
        text = self.writing.dtype(node)
        if text is None:
            raise Declined(f"no tensor computes with {self.writing.source.of(node)}")
        return text
