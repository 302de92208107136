"""The few strings that sets of a program are made of, so that a hash seed can be chosen that tells."""

from __future__ import annotations

import sys
from itertools import islice
from typing import Any, NamedTuple

MOST = 4
"""Strings of one set: the order of more hardly ever stays by chance."""
_LOOKED_AT = 1_000
"""Of a long list of labels."""
_KEPT = 64
_CONTAINERS = (set, frozenset, list, tuple, dict)


class Label(NamedTuple):
    """Strings in the order in which they were met."""

    is_set: bool
    """Whether they were a set; if not, one may be made of them."""
    strings: tuple[str, ...]


class Labels:
    """Collects from values that a trace meets what is a set of two to four strings, or would make one."""

    def __init__(self) -> None:
        self._known: dict[Label, None] = {}

    def note(self, value: Any) -> None:
        if len(self._known) >= _KEPT:
            return
        items = value if type(value) in _CONTAINERS else _of_array(value)
        try:
            if items is None or type(next(iter(items), None)) is not str:
                return
            found = dict.fromkeys(islice(items, _LOOKED_AT))
            if 1 < len(found) <= MOST and all(type(item) is str for item in found):
                self._known.setdefault(Label(isinstance(items, set | frozenset), tuple(found)))
        except (RuntimeError, TypeError):  # another thread changes it; what lies in it cannot be hashed
            return

    def found(self) -> list[Label]:
        return list(self._known)


def _of_array(value: Any) -> Any:
    """The items of an array or a column of strings; None for anything else."""
    numpy: Any = sys.modules.get("numpy")
    pandas: Any = sys.modules.get("pandas")
    if type(value) is getattr(pandas, "Series", None) and value.dtype.kind == "O":
        return value.array[:_LOOKED_AT]
    if type(value) is getattr(numpy, "ndarray", None) and value.dtype.kind in "OU" and value.ndim == 1:
        return value[:_LOOKED_AT].tolist()
    return None
