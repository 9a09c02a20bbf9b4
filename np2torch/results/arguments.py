"""The kinds of a call's arguments, as the functions that foresee its result ask for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..dtype_names import dtype_named
from ..guard import without_sublists
from ..kind import (
    FOREIGN,
    Array,
    Container,
    DType,
    External,
    Kind,
    Many,
    Nothing,
    Number,
    Shape,
    Size,
    Text,
    Tuple,
    Unknown,
)
from ..operations import as_array
from ..rule import Binding, Rule

OTHER_DTYPE = External("numpy.dtype()")  # one that no tensor has
SYNONYMS = {"dim": "axis", "keepdim": "keepdims", "input": "a", "other": "b", "correction": "ddof", "size": "shape"}


@dataclass(frozen=True)
class Arguments:
    """Kinds by parameter, torch's parameter names read as NumPy's. `subject`: the argument that the result is like."""

    rule: Rule
    binding: Binding
    kinds: Mapping[str, Kind]
    subject: str = ""

    @property
    def library(self) -> str:
        return "torch" if self.binding.spelling.startswith("torch.") else "numpy"

    @property
    def first(self) -> Kind:
        first = self.rule.params[0].name if self.rule.params else ""
        return self.kinds.get(self.subject or first, Unknown())

    def array(self) -> Array:
        return as_array(self.first, self.library)

    def operands(self) -> list[Kind]:
        """The arguments that are computed with: those of `a + b`, and no formula beside them."""
        params = (p for p in self.rule.params if p.name in self.kinds and p.is_operand)
        kinds = (without_sublists(self.kinds[p.name]) if p.has_sublists else self.kinds[p.name] for p in params)
        return [without_text(k) for k in kinds if not isinstance(k, (Nothing, Text))]

    def arrays(self) -> Iterator[Array]:
        return (as_array(kind, self.library) for kind in self.operands())

    def of(self, *names: str) -> Kind | None:
        return next((self.kinds[n] for n in self.aliases(names) if n in self.kinds), None)

    def literal(self, *names: str) -> object:
        """The value of an argument where it is known, its default where left out, `...` where neither."""
        kind = self.of(*names)
        match kind:
            case None:
                return self.default(*names)
            case Nothing():
                return None
            case Number(_, value) if value is not None:
                return value
            case Text(str() as value):
                return value
            case Tuple(items):
                return tuple(i.value if isinstance(i, Number) else None for i in items)
        return ...

    def default(self, *names: str) -> object:
        params = (self.rule.param(n) for n in self.aliases(names))
        text = next((p.default for p in params if p is not None and p.default is not None), "None")
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return ...

    def aliases(self, names: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            yield from (name, *(torch for torch, numpy in SYNONYMS.items() if numpy == name))

    def dtype(self, otherwise: str | None) -> str | None:
        """The dtype that the caller asks for."""
        asked = self.of("dtype")
        return otherwise if asked is None or isinstance(asked, Nothing) else dtype_of(asked)

    def collected(self) -> tuple[Kind, ...]:
        """What a `*args` parameter collects, where it is known one by one."""
        kind = self.kinds.get(self.rule.star or "")
        return kind.items if isinstance(kind, Tuple) else ()

    def count(self) -> int | None:
        """How many arrays come out where there is one for each argument, or for each axis of a shape."""
        if self.rule.star is not None:
            return len(self.collected()) or None
        shape = self.of("shape")
        return len(shape.items) if isinstance(shape, Tuple) else None

    def starred(self, *names: str) -> Kind | None:
        """What a `*shape` parameter collects, or the one argument in its place: `reshape(2, 3)`, `reshape((2, 3))`."""
        star = self.rule.star
        collected = self.kinds.get(star) if star is not None else None
        match collected:
            case None:
                return self.of(*names)
            case Tuple((Tuple() as only,)):
                return only
        return collected


def without_text(kind: Kind) -> Kind:
    return Tuple(tuple(k for k in kind.items if not isinstance(k, Text))) if isinstance(kind, Tuple) else kind


def dtype_of(kind: Kind) -> str | None:
    """The dtype that an argument names."""
    match kind:
        case DType(name):
            return name
        case Text(str() as name):
            return dtype_named(name) or FOREIGN
        case External() if not kind.foreign or kind.numpys:
            return FOREIGN  # np.longdouble, object, str
        case Tuple() | Many() | Container():
            return FOREIGN  # fields
    return None


def sizes(kind: Kind | None) -> Shape | None:
    """A shape argument: a number, or a tuple of numbers."""
    match kind:
        case Number():
            return (kind.size,)
        case Tuple(items):
            return tuple(i.size if isinstance(i, Number) else None for i in items)
    return None


def product_of(shape: Shape | None) -> Size:
    """The number of elements."""
    if shape is not None and len(shape) == 1:
        return shape[0]
    total = 1
    for size in shape if shape is not None else (None,):
        if not isinstance(size, int):
            return None
        total *= size
    return total
