"""Python's modules that only compute: a program finds their harmless names, and nothing else that is in them."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable
from typing import Any

from .harmless import FORBIDDEN, Dummy, Namespace, nothing
from .tensor import Unsupported

# The names of each; where there are none, all that the module says are its own.
NAMES: dict[str, str] = {
    "abc": "ABC ABCMeta abstractmethod abstractproperty abstractclassmethod abstractstaticmethod",
    "bisect": "bisect bisect_left bisect_right insort insort_left insort_right",
    "cmath": "exp log sqrt sin cos tan phase polar rect pi e inf nan isnan isinf isfinite isclose",
    "collections": "",
    "collections.abc": "",
    "contextlib": "AbstractContextManager ContextDecorator ExitStack closing contextmanager nullcontext suppress",
    "copy": "",
    "dataclasses": "",
    "decimal": "Decimal Context getcontext localcontext ROUND_HALF_UP ROUND_HALF_EVEN ROUND_DOWN ROUND_UP ROUND_FLOOR ROUND_CEILING",
    "enum": "Enum IntEnum StrEnum Flag IntFlag EnumMeta EnumType auto unique member nonmember property",
    "fractions": "Fraction",
    "functools": "",
    "hashlib": "md5 sha1 sha224 sha256 sha384 sha512",
    "heapq": "",
    "io": "StringIO BytesIO",
    "itertools": (
        "accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile filterfalse groupby islice "
        "pairwise permutations product repeat starmap takewhile tee zip_longest"
    ),
    "json": "dumps loads JSONEncoder JSONDecoder JSONDecodeError",
    "numbers": "",
    "operator": "",
    "re": "",
    "string": "",
    "struct": "pack unpack calcsize",
    "textwrap": "",
    "types": "SimpleNamespace MappingProxyType MethodType FunctionType LambdaType BuiltinFunctionType GeneratorType NoneType GenericAlias",
    "typing": "",
    "typing_extensions": "",
}
# What would read attributes by name, or evaluate text.
LEFT_OUT = frozenset("attrgetter methodcaller Formatter get_type_hints ForwardRef evaluate_forward_ref template".split())


def checked_names(*names: str) -> None:
    for name in names:
        if any(part in FORBIDDEN for part in name.split(".")):
            raise Unsupported(f"the name {name}")


def attrgetter(*names: str) -> Callable[[Any], Any]:
    checked_names(*names)
    return operator.attrgetter(*names)


def methodcaller(name: str, /, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    checked_names(name)
    return operator.methodcaller(name, *args, **kwargs)


INSTEAD: dict[str, dict[str, Any]] = {
    "operator": {"attrgetter": attrgetter, "methodcaller": methodcaller},
    "json": {"dump": nothing, "load": Dummy("json.load")},
}


def pure_namespace(name: str) -> Namespace:
    module = importlib.import_module("typing" if name == "typing_extensions" else name)
    names = NAMES[name].split() or module.__all__
    known = {n: getattr(module, n) for n in names if n not in LEFT_OUT and hasattr(module, n)}
    return Namespace(_title=name, **{**known, **INSTEAD.get(name, {})})
