"""What `x.numpy()` gives: a tensor that also has the methods of arrays that tensors lack or read otherwise."""

from __future__ import annotations

from typing import Any

from .scalar import Tape
from .tensor import FLOATS, ORDER, Tensor, Unsupported, as_tensor, cast


def dtype_named(dtype: Any, default: str) -> str:
    """`float`, `np.float32`, `"int64"`: the name of a dtype."""
    name = getattr(dtype, "__name__", str(dtype)).lower().rstrip("_")
    return {"float": "float64", "int": "int64", "double": "float64"}.get(name, name if name in ORDER else default)


class Array(Tensor):
    __slots__ = ()

    def astype(self, dtype: Any, copy: bool = True, **how: Any) -> Array:
        kind = dtype_named(dtype, self.dtype)
        return array_of(Tensor.of([cast(v, kind) for v in self.values], self.shape, kind))

    def copy(self, order: str = "C") -> Array:
        return array_of(self.like(list(self.values)))

    def max(self, axis: Any = None, keepdims: bool = False) -> Any:
        return finished(super().__getattr__("amax")(dim=axis, keepdim=keepdims))

    def min(self, axis: Any = None, keepdims: bool = False) -> Any:
        return finished(super().__getattr__("amin")(dim=axis, keepdim=keepdims))

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        return finished(as_float(self).__getattr__("mean")(axis, keepdims))

    def std(self, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
        return finished(as_float(self).__getattr__("std")(axis, correction=ddof, keepdim=keepdims))

    def var(self, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
        return finished(as_float(self).__getattr__("var")(axis, correction=ddof, keepdim=keepdims))

    def transpose(self, *axes: Any) -> Any:
        order = axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes
        return finished(super().__getattr__("permute")(*(order or reversed(range(self.ndim)))))

    def repeat(self, repeats: Any, axis: int | None = None) -> Any:
        return finished(super().__getattr__("repeat_interleave")(repeats, axis))

    def tobytes(self) -> bytes:
        return repr(self.values).encode()

    @property
    def size(self) -> int:
        return self.count


def as_float(tensor: Tensor) -> Tensor:
    """Plain, and of floats."""
    kind = tensor.dtype if tensor.dtype in FLOATS else "float64"
    return Tensor.of([cast(v, kind) for v in tensor.values], tensor.shape, kind)


def array_of(tensor: Tensor) -> Array:
    return Array(tensor.storage, tensor.index, tensor.shape, tensor.dtype, tensor.cut)


def finished(result: Any) -> Any:
    """As NumPy gives it: a number where there is no dimension."""
    if isinstance(result, Tensor):
        return array_of(result) if result.shape else number_of(result)
    if isinstance(result, tuple) and any(isinstance(r, Tensor) for r in result):
        parts = [finished(r) for r in result]
        return type(result)(*parts) if hasattr(result, "_fields") else tuple(parts)
    return [finished(r) for r in result] if isinstance(result, list) else result


def number_of(tensor: Tensor) -> Any:
    """On the tape where everything is, as `item` has it."""
    value = tensor.single()
    return float(value) if isinstance(value, float) and not Tape.implicit else value


def given(value: Any) -> Any:
    """Lists of numbers and numbers are arrays too."""
    if isinstance(value, (bool, int, float)):
        return as_tensor(value)
    if isinstance(value, (list, tuple, range)):
        try:
            return as_tensor(value)
        except (Unsupported, ValueError):
            return value
    return value
