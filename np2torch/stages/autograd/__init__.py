"""Stage autograd: hand-written gradients become `backward()`, and what only they needed goes."""

from .stage import autograd

__all__ = ["autograd"]
