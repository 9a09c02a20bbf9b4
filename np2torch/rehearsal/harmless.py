"""What stands for everything that a program may ask for and a rehearsal must not reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

from .incoming import Incoming
from .tensor import FromOutside, Tensor, Unsupported

HANDED = 2_000  # numbers of one call that are kept

# Attributes by which a program could reach outside of the rehearsal.
FORBIDDEN = frozenset(
    "__subclasses__ __globals__ __builtins__ __mro__ __bases__ __base__ __code__ __closure__ __loader__ __spec__ __import__ "
    "__getattribute__ __get__ __self__ __func__ __wrapped__ __objclass__ f_globals f_locals f_back f_builtins gi_frame gi_code cr_frame "
    "tb_frame __reduce__ __reduce_ex__ mro".split()
)


class Dummy:
    """Whatever other libraries give: it can be called and asked for anything, and computes nothing."""

    handed: list[tuple[str, list[float]]] = []  # what was called, and the numbers that it was given
    incoming: Incoming | None = None  # what is known of them all the same

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in FORBIDDEN:
            raise AttributeError(name)
        return self.known(f"{self._name}.{name}")

    def known(self, name: str) -> Any:
        """The array of that name, each time the same, or a dummy."""
        if name not in self.__dict__:
            made = Dummy.incoming.attribute(name) if Dummy.incoming else None
            self.__dict__[name] = Dummy(name) if made is None else made
        return self.__dict__[name]

    def __setattr__(self, name: str, value: object) -> None: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        Dummy.handed.append((self._name, list(islice(numbers_in([*args, *kwargs.values()]), HANDED))))
        made = Dummy.incoming.called(self._name, args, kwargs) if Dummy.incoming else None
        return Dummy(f"{self._name}()") if made is None else made

    def __getitem__(self, key: object) -> Any:
        return self.known(f"{self._name}.{key}") if isinstance(key, str) else self

    def __setitem__(self, key: object, value: object) -> None: ...

    def __iter__(self) -> Iterator[Dummy]:
        return iter([self, self])

    def __enter__(self) -> Dummy:
        return self

    def __exit__(self, *error: object) -> None: ...

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        """A class that derives from it derives from nothing."""
        return (Empty,)

    def __repr__(self) -> str:
        return f"<{self._name}>"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def computed(self, *others: object) -> Any:
        raise FromOutside(self._name)

    __int__ = __float__ = __index__ = __neg__ = __abs__ = computed
    __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __pow__ = __matmul__ = computed
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = __rpow__ = __rmatmul__ = computed
    __lt__ = __le__ = __gt__ = __ge__ = computed


def numbers_in(value: Any, depth: int = 4) -> Iterator[float]:
    """The numbers in a value, those in collections too."""
    if isinstance(value, Tensor):
        yield from map(float, value.values)
    elif isinstance(value, (bool, int, float)):
        yield float(value)
    elif isinstance(value, (list, tuple)) and depth:
        for item in value:
            yield from numbers_in(item, depth - 1)
    elif isinstance(value, dict) and depth:
        yield from numbers_in(list(value.values()), depth - 1)


class Empty:
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...


class Partly(Dummy):
    """A module of which some names are known, and the others dummies."""

    def __init__(self, name: str, /, **known: Any) -> None:
        super().__init__(name)
        self.__dict__.update(known)


class PassingThrough(Dummy):
    """A progress bar: what it is given to iterate over comes out of it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._name.endswith("trange"):
            return range(*args)
        return (
            args[0]
            if args and hasattr(args[0], "__iter__") and not isinstance(args[0], Dummy)
            else Dummy(f"{self._name}()")
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return PassingThrough(f"{self._name}.{name}")


class Namespace(SimpleNamespace):
    """A module of names; asking for one that it lacks is Unsupported."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Unsupported(f"{self._title}.{name}")


def checked_getattr(value: Any, name: str, *default: Any) -> Any:
    if name in FORBIDDEN:
        raise Unsupported(f"getattr of {name}")
    return getattr(value, name, *default)


def nothing(*args: object, **kwargs: object) -> None:
    return None
