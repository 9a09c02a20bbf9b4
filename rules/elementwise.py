"""Functions of each element, most of them PyTorch's under the same name."""

import math

import numpy as np
import torch

from np2torch.words import (
    Angle,
    Array,
    AsDouble,
    AsFloat,
    Bool,
    Close,
    DType,
    Exponent,
    Float,
    Floats,
    Like,
    Parts,
    Promoted,
    PromotedFloat,
    Scalar,
    Scaled,
    call,
    double,
    dtype,
    floating,
    floats,
    fresh,
    given,
    is_array,
    is_bool,
    is_complex,
    is_float,
    is_int,
    is_list,
    is_long,
    is_positive,
    is_scalar,
    is_text,
    known,
    matched,
    maybe,
    namesake,
    narrow,
    ndim,
    omitted,
    promoted,
    rewrites,
    same_dtype,
    unknown,
)


@rewrites(np.sqrt, np.log, np.log2, np.log10, np.log1p)
def roots_and_logarithms(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.sqrt(x)
    torch.sqrt(x)
    >>> np.log(p, out=p)
    torch.log(p, out=p)
    >>> np.sqrt(2.0)
    math.sqrt(2.0)
    >>> np.sqrt(n)
    torch.sqrt(torch.tensor(n))
    """
    if is_positive(x):
        return namesake(math, x)
    if is_scalar(x):
        return namesake(torch, torch.tensor(x))
    return namesake(torch, narrow(x), out=out)


@rewrites(np.exp, np.expm1, np.sinh, np.cosh)
def unbounded(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.exp(x)
    torch.exp(x)
    >>> np.exp(-0.5)
    math.exp(-0.5)
    >>> np.exp(n)
    torch.exp(torch.tensor(n))
    """
    if is_scalar(x) and -700 < x and x < 700:
        return namesake(math, x)
    if is_scalar(x) or unknown(x):
        return namesake(torch, torch.tensor(x))
    return namesake(torch, narrow(x), out=out)


@rewrites(np.sin, np.cos, np.tan, np.tanh)
def bounded(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.tanh(x)
    torch.tanh(x)
    >>> np.tanh(0.5)
    math.tanh(0.5)
    """
    if is_scalar(x):
        return namesake(math, x)
    return namesake(torch, narrow(x), out=out)


@rewrites(np.exp2, np.arctan, np.arcsin, np.arccos, np.arcsinh, np.arccosh, np.arctanh, np.atan, np.asin, np.acos, np.asinh, np.acosh, np.atanh, np.rad2deg, np.deg2rad)
def of_arrays(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.arctan(x)
    torch.arctan(x)
    >>> np.arctan(0.5)
    torch.arctan(torch.tensor(0.5))
    """
    return namesake(torch, narrow(x), out=out)


@rewrites(np.square)
def square(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.square(x)
    torch.square(x)
    >>> np.square(n)
    n ** 2
    """
    assert not maybe(is_bool(x)), "NumPy makes int8 of bools"
    if is_scalar(x):
        return x ** 2
    return torch.square(x, out=out)


@rewrites(np.floor, np.ceil, np.trunc)
def whole(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    PyTorch has it for numbers only

    >>> np.floor(x)
    torch.floor(x)
    >>> np.floor(b)
    torch.as_tensor(np.floor(b.numpy()))
    """
    if maybe(is_bool(x)):
        return torch.as_tensor(call)
    return namesake(torch, x, out=out)


@rewrites(np.sign)
def sign(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.sign(x)
    torch.where(torch.isnan(x), x, torch.sign(x))
    >>> np.sign(k)
    torch.sign(k)
    >>> np.sign(z)
    torch.sgn(z)
    """
    if is_float(x):
        return torch.where(torch.isnan(x), x, torch.sign(x))
    if unknown(x):
        return torch.where(torch.isnan(x), x, torch.sgn(x))
    if is_complex(x):
        return torch.sgn(x, out=out)
    return torch.sign(x, out=out)


@rewrites(np.abs, np.absolute)
def absolute(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.abs(x)
    torch.abs(x)
    >>> np.absolute(-2.5)
    abs(-2.5)
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    if is_scalar(x):
        return abs(x)
    return torch.abs(x, out=out)


@rewrites(np.fabs)
def fabs(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.fabs(x)
    torch.abs(x)
    >>> np.fabs(k)
    torch.abs(k.to(torch.float64))
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    return torch.abs(floats(x, x), out=out)


@rewrites(np.negative)
def negative(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.negative(x)
    torch.negative(x)
    >>> np.negative(n)
    -n
    """
    if is_scalar(x):
        return -x
    return torch.negative(x, out=out)


@rewrites(np.add, np.multiply)
def arithmetic(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.multiply(x, y)
    torch.multiply(x, y)
    >>> np.multiply(x, 2.0)
    torch.multiply(x, 2.0)
    >>> np.add(1, x)
    torch.add(1, x)
    >>> np.add(i, n)
    torch.add(torch.tensor(i), n)
    """
    if is_scalar(x1) and is_scalar(x2):
        return namesake(torch, torch.tensor(x1), x2)
    return namesake(torch, promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.subtract)
def subtract(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.subtract(x, y)
    torch.subtract(x, y)
    >>> np.subtract(1, x)
    torch.subtract(1, x)
    >>> np.subtract(1, b)
    torch.subtract(1, b.to(torch.int64))
    >>> np.subtract(i, n)
    torch.subtract(torch.tensor(i), n)
    """
    if is_scalar(x1) and is_scalar(x2):
        return torch.subtract(torch.tensor(x1), x2)
    if maybe(is_bool(x1)) or maybe(is_bool(x2)):
        return torch.subtract(matched(x1, x2), matched(x2, x1))
    return torch.subtract(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.divide, np.true_divide)
def divide(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> PromotedFloat:
    """
    >>> np.divide(x, y)
    torch.divide(x, y)
    >>> np.divide(i, n)
    torch.divide(torch.tensor(i), n)
    """
    if is_scalar(x1) and is_scalar(x2):
        return torch.divide(torch.tensor(x1), x2)
    return torch.divide(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.power, np.pow)
def power(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.power(x, 2)
    torch.pow(x, 2)
    >>> np.power(2, x)
    torch.pow(2, x)
    >>> np.power(2.0, n)
    2.0 ** n
    >>> np.power(n, 2)
    torch.pow(torch.tensor(n), 2)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "NumPy makes int8 of bools"
    if is_positive(x1) and is_scalar(x2):
        return x1 ** x2
    if is_scalar(x1) and is_scalar(x2):
        return torch.pow(torch.tensor(x1), x2)
    return torch.pow(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.maximum)
def maximum(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.maximum(x, y)
    torch.maximum(x, y)
    >>> np.maximum(x, 0.0)
    torch.clamp(x, min=0.0)
    >>> np.maximum(0, x)
    torch.clamp(x, min=0)
    >>> np.maximum(2, 3)
    max(2, 3)
    >>> np.maximum(0, n)
    torch.maximum(torch.tensor(0), torch.tensor(n))
    """
    if is_array(x1) and is_array(x2):
        return torch.maximum(promoted(x1, x2), promoted(x2, x1), out=out)
    if is_array(x1) and is_scalar(x2):
        return torch.clamp(x1, min=x2, out=out)
    if is_scalar(x1) and is_array(x2):
        return torch.clamp(x2, min=x1, out=out)
    if same_dtype(x1, x2):
        return max(x1, x2)
    return torch.maximum(torch.tensor(x1), torch.tensor(x2))


@rewrites(np.minimum)
def minimum(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.minimum(x, y)
    torch.minimum(x, y)
    >>> np.minimum(x, 1.0)
    torch.clamp(x, max=1.0)
    >>> np.minimum(1, x)
    torch.clamp(x, max=1)
    >>> np.minimum(2, 3)
    min(2, 3)
    >>> np.minimum(n, 0)
    torch.minimum(torch.tensor(n), torch.tensor(0))
    """
    if is_array(x1) and is_array(x2):
        return torch.minimum(promoted(x1, x2), promoted(x2, x1), out=out)
    if is_array(x1) and is_scalar(x2):
        return torch.clamp(x1, max=x2, out=out)
    if is_scalar(x1) and is_array(x2):
        return torch.clamp(x2, max=x1, out=out)
    if same_dtype(x1, x2):
        return min(x1, x2)
    return torch.minimum(torch.tensor(x1), torch.tensor(x2))


@rewrites(np.clip)
def clip(a: Array, a_min: Array | Scalar = None, a_max: Array | Scalar = None, out=None, *, min: Array | Scalar = None, max: Array | Scalar = None) -> Promoted:
    """
    PyTorch clamps to two numbers, or to two tensors

    >>> np.clip(x, -1, 1)
    torch.clamp(x, -1, 1)
    >>> np.clip(x, a_min=0, a_max=1)
    torch.clamp(x, 0, 1)
    >>> np.clip(x, 0, None)
    torch.clamp(x, min=0)
    >>> np.clip(x, None, 1)
    torch.clamp(x, max=1)
    >>> np.clip(x, min=0, max=1)
    torch.clamp(x, min=0, max=1)
    >>> np.clip(x, v, 1)
    torch.clamp(x, v, torch.tensor(1))
    >>> np.clip(x, 0.5, np.abs(v))
    torch.clamp(x, torch.tensor(0.5), torch.abs(v))
    >>> np.clip(v.sum(), 0, v)
    torch.as_tensor(np.clip(v.sum().numpy(), 0, v.numpy()))
    """
    if known(ndim(a) > 0) and not maybe(dtype(a) == "uint8") and known(is_array(a_min)) and known(is_scalar(a_max)):
        return torch.clamp(a, a_min, torch.tensor(a_max), out=out)
    if known(ndim(a) > 0) and not maybe(dtype(a) == "uint8") and known(is_scalar(a_min)) and known(is_array(a_max)):
        return torch.clamp(a, torch.tensor(a_min), a_max, out=out)
    if maybe(dtype(a) == "uint8") or (is_scalar(a_min) and is_array(a_max)) or (is_array(a_min) and is_scalar(a_max)):
        return torch.as_tensor(call)
    if given(min) or given(max):
        return torch.clamp(a, min=min, max=max, out=out)
    if a_max is None:
        return torch.clamp(a, min=a_min, out=out)
    if a_min is None:
        return torch.clamp(a, max=a_max, out=out)
    return torch.clamp(a, a_min, a_max, out=out)


@rewrites(np.ndarray.clip)
def clip_method(a: Array, min: Array | Scalar = None, max: Array | Scalar = None, out=None) -> Promoted:
    """
    PyTorch clamps to two numbers, or to two tensors

    >>> x.clip(-1, 1)
    x.clamp(-1, 1)
    >>> x.clip(0)
    x.clamp(0)
    >>> x.clip(max=0)
    x.clamp(max=0)
    >>> x.clip(0, y)
    torch.as_tensor(x.numpy().clip(0, y.numpy()))
    """
    if maybe(dtype(a) == "uint8") or (is_scalar(min) and is_array(max)) or (is_array(min) and is_scalar(max)):
        return torch.as_tensor(call)
    if omitted(min):
        return torch.clamp(a, max=max, out=out)
    return torch.clamp(a, min, max, out=out)


@rewrites(np.round, np.around, np.ndarray.round)
def round_(a: Array, decimals: int = 0, out=None) -> Like:
    """
    PyTorch rounds floats only

    >>> np.round(k.astype(np.int32))
    torch.as_tensor(np.round(k.to(torch.int32).numpy()))
    >>> np.round(x)
    torch.round(x)
    >>> np.round(x, 2)
    torch.round(x, decimals=2)
    >>> x.round(2)
    x.round(decimals=2)
    >>> np.round(2.567, 2)
    torch.round(torch.tensor(2.567), decimals=2)
    >>> np.round(k, -1)
    torch.round(k.to(torch.float64), decimals=-1).to(torch.int64)
    >>> np.round(k)
    k
    """
    if known(is_long(a)) and known(decimals >= 0):
        return fresh(a)
    if known(is_long(a)):
        return torch.round(a.to(torch.float64), decimals=decimals).to(torch.int64)
    assert not maybe(is_bool(a)), "PyTorch rounds floats only"
    if maybe(is_int(a)):
        return torch.as_tensor(call)
    return torch.round(a, decimals=decimals)


@rewrites(np.isnan, np.isinf, np.isfinite)
def tests(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
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
def logical(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
    """
    >>> np.logical_and(x > 0, b)
    torch.logical_and(x > 0, b)
    """
    return namesake(torch, x1, x2, out=out)


@rewrites(np.logical_not)
def logical_not(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
    """
    >>> np.logical_not(b)
    torch.logical_not(b)
    """
    return torch.logical_not(x, out=out)


@rewrites(np.greater, np.greater_equal, np.less, np.less_equal, np.not_equal)
def comparisons(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
    """
    >>> np.greater(x, y)
    torch.greater(x, y)
    >>> np.greater(x, 0.0)
    torch.greater(x, 0.0)
    """
    return namesake(torch, promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.equal)
def equal(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
    """
    >>> np.equal(x, y)
    torch.eq(x, y)
    """
    return torch.eq(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.logaddexp, np.logaddexp2, np.arctan2, np.atan2, np.hypot, np.copysign, np.nextafter)
def pairs(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Floats:
    """
    >>> np.logaddexp(x, y)
    torch.logaddexp(x, y)
    >>> np.hypot(x, 4.0)
    torch.hypot(x, torch.tensor(4.0))
    """
    return namesake(torch, floats(x1, x2), floats(x2, x1), out=out)


@rewrites(np.degrees)
def degrees(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.degrees(x)
    torch.rad2deg(x)
    """
    return torch.rad2deg(narrow(x), out=out)


@rewrites(np.radians)
def radians(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.radians(x)
    torch.deg2rad(x)
    """
    return torch.deg2rad(narrow(x), out=out)


@rewrites(np.rint)
def rint(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.rint(x)
    torch.round(x)
    >>> np.rint(k)
    torch.round(k.to(torch.float64))
    """
    return torch.round(floats(x, x))


@rewrites(np.fix)
def fix(x: Array, out=None) -> Like:
    """
    >>> np.fix(x)
    torch.trunc(x)
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    return torch.trunc(x, out=out)


@rewrites(np.cbrt)
def cbrt(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.cbrt(x)
    torch.sign(x) * torch.abs(x) ** (1 / 3)
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    assert not maybe(dtype(x) == "uint8"), "NumPy makes float16 of bytes"
    return torch.sign(x) * torch.abs(x) ** (1 / 3)


@rewrites(np.sinc)
def sinc(x: Array) -> Float:
    """
    >>> np.sinc(x)
    torch.sinc(x)
    """
    assert not maybe(is_bool(x)), "PyTorch has it for numbers only"
    assert not maybe(dtype(x) == "uint8"), "NumPy makes float16 of bytes"
    return torch.sinc(x)


@rewrites(np.i0)
def i0(x: Array) -> AsFloat:
    """
    >>> np.i0(x)
    torch.i0(x)
    """
    return torch.i0(floating(x))


@rewrites(np.reciprocal)
def reciprocal(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.reciprocal(x)
    torch.reciprocal(x)
    >>> np.reciprocal(2.0)
    1 / 2.0
    """
    assert not maybe(is_int(x)) and not maybe(is_bool(x)), "NumPy divides integers without a rest"
    if is_positive(x):
        return 1 / x
    assert not is_scalar(x), "of a number that may be zero"
    return torch.reciprocal(x, out=out)


@rewrites(np.positive)
def positive(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.positive(x)
    torch.positive(x)
    >>> np.positive(n)
    +n
    """
    if is_scalar(x):
        return +x
    return fresh(torch.positive(x))


@rewrites(np.conj, np.conjugate, np.ndarray.conj, np.ndarray.conjugate)
def conj(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.conj(z)
    torch.conj_physical(z)
    >>> x.conj()
    x
    """
    assert not maybe(is_bool(x)), "NumPy makes int8 of bools"
    if is_complex(x) or unknown(x):
        return torch.conj_physical(x)
    return fresh(x)


@rewrites(np.signbit)
def signbit(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Bool:
    """
    >>> np.signbit(x)
    torch.signbit(x)
    """
    return torch.signbit(x, out=out)


@rewrites(np.float_power)
def float_power(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype: DType = None, subok=True, signature=None) -> AsDouble:
    """
    >>> np.float_power(x, 2)
    torch.float_power(x, 2)
    >>> np.float_power(2, x)
    torch.float_power(2, x)
    >>> np.float_power(x, 1.5, dtype=complex)
    torch.float_power(x.to(torch.complex128), 1.5)
    """
    assert not (is_scalar(x1) and is_scalar(x2)), "of numbers"
    if known(is_array(x1)) and known(is_complex(dtype)):
        return torch.float_power(x1.to(dtype), x2)
    assert omitted(dtype), "of another dtype"
    return torch.float_power(x1, x2)


@rewrites(np.floor_divide)
def floor_divide(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.floor_divide(x, y)
    torch.floor_divide(x, y)
    >>> np.floor_divide(x, 2)
    torch.floor_divide(x, 2)
    >>> np.floor_divide(5.0, x)
    torch.floor_divide(torch.tensor(5.0), x)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "NumPy makes int8 of bools"
    return torch.floor_divide(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.remainder, np.mod)
def remainder(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.mod(x, y)
    torch.remainder(x, y)
    >>> np.remainder(x, 2)
    torch.remainder(x, 2)
    >>> np.mod(5.0, x)
    torch.remainder(5.0, x)
    >>> np.mod(5.0, 3.0)
    torch.remainder(torch.tensor(5.0), 3.0)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "NumPy makes int8 of bools"
    if is_scalar(x1) and is_scalar(x2):
        return torch.remainder(torch.tensor(x1), x2)
    return torch.remainder(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.fmod)
def fmod(x1: Array, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.fmod(x, y)
    torch.fmod(x, y)
    >>> np.fmod(x, 2)
    torch.fmod(x, 2)
    """
    assert not (maybe(is_bool(x1)) and maybe(is_bool(x2))), "NumPy makes int8 of bools"
    return torch.fmod(promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.divmod)
def divmod_(x1: Array, x2: Array | Scalar, /, out=(None, None), *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> tuple[Promoted, Promoted]:
    """
    >>> np.divmod(k, 2)
    (k // 2, k % 2)
    """
    assert not maybe(is_bool(x1)), "NumPy makes int8 of bools"
    return (x1 // x2, x1 % x2)


@rewrites(np.modf)
def modf(x: Array, /, out=(None, None), *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> tuple[Float, Float]:
    """
    >>> np.modf(x)
    (torch.where(torch.isinf(x), 0.0, torch.frac(x)), torch.trunc(x))
    """
    assert not maybe(is_bool(x)) and not maybe(is_int(x)), "PyTorch has it for floats only"
    return (torch.where(torch.isinf(x), 0.0, torch.frac(x)), torch.trunc(x))


@rewrites(np.frexp)
def frexp(x: Array, /, out=(None, None), *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> tuple[Float, Exponent]:
    """
    >>> np.frexp(x)
    torch.frexp(x)
    >>> np.frexp(k)
    torch.frexp(k.to(torch.float64))
    """
    if known(is_long(x)):
        return torch.frexp(double(x))
    assert not maybe(is_bool(x)) and not maybe(is_int(x)), "PyTorch has it for floats only"
    return torch.frexp(x)


@rewrites(np.ldexp)
def ldexp(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Scaled:
    """
    >>> np.ldexp(v[:3], k)
    torch.ldexp(v[:3], k)
    >>> np.ldexp(k, j)
    torch.ldexp(k.to(torch.float64), j)
    """
    assert not known(ndim(x1) == 0), "PyTorch warns of a number"
    if known(is_long(x1)) and known(is_int(x2)):
        return torch.ldexp(double(x1), x2)
    assert not maybe(is_bool(x1)) and not maybe(is_int(x1)), "PyTorch computes it in the default dtype"
    assert not maybe(is_bool(x2)), "PyTorch has it for integers only"
    return torch.ldexp(x1, x2)


@rewrites(np.spacing)
def spacing(x: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Float:
    """
    >>> np.spacing(x)
    torch.nextafter(x, torch.copysign(torch.full_like(x, torch.inf), x)) - x
    >>> np.spacing(1)
    math.ulp(1)
    """
    if is_scalar(x) and known(x > 0):
        return math.ulp(x)
    assert not is_scalar(x), "of a number that may not be positive"
    assert not maybe(is_bool(x)) and not maybe(is_int(x)), "PyTorch has it for floats only"
    return torch.nextafter(x, torch.copysign(torch.full_like(x, torch.inf), x)) - x


@rewrites(np.heaviside)
def heaviside(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Floats:
    """
    >>> np.heaviside(x, 0.5)
    torch.where(torch.isnan(x), x, torch.heaviside(x, torch.tensor(0.5)))
    """
    assert not maybe(is_bool(x1)) and not maybe(is_int(x1)), "PyTorch has it for floats only"
    return torch.where(torch.isnan(x1), x1, torch.heaviside(matched(x1, x2), matched(x2, x1)))


@rewrites(np.fmax, np.fmin)
def ignoring_nan(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.fmax(x, y)
    torch.fmax(x, y)
    >>> np.fmin(x, 0.5)
    torch.fmin(x, torch.tensor(0.5))
    """
    return namesake(torch, promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.gcd, np.lcm)
def of_integers(x1: Array, x2: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.gcd(k, 6)
    torch.gcd(k, torch.tensor(6))
    """
    return namesake(torch, promoted(x1, x2), promoted(x2, x1), out=out)


@rewrites(np.bitwise_and)
def bitwise_and(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.bitwise_and(k, 2)
    torch.bitwise_and(k, 2)
    >>> np.bitwise_and(13, 2)
    13 & 2
    >>> np.bitwise_and(True, False)
    torch.bitwise_and(torch.tensor(True), False)
    """
    if is_scalar(x1) and is_scalar(x2) and is_int(x1) and is_int(x2):
        return x1 & x2
    if is_scalar(x1) and is_scalar(x2):
        return torch.bitwise_and(torch.tensor(x1), x2)
    return torch.bitwise_and(x1, x2, out=out)


@rewrites(np.bitwise_or)
def bitwise_or(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.bitwise_or(k, 2)
    torch.bitwise_or(k, 2)
    >>> np.bitwise_or(13, 2)
    13 | 2
    >>> np.bitwise_or(True, False)
    torch.bitwise_or(torch.tensor(True), False)
    """
    if is_scalar(x1) and is_scalar(x2) and is_int(x1) and is_int(x2):
        return x1 | x2
    if is_scalar(x1) and is_scalar(x2):
        return torch.bitwise_or(torch.tensor(x1), x2)
    return torch.bitwise_or(x1, x2, out=out)


@rewrites(np.bitwise_xor)
def bitwise_xor(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.bitwise_xor(k, 2)
    torch.bitwise_xor(k, 2)
    >>> np.bitwise_xor(13, 2)
    13 ^ 2
    >>> np.bitwise_xor(True, False)
    torch.bitwise_xor(torch.tensor(True), False)
    """
    if is_scalar(x1) and is_scalar(x2) and is_int(x1) and is_int(x2):
        return x1 ^ x2
    if is_scalar(x1) and is_scalar(x2):
        return torch.bitwise_xor(torch.tensor(x1), x2)
    return torch.bitwise_xor(x1, x2, out=out)


@rewrites(np.left_shift, np.bitwise_left_shift)
def left_shift(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.left_shift(k, 2)
    torch.bitwise_left_shift(k, 2)
    >>> np.left_shift(13, 2)
    13 << 2
    """
    if is_scalar(x1) and is_scalar(x2):
        return x1 << x2
    return torch.bitwise_left_shift(x1, x2, out=out)


@rewrites(np.right_shift, np.bitwise_right_shift)
def right_shift(x1: Array | Scalar, x2: Array | Scalar, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Promoted:
    """
    >>> np.right_shift(k, 1)
    torch.bitwise_right_shift(k, 1)
    >>> np.right_shift(13, 1)
    13 >> 1
    """
    if is_scalar(x1) and is_scalar(x2):
        return x1 >> x2
    return torch.bitwise_right_shift(x1, x2, out=out)


@rewrites(np.invert, np.bitwise_not, np.bitwise_invert)
def invert(x: Array, /, out=None, *, where=True, casting="same_kind", order="K", dtype=None, subok=True, signature=None) -> Like:
    """
    >>> np.invert(b)
    torch.bitwise_not(b)
    """
    return torch.bitwise_not(x, out=out)


@rewrites(np.angle)
def angle(z: Array, deg=False) -> Angle:
    """
    >>> np.angle(z)
    torch.angle(z)
    >>> np.angle(z, deg=True)
    torch.rad2deg(torch.angle(z))
    """
    assert not maybe(is_bool(z)) and not maybe(dtype(z) == "uint8"), "NumPy makes float16 of bytes"
    if deg == True:
        return torch.rad2deg(torch.angle(z))
    return torch.angle(z)


@rewrites(np.real)
def real(val: Array | Scalar) -> Parts:
    """
    >>> np.real(z)
    torch.real(z)
    >>> np.real(2.5)
    (2.5).real
    """
    if is_scalar(val):
        return val.real
    return torch.real(val)


@rewrites(np.ndarray.real)
def real_attribute(val: Array) -> Parts:
    """
    >>> z.real
    z.real
    """
    return val.real


@rewrites(np.ndarray.imag)
def imag_attribute(val: Array) -> Parts:
    """
    >>> z.imag
    z.imag
    >>> x.imag
    torch.zeros_like(x)
    """
    if is_complex(val):
        return val.imag
    return torch.zeros_like(val)


@rewrites(np.imag)
def imag(val: Array | Scalar) -> Parts:
    """
    >>> np.imag(z)
    torch.imag(z)
    >>> np.imag(x)
    torch.zeros_like(x)
    >>> np.imag(2.5)
    (2.5).imag
    """
    if is_scalar(val):
        return val.imag
    if is_complex(val):
        return torch.imag(val)
    return torch.zeros_like(val)


@rewrites(np.isposinf, np.isneginf)
def infinite(x: Array, out=None) -> Bool:
    """
    >>> np.isposinf(x)
    torch.isposinf(x)
    """
    return namesake(torch, x)


@rewrites(np.isreal)
def isreal(x: Array | Scalar) -> Bool:
    """
    >>> np.isreal(z)
    torch.isreal(z)
    >>> np.isreal(2.5)
    (2.5).imag == 0
    """
    if is_scalar(x):
        return x.imag == 0
    return torch.isreal(x)


@rewrites(np.iscomplex)
def iscomplex(x: Array | Scalar) -> Bool:
    """
    >>> np.iscomplex(z)
    ~torch.isreal(z)
    """
    assert not is_scalar(x), "of a number"
    return ~torch.isreal(x)


@rewrites(np.iscomplexobj)
def iscomplexobj(x: Array | Scalar) -> bool:
    """
    >>> np.iscomplexobj(z)
    torch.is_complex(z)
    >>> np.iscomplexobj(n)
    isinstance(n, complex)
    """
    if is_scalar(x) or is_text(x) or x is None:
        return isinstance(x, complex)
    if not is_scalar(x) or unknown(x):
        return torch.is_complex(x)


@rewrites(np.isrealobj)
def isrealobj(x: Array | Scalar) -> bool:
    """
    >>> np.isrealobj(z)
    not torch.is_complex(z)
    >>> np.isrealobj(n)
    not isinstance(n, complex)
    """
    if is_scalar(x) or is_text(x) or x is None:
        return not isinstance(x, complex)
    if not is_scalar(x) or unknown(x):
        return not torch.is_complex(x)


@rewrites(np.nan_to_num)
def nan_to_num(x: Array, copy=True, nan: Scalar = 0.0, posinf: Scalar = None, neginf: Scalar = None) -> Like:
    """
    >>> np.nan_to_num(x)
    torch.nan_to_num(x)
    >>> np.nan_to_num(x, nan=1.0, posinf=9.0)
    torch.nan_to_num(x, nan=1.0, posinf=9.0)
    """
    assert not known(is_array(nan)) and not known(is_list(nan)), "a value for each"
    return torch.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)


@rewrites(np.isclose)
def isclose(a: Array, b: Array, rtol=1e-05, atol=1e-08, equal_nan=False) -> Close:
    """
    >>> np.isclose(x, y)
    torch.isclose(x, y)
    >>> np.isclose(x, 0.0, atol=1e-6)
    torch.isclose(x, torch.tensor(0.0), atol=1e-6)
    """
    return torch.isclose(matched(a, b), matched(b, a), rtol=rtol, atol=atol, equal_nan=equal_nan)
