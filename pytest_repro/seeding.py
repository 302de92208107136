"""Does what the user's entry point does (``repro_seed``): seeds the global streams of what is imported."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_repro.interpose.imports import ImportHooks


def seed_streams(imports: ImportHooks, seed: int) -> None:
    """Seed ``random``, and numpy and torch now or as soon as the user's code imports them."""
    random.seed(seed)
    imports.when_imported("numpy.random", lambda numpy_random: _seed_numpy(numpy_random, seed))
    imports.when_imported("torch", lambda torch: torch.manual_seed(seed))


def _seed_numpy(numpy_random: Any, seed: int) -> None:
    numpy_random.seed(seed % 2**32)
