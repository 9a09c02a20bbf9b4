"""Methods and attributes that hardly anything but an array has: what has them is taken for one where nothing is known."""

ARRAY_METHODS = {
    "argmax",
    "argmin",
    "argsort",
    "astype",
    "clip",
    "cumprod",
    "cumsum",
    "diagonal",
    "dot",
    "flatten",
    "max",
    "mean",
    "min",
    "nonzero",
    "prod",
    "ptp",
    "ravel",
    "repeat",
    "reshape",
    "searchsorted",
    "squeeze",
    "std",
    "sum",
    "swapaxes",
    "tolist",
    "transpose",
    "var",
}
ARRAY_ATTRIBUTES = {"T", "ndim", "shape"}

# Functions whose results are views in NumPy that run backwards, and copies in PyTorch.
REVERSING = {"numpy.flip", "numpy.fliplr", "numpy.flipud", "numpy.rot90"}
