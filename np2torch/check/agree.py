"""Whether a value on the PyTorch side is the one on the NumPy side, and of the kind that was foreseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..kind import Array, DType, Kind, Many, Nothing, Number, Text, Tuple

TOLERANCE = {"float64": (1e-10, 1e-12), "float32": (2e-4, 1e-5), "float16": (2e-3, 1e-3), "complex128": (1e-10, 1e-12)}
NO_ARITHMETIC = {"uint64": "int64"}  # sums of uint8: PyTorch has the dtype but hardly a function for it
PLAIN = (bool, int, float, complex, str)


@dataclass(frozen=True)
class Demands:
    """What has to be the same, besides the shape."""

    values: bool = True
    dtypes: bool = True
    single: bool = False  # computed in float32: fewer digits are the same
    signs: bool = True  # else a vector may point the other way
    order: bool = True  # else the same elements will do
    types: bool = True  # else an array of no dimensions will do for a Python number


def difference(expected: object, found: object, demands: Demands) -> str | None:
    """What is different, in words; None where nothing is."""
    match expected:
        case np.flatiter():
            return difference(np.array(expected), found, demands)
        case None:
            return None  # a call for its effect: what it returns is not looked at
        case tuple() | list():
            return difference_of_items(expected, found, demands)
        case np.ndarray() | np.generic() if isinstance(found, torch.Tensor):
            return difference_of_arrays(expected, found, demands)
        case np.ndarray() | np.generic() if isinstance(found, type(expected)) and not demands.types:
            return difference_of_numpys(expected, np.asarray(found), demands)
        case np.generic() if isinstance(found, PLAIN):
            return difference_of_plain(expected.item(), found, demands)
        case np.finfo() | np.iinfo():
            return None if str(found.dtype) == expected.dtype.name else f"{expected} became {found}"  # type: ignore[attr-defined]
        case np.ndarray() if expected.dtype.kind not in "biufc":
            return None if isinstance(found, np.ndarray) else f"{described(expected)} became {described(found)}"
        case np.ndarray():
            return f"{described(expected)} became {described(found)}"
        case np.dtype() if isinstance(found, np.dtype) and not demands.types:
            return None if found == expected else f"{expected} became {found}"
        case type() if issubclass(expected, np.generic) and isinstance(found, torch.dtype):
            return difference(np.dtype(expected), found, demands)
        case np.dtype():
            return None if str(found) == f"torch.{expected.name}" else f"{expected} became {found}"
        case bool() | int() | float() | complex() if isinstance(found, torch.Tensor) and not demands.types:
            return difference_of_arrays(np.asarray(expected), found, demands)
        case bool() | int() | float() | complex() if isinstance(found, np.generic) and not demands.types:
            return difference_of_plain(expected, found.item(), demands)
        case bool() | int() | float() | complex() | str() | bytes():
            return difference_of_plain(expected, found, demands)
        case dict() if isinstance(found, dict):
            return difference_of_items([*expected, *expected.values()], [*found, *found.values()], demands)
    alike = type(expected) is type(found) or (not demands.types and type(expected).__name__ == type(found).__name__)
    return None if alike else f"{described(expected)} became {described(found)}"


def difference_of_items(expected: Sequence[object], found: object, demands: Demands) -> str | None:
    if isinstance(found, torch.Tensor) and not demands.types:
        found = list(found)
    if not isinstance(found, (tuple, list)) or len(found) != len(expected):
        return f"{described(expected)} became {described(found)}"
    parts = (difference(e, f, demands) for e, f in zip(expected, found, strict=True))
    return next((p for p in parts if p), None)


def difference_of_arrays(expected: np.ndarray | np.generic, found: torch.Tensor, demands: Demands) -> str | None:
    result = found.detach().resolve_conj().resolve_neg().numpy()
    dtypes = (expected.dtype.name, NO_ARITHMETIC.get(expected.dtype.name))
    if result.shape != np.shape(expected) or (demands.dtypes and result.dtype.name not in dtypes):
        return f"{described(expected)} became {described(found)}"
    wanted = np.asarray(expected)
    if not demands.signs:
        wanted, result = np.abs(wanted), np.abs(result)
    if not demands.order:
        wanted, result = np.sort(wanted, axis=None), np.sort(result, axis=None)
    if not demands.values or close(wanted, result, demands.single):
        return None
    return f"{shown(expected)} became {shown(result)}"


def difference_of_numpys(expected: np.ndarray | np.generic, found: np.ndarray, demands: Demands) -> str | None:
    """What stayed NumPy's."""
    if expected.dtype != found.dtype or expected.shape != found.shape:
        return f"{described(expected)} became {described(found)}"
    alike = close if expected.dtype.kind in "fc" else np.array_equal
    return (
        None if not demands.values or alike(np.asarray(expected), found) else f"{shown(expected)} became {shown(found)}"
    )


def difference_of_plain(expected: object, found: object, demands: Demands) -> str | None:
    if type(expected) is not type(found):
        return f"{described(expected)} became {described(found)}"
    if not demands.values:
        return None
    same = (
        close(np.asarray(expected), np.asarray(found)) if isinstance(expected, (float, complex)) else expected == found
    )
    return None if same else f"{expected!r} became {found!r}"


def close(a: np.ndarray, b: np.ndarray, single: bool = False) -> bool:
    if np.array_equal(a, b):
        return True
    dtypes = (a.dtype.name, b.dtype.name, *(("float32",) if single else ()))
    relative, absolute = max(TOLERANCE.get(dtype, (0.0, 0.0)) for dtype in dtypes)
    return bool(np.allclose(a, b, rtol=relative, atol=absolute, equal_nan=True))


def described(value: object) -> str:
    match value:
        case np.ndarray() | np.generic():
            return f"an array of {value.dtype.name} {np.shape(value)}"
        case torch.Tensor():
            return f"a tensor of {str(value.dtype).removeprefix('torch.')} {tuple(value.shape)}"
        case tuple() | list():
            return f"{type(value).__name__} of {len(value)}"
    return f"{type(value).__name__} {value!r}"


def shown(value: object) -> str:
    return np.array2string(np.asarray(value), threshold=8, max_line_width=10_000).replace("\n", "")


def contradiction(kind: Kind, value: object) -> str | None:
    """What the kind says of the value that is not so."""
    if isinstance(value, np.generic):
        value = value.item()  # a draw that stays NumPy's scalar
    match kind, value:
        case Array(dtype, shape), torch.Tensor():
            wrong_dtype = dtype is not None and str(value.dtype) != f"torch.{dtype}"
            wrong_shape = shape is not None and not shape_fits(shape, tuple(value.shape))
            return f"foreseen as {kind}, it is {described(value)}" if wrong_dtype or wrong_shape else None
        case Array(shape=shape), np.ndarray() if kind.foreign:
            return (
                None
                if shape is None or shape_fits(shape, value.shape)
                else f"foreseen as {kind}, it is {described(value)}"
            )
        case Array(number=True), bool() | int() | float():
            return None
        case Number(type_, known), bool() | int() | float() | complex():
            wrong = type(value).__name__ != type_ or (isinstance(known, (int, float)) and known != value)
            return f"foreseen as {kind}, it is {value!r}" if wrong else None
        case Tuple(items), tuple() | list() if len(items) == len(value):
            return next((c for c in map(contradiction, items, value) if c), None)
        case Many(item), tuple() | list():
            return next((c for c in (contradiction(item, v) for v in value) if c), None)
        case DType(name), torch.dtype():
            return None if str(value) == f"torch.{name}" else f"foreseen as {name}, it is {value}"
        case (Text(), str()) | (Nothing(), _):
            return None
        case ((Array() | Number() | Tuple() | Many() | DType() | Text()), _):
            return f"foreseen as {kind}, it is {described(value)}"
    return None


def shape_fits(foreseen: tuple[int | str | None, ...], shape: tuple[int, ...]) -> bool:
    if len(foreseen) != len(shape):
        return False
    return all(not isinstance(f, int) or f == s for f, s in zip(foreseen, shape, strict=True))
