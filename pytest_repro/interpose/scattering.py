"""``index_put_`` of torch that accumulates: on the CPU its threads add to the same elements as they come.

So do those of the backward of ``table[index]``, which puts the gradients of equal indices into one place.
"""

from __future__ import annotations

from typing import Any

_GRAIN = 32768
"""Elements up to which torch uses one thread."""
_DOCUMENTED = "index_put` with ``accumulate=True`` when called on a CPU"


def turned_order(torch: Any, tensor: Any, indices: Any, values: Any) -> Any:
    """The order in which threads would add ``values``, numbers or rows, each at a stretch of its own.

    None where threads do not race, or it is not known that they do.
    """
    if not _documented(torch) or torch.are_deterministic_algorithms_enabled():
        return None
    if not isinstance(indices, tuple | list) or not indices or tensor.dim() < len(indices):
        return None
    if not all(_plain(torch, known) for known in (tensor, *indices, values)):
        return None
    shape, count = indices[0].shape, indices[0].numel()
    threads = min(torch.get_num_threads(), -(-values.numel() // _GRAIN), count)
    alike = all(index.shape == shape and index.dtype is not torch.bool for index in indices)
    row_by_row = tuple(values.shape) == (*shape, *tensor.shape[len(indices) :])
    if not (alike and row_by_row) or threads < 2 or tensor.dtype is not torch.float32:
        return None
    return _in_turns(torch, count, threads)


def rearranged(indices: Any, values: Any, order: Any) -> tuple[Any, Any]:
    """Indices and values of such a call, put in an order of :func:`turned_order`."""
    rows = values.reshape(len(order), *values.shape[indices[0].dim() :])
    return tuple(index.reshape(-1).index_select(0, order) for index in indices), rows.index_select(0, order)


def turned_rows(torch: Any, table: Any, index: Any, taken: Any) -> Any:
    """The same for the rows of the gradient of ``taken``, which is ``table[index]``."""
    if not _documented(torch) or torch.are_deterministic_algorithms_enabled():
        return None
    if not all(_plain(torch, known) for known in (table, index, taken)) or not index.numel():
        return None
    threads = min(torch.get_num_threads(), -(-taken.numel() // _GRAIN), index.numel())
    if threads < 2 or table.dtype is not torch.float32 or index.dtype is not torch.int64:
        return None
    return _in_turns(torch, index.numel(), threads)


def turned_gradient(torch: Any, shape: Any, index: Any, order: Any, gradient: Any) -> Any:
    """What the backward of ``table[index]`` gives a ``table`` of that shape, its rows added in ``order``."""
    rows = gradient.reshape(index.numel(), *shape[1:]).index_select(0, order)
    places = index.reshape(-1).index_select(0, order) % shape[0]
    return gradient.new_zeros(shape).index_add_(0, places, rows)


def _in_turns(torch: Any, count: int, threads: int) -> Any:
    stretch = -(-count // threads)
    turns = torch.arange(threads * stretch).reshape(threads, stretch).t().reshape(-1)
    return turns[turns < count]


def _documented(torch: Any) -> bool:
    """Whether the torch that is loaded says that it races."""
    return _DOCUMENTED in (torch.use_deterministic_algorithms.__doc__ or "")


def _plain(torch: Any, tensor: Any) -> bool:
    return type(tensor) in (torch.Tensor, torch.nn.Parameter) and tensor.device.type == "cpu"
