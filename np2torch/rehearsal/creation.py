"""PyTorch's functions that make tensors, copy them, and turn them into other things."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .scalar import Scalar, Tape, adjoints, check_unspoiled
from .shaping import ints
from .tensor import FLOATS, ORDER, Leaves, Tensor, Unsupported, as_tensor, cast, with_recording

DTYPES = frozenset(ORDER)


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
    def make(*size: Any, dtype: str | None = None, requires_grad: bool = False, device: Any = None, **named: Any) -> Tensor:
        shape = ints(size) if size else ints((named["size"],))
        kind = dtype or "float64"
        return made([cast(value, kind)] * math.prod(shape), shape, kind, requires_grad)

    return make


def constant_like(value: Any) -> Callable[..., Tensor]:
    def make(input: Tensor, *, dtype: str | None = None, requires_grad: bool = False, device: Any = None) -> Tensor:
        kind = dtype or input.dtype
        return made([cast(value, kind)] * input.count, input.shape, kind, requires_grad)

    return make


def full(size: Any, fill_value: Any, *, dtype: str | None = None, requires_grad: bool = False) -> Tensor:
    filled = as_tensor(fill_value)
    shape = ints((tuple(size),))
    return made([cast(filled.single(), dtype or filled.dtype)] * math.prod(shape), shape, dtype or filled.dtype, requires_grad)


def arange(start: Any, end: Any = None, step: Any = 1, *, dtype: str | None = None, device: Any = None) -> Tensor:
    low, high = (0, start) if end is None else (start, end)
    low, high, by = (v.single() if isinstance(v, Tensor) else v for v in (low, high, step))
    steps = max(0, math.ceil((high - low) / by))
    kind = dtype or ("int64" if all(isinstance(v, int) for v in (low, high, by)) else "float64")
    return made([cast(low + i * by, kind) for i in range(steps)], (steps,), kind)


def linspace(start: Any, end: Any, steps: int, *, dtype: str | None = None, device: Any = None) -> Tensor:
    low, high = float(start), float(end)
    gap = (high - low) / (steps - 1) if steps > 1 else 0.0
    return made([low + i * gap for i in range(int(steps))], (int(steps),), dtype or "float64")


def eye(n: int, m: int | None = None, *, dtype: str | None = None) -> Tensor:
    columns, kind = n if m is None else m, dtype or "float64"
    return made([cast(i == j, kind) for i in range(n) for j in range(columns)], (n, columns), kind)


def as_tensor_(data: Any, *, dtype: str | None = None, device: Any = None) -> Tensor:
    source = as_tensor(data)
    return source if isinstance(data, Tensor) and dtype in (None, source.dtype) else tensor(source, dtype=dtype)


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    classes = num_classes if num_classes > 0 else max(input.values) + 1
    return Tensor.of([int(v == c) for v in input.values for c in range(classes)], (*input.shape, classes), "int64")


def unique(input: Tensor) -> Tensor:
    values = sorted(set(input.values))
    return Tensor.of(values, (len(values),), input.dtype)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    counts: list[Any] = [0] * max(minlength, max(input.values, default=-1) + 1)
    for i, place in enumerate(input.values):
        counts[place] = counts[place] + (1 if weights is None else weights.values[i])
    return Tensor.of(counts, (len(counts),), "int64" if weights is None else "float64")


# --- methods that convert ---------------------------------------------------------------------------------


def to(input: Tensor, *args: Any, dtype: Any = None, copy: bool = False, **ignored: Any) -> Tensor:
    kind = dtype or next((a for a in args if isinstance(a, str) and a in DTYPES), input.dtype)
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
    return detach(input)


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


def in_place(method: str) -> Callable[..., Tensor]:
    """`add_` from `add`, and so on."""

    def function(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        from .tensor import Methods

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
    found = graph_adjoints(list(zip(input.values, seeds, strict=True)), free=not retain_graph)
    for leaf, _ in Leaves.log:
        if any(v.serial in found for v in leaf.values):
            accumulate(leaf, [found.get(v.serial, 0.0) for v in leaf.values])


def graph_adjoints(seeds: list[tuple[Any, float]], free: bool) -> dict[int, float]:
    found = adjoints(seeds)
    check_unspoiled(found)
    if free and not Tape.implicit:
        free_graph([v for v, _ in seeds])
    return found


def free_graph(values: list[Any]) -> None:
    """A second pass through the same graph is an error, as in PyTorch."""
    todo = [v for v in values if type(v) is Scalar]
    while todo:
        node = todo.pop()
        if node.parents:
            todo += node.parents
            node.parents = None


def accumulate(tensor: Tensor, values: list[float]) -> None:
    if tensor.grad is None:
        tensor.grad = Tensor.of(list(values), tensor.shape, tensor.dtype)
    else:
        before = tensor.grad
        with_recording(False, lambda: before.write([a + b for a, b in zip(before.values, values, strict=True)]))


def grad(outputs: Any, inputs: Any, grad_outputs: Any = None, retain_graph: bool = False, **ignored: Any) -> tuple[Tensor, ...]:
    """`torch.autograd.grad`."""
    output = outputs[0] if isinstance(outputs, (list, tuple)) else outputs
    seed = grad_outputs[0] if isinstance(grad_outputs, (list, tuple)) else grad_outputs
    wanted = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
    seeds = [1.0] if seed is None else [float(v) for v in seed.values]
    found = graph_adjoints(list(zip(output.values, seeds, strict=True)), free=not retain_graph)
    return tuple(w.like([found.get(getattr(v, "serial", -1), 0.0) for v in w.values]) for w in wanted)


def einsum(equation: str, *operands: Any) -> Tensor:
    """By definition: a sum of products over all places."""
    parts = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else list(operands)
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if "." in equation:
        raise Unsupported("einsum with an ellipsis")
    letters = sorted(set(left.replace(",", "")))
    output = right if arrow else "".join(c for c in letters if left.count(c) == 1)
    sizes = {c: s for term, part in zip(terms, parts, strict=True) for c, s in zip(term, part.shape, strict=True)}
    inner = [c for c in letters if c not in output]
    return contraction(terms, parts, output, inner, sizes)


def contraction(terms: list[str], parts: list[Tensor], output: str, inner: list[str], sizes: dict[str, int]) -> Tensor:
    from .reductions import total
    from .shaping import places_of
    from .tensor import strides_of

    tables = [(term, strides_of(part.shape), part.values) for term, part in zip(terms, parts, strict=True)]
    values = []
    for place in places_of(tuple(sizes[c] for c in output)):
        products = []
        for rest in places_of(tuple(sizes[c] for c in inner)):
            at = {**dict(zip(output, place, strict=True)), **dict(zip(inner, rest, strict=True))}
            factor: Any = 1
            for term, strides, held in tables:
                factor = factor * held[sum(at[c] * s for c, s in zip(term, strides, strict=True))]
            products.append(factor)
        values.append(total(products))
    dtype = parts[0].dtype
    return Tensor.of([cast(v, dtype) for v in values], tuple(sizes[c] for c in output), dtype)


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
    "full_like": lambda input, fill_value, dtype=None: full(tuple(input.shape), fill_value, dtype=dtype or input.dtype),
    "arange": arange,
    "linspace": linspace,
    "eye": eye,
    "unique": unique,
    "bincount": bincount,
    "einsum": einsum,
    "is_tensor": lambda value: isinstance(value, Tensor),
    "allclose": lambda input, other, rtol=1e-05, atol=1e-08, equal_nan=False: all(
        abs(a - b) <= atol + rtol * abs(b) for a, b in zip(*(t.values for t in broadcast_pair(input, other)), strict=True)
    ),
    "equal": lambda input, other: input.shape == other.shape and input.values == other.values,
}


def broadcast_pair(a: Any, b: Any) -> tuple[Tensor, Tensor]:
    from .tensor import broadcast_shape, expanded

    left, right = as_tensor(a), as_tensor(b)
    shape = broadcast_shape(left.shape, right.shape)
    return Tensor.of(list(expanded(left, shape)), shape, left.dtype), Tensor.of(list(expanded(right, shape)), shape, right.dtype)


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
    **{f"{name}_": in_place(name) for name in ("add", "sub", "mul", "div", "clamp", "relu", "exp", "sqrt")},
    "backward": backward,
    "is_floating_point": lambda input: input.dtype in FLOATS,
    "retain_grad": lambda input: None,
    "register_hook": lambda input, hook: None,
}
