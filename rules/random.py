"""Random draws stay NumPy's, in their order: no generator of PyTorch gives the same numbers."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    IntSample,
    Permuted,
    Picked,
    Sample,
    Scalar,
    Sequence,
    Shape,
    call,
    given,
    holds_text,
    is_array,
    is_list,
    is_scalar,
    known,
    ndim,
    omitted,
    rewrites,
    unknown,
)


@rewrites(np.random.default_rng)
def default_rng(seed=None) -> np.random.Generator:
    """
    >>> np.random.default_rng(0)
    np.random.default_rng(0)
    """
    return call


@rewrites(np.random.RandomState)
def RandomState(seed=None) -> np.random.RandomState:
    """
    >>> np.random.RandomState(0)
    np.random.RandomState(0)
    """
    return call


@rewrites(np.random.Generator)
def Generator(bit_generator) -> np.random.Generator:
    """
    >>> np.random.Generator(np.random.PCG64(0))
    np.random.Generator(np.random.PCG64(0))
    """
    return call


@rewrites(np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.SFC64)
def bit_generator(seed=None) -> np.random.BitGenerator:
    """
    >>> np.random.PCG64(0)
    np.random.PCG64(0)
    """
    return call


@rewrites(np.random.Philox)
def Philox(seed=None, counter=None, key=None) -> np.random.BitGenerator:
    """
    >>> np.random.Philox(0)
    np.random.Philox(0)
    """
    return call


@rewrites(np.random.SeedSequence)
def SeedSequence(entropy=None, *, spawn_key=(), pool_size=4, n_children_spawned=0) -> np.random.SeedSequence:
    """
    >>> np.random.SeedSequence(0)
    np.random.SeedSequence(0)
    """
    return call


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


@rewrites(np.random.random, np.random.random_sample, np.random.ranf, np.random.sample, np.random.standard_normal, np.random.standard_exponential, np.random.standard_cauchy, np.random.RandomState.random, np.random.RandomState.random_sample, np.random.RandomState.standard_normal, np.random.RandomState.standard_exponential, np.random.RandomState.standard_cauchy, np.random.Generator.standard_cauchy)
def random(size: Shape = None) -> Sample:
    """
    >>> np.random.random((2, 3))
    torch.from_numpy(np.random.random((2, 3)))
    >>> rng.standard_cauchy()
    rng.standard_cauchy()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.Generator.random, np.random.Generator.standard_normal)
def generator_random(size: Shape = None, dtype=np.float64, out=None) -> Sample:
    """
    >>> rng.random((2, 3))
    torch.from_numpy(rng.random((2, 3)))
    >>> rng.standard_normal()
    rng.standard_normal()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.normal, np.random.RandomState.normal, np.random.Generator.normal, np.random.laplace, np.random.RandomState.laplace, np.random.Generator.laplace, np.random.logistic, np.random.RandomState.logistic, np.random.Generator.logistic, np.random.gumbel, np.random.RandomState.gumbel, np.random.Generator.gumbel)
def normal(loc: Array | Scalar = 0.0, scale: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.normal(0, 1, (2, 3))
    torch.from_numpy(np.random.normal(0, 1, (2, 3)))
    >>> np.random.normal()
    np.random.normal()
    >>> rng.normal(v, 0.1)
    torch.as_tensor(rng.normal(v.numpy(), 0.1))
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    if (is_array(loc) and not known(ndim(loc) == 0)) or (is_array(scale) and not known(ndim(scale) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.uniform, np.random.RandomState.uniform, np.random.Generator.uniform)
def uniform(low: Array | Scalar = 0.0, high: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.uniform(-1, 1, size=4)
    torch.from_numpy(np.random.uniform(-1, 1, size=4))
    >>> np.random.uniform()
    np.random.uniform()
    >>> rng.uniform(0.0, p)
    torch.as_tensor(rng.uniform(0.0, p.numpy()))
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    if (is_array(low) and not known(ndim(low) == 0)) or (is_array(high) and not known(ndim(high) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.binomial, np.random.RandomState.binomial, np.random.Generator.binomial)
def binomial(n: Array | Scalar, p: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.binomial(1, 0.5, size=5)
    torch.from_numpy(np.random.binomial(1, 0.5, size=5))
    >>> np.random.binomial(1, 0.5)
    np.random.binomial(1, 0.5)
    >>> rng.binomial(1, p)
    torch.as_tensor(rng.binomial(1, p.numpy()))
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    if (is_array(n) and not known(ndim(n) == 0)) or (is_array(p) and not known(ndim(p) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.randint, np.random.RandomState.randint)
def randint(low: Scalar, high: Scalar = None, size: Shape = None, dtype=int) -> IntSample:
    """
    >>> np.random.randint(0, 10, size=5)
    torch.from_numpy(np.random.randint(0, 10, size=5))
    >>> np.random.randint(10)
    np.random.randint(10)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.Generator.integers)
def integers(low: Scalar, high: Scalar = None, size: Shape = None, dtype=np.int64, endpoint=False) -> IntSample:
    """
    >>> rng.integers(0, 10, size=5)
    torch.from_numpy(rng.integers(0, 10, size=5))
    >>> rng.integers(10)
    rng.integers(10)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.permutation, np.random.RandomState.permutation)
def permutation(x: Array | Scalar | Sequence) -> Permuted:
    """
    >>> np.random.permutation(5)
    torch.from_numpy(np.random.permutation(5))
    >>> np.random.permutation(v)
    torch.from_numpy(np.random.permutation(v.numpy()))
    """
    return torch.from_numpy(call)


@rewrites(np.random.Generator.permutation)
def generator_permutation(x: Array | Scalar | Sequence, axis=0) -> Permuted:
    """
    >>> rng.permutation(5)
    torch.from_numpy(rng.permutation(5))
    """
    return torch.from_numpy(call)


@rewrites(np.random.shuffle, np.random.RandomState.shuffle)
def shuffle(x: Array | Sequence) -> None:
    """
    >>> np.random.shuffle(v)
    np.random.shuffle(v.numpy())
    """
    return call


@rewrites(np.random.Generator.shuffle)
def generator_shuffle(x: Array | Sequence, axis=0) -> None:
    """
    >>> rng.shuffle(v)
    rng.shuffle(v.numpy())
    """
    return call


@rewrites(np.random.choice, np.random.RandomState.choice)
def choice(a: Array | Scalar | Sequence, size: Shape = None, replace=True, p: Array = None) -> Picked:
    """
    >>> np.random.choice(10, 4)
    torch.from_numpy(np.random.choice(10, 4))
    >>> np.random.choice(10, 4, replace=False)
    torch.from_numpy(np.random.choice(10, 4, replace=False))
    >>> np.random.choice(10)
    np.random.choice(10)
    >>> np.random.choice(v)
    torch.as_tensor(np.random.choice(v.numpy()))
    >>> np.random.choice(["a", "b"], 3)
    np.random.choice(["a", "b"], 3)
    """
    if holds_text(a):
        return call
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    if is_scalar(a) or known(ndim(a) == 0):
        return call
    return torch.as_tensor(call)


@rewrites(np.random.Generator.choice)
def generator_choice(a: Array | Scalar | Sequence, size: Shape = None, replace=True, p: Array = None, axis=0, shuffle=True) -> Picked:
    """
    >>> rng.choice(10, 4)
    torch.from_numpy(rng.choice(10, 4))
    >>> rng.choice(10)
    rng.choice(10)
    >>> rng.choice(v)
    torch.as_tensor(rng.choice(v.numpy()))
    >>> rng.choice(["a", "b"], 3)
    rng.choice(["a", "b"], 3)
    """
    if holds_text(a):
        return call
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    if is_scalar(a) or known(ndim(a) == 0):
        return call
    return torch.as_tensor(call)
