"""The words that rule files are written in.

Rule files are read as text when a program is converted and imported only by type checkers and tests,
for which each word is here what it means when run: kinds of arguments, kinds of results, and guards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, TypeAlias, TypeVar

import torch

Body = TypeVar("Body", bound=Callable[..., object])
Value = TypeVar("Value")

# --- how an argument is treated ------------------------------------------------------------------

Array: TypeAlias = torch.Tensor  # refuses a Python number; a list is made a tensor first
Arrays: TypeAlias = Sequence[torch.Tensor]  # a list or tuple of arrays
Sublists: TypeAlias = Sequence[int]  # names of the axes of the array before, in a `*args`: they stay lists
Set: TypeAlias = set[int]  # which NumPy makes no array of numbers of
Scalar: TypeAlias = int | float  # a Python number
Axis: TypeAlias = int | tuple[int, ...] | None
Axes: TypeAlias = int | Sequence[Sequence[int]]
Shape: TypeAlias = int | Sequence[int]
DType: TypeAlias = Any  # translated: np.float32, "float32", float

# --- what a result is: np2torch/results.py says how each follows from the arguments ---------------


class _Result:
    """A word for a result; `Like["b"]` is like another argument than the first.

    `Named[tuple[…], "sign", "logabsdet"]` is a tuple whose items have names, the same on both sides.
    """

    def __class_getitem__(cls, parameter: object) -> type[_Result]:
        return cls


def __getattr__(name: str) -> Any:
    if name[:1].isupper():
        return _Result
    raise AttributeError(name)


call: Any = None  # the call as it stands: NumPy goes on doing it
receiver: Any = torch.Generator()  # the object whose method is called; left out where a function is


def rewrites(*spellings: object) -> Callable[[Body], Body]:
    """The function below is the rule for these NumPy functions and methods."""
    return lambda body: body


def returns(*spellings: object) -> Callable[[Body], Body]:
    """The function below is the signature of these PyTorch functions; its annotation is the result."""
    return lambda body: body


def optimizer(body: Body) -> Body:
    """The function below is an update by hand, and ends on the `torch.optim` call that does the same."""
    return body


def schedule(body: Body) -> Body:
    """The function below computes the `factor` of a rate after `t` epochs, and returns the scheduler that does."""
    return body


def loss(body: Body) -> Body:
    """The function below computes a loss by hand as `value`, and returns the module that computes it."""
    return body


def activation(body: Body) -> Body:
    """The function below computes an activation by hand as `value`, and returns its module."""
    return body


def layer(body: Body) -> Body:
    """The function below says how a layer by hand and a module with the same parameters correspond."""
    return body


def always(value: Value) -> Value:
    """Write the argument even where the caller left it out: PyTorch's default differs."""
    return value


def in_rows(a: torch.Tensor) -> torch.Tensor:
    """Laid out row by row in memory, where the program looks at that."""
    return a.contiguous()


def laid_out(a: torch.Tensor) -> torch.Tensor:
    """The array, of which it is known that it lies in memory as NumPy's does."""
    return a


def whole(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The first of two arrays, of which one is known to be no part of another."""
    return a


def fresh(a: torch.Tensor) -> torch.Tensor:
    """A copy, where the program writes to what comes out or to what it came from."""
    return a.clone()


def noted(value: Value, why: str, item: int | None = None) -> Value:
    """The value, and a remark in the report; about one item of a tuple: not where another one is taken from it."""
    return value


def readonly(value: Value) -> Value:
    """What NumPy lets nobody write to: where the program writes to it all the same, that is reported."""
    return value


def namesake(module: ModuleType, *args: object, **kwargs: object) -> Any:
    """The module's function that is called like the NumPy spelling that was met."""
    raise NotImplementedError


# --- words that are written according to the kinds of the arguments ------------------------------------------


def floating(a: torch.Tensor) -> torch.Tensor:
    """Floats as they are, integers and bools as float64."""
    return a if a.is_floating_point() or a.is_complex() else a.to(torch.float64)


def double(a: torch.Tensor) -> torch.Tensor:
    """Whatever it is, as float64."""
    return a.to(torch.float64)


def narrow(a: torch.Tensor) -> torch.Tensor:
    """Bools and small integers as the small floats that NumPy's functions make of them, others as they are."""
    small = {
        torch.bool: torch.float16,
        torch.uint8: torch.float16,
        torch.int8: torch.float16,
        torch.int16: torch.float32,
    }
    return a.to(small.get(a.dtype, a.dtype))


def counting(a: torch.Tensor) -> torch.Tensor:
    """Bools as integers, others as they are."""
    return a.to(torch.int64) if a.dtype == torch.bool else a


def promoted(a: Value, b: object) -> Value:
    """`a` in the dtype that NumPy gives to `a` and `b`, where PyTorch would choose another for the two."""
    return a


def dividing(a: Value, b: object) -> Value:
    """The same for a division: of integers too it makes floats, whether each fits the dtype of the other or not."""
    return a


def matched(a: Value, b: object) -> Value:
    """`a` in the dtype that NumPy gives to `a` and `b`, for functions that want one dtype."""
    return a


def floats(a: Value, b: object) -> Value:
    """`a` in the float dtype that NumPy gives to a function of `a` and `b`."""
    return a


def stacked(values: Any) -> torch.Tensor:
    """A list of arrays (and numbers) as one tensor."""
    return torch.stack([torch.as_tensor(v) for v in values])


def axes(a: torch.Tensor) -> tuple[int, ...]:
    """All axes of an array."""
    return tuple(range(a.ndim))


def backwards(a: torch.Tensor) -> tuple[int, ...]:
    """All axes of an array from the last to the first."""
    return tuple(range(a.ndim))[::-1]


def nested(conditions: Any, choices: Any, default: Any) -> torch.Tensor:
    """The first choice whose condition holds: `torch.where(…, torch.where(…))`."""
    result = default
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        result = torch.where(condition, choice, result)
    return result


def overlaid(conditions: Any, choices: Any, value: Any) -> torch.Tensor:
    """The last choice whose condition holds; what is chosen may be a function of the value."""
    choices = [choice(value) if callable(choice) else choice for choice in choices]
    return nested(list(conditions)[::-1], choices[::-1], 0)


def decided(conditions: Any, choices: Any, value: Scalar) -> Scalar:
    """The same for a number."""
    chosen = [choice for holds, choice in zip(conditions, choices, strict=True) if holds]
    last: Any = chosen[-1] if chosen else 0
    result: Scalar = last(value) if callable(last) else last
    return result


def places(a: torch.Tensor) -> torch.Tensor:
    """A mask as the indices where it holds, indices as they are."""
    return torch.where(a)[0] if a.dtype == torch.bool else a


def excess(a: torch.Tensor, b: torch.Tensor) -> int:
    """By how much the last dimension of one is larger, where both sizes are known."""
    return int(a.shape[-1] - b.shape[-1])


def raveled(indices: Any, dims: Any, mode: Any, order: Any) -> Any:
    """Indices along each axis as one into the flattened array."""
    result, *rest = indices
    for index, size in zip(rest, dims[1:], strict=True):
        result = result * size + index
    return result


def positions(a: torch.Tensor) -> torch.Tensor:
    """Small integers as int64, others as they are."""
    return a.to(torch.int64)


def wrapped(a: torch.Tensor, size: int) -> torch.Tensor:
    """Positions counted from the start, also those that may be counted from the end."""
    return a % size


def middle(a: torch.Tensor) -> int:
    """How many elements stand before the middle one of a known odd number."""
    return int(a.shape[-1]) // 2


def item(values: Sequence[Value], position: int) -> Value:
    """One of the items of a list that the caller writes out."""
    return values[position]


def slices(key: Any) -> Any:
    """What stands between brackets, as slices."""
    return key


def ranges(key: Any) -> tuple[torch.Tensor, ...]:
    """The slices between brackets as ranges of numbers."""
    return tuple(torch.arange(part.start or 0, part.stop, part.step or 1) for part in key)


def open_ranges(key: Any) -> tuple[torch.Tensor, ...]:
    """The slices between brackets as ranges of numbers that broadcast to the whole grid."""
    return ranges(key)


def common(*values: Any) -> torch.dtype:
    """The dtype that NumPy gives to arrays, dtypes and numbers together, by its name."""
    return torch.float64


def common_float(*values: Any) -> torch.dtype:
    """The same, a float at least."""
    return torch.float64


def padding(pad_width: Any, a: torch.Tensor) -> tuple[int, ...]:
    """How much is added at the ends of each axis, in PyTorch's order: the last axis first."""
    pairs = pad_width if isinstance(pad_width, (tuple, list)) else [(pad_width, pad_width)] * a.ndim
    return tuple(size for pair in reversed(pairs) for size in pair)


# --- guards ------------------------------------------------------------------------------------------


def omitted(value: object) -> bool:
    """The caller did not write the argument."""
    return value is None


def given(value: object) -> bool:
    """The caller wrote the argument."""
    return value is not None


def unknown(value: object) -> bool:
    """Something is not known of the argument that a guard before asks."""
    return False


def known(condition: bool) -> bool:
    """The condition holds and that is known; it is not asked of what is unknown."""
    return condition


def maybe(condition: bool) -> bool:
    """The condition holds, or does for one of the few dtypes that the arrays may have: `if rare: x = x > 0`."""
    return condition


def ndim(value: Any) -> int:
    return int(value.ndim)


def size(value: Any) -> int:
    """How many elements an array has."""
    return int(value.numel())


def count(values: Sequence[object]) -> int:
    """How many arguments a `*args` takes up, or items there are in a list."""
    return len(values)


def width(value: Any) -> int:
    """The size of the last dimension."""
    return int(value.shape[-1])


def is_odd(value: Any) -> bool:
    """An array with a known odd number of elements in its last dimension."""
    return bool(value.shape[-1] % 2)


def dtype(value: Any) -> str:
    return str(value.dtype)


def is_array(value: object) -> bool:
    return isinstance(value, torch.Tensor)


def is_scalar(value: object) -> bool:
    """A Python number."""
    return isinstance(value, (int, float))


def is_positive(value: Any) -> bool:
    """A Python number that is known to be above zero."""
    return bool(value > 0)


def is_boxed(value: object) -> bool:
    """An array of no dimensions, and no scalar."""
    return False


def is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def holds_rows(value: object) -> bool:
    """A list of lists of nothing but arrays."""
    return isinstance(value, (list, tuple)) and all(all_arrays(row) for row in value)


def is_set(value: object) -> bool:
    return isinstance(value, set)


def holds_lists(value: object) -> bool:
    """A list of lists of numbers."""
    return isinstance(value, (list, tuple)) and all(isinstance(v, (list, tuple)) for v in value)


def is_tuple(value: object) -> bool:
    return isinstance(value, tuple)


def is_slice(value: object) -> bool:
    return isinstance(value, slice)


def is_text(value: object) -> bool:
    return isinstance(value, str)


def repeatable(value: object) -> bool:
    """The argument is written so that it may stand twice: a name, an attribute, a literal."""
    return True


def names(value: object, name: object) -> bool:
    """The very function or class of that name."""
    return value is name


def is_filled(value: Any) -> bool:
    """An array that has elements."""
    return bool(value.numel())


def is_rising(values: Sequence[float]) -> bool:
    """A list of numbers, each at least as large as the one before."""
    return list(values) == sorted(values)


def ends(value: object, ending: str) -> bool:
    """A string that ends so."""
    return isinstance(value, str) and value.endswith(ending)


def holds_arrays(value: object) -> bool:
    """A list with arrays in it, at any depth."""
    return isinstance(value, (list, tuple)) and any(is_array(v) or holds_arrays(v) for v in value)


def is_flat(value: object) -> bool:
    """A list of arrays and numbers, and of no further lists."""
    return isinstance(value, (list, tuple)) and not any(isinstance(v, (list, tuple)) for v in value)


def holds_text(value: object) -> bool:
    """A list of strings: no tensor holds them."""
    return isinstance(value, (list, tuple)) and any(isinstance(v, str) for v in value)


def all_arrays(value: object) -> bool:
    """A list of nothing but arrays."""
    return isinstance(value, (list, tuple)) and all(map(is_array, value))


def is_float(value: Any) -> bool:
    return bool(value.is_floating_point())


def is_int(value: Any) -> bool:
    return not value.is_floating_point() and value.dtype != torch.bool


def is_long(value: Any) -> bool:
    return bool(value.dtype == torch.int64)


def is_bool(value: Any) -> bool:
    return bool(value.dtype == torch.bool)


def is_complex(value: Any) -> bool:
    return bool(value.is_complex())


def same_dtype(a: Any, b: Any) -> bool:
    """Two arrays of one dtype, an array and its dtype, or two Python numbers of one type."""
    return bool(a.dtype == getattr(b, "dtype", b))


def promote_alike(*values: Any) -> bool:
    """Arrays, or a list of them, to which PyTorch gives the dtype in common that NumPy gives them."""
    return True


def same_dtypes(values: Any) -> bool:
    """A list of arrays of one dtype."""
    return len({v.dtype for v in values}) == 1


def casts_alike(a: Any, b: Any) -> bool:
    """Dtypes of which PyTorch says as NumPy does whether the one can be cast to the other."""
    return True


def broadcasts(a: Any, b: Any) -> bool:
    """Arrays of shapes that go together."""
    return True


def differ_in_ndim(*values: Any) -> bool:
    """Arrays, or a list of them, not all of as many dimensions."""
    return False


def is_longer(a: Any, axis: object) -> bool:
    """The axis of an array has a size of more than one."""
    return False


def same_shape(a: Any, b: Any) -> bool:
    return bool(a.shape == b.shape)
