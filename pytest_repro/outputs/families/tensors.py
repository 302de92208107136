"""torch tensors of any layout and dtype. Device, strides and requires_grad are no values."""

from __future__ import annotations

import ctypes
import math
import sys
from typing import Any

from pytest_repro.outputs.family import Family
from pytest_repro.outputs.node import Array, Branch, Node, Piece, Refusal, Scalar, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = 8 << 20
"""Bytes that are copied at a time where a tensor does not lie in C order."""


def expand(value: Any) -> Node:
    torch = sys.modules["torch"]
    type_ = type_name(type(value))
    if not isinstance(value, torch.Tensor):
        return Scalar(type_, "value", str(value))
    if value.is_meta or isinstance(value, torch.nn.parameter.UninitializedTensorMixin):
        return Refusal("a tensor without values", "run the model once so that its tensors are filled")
    with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
        plain = value.detach()
        if value.is_nested:
            return Branch(type_, ((f"[{i}]", part) for i, part in enumerate(plain.unbind())))
        if value.is_quantized:
            return _quantized(torch, plain, type_)
        if value.layout != torch.strided:
            return _sparse(torch, plain, type_)
        return _dense(plain, type_)


def _dense(plain: Any, type_: str) -> Node:
    host = plain.cpu().resolve_conj().resolve_neg()
    memory = None
    if not plain.is_conj() and not plain.is_neg():
        storage = plain.untyped_storage()
        memory = (storage.data_ptr(), storage)
    return Array(type_, str(plain.dtype).removeprefix("torch."), tuple(plain.shape), _pieces(host), memory)


def _pieces(host: Any) -> Iterator[Piece]:
    if not host.numel():
        return
    if host.is_contiguous():
        yield _raw(host)
        return
    rows = max(1, STEP // max(1, math.prod(host.shape[1:]) * host.element_size()))
    for start in range(0, host.shape[0], rows):
        yield _raw(host[start : start + rows].contiguous())


def _raw(host: Any) -> Piece:
    """The memory of a contiguous tensor on the host, whatever its dtype, without numpy and without a copy."""
    if not host.data_ptr():
        raise ValueError("it has no memory of its own")
    raw = (ctypes.c_ubyte * (host.numel() * host.element_size())).from_address(host.data_ptr())
    raw.owner = host  # from_address() keeps nothing alive.
    return raw


def _sparse(torch: Any, plain: Any, type_: str) -> Node:
    """Sorted by index, entries with one index summed. Entries that are there and zero stay."""
    layout = str(plain.layout).removeprefix("torch.")
    if plain.layout == torch.sparse_coo:
        ordered = plain.coalesce()
        parts = {"indices": ordered.indices(), "values": ordered.values()}
    elif plain.layout in (torch.sparse_csr, torch.sparse_bsr):
        parts = {
            "crow_indices": plain.crow_indices(),
            "col_indices": plain.col_indices(),
            "values": plain.values(),
        }
    elif plain.layout in (torch.sparse_csc, torch.sparse_bsc):
        parts = {
            "ccol_indices": plain.ccol_indices(),
            "row_indices": plain.row_indices(),
            "values": plain.values(),
        }
    else:
        return Refusal(f"a tensor of layout {layout}", "return its to_dense()")
    return Branch(
        f"{type_} ({layout})", ((f".{name}", part) for name, part in parts.items()), shape=tuple(plain.shape)
    )


def _quantized(torch: Any, plain: Any, type_: str) -> Node:
    parts: dict[str, object] = {"int_repr": plain.int_repr(), "dtype": plain.dtype}
    if plain.qscheme() in (torch.per_tensor_affine, torch.per_tensor_symmetric):
        parts |= {"scale": plain.q_scale(), "zero_point": plain.q_zero_point()}
    else:
        scales, zero_points = plain.q_per_channel_scales(), plain.q_per_channel_zero_points()
        parts |= {"scales": scales, "zero_points": zero_points, "axis": plain.q_per_channel_axis()}
    return Branch(f"{type_} (quantized)", ((f".{name}", part) for name, part in parts.items()))


FAMILY = Family(
    types=(
        "torch.Tensor",
        "torch.dtype",
        "torch.device",
        "torch.layout",
        "torch.memory_format",
        "torch.qscheme",
    ),
    expand=expand,
)
