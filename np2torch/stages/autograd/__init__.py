"""Stage autograd: hand-written gradients become `backward()`, and what only they needed goes."""

from .stage import autograd, unsafe_autograd

__all__ = ["autograd", "unsafe_autograd"]
