"""Exit statuses."""

from __future__ import annotations

CLEAN, FOUND, FAILED = 0, 1, 2
