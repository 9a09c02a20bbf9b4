"""The pipeline: source, facts, stage, and again."""

from __future__ import annotations

import ast
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias

from .diagnostic import Change, Diagnostic
from .edit import Source
from .facts import Facts
from .imports import imported
from .infer import NOTHING_SEEN, analysed, inferred_together
from .kind import describe
from .marks import marks_of
from .observed import Observed
from .origin import at_origin, lines_at_origin
from .program import Program
from .rulebook import Rulebook, option_label, read_options, read_rulebook
from .stages import StageResult
from .target import Target

STAGES = ("tensor", "autograd", "optim", "nn")
NUMPYS = Target()
DRAWS = "torch_draws"
OTHER_ARRAYS = frozenset({"torch", "cupy", "jax", "tensorflow", "mxnet", "autograd", "theano", "dask", "numba"})
Stage: TypeAlias = Callable[[Source, Facts, Rulebook], StageResult]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A program before and after; `stage` is the furthest that changed it, "" for none."""

    before: str
    after: str
    diagnostics: tuple[Diagnostic, ...] = ()
    changes: tuple[Change, ...] = ()
    correspondence: tuple[tuple[str, str], ...] = ()
    parameters: tuple[str, ...] = ()
    stage: str = ""


def convert(
    text: str, stage: str = "autograd", rulebook: Rulebook | None = None, target: Target = NUMPYS
) -> Conversion:  # fmt: skip
    """Convert a program up to a stage. Raises SyntaxError for what is not Python."""
    *_, last = conversions(text, stage, rulebook, target)
    return last


def conversions(
    text: str, stage: str = "autograd", rulebook: Rulebook | None = None, target: Target = NUMPYS,
    observed: Observed = NOTHING_SEEN,
) -> Iterator[Conversion]:  # fmt: skip
    """The conversion at each stage up to this one, as far as it has come. Raises SyntaxError.

    `observed` is what a run of the program has shown of its kinds.
    """
    conversion = Conversion(text, text)
    if "numpy" not in text and "torch" not in text:
        ast.parse(text)
        yield conversion
        return
    book, marks = rulebook or read_rulebook(), marks_of(text, STAGES)
    if observed.sizes:
        book = book.having_seen(observed.shown(Source.parse(text).nodes))
    conversion = replace(conversion, diagnostics=tuple(map(meaningless, marks.unknown)))
    last = min(map(STAGES.index, filter(None, (stage, marks.stage))))
    for name in STAGES[: last + 1]:
        with without_collection():
            if name == "tensor" and target.rng == "torch":
                conversion = drawing(conversion, book, observed)
            next_ = step(conversion, name, book, observed if conversion.after == text else NOTHING_SEEN)
            line = marks.lost(text, next_.after)
            conversion = next_ if line is None else with_left(conversion, line, name)
            reached = adapted(conversion, book, target)
        yield reached


def meaningless(comment: tuple[int, str]) -> Diagnostic:
    line, word = comment
    return Diagnostic(line, 1, "NT118", f"np2torch: {word} means nothing; there are skip, off, on and stage=STAGE")


def with_left(conversion: Conversion, line: int, stage: str) -> Conversion:
    why = Diagnostic(line, 1, "NT117", f"stage {stage} would change this line, which is to stay")
    return replace(conversion, diagnostics=(*conversion.diagnostics, why))


def together(texts: Mapping[str, str], rulebook: Rulebook, target: Target = NUMPYS) -> dict[str, Conversion]:
    """Stage tensor of modules that import one another, by their paths in the folder. Raises SyntaxError.

    Where one of them is of another library of arrays nothing changes: it counts on the arrays of the others.
    """
    from .stages.tensor import in_program

    program = Program({path: Source.parse(text) for path, text in texts.items()})
    marks = {path: marks_of(text, STAGES) for path, text in texts.items()}
    converted = {p: Conversion(t, t, tuple(map(meaningless, marks[p].unknown))) for p, t in texts.items()}
    used = {package for source in program.sources.values() for package in imported(source.tree)}
    if "numpy" not in used:
        return converted
    if others := ", ".join(sorted(used & OTHER_ARRAYS)):
        why = Diagnostic(1, 1, "NT119", f"stays as it is: it is analysed together with code of {others}")
        return {path: replace(one, diagnostics=(*one.diagnostics, why)) for path, one in converted.items()}
    made: dict[str, Conversion] = {}
    with without_collection():
        for path, result in in_program(inferred_together(program, rulebook), rulebook).items():
            made[path] = adapted(followed(converted[path], result, "tensor"), rulebook, target)
    lost = {
        path: line for path, text in texts.items() if (line := marks[path].lost(text, made[path].after)) is not None
    }
    return {p: with_left(c, lost.get(p, 1), STAGES[0]) for p, c in converted.items()} if lost else made


def step(conversion: Conversion, name: str, rulebook: Rulebook, observed: Observed = NOTHING_SEEN) -> Conversion:
    """One stage more."""
    facts = analysed(conversion.after, rulebook, observed)
    result = stage_function(name)(facts.source, facts, rulebook)
    if facts.contradictions and name == "tensor":
        result = replace(result, diagnostics=(*contradicted(facts), *result.diagnostics))
    return followed(conversion, result, name)


def contradicted(facts: Facts) -> Iterator[Diagnostic]:
    """Where a run has shown something else than what was inferred: a mistake of ours, and nothing is taken for known."""
    for node, kind, seen in facts.contradictions:
        what = (
            f"{facts.source.of(node)} was seen to be {describe(seen)} and taken for {describe(kind)}: please report it"
        )
        yield Diagnostic(node.lineno, node.col_offset + 1, "NT114", what)  # type: ignore[attr-defined]


def drawing(conversion: Conversion, rulebook: Rulebook, observed: Observed) -> Conversion:
    """Stage tensor with random numbers of PyTorch's, as far as it has all draws of the program."""
    from .stages.tensor import with_own_draws

    book = rulebook.extended(DRAWS)
    facts = analysed(conversion.after, book, observed)
    return followed(conversion, with_own_draws(facts.source, facts, book, option_label(DRAWS)), "tensor")


def adapted(conversion: Conversion, rulebook: Rulebook, target: Target) -> Conversion:
    """What the stages have reached, in the precision and on the device that are wanted."""
    for name in target.names:
        from .stages.setting import SETTINGS

        facts = analysed(conversion.after, rulebook)
        result = SETTINGS[name](facts.source, facts, read_options([name]), target)
        conversion = followed(conversion, result, conversion.stage)
    return conversion


def followed(conversion: Conversion, result: StageResult, name: str) -> Conversion:
    """A conversion and what a stage made of it."""
    diagnostics = (*conversion.diagnostics, *at_origin(result.diagnostics, conversion.before, conversion.after))
    if result.text == conversion.after:
        return replace(conversion, diagnostics=diagnostics)
    ast.parse(result.text)
    lines = lines_at_origin([c.line for c in result.changes], conversion.before, conversion.after)
    changes = tuple(replace(c, line=line) for c, line in zip(result.changes, lines, strict=True))
    return replace(
        conversion,
        after=result.text,
        diagnostics=diagnostics,
        changes=conversion.changes + changes,
        correspondence=compose(conversion.correspondence, result.correspondence),
        parameters=conversion.parameters + tuple(p for p in result.parameters if p not in conversion.parameters),
        stage=name,
    )


def stage_function(name: str) -> Stage:
    """Stages are imported when they are needed."""
    if name == "tensor":
        from .stages.tensor import tensor

        return tensor
    if name == "autograd":
        from .stages.autograd import autograd

        return autograd
    if name == "optim":
        from .stages.optim import optim

        return optim
    from .stages.nn import nn

    return nn


def compose(first: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Names of the original, through what the earlier stages made of them."""
    table = dict(second)
    kept = tuple((old, table.pop(new, new)) for old, new in first)
    return kept + tuple(table.items())


@contextmanager
def without_collection() -> Iterator[None]:
    """Trees are many small objects and none is freed meanwhile: collecting would be quadratic."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
