"""One file per source of nondeterminism; :func:`all_sources` finds them."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

from pytest_repro.registry import discover
from pytest_repro.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache
def all_sources() -> Mapping[str, type[Source]]:
    """Every source by its id, sorted."""
    return discover(sys.modules[__name__], Source, "id")
