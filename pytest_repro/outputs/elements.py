"""Compares two arrays element by element, a block at a time: how many differ, by how much, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pytest_repro.outputs.layout import Layout, layout_of

if TYPE_CHECKING:
    from pytest_repro.fixture import Tolerance

BLOCK = 1 << 18
"""Elements in hand at a time: a few megabytes, whatever the array's size."""
MAX_SORTED = 1 << 24
"""Elements up to which it is asked whether one array is the other in another order."""


@dataclass(frozen=True)
class Difference:
    """Where and how two arrays of one dtype and shape differ beyond a tolerance."""

    kind: str
    """``value``, ``order``, ``sign-of-zero`` or ``nan-payload``."""
    differing: int
    position: int
    """Of the greatest difference, in C order."""
    first: str
    second: str
    max_abs: float | None
    """None if the greatest difference is to infinity or NaN, or the elements are no numbers."""
    max_ulp: int | None


@dataclass
class _Scan:
    """What was found in the blocks so far."""

    differing: int = 0
    position: int = 0
    greatest: float = -1.0
    max_ulp: int | None = None
    only_zeros: bool = True
    only_nans: bool = True


def difference(
    first: memoryview, second: memoryview, dtype: str, count: int, tolerance: Tolerance
) -> Difference | None:
    """Compare ``count`` elements given as raw bytes; None if all pass."""
    layout = layout_of(dtype, first.nbytes // count)
    left, right = layout.read(first), layout.read(second)
    scan = _Scan()
    with np.errstate(all="ignore"):  # NaNs and infinities are what is looked for.
        for start in range(0, count, BLOCK):
            block = slice(start, start + BLOCK)
            _scan_block(scan, layout, left[block], right[block], start, tolerance)
        return _summary(scan, layout, left, right) if scan.differing else None


def _summary(scan: _Scan, layout: Layout, left: Any, right: Any) -> Difference:
    known = layout.measured and np.isfinite(scan.greatest)
    return Difference(
        kind=_kind(scan, layout, left, right),
        differing=scan.differing,
        position=scan.position,
        first=layout.text(left[scan.position]),
        second=layout.text(right[scan.position]),
        max_abs=float(scan.greatest) if known else None,
        max_ulp=scan.max_ulp,
    )


def _scan_block(scan: _Scan, layout: Layout, left: Any, right: Any, start: int, tolerance: Tolerance) -> None:
    where = np.flatnonzero((left != right).any(axis=1))
    if not len(where):
        return
    left, right = left[where], right[where]
    if layout.kind == "float":
        failing, gap = _floats(scan, layout, left, right, tolerance)
    elif layout.kind == "long":
        failing, gap = _long_doubles(scan, layout, left, right, tolerance)
    else:
        scan.only_zeros = scan.only_nans = False
        failing, gap = slice(None), _whole_gap(layout, left, right)
    where = where[failing]
    if len(where):
        scan.differing += len(where)
        best = int(np.argmax(gap))
        if gap[best] > scan.greatest:
            scan.greatest, scan.position = float(gap[best]), start + int(where[best])


def _floats(scan: _Scan, layout: Layout, left: Any, right: Any, tolerance: Tolerance) -> tuple[Any, Any]:
    """Which of these elements fail, and how far apart those are (infinite where that is no number)."""
    x, y = layout.numbers(left), layout.numbers(right)
    finite = np.isfinite(x) & np.isfinite(y)
    same = left == right
    parts = np.where(same, 0.0, np.where(finite, np.abs(x - y), np.inf))
    gap = parts[:, 0] if layout.components == 1 else np.hypot(parts[:, 0], parts[:, 1])
    steps = np.where(finite, _ulp(left, right), np.uint64(0))
    failing: Any = np.ones(len(left), bool)
    if not tolerance.exact:
        size = np.abs(y[:, 0]) if layout.components == 1 else np.hypot(y[:, 0], y[:, 1])
        near = finite.all(axis=1) & (gap <= tolerance.atol + tolerance.rtol * size)
        both_nan = np.isnan(x) & np.isnan(y)
        close = (same | both_nan | (finite & (steps <= np.uint64(min(tolerance.ulp, 2**63))))).all(axis=1)
        failing = ~(near | close)
    if failing.any():
        zeros, nans = same | (x == y), same | (np.isnan(x) & np.isnan(y))
        scan.only_zeros &= bool(zeros[failing].all())
        scan.only_nans &= bool(nans[failing].all())
        if finite[failing].any():
            scan.max_ulp = max(scan.max_ulp or 0, int(steps[failing].max()))
    return failing, gap[failing]


def _long_doubles(
    scan: _Scan, layout: Layout, left: Any, right: Any, tolerance: Tolerance
) -> tuple[Any, Any]:
    """As :func:`_floats`, for numbers too wide for an integer: no distance in ULP."""
    x, y = layout.numbers(left)[:, 0], layout.numbers(right)[:, 0]
    gap = np.where(np.isfinite(x) & np.isfinite(y), np.abs(x - y), np.inf)
    failing: Any = np.ones(len(left), bool)
    if not tolerance.exact:
        near = np.isfinite(gap) & (gap <= tolerance.atol + tolerance.rtol * np.abs(y))
        failing = ~(near | (x == y) | (np.isnan(x) & np.isnan(y)))
    scan.only_zeros &= bool((x == y)[failing].all())
    scan.only_nans &= bool((np.isnan(x) & np.isnan(y))[failing].all())
    return failing, gap[failing].astype(np.float64)


def _ulp(left: Any, right: Any) -> Any:
    """Representable numbers between two, from their bits: sign and magnitude, both zeros at 0."""
    top = np.uint64(8 * left.dtype.itemsize - 1)
    low = np.uint64((1 << int(top)) - 1)
    a, b = left.astype(np.uint64), right.astype(np.uint64)
    size_a, size_b = a & low, b & low
    same_side = (a >> top) == (b >> top)
    return np.where(same_side, np.maximum(size_a, size_b) - np.minimum(size_a, size_b), size_a + size_b)


def _whole_gap(layout: Layout, left: Any, right: Any) -> Any:
    """Distance of integers, exact in 64 bits before it is rounded to float64; 0 for what is no number."""
    if layout.kind == "other" or not layout.measured:
        return np.zeros(len(left))
    x, y = layout.numbers(left)[:, 0], layout.numbers(right)[:, 0]
    wrapped_x, wrapped_y = x.view(np.uint64), y.view(np.uint64)
    return np.where(x > y, wrapped_x - wrapped_y, wrapped_y - wrapped_x).astype(np.float64)


def _kind(scan: _Scan, layout: Layout, left: Any, right: Any) -> str:
    if scan.only_zeros:
        return "sign-of-zero"
    if scan.only_nans:
        return "nan-payload"
    return "order" if layout.kind in ("float", "int") and _reordered(left, right) else "value"


def _reordered(left: Any, right: Any) -> bool:
    """Whether one holds the other's elements in another order.

    Not where the elements that moved are of few values: labels that were changed here and there balance
    by chance.
    """
    if left.shape[1] != 1:
        return False
    left, right = left[:, 0], right[:, 0]
    apart = left != right
    # Elements that stayed in place are the same on both sides: they need not be sorted.
    left, right = left[apart], right[apart]
    if len(left) > MAX_SORTED or left.sum(dtype=np.uint64) != right.sum(dtype=np.uint64):
        return False
    ordered = np.sort(left)
    distinct = 1 + np.count_nonzero(ordered[1:] != ordered[:-1])
    return 2 * distinct >= len(left) and bool(np.array_equal(ordered, np.sort(right)))
