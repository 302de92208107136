"""What to return instead of an object that cannot be compared."""

from __future__ import annotations

import types
from typing import Any

from pytest_repro.outputs.node import Refusal, type_name

_ADVICE: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        (
            "function",
            "method",
            "builtin_function_or_method",
            "functools.partial",
            "numpy.ufunc",
            "method-wrapper",
        ),
        "a function",
        "return its result, or a dict of arrays, numbers and strings",
    ),
    (("generator",), "a generator", "return list(…) of it"),
    (("coroutine", "async_generator"), "a coroutine", "await it and return its result"),
    (("module",), "a module", "return the values that it computed"),
    (("_io._IOBase",), "an open file", "return its pathlib.Path, or its content"),
    (
        ("torch.utils.data.dataloader.DataLoader", "torch.utils.data.dataset.Dataset"),
        "a data loader or dataset",
        "return what was trained on it, or a list of its batches",
    ),
    (("_thread.lock", "_thread.RLock"), "a lock", "return the values that it guards"),
)


def refuse(value: Any) -> Refusal:
    """Why no family takes an object, by the nearest of its bases that has an advice of its own."""
    for base in type(value).__mro__:
        for names, what, advice in _ADVICE:
            if type_name(base) in names:
                return Refusal(what, advice)
    if hasattr(type(value), "__next__"):
        return Refusal(f"an iterator of type {type_name(type(value))}", "return list(…) of it")
    what = f"an object of type {type_name(type(value))}"
    if isinstance(getattr(value, "__dict__", None), (dict, types.MappingProxyType)):
        return Refusal(what, "make it a dataclass, give it a state_dict(), or return a dict of its values")
    return Refusal(what, "return its arrays, numbers and strings in a dict")
