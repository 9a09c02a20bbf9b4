"""The values that examples in rules speak of by name, and the variants they are tried with."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..kind import Array, External, Kind, Many, Nothing, Number, Text, Tuple, Unknown
from ..operations import as_array

DTYPES = ("float64", "float32", "int64", "bool", "int32", "uint8")
SHAPES = ((), (4,), (3, 4), (2, 3, 4), (0,), (0, 4))
SEED = 8


@dataclass(frozen=True)
class Sample:
    """A value on the NumPy side, and what is special about it."""

    value: object
    note: str


def normal(*shape: int) -> np.ndarray:
    values: np.ndarray = np.random.default_rng(SEED + len(shape)).standard_normal(shape)
    return values


def files() -> Path:
    """A folder with files to read, for as long as the program runs."""
    folder = Path(FOLDER.name)
    np.save(folder / "numbers.npy", normal(4))
    np.savez(folder / "numbers.npz", numbers=normal(4))
    np.savetxt(folder / "numbers.txt", normal(4))
    return folder


FOLDER = TemporaryDirectory()
FILES = files()

# What a name in an example holds; the README of the rules lists them.
SAMPLES: Mapping[str, object] = {
    "x": normal(3, 4),
    "y": normal(1, 3, 4)[0],
    "t": normal(2, 3, 4),
    "v": normal(4),
    "w": normal(1, 4)[0] + 1.0,
    "p": np.array([0.2, 0.9, 0.4, 0.7]),
    # Capitals hold finite numbers: a square matrix, one that is symmetric and positive definite, a tall one, a vector.
    "A": np.array([[4.0, 1.0, 0.5], [-2.0, 3.0, -0.5], [0.75, -1.5, 2.0]]),
    "S": np.array([[4.0, 1.0, 0.5], [1.0, 3.0, -0.5], [0.5, -0.5, 2.0]]),
    "B": normal(1, 4, 3)[0],
    "C": normal(1, 1, 4)[0, 0],
    "b": normal(3, 4) > 0,
    "m": np.array([True, False, True, True]),
    "k": np.array([2, 0, 1]),
    "j": np.array([1, 3, 1]),
    "u": np.array([[3, 255, 0], [7, 16, 129]], dtype=np.uint8),
    "z": normal(4) + 1j * normal(1, 4)[0],
    "i": 2,
    "n": 1.5,
    "rows": [normal(4), normal(1, 4)[0]],
    "path": str(FILES / "numbers.npy"),
    "table": str(FILES / "numbers.txt"),
    "archive": str(FILES / "numbers.npz"),
}
PLAIN_NUMBERS = (Array("float64", ()), Array("int64", ()))  # what a Python number may be in its place
GENERATORS: Mapping[str, Callable[[], object]] = {
    "rng": lambda: np.random.default_rng(SEED),
    "rs": lambda: np.random.RandomState(SEED),
}
GENERATOR_KINDS = {"rng": External("numpy.random.Generator"), "rs": External("numpy.random.RandomState")}


def variants(name: str, crossed: bool = True) -> Iterator[Sample]:
    """What else NumPy's functions may be handed under this name; most refuse some of it.

    `crossed`: with each shape in each dtype, and not just in the dtype that it has anyway.
    """
    base = SAMPLES[name]
    if not isinstance(base, np.ndarray):
        return
    own = (base.dtype.name, base.shape)
    for dtype, shape in itertools.product(DTYPES, SHAPES):
        if (dtype, shape) != own and (crossed or dtype == own[0]):
            yield Sample(of(dtype, shape), f"{dtype} {shape}")
    for dtype in DTYPES:
        if not (name.isupper() and dtype in ("bool", "uint8")):  # hardly ever of full rank
            yield Sample(like(base, dtype), f"{dtype} {base.shape}")
    if base.dtype.kind == "f" and not name.isupper():
        yield from special(base)
    yield Sample(base.tolist(), "a list")
    yield Sample(2.5, "2.5")
    yield Sample(-3, "-3")


def special(base: np.ndarray) -> Iterator[Sample]:
    """NaN, infinities and minus zero; ties; memory in another order."""
    odd = base.copy()
    odd.flat[:4] = [np.nan, np.inf, -0.0, -np.inf][: odd.size]
    yield Sample(odd, "with NaN and infinities")
    odd = base.copy()
    odd.flat[1] = np.nan
    yield Sample(odd, "with a NaN")
    yield Sample(np.round(base), "with ties")
    yield Sample(base.T.copy().T, "in Fortran's order")


def of(dtype: str, shape: tuple[int, ...]) -> object:
    """Numbers of either sign with zeros and repeats; NumPy's scalar where there is no dimension."""
    return like(np.round(2 * normal(*shape), 0 if "float" not in dtype else 12), dtype)


def like(values: np.ndarray, dtype: str) -> object:
    values = np.abs(np.round(2 * values)) if dtype == "uint8" else values.real
    return (values > 0 if dtype == "bool" else np.asarray(values).astype(dtype))[()]


def trials(names: tuple[str, ...]) -> Iterator[dict[str, Sample]]:
    """What the names of an example are tried with: as they are, all alike, each alone in another way."""
    base = {name: Sample(SAMPLES[name], "") for name in names}
    yield base
    arrays = [n for n in names if isinstance(SAMPLES[n], np.ndarray)]
    for place, name in enumerate(arrays):
        for sample in variants(name, crossed=not place):
            yield base | {name: sample}
    if len(arrays) > 1:
        for together in zip(*map(variants, arrays), strict=False):
            yield base | dict(zip(arrays, together, strict=True))


# --- kinds --------------------------------------------------------------------------------------------


def kind_of(value: object) -> Kind:
    """The kind of a value that is there to be seen."""
    match value:
        case np.ndarray() | np.generic():
            return Array(value.dtype.name, np.shape(value))
        case bool() | int() | float() | complex():
            return Number(type(value).__name__, None if isinstance(value, complex) else value)
        case list() | tuple():
            return Tuple(tuple(map(kind_of, value)))
        case str():
            return Text(value)
        case None:
            return Nothing()
    return Unknown()


def degrees(value: object) -> list[Kind]:
    """What may be known of a value before the program runs, from everything to nothing."""
    match kind_of(value):
        case Array(str() as dtype, tuple() as shape) as exact:
            sizes = (None,) * len(shape)
            loose = [Array(d, s) for d, s in ((dtype, sizes), (None, sizes), (dtype, None), (None, None))]
            number = [replace(exact, number=True)] if exact in PLAIN_NUMBERS else []
            return [exact, *loose, Unknown(), *number]
        case Number(type_) as exact:
            return [exact, Number(type_), Unknown(), replace(as_array(exact), number=True)]
        case Tuple((Array() as first, *_)) as exact:
            return [exact, Many(Array(first.dtype, (None,) * len(first.shape or ()))), Many(Array())]
        case kind:
            return [kind]
