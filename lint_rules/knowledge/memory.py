"""Allocators that leave memory as it is, and what reads, fills or only asks about an array."""

from __future__ import annotations


def _words(names: str, *prefixes: str) -> frozenset[str]:
    return frozenset(f"{prefix}{name}" for prefix in prefixes or ("",) for name in names.split())


ALLOCATORS = _words("empty empty_like empty_strided empty_permuted", "torch.") | _words(
    "empty empty_like ndarray", "numpy.", "cupy."
)
ALLOCATING_METHODS = _words("new_empty new_empty_strided")
# Old constructors: given several sizes they allocate, given one thing they may convert it.
SIZED = _words(
    "Tensor FloatTensor DoubleTensor HalfTensor LongTensor IntTensor ByteTensor", "torch.", "torch.cuda."
)

# What an array says of itself, without its contents.
METADATA = _words(
    "shape size dtype device ndim nbytes itemsize strides stride dim numel layout is_cuda requires_grad "
    "element_size is_contiguous storage_offset"
)
# The same array, a view of it, or its contents as another type.
VIEWS = _words(
    "to cuda cpu view reshape requires_grad_ pin_memory share_memory_ detach squeeze expand "
    "contiguous unsqueeze T t transpose permute data float half double int long bool type astype"
)
READING_METHODS = _words(
    "sum mean std var max min prod argmax argmin argsort sort any all tolist item clone copy dot "
    "matmul mm norm abs exp log sqrt cumsum round mul add sub div pow"
)
# Not what joins arrays: a part without contents is put there to be filled.
READERS = _words(
    "sum mean std var max min prod argmax argmin sort argsort dot matmul mm bmm "
    "abs exp log sqrt cumsum norm linalg.norm where allclose equal array_equal softmax sigmoid",
    "torch.",
    "numpy.",
) | _words("print sum max min list float", "builtins.")
