"""PyTorch's functions of two or three operands that are not arithmetic."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from .elementwise import quotient, stepped
from .scalar import recorded
from .tensor import FLOATS, Tensor, as_tensor, binary, compare, unary, whole_quotient

Two = Callable[[Any, Any], Any]


def of_two(element: Two, floating: bool = False, saves: bool = True) -> Callable[..., Tensor]:
    def function(input: Any, other: Any) -> Tensor:
        if not isinstance(input, Tensor) and not isinstance(other, Tensor):
            raise TypeError("argument must be Tensor")
        return as_tensor(binary(element, input, other, floating, saves))

    return function


def copysign_of(a: Any, b: Any) -> Any:
    value = math.copysign(a, b)
    return recorded(value, ((a, value / float(a) if a else 0.0), (b, 0.0)))


def fmod_of(a: Any, b: Any) -> Any:
    """Of the sign of the dividend, as in C."""
    if not isinstance(a, float) and not isinstance(b, float):
        return whole_quotient(lambda x, y: x - y * int(x / y), a, b)
    if b == 0 or not math.isfinite(a):
        return math.nan
    return recorded(math.fmod(a, b), ((a, 1.0), (b, -float(math.trunc(float(a) / float(b))))))


def present(better: Two) -> Two:
    """The better of two that are no NaN; at a tie the first one."""

    def element(a: Any, b: Any) -> Any:
        return a if b != b or better(a, b) else b

    return element


def heaviside_of(a: Any, b: Any) -> Any:
    if a == 0:
        return b
    return float(a > 0) if isinstance(a, float) else int(a > 0)


def nextafter_of(a: Any, b: Any) -> Any:
    return recorded(math.nextafter(a, b), ((a, 1.0), (b, 0.0)))


def ldexp_of(a: Any, b: Any) -> Any:
    return a * 2.0**b


def logaddexp2_of(a: Any, b: Any) -> Any:
    top = max(float(a), float(b))
    value = top + math.log2(2.0 ** (float(a) - top) + 2.0 ** (float(b) - top)) if math.isfinite(top) else top
    return recorded(value, ((a, 2.0 ** (float(a) - value)), (b, 2.0 ** (float(b) - value))))


def heaviside(input: Tensor, values: Tensor) -> Tensor:
    if input.dtype != values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes")
    return of_two(heaviside_of)(input, values)


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    if input.dtype != other.dtype:
        raise RuntimeError("isclose takes tensors of the same dtype")
    return as_tensor(compare(lambda a, b: near(float(a), float(b), rtol, atol, equal_nan), input, other))


def near(a: float, b: float, rtol: float, atol: float, equal_nan: bool) -> bool:
    if a == b or (equal_nan and a != a and b != b):
        return True
    return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= atol + rtol * abs(b)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    return all(isclose(input, other, rtol, atol, equal_nan).values)


def nan_to_num(input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None) -> Tensor:
    largest = LARGEST.get(input.dtype, LARGEST["float64"])
    high, low = (largest if posinf is None else posinf), (-largest if neginf is None else neginf)

    def element(x: Any) -> Any:
        if math.isfinite(x):
            return x
        return stepped((nan or 0.0) if x != x else high if x > 0 else low, x)

    return unary(element, input) if input.dtype in FLOATS else input.like(list(input.values))


LARGEST = {"float64": 1.7976931348623157e308, "float32": 3.4028234663852886e38, "float16": 65504.0}


def frexp(input: Tensor) -> tuple[Tensor, Tensor]:
    """`mantissa` and `exponent`."""
    parts = [math.frexp(v) for v in input.values]
    mantissas = [recorded(m, ((v, 2.0**-e),)) for v, (m, e) in zip(input.values, parts, strict=True)]
    return input.like(mantissas), Tensor.of([e for _, e in parts], input.shape, "int32")


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    return as_tensor(input + weight * (end - input))


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    return as_tensor(input + (tensor1 * tensor2 if value == 1 else value * (tensor1 * tensor2)))


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    return as_tensor(input + value * quotient(tensor1, tensor2))


def bitwise(function: Callable[[int, int], int]) -> Callable[..., Tensor]:
    def apply(input: Any, other: Any) -> Tensor:
        if as_tensor(input).dtype in FLOATS or as_tensor(other).dtype in FLOATS:
            raise RuntimeError("bitwise operations are not implemented for floats")
        return of_two(function, saves=False)(input, other)

    return apply


OPERANDS: dict[str, Callable[..., Any]] = {
    "copysign": of_two(copysign_of, floating=True),
    "fmod": of_two(fmod_of),
    "fmax": of_two(present(operator.ge)),
    "fmin": of_two(present(operator.le)),
    "heaviside": heaviside,
    "nextafter": of_two(nextafter_of),
    "ldexp": of_two(ldexp_of, floating=True),
    "frexp": frexp,
    "logaddexp2": of_two(logaddexp2_of),
    "gcd": of_two(math.gcd, saves=False),
    "lcm": of_two(math.lcm, saves=False),
    "isclose": isclose,
    "allclose": allclose,
    "nan_to_num": nan_to_num,
    "lerp": lerp,
    "addcmul": addcmul,
    "addcdiv": addcdiv,
    "bitwise_and": bitwise(operator.and_),
    "bitwise_or": bitwise(operator.or_),
    "bitwise_xor": bitwise(operator.xor),
    "bitwise_left_shift": bitwise(operator.lshift),
    "bitwise_right_shift": bitwise(operator.rshift),
    "bitwise_not": operator.invert,
}
