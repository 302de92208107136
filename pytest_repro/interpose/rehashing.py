"""Gives objects another hash, and puts what is filed under the old one in its new place.

The hash of a static type such as ``int`` is its address, and before Python 3.12 that of ``None`` is: so the
order of a set of tuples with one among them is another one in every run.
"""

from __future__ import annotations

import gc
import itertools
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CACHED = "_lru_list_elem"
"""In a cache of functools each entry knows the hash it is filed under: what is not found is made anew."""
_KINDS = (dict, set, frozenset, defaultdict, OrderedDict)
_STEADY = frozenset({str, bytes, int, bool})
"""Types whose hashes stay what they are, and what most dicts have for keys."""

# Bound now: the function of that name is what other numbers are given out by later.
_address = id


def with_other_hashes(give: Callable[[], None]) -> None:
    """Call ``give``, after which some objects have other hashes, and file anew whatever has one in a key."""
    kept = [(one, content, _hashes(one)) for one in _holders() for content in [_content(one)]]
    give()
    # Frozen sets come first, since they get another hash themselves, and twice, since one may hold another.
    frozen = [entry for entry in kept if type(entry[0]) is frozenset]
    for one, content, hashes in (*frozen, *frozen):
        if _hashes(content) != hashes:
            _refill_frozen(one, content)
    for one, content, hashes in kept:
        if type(one) is not frozenset and _hashes(one) != hashes:
            one.clear()
            one.update(content)


def _content(holder: Any) -> list[Any]:
    return list(holder.items() if isinstance(holder, dict) else holder)


def _hashes(keys: Any) -> list[int] | None:
    try:
        return [hash(key) for key in keys]
    except Exception:  # a weak reference to what is gone, or whatever a class of somebody's may raise
        return None


def _holders() -> list[Any]:
    """Dicts and sets with keys of any kind. A dict of plain values is known only to who refers to it."""
    known = gc.get_objects()
    every = itertools.chain(known, gc.get_referents(*known))
    holders = {_address(one): one for one in every if type(one) in _KINDS}
    return [one for one in holders.values() if not _STEADY.issuperset(map(type, one)) and not _is_cache(one)]


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
