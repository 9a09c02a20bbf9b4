"""Convolutions and pooling of `torch.nn.functional`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .joining import cat, pad
from .reductions import REDUCTIONS
from .shaping import SHAPING, moved_axes, narrow, reshaped, unsqueeze
from .tensor import Tensor, Unsupported, as_tensor, offsets, strides_of

Sizes = tuple[int, ...]


def for_each_axis(value: Any, axes: int) -> Sizes:
    return (int(value),) * axes if isinstance(value, int) else tuple(int(v) for v in value)


def padded(input: Tensor, padding: Sizes, value: float) -> Tensor:
    amounts = [a for p in reversed(padding) for a in (p, p)]
    return pad(input, amounts, value=value) if any(amounts) else input


def windows(input: Tensor, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Tensor:
    """Of `(N, C, *sizes)`, a view `(N, *places, C, *kernel)`."""
    strides, held = strides_of(input.shape), input.places
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    starts = [range(0, s - r + 1, t) for s, r, t in zip(input.shape[2:], reach, stride, strict=True)]
    steps = [[i * strides[0] for i in range(input.shape[0])]]
    steps += [[i * step for i in places] for places, step in zip(starts, strides[2:], strict=True)]
    steps.append([i * strides[1] for i in range(input.shape[1])])
    steps += [[i * d * step for i in range(k)] for k, d, step in zip(kernel, dilation, strides[2:], strict=True)]
    return input.window([held[o] for o in offsets(steps)], tuple(map(len, steps)))


def convolution(axes: int) -> Callable[..., Tensor]:
    def function(
        input: Tensor,
        weight: Tensor,
        bias: Tensor | None = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        if input.ndim == axes + 1:
            return function(unsqueeze(input, 0), weight, bias, stride, padding, dilation, groups)[0]
        steps, gaps = for_each_axis(stride, axes), for_each_axis(dilation, axes)
        kernel = tuple(weight.shape[2:])
        if input.shape[1] != weight.shape[1] * groups:
            raise RuntimeError("the input has another number of channels than the weight expects")
        source = around(input, padding, kernel, gaps)
        if groups == 1:
            return with_bias(products(source, weight, steps, gaps), bias)
        width, height = weight.shape[1], weight.shape[0] // groups
        parts = [
            products(narrow(source, 1, g * width, width), narrow(weight, 0, g * height, height), steps, gaps)
            for g in range(groups)
        ]
        return with_bias(cat(parts, 1), bias)

    return function


def around(input: Tensor, padding: Any, kernel: Sizes, gaps: Sizes) -> Tensor:
    if padding == "valid":
        return input
    if padding != "same":
        return padded(input, for_each_axis(padding, len(kernel)), 0.0)
    whole = [d * (k - 1) for k, d in zip(kernel, gaps, strict=True)]
    return pad(input, [a for w in reversed(whole) for a in (w // 2, w - w // 2)])


def products(source: Tensor, weight: Tensor, stride: Sizes, dilation: Sizes) -> Tensor:
    """The product of all windows as rows with all kernels as columns."""
    kernel = tuple(weight.shape[2:])
    views = windows(source, kernel, stride, dilation)
    places = tuple(views.shape[: len(kernel) + 1])
    inner = weight.shape[1] * math.prod(kernel)
    rows = reshaped(views, (math.prod(places), inner))
    result = as_tensor(rows @ reshaped(weight, (weight.shape[0], inner)).T)
    return moved_axes(reshaped(result, (*places, weight.shape[0])), -1, 1)


def with_bias(result: Tensor, bias: Tensor | None) -> Tensor:
    return result if bias is None else as_tensor(result + reshaped(bias, (bias.count, *(1,) * (result.ndim - 2))))


def pooling(axes: int, kind: str) -> Callable[..., Tensor]:
    """`max`: of equals the first has the derivative; `mean`: the padding counts."""

    def function(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
        if input.ndim == axes + 1:
            return function(unsqueeze(input, 0), kernel_size, stride, padding)[0]
        kernel = for_each_axis(kernel_size, axes)
        steps = kernel if stride is None else for_each_axis(stride, axes)
        source = padded(input, for_each_axis(padding, axes), -math.inf if kind == "max" else 0.0)
        views = moved_axes(windows(source, kernel, steps, (1,) * axes), axes + 1, 1)
        flat = reshaped(views, (*views.shape[: axes + 2], math.prod(kernel)))
        return REDUCTIONS["max"](flat, -1).values if kind == "max" else REDUCTIONS["mean"](flat, -1)  # type: ignore[no-any-return]

    return function


def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0
) -> Tensor:
    """What `conv1d` has as its derivative: with a stride of 1, `conv1d` with the kernel turned around."""
    if stride != 1:
        raise Unsupported("conv_transpose1d with a stride")
    turned = moved_axes(SHAPING["flip"](weight, [2]), 0, 1)
    return convolution(1)(input, turned, bias, padding=weight.shape[2] - 1 - padding)


CONVOLUTIONS: dict[str, Callable[..., Any]] = {
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    "conv_transpose1d": conv_transpose1d,
    **{f"max_pool{n}d": pooling(n, "max") for n in (1, 2)},
    **{f"avg_pool{n}d": pooling(n, "mean") for n in (1, 2)},
}
