"""Allocators that leave memory as it is, and what reads, fills or only asks about an array."""

from __future__ import annotations

ALLOCATORS = frozenset(
    f"{package}.{name}"
    for package, names in (
        ("torch", "empty empty_like empty_strided empty_permuted"),
        ("numpy", "empty empty_like ndarray"),
        ("cupy", "empty empty_like ndarray"),
    )
    for name in names.split()
)
ALLOCATING_METHODS = frozenset({"new_empty", "new_empty_strided"})
# Old constructors: given several sizes they allocate, given one thing they may convert it.
SIZED = frozenset(
    f"torch.{kind}"
    for kind in (
        "Tensor",
        "FloatTensor",
        "DoubleTensor",
        "HalfTensor",
        "LongTensor",
        "IntTensor",
        "ByteTensor",
    )
)

# What an array says of itself, without its contents.
METADATA = frozenset(
    [
        "shape",
        "size",
        "dtype",
        "device",
        "ndim",
        "nbytes",
        "itemsize",
        "strides",
        "stride",
        "dim",
        "numel",
        "layout",
        "is_cuda",
        "requires_grad",
        "element_size",
        "is_contiguous",
        "storage_offset",
    ]
)
# The same array, or a view of it.
VIEWS = frozenset(
    [
        "to",
        "cuda",
        "cpu",
        "view",
        "reshape",
        "requires_grad_",
        "pin_memory",
        "share_memory_",
        "detach",
        "squeeze",
        "unsqueeze",
        "expand",
        "contiguous",
        "T",
        "t",
        "transpose",
        "permute",
        "data",
    ]
)
READING_METHODS = frozenset(
    [
        "sum",
        "mean",
        "std",
        "var",
        "max",
        "min",
        "prod",
        "argmax",
        "argmin",
        "argsort",
        "sort",
        "any",
        "all",
        "tolist",
        "item",
        "clone",
        "copy",
        "astype",
        "dot",
        "matmul",
        "mm",
        "norm",
        "abs",
        "exp",
        "log",
        "sqrt",
        "cumsum",
        "round",
        "float",
        "half",
        "double",
        "int",
        "long",
        "mul",
        "add",
        "sub",
        "div",
        "pow",
    ]
)
READERS = frozenset(
    f"{package}.{name}"
    for package in ("torch", "numpy")
    for name in [
        "sum",
        "mean",
        "std",
        "var",
        "max",
        "min",
        "prod",
        "argmax",
        "argmin",
        "sort",
        "argsort",
        "dot",
        "matmul",
        "mm",
        "bmm",
        "cat",
        "concatenate",
        "stack",
        "vstack",
        "hstack",
        "abs",
        "exp",
        "log",
        "sqrt",
        "cumsum",
        "norm",
        "linalg.norm",
        "where",
        "allclose",
        "equal",
        "array_equal",
        "softmax",
        "sigmoid",
    ]
) | {"builtins.print", "builtins.sum", "builtins.max", "builtins.min", "builtins.list", "builtins.float"}
