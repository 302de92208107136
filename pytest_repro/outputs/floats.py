"""Floating-point numbers without numpy: exact text, and distance in ULP."""

from __future__ import annotations

import math
import struct

_DEFAULT_NAN = 0x7FF8000000000000


def float_bits(value: float) -> int:
    return int(struct.unpack("<Q", struct.pack("<d", value))[0])


def float_text(value: float) -> str:
    """A text that states every bit: ``0.1``, ``-0.0``, ``nan``, ``nan(0xfff8000000000001)``."""
    if not math.isnan(value):
        return float.__repr__(value)
    bits = float_bits(value)
    return "nan" if bits == _DEFAULT_NAN else f"nan({bits:#x})"


def parse_float(text: str) -> float:
    """Read back what :func:`float_text` wrote."""
    if not text.startswith("nan("):
        return float(text)
    return float(struct.unpack("<d", struct.pack("<Q", int(text[4:-1], 16)))[0])


def ulp_distance(first: float, second: float) -> int | None:
    """How many float64 steps lie between two numbers; None where one is infinite or no number."""
    if not (math.isfinite(first) and math.isfinite(second)):
        return None
    return abs(_ordered(first) - _ordered(second))


def _ordered(value: float) -> int:
    bits = float_bits(value)
    return bits if bits < 1 << 63 else (1 << 63) - bits
