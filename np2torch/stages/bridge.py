"""Calls that stay NumPy's: tensors go in as arrays."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from ..facts import Facts
from ..kind import Array, DType, External, Kind, Never, Unknown
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
            if isinstance(node, ast.Attribute) and node.value is receiver:
                return None  # `x.flags` of `x.flags["OWNDATA"]`
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

    def dtype_of_call(self, node: ast.expr) -> str | None:
        """The dtype of what a function of NumPy's returns: in PyTorch it may be another, as of sums of bytes."""
        match node:
            case ast.Attribute(ast.Call(function) as call, "dtype"):
                name = self.facts.name(function) or ""
                is_method = isinstance(function, ast.Attribute) and name.startswith("numpy.ndarray.")
                receiver = function.value if isinstance(function, ast.Attribute) and is_method else None
                return f"{self.written(call, receiver)}.dtype" if name.startswith("numpy.") else None
        return None

    def argument(self, node: ast.expr, as_array: bool, is_whole: bool) -> Replacement | None:
        """None: the parts of it are handed over one by one."""
        kind = self.facts.kind(node)
        if isinstance(kind, Array) and is_tensor(kind):
            return Replacement(f"{self.renderer.atom(node)}.{handing(kind, as_array, is_whole)}", True)
        if isinstance(node, (ast.List, ast.Tuple, ast.Dict)):
            return None
        if (isinstance(kind, Array) and not kind.foreign) or (as_array and isinstance(kind, (Unknown, Never))):
            return Replacement(f"{self.numpy}.asarray({self.renderer.render(node)})", True)
        if (asked := self.dtype_of_call(node)) is not None:
            return Replacement(asked, True)
        match node:
            case ast.Attribute(array, "dtype") if is_whole and is_tensor(self.facts.kind(array)):
                return Replacement(f"{self.renderer.atom(array)}.numpy().dtype", True)
        if isinstance(kind, DType) and is_whole:
            return Replacement(f"{self.numpy}.dtype({self.numpy}.{kind.name})", True)
        if isinstance(kind, DType) and not self.facts.name(node):
            return Replacement(f"{self.numpy}.{kind.name}", True)  # the name of a dtype is that of torch's by now
        if (
            isinstance(kind, (DType, External))
            and (self.facts.name(node) or "").startswith("numpy.")
            and not is_foreign(kind)
        ):
            return Replacement(self.facts.source.of(node), True)
        return self.renderer.replacement(node)


def is_tensor(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.becomes_tensor


def handing(kind: Array, as_array: bool, is_whole: bool) -> str:
    """How a tensor goes in: as an array, or as a count, of the dtype that it has where that matters.

    Of small floats NumPy's scalars are handed over: they show fewer digits.
    """
    if kind.shape == () and kind.dtype in ("float16", "float32") and not kind.boxed and not is_whole:
        return "numpy()[()]"
    if kind.shape != () or "int" not in (kind.dtype or "") or is_whole or (as_array and kind.boxed):
        return "numpy()"
    return "numpy()[()]" if as_array and kind.dtype != "int64" else "item()"


def is_foreign(kind: Kind) -> bool:
    return isinstance(kind, External) and kind.foreign
