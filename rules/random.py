"""Random draws stay NumPy's, in their order: no generator of PyTorch gives the same numbers."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    FloatArray,
    IntArray,
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
    >>> np.random.randint([1, 5], 10)
    torch.from_numpy(np.random.randint([1, 5], 10))
    """
    if (given(size) and size is not None) or known(is_list(low)) or known(is_list(high)):
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
    >>> rng.integers([1, 5], 10)
    torch.from_numpy(rng.integers([1, 5], 10))
    """
    if (given(size) and size is not None) or known(is_list(low)) or known(is_list(high)):
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


@rewrites(np.random.beta, np.random.RandomState.beta, np.random.Generator.beta)
def beta(a: Array | Scalar, b: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.beta(2.0, 3.0, size=3)
    torch.from_numpy(np.random.beta(2.0, 3.0, size=3))
    >>> np.random.beta(2.0, 3.0)
    np.random.beta(2.0, 3.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(a) and not known(ndim(a) == 0)) or (is_array(b) and not known(ndim(b) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.chisquare, np.random.RandomState.chisquare, np.random.Generator.chisquare)
def chisquare(df: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.chisquare(3, size=3)
    torch.from_numpy(np.random.chisquare(3, size=3))
    >>> np.random.chisquare(3)
    np.random.chisquare(3)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(df) and not known(ndim(df) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.standard_t, np.random.RandomState.standard_t, np.random.Generator.standard_t)
def standard_t(df: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.standard_t(4, size=3)
    torch.from_numpy(np.random.standard_t(4, size=3))
    >>> np.random.standard_t(4)
    np.random.standard_t(4)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(df) and not known(ndim(df) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.dirichlet, np.random.RandomState.dirichlet, np.random.Generator.dirichlet)
def dirichlet(alpha: Array | Scalar, size: Shape = None) -> FloatArray:
    """
    >>> np.random.dirichlet([1.0, 2.0])
    torch.from_numpy(np.random.dirichlet([1.0, 2.0]))
    """
    return torch.from_numpy(call)


@rewrites(np.random.exponential, np.random.rayleigh, np.random.RandomState.exponential, np.random.RandomState.rayleigh, np.random.Generator.exponential, np.random.Generator.rayleigh)
def exponential(scale: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.exponential(2.0, size=3)
    torch.from_numpy(np.random.exponential(2.0, size=3))
    >>> np.random.exponential(2.0)
    np.random.exponential(2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(scale) and not known(ndim(scale) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.f, np.random.RandomState.f, np.random.Generator.f)
def f(dfnum: Array | Scalar, dfden: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.f(3, 4, size=3)
    torch.from_numpy(np.random.f(3, 4, size=3))
    >>> np.random.f(3, 4)
    np.random.f(3, 4)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(dfnum) and not known(ndim(dfnum) == 0)) or (is_array(dfden) and not known(ndim(dfden) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.gamma, np.random.RandomState.gamma, np.random.Generator.gamma)
def gamma(shape: Array | Scalar, scale: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.gamma(2.0, 1.5, size=3)
    torch.from_numpy(np.random.gamma(2.0, 1.5, size=3))
    >>> np.random.gamma(2.0, 1.5)
    np.random.gamma(2.0, 1.5)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(shape) and not known(ndim(shape) == 0)) or (is_array(scale) and not known(ndim(scale) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.geometric, np.random.logseries, np.random.RandomState.geometric, np.random.RandomState.logseries, np.random.Generator.geometric, np.random.Generator.logseries)
def geometric(p: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.geometric(0.5, size=3)
    torch.from_numpy(np.random.geometric(0.5, size=3))
    >>> np.random.geometric(0.5)
    np.random.geometric(0.5)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(p) and not known(ndim(p) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.hypergeometric, np.random.RandomState.hypergeometric, np.random.Generator.hypergeometric)
def hypergeometric(ngood: Array | Scalar, nbad: Array | Scalar, nsample: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.hypergeometric(5, 4, 3, size=3)
    torch.from_numpy(np.random.hypergeometric(5, 4, 3, size=3))
    >>> np.random.hypergeometric(5, 4, 3)
    np.random.hypergeometric(5, 4, 3)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(ngood) and not known(ndim(ngood) == 0)) or (is_array(nbad) and not known(ndim(nbad) == 0)) or (is_array(nsample) and not known(ndim(nsample) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.lognormal, np.random.RandomState.lognormal, np.random.Generator.lognormal)
def lognormal(mean: Array | Scalar = 0.0, sigma: Array | Scalar = 1.0, size: Shape = None) -> Sample:
    """
    >>> np.random.lognormal(0.0, 1.0, size=3)
    torch.from_numpy(np.random.lognormal(0.0, 1.0, size=3))
    >>> np.random.lognormal(0.0, 1.0)
    np.random.lognormal(0.0, 1.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(mean) and not known(ndim(mean) == 0)) or (is_array(sigma) and not known(ndim(sigma) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.multinomial, np.random.RandomState.multinomial, np.random.Generator.multinomial)
def multinomial(n: Array | Scalar, pvals: Array | Scalar, size: Shape = None) -> IntArray:
    """
    >>> np.random.multinomial(5, [0.5, 0.5])
    torch.from_numpy(np.random.multinomial(5, [0.5, 0.5]))
    """
    return torch.from_numpy(call)


@rewrites(np.random.multivariate_normal, np.random.RandomState.multivariate_normal)
def multivariate_normal(mean: Array | Scalar, cov: Array | Scalar, size: Shape = None, check_valid='warn', tol=1e-08) -> FloatArray:
    """
    >>> np.random.multivariate_normal([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    torch.from_numpy(np.random.multivariate_normal([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]))
    """
    return torch.from_numpy(call)


@rewrites(np.random.negative_binomial, np.random.RandomState.negative_binomial, np.random.Generator.negative_binomial)
def negative_binomial(n: Array | Scalar, p: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.negative_binomial(3, 0.5, size=3)
    torch.from_numpy(np.random.negative_binomial(3, 0.5, size=3))
    >>> np.random.negative_binomial(3, 0.5)
    np.random.negative_binomial(3, 0.5)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(n) and not known(ndim(n) == 0)) or (is_array(p) and not known(ndim(p) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.noncentral_chisquare, np.random.RandomState.noncentral_chisquare, np.random.Generator.noncentral_chisquare)
def noncentral_chisquare(df: Array | Scalar, nonc: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.noncentral_chisquare(3, 1.0, size=3)
    torch.from_numpy(np.random.noncentral_chisquare(3, 1.0, size=3))
    >>> np.random.noncentral_chisquare(3, 1.0)
    np.random.noncentral_chisquare(3, 1.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(df) and not known(ndim(df) == 0)) or (is_array(nonc) and not known(ndim(nonc) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.noncentral_f, np.random.RandomState.noncentral_f, np.random.Generator.noncentral_f)
def noncentral_f(dfnum: Array | Scalar, dfden: Array | Scalar, nonc: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.noncentral_f(3, 4, 1.0, size=3)
    torch.from_numpy(np.random.noncentral_f(3, 4, 1.0, size=3))
    >>> np.random.noncentral_f(3, 4, 1.0)
    np.random.noncentral_f(3, 4, 1.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(dfnum) and not known(ndim(dfnum) == 0)) or (is_array(dfden) and not known(ndim(dfden) == 0)) or (is_array(nonc) and not known(ndim(nonc) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.pareto, np.random.power, np.random.RandomState.pareto, np.random.RandomState.power, np.random.Generator.pareto, np.random.Generator.power)
def pareto(a: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.pareto(3.0, size=3)
    torch.from_numpy(np.random.pareto(3.0, size=3))
    >>> np.random.pareto(3.0)
    np.random.pareto(3.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(a) and not known(ndim(a) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.weibull, np.random.RandomState.weibull, np.random.Generator.weibull)
def weibull(a: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.weibull(2.0, size=3)
    torch.from_numpy(np.random.weibull(2.0, size=3))
    >>> np.random.weibull(2.0)
    np.random.weibull(2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(a) and not known(ndim(a) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.zipf, np.random.RandomState.zipf, np.random.Generator.zipf)
def zipf(a: Array | Scalar, size: Shape = None) -> IntSample:
    """
    >>> np.random.zipf(2.0, size=3)
    torch.from_numpy(np.random.zipf(2.0, size=3))
    >>> np.random.zipf(2.0)
    np.random.zipf(2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(a) and not known(ndim(a) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.poisson, np.random.RandomState.poisson, np.random.Generator.poisson)
def poisson(lam: Array | Scalar = 1.0, size: Shape = None) -> IntSample:
    """
    >>> np.random.poisson(4.0, size=3)
    torch.from_numpy(np.random.poisson(4.0, size=3))
    >>> np.random.poisson(4.0)
    np.random.poisson(4.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(lam) and not known(ndim(lam) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.random_integers, np.random.RandomState.random_integers)
def random_integers(low: Array | Scalar, high: Array | Scalar = None, size: Shape = None) -> IntSample:
    """
    >>> np.random.random_integers(5, size=3)
    torch.from_numpy(np.random.random_integers(5, size=3))
    >>> np.random.random_integers(5)
    np.random.random_integers(5)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(low) and not known(ndim(low) == 0)) or (is_array(high) and not known(ndim(high) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.standard_gamma, np.random.RandomState.standard_gamma)
def standard_gamma(shape: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.standard_gamma(2.0, size=3)
    torch.from_numpy(np.random.standard_gamma(2.0, size=3))
    >>> np.random.standard_gamma(2.0)
    np.random.standard_gamma(2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(shape) and not known(ndim(shape) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.triangular, np.random.RandomState.triangular, np.random.Generator.triangular)
def triangular(left: Array | Scalar, mode: Array | Scalar, right: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.triangular(0.0, 1.0, 2.0, size=3)
    torch.from_numpy(np.random.triangular(0.0, 1.0, 2.0, size=3))
    >>> np.random.triangular(0.0, 1.0, 2.0)
    np.random.triangular(0.0, 1.0, 2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(left) and not known(ndim(left) == 0)) or (is_array(mode) and not known(ndim(mode) == 0)) or (is_array(right) and not known(ndim(right) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.vonmises, np.random.RandomState.vonmises, np.random.Generator.vonmises)
def vonmises(mu: Array | Scalar, kappa: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.vonmises(0.0, 4.0, size=3)
    torch.from_numpy(np.random.vonmises(0.0, 4.0, size=3))
    >>> np.random.vonmises(0.0, 4.0)
    np.random.vonmises(0.0, 4.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(mu) and not known(ndim(mu) == 0)) or (is_array(kappa) and not known(ndim(kappa) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.wald, np.random.RandomState.wald, np.random.Generator.wald)
def wald(mean: Array | Scalar, scale: Array | Scalar, size: Shape = None) -> Sample:
    """
    >>> np.random.wald(1.0, 2.0, size=3)
    torch.from_numpy(np.random.wald(1.0, 2.0, size=3))
    >>> np.random.wald(1.0, 2.0)
    np.random.wald(1.0, 2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(mean) and not known(ndim(mean) == 0)) or (is_array(scale) and not known(ndim(scale) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.RandomState.tomaxint)
def tomaxint(size: Shape = None) -> IntSample:
    """
    >>> rs.tomaxint(size=3)
    torch.from_numpy(rs.tomaxint(size=3))
    >>> rs.tomaxint()
    rs.tomaxint()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.Generator.multivariate_hypergeometric)
def multivariate_hypergeometric(colors: Array | Scalar, nsample: Array | Scalar, size: Shape = None, method='marginals') -> IntArray:
    """
    >>> rng.multivariate_hypergeometric([5, 4], 3)
    torch.from_numpy(rng.multivariate_hypergeometric([5, 4], 3))
    """
    return torch.from_numpy(call)


@rewrites(np.random.Generator.multivariate_normal)
def generator_multivariate_normal(mean: Array | Scalar, cov: Array | Scalar, size: Shape = None, check_valid='warn', tol=1e-08, *, method='svd') -> FloatArray:
    """
    >>> rng.multivariate_normal([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    torch.from_numpy(rng.multivariate_normal([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]))
    """
    return torch.from_numpy(call)


@rewrites(np.random.Generator.standard_gamma)
def generator_standard_gamma(shape: Array | Scalar, size: Shape = None, dtype=np.float64, out=None) -> Sample:
    """
    >>> rng.standard_gamma(2.0, size=3)
    torch.from_numpy(rng.standard_gamma(2.0, size=3))
    >>> rng.standard_gamma(2.0)
    rng.standard_gamma(2.0)
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size) or (is_array(shape) and not known(ndim(shape) == 0)):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.Generator.permuted)
def permuted(x: Array | Sequence, *, axis=None, out=None) -> Permuted:
    """
    >>> rng.permuted(v)
    torch.from_numpy(rng.permuted(v.numpy()))
    """
    assert omitted(out), "it is written to an array"
    return torch.from_numpy(call)


@rewrites(np.random.Generator.standard_exponential)
def generator_standard_exponential(size: Shape = None, dtype=np.float64, method="zig", out=None) -> Sample:
    """
    >>> rng.standard_exponential(3)
    torch.from_numpy(rng.standard_exponential(3))
    >>> rng.standard_exponential()
    rng.standard_exponential()
    """
    if given(size) and size is not None:
        return torch.from_numpy(call)
    if unknown(size):
        return torch.as_tensor(call)
    return call


@rewrites(np.random.Generator.spawn)
def generator_spawn(n_children: int) -> list[np.random.Generator]:
    """
    the streams are NumPy's

    >>> len(rng.spawn(2))
    len(rng.spawn(2))
    """
    return call


@rewrites(np.random.SeedSequence.spawn)
def seed_sequence_spawn(n_children) -> list[np.random.SeedSequence]:
    """
    the streams are NumPy's

    >>> len(np.random.SeedSequence(7).spawn(2))
    len(np.random.SeedSequence(7).spawn(2))
    """
    return call
