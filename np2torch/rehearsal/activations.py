"""The activations of `torch.nn.functional`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .elementwise import ELEMENTWISE, Element, floating, logistic, smooth
from .reductions import REDUCTIONS
from .shaping import chunk
from .special import normal_cdf, normal_pdf
from .tensor import Tensor, as_tensor, binary, unary


def activation(value: Callable[[float], float], slope: Callable[[float, float], float]) -> Callable[..., Tensor]:
    """A function of each float without options."""
    element = smooth(value, slope)
    return lambda input, inplace=False: unary(element, input, None, "operand")


def softplus_of(x: float) -> float:
    return x if x > 20 else math.log1p(math.exp(x))


def mish_slope(x: float, y: float) -> float:
    inner = math.tanh(softplus_of(x))
    return inner + x * logistic(x) * (1.0 - inner * inner)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    def value(x: float) -> float:
        return x if x * beta > threshold else math.log1p(math.exp(x * beta)) / beta

    return floating(smooth(value, lambda x, y: 1.0 if x * beta > threshold else logistic(x * beta)), "operand")(input)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    if approximate == "tanh":
        inner = math.sqrt(2.0 / math.pi) * (input + 0.044715 * input**3)
        return as_tensor(0.5 * input * (1.0 + ELEMENTWISE["tanh"](inner)))
    return floating(smooth(lambda x: x * normal_cdf(x), lambda x, y: normal_cdf(x) + x * normal_pdf(x)), "operand")(input)


def exponential_unit(alpha: float, scale: float = 1.0, rate: float = 1.0) -> Element:
    def value(x: float) -> float:
        return scale * x if x > 0 else scale * alpha * math.expm1(x * rate)

    return smooth(value, lambda x, y: scale if x > 0 else scale * alpha * rate * math.exp(x * rate))


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    return unary(exponential_unit(alpha), input, None, "result")


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    return unary(exponential_unit(alpha, rate=1.0 / alpha), input, None, "result")


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    element = smooth(lambda x: x if x > 0 else negative_slope * x, lambda x, y: 1.0 if x > 0 else negative_slope)
    return unary(element, input, None, "operand")


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """On the bounds the derivative is zero, unlike that of `clamp`."""
    element = smooth(lambda x: min(max(x, min_val), max_val), lambda x, y: float(min_val < x < max_val))
    return unary(element, input, None, "operand")


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    element = smooth(lambda x: x if x > threshold else float(value), lambda x, y: float(x > threshold))
    return unary(element, input, None, "operand")


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    def value(x: float) -> float:
        return math.copysign(abs(x) - lambd, x) if abs(x) > lambd else 0.0

    return unary(smooth(value, lambda x, y: float(abs(x) > lambd)), input, None, "operand")


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    element = smooth(lambda x: x if abs(x) > lambd else 0.0, lambda x, y: float(abs(x) > lambd))
    return unary(element, input, None, "operand")


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    factor = weight.reshape((1, -1, *(1,) * (input.ndim - 2))) if weight.count > 1 and input.ndim > 1 else weight
    return as_tensor(binary(lambda x, w: x if x > 0 else w * x, input, factor, saves=True))


def glu(input: Tensor, dim: int = -1) -> Tensor:
    first, second = chunk(input, 2, dim % input.ndim)
    return as_tensor(first * ELEMENTWISE["sigmoid"](second))


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Tensor:
    return as_tensor(input / ELEMENTWISE["clamp"](REDUCTIONS["norm"](input, p, dim, keepdim=True), min=eps))


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    norms = [ELEMENTWISE["clamp"](REDUCTIONS["norm"](x, 2, dim, keepdim=True), min=eps) for x in (x1, x2)]
    return REDUCTIONS["sum"]((x1 / norms[0]) * (x2 / norms[1]), dim)  # type: ignore[no-any-return]


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    return REDUCTIONS["norm"](x1 - x2 + eps, p, -1, keepdim)  # type: ignore[no-any-return]


SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "softplus": softplus,
    "gelu": gelu,
    "elu": elu,
    "celu": celu,
    "leaky_relu": leaky_relu,
    "hardtanh": hardtanh,
    "relu6": lambda input, inplace=False: hardtanh(input, 0.0, 6.0),
    "threshold": threshold,
    "softshrink": softshrink,
    "hardshrink": hardshrink,
    "prelu": prelu,
    "glu": glu,
    "normalize": normalize,
    "cosine_similarity": cosine_similarity,
    "pairwise_distance": pairwise_distance,
    "selu": lambda input, inplace=False: unary(exponential_unit(SELU_ALPHA, SELU_SCALE), input, None, "result"),
    "silu": activation(lambda x: x * logistic(x), lambda x, y: logistic(x) * (1.0 + x - y)),
    "logsigmoid": activation(lambda x: -softplus_of(-x), lambda x, y: logistic(-x)),
    "mish": activation(lambda x: x * math.tanh(softplus_of(x)), mish_slope),
    "softsign": activation(lambda x: x / (1.0 + abs(x)), lambda x, y: 1.0 / (1.0 + abs(x)) ** 2),
    "tanhshrink": activation(lambda x: x - math.tanh(x), lambda x, y: math.tanh(x) ** 2),
    "hardsigmoid": activation(lambda x: min(max(x + 3.0, 0.0), 6.0) / 6.0, lambda x, y: 1.0 / 6.0 if -3 < x < 3 else 0.0),
    "hardswish": activation(
        lambda x: x * min(max(x + 3.0, 0.0), 6.0) / 6.0,
        lambda x, y: 0.0 if x <= -3 else 1.0 if x >= 3 else x / 3.0 + 0.5,
    ),
    "softmin": lambda input, dim: REDUCTIONS["softmax"](-input, dim),
}
