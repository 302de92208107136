"""How the elements of a dtype lie in bytes, so that numpy can read those too that it has no dtype for."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

Kind = Literal["float", "long", "int", "other"]


@dataclass(frozen=True)
class Layout:
    """One dtype: its bytes as ``components`` unsigned integers (two for a complex number)."""

    kind: Kind
    bits: np.dtype[Any]
    components: int = 1
    number: str = ""
    """What the integers stand for: a numpy dtype, ``bfloat16``, ``float8_e4m3fn``…; empty if unknown."""

    @property
    def measured(self) -> bool:
        """Whether two elements lie some number apart, rather than being dates, truth values or strings."""
        return self.kind != "other" and self.number != "bool" and "64[" not in self.number

    def read(self, raw: memoryview) -> Any:
        """Elements as an array of shape (n, components), not copied unless their bytes are swapped."""
        flat = np.frombuffer(raw, self.bits).reshape(-1, self.components)
        return flat if self.bits.isnative else flat.astype(self.bits.newbyteorder("="))

    def numbers(self, bits: Any) -> Any:
        """What integers stand for, as float64 (exactly), float128 or 64-bit integers."""
        if self.number in _SPECIAL:
            return _SPECIAL[self.number](bits).astype(np.float64)
        dtype: Any = np.dtype(self.number)
        if self.kind == "long":
            return bits.view(dtype)
        wide = {"f": np.float64, "i": np.int64, "u": np.uint64, "b": np.uint64, "m": np.int64, "M": np.int64}
        return bits.view(dtype).astype(wide[dtype.kind])

    def text(self, bits: Any) -> str:
        """One element as a person reads it; ``bits`` has shape (components,)."""
        if self.kind in ("long", "other"):
            return _other_text(bits, self.number)
        shown = _SPECIAL[self.number](bits) if self.number in _SPECIAL else bits.view(self.number)
        if self.components == 1:
            return str(shown[0])
        return f"({shown[0]}{'' if str(shown[1]).startswith('-') else '+'}{shown[1]}j)"


@lru_cache(maxsize=256)
def layout_of(dtype: str, itemsize: int) -> Layout:
    """The layout of a dtype by the name that numpy or torch gives it; ``itemsize`` in bytes."""
    if dtype in _SPECIAL_BITS:
        return Layout("float", np.dtype(_SPECIAL_BITS[dtype]), 1, dtype)
    if dtype == "complex32":
        return Layout("float", np.dtype("u2"), 2, "float16")
    try:
        known: Any = np.dtype(dtype)
    except TypeError:
        return Layout("other", np.dtype(f"V{itemsize}"), 1)
    width = known.itemsize // _parts(known)
    if known.itemsize != itemsize:
        return Layout("other", np.dtype(f"V{itemsize}"), 1)
    if known.kind not in "fciubmM" or width > 8:
        return Layout("long" if known.kind in "fc" else "other", np.dtype(f"V{itemsize}"), 1, dtype)
    swapped = not known.isnative
    bits: Any = np.dtype(f"u{width}").newbyteorder("S" if swapped else "=")
    number = f"f{width}" if known.kind in "fc" else str(known.newbyteorder("="))
    return Layout("float" if known.kind in "fc" else "int", bits, _parts(known), number)


def _parts(dtype: np.dtype[Any]) -> int:
    return 2 if dtype.kind == "c" else 1


def _other_text(bits: Any, number: str) -> str:
    raw = bits.tobytes()
    if number:
        value = np.frombuffer(raw, np.dtype(number))[0]
        return str(value) if np.dtype(number).kind in "fc" else repr(value.item())
    return f"0x{raw[::-1].hex() if sys.byteorder == 'little' else raw.hex()}"


def _bfloat16(bits: Any) -> Any:
    return (bits.astype(np.uint32) << 16).view(np.float32)


def _float8_e5m2(bits: Any) -> Any:
    return (bits.astype(np.uint16) << 8).view(np.float16).astype(np.float32)


def _float8_e4m3fn(bits: Any) -> Any:
    exponent, fraction = ((bits >> 3) & 15).astype(np.int32), (bits & 7).astype(np.float32)
    size = np.where(exponent == 0, np.ldexp(fraction / 8, -6), np.ldexp(1 + fraction / 8, exponent - 7))
    size = np.where((bits & 127) == 127, np.nan, size)
    return np.where(bits >> 7, -size, size).astype(np.float32)


_SPECIAL = {"bfloat16": _bfloat16, "float8_e5m2": _float8_e5m2, "float8_e4m3fn": _float8_e4m3fn}
_SPECIAL_BITS = {"bfloat16": "u2", "float8_e5m2": "u1", "float8_e4m3fn": "u1"}
