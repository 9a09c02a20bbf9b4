"""Calls that stay NumPy's: tensors go in as arrays."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from ..facts import Facts
from ..kind import Array, DType, External, Kind, Never, Tuple, Unknown
from ..render import Renderer, Replacement
from ..tree import walk


@dataclass(frozen=True)
class Bridge:
    """Writes a call as it was, its arrays handed over to NumPy."""

    facts: Facts
    renderer: Renderer  # of the program, for what goes in

    @cached_property
    def numpy(self) -> str:
        """What the program calls NumPy."""
        imports = (n for n in self.facts.source.nodes if isinstance(n, ast.Import))
        aliases = (a for n in imports for a in n.names if a.name == "numpy")
        return next((a.asname or a.name for a in aliases), "np")

    def written(self, call: ast.expr, receiver: ast.expr | None, arrays: Collection[ast.expr] = ()) -> str:
        """`arrays` are the arguments that NumPy takes as arrays, whatever is known of them."""

        written = [k.value for k in call.keywords if k.arg == "out"] if isinstance(call, ast.Call) else []
        if isinstance(call, ast.Call) and isinstance(self.facts.parents.get(call), ast.Expr):
            written += call.args[:1]  # np.add.at(x, k, 1)

        def handed(node: ast.expr) -> Replacement | None:
            if isinstance(call, ast.Call) and node is call.func:
                return Replacement(self.facts.source.of(node), True) if receiver is None else None
            return self.argument(node, node in arrays, node is receiver or node in written)

        return Renderer(self.facts.source, handed).spliced(call)

    def put_through(self, target: ast.expr, array: ast.expr) -> str:
        """A target that is a view of views of an array: NumPy's, of its memory."""
        views = {n for n in walk(target) if array in walk(n)}

        def handed(node: ast.expr) -> Replacement | None:
            if node is array:
                return Replacement(f"{self.renderer.atom(node)}.numpy()", True)
            if node in views:
                return None
            if isinstance(node, (ast.Name, ast.Attribute)) and (self.facts.name(node) or "").startswith("numpy."):
                return Replacement(self.facts.source.of(node), True)
            return self.argument(node, False, False)

        return Renderer(self.facts.source, handed).spliced(target)

    def argument(self, node: ast.expr, as_array: bool, is_whole: bool) -> Replacement | None:
        """None: the parts of it are handed over one by one."""
        kind = self.facts.kind(node)
        if isinstance(kind, Array) and kind.becomes_tensor:
            return Replacement(f"{self.renderer.atom(node)}.{handing(kind, as_array, is_whole)}", True)
        if isinstance(node, (ast.List, ast.Tuple)) and contains_array(self.facts.opened(node)):
            return None
        if (isinstance(kind, Array) and not kind.foreign) or (as_array and isinstance(kind, (Unknown, Never))):
            return Replacement(f"{self.numpy}.asarray({self.renderer.render(node)})", True)
        if isinstance(kind, DType) and not self.facts.name(node):
            return Replacement(f"{self.numpy}.{kind.name}", True)  # the name of a dtype is that of torch's by now
        if (
            isinstance(kind, (DType, External))
            and (self.facts.name(node) or "").startswith("numpy.")
            and not is_foreign(kind)
        ):
            return Replacement(self.facts.source.of(node), True)
        return self.renderer.replacement(node)


def handing(kind: Array, as_array: bool, is_whole: bool) -> str:
    """How a tensor goes in: as an array, or as a count, of the dtype that it has where that matters."""
    if kind.shape != () or "int" not in (kind.dtype or "") or is_whole or (as_array and kind.boxed):
        return "numpy()"
    return "numpy()[()]" if as_array and kind.dtype != "int64" else "item()"


def contains_array(kind: Kind) -> bool:
    match kind:
        case Array():
            return True
        case Tuple(items):
            return any(map(contains_array, items))
    return False


def is_foreign(kind: Kind) -> bool:
    return isinstance(kind, External) and kind.foreign
