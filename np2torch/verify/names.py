"""In the child: an expression's value, where locals of a function `f` are written `f.name`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Frames = Mapping[str, Mapping[str, Any]]  # the last locals of each function, by its qualified name


class Inside:
    """Stands for a function or class while an expression is evaluated: its attributes are locals it left behind."""

    def __init__(self, path: str, value: Any, frames: Frames) -> None:
        self.np2torch = (path, value, frames)  # one name, that no local has

    def __getattr__(self, name: str) -> Any:
        path, value, frames = self.np2torch
        below = f"{path}.{name}"
        if any(function == below or function.startswith(below + ".") for function in frames):
            return Inside(below, getattr(value, name, None), frames)
        local = frames.get(path, {})
        return local[name] if name in local else getattr(value, name)


def evaluate(expression: str, namespace: dict[str, Any], frames: Frames) -> Any:
    """As it stands, else with functions and classes giving away their locals. Raises what the expression raises."""
    try:
        return eval(expression, namespace)
    except Exception:
        roots = {function.partition(".")[0] for function in frames}
        return eval(expression, namespace, {root: Inside(root, namespace.get(root), frames) for root in roots})
