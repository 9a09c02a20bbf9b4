"""Random draws stay NumPy's, in their order: no generator of PyTorch gives the same numbers."""

import numpy as np
import torch

from np2torch.words import Array, IntSample, Permuted, Picked, Sample, Scalar, Shape, call, given, is_array, is_scalar, omitted, rewrites


@rewrites(np.random.seed, np.random.RandomState.seed)
def seed(seed=None) -> None:
    """
    >>> np.random.seed(0)
    np.random.seed(0)
    """
    return call


@rewrites(np.random.randn, np.random.rand, np.random.RandomState.randn, np.random.RandomState.rand)
def randn(*args: int) -> Sample:
    """
    >>> np.random.randn(2, 3)
    torch.from_numpy(np.random.randn(2, 3))
    >>> np.random.randn()
    np.random.randn()
    """
    if args:
        return torch.from_numpy(call)
    return call


@rewrites(np.random.random, np.random.random_sample, np.random.standard_normal, np.random.RandomState.random_sample, np.random.RandomState.standard_normal, np.random.RandomState.random)
def random(size: Shape = None) -> Sample:
    """
    >>> np.random.random((2, 3))
    torch.from_numpy(np.random.random((2, 3)))
    >>> np.random.random()
    np.random.random()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    return call


@rewrites(np.random.Generator.random, np.random.Generator.standard_normal)
def generator_random(size: Shape = None, dtype=np.float64, out=None) -> Sample:
    """
    >>> rng.random((2, 3))
    torch.from_numpy(rng.random((2, 3)))
    >>> rng.random()
    rng.random()
    """
    assert omitted(dtype), "another dtype"
    if given(size) and size is not None:
        return torch.from_numpy(call)
    return call


@rewrites(np.random.normal, np.random.RandomState.normal, np.random.Generator.normal, np.random.laplace, np.random.RandomState.laplace, np.random.Generator.laplace)
def normal(loc: Array | Scalar = 0.0, scale: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.normal(0, 1, (2, 3))
    torch.from_numpy(np.random.normal(0, 1, (2, 3)))
    >>> np.random.normal()
    np.random.normal()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if is_array(loc) or is_array(scale):
        return torch.from_numpy(call)
    return call


@rewrites(np.random.uniform, np.random.RandomState.uniform, np.random.Generator.uniform)
def uniform(low: Array | Scalar = 0.0, high: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.uniform(-1, 1, size=4)
    torch.from_numpy(np.random.uniform(-1, 1, size=4))
    >>> np.random.uniform()
    np.random.uniform()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if is_array(low) or is_array(high):
        return torch.from_numpy(call)
    return call


@rewrites(np.random.randint, np.random.RandomState.randint)
def randint(low: Scalar, high: Scalar = None, size: Shape = None, dtype=int) -> IntSample:
    """
    >>> np.random.randint(0, 10, size=5)
    torch.from_numpy(np.random.randint(0, 10, size=5))
    >>> np.random.randint(10)
    np.random.randint(10)
    """
    assert omitted(dtype), "another dtype"
    if given(size) and size is not None:
        return torch.from_numpy(call)
    return call


@rewrites(np.random.Generator.integers)
def integers(low: Scalar, high: Scalar = None, size: Shape = None, dtype=np.int64, endpoint=False) -> IntSample:
    """
    >>> rng.integers(0, 10, size=5)
    torch.from_numpy(rng.integers(0, 10, size=5))
    >>> rng.integers(10)
    rng.integers(10)
    """
    assert omitted(dtype), "another dtype"
    if given(size) and size is not None:
        return torch.from_numpy(call)
    return call


@rewrites(np.random.binomial, np.random.RandomState.binomial, np.random.Generator.binomial)
def binomial(n: Scalar, p: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.binomial(1, 0.5, size=5)
    torch.from_numpy(np.random.binomial(1, 0.5, size=5))
    >>> np.random.binomial(1, 0.5)
    np.random.binomial(1, 0.5)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if is_array(p):
        return torch.from_numpy(call)
    return call


@rewrites(np.random.permutation, np.random.RandomState.permutation)
def permutation(x: Array | Scalar, /) -> Permuted:
    """
    >>> np.random.permutation(5)
    torch.from_numpy(np.random.permutation(5))
    >>> np.random.permutation(v)
    torch.from_numpy(np.random.permutation(v.numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.random.Generator.permutation)
def generator_permutation(x: Array | Scalar, axis=0) -> Permuted:
    """
    >>> rng.permutation(5)
    torch.from_numpy(rng.permutation(5))
    """
    return torch.from_numpy(call)


@rewrites(np.random.shuffle, np.random.RandomState.shuffle)
def shuffle(x: Array, /) -> None:
    """
    >>> np.random.shuffle(v)
    np.random.shuffle(v.numpy())
    """
    return call


@rewrites(np.random.Generator.shuffle)
def generator_shuffle(x: Array, axis=0) -> None:
    """
    >>> rng.shuffle(v)
    rng.shuffle(v.numpy())
    """
    return call


@rewrites(np.random.choice, np.random.RandomState.choice)
def choice(a: Array | Scalar, size: Shape = None, replace=True, p=None) -> Picked:
    """
    >>> np.random.choice(10, 4)
    torch.from_numpy(np.random.choice(10, 4))
    >>> np.random.choice(10, 4, replace=False)
    torch.from_numpy(np.random.choice(10, 4, replace=False))
    >>> np.random.choice(10)
    np.random.choice(10)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    assert is_scalar(a), "one item of an array"
    return call


@rewrites(np.random.Generator.choice)
def generator_choice(a: Array | Scalar, size: Shape = None, replace=True, p=None, axis=0, shuffle=True) -> Picked:
    """
    >>> rng.choice(10, 4)
    torch.from_numpy(rng.choice(10, 4))
    >>> rng.choice(10)
    rng.choice(10)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    assert is_scalar(a), "one item of an array"
    return call
