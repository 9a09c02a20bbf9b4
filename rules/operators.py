"""Operators that PyTorch refuses, or answers in another dtype than NumPy."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Bool,
    Like,
    Product,
    Promoted,
    PromotedFloat,
    Scalar,
    Sequence,
    dividing,
    is_bool,
    is_int,
    is_list,
    known,
    matched,
    maybe,
    ndim,
    promoted,
    rewrites,
)


@rewrites(np.ndarray.__matmul__)
def matmul(a: Array, b: Array, /) -> Product:
    """
    >>> x @ v
    x @ v
    >>> k @ v[:3]
    k.to(torch.float64) @ v[:3]
    >>> v[:3] @ k
    v[:3] @ k.to(torch.float64)
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "PyTorch has no product of bools"
    return matched(a, b) @ matched(b, a)


@rewrites(np.ndarray.__add__)
def add(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> x + y
    x + y
    >>> x + [1, 2, 3, 4]
    x + torch.tensor([1, 2, 3, 4])
    """
    return promoted(a, b) + promoted(b, a)


@rewrites(np.ndarray.__sub__)
def subtract(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> x - y
    x - y
    >>> x - b
    x - b.to(torch.float64)
    >>> b - 1
    b.to(torch.int64) - 1
    >>> x - np.array_equal(v, w)
    x - int(torch.equal(v, w))
    """
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(a, b) - matched(b, a)
    return promoted(a, b) - promoted(b, a)


@rewrites(np.ndarray.__rsub__)
def subtract_from(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> 1 - x
    1 - x
    >>> 1 - b
    1 - b.to(torch.int64)
    """
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(b, a) - matched(a, b)
    return promoted(b, a) - promoted(a, b)


@rewrites(np.ndarray.__mul__)
def multiply(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> x * y
    x * y
    """
    return promoted(a, b) * promoted(b, a)


@rewrites(np.ndarray.__truediv__)
def divide(a: Array, b: Array | Scalar, /) -> PromotedFloat:
    """
    >>> x / y
    x / y
    """
    return dividing(a, b) / dividing(b, a)


@rewrites(np.ndarray.__floordiv__)
def floor_divide(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> x // y
    x // y
    >>> k // 2
    k // 2
    >>> b // 2
    b.to(torch.int64) // 2
    """
    assert not known(is_int(a) and is_int(b) and b == 0), "PyTorch raises where an integer is divided by zero"
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "NumPy makes int8 of bools"
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(a, b) // matched(b, a)
    return promoted(a, b) // promoted(b, a)


@rewrites(np.ndarray.__mod__)
def remainder(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> x % y
    x % y
    >>> k % 2
    k % 2
    >>> b % 2
    b.to(torch.int64) % 2
    """
    assert not known(is_int(a) and is_int(b) and b == 0), "PyTorch raises where an integer is divided by zero"
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "NumPy makes int8 of bools"
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(a, b) % matched(b, a)
    return promoted(a, b) % promoted(b, a)


@rewrites(np.ndarray.__pow__)
def power(a: Array, b: Array | Scalar, mod=None, /) -> Promoted:
    """
    >>> x ** 2
    x ** 2
    >>> pow(x, 2)
    x ** 2
    """
    assert not maybe(is_bool(a)), "NumPy makes int8 of bools"
    return promoted(a, b) ** promoted(b, a)


@rewrites(np.ndarray.__radd__)
def add_to(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> 1 + x
    1 + x
    >>> [1, 2, 3, 4] + x
    torch.tensor([1, 2, 3, 4]) + x
    """
    return promoted(b, a) + promoted(a, b)


@rewrites(np.ndarray.__rmul__)
def times(a: Array, b: Array | Scalar | Sequence, /) -> Promoted:
    """
    >>> 2 * x
    2 * x
    >>> [1, 2, 3, 4] * x
    torch.tensor([1, 2, 3, 4]) * x
    """
    if is_list(b) and known(ndim(a) > 0):
        return torch.tensor(b) * matched(a, b)
    return promoted(b, a) * promoted(a, b)


@rewrites(np.ndarray.__rtruediv__)
def divide_into(a: Array, b: Array | Scalar, /) -> PromotedFloat:
    """
    >>> 1 / x
    1 / x
    >>> [1, 2, 3, 4] / x
    torch.tensor([1, 2, 3, 4]) / x
    """
    return dividing(b, a) / dividing(a, b)


@rewrites(np.ndarray.__rfloordiv__)
def floor_divide_into(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> 1 // x
    1 // x
    >>> [1, 2, 3, 4] // x
    torch.tensor([1, 2, 3, 4]) // x
    >>> 2 // b
    2 // b.to(torch.int64)
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "NumPy makes int8 of bools"
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(b, a) // matched(a, b)
    return promoted(b, a) // promoted(a, b)


@rewrites(np.ndarray.__rmod__)
def remainder_of(a: Array, b: Array | Scalar, /) -> Promoted:
    """
    >>> 1 % x
    1 % x
    >>> [1, 2, 3, 4] % x
    torch.tensor([1, 2, 3, 4]) % x
    >>> 2 % b
    2 % b.to(torch.int64)
    """
    assert not (maybe(is_bool(a)) and maybe(is_bool(b))), "NumPy makes int8 of bools"
    if maybe(is_bool(a)) or maybe(is_bool(b)):
        return matched(b, a) % matched(a, b)
    return promoted(b, a) % promoted(a, b)


@rewrites(np.ndarray.__rpow__)
def power_of(a: Array, b: Array | Scalar, mod=None, /) -> Promoted:
    """
    >>> 2 ** x
    2 ** x
    >>> [1, 2, 3, 4] ** x
    torch.tensor([1, 2, 3, 4]) ** x
    """
    assert not maybe(is_bool(b)), "NumPy makes int8 of bools"
    return promoted(b, a) ** promoted(a, b)


@rewrites(np.ndarray.__lt__)
def less(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k < [0, 1, 5]
    k < torch.tensor([0, 1, 5])
    """
    return promoted(a, b) < promoted(b, a)


@rewrites(np.ndarray.__le__)
def less_equal(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k <= [0, 1, 5]
    k <= torch.tensor([0, 1, 5])
    """
    return promoted(a, b) <= promoted(b, a)


@rewrites(np.ndarray.__gt__)
def greater(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k > [0, 1, 5]
    k > torch.tensor([0, 1, 5])
    """
    return promoted(a, b) > promoted(b, a)


@rewrites(np.ndarray.__ge__)
def greater_equal(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k >= [0, 1, 5]
    k >= torch.tensor([0, 1, 5])
    """
    return promoted(a, b) >= promoted(b, a)


@rewrites(np.ndarray.__eq__)
def equal(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k == 2
    k == 2
    >>> k == [0, 1, 5]
    k == torch.tensor([0, 1, 5])
    """
    return promoted(a, b) == promoted(b, a)


@rewrites(np.ndarray.__ne__)
def unequal(a: Array, b: Array | Scalar, /) -> Bool:
    """
    >>> k != (0, 1, 5)
    k != torch.tensor((0, 1, 5))
    """
    return promoted(a, b) != promoted(b, a)


@rewrites(np.ndarray.__abs__)
def absolute(a: Array, /) -> Like:
    """
    >>> abs(x)
    abs(x)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return abs(a)


@rewrites(np.ndarray.__divmod__)
def quotient(a: Array, b: Array | Scalar, /) -> tuple[Promoted, Promoted]:
    """
    >>> divmod(k, 2)
    (k // 2, k % 2)
    """
    assert not known(is_int(a) and is_int(b) and b == 0), "PyTorch raises where an integer is divided by zero"
    assert not maybe(is_bool(a)), "NumPy makes int8 of bools"
    return (a // b, a % b)
