"""An example of a rule, converted for values of given kinds and run on both sides."""

from __future__ import annotations

import ast
import copy
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from types import CodeType

import numpy as np
import torch
import torch.nn.functional as F

from ..edit import Source
from ..infer import infer
from ..kind import External, Kind
from ..rulebook import Rulebook
from ..stages.apart import WrittenViews
from ..stages.tensor import TensorStage
from .samples import GENERATOR_KINDS, GENERATORS, SEED

MODULES = {"np": np, "torch": torch, "F": F, "math": math}
ASSIGNED = "result = "
MODULE_KINDS = {"np": External("numpy"), "math": External("math")}


@dataclass(frozen=True)
class Converted:
    """What became of an example; `clauses` are the places of the clauses that were written, as `file:line`."""

    text: str
    kind: Kind
    clauses: frozenset[str]
    declined: tuple[str, ...]

    @property
    def touched(self) -> bool:
        return bool(self.clauses or self.declined)


def converted(before: str, kinds: Mapping[str, Kind], rulebook: Rulebook) -> Converted:
    source = Source.parse(f"{ASSIGNED}{before}")
    facts = infer(source, rulebook, {**MODULE_KINDS, **GENERATOR_KINDS, **kinds})
    stage = TensorStage(source, facts, rulebook, WrittenViews.of(facts, rulebook))
    text = stage.edited().removeprefix(ASSIGNED)
    [statement] = source.tree.body
    assert isinstance(statement, ast.Assign)
    return Converted(
        text, facts.opened(statement.value), frozenset(stage.applied), tuple(d.message for d in stage.diagnostics)
    )


@dataclass(frozen=True)
class Outcome:
    """What an expression gave, and what its names held afterwards; or the error that it raised."""

    value: object
    after: Mapping[str, object]
    error: Exception | None = None
    warning: str = ""


def run(text: str, names: Mapping[str, object]) -> Outcome:
    """Evaluate with fresh generators."""
    space: dict[str, object] = {**MODULES, **{n: make() for n, make in GENERATORS.items() if f"{n}." in text}, **names}
    np.random.seed(SEED)
    try:
        value = eval(code_of(text), space)
    except Exception as error:
        return Outcome(None, {}, error)
    return Outcome(value, {name: space[name] for name in names})


@lru_cache(maxsize=256)
def code_of(text: str) -> CodeType:
    return compile(text, "<example>", "eval")


def run_with_numpy(text: str, names: Mapping[str, object]) -> Outcome:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        outcome = run(text, {name: copy.deepcopy(value) for name, value in names.items()})
    return replace(outcome, warning=first(heard))


def run_with_torch(text: str, names: Mapping[str, object]) -> Outcome:
    """Of the warnings, those of PyTorch are heard; those of NumPy about numbers are the original's."""
    with warnings.catch_warnings(record=True) as heard, default_dtype(torch.float64):
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        torch.set_warn_always(True)
        outcome = run(text, {name: as_tensors(value) for name, value in names.items()})
    return replace(outcome, warning=first(heard))


def first(heard: Sequence[warnings.WarningMessage]) -> str:
    return str(heard[0].message).splitlines()[0] if heard else ""


@contextmanager
def default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def as_tensors(value: object) -> object:
    match value:
        case np.ndarray():
            return torch.from_numpy(value.copy(order="K"))
        case np.generic():
            return torch.from_numpy(np.array(value))
        case list() | tuple():
            return type(value)(map(as_tensors, value))
    return copy.deepcopy(value)
