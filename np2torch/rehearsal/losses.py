"""The losses of `torch.nn.functional`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .creation import one_hot
from .elementwise import ELEMENTWISE
from .reductions import REDUCTIONS, log_softmax
from .scalar import Scalar, record, recorded
from .tensor import FLOATS, Tensor, Unsupported, as_tensor, binary


def reduced(values: Tensor, reduction: str) -> Tensor:
    result: Tensor = values if reduction == "none" else REDUCTIONS[reduction](values)
    return result


def elementwise_loss(element: Callable[..., Any]) -> Callable[..., Tensor]:
    """A loss that is a function of each pair; a target of another shape is an error here, as it should be."""

    def function(input: Tensor, target: Tensor, reduction: str = "mean", **options: Any) -> Tensor:
        if input.shape != target.shape:
            raise RuntimeError(f"target of size {tuple(target.shape)} for input of size {tuple(input.shape)}")
        return reduced(
            as_tensor(binary(lambda x, y: element(x, y, **options), input, target, floating=True, saves=True)),
            reduction,
        )

    return function


def squared(x: Any, y: Any) -> Any:
    return (x - y) * (x - y)


def huber(x: Any, y: Any, delta: float = 1.0) -> Any:
    distance = abs(x - y)
    return 0.5 * distance * distance if distance <= delta else delta * (distance - 0.5 * delta)


def smooth_l1(x: Any, y: Any, beta: float = 1.0) -> Any:
    distance = abs(x - y)
    return 0.5 * distance * distance / beta if distance < beta else distance - 0.5 * beta


def clamped_log(x: Any) -> Any:
    """Not below -100, as in PyTorch's binary cross-entropy."""
    value = math.log(x) if x > 0 else -math.inf
    return recorded(value, [(x, 1.0 / float(x))]) if value > -100 else -100.0


def cross_entropy_of_two(x: Any, y: Any) -> Any:
    if not 0 <= x <= 1:
        raise RuntimeError("all elements of input should be between 0 and 1")
    value = -(y * clamped_log(float(x)) + (1 - y) * clamped_log(1 - float(x)))
    if type(x) is not Scalar:
        return float(value)
    return record(float(value), (x,), ((float(x) - float(y)) / max(float(x) * (1 - float(x)), 1e-12),))


def cross_entropy_of_logit(x: Any, y: Any) -> Any:
    value = max(float(x), 0.0) - float(x) * y + math.log1p(math.exp(-abs(float(x))))
    share = 1.0 / (1.0 + math.exp(-float(x))) if x > -700 else 0.0
    return recorded(float(value), [(x, share - float(y)), (y, -float(x))])


def nll_loss(input: Tensor, target: Tensor, weight: Any = None, reduction: str = "mean") -> Tensor:
    if target.dtype != "int64" or weight is not None:
        raise RuntimeError("expected scalar type Long")
    classes = input.shape[1] if input.ndim > 1 else input.shape[0]
    if any(not 0 <= t < classes for t in target.values):
        raise IndexError("a target is out of bounds")
    rows = input if input.ndim > 1 else input[None]
    targets = target.values
    picked = Tensor.of([-rows.values[i * classes + t] for i, t in enumerate(targets)], target.shape, input.dtype)
    return reduced(picked, reduction)


def cross_entropy(
    input: Tensor, target: Tensor, weight: Any = None, reduction: str = "mean", label_smoothing: float = 0.0
) -> Tensor:
    if label_smoothing or weight is not None or input.ndim > 2:
        raise Unsupported("cross_entropy with weights, smoothing or more than two dimensions")
    logs = log_softmax(input, input.ndim - 1)
    if target.dtype not in FLOATS:
        return nll_loss(logs, target, reduction=reduction)
    if target.shape != input.shape:
        raise RuntimeError("target probabilities have another shape")
    values = REDUCTIONS["sum"](-(target * logs), input.ndim - 1)
    return reduced(values, reduction)


def kl_div(input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False) -> Tensor:
    if log_target:
        raise Unsupported("kl_div of logarithms")
    values = as_tensor(binary(lambda x, y: y * (math.log(y) - x) if y > 0 else 0.0 * x, input, target, saves=True))
    return REDUCTIONS["sum"](values) / input.shape[0] if reduction == "batchmean" else reduced(values, reduction)


def hinge_embedding(x: Any, y: Any, margin: float = 1.0) -> Any:
    return x if y == 1 else (margin - x if margin - x > 0 else 0.0)


def soft_margin(x: Any, y: Any) -> Any:
    return recorded(math.log1p(math.exp(-float(y) * float(x))), [(x, -float(y) / (1 + math.exp(float(y) * float(x))))])


def gaussian_nll(
    input: Tensor, target: Tensor, var: Tensor, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    bounded = ELEMENTWISE["clamp"](var, min=eps)
    values = 0.5 * (ELEMENTWISE["log"](bounded) + (input - target) ** 2 / bounded)
    return reduced(values + 0.5 * math.log(2 * math.pi) if full else values, reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Tensor:
    if full:
        raise Unsupported("poisson_nll_loss with Stirling's term")
    values = (
        ELEMENTWISE["exp"](input) - target * input if log_input else input - target * ELEMENTWISE["log"](input + eps)
    )
    return reduced(values, reduction)


LOSSES: dict[str, Callable[..., Any]] = {
    "mse_loss": elementwise_loss(squared),
    "l1_loss": elementwise_loss(lambda x, y: abs(x - y)),
    "smooth_l1_loss": elementwise_loss(smooth_l1),
    "huber_loss": elementwise_loss(huber),
    "binary_cross_entropy": elementwise_loss(cross_entropy_of_two),
    "binary_cross_entropy_with_logits": elementwise_loss(cross_entropy_of_logit),
    "hinge_embedding_loss": elementwise_loss(hinge_embedding),
    "soft_margin_loss": elementwise_loss(soft_margin),
    "nll_loss": nll_loss,
    "cross_entropy": cross_entropy,
    "kl_div": kl_div,
    "poisson_nll_loss": poisson_nll_loss,
    "gaussian_nll_loss": gaussian_nll,
    "one_hot": one_hot,
}
