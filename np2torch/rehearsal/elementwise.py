"""PyTorch's functions of each element, with their derivatives and its conventions where there is a kink."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable
from typing import Any

from .scalar import Scalar, power, record, recorded, sign
from .tensor import (
    FLOATS,
    Tensor,
    as_tensor,
    binary,
    broadcast_shape,
    cast,
    compare,
    divide,
    expanded,
    floor_quotient,
    remainder,
    result_dtype,
    subtract,
    unary,
)

Element = Callable[[Any], Any]


def guarded(function: Callable[[float], float]) -> Callable[[float], float]:
    """Errors become what IEEE arithmetic gives."""

    def element(value: float) -> float:
        try:
            return function(value)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return element


def smooth(function: Callable[[float], float], slope: Callable[[float, float], float]) -> Element:
    """A function by its value and its derivative, the latter of the argument and the value."""
    value_of = guarded(function)

    def element(x: Any) -> Any:
        if type(x) is not Scalar:
            return value_of(x)
        plain = float(x)
        value = value_of(plain)
        try:
            return record(value, (x,), (slope(plain, value),))
        except (OverflowError, ZeroDivisionError):
            return record(value, (x,), (math.inf,))
        except ValueError:
            return record(value, (x,), (math.nan,))

    return element


def log_of(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def log1p_of(x: float) -> float:
    return math.log1p(x) if x > -1 else -math.inf if x == -1 else math.nan


def atanh_of(x: float) -> float:
    return math.atanh(x) if abs(x) != 1 else math.copysign(math.inf, x)


def logistic(x: float) -> float:
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


# Results are floats; the third entry says what the derivative keeps.
FLOAT_ELEMENTS: dict[str, tuple[Element, str]] = {
    "exp": (smooth(math.exp, lambda x, y: y), "result"),
    "log": (smooth(log_of, lambda x, y: 1.0 / x), "operand"),
    "sqrt": (smooth(math.sqrt, lambda x, y: 0.5 / y), "result"),
    "rsqrt": (smooth(lambda x: 1.0 / math.sqrt(x), lambda x, y: -0.5 * y / x), "result"),
    "tanh": (smooth(math.tanh, lambda x, y: 1.0 - y * y), "result"),
    "sigmoid": (smooth(logistic, lambda x, y: y * (1.0 - y)), "result"),
    "expm1": (smooth(math.expm1, lambda x, y: y + 1.0), "result"),
    "exp2": (smooth(lambda x: 2.0**x, lambda x, y: y * math.log(2.0)), "result"),
    "log1p": (smooth(log1p_of, lambda x, y: 1.0 / (1.0 + x)), "operand"),
    "log2": (smooth(lambda x: log_of(x) / math.log(2.0), lambda x, y: 1.0 / (x * math.log(2.0))), "operand"),
    "log10": (smooth(lambda x: log_of(x) / math.log(10.0), lambda x, y: 1.0 / (x * math.log(10.0))), "operand"),
    "sin": (smooth(math.sin, lambda x, y: math.cos(x)), "operand"),
    "cos": (smooth(math.cos, lambda x, y: -math.sin(x)), "operand"),
    "tan": (smooth(math.tan, lambda x, y: 1.0 + y * y), "result"),
    "sinh": (smooth(math.sinh, lambda x, y: math.cosh(x)), "operand"),
    "cosh": (smooth(math.cosh, lambda x, y: math.sinh(x)), "operand"),
    "arcsin": (smooth(math.asin, lambda x, y: 1.0 / math.sqrt(1.0 - x * x)), "operand"),
    "arccos": (smooth(math.acos, lambda x, y: -1.0 / math.sqrt(1.0 - x * x)), "operand"),
    "arctan": (smooth(math.atan, lambda x, y: 1.0 / (1.0 + x * x)), "operand"),
    "arcsinh": (smooth(math.asinh, lambda x, y: 1.0 / math.sqrt(x * x + 1.0)), "operand"),
    "arccosh": (smooth(math.acosh, lambda x, y: 1.0 / math.sqrt(x * x - 1.0)), "operand"),
    "arctanh": (smooth(atanh_of, lambda x, y: 1.0 / (1.0 - x * x)), "operand"),
    "erf": (smooth(math.erf, lambda x, y: 2.0 / math.sqrt(math.pi) * math.exp(-x * x)), "operand"),
    "reciprocal": (smooth(lambda x: 1.0 / x, lambda x, y: -y * y), "result"),
}
SYNONYMS = {f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
# Results have the dtype of the argument.
SAME_ELEMENTS: dict[str, tuple[Element, str]] = {
    "abs": (abs, "operand"),
    "absolute": (abs, "operand"),
    "relu": (smooth(lambda x: x if x > 0 else 0.0 * x, lambda x, y: float(x > 0)), "result"),
    "square": (lambda x: x * x, "operand"),
    "neg": (operator.neg, ""),
    "negative": (operator.neg, ""),
    "sign": (lambda x: flat(x, sign(x)), ""),
    "sgn": (lambda x: flat(x, sign(x)), ""),
    "floor": (lambda x: flat(x, whole(math.floor, x)), ""),
    "ceil": (lambda x: flat(x, whole(math.ceil, x)), ""),
    "trunc": (lambda x: flat(x, whole(math.trunc, x)), ""),
    "fix": (lambda x: flat(x, whole(math.trunc, x)), ""),
    "frac": (smooth(lambda x: math.fmod(x, 1.0), lambda x, y: 1.0), ""),
}
TEST_ELEMENTS: dict[str, Element] = {
    "isnan": lambda x: x != x,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
    "isposinf": lambda x: x == math.inf,
    "isneginf": lambda x: x == -math.inf,
    "isreal": lambda x: True,
    "signbit": lambda x: x < 0 or (x == 0 and math.copysign(1.0, x) < 0),
    "logical_not": operator.not_,
}


def whole(function: Callable[[float], int], x: Any) -> Any:
    return function(x) if math.isfinite(x) else float(x)


def flat(x: Any, value: float) -> Any:
    """A step function's value: its derivative is zero, but it is part of the graph."""
    return record(float(value), (x,), (0.0,)) if type(x) is Scalar else type(x)(value)


def float_function(name: str) -> Callable[..., Tensor]:
    return floating(*FLOAT_ELEMENTS[name])


def floating(element: Element, saves: str) -> Callable[..., Tensor]:
    def function(input: Tensor) -> Tensor:
        dtype = getattr(input, "dtype", "")
        return unary(element, input, dtype if dtype in FLOATS else "float64", saves)

    return function


def same_function(name: str) -> Callable[..., Tensor]:
    element, saves = SAME_ELEMENTS[name]

    def function(input: Tensor, inplace: bool = False) -> Tensor:
        if getattr(input, "dtype", "") in FLOATS:
            return unary(element, input, None, saves)
        return unary(lambda x: cast(element(x), input.dtype), input)

    return function


def test_function(element: Element) -> Callable[..., Tensor]:
    return lambda input: unary(element, input, "bool")


# --- two operands -----------------------------------------------------------------------------------------


def chosen(better: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """The better of two; at a tie each has half of the derivative."""

    def element(a: Any, b: Any) -> Any:
        if a != a or b != b:
            return math.nan
        if a == b:
            return recorded(float(a), ((a, 0.5), (b, 0.5))) if isinstance(a, float) else a
        return a if better(a, b) else b

    return element


def extreme_of_two(better: Callable[[Any, Any], bool]) -> Callable[[Tensor, Tensor], Tensor]:
    def function(input: Tensor, other: Tensor) -> Tensor:
        for operand in (input, other):
            if not isinstance(operand, Tensor):
                raise TypeError("argument must be Tensor")
        result = binary(chosen(better), input, other, saves=True)
        assert isinstance(result, Tensor)
        return result

    return function


class Kinks:
    """Which convention a rehearsal tries."""

    clamp_as_relu = False


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Inside the bounds and on them the derivative is 1."""
    if Kinks.clamp_as_relu and max is None and isinstance(min, (int, float)) and min == 0:
        return ELEMENTWISE["relu"](input)  # type: ignore[no-any-return]
    result = input
    if min is not None:
        result = as_tensor(binary(lambda x, low: x if x >= low or x != x else bound(low, x), result, min, saves=True))
    if max is not None:
        result = as_tensor(binary(lambda x, high: x if x <= high or x != x else bound(high, x), result, max, saves=True))
    return result


def bound(limit: Any, x: Any) -> Any:
    return float(limit) if isinstance(x, float) and not isinstance(limit, float) else limit


def atan2_of(a: Any, b: Any) -> Any:
    square = float(a) ** 2 + float(b) ** 2 or math.inf  # no slope at the origin
    return recorded(math.atan2(a, b), ((a, float(b) / square), (b, -float(a) / square)))


def hypot_of(a: Any, b: Any) -> Any:
    value = math.hypot(a, b)
    return recorded(value, ((a, divide(float(a), value)), (b, divide(float(b), value))))


def logaddexp_of(a: Any, b: Any) -> Any:
    top = max(float(a), float(b))
    value = top + math.log(math.exp(float(a) - top) + math.exp(float(b) - top)) if math.isfinite(top) else top
    return recorded(value, ((a, math.exp(float(a) - value)), (b, math.exp(float(b) - value))))


def quotient(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    if rounding_mode is None:
        return as_tensor(binary(divide, as_tensor(input), other, floating=True, saves=True))
    cut = math.floor if rounding_mode == "floor" else math.trunc
    if as_tensor(input).dtype not in FLOATS and as_tensor(other).dtype not in FLOATS:
        return as_tensor(input // other if rounding_mode == "floor" else binary(lambda a, b: cut(a / b), input, other))
    return as_tensor(binary(lambda a, b: stepped(whole(cut, divide(float(a), float(b))), a, b), input, other))


def stepped(value: float, *operands: Any) -> Any:
    """A step function's value: as `flat`, of several operands."""
    return recorded(float(value), [(o, 0.0) for o in operands])


def difference(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    return as_tensor(subtract(input, other if alpha == 1 else other * alpha))


def pair_function(element: Callable[[Any, Any], Any], floating: bool = False, saves: bool = True) -> Callable[..., Tensor]:
    def function(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
        result = binary(element, as_tensor(input) if floating else input, other if alpha == 1 else other * alpha, floating, saves)
        if result is NotImplemented:
            raise TypeError("argument must be Tensor")
        return as_tensor(result)

    return function


def comparison(function: Callable[[Any, Any], bool]) -> Callable[..., Tensor]:
    return lambda input, other: compare(function, input, other)


def rounded(input: Tensor, *, decimals: int = 0) -> Tensor:
    return unary(lambda x: flat(x, round(float(x), decimals)) if isinstance(x, float) and math.isfinite(x) else x, input)


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    if input is None:
        return nonzero(condition, as_tuple=True)
    if condition.dtype != "bool":
        raise RuntimeError("where expected condition to be a boolean tensor")
    yes, no = as_tensor(input), as_tensor(other)
    dtype = result_dtype(yes, no, input, other, floating=False)
    shape = broadcast_shape(condition.shape, yes.shape, no.shape)
    rows = zip(expanded(condition, shape), expanded(yes, shape), expanded(no, shape), strict=True)
    return Tensor.of([cast(x if c else y, dtype) for c, x, y in rows], shape, dtype)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    places = [p for p, v in zip(itertools.product(*map(range, input.shape)), input.values, strict=True) if v]
    if as_tuple:
        return tuple(Tensor.of([p[i] for p in places], (len(places),), "int64") for i in range(input.ndim))
    return Tensor.of([i for p in places for i in p], (len(places), input.ndim), "int64")


def imaginary(input: Tensor) -> Tensor:
    raise RuntimeError("imag is not implemented for tensors with non-complex dtypes")


def itself(input: Tensor) -> Tensor:
    return input


ELEMENTWISE: dict[str, Callable[..., Any]] = {
    **{name: float_function(name) for name in FLOAT_ELEMENTS},
    **{name: float_function(target) for name, target in SYNONYMS.items()},
    **{name: same_function(name) for name in SAME_ELEMENTS},
    **{name: test_function(element) for name, element in TEST_ELEMENTS.items()},
    "imag": imaginary,
    **dict.fromkeys(("positive", "real", "conj", "conj_physical", "resolve_conj", "resolve_neg"), itself),
    "maximum": extreme_of_two(operator.gt),
    "minimum": extreme_of_two(operator.lt),
    "clamp": clamp,
    "clip": clamp,
    "clamp_min": lambda input, min: clamp(input, min),
    "clamp_max": lambda input, max: clamp(input, None, max),
    "atan2": pair_function(atan2_of, floating=True),
    "arctan2": pair_function(atan2_of, floating=True),
    "hypot": pair_function(hypot_of),
    "logaddexp": pair_function(logaddexp_of),
    "add": pair_function(operator.add, saves=False),
    "sub": difference,
    "subtract": difference,
    "rsub": lambda input, other, *, alpha=1: difference(other, input, alpha=alpha),
    "mul": pair_function(operator.mul),
    "multiply": pair_function(operator.mul),
    "div": quotient,
    "divide": quotient,
    "true_divide": quotient,
    "pow": pair_function(power),
    "float_power": pair_function(power, floating=True),
    "remainder": pair_function(remainder),
    "floor_divide": pair_function(floor_quotient, saves=False),
    "logical_and": comparison(lambda a, b: bool(a) and bool(b)),
    "logical_or": comparison(lambda a, b: bool(a) or bool(b)),
    "logical_xor": comparison(lambda a, b: bool(a) != bool(b)),
    "eq": comparison(operator.eq),
    "ne": comparison(operator.ne),
    "gt": comparison(operator.gt),
    "ge": comparison(operator.ge),
    "lt": comparison(operator.lt),
    "le": comparison(operator.le),
    "greater": comparison(operator.gt),
    "greater_equal": comparison(operator.ge),
    "less": comparison(operator.lt),
    "less_equal": comparison(operator.le),
    "not_equal": comparison(operator.ne),
    "round": rounded,
    "where": where,
    "nonzero": nonzero,
}
