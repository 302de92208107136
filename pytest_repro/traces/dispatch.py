"""What torch does in Python for each operation under a dispatch mode, done by built-in functions.

It asks whether a rule has been registered for the mode's class, which takes three calls of Python. Where
``sys.settrace`` is on, each of them costs as much as a digest.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.patches import Patches


def hasten(patches: Patches) -> None:
    """Answers stay what they were. A torch without this registry, or with another, is left alone."""
    registry: Any = getattr(sys.modules.get("torch._library.simple_registry"), "singleton", None)
    if not callable(getattr(registry, "find", None)):
        return
    find = registry.find

    class Entries(dict[str, Any]):
        def __missing__(self, name: str) -> Any:
            entry = self[name] = find(name)
            rules = getattr(entry, "torch_dispatch_rules", None)
            known = getattr(rules, "_data", None)
            if type(known) is dict and hasattr(rules, "find"):
                patches.set(rules, "find", known.get)
            return entry

    patches.set(registry, "find", Entries().__getitem__)
