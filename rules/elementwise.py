"""Functions of each element, most of them PyTorch's under the same name."""

import math

import numpy as np
import torch

from np2torch.words import (
    Array,
    Bool,
    Float,
    Like,
    Promoted,
    PromotedFloat,
    Scalar,
    is_array,
    is_bool,
    is_positive,
    is_scalar,
    namesake,
    omitted,
    rewrites,
)


@rewrites(np.sqrt, np.log, np.log2, np.log10, np.log1p)
def roots_and_logarithms(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Float:
    """
    >>> np.sqrt(x)
    torch.sqrt(x)
    >>> np.sqrt(2.0)
    math.sqrt(2.0)
    """
    if is_positive(x):
        return namesake(math, x)
    assert not is_scalar(x), "of a Python number: math's function raises where NumPy's gives nan or inf"
    return namesake(torch, x)


@rewrites(np.sin, np.cos, np.tanh)
def bounded(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Float:
    """
    >>> np.tanh(x)
    torch.tanh(x)
    >>> np.tanh(0.5)
    math.tanh(0.5)
    """
    if is_scalar(x):
        return namesake(math, x)
    return namesake(torch, x)


@rewrites(np.exp, np.expm1, np.exp2, np.tan, np.sinh, np.cosh, np.arctan, np.arcsin, np.arccos)
def unbounded(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Float:
    """
    >>> np.exp(x)
    torch.exp(x)
    """
    assert not is_scalar(x), "of a Python number: math's function raises where NumPy's gives inf"
    return namesake(torch, x)


@rewrites(np.square, np.floor, np.ceil)
def same_kind(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Like:
    """
    >>> np.square(x)
    torch.square(x)
    """
    return namesake(torch, x)


@rewrites(np.sign)
def sign(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Like:
    """
    >>> np.sign(x)
    torch.where(torch.isnan(x), x, torch.sign(x))
    """
    return torch.where(torch.isnan(x), x, torch.sign(x))


@rewrites(np.abs, np.absolute)
def absolute(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Like:
    """
    >>> np.abs(x)
    torch.abs(x)
    >>> np.absolute(-2.5)
    abs(-2.5)
    """
    if is_scalar(x):
        return abs(x)
    return torch.abs(x)


@rewrites(np.fabs)
def fabs(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Float:
    """
    >>> np.fabs(x)
    torch.abs(x)
    """
    return torch.abs(x)


@rewrites(np.negative)
def negative(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Like:
    """
    >>> np.negative(x)
    torch.negative(x)
    """
    return torch.negative(x)


@rewrites(np.add, np.subtract, np.multiply)
def arithmetic(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Promoted:
    """
    >>> np.multiply(x, y)
    torch.multiply(x, y)
    >>> np.multiply(x, 2.0)
    torch.multiply(x, 2.0)
    """
    return namesake(torch, x1, x2)


@rewrites(np.divide, np.true_divide)
def divide(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> PromotedFloat:
    """
    >>> np.divide(x, y)
    torch.divide(x, y)
    """
    return torch.divide(x1, x2)


@rewrites(np.power)
def power(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Promoted:
    """
    >>> np.power(x, 2)
    torch.pow(x, 2)
    """
    return torch.pow(x1, x2)


@rewrites(np.maximum)
def maximum(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Promoted:
    """
    >>> np.maximum(x, y)
    torch.maximum(x, y)
    >>> np.maximum(x, 0.0)
    torch.clamp(x, min=0.0)
    >>> np.maximum(0, x)
    torch.clamp(x, min=0)
    >>> np.maximum(2, 3)
    max(2, 3)
    """
    if is_array(x1) and is_array(x2):
        return torch.maximum(x1, x2)
    if is_array(x1) and is_scalar(x2):
        return torch.clamp(x1, min=x2)
    if is_scalar(x1) and is_array(x2):
        return torch.clamp(x2, min=x1)
    return max(x1, x2)


@rewrites(np.minimum)
def minimum(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Promoted:
    """
    >>> np.minimum(x, y)
    torch.minimum(x, y)
    >>> np.minimum(x, 1.0)
    torch.clamp(x, max=1.0)
    >>> np.minimum(1, x)
    torch.clamp(x, max=1)
    >>> np.minimum(2, 3)
    min(2, 3)
    """
    if is_array(x1) and is_array(x2):
        return torch.minimum(x1, x2)
    if is_array(x1) and is_scalar(x2):
        return torch.clamp(x1, max=x2)
    if is_scalar(x1) and is_array(x2):
        return torch.clamp(x2, max=x1)
    return min(x1, x2)


@rewrites(np.clip)
def clip(a: Array, a_min: Array | Scalar = None, a_max: Array | Scalar = None, out=None, *, min=None, max=None) -> Promoted:
    """
    >>> np.clip(x, -1, 1)
    torch.clamp(x, -1, 1)
    >>> np.clip(x, a_min=0, a_max=1)
    torch.clamp(x, 0, 1)
    >>> np.clip(x, 0, None)
    torch.clamp(x, min=0)
    >>> np.clip(x, None, 1)
    torch.clamp(x, max=1)
    """
    assert omitted(min), "min= and max= of NumPy 2.1"
    assert omitted(max), "min= and max= of NumPy 2.1"
    if a_max is None:
        return torch.clamp(a, min=a_min)
    if a_min is None:
        return torch.clamp(a, max=a_max)
    return torch.clamp(a, a_min, a_max)


@rewrites(np.ndarray.clip)
def clip_method(a: Array, min: Scalar = None, max: Scalar = None, out=None) -> Promoted:
    """
    >>> x.clip(-1, 1)
    x.clamp(-1, 1)
    >>> x.clip(0)
    x.clamp(0)
    """
    if omitted(max):
        return torch.clamp(a, min)
    return torch.clamp(a, min, max)


@rewrites(np.round, np.around, np.ndarray.round)
def round_(a: Array | Scalar, decimals: int = 0, out=None) -> Like:
    """
    >>> np.round(x)
    torch.round(x)
    >>> np.round(x, 2)
    torch.round(x, decimals=2)
    >>> x.round(2)
    x.round(decimals=2)
    >>> np.round(2.567, 2)
    round(2.567, 2)
    """
    if is_scalar(a):
        return round(a, decimals)
    return torch.round(a, decimals=decimals)


@rewrites(np.isnan, np.isinf, np.isfinite)
def tests(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Bool:
    """
    >>> np.isnan(x)
    torch.isnan(x)
    >>> np.isnan(2.5)
    math.isnan(2.5)
    """
    if is_scalar(x):
        return namesake(math, x)
    return namesake(torch, x)


@rewrites(np.logical_and, np.logical_or, np.logical_xor)
def logical(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Bool:
    """
    >>> np.logical_and(x > 0, b)
    torch.logical_and(x > 0, b)
    """
    return namesake(torch, x1, x2)


@rewrites(np.logical_not)
def logical_not(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Bool:
    """
    >>> np.logical_not(b)
    torch.logical_not(b)
    """
    return torch.logical_not(x)


@rewrites(np.equal, np.not_equal, np.greater, np.greater_equal, np.less, np.less_equal)
def comparisons(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> Bool:
    """
    >>> np.greater(x, y)
    torch.greater(x, y)
    >>> np.greater(x, 0.0)
    torch.greater(x, 0.0)
    """
    return namesake(torch, x1, x2)


@rewrites(np.logaddexp, np.arctan2, np.hypot)
def pairs(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True) -> PromotedFloat:
    """
    >>> np.logaddexp(x, y)
    torch.logaddexp(x, y)
    """
    return namesake(torch, x1, x2)
