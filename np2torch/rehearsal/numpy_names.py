"""What a program on tensors still finds under the name `numpy`: draws, dtypes, constants, and functions."""

from __future__ import annotations

import math
from typing import Any

from .arrays import array_of, dtype_named, given
from .decompositions import LinAlgError
from .draws import NumpyRandom
from .dtypes import limits
from .harmless import Dummy, Namespace, nothing
from .numpy_functions import NUMPY, NUMPY_LINALG
from .numpy_own import array_all, array_equal
from .numpy_ufuncs import BRACKETS
from .operands import near
from .tensor import ORDER, DType, Tensor, cast

KINDS: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, float),
    "generic": (int, float),
    "integer": (int,),
    "floating": (float,),
}
WIDE = {"bool": "bool", "integer": "int64"}


class NumpyType(DType):
    """One that can be called, and asked for its instances."""

    __slots__ = ()

    @property
    def kind(self) -> str:
        return (
            "bool" if self == "bool" else "integer" if "int" in self else "floating" if "float" in self else str(self)
        )

    def __call__(self, value: Any = 0) -> Any:
        name = self if self in ORDER else WIDE.get(self.kind, "float64")
        if isinstance(value, (Tensor, list, tuple)):
            source = given(value)
            return array_of(Tensor.of([cast(v, name) for v in source.values], source.shape, name))
        return cast(value, name)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, KINDS[self.kind]) and (self.kind == "bool" or not isinstance(value, bool))


ALIASES = {
    "bool_": "bool",
    "double": "float64",
    "single": "float32",
    "half": "float16",
    "intp": "int64",
    "int_": "int64",
    "float_": "float64",
}
DTYPES = {
    **{name: NumpyType(name) for name in (*ORDER, "number", "generic", "integer", "floating")},
    **{alias: NumpyType(name) for alias, name in ALIASES.items()},
    "signedinteger": NumpyType("integer"),
    "inexact": NumpyType("floating"),
}
FROM_FILES = "load loadtxt genfromtxt fromfile fromregex memmap".split()
NO_EFFECT = (
    "set_printoptions seterr seterrcall save savez savez_compressed savetxt info show_config setbufsize"
).split()


def assert_allclose(actual: Any, desired: Any, rtol: float = 1e-07, atol: float = 0.0, **how: Any) -> None:
    if not array_all(lambda x, y: near(float(x), float(y), rtol, atol, True), actual, desired):
        raise AssertionError("not equal to tolerance")


def assert_array_equal(actual: Any, desired: Any, **how: Any) -> None:
    if not array_equal(actual, desired, equal_nan=True):
        raise AssertionError("arrays are not equal")


def assert_almost_equal(actual: Any, desired: Any, decimal: int = 7, **how: Any) -> None:
    assert_allclose(actual, desired, 0.0, 1.5 * 10.0**-decimal)


def testing() -> Namespace:
    return Namespace(
        _title="numpy.testing",
        assert_allclose=assert_allclose,
        assert_array_equal=assert_array_equal,
        assert_equal=assert_array_equal,
        assert_almost_equal=assert_almost_equal,
        assert_array_almost_equal=assert_almost_equal,
    )


def numpy_namespace(seed: int, ties: bool) -> Namespace:
    return Namespace(
        _title="numpy",
        random=NumpyRandom(seed, ties),
        linalg=Namespace(_title="numpy.linalg", **NUMPY_LINALG, LinAlgError=LinAlgError),
        testing=testing(),
        **NUMPY,
        **BRACKETS,
        **DTYPES,
        **dict.fromkeys(NO_EFFECT, nothing),
        ndarray=Tensor,
        dtype=lambda dtype: NumpyType(dtype_named(dtype, "float64")),
        finfo=limits,
        iinfo=limits,
        pi=math.pi,
        e=math.e,
        inf=math.inf,
        nan=math.nan,
        euler_gamma=0.5772156649015329,
        newaxis=None,
        **{name: Dummy(f"numpy.{name}") for name in FROM_FILES},
        errstate=Dummy("numpy.errstate"),
        printoptions=Dummy("numpy.printoptions"),
        isscalar=lambda value: isinstance(value, (int, float)),
        iscomplexobj=lambda value: False,
        isrealobj=lambda value: True,
    )
