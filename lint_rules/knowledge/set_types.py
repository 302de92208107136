"""What makes a set: classes, annotations and methods."""

from __future__ import annotations

SET_CLASSES = frozenset({"builtins.set", "builtins.frozenset"})
SET_ANNOTATIONS = SET_CLASSES | {
    f"{module}.{name}"
    for module in ("typing", "collections.abc", "typing_extensions")
    for name in ("Set", "FrozenSet", "AbstractSet", "MutableSet")
}
SET_METHODS = frozenset({"union", "intersection", "difference", "symmetric_difference", "copy"})
# `set.union(a, b)`
SET_FUNCTIONS = frozenset(f"{cls}.{method}" for cls in SET_CLASSES for method in SET_METHODS)
# Methods that hand out what a mapping holds.
ITEM_METHODS = frozenset({"get", "setdefault", "pop"})
IDENTITY_SETS = frozenset({"weakref.WeakSet", "_weakrefset.WeakSet"})
