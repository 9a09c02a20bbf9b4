"""`--rng torch`: random numbers are drawn by PyTorch, from other streams than NumPy's.

A draw that no rule here covers keeps the whole program on NumPy's streams. Methods draw from their `receiver`, which
functions do not have: then it is left out.
"""

import numpy as np
import torch

from np2torch.words import (
    Array,
    DType,
    IntSample,
    Permuted,
    Picked,
    Sample,
    Scalar,
    Shape,
    given,
    holds_text,
    is_array,
    is_list,
    is_scalar,
    known,
    ndim,
    omitted,
    receiver,
    repeatable,
    rewrites,
    unknown,
)

NAMES = {
    np.random.Generator: torch.Generator,
    np.random.RandomState: torch.Generator,
}


@rewrites(np.random.seed)
def seed(seed=None) -> None:
    """
    >>> np.random.seed(0)
    torch.manual_seed(0)
    >>> np.random.seed()
    torch.seed()
    """
    if omitted(seed):
        return torch.seed()
    assert is_scalar(seed), "the seed is not known to be a number"
    return torch.manual_seed(seed)


@rewrites(np.random.RandomState.seed)
def seed_again(seed=None) -> None:
    """
    >>> rs.seed(0)
    rs.manual_seed(0)
    """
    assert given(seed) and is_scalar(seed), "the seed is not known to be a number"
    return receiver.manual_seed(seed)


@rewrites(np.random.default_rng)
def default_rng(seed=None) -> np.random.Generator:
    """
    >>> np.random.default_rng(0)
    torch.Generator().manual_seed(0)
    >>> np.random.default_rng()
    torch.Generator().manual_seed(torch.initial_seed())
    """
    if omitted(seed):
        return torch.Generator().manual_seed(torch.initial_seed())
    assert is_scalar(seed), "the seed is not known to be a number"
    return torch.Generator().manual_seed(seed)


@rewrites(np.random.RandomState)
def RandomState(seed=None) -> np.random.RandomState:
    """
    >>> np.random.RandomState(0)
    torch.Generator().manual_seed(0)
    >>> np.random.RandomState()
    torch.Generator().manual_seed(torch.initial_seed())
    """
    if omitted(seed):
        return torch.Generator().manual_seed(torch.initial_seed())
    assert is_scalar(seed), "the seed is not known to be a number"
    return torch.Generator().manual_seed(seed)


@rewrites(np.random.randn, np.random.RandomState.randn)
def randn(*args: int) -> Sample:
    """
    >>> np.random.randn(2, 3)
    torch.randn(2, 3)
    >>> np.random.randn()
    torch.randn(()).item()
    >>> rs.randn(2, 3)
    torch.randn(2, 3, generator=rs)
    """
    if args:
        return torch.randn(*args, generator=receiver)
    return torch.randn((), generator=receiver).item()


@rewrites(np.random.rand, np.random.RandomState.rand)
def rand(*args: int) -> Sample:
    """
    >>> np.random.rand(2, 3)
    torch.rand(2, 3)
    >>> np.random.rand()
    torch.rand(()).item()
    >>> rs.rand(2, 3)
    torch.rand(2, 3, generator=rs)
    """
    if args:
        return torch.rand(*args, generator=receiver)
    return torch.rand((), generator=receiver).item()


@rewrites(np.random.standard_normal, np.random.RandomState.standard_normal)
def standard_normal(size: Shape = None) -> Sample:
    """
    >>> np.random.standard_normal((2, 3))
    torch.randn((2, 3))
    >>> np.random.standard_normal()
    torch.randn(()).item()
    >>> rs.standard_normal((2, 3))
    torch.randn((2, 3), generator=rs)
    """
    if given(size) and size is not None:
        return torch.randn(size, generator=receiver)
    return torch.randn((), generator=receiver).item()


@rewrites(np.random.Generator.standard_normal)
def standard_normal_of_generator(size: Shape = None, dtype: DType = np.float64, out=None) -> Sample:
    """
    >>> rng.standard_normal((2, 3))
    torch.randn((2, 3), generator=rng)
    >>> rng.standard_normal()
    torch.randn((), generator=rng).item()
    """
    if given(size) and size is not None:
        return torch.randn(size, generator=receiver, dtype=dtype)
    return torch.randn((), generator=receiver).item()


@rewrites(np.random.random, np.random.random_sample, np.random.RandomState.random, np.random.RandomState.random_sample)
def random(size: Shape = None) -> Sample:
    """
    >>> np.random.random((2, 3))
    torch.rand((2, 3))
    >>> np.random.random()
    torch.rand(()).item()
    >>> rs.random((2, 3))
    torch.rand((2, 3), generator=rs)
    """
    if given(size) and size is not None:
        return torch.rand(size, generator=receiver)
    return torch.rand((), generator=receiver).item()


@rewrites(np.random.Generator.random)
def random_of_generator(size: Shape = None, dtype: DType = np.float64, out=None) -> Sample:
    """
    >>> rng.random((2, 3))
    torch.rand((2, 3), generator=rng)
    >>> rng.random()
    torch.rand((), generator=rng).item()
    """
    if given(size) and size is not None:
        return torch.rand(size, generator=receiver, dtype=dtype)
    return torch.rand((), generator=receiver).item()


@rewrites(np.random.normal, np.random.RandomState.normal, np.random.Generator.normal)
def normal(loc: Scalar = 0.0, scale: Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.normal(0, 1, (2, 3))
    torch.randn((2, 3))
    >>> np.random.normal(0, 0.1, size=4)
    0.1 * torch.randn(4)
    >>> np.random.normal(n, 1, 4)
    n + torch.randn(4)
    >>> np.random.normal(n, 0.1, 4)
    n + 0.1 * torch.randn(4)
    >>> np.random.normal()
    torch.randn(()).item()
    >>> np.random.normal(n, 0.1)
    n + 0.1 * torch.randn(()).item()
    >>> np.random.normal(v, 0.1)
    v + 0.1 * torch.randn(v.shape)
    >>> np.random.normal(0.5, p)
    0.5 + p * torch.randn(p.shape)
    >>> rs.normal(0, 1, (2, 3))
    torch.randn((2, 3), generator=rs)
    """
    if given(size) and size is not None and known(loc == 0) and known(scale == 1):
        return torch.randn(size, generator=receiver)
    if given(size) and size is not None and known(loc == 0):
        return scale * torch.randn(size, generator=receiver)
    if given(size) and size is not None and known(scale == 1):
        return loc + torch.randn(size, generator=receiver)
    if given(size) and size is not None:
        return loc + scale * torch.randn(size, generator=receiver)
    if omitted(loc) and omitted(scale):
        return torch.randn((), generator=receiver).item()
    if is_scalar(loc) and is_scalar(scale):
        return loc + scale * torch.randn((), generator=receiver).item()
    if is_array(loc) and is_scalar(scale) and known(ndim(loc) > 0) and repeatable(loc):
        return loc + scale * torch.randn(loc.shape, generator=receiver)
    assert is_scalar(loc) and is_array(scale) and known(ndim(scale) > 0) and repeatable(scale), "of several arrays"
    return loc + scale * torch.randn(scale.shape, generator=receiver)


@rewrites(np.random.uniform, np.random.RandomState.uniform, np.random.Generator.uniform)
def uniform(low: Scalar = 0.0, high: Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.uniform(size=4)
    torch.rand(4)
    >>> np.random.uniform(-1, 1, size=4)
    torch.empty(4).uniform_(-1, 1)
    >>> np.random.uniform(n, n + 1.0, size=4)
    n + (n + 1.0 - n) * torch.rand(4)
    >>> np.random.uniform()
    torch.rand(()).item()
    >>> np.random.uniform(0, n)
    0 + (n - 0) * torch.rand(()).item()
    >>> rs.uniform(size=4)
    torch.rand(4, generator=rs)
    """
    if given(size) and size is not None and known(low == 0) and known(high == 1):
        return torch.rand(size, generator=receiver)
    if given(size) and size is not None and known(low < high):
        return torch.empty(size).uniform_(low, high, generator=receiver)
    assert repeatable(low), "the lower end would be evaluated twice"
    if given(size) and size is not None:
        return low + (high - low) * torch.rand(size, generator=receiver)
    if omitted(low) and omitted(high):
        return torch.rand((), generator=receiver).item()
    assert is_scalar(low) and is_scalar(high), "of arrays"
    return low + (high - low) * torch.rand((), generator=receiver).item()


@rewrites(np.random.randint, np.random.RandomState.randint)
def randint(low: Scalar, high: Scalar = None, size: Shape = None, dtype=int) -> IntSample:
    """
    >>> np.random.randint(10, size=5)
    torch.randint(10, (5,))
    >>> np.random.randint(0, 10, size=5)
    torch.randint(0, 10, (5,))
    >>> np.random.randint(10, size=(2, 3))
    torch.randint(10, (2, 3))
    >>> np.random.randint(0, 10, (2, 3))
    torch.randint(0, 10, (2, 3))
    >>> np.random.randint(10)
    torch.randint(10, ()).item()
    >>> np.random.randint(0, 10)
    torch.randint(0, 10, ()).item()
    >>> rs.randint(10, size=5)
    torch.randint(10, (5,), generator=rs)
    """
    assert omitted(dtype), "another dtype"
    assert is_scalar(low) and (omitted(high) or is_scalar(high)), "of arrays"
    if given(size) and is_scalar(size) and omitted(high):
        return torch.randint(low, (size,), generator=receiver)
    if given(size) and is_scalar(size):
        return torch.randint(low, high, (size,), generator=receiver)
    if given(size) and is_list(size) and omitted(high):
        return torch.randint(low, size, generator=receiver)
    if given(size) and is_list(size):
        return torch.randint(low, high, size, generator=receiver)
    assert omitted(size) or size is None, "the size is not known to be one"
    if omitted(high):
        return torch.randint(low, (), generator=receiver).item()
    return torch.randint(low, high, (), generator=receiver).item()


@rewrites(np.random.Generator.integers)
def integers(low: Scalar, high: Scalar = None, size: Shape = None, dtype=np.int64, endpoint=False) -> IntSample:
    """
    >>> rng.integers(10, size=5)
    torch.randint(10, (5,), generator=rng)
    >>> rng.integers(0, 10, size=5)
    torch.randint(0, 10, (5,), generator=rng)
    >>> rng.integers(10, size=(2, 3))
    torch.randint(10, (2, 3), generator=rng)
    >>> rng.integers(0, 10, (2, 3))
    torch.randint(0, 10, (2, 3), generator=rng)
    >>> rng.integers(10)
    torch.randint(10, (), generator=rng).item()
    >>> rng.integers(0, 10)
    torch.randint(0, 10, (), generator=rng).item()
    """
    assert omitted(dtype), "another dtype"
    assert omitted(endpoint), "the end is included"
    assert is_scalar(low) and (omitted(high) or is_scalar(high)), "of arrays"
    if given(size) and is_scalar(size) and omitted(high):
        return torch.randint(low, (size,), generator=receiver)
    if given(size) and is_scalar(size):
        return torch.randint(low, high, (size,), generator=receiver)
    if given(size) and is_list(size) and omitted(high):
        return torch.randint(low, size, generator=receiver)
    if given(size) and is_list(size):
        return torch.randint(low, high, size, generator=receiver)
    assert omitted(size) or size is None, "the size is not known to be one"
    if omitted(high):
        return torch.randint(low, (), generator=receiver).item()
    return torch.randint(low, high, (), generator=receiver).item()


@rewrites(np.random.permutation, np.random.RandomState.permutation)
def permutation(x: Scalar) -> Permuted:
    """
    >>> np.random.permutation(5)
    torch.randperm(5)
    >>> np.random.permutation(v)
    v[torch.randperm(len(v))]
    >>> rs.permutation(5)
    torch.randperm(5, generator=rs)
    """
    if is_scalar(x):
        return torch.randperm(x, generator=receiver)
    assert is_array(x) and known(ndim(x) > 0) and repeatable(x), "what is permuted is not known to be an array"
    return x[torch.randperm(len(x), generator=receiver)]


@rewrites(np.random.Generator.permutation)
def permutation_of_generator(x: Scalar, axis=0) -> Permuted:
    """
    >>> rng.permutation(5)
    torch.randperm(5, generator=rng)
    >>> rng.permutation(v)
    v[torch.randperm(len(v), generator=rng)]
    """
    if is_scalar(x):
        return torch.randperm(x, generator=receiver)
    assert is_array(x) and known(ndim(x) > 0) and repeatable(x), "what is permuted is not known to be an array"
    return x[torch.randperm(len(x), generator=receiver)]


@rewrites(np.random.shuffle, np.random.RandomState.shuffle)
def shuffle(x) -> None:
    """
    >>> np.random.shuffle(v)
    v.copy_(v[torch.randperm(len(v))])
    >>> rs.shuffle(v)
    v.copy_(v[torch.randperm(len(v), generator=rs)])
    """
    assert is_array(x) and repeatable(x), "what is shuffled is not known to be an array"
    return x.copy_(x[torch.randperm(len(x), generator=receiver)])


@rewrites(np.random.Generator.shuffle)
def shuffle_of_generator(x, axis=0) -> None:
    """
    >>> rng.shuffle(v)
    v.copy_(v[torch.randperm(len(v), generator=rng)])
    """
    assert is_array(x) and repeatable(x), "what is shuffled is not known to be an array"
    return x.copy_(x[torch.randperm(len(x), generator=receiver)])


@rewrites(np.random.choice, np.random.RandomState.choice)
def choice(a: Scalar, size: Shape = None, replace=True, p: Array = None) -> Picked:
    """
    >>> np.random.choice(10)
    torch.randint(10, ()).item()
    >>> np.random.choice(4, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 1).item()
    >>> np.random.choice(4, 5, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 5, replacement=True)
    >>> np.random.choice(4, 2, replace=False, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 2)
    >>> np.random.choice(v, 5, p=p[0] / p[0].sum())
    v[torch.multinomial(p[0] / p[0].sum(), 5, replacement=True)]
    >>> np.random.choice(v, 2, replace=False, p=p[0] / p[0].sum())
    v[torch.multinomial(p[0] / p[0].sum(), 2)]
    >>> np.random.choice(10, 4)
    torch.randint(10, (4,))
    >>> np.random.choice(10, 4, replace=False)
    torch.randperm(10)[:4]
    >>> np.random.choice(v, 3)
    v[torch.randint(len(v), (3,))]
    >>> np.random.choice(v, 3, replace=False)
    v[torch.randperm(len(v))[:3]]
    >>> rs.choice(10)
    torch.randint(10, (), generator=rs).item()
    """
    assert not known(holds_text(a)), "no tensor holds strings"
    assert is_scalar(a) or (is_array(a) and repeatable(a)), "what is chosen from is not known to be an array or a number"
    if omitted(p) and omitted(size) and is_scalar(a):
        return torch.randint(a, (), generator=receiver).item()
    if given(p) and omitted(size) and is_scalar(a):
        return torch.multinomial(p, 1, generator=receiver).item()
    assert given(size) and is_scalar(size), "the size is not known to be a number"
    if given(p) and is_scalar(a) and replace == True:
        return torch.multinomial(p, size, replacement=True, generator=receiver)
    if given(p) and is_scalar(a):
        return torch.multinomial(p, size, generator=receiver)
    if given(p) and replace == True:
        return a[torch.multinomial(p, size, replacement=True, generator=receiver)]
    if given(p):
        return a[torch.multinomial(p, size, generator=receiver)]
    if is_scalar(a) and replace == True:
        return torch.randint(a, (size,), generator=receiver)
    if is_scalar(a):
        return torch.randperm(a, generator=receiver)[:size]
    if replace == True:
        return a[torch.randint(len(a), (size,), generator=receiver)]
    return a[torch.randperm(len(a), generator=receiver)[:size]]


@rewrites(np.random.Generator.choice)
def choice_of_generator(a: Scalar, size: Shape = None, replace=True, p: Array = None, axis=0, shuffle=True) -> Picked:
    """
    >>> rng.choice(10)
    torch.randint(10, (), generator=rng).item()
    >>> rng.choice(4, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 1, generator=rng).item()
    >>> rng.choice(4, 5, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 5, replacement=True, generator=rng)
    >>> rng.choice(4, 2, replace=False, p=p[0] / p[0].sum())
    torch.multinomial(p[0] / p[0].sum(), 2, generator=rng)
    >>> rng.choice(v, 5, p=p[0] / p[0].sum())
    v[torch.multinomial(p[0] / p[0].sum(), 5, replacement=True, generator=rng)]
    >>> rng.choice(v, 2, replace=False, p=p[0] / p[0].sum())
    v[torch.multinomial(p[0] / p[0].sum(), 2, generator=rng)]
    >>> rng.choice(10, 4)
    torch.randint(10, (4,), generator=rng)
    >>> rng.choice(10, 4, replace=False)
    torch.randperm(10, generator=rng)[:4]
    >>> rng.choice(v, 3)
    v[torch.randint(len(v), (3,), generator=rng)]
    >>> rng.choice(v, 3, replace=False)
    v[torch.randperm(len(v), generator=rng)[:3]]
    """
    assert not known(holds_text(a)), "no tensor holds strings"
    assert is_scalar(a) or (is_array(a) and repeatable(a)), "what is chosen from is not known to be an array or a number"
    if omitted(p) and omitted(size) and is_scalar(a):
        return torch.randint(a, (), generator=receiver).item()
    if given(p) and omitted(size) and is_scalar(a):
        return torch.multinomial(p, 1, generator=receiver).item()
    assert given(size) and is_scalar(size), "the size is not known to be a number"
    if given(p) and is_scalar(a) and replace == True:
        return torch.multinomial(p, size, replacement=True, generator=receiver)
    if given(p) and is_scalar(a):
        return torch.multinomial(p, size, generator=receiver)
    if given(p) and replace == True:
        return a[torch.multinomial(p, size, replacement=True, generator=receiver)]
    if given(p):
        return a[torch.multinomial(p, size, generator=receiver)]
    if is_scalar(a) and replace == True:
        return torch.randint(a, (size,), generator=receiver)
    if is_scalar(a):
        return torch.randperm(a, generator=receiver)[:size]
    if replace == True:
        return a[torch.randint(len(a), (size,), generator=receiver)]
    return a[torch.randperm(len(a), generator=receiver)[:size]]


@rewrites(np.random.exponential, np.random.RandomState.exponential, np.random.Generator.exponential)
def exponential(scale: Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.exponential(size=4)
    torch.empty(4).exponential_()
    >>> np.random.exponential(2.0, 4)
    torch.empty(4).exponential_(1 / 2.0)
    >>> rs.exponential(size=4)
    torch.empty(4).exponential_(generator=rs)
    """
    assert is_scalar(scale) and given(size) and size is not None, "of an array, or without a size"
    if omitted(scale):
        return torch.empty(size).exponential_(generator=receiver)
    return torch.empty(size).exponential_(1 / scale, generator=receiver)


@rewrites(np.random.binomial, np.random.RandomState.binomial, np.random.Generator.binomial)
def binomial(n: Scalar, p: Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.binomial(1, 0.5, size=5)
    torch.empty(5).bernoulli_(0.5).to(torch.int64)
    >>> np.random.binomial(1, p)
    torch.bernoulli(p).to(torch.int64)
    >>> rs.binomial(1, 0.5, size=5)
    torch.empty(5).bernoulli_(0.5, generator=rs).to(torch.int64)
    """
    assert known(n == 1), "PyTorch has it for one trial"
    if is_scalar(p) and given(size) and size is not None:
        return torch.empty(size).bernoulli_(p, generator=receiver).to(torch.int64)
    assert is_array(p) and known(ndim(p) > 0) and omitted(size), "of an array and a size"
    return torch.bernoulli(p, generator=receiver).to(torch.int64)
