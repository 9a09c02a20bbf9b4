"""Fourier transforms."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Frequencies,
    HalfSignal,
    HalfSpectrum,
    Like,
    Scalar,
    Spectrum,
    is_bool,
    is_complex,
    known,
    maybe,
    namesake,
    ndim,
    rewrites,
)


@rewrites(np.fft.fft, np.fft.ifft)
def fft(a: Array, n: int | None = None, axis: int = -1, norm=None, out=None) -> Spectrum:
    """
    >>> np.fft.fft(v)
    torch.fft.fft(v)
    >>> np.fft.ifft(x, n=3, axis=0, norm="ortho")
    torch.fft.ifft(x, n=3, dim=0, norm="ortho")
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return namesake(torch.fft, a, n=n, dim=axis, norm=norm)


@rewrites(np.fft.rfft)
def rfft(a: Array, n: int | None = None, axis: int = -1, norm=None, out=None) -> HalfSpectrum:
    """
    >>> np.fft.rfft(v)
    torch.fft.rfft(v)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    assert not maybe(is_complex(a)), "of complex numbers"
    return torch.fft.rfft(a, n=n, dim=axis, norm=norm)


@rewrites(np.fft.irfft, np.fft.hfft)
def irfft(a: Array, n: int | None = None, axis: int = -1, norm=None, out=None) -> HalfSignal:
    """
    >>> np.fft.irfft(z)
    torch.fft.irfft(z)
    >>> np.fft.irfft(z, n=5)
    torch.fft.irfft(z, n=5)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return namesake(torch.fft, a, n=n, dim=axis, norm=norm)


@rewrites(np.fft.ihfft)
def ihfft(a: Array, n: int | None = None, axis: int = -1, norm=None, out=None) -> HalfSpectrum:
    """
    >>> np.fft.ihfft(v)
    torch.fft.ihfft(v)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    assert not maybe(is_complex(a)), "of complex numbers"
    return torch.fft.ihfft(a, n=n, dim=axis, norm=norm)


@rewrites(np.fft.fft2, np.fft.ifft2)
def fft2(a: Array, s=None, axes=(-2, -1), norm=None, out=None) -> Spectrum:
    """
    >>> np.fft.fft2(x)
    torch.fft.fft2(x)
    >>> np.fft.ifft2(B, axes=(1, 0))
    torch.fft.ifft2(B, dim=(1, 0))
    >>> np.fft.fft2(x, s=(2, 5))
    torch.fft.fft2(x, s=(2, 5))
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return namesake(torch.fft, a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.rfft2)
def rfft2(a: Array, s=None, axes=(-2, -1), norm=None, out=None) -> HalfSpectrum:
    """
    >>> np.fft.rfft2(x)
    torch.fft.rfft2(x)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    assert not maybe(is_complex(a)), "of complex numbers"
    return namesake(torch.fft, a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.irfft2)
def irfft2(a: Array, s=None, axes=(-2, -1), norm=None, out=None) -> HalfSignal:
    """
    >>> np.fft.irfft2(x)
    torch.fft.irfft2(x)
    >>> np.fft.irfft2(np.fft.rfft2(x), s=x.shape)
    torch.fft.irfft2(torch.fft.rfft2(x), s=x.shape)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return namesake(torch.fft, a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.fftn, np.fft.ifftn)
def fftn(a: Array, s=None, axes=None, norm=None, out=None) -> Spectrum:
    """
    >>> np.fft.fftn(x)
    torch.fft.fftn(x)
    >>> np.fft.fftn(t, (2, 2), axes=(0, 1))
    torch.fft.fftn(t, s=(2, 2), dim=(0, 1))
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    assert not known(ndim(a) == 0), "a number"
    return namesake(torch.fft, a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.rfftn)
def rfftn(a: Array, s=None, axes=None, norm=None, out=None) -> HalfSpectrum:
    """
    >>> np.fft.rfftn(x)
    torch.fft.rfftn(x)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    assert not maybe(is_complex(a)), "of complex numbers"
    return torch.fft.rfftn(a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.irfftn)
def irfftn(a: Array, s=None, axes=None, norm=None, out=None) -> HalfSignal:
    """
    >>> np.fft.irfftn(x)
    torch.fft.irfftn(x)
    """
    assert not maybe(is_bool(a)), "PyTorch has it for numbers only"
    return torch.fft.irfftn(a, s=s, dim=axes, norm=norm)


@rewrites(np.fft.fftfreq, np.fft.rfftfreq)
def fftfreq(n: int, d: Scalar = 1.0, device=None) -> Frequencies:
    """
    >>> np.fft.fftfreq(8)
    torch.fft.fftfreq(8)
    >>> np.fft.rfftfreq(8, d=0.1)
    torch.fft.rfftfreq(8, d=0.1)
    """
    return namesake(torch.fft, n, d=d)


@rewrites(np.fft.fftshift, np.fft.ifftshift)
def fftshift(x: Array, axes=None) -> Like:
    """
    >>> np.fft.fftshift(x)
    torch.fft.fftshift(x)
    >>> np.fft.ifftshift(x, axes=0)
    torch.fft.ifftshift(x, dim=0)
    """
    return namesake(torch.fft, x, dim=axes)
