"""PyTorch's functions that make tensors, copy them, and turn them into other things."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from .arrays import Array, array_of
from .scalar import Scalar, Tape, adjoints_in, check_unspoiled, graph_behind
from .shaping import ints
from .tensor import BITS, FLOATS, ORDER, Leaves, Methods, Tensor, as_tensor, cast, strides_of, with_recording


def made(values: list[Any], shape: tuple[int, ...], dtype: str, requires_grad: bool = False) -> Tensor:
    result = Tensor.new(values, shape, dtype)
    if requires_grad:
        result.become_leaf()
    return result


def tensor(data: Any, *, dtype: str | None = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A copy; parts of the graph are cut, as in PyTorch."""
    source = as_tensor(data)
    kind = dtype or source.dtype
    values = [cast(v if Tape.implicit or not isinstance(v, float) else float(v), kind) for v in source.values]
    return made(values, source.shape, kind, requires_grad)


def constant(value: Any) -> Callable[..., Tensor]:
    def make(
        *size: Any, dtype: str | None = None, requires_grad: bool = False, device: Any = None, **named: Any
    ) -> Tensor:
        shape = ints(size) if size else ints((named["size"],))
        kind = dtype or "float64"
        return made([cast(value, kind)] * math.prod(shape), shape, kind, requires_grad)

    return make


def constant_like(value: Any) -> Callable[..., Tensor]:
    def make(input: Tensor, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None) -> Tensor:
        kind = dtype or input.dtype
        return made([cast(value, kind)] * input.count, input.shape, kind, requires_grad)

    return make


def full(
    size: Any, fill_value: Any, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    filled = as_tensor(fill_value)
    shape = ints((tuple(size),))
    kind = dtype or filled.dtype
    return made([cast(filled.single(), kind)] * math.prod(shape), shape, kind, requires_grad)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype, requires_grad=requires_grad)


def arange(
    start: Any,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: str | None = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    low, high = (0, start) if end is None else (start, end)
    low, high, by = (v.single() if isinstance(v, Tensor) else v for v in (low, high, step))
    steps = max(0, math.ceil((high - low) / by))
    kind = dtype or ("int64" if all(isinstance(v, int) for v in (low, high, by)) else "float64")
    return made([cast(low + i * by, kind) for i in range(steps)], (steps,), kind, requires_grad)


def linspace(
    start: Any, end: Any, steps: int, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    kind = dtype or "float64"
    return made(
        [cast(v, kind) for v in evenly(float(start), float(end), int(steps))], (int(steps),), kind, requires_grad
    )


def evenly(low: float, high: float, steps: int) -> list[float]:
    gap = (high - low) / (steps - 1) if steps > 1 else 0.0
    return [low + i * gap if i < steps - 1 or not i else high for i in range(steps)]


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: str | None = None,
    requires_grad: bool = False,
    device: Any = None,
) -> Tensor:
    kind = dtype or "float64"
    values = [cast(base**v, kind) for v in evenly(float(start), float(end), int(steps))]
    return made(values, (int(steps),), kind, requires_grad)


def eye(
    n: int, m: int | None = None, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None
) -> Tensor:
    rows, kind = int(n), dtype or "float64"
    columns = rows if m is None else int(m)
    return made([cast(i == j, kind) for i in range(rows) for j in range(columns)], (rows, columns), kind, requires_grad)


def window(shape: Callable[[float], float]) -> Callable[..., Tensor]:
    """A window by its height at each share of its length."""

    def function(window_length: int, periodic: bool = True, *, dtype: str | None = None, **options: Any) -> Tensor:
        steps = window_length if periodic else window_length - 1
        values = [shape(i / steps) if steps else 1.0 for i in range(window_length)]
        return made(values, (window_length,), dtype or "float64")

    return function


def cosines(*weights: float) -> Callable[[float], float]:
    return lambda share: sum(w * math.cos(2.0 * math.pi * k * share) for k, w in enumerate(weights))


def kaiser_window(window_length: int, periodic: bool = True, beta: float = 12.0, *, dtype: str | None = None) -> Tensor:
    from .special import i0

    shape = window(lambda share: i0(beta * math.sqrt(max(0.0, 1.0 - (2.0 * share - 1.0) ** 2))) / i0(beta))
    return shape(window_length, periodic, dtype=dtype)


WINDOWS = {
    "bartlett_window": window(lambda share: 1.0 - abs(2.0 * share - 1.0)),
    "hann_window": window(cosines(0.5, -0.5)),
    "hamming_window": window(cosines(0.54, -0.46)),
    "blackman_window": window(cosines(0.42, -0.5, 0.08)),
    "kaiser_window": kaiser_window,
}


def as_tensor_(data: Any, *, dtype: str | None = None, device: Any = None) -> Tensor:
    source = as_tensor(data)
    if isinstance(data, Array) and dtype in (None, source.dtype):
        return Tensor(data.storage, data.index, data.shape, data.dtype, data.cut)
    return source if isinstance(data, Tensor) and dtype in (None, source.dtype) else tensor(source, dtype=dtype)


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    classes = num_classes if num_classes > 0 else max(input.values) + 1
    return Tensor.of([int(v == c) for v in input.values for c in range(classes)], (*input.shape, classes), "int64")


# --- methods that convert ---------------------------------------------------------------------------------


def to(input: Tensor, *args: Any, dtype: Any = None, copy: bool = False, **ignored: Any) -> Tensor:
    kind = dtype or next((a for a in args if isinstance(a, str) and a in ORDER), input.dtype)
    if args and isinstance(args[0], Tensor):
        kind = args[0].dtype
    if kind == input.dtype and not copy:
        return input
    return Tensor.of([cast(v, kind) for v in input.values], input.shape, kind)


def clone(input: Tensor, **ignored: Any) -> Tensor:
    return input.like(list(input.values))


def detach(input: Tensor) -> Tensor:
    """The same storage, read without derivatives; nothing is cut where everything is recorded."""
    return Tensor(input.storage, input.index, input.shape, input.dtype, cut=not Tape.implicit)


def numpy(input: Tensor, *, force: bool = False) -> Tensor:
    if input.requires_grad and not force and not Tape.implicit:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad")
    return array_of(detach(input))


def item(input: Tensor) -> Any:
    value = input.single()
    return value if Tape.implicit or not isinstance(value, float) else float(value)


def tolist(input: Tensor) -> Any:
    return item(input) if input.ndim == 0 else [tolist(row) for row in input]


def filled_with(input: Tensor, value: Any) -> Tensor:
    input.write([cast(float(value) if input.dtype in FLOATS else value, input.dtype)] * input.count)
    return input


def requires_grad_(input: Tensor, requires_grad: bool = True) -> Tensor:
    if not requires_grad:
        input.become_leaf(False)
    elif not (input.requires_grad and not Tape.implicit):
        input.become_leaf()
    return input


def size(input: Tensor, dim: int | None = None) -> Any:
    return input.shape if dim is None else input.shape[dim]


def new_constant(value: float) -> Callable[..., Tensor]:
    def make(input: Tensor, *size: Any, dtype: str | None = None, **how: Any) -> Tensor:
        return constant(value)(*size, dtype=dtype or input.dtype, **how)

    return make


def detached_in_place(input: Tensor) -> Tensor:
    if not Tape.implicit:
        input.is_leaf = input.storage.leaf = False
        input.store([float(v) if isinstance(v, float) else v for v in input.values])
    return input


def in_place(method: str) -> Callable[..., Tensor]:
    """`add_` from `add`, and so on."""

    def function(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return input.in_place(as_tensor(Methods.table[method](input, *args, **kwargs)))

    return function


# --- the backward pass --------------------------------------------------------------------------------------


class Backward:
    """Who wants to know of a backward pass."""

    announced: Callable[[], None] = staticmethod(lambda: None)


def backward(input: Tensor, gradient: Tensor | None = None, retain_graph: bool = False, **ignored: Any) -> None:
    if not input.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad")
    if gradient is None and input.count != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    seeds = [1.0] if gradient is None else [float(v) for v in gradient.values]
    if len(seeds) != input.count:
        raise RuntimeError("the gradient has another shape than the tensor")
    Leaves.passes += 1
    Backward.announced()
    found = graph_adjoints(list(zip(input.values, seeds, strict=True)), freed=not retain_graph)
    for leaf, _ in Leaves.log:
        if any(v.serial in found for v in leaf.values):
            accumulate(leaf, [found.get(v.serial, 0.0) for v in leaf.values])


def graph_adjoints(seeds: list[tuple[Any, float]], freed: bool) -> dict[int, float]:
    graph = graph_behind(v for v, _ in seeds)
    found = adjoints_in(graph, seeds)
    check_unspoiled(found)
    if freed and not Tape.implicit:
        free(graph)
    return found


def free(graph: Iterable[Scalar]) -> None:
    """A second pass through the same graph is an error, as in PyTorch."""
    for node in graph:
        if node.parents:
            node.parents = None


def accumulate(tensor: Tensor, values: list[float]) -> None:
    if tensor.grad is None:
        tensor.grad = Tensor.of(list(values), tensor.shape, tensor.dtype)
    else:
        before = tensor.grad
        with_recording(False, lambda: before.write([a + b for a, b in zip(before.values, values, strict=True)]))


def grad(
    outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool = False, **ignored: Any
) -> tuple[Tensor, ...]:
    """`torch.autograd.grad`."""
    output = outputs[0] if isinstance(outputs, (list, tuple)) else outputs
    seed = grad_outputs[0] if isinstance(grad_outputs, (list, tuple)) else grad_outputs
    wanted = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    seeds = [1.0] if seed is None else [float(v) for v in seed.values]
    found = graph_adjoints(list(zip(output.values, seeds, strict=True)), freed=not retain_graph)
    return tuple(w.like([found.get(getattr(v, "serial", -1), 0.0) for v in w.values]) for w in wanted)


CREATION: dict[str, Callable[..., Any]] = {
    "tensor": tensor,
    "as_tensor": as_tensor_,
    "asarray": as_tensor_,
    "from_numpy": as_tensor_,
    "zeros": constant(0.0),
    "ones": constant(1.0),
    "empty": constant(0.0),
    "zeros_like": constant_like(0.0),
    "ones_like": constant_like(1.0),
    "empty_like": constant_like(0.0),
    "full": full,
    "full_like": full_like,
    "arange": arange,
    "linspace": linspace,
    "logspace": logspace,
    **WINDOWS,
    "scalar_tensor": tensor,
    "from_dlpack": lambda ext_tensor: ext_tensor,
    "FloatTensor": lambda data: tensor(data, dtype="float32"),
    "DoubleTensor": lambda data: tensor(data, dtype="float64"),
    "LongTensor": lambda data: tensor(data, dtype="int64"),
    "IntTensor": lambda data: tensor(data, dtype="int32"),
    "BoolTensor": lambda data: tensor(data, dtype="bool"),
    "eye": eye,
    "is_tensor": lambda value: isinstance(value, Tensor),
    "equal": lambda input, other: input.shape == other.shape and input.values == other.values,
}


CONVERTING: dict[str, Callable[..., Any]] = {
    "to": to,
    "type": to,
    "float": lambda input: to(input, "float32"),
    "double": lambda input: to(input, "float64"),
    "long": lambda input: to(input, "int64"),
    "int": lambda input: to(input, "int32"),
    "bool": lambda input: to(input, "bool"),
    "clone": clone,
    "detach": detach,
    "numpy": numpy,
    "cpu": lambda input: input,
    "contiguous": lambda input: input,
    "requires_grad_": requires_grad_,
    "item": item,
    "tolist": tolist,
    "numel": lambda input: input.count,
    "dim": lambda input: input.ndim,
    "size": size,
    "zero_": lambda input: filled_with(input, 0),
    "fill_": filled_with,
    "copy_": lambda input, other: input.in_place(as_tensor(other)),
    "detach_": detached_in_place,
    "backward": backward,
    "is_floating_point": lambda input: input.dtype in FLOATS,
    "is_complex": lambda input: False,
    "type_as": lambda input, other: to(input, other.dtype),
    "short": lambda input: to(input, "int16"),
    "half": lambda input: to(input, "float16"),
    "char": lambda input: to(input, "int8"),
    "byte": lambda input: to(input, "uint8"),
    "ndimension": lambda input: input.ndim,
    "nelement": lambda input: input.count,
    "stride": lambda input, dim=None: tuple(strides_of(input.shape)) if dim is None else strides_of(input.shape)[dim],
    "element_size": lambda input: BITS[input.dtype] // 8,
    "get_device": lambda input: -1,
    "is_shared": lambda input: False,
    "pin_memory": lambda input: input,
    "new_tensor": lambda input, data, *, dtype=None, **how: tensor(data, dtype=dtype or input.dtype, **how),
    "new_zeros": new_constant(0.0),
    "new_ones": new_constant(1.0),
    "new_empty": new_constant(0.0),
    "new_full": lambda input, size, fill_value, *, dtype=None: full(size, fill_value, dtype=dtype or input.dtype),
    "equal": lambda input, other: input.shape == other.shape and input.values == other.values,
    "retain_grad": lambda input: None,
    "register_hook": lambda input, hook: None,
}
