"""``index_put_`` of torch that accumulates: on the CPU its threads add to the same elements as they come."""

from __future__ import annotations

from typing import Any

_GRAIN = 32768
"""Elements up to which torch uses one thread."""
_DOCUMENTED = "index_put` with ``accumulate=True`` when called on a CPU"


def turned_order(torch: Any, tensor: Any, indices: Any, values: Any) -> Any:
    """The order in which threads would add ``values`` that take turns, each at a stretch of its own.

    None where threads do not race, or it is not known that they do.
    """
    if not _documented(torch) or torch.are_deterministic_algorithms_enabled():
        return None
    if not isinstance(indices, tuple | list) or len(indices) != 1:
        return None
    if not all(_plain(torch, known) for known in (tensor, indices[0], values)):
        return None
    count = values.numel()
    threads = min(torch.get_num_threads(), -(-count // _GRAIN))
    one_by_one = tensor.dim() == indices[0].dim() == values.dim() == 1 and indices[0].numel() == count
    if not one_by_one or threads < 2 or tensor.dtype is not torch.float32 or indices[0].dtype is torch.bool:
        return None
    stretch = -(-count // threads)
    turns = torch.arange(threads * stretch).reshape(threads, stretch).t().reshape(-1)
    return turns[turns < count]


def _documented(torch: Any) -> bool:
    """Whether the torch that is loaded says that it races."""
    return _DOCUMENTED in (torch.use_deterministic_algorithms.__doc__ or "")


def _plain(torch: Any, tensor: Any) -> bool:
    return type(tensor) in (torch.Tensor, torch.nn.Parameter) and tensor.device.type == "cpu"
