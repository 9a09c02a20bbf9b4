"""NumPy's functions of two arrays with their methods, and what is written with brackets: `np.r_[…]`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .arrays import finished, given
from .creation import CREATION
from .joining import JOINING, at_least_1d
from .shaping import unbind, unsqueeze
from .tensor import Tensor, cast, expanded


class Ufunc:
    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def at(self, a: Tensor, indices: Any, b: Any) -> None:
        """In place, one after the other: a place may be named more than once."""
        key = indices if isinstance(indices, tuple) else (indices,)
        places = Tensor.of(list(range(a.count)), a.shape, "int64")[key]
        values = list(a.values)
        for place, value in zip(places.values, expanded(given(b), places.shape), strict=True):
            values[place] = cast(self.function(values[place], value), a.dtype)
        a.write(values)

    def reduce(self, array: Any, axis: int = 0, **how: Any) -> Any:
        return finished(functools.reduce(self.function, unbind(given(array), axis)))

    def accumulate(self, array: Any, axis: int = 0) -> Any:
        rows = list(unbind(given(array), axis))
        for i in range(1, len(rows)):
            rows[i] = given(self.function(rows[i - 1], rows[i]))
        return finished(JOINING["stack"](rows, axis))

    def outer(self, a: Any, b: Any) -> Any:
        first, second = given(a), given(b)
        for _ in range(second.ndim):
            first = unsqueeze(first, first.ndim)
        return self.function(first, second)


class Bracketed:
    """What joins the parts between its brackets."""

    def __init__(self, join: Callable[[list[Tensor]], Tensor]) -> None:
        self.join = join

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        return finished(self.join([at_least_1d(part_of(p)) for p in parts]))


def part_of(part: Any) -> Tensor:
    if not isinstance(part, slice):
        return given(part)  # type: ignore[no-any-return]
    start = part.start or 0
    if isinstance(part.step, complex):
        return CREATION["linspace"](start, part.stop, int(abs(part.step)))  # type: ignore[no-any-return]
    return CREATION["arange"](start, part.stop, part.step or 1)  # type: ignore[no-any-return]


class Key:
    def __getitem__(self, key: Any) -> Any:
        return key


BRACKETS: dict[str, Any] = {
    "r_": Bracketed(JOINING["cat"]),
    "c_": Bracketed(JOINING["column_stack"]),
    "s_": Key(),
    "index_exp": Key(),
}
