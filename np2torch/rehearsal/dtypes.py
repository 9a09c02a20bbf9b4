"""PyTorch's dtypes: their names, promotion, and limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .tensor import DTYPES, FLOATS, Tensor, as_tensor, category, promote, result_dtype

NAMES = {
    **DTYPES,
    "half": DTYPES["float16"],
    "float": DTYPES["float32"],
    "double": DTYPES["float64"],
    "short": DTYPES["int16"],
    "int": DTYPES["int32"],
    "long": DTYPES["int64"],
}


@dataclass(frozen=True)
class Limits:
    """What `torch.finfo` and `torch.iinfo` say."""

    dtype: str
    bits: int
    max: float
    min: float
    eps: float = 0.0
    tiny: float = 0.0
    resolution: float = 0.0

    @property
    def smallest_normal(self) -> float:
        return self.tiny


def integers(name: str, bits: int, signed: bool = True) -> Limits:
    top = 2 ** (bits - signed) - 1
    return Limits(name, bits, top, -top - 1 if signed else 0)


def floats(name: str, bits: int, largest: float, digits: int, exponent: int, decimals: int) -> Limits:
    return Limits(name, bits, largest, -largest, 2.0**-digits, 2.0**exponent, 10.0**-decimals)


NUMBER_TYPES = {
    "bool": Limits("bool", 8, 1, 0),
    "uint8": integers("uint8", 8, signed=False),
    **{f"int{bits}": integers(f"int{bits}", bits) for bits in (8, 16, 32, 64)},
    "float16": floats("float16", 16, 65504.0, 10, -14, 3),
    "float32": floats("float32", 32, 3.4028234663852886e38, 23, -126, 6),
    "float64": floats("float64", 64, 1.7976931348623157e308, 52, -1022, 15),
}


def limits(dtype: Any = "float64") -> Limits:
    return NUMBER_TYPES[{int: "int64", float: "float64"}.get(dtype, dtype)]


def result_type(tensor1: Any, tensor2: Any) -> str:
    return DTYPES[result_dtype(as_tensor(tensor1), as_tensor(tensor2), tensor1, tensor2, floating=False)]


def is_floating_point(input: Tensor) -> bool:
    return input.dtype in FLOATS


OF_DTYPES: dict[str, Callable[..., Any]] = {
    "promote_types": lambda type1, type2: DTYPES[promote(type1, type2)],
    "result_type": result_type,
    "can_cast": lambda from_, to: category(from_) <= category(to),
    "finfo": limits,
    "iinfo": limits,
    "is_floating_point": is_floating_point,
    "is_complex": lambda input: False,
    "get_default_dtype": lambda: DTYPES["float64"],
}
