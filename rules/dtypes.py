"""Dtypes, and arrays made into Python values."""

import numpy as np
import torch

from np2torch.words import (
    Array,
    Cast,
    CastBool,
    CastByte,
    CastChar,
    CastComplex,
    CastComplexFloat,
    CastDouble,
    CastFloat,
    CastHalf,
    CastInt,
    CastLong,
    CastShort,
    Copied,
    DType,
    DTypeOf,
    DTypeOfAll,
    NamedDType,
    PythonList,
    PythonNumber,
    Scalar,
    Sequence,
    Unknown,
    Viewed,
    all_arrays,
    always,
    call,
    casts_alike,
    common,
    common_float,
    count,
    fresh,
    given,
    is_array,
    is_bool,
    is_boxed,
    is_float,
    is_int,
    is_list,
    is_scalar,
    is_text,
    known,
    names,
    ndim,
    omitted,
    rewrites,
    same_dtype,
    unknown,
)


@rewrites(np.ndarray.astype)
def astype(a: Array, /, dtype: DType, order="K", casting="unsafe", subok=True, copy=True) -> Cast:
    """
    >>> x.astype(np.float32)
    x.to(torch.float32)
    >>> (x > 0).astype(int)
    (x > 0).to(torch.int64)
    >>> k.astype("float64")
    k.to(torch.float64)
    >>> x.astype(np.float32, copy=False)
    x.to(torch.float32, copy=False)
    >>> x.astype(float)
    x
    """
    if given(copy):
        return a.to(dtype, copy=copy)
    if same_dtype(a, dtype):
        return fresh(a)
    if unknown(a) or unknown(dtype):
        return fresh(a.to(dtype))
    return a.to(dtype)


@rewrites(np.ndarray.dtype)
def dtype(a: Array) -> DTypeOf:
    """
    >>> x.dtype
    x.dtype
    """
    return a.dtype


@rewrites(np.ndarray.item)
def item(a: Array, *args: int) -> PythonNumber:
    """
    >>> v[:1].item()
    v[:1].item()
    >>> v.item(1)
    v.ravel()[1].item()
    >>> x.item(1, 2)
    x[1, 2].item()
    """
    if count(args) == 0:
        return a.item()
    if count(args) == 1 and ndim(args) == 1:
        return a.ravel()[args].item()
    return a[args].item()


@rewrites(np.ndarray.tolist)
def tolist(a: Array, /) -> PythonList:
    """
    >>> x.tolist()
    x.tolist()
    """
    return a.tolist()


@rewrites(np.ndarray.fill)
def fill(a: Array, value: Scalar) -> None:
    """
    >>> x.fill(2.0)
    x.fill_(2.0)
    """
    return a.fill_(value)


@rewrites(np.float64, np.double)
def float64(value: Array | Scalar = 0, /) -> CastDouble:
    """
    >>> np.float64(v.sum())
    v.sum().to(torch.float64)
    >>> np.float64(2)
    torch.tensor(2, dtype=torch.float64)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.float64)
    return value.to(torch.float64)


@rewrites(np.float32, np.single)
def float32(value: Array | Scalar = 0, /) -> CastFloat:
    """
    >>> np.float32(v.sum())
    v.sum().to(torch.float32)
    >>> np.float32(2)
    torch.tensor(2, dtype=torch.float32)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.float32)
    return value.to(torch.float32)


@rewrites(np.float16, np.half)
def float16(value: Array | Scalar = 0, /) -> CastHalf:
    """
    >>> np.float16(v.sum())
    v.sum().to(torch.float16)
    >>> np.float16(2)
    torch.tensor(2, dtype=torch.float16)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.float16)
    return value.to(torch.float16)


@rewrites(np.int64, np.int_, np.long, np.longlong, np.intp)
def int64(value: Array | Scalar = 0, /) -> CastLong:
    """
    >>> np.int64(v.sum())
    v.sum().to(torch.int64)
    >>> np.int64(2)
    torch.tensor(2, dtype=torch.int64)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.int64)
    return value.to(torch.int64)


@rewrites(np.int32, np.intc)
def int32(value: Array | Scalar = 0, /) -> CastInt:
    """
    >>> np.int32(v.sum())
    v.sum().to(torch.int32)
    >>> np.int32(2)
    torch.tensor(2, dtype=torch.int32)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.int32)
    return value.to(torch.int32)


@rewrites(np.int16, np.short)
def int16(value: Array | Scalar = 0, /) -> CastShort:
    """
    >>> np.int16(v.sum())
    v.sum().to(torch.int16)
    >>> np.int16(2)
    torch.tensor(2, dtype=torch.int16)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.int16)
    return value.to(torch.int16)


@rewrites(np.int8, np.byte)
def int8(value: Array | Scalar = 0, /) -> CastChar:
    """
    >>> np.int8(v.sum())
    v.sum().to(torch.int8)
    >>> np.int8(2)
    torch.tensor(2, dtype=torch.int8)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.int8)
    return value.to(torch.int8)


@rewrites(np.uint8, np.ubyte)
def uint8(value: Array | Scalar = 0, /) -> CastByte:
    """
    >>> np.uint8(v.sum())
    v.sum().to(torch.uint8)
    >>> np.uint8(2)
    torch.tensor(2, dtype=torch.uint8)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.uint8)
    return value.to(torch.uint8)


@rewrites(np.bool, np.bool_)
def bool_(value: Array | Scalar = False, /) -> CastBool:
    """
    >>> np.bool(v.sum())
    v.sum().to(torch.bool)
    >>> np.bool(2)
    torch.tensor(2, dtype=torch.bool)
    """
    if is_scalar(value):
        return torch.tensor(always(value), dtype=torch.bool)
    return value.to(torch.bool)


@rewrites(np.complex128, np.cdouble)
def complex128(real: Array | Scalar = 0, imag: Array | Scalar = 0, /) -> CastComplex:
    """
    >>> np.complex128(v.sum())
    v.sum().to(torch.complex128)
    >>> np.complex128(2)
    torch.tensor(2, dtype=torch.complex128)
    """
    assert omitted(imag), "an imaginary part"
    if is_scalar(real):
        return torch.tensor(always(real), dtype=torch.complex128)
    return real.to(torch.complex128)


@rewrites(np.complex64, np.csingle)
def complex64(real: Array | Scalar = 0, imag: Array | Scalar = 0, /) -> CastComplexFloat:
    """
    >>> np.complex64(v.sum())
    v.sum().to(torch.complex64)
    >>> np.complex64(2)
    torch.tensor(2, dtype=torch.complex64)
    """
    assert omitted(imag), "an imaginary part"
    if is_scalar(real):
        return torch.tensor(always(real), dtype=torch.complex64)
    return real.to(torch.complex64)


@rewrites(np.finfo)
def finfo(dtype: DType) -> np.finfo:
    """
    >>> np.finfo(np.float32)
    torch.finfo(torch.float32)
    >>> np.finfo(x)
    torch.finfo(x.dtype)
    """
    if is_array(dtype):
        return torch.finfo(dtype.dtype)
    return torch.finfo(dtype)


@rewrites(np.iinfo)
def iinfo(int_type: DType) -> np.iinfo:
    """
    >>> np.iinfo(np.int32)
    torch.iinfo(torch.int32)
    >>> np.iinfo(k)
    torch.iinfo(k.dtype)
    """
    if is_array(int_type):
        return torch.iinfo(int_type.dtype)
    return torch.iinfo(int_type)


@rewrites("np.finfo.eps", "np.finfo.max", "np.finfo.min", "np.finfo.tiny", "np.finfo.resolution", "np.finfo.smallest_normal")
def limits() -> float:
    """
    >>> np.finfo(float).eps
    torch.finfo(torch.float64).eps
    """


@rewrites("np.finfo.dtype", "np.iinfo.dtype")
def limits_dtype(info) -> Unknown:
    """
    >>> np.finfo(np.float32).dtype
    getattr(torch, torch.finfo(torch.float32).dtype)
    """
    return getattr(torch, info.dtype)


@rewrites("np.iinfo.max", "np.iinfo.min", "np.iinfo.bits", "np.finfo.bits")
def whole_limits() -> int:
    """
    >>> np.iinfo(np.int32).max
    torch.iinfo(torch.int32).max
    """


@rewrites(np.isscalar)
def isscalar(element: Scalar) -> bool:
    """
    >>> np.isscalar(v.sum())
    v.sum().ndim == 0
    >>> np.isscalar(2.5)
    np.isscalar(2.5)
    >>> np.isscalar(np.array(2.5))
    np.isscalar(torch.tensor(2.5).numpy())
    """
    if known(is_array(element)) and not known(is_boxed(element)):
        return element.ndim == 0
    return call


@rewrites(np.iterable)
def iterable(y: Array | Sequence | Scalar) -> bool:
    """
    >>> np.iterable(v)
    v.ndim > 0
    >>> np.iterable([1, 2])
    hasattr([1, 2], '__iter__')
    >>> np.iterable(None)
    np.iterable(None)
    """
    if is_array(y):
        return y.ndim > 0
    if known(is_list(y)) or known(is_scalar(y)) or known(is_text(y)):
        return hasattr(y, "__iter__")
    return call


@rewrites(np.promote_types)
def promote_types(type1: DType, type2: DType, /) -> DTypeOfAll:
    """
    >>> np.promote_types(np.int32, np.int64)
    torch.promote_types(torch.int32, torch.int64)
    >>> np.promote_types("i8", "f4")
    torch.float64
    """
    if known(is_float(type1) and is_float(type2)) or known(is_int(type1) and is_int(type2)):
        return torch.promote_types(type1, type2)
    return common(type1, type2)


@rewrites(np.can_cast)
def can_cast(from_: DType, to: DType, casting="safe") -> bool:
    """
    PyTorch casts by other rules

    >>> np.can_cast(np.int32, np.int64)
    torch.can_cast(torch.int32, torch.int64)
    >>> np.can_cast("i8", "f4")
    np.can_cast("i8", "f4")
    """
    if known(casts_alike(from_, to)) and omitted(casting):
        return torch.can_cast(from_, to)
    return call


@rewrites(np.common_type)
def common_type(*arrays: Array) -> Unknown:
    """
    >>> np.common_type(x, y)
    torch.promote_types(x.dtype, y.dtype)
    >>> np.common_type(x, k)
    torch.float64
    """
    if count(arrays) == 2 and known(is_float(arrays)):
        return torch.promote_types(arrays[0].dtype, arrays[1].dtype)
    return common_float(arrays)


@rewrites(np.ndarray.view)
def view(a: Array, *args: DType, **kwargs) -> Viewed:
    """
    >>> x.view()
    x.view(x.shape)
    >>> k.view(np.float64)
    k.view(torch.float64)
    """
    if count(args) == 0:
        return a.view(a.shape)
    assert count(args) == 1, "a class of arrays"
    return a.view(args[0])


@rewrites(np.ndarray.base)
def base(a: Array) -> Unknown:
    """
    >>> x.base
    x._base
    """
    return a._base


@rewrites(np.ndarray.device)
def device(a: Array) -> Unknown:
    """
    >>> x.device
    str(x.device)
    """
    return str(a.device)


@rewrites(np.ndarray.to_device)
def to_device(a: Array, device, /, *, stream=None) -> Copied:
    """
    >>> x.to_device("cpu")
    x.to("cpu")
    """
    return a.to(device)


@rewrites(np.dtype)
def dtype_(dtype: DType, align=False, copy=False, *, metadata=None) -> NamedDType:
    """
    >>> np.dtype(np.float32)
    torch.float32
    >>> np.dtype("int64")
    torch.int64
    """
    return dtype


@rewrites(np.dtype.__eq__)
def dtype_equal(a: DType, b: DType, /) -> bool:
    """
    >>> x.dtype == float
    x.dtype == torch.float64
    >>> x.dtype == "float32"
    x.dtype == torch.float32
    """
    return a == b


@rewrites(np.dtype.__ne__)
def dtype_unequal(a: DType, b: DType, /) -> bool:
    """
    >>> k.dtype != int
    k.dtype != torch.int64
    """
    return a != b


@rewrites(np.dtype.name)
def dtype_name(dtype: DType) -> str:
    """
    >>> x.dtype.name
    str(x.dtype).removeprefix('torch.')
    """
    return str(dtype).removeprefix("torch.")


@rewrites(np.dtype.itemsize)
def dtype_itemsize(dtype: DType) -> int:
    """
    >>> x.dtype.itemsize
    x.dtype.itemsize
    """
    return dtype.itemsize


@rewrites(np.issubdtype)
def issubdtype(arg1: DType, arg2: DType) -> bool:
    """
    PyTorch's dtypes have no classes

    >>> np.issubdtype(x.dtype, np.floating)
    x.dtype.is_floating_point
    >>> np.issubdtype(x.dtype, np.complexfloating)
    x.dtype.is_complex
    >>> np.issubdtype(k.dtype, np.int64)
    k.dtype == torch.int64
    >>> np.issubdtype(k.dtype, np.integer)
    not (k.dtype.is_floating_point or k.dtype.is_complex or k.dtype == torch.bool)
    >>> np.issubdtype(k.dtype, np.signedinteger)
    k.dtype.is_signed and (not (k.dtype.is_floating_point or k.dtype.is_complex))
    >>> np.issubdtype(k.dtype, np.unsignedinteger)
    not (k.dtype.is_signed or k.dtype == torch.bool)
    >>> np.issubdtype(x.dtype, np.inexact)
    x.dtype.is_floating_point or x.dtype.is_complex
    >>> np.issubdtype(x.dtype, np.number)
    x.dtype != torch.bool
    """
    if names(arg2, np.integer):
        return not (arg1.is_floating_point or arg1.is_complex or arg1 == torch.bool)
    if names(arg2, np.signedinteger):
        return arg1.is_signed and not (arg1.is_floating_point or arg1.is_complex)
    if names(arg2, np.unsignedinteger):
        return not (arg1.is_signed or arg1 == torch.bool)
    if names(arg2, np.inexact):
        return arg1.is_floating_point or arg1.is_complex
    if names(arg2, np.number):
        return arg1 != torch.bool
    if names(arg2, np.floating):
        return arg1.is_floating_point
    if names(arg2, np.complexfloating):
        return arg1.is_complex
    assert is_int(arg2) or is_float(arg2) or is_bool(arg2), "a class of dtypes"
    return arg1 == arg2


@rewrites(np.result_type)
def result_type(*arrays_and_dtypes: Scalar) -> DTypeOfAll:
    """
    >>> np.result_type(x, y)
    torch.promote_types(x.dtype, y.dtype)
    >>> np.result_type(3, k)
    torch.int64
    >>> np.result_type("i4", "c8")
    torch.complex128
    """
    if known(all_arrays(arrays_and_dtypes)) and count(arrays_and_dtypes) == 2 and known(is_float(arrays_and_dtypes)):
        return torch.promote_types(arrays_and_dtypes[0].dtype, arrays_and_dtypes[1].dtype)
    return common(arrays_and_dtypes)


@rewrites(np.isdtype)
def isdtype(dtype: DType, kind: DType) -> bool:
    """
    PyTorch's dtypes have no classes

    >>> np.isdtype(x.dtype, "real floating")
    x.dtype.is_floating_point
    >>> np.isdtype(x.dtype, "complex floating")
    x.dtype.is_complex
    >>> np.isdtype(x.dtype, ("real floating", "complex floating"))
    x.dtype.is_floating_point or x.dtype.is_complex
    >>> np.isdtype(k.dtype, "integral")
    not (k.dtype.is_floating_point or k.dtype.is_complex or k.dtype == torch.bool)
    >>> np.isdtype(k.dtype, "numeric")
    k.dtype != torch.bool
    >>> np.isdtype(k.dtype, np.int64)
    k.dtype == torch.int64
    """
    if known(not is_list(kind)) and known(is_float(kind) or is_int(kind) or is_bool(kind)):
        return dtype == kind
    if kind == "real floating":
        return dtype.is_floating_point
    if kind == ("real floating", "complex floating"):
        return dtype.is_floating_point or dtype.is_complex
    if kind == "integral":
        return not (dtype.is_floating_point or dtype.is_complex or dtype == torch.bool)
    if kind == "numeric":
        return dtype != torch.bool
    assert kind == "complex floating", "a class of dtypes"
    return dtype.is_complex
