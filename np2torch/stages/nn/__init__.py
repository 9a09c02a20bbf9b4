"""Stage nn: losses and layers by hand become modules of torch.nn."""

from .stage import nn

__all__ = ["nn"]
