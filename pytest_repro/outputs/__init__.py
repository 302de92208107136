"""What a training fixture gave: taken apart into named leaves, digested, stored, compared bit for bit.

Importing this imports no array library, and neither does :func:`capture`: a library is looked up in
:data:`sys.modules` only when the value holds one of its objects.
"""

from __future__ import annotations

from pytest_repro.outputs.capturing import capture
from pytest_repro.outputs.comparison import compare
from pytest_repro.outputs.leaf import Leaf, Outputs, StoreError, ValuesNotStoredError
from pytest_repro.outputs.store import load

__all__ = ["Leaf", "Outputs", "StoreError", "ValuesNotStoredError", "capture", "compare", "load"]
