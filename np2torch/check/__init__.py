"""Proof of rules: examples come out as they say, and both sides agree when they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..rule import RuleError
from ..rulebook import Chunk, Rulebook, read_rulebook, shipped_files
from .examples import agreement_problems, cases_of, differentiation_problems, text_problems, unshown_clauses
from .files import constant_problems, line_of, name_problems, namespace
from .problem import Check, Found, Problem
from .signature import signature_problems


def check_files(paths: Sequence[Path]) -> list[Problem]:
    """Everything that is wrong in some rule files, in the order of the files."""
    return [problem for check in checks(paths) for problem in check.run()]


def checks(paths: Sequence[Path]) -> Iterator[Check]:
    """The single checks of some rule files, which are read after the shipped ones."""
    shipped = shipped_files()
    try:
        rulebook = read_rulebook([p for p in paths if p not in shipped])
    except RuleError as error:
        problem = Problem(*error.parts())
        yield Check(f"{problem.file} is read", partial(list, [problem]))
        return
    for path in paths:
        yield from checks_of_file(path, path.name if path in shipped else str(path), rulebook)


def checks_of_file(path: Path, label: str, rulebook: Rulebook) -> Iterator[Check]:
    step = Steps(path)
    try:
        space = namespace(path)
    except Exception as error:
        place = line_of(error, str(path)), f"{type(error).__name__}: {error}"
        yield step("runs", partial(iter, [place]))
        return
    yield step("constants", partial(constant_problems, path))
    for chunk in rulebook.chunks():
        if chunk.file == label:
            yield from checks_of_rule(chunk, space, rulebook, step)


@dataclass(frozen=True)
class Steps:
    """Makes the checks of one file."""

    path: Path

    def __call__(self, what: str, find: Callable[[], Found]) -> Check:
        return Check(f"{self.path.name} {what}", partial(self.problems, find))

    def problems(self, find: Callable[[], Found]) -> list[Problem]:
        try:
            return [Problem(str(self.path), line, message) for line, message in find()]
        except RuleError as error:
            return [Problem(str(self.path), *error.parts()[1:])]


def checks_of_rule(chunk: Chunk, space: Mapping[str, object], rulebook: Rulebook, step: Steps) -> Iterator[Check]:
    try:
        rule = chunk.rule
    except RuleError as error:
        yield step(f"{chunk.line}: rule", partial(iter, [error.parts()[1:]]))
        return
    line = rule.line
    for spelling in rule.spellings:
        yield step(f"{line}: signature of {spelling}", partial(signature_problems, rule, spelling))
    yield step(f"{line}: names", partial(name_problems, chunk, space))
    yield step(f"{line}: clauses", partial(unshown_clauses, rule, rulebook))
    for case in cases_of(rule):
        if case.after is not None:
            yield step(f"{case.line}: {case.before}: text", partial(text_problems, case, rulebook))
        yield step(f"{case.line}: {case.before}: agrees", partial(agreement_problems, case, rulebook))
        yield step(f"{case.line}: {case.before}: gradient", partial(differentiation_problems, case, rulebook))


__all__ = ["Check", "Problem", "check_files", "checks"]
