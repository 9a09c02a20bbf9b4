"""Arrays from files, text and bytes: NumPy reads them, a tensor takes them over."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    DType,
    Loaded,
    Read,
    Table,
    Unknown,
    call,
    ends,
    is_long,
    known,
    omitted,
    rewrites,
)

# What writes arrays of whatever dtype to a file, and what reads them again.
SAVING = {"numpy.save", "numpy.savez", "numpy.savez_compressed"}
LOADING = {"numpy.load"}


@rewrites(np.loadtxt)
def loadtxt(fname, dtype: DType = float, comments="#", delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0, encoding=None, max_rows=None, *, quotechar=None, like=None) -> Read:
    """
    >>> np.loadtxt(["1 2", "3 4"])
    torch.from_numpy(np.loadtxt(["1 2", "3 4"]))
    """
    return torch.from_numpy(call)


@rewrites(np.genfromtxt)
def genfromtxt(fname, dtype: DType = float, comments="#", delimiter=None, skip_header=0, skip_footer=0, converters=None, missing_values=None, filling_values=None, usecols=None, names=None, excludelist=None, deletechars=" !#$%&'()*+,-./:;<=>?@[\\]^{|}~", replace_space="_", autostrip=False, case_sensitive=True, defaultfmt="f%i", unpack=None, usemask=False, loose=True, invalid_raise=True, max_rows=None, encoding=None, *, ndmin=0, like=None) -> Table:
    """
    >>> np.genfromtxt(["1 2", "3 4"])
    torch.from_numpy(np.genfromtxt(["1 2", "3 4"]))
    """
    assert omitted(names), "named columns"
    return torch.from_numpy(call)


@rewrites(np.fromfile)
def fromfile(file, dtype: DType = None, count=-1, sep="", offset=0, *, like=None) -> Read:
    """
    >>> np.fromfile(path)
    torch.from_numpy(np.fromfile(path))
    """
    return torch.from_numpy(call)


@rewrites(np.fromstring)
def fromstring(string, dtype: DType = float, count=-1, *, sep, like=None) -> Read:
    """
    >>> np.fromstring("1 2", sep=" ")
    torch.tensor([float(number) for number in "1 2".split()])
    >>> np.fromstring("1 2", dtype=int, sep=" ")
    torch.tensor([int(number) for number in "1 2".split()])
    >>> np.fromstring("1, 2", dtype=int, sep=",")
    torch.tensor([int(number) for number in "1, 2".split(",")])
    >>> np.fromstring("1, 2,", dtype=int, sep=",")
    torch.from_numpy(np.fromstring("1, 2,", dtype=int, sep=","))
    """
    if known(is_long(dtype)) and omitted(count) and sep == " ":
        return torch.tensor([int(number) for number in string.split()])
    if known(is_long(dtype)) and omitted(count) and sep == "," and known(not ends(string, ",")):
        return torch.tensor([int(number) for number in string.split(sep)])
    if omitted(dtype) and omitted(count) and sep == " ":
        return torch.tensor([float(number) for number in string.split()])
    return torch.from_numpy(call)


@rewrites(np.frombuffer)
def frombuffer(buffer, dtype: DType = None, count=-1, offset=0, *, like=None) -> Read:
    """
    >>> np.frombuffer(b"12345678")
    torch.tensor(np.frombuffer(b"12345678"))
    """
    return torch.tensor(call)


@rewrites(np.fromregex)
def fromregex(file, regexp, dtype, encoding=None) -> Unknown:
    """
    no tensor has fields

    >>> np.fromregex(table, "([0-9]+)", [("n", int)])
    np.fromregex(table, "([0-9]+)", [("n", int)])
    """
    return call


@rewrites(np.load)
def load(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding="ASCII", *, max_header_size=10000) -> Loaded:
    """
    >>> np.load(path)
    torch.from_numpy(np.load(path))
    >>> np.load(archive)
    np.load(archive)
    """
    if known(ends(file, ".npz")):
        return call
    return torch.from_numpy(call)


@rewrites("np.lib.npyio.NpzFile.__getitem__")
def archived(key) -> Array:
    """
    >>> np.load(archive)["numbers"]
    torch.from_numpy(np.load(archive)["numbers"])
    """
    return torch.from_numpy(call)
