"""Two leaves at one path that differ: what kind of difference it is, and how great."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_repro.model import Mismatch
from pytest_repro.outputs.floats import parse_float, ulp_distance
from pytest_repro.outputs.leaf import Leaf, Outputs, ValuesNotStoredError
from pytest_repro.outputs.packing import unpack_strings
from pytest_repro.outputs.store import ValueReader
from pytest_repro.outputs.texts import bytes_mismatch, strings_mismatch, text_mismatch, trim, unravel

if TYPE_CHECKING:
    from pytest_repro.fixture import Tolerance


DIGESTS_DIFFER = ("one digest", "another (install numpy to see values)")


@dataclass(frozen=True)
class Judge:
    """Compares values of two trials; opens their files only when digests differ."""

    first: Outputs
    second: Outputs
    tolerance: Tolerance
    readers: tuple[ValueReader, ValueReader]

    @classmethod
    def between(cls, first: Outputs, second: Outputs, tolerance: Tolerance) -> Judge:
        return cls(first, second, tolerance, (ValueReader(first), ValueReader(second)))

    def judge(self, a: Leaf, b: Leaf) -> Mismatch | None:
        """What differs between two leaves that are no branches; None if they agree within the tolerance."""
        if a.identity == b.identity:
            return None
        if a.kind == b.kind == "reference":
            return Mismatch(a.path, "aliasing", describe(a), describe(b))
        if (a.kind, a.type) != (b.kind, b.type):
            return Mismatch(a.path, "type", describe(a), describe(b))
        if a.dtype != b.dtype and a.kind != "strings":
            return Mismatch(a.path, "dtype", a.dtype, b.dtype)
        if a.shape != b.shape:
            return Mismatch(a.path, "shape", str(a.shape), str(b.shape))
        if a.digest == b.digest:
            return Mismatch(a.path, "aliasing", _memory(a), _memory(b))
        return self.values(a, b)

    def values(self, a: Leaf, b: Leaf) -> Mismatch | None:
        if a.kind == "scalar":
            return scalar_mismatch(a, b, self.tolerance)
        left, right = self.readers[0].read(a), self.readers[1].read(b)
        if left is None or right is None:
            return self.unread(a, b, left is None)
        if a.kind == "text":
            return text_mismatch(a.path, _text(left), _text(right))
        if a.kind == "bytes":
            return bytes_mismatch(a.path, left, right)
        if a.kind == "strings":
            count = math.prod(a.shape or ())
            texts = unpack_strings(left, count, a.dtype), unpack_strings(right, count, b.dtype)
            return strings_mismatch(a.path, a.shape or (), *texts)
        return self.array(a, left, right)

    def array(self, a: Leaf, left: memoryview, right: memoryview) -> Mismatch | None:
        if importlib.util.find_spec("numpy") is None:
            return Mismatch(a.path, "value", *DIGESTS_DIFFER, total=math.prod(a.shape or ()))
        elements: Any = importlib.import_module("pytest_repro.outputs.elements")
        shape = a.shape or ()
        found = elements.difference(left, right, a.dtype, math.prod(shape), self.tolerance)
        if found is None:
            return None
        return Mismatch(
            a.path,
            found.kind,
            trim(found.first),
            trim(found.second),
            found.differing,
            math.prod(shape),
            found.max_abs,
            found.max_ulp,
            unravel(found.position, shape),
        )

    def unread(self, a: Leaf, b: Leaf, first_lacks: bool) -> Mismatch:
        """The digests differ and the values are not there to say how."""
        outputs = self.first if first_lacks else self.second
        reason = outputs.reason or "values were not kept"
        if not self.tolerance.exact and a.kind == "array" and is_floating(a.dtype):
            raise ValuesNotStoredError(
                f"{a.path}: cannot be compared with a tolerance ({reason}); free disk space and run again"
            )
        kind = "text" if a.kind in ("text", "strings") else "value"
        # Reports cut long values: of a full disk the reason is what there is to mend, without the path.
        why = outputs.reason.rpartition(": ")[2]
        x, y = (
            f"xxh3 {leaf.digest[:12]} ({why})"
            if why
            else f"{leaf.size} bytes, xxh3 {leaf.digest[:12]} ({reason})"
            for leaf in (a, b)
        )
        return Mismatch(a.path, kind, x, y, total=math.prod(a.shape) if a.shape is not None else None)


def is_floating(dtype: str) -> bool:
    return "float" in dtype or "complex" in dtype or dtype.lstrip("<>")[:1] in ("f", "c")


def scalar_mismatch(a: Leaf, b: Leaf, tolerance: Tolerance) -> Mismatch | None:
    """Compare Python numbers, without numpy."""
    first, second = a.inline or "", b.inline or ""
    plain = Mismatch(a.path, "value", trim(first), trim(second), 1, 1)
    if a.dtype == "int":
        return replace(plain, max_abs=_integer_gap(first, second))
    if a.dtype not in ("float", "complex"):
        return plain
    x, y = ([parse_float(part) for part in text.split(",")] for text in (first, second))
    if within(x, y, tolerance):
        return None
    gap = math.hypot(*(p - q for p, q in zip(x, y, strict=True) if p != q))
    steps = [ulp_distance(p, q) for p, q in zip(x, y, strict=True)]
    known = [step for step in steps if step is not None]
    return Mismatch(
        a.path,
        _float_kind(first.split(","), second.split(","), x, y),
        _shown(first, x),
        _shown(second, y),
        differing=1,
        total=1,
        max_abs=gap if math.isfinite(gap) else None,
        max_ulp=max(known) if known else None,
    )


def _shown(text: str, parts: list[float]) -> str:
    return text if len(parts) == 1 else str(complex(*parts))


def within(x: list[float], y: list[float], tolerance: Tolerance) -> bool:
    """Whether two numbers, given by their components, agree as :class:`Tolerance` says."""
    if tolerance.exact:
        return False
    if all(map(math.isfinite, x + y)):
        gap = math.hypot(*(p - q for p, q in zip(x, y, strict=True)))
        if gap <= tolerance.atol + tolerance.rtol * math.hypot(*y):
            return True
    return all(_close(p, q, tolerance) for p, q in zip(x, y, strict=True))


def _close(p: float, q: float, tolerance: Tolerance) -> bool:
    steps = ulp_distance(p, q)
    return p == q or (math.isnan(p) and math.isnan(q)) or (steps is not None and steps <= tolerance.ulp)


def _float_kind(first: list[str], second: list[str], x: list[float], y: list[float]) -> str:
    changed = [(p, q) for s, t, p, q in zip(first, second, x, y, strict=True) if s != t]
    if all(p == q for p, q in changed):
        return "sign-of-zero"
    return "nan-payload" if all(math.isnan(p) and math.isnan(q) for p, q in changed) else "value"


def _integer_gap(first: str, second: str) -> float | None:
    with contextlib.suppress(OverflowError, ValueError):
        return float(abs(int(first, 0) - int(second, 0)))
    return None


def describe(leaf: Leaf) -> str:
    """A leaf in a few words: its type, and its value or shape."""
    if leaf.kind == "reference":
        return f"a reference to {leaf.inline}"
    if leaf.kind == "text":
        return trim(
            f"{leaf.type} {leaf.inline!r}" if leaf.inline is not None else f"{leaf.type} of {leaf.size} bytes"
        )
    if leaf.kind == "scalar":
        return "None" if leaf.dtype == "None" else trim(f"{leaf.type} {leaf.inline}")
    if leaf.kind == "bytes":
        return f"{leaf.type} of {leaf.size} bytes"
    shape = "" if leaf.shape is None else f" {leaf.shape}"
    return f"{leaf.type}{f' {leaf.dtype}' if leaf.dtype else ''}{shape}"


def _memory(leaf: Leaf) -> str:
    return f"shares the memory of {leaf.shares}" if leaf.shares else "has memory of its own"


def _text(raw: memoryview) -> str:
    return bytes(raw).decode("utf-8", "surrogatepass")
