"""In the child: the numbers within reach of a script's names, each under the expression that gives it.

NumPy and PyTorch are looked up among the modules that the script imported, never imported here.
"""

from __future__ import annotations

import sys
import types
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DEPTH = 6
ITEMS = 200  # of a longer list, as many from either end as make this together
LEAVES = 20_000
MISSING = object()


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers as they are stored: complex ones as pairs, `shape` and `dtype` as the value has them."""

    shape: tuple[int, ...]
    dtype: str
    numbers: array[float]

    @property
    def floating(self) -> bool:
        return self.dtype.startswith(("float", "bfloat", "complex"))


def block_of(value: Any) -> Block | None:
    """An array, a tensor, a number, or a list of numbers; None for anything else."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return tensor_block(value)
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        return array_block(value) if value.dtype.kind in "fiubc" else None
    if isinstance(value, complex):
        return Block((), "complex128", array("d", [value.real, value.imag]))
    if isinstance(value, (int, float)):
        return Block((), "float64" if isinstance(value, float) else "int64", array("d", [as_float(value)]))
    if isinstance(value, (list, tuple)) and value:
        return list_block(value)
    return None


def as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an int beyond floats
        return float("inf")


def array_block(value: Any) -> Block:
    numpy = sys.modules["numpy"]
    wide = numpy.complex128 if value.dtype.kind == "c" else numpy.float64
    numbers = array("d")
    numbers.frombytes(numpy.ascontiguousarray(value, dtype=wide).tobytes())
    return Block(tuple(value.shape), str(value.dtype), numbers)


def tensor_block(value: Any) -> Block:
    torch = sys.modules["torch"]
    tensor = value.detach().cpu().to_dense()
    flat = torch.view_as_real(tensor.resolve_conj()) if tensor.is_complex() else tensor
    flat = flat.to(torch.float64).flatten().contiguous()
    numbers = array("d")
    if "numpy" in sys.modules:
        numbers.frombytes(flat.numpy().tobytes())
    else:
        numbers.extend(flat.tolist())
    return Block(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), numbers)


def list_block(value: list[Any] | tuple[Any, ...]) -> Block | None:
    """A list of scalars is as good as a vector: a history of losses, say."""
    if all(type(item) is float for item in value):
        return Block((len(value),), "float64", array("d", value))
    numbers, dtypes = array("d"), set()
    for item in value:
        block = None if isinstance(item, (list, tuple)) else block_of(item)
        if block is None or block.shape:
            return None
        numbers.extend(block.numbers)
        dtypes.add(block.dtype)
    floating = sorted(d for d in dtypes if d.startswith("float"))
    return Block((len(value),), floating[0] if floating else min(dtypes), numbers)


def is_trained(value: Any) -> bool:
    """Whether PyTorch trains it: a leaf that asks for a gradient."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return False
    try:
        return bool(value.requires_grad and value.is_leaf)
    except RuntimeError:  # a view from before its base was changed: PyTorch refuses to say
        return False


def parts(value: Any, name: str, folder: str) -> Iterator[tuple[str, Any]]:
    """What a container, or an instance of a class of the script, holds."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.nn.Module):
        for path, tensor in (*value.named_parameters(), *value.named_buffers()):
            yield name + module_path(path), tensor
        yield from ((f"{name}.{k}", v) for k, v in vars(value).items() if not k.startswith("_"))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(key, (str, int, float, tuple)):
                yield f"{name}[{key!r}]", item
    elif isinstance(value, (list, tuple)) or is_object_array(value):
        yield from items(value, name)
    elif is_own(type(value), folder):
        yield from ((f"{name}.{k}", v) for k, v in attributes(value) if not k.startswith("__"))


def module_path(path: str) -> str:
    """`0.weight`, as torch names it, as one writes it: `[0].weight`."""
    return "".join(f"[{p}]" if p.isdigit() else f".{p}" for p in path.split("."))


def items(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    count = len(value)
    for i in range(count):
        if count <= ITEMS or min(i, count - 1 - i) < ITEMS // 2:
            yield f"{name}[{i}]", value[i]


def is_object_array(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray) and value.dtype == object and value.ndim == 1


def is_own(class_: type, folder: str) -> bool:
    """Whether a class comes from the script or from a module of its folder."""
    if class_.__module__ == "__main__" or class_ is types.SimpleNamespace:
        return True
    file = getattr(sys.modules.get(class_.__module__), "__file__", None) or ""
    return file.startswith(folder) and "site-packages" not in file


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    yield from getattr(value, "__dict__", {}).items()
    for class_ in type(value).__mro__:
        slots = class_.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            found = getattr(value, slot, MISSING)
            if found is not MISSING:
                yield slot, found


@dataclass
class Collector:
    """The floating values below some names; arrays are stored once for all names they have."""

    folder: str
    named: dict[str, Any] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)  # the names among them that are of a function's locals
    blocks: dict[int, Block] = field(default_factory=dict)
    held: list[Any] = field(default_factory=list)  # so that the ids above stay theirs
    met: set[int] = field(default_factory=set)

    def want(self, value: Any, name: str, depth: int = 4) -> Iterator[str]:
        """Add what was asked for: the arrays of a list or dict of arrays each on its own; integers count too."""
        if self.block(value) is not None:
            self.named[name] = value
            yield name
        elif depth:
            for path, part in parts(value, name, self.folder):
                yield from self.want(part, path, depth - 1)

    def collect(self, namespace: Mapping[str, Any], function: str = "") -> None:
        before = set(self.named)
        for name, value in list(namespace.items()):
            if not name.startswith("__"):
                self.visit(value, f"{function}.{name}" if function else name, ())
        if function:
            self.local |= set(self.named) - before

    def visit(self, value: Any, name: str, above: tuple[int, ...]) -> None:
        if id(value) in above or len(above) >= DEPTH or len(self.named) >= LEAVES:
            return
        block = self.block(value)
        if block is not None:
            if block.floating and block.numbers:
                self.named[name] = value
            return
        if not isinstance(value, (dict, list, tuple)):
            if id(value) in self.met:  # an instance is shown once: as `net`, not as the `self` of each method too
                return
            self.met.add(id(value))
            self.held.append(value)
        for path, part in parts(value, name, self.folder):
            self.visit(part, path, (*above, id(value)))

    def block(self, value: Any) -> Block | None:
        if id(value) not in self.blocks:
            try:
                block = block_of(value)
            except Exception:  # a tensor without data, an array that refuses
                return None
            if block is None:
                return None
            self.blocks[id(value)] = block
            self.held.append(value)
        return self.blocks[id(value)]
