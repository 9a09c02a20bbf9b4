"""`--device`: tensors are made on the device, and copied to the processor where they leave for NumPy."""

import torch

from np2torch.words import omitted, rewrites

NAMES = {
    torch.from_numpy: torch.as_tensor,
}

# Called for an effect, but not on the arrays that they are given.
READING = {
    "numpy.save",
    "numpy.savez",
    "numpy.savez_compressed",
    "numpy.savetxt",
    "numpy.set_printoptions",
    "numpy.array_repr",
}


@rewrites(torch.Tensor.numpy)
def numpy(self, *, force=False):
    """
    >>> x.numpy()
    x.cpu().numpy()
    """
    return self.cpu().numpy(force=force)


@rewrites(torch.Generator)
def generator(device=None):
    """
    >>> torch.Generator()
    torch.Generator(torch.get_default_device())
    """
    assert omitted(device), "the device is given"
    return torch.Generator(torch.get_default_device())
