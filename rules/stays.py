"""What stays NumPy, and why: reported where it is met (STAYS), with all around it (APART), or expected there (BORDERS)."""

import numpy as np

STAYS = {
    # arrays of other things than numbers
    np.recarray: "no tensor has fields",
    np.record: "no tensor has fields",
    np.rec: "no tensor has fields",
    np.char: "no tensor holds strings",
    np.strings: "no tensor holds strings",
    np.poly1d: "no tensor holds a polynomial",
    np.polynomial: "no tensor holds a polynomial",
    np.longdouble: "no tensor holds extended precision",
    np.clongdouble: "no tensor holds extended precision",
    "np.float128": "no tensor holds extended precision",
    "np.complex256": "no tensor holds extended precision",
    np.uint16: "PyTorch has hardly a function for it",
    np.ushort: "PyTorch has hardly a function for it",
    np.uint32: "PyTorch has hardly a function for it",
    np.uintc: "PyTorch has hardly a function for it",
    np.uint64: "PyTorch has hardly a function for it",
    np.uint: "PyTorch has hardly a function for it",
    np.uintp: "PyTorch has hardly a function for it",
    np.ulong: "PyTorch has hardly a function for it",
    np.ulonglong: "PyTorch has hardly a function for it",
    np.object_: "no tensor holds objects",
    np.void: "no tensor holds raw bytes",
    np.str_: "no tensor holds strings",
    np.bytes_: "no tensor holds strings",
    np.datetime64: "no tensor holds dates",
    np.timedelta64: "no tensor holds dates",
    np.isnat: "no tensor holds dates",
    np.busday_count: "no tensor holds dates",
    np.busday_offset: "no tensor holds dates",
    np.busdaycalendar: "no tensor holds dates",
    np.is_busday: "no tensor holds dates",
    np.datetime_as_string: "no tensor holds dates",
    np.datetime_data: "no tensor holds dates",
    # functions that call back, and iterators
    np.frompyfunc: "it makes a function of NumPy's",
    np.vectorize: "it makes a function of NumPy's",
    np.ufunc: "PyTorch's functions have no class in common",
    np.nested_iters: "tensors have no iterators of NumPy's kind",
    np.flatiter: "tensors have no iterators of NumPy's kind",
    np.broadcast: "tensors have no iterators of NumPy's kind",
    np.einsum_path: "PyTorch orders the products itself",
    # memory
    np.memmap: "the array lives in a file",
    np.ndarray.byteswap: "tensors are in the machine's order",
    np.ndarray.ctypes: "the address of the array",
    np.ndarray.data: "the memory of the array",
    np.ndarray.flags: "tensors have no such flags",
    np.ndarray.setflags: "tensors have no such flags",
    np.ndarray.getfield: "no tensor has fields",
    np.ndarray.setfield: "no tensor has fields",
    # dtypes as such
    np.dtype.newbyteorder: "tensors are in the machine's order",
    np.dtypes: "PyTorch's dtypes have no classes",
    np.min_scalar_type: "PyTorch promotes by other rules",
    np.mintypecode: "PyTorch has no codes of types",
    np.typename: "PyTorch has no codes of types",
    "np.typecodes": "PyTorch has no codes of types",
    "np.sctypeDict": "PyTorch has no codes of types",
    "np.ScalarType": "PyTorch has no classes of scalars",
    np.character: "PyTorch's dtypes have no classes",
    np.complexfloating: "PyTorch's dtypes have no classes",
    np.flexible: "PyTorch's dtypes have no classes",
    np.floating: "PyTorch's dtypes have no classes",
    np.generic: "PyTorch's dtypes have no classes",
    np.inexact: "PyTorch's dtypes have no classes",
    np.integer: "PyTorch's dtypes have no classes",
    np.number: "PyTorch's dtypes have no classes",
    np.signedinteger: "PyTorch's dtypes have no classes",
    np.unsignedinteger: "PyTorch's dtypes have no classes",
    # errors
    np.errstate: "PyTorch does not watch for overflow and division by zero",
    np.seterr: "PyTorch does not watch for overflow and division by zero",
    np.geterr: "PyTorch does not watch for overflow and division by zero",
    np.geterrcall: "PyTorch does not watch for overflow and division by zero",
    np.exceptions: "PyTorch raises errors of its own",
    np.emath: "PyTorch does not turn to complex numbers by itself",
    np.lib: "NumPy's library of parts",
    np.core: "NumPy's inside",
    np.ctypeslib: "arrays for C",
    np.f2py: "arrays for Fortran",
    np.testing: "it compares arrays",
    np.typing: "types of arrays",
    np.random.set_bit_generator: "the stream is NumPy's",
    np.random.get_bit_generator: "the stream is NumPy's",
}

# Arrays of other ways: where one may come up, the program stays NumPy's as a whole.
APART = {
    np.matrix: "its `*` is the product of matrices, and its parts stay matrices",
    np.asmatrix: "its `*` is the product of matrices, and its parts stay matrices",
    np.bmat: "its `*` is the product of matrices, and its parts stay matrices",
    np.ma: "no tensor is masked",
    np.seterrcall: "PyTorch does not watch for overflow and division by zero",
}

# What goes over several arrays at once, and writes to them: where it does, the program stays NumPy's as a whole.
SEVERAL = {
    np.nditer: "PyTorch does not go over several arrays at once",
}

# Calls whose results are arrays of objects.
OBJECTS = {"numpy.frompyfunc()"}

# What says how NumPy is to warn; in these settings nothing else depends on it, and PyTorch does not warn.
SILENCES = {
    np.errstate: ("ignore", "warn"),
}

BORDERS = {
    # files and bytes
    np.save: "a file of NumPy's",
    np.savez: "a file of NumPy's",
    np.savez_compressed: "a file of NumPy's",
    np.savetxt: "a file of text",
    np.ndarray.tofile: "a file of bytes",
    np.ndarray.tobytes: "bytes",
    np.ndarray.dump: "a pickle of an array",
    np.ndarray.dumps: "a pickle of an array",
    # text
    np.array2string: "text",
    np.array_repr: "text",
    np.array_str: "text",
    np.ndarray.__repr__: "text",
    np.ndarray.__str__: "text",
    np.base_repr: "text",
    np.binary_repr: "text",
    np.format_float_positional: "text",
    np.format_float_scientific: "text",
    np.set_printoptions: "how arrays are printed",
    np.get_printoptions: "how arrays are printed",
    np.printoptions: "how arrays are printed",
    np.info: "NumPy's help",
    np.show_config: "NumPy's build",
    np.show_runtime: "NumPy's build",
    np.get_include: "NumPy's build",
    np.test: "NumPy's tests",
    np.setbufsize: "NumPy's buffers",
    np.getbufsize: "NumPy's buffers",
    "np.little_endian": "the machine's order",
    # indices that are no arrays
    np.ndindex: "tuples of integers",
    np.ndenumerate: "positions and numbers",
    # random streams
    np.random.get_state: "the stream is NumPy's",
    np.random.set_state: "the stream is NumPy's",
    np.random.bytes: "bytes of NumPy's stream",
    np.random.BitGenerator: "the stream is NumPy's",
    np.random.bit_generator: "the stream is NumPy's",
    np.random.mtrand: "the stream is NumPy's",
    np.random.test: "NumPy's tests",
    np.linalg.test: "NumPy's tests",
    np.fft.test: "NumPy's tests",
    np.random.RandomState.get_state: "the stream is NumPy's",
    np.random.RandomState.set_state: "the stream is NumPy's",
    np.random.RandomState.bytes: "bytes of NumPy's stream",
    np.random.Generator.bytes: "bytes of NumPy's stream",
    np.random.Generator.bit_generator: "the stream is NumPy's",
}
