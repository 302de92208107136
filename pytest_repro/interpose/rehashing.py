"""Gives ``None`` another hash, and puts what is filed under the old one in its new place.

Before Python 3.12 the hash of ``None`` is its address, and so the order of a set of tuples with a ``None``
among them is another one in every run.
"""

from __future__ import annotations

import gc
import itertools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CACHED = "_lru_list_elem"
"""In a cache of functools each entry knows the hash it is filed under: what is not found is made anew."""

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


def with_another_hash_of_none(give: Callable[[], None]) -> None:
    """Call ``give``, after which ``None`` has another hash, and file anew whatever has it in a key."""
    kept = [(one, list(one.items() if isinstance(one, dict) else one)) for one in _holders()]
    give()
    # Frozen sets come first, since they get another hash themselves, and twice, since one may hold another.
    frozen = [entry for entry in kept if type(entry[0]) is frozenset]
    for one, content in (*frozen, *frozen):
        _refill_frozen(one, content)
    for one, content in kept:
        if type(one) is not frozenset:
            one.clear()
            one.update(content)


def _holders() -> list[Any]:
    """Dicts and sets with ``None`` in a key. A dict of plain values is known only to who refers to it."""
    known = gc.get_objects()
    every = itertools.chain(known, gc.get_referents(*known))
    holders = {_address(one): one for one in every if type(one) in (dict, set, frozenset)}
    return [one for one in holders.values() if any(map(_has_none, one)) and not _is_cache(one)]


def _has_none(key: Any) -> bool:
    return key is None or (type(key) in (tuple, frozenset) and any(map(_has_none, key)))


def _is_cache(holder: Any) -> bool:
    return type(holder) is dict and any(type(value).__name__ == _CACHED for value in holder.values())


def _refill_frozen(holder: frozenset[Any], content: list[Any]) -> None:
    """Frozen sets are laid out as sets are: for a moment it is one, and forgets its hash."""
    import ctypes

    width = ctypes.sizeof(ctypes.c_void_p)
    kind: Any = ctypes.py_object.from_address(_address(holder) + object.__basicsize__ - width)
    kind.value = set
    try:
        set.clear(holder)  # type: ignore[arg-type]
        set.update(holder, content)  # type: ignore[arg-type]
    finally:
        kind.value = frozenset
