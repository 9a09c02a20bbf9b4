"""Stage optim: manual updates become optimizers of torch.optim."""

from .stage import optim

__all__ = ["optim"]
