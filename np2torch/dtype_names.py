"""Names of dtypes: those of Python's types, and the codes that NumPy takes as text."""

from __future__ import annotations

from .kind import DType, External, Kind, Text

PYTHON = {"float": "float64", "int": "int64", "bool": "bool", "complex": "complex128"}
# What NumPy before 1.24 called Python's own types.
FORMER = {f"numpy.{name}": f"builtins.{name}" for name in ("float", "int", "complex")}
DTYPES = frozenset(
    "float16 float32 float64 int8 int16 int32 int64 uint8 bool complex64 complex128 bfloat16".split()
)  # fmt: skip
# Classes of NumPy's scalars, of several dtypes each.
CLASSES = frozenset(
    f"numpy.{name}"
    for name in "generic number integer signedinteger unsignedinteger inexact floating complexfloating".split()
)
CODES = {
    "e": "float16",
    "f": "float32",
    "d": "float64",
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
    "b": "int8",
    "B": "uint8",
    "h": "int16",
    "i": "int32",
    "l": "int64",
    "q": "int64",
    "i1": "int8",
    "u1": "uint8",
    "i2": "int16",
    "i4": "int32",
    "i8": "int64",
    "?": "bool",
    "b1": "bool",
    "F": "complex64",
    "D": "complex128",
    "c8": "complex64",
    "c16": "complex128",
}


def dtype_named(text: str) -> str | None:
    """The dtype that `dtype="f4"` or `dtype="float"` asks for; None where no tensor has it."""
    if text in DTYPES:
        return text
    return PYTHON.get(text) or CODES.get(text.lstrip("<=|"))


def dtype_kind(kind: Kind) -> Kind:
    """The dtype that an argument in a dtype's place means, where it is known and a tensor has it."""
    match kind:
        case External(name):
            dtype = PYTHON.get(name.removeprefix("builtins."))
        case Text(str() as text):
            dtype = dtype_named(text)
        case _:
            return kind
    return kind if dtype is None else DType(dtype)
