"""Whether a rule's `def` line is NumPy's signature: calls bind to it as NumPy binds them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from inspect import Parameter

import numpy as np

from ..rule import Param, Rule
from .problem import Found

KIND = Parameter
POSITIONAL = (KIND.POSITIONAL_ONLY, KIND.POSITIONAL_OR_KEYWORD)
FREE = ("<no value>", "<class 'inspect._empty'>")  # defaults that say no more than that the argument is left out


def numpy_object(spelling: str) -> object:
    """Raises AttributeError for a name that this NumPy has not (any more)."""
    found: object = np
    for part in spelling.split(".")[1:]:
        found = getattr(found, part)
    return found


def signature_of(spelling: str) -> list[Parameter] | None:
    """The parameters of a call, without the `self` of a method; None where NumPy does not tell."""
    try:
        target = numpy_object(spelling)
    except AttributeError:
        return None  # a name that this NumPy has not any more
    if not callable(target):
        return None
    try:
        parameters = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return None
    if [p.kind for p in parameters] == [KIND.VAR_POSITIONAL, KIND.VAR_KEYWORD]:
        return None
    return parameters[1:] if is_method(spelling) and not isinstance(target, np.ufunc) else parameters


def is_method(spelling: str) -> bool:
    return isinstance(numpy_object(spelling.rpartition(".")[0]), type)


def has_receiver(spelling: str) -> bool:
    """Whether the rule's first parameter is the array or dtype whose method is called."""
    return spelling.startswith(("numpy.ndarray.", "numpy.dtype."))


def signature_problems(rule: Rule, spelling: str) -> Found:
    return [(rule.line, f"{spelling}: {problem}") for problem in differences(rule, spelling)]


def differences(rule: Rule, spelling: str) -> Iterator[str]:
    theirs = signature_of(spelling)
    if theirs is None:
        return
    method = has_receiver(spelling)
    ours = rule.params[1:] if method else rule.params
    yield from positional_problems(ours, theirs, method)
    if any(p.kind is KIND.VAR_KEYWORD for p in theirs):
        return
    for parameter in theirs:
        if parameter.kind is KIND.KEYWORD_ONLY:
            yield from keyword_problems(ours, parameter)
    known = {p.name for s in rule.spellings for p in signature_of(s) or ()}
    if not method:
        yield from (f"NumPy has no parameter {p.name}" for p in ours if p.name not in known)


def positional_problems(ours: Sequence[Param], theirs: Sequence[Parameter], method: bool) -> Iterator[str]:
    mine = [p for p in ours if not p.keyword_only]
    wanted = [p for p in theirs if p.kind in POSITIONAL or p.kind is KIND.VAR_POSITIONAL]
    if len(mine) < len(wanted):
        yield f"NumPy's parameters are {names(wanted)}, not {names(mine)}"
        return
    for param, parameter in zip(mine, wanted, strict=False):
        only = parameter.kind is KIND.POSITIONAL_ONLY
        if param.name != parameter.name and not (only and method):
            yield f"NumPy's parameters are {names(wanted)}, not {names(mine)}"
            return
        if param.star != (parameter.kind is KIND.VAR_POSITIONAL):
            yield f"parameter {param.name}: NumPy has {parameter}"
        elif param.positional_only != only and not (only and method):
            yield f"parameter {param.name} is {'not ' if only else ''}positional only here"
        elif not param.star and not default_fits(param, parameter):
            yield default_problem(param, parameter)


def names(parameters: Sequence[Param] | Sequence[Parameter]) -> str:
    return ", ".join(p.name for p in parameters)


def keyword_problems(ours: Sequence[Param], parameter: Parameter) -> Iterator[str]:
    param = next((p for p in ours if p.name == parameter.name), None)
    if param is None:
        yield f"parameter {parameter.name} is missing"
    elif not default_fits(param, parameter):
        yield default_problem(param, parameter)


def default_problem(param: Param, parameter: Parameter) -> str:
    theirs = "no default" if parameter.default is KIND.empty else f"the default {parameter.default!r}"
    return f"parameter {param.name}: NumPy has {theirs}, not {param.default}"


def default_fits(param: Param, parameter: Parameter) -> bool:
    if parameter.default is KIND.empty:
        return param.default is None
    if param.default is None or repr(parameter.default) in FREE:
        return param.default is not None
    try:
        ours = eval(param.default, {"np": np})
    except NameError:
        return False
    return repr(ours) == repr(parameter.default)
