"""How fast outputs are digested, stored, loaded and compared, beside how fast this machine reads memory.

Two values: one large float32 array, and a dict of many numbers. Digesting is bound by memory, storing by the
disk (or the system's cache of it), and many small outputs by what Python does for each.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xxhash
from measuring import machine, print_table

from pytest_repro.outputs import capture, compare, load
from pytest_repro.outputs.record import Recorder
from pytest_repro.outputs.store import ValueWriter
from pytest_repro.outputs.walk import Walker

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1 << 20
AIM = 0.8
"""Of the speed at which this machine reads memory."""


def xxh3(raw: memoryview) -> None:
    xxhash.xxh3_128_digest(raw)


def xxh3_warm(raw: memoryview) -> None:
    """As many bytes, a block that stays in the cache again and again."""
    hasher = xxhash.xxh3_128()
    block = raw[:BLOCK]
    for _ in range(0, len(raw), BLOCK):
        hasher.update(block)


def sha256(raw: memoryview) -> None:
    hashlib.sha256(raw).digest()


def written(raw: memoryview, folder: Path) -> None:
    with (folder / "raw").open("wb") as file:
        file.write(raw)


def digest_only(value: object, folder: Path) -> None:
    """What a capture does where nothing can be stored."""
    writer = ValueWriter(folder)
    writer.close()
    Walker(Recorder(writer)).walk(value, "value")


def capture_only(value: object, folder: Path) -> None:
    capture(value, folder, root_name="value")


def load_both(folder: Path) -> None:
    load(folder / "a")
    load(folder / "b")


def compare_equal(folder: Path) -> None:
    if compare(load(folder / "a"), load(folder / "b")):
        sys.exit("equal values compare as different")


def compare_different(folder: Path) -> None:
    if not compare(load(folder / "a"), load(folder / "c")):
        sys.exit("different values compare as equal")


def timed(jobs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each, interleaved."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeats):
        for name, job in jobs.items():
            started = time.process_time()
            job()
            spent[name].append(time.process_time() - started)
    return {name: statistics.median(found) for name, found in spent.items()}


def prepare(value: object, other: object, folder: Path) -> None:
    for name, kept in (("a", value), ("b", value), ("c", other)):
        capture(kept, folder / name, root_name="value")


def bench_array(megabytes: int, repeats: int, folder: Path) -> None:
    value = np.random.default_rng(0).normal(size=megabytes * 250_000).astype(np.float32)
    other = value.copy()
    other[12345::100_000] += 1
    raw = memoryview(value).cast("B")
    prepare(value, other, folder)
    spent = timed(
        {
            "xxh3, in the cache": lambda: xxh3_warm(raw),
            "xxh3, from memory": lambda: xxh3(raw),
            "sha256": lambda: sha256(raw),
            "digest of the capture": lambda: digest_only(value, folder / "d"),
            "write to a file": lambda: written(raw, folder),
            "capture (digest and store)": lambda: capture_only(value, folder / "b"),
            "load and compare, equal": lambda: compare_equal(folder),
            "load and compare, different": lambda: compare_different(folder),
        },
        repeats,
    )
    size = raw.nbytes / 1e9
    unit = spent["xxh3, from memory"]
    print(f"\n{megabytes} MB of float32, CPU seconds, median of {repeats}")
    rows = [
        [name, f"{s:.3f}", f"{size / s:.1f}" if s > 1e-3 else "-", f"{s / unit:.2f}"]
        for name, s in spent.items()
    ]
    print_table(["", "CPU s", "GB/s", "/ xxh3 from memory"], rows)
    print(f"Digested at {unit / spent['digest of the capture']:.0%} of the speed of reading (aim: {AIM:.0%})")


def bench_scalars(count: int, repeats: int, folder: Path) -> None:
    value = {f"metric/{number}": number / 7 for number in range(count)}
    other = value | {"metric/50": 0.5}
    raw = np.array(list(value.values())).tobytes()
    prepare(value, other, folder)
    spent = timed(
        {
            "repr of each": lambda: [repr(number) for number in value.values()],
            "sha256 of all as one array": lambda: sha256(memoryview(raw)),
            "capture (digest and store)": lambda: capture_only(value, folder / "b"),
            "load of both": lambda: load_both(folder),
            "load and compare, equal": lambda: compare_equal(folder),
            "load and compare, different": lambda: compare_different(folder),
        },
        repeats,
    )
    unit = spent["repr of each"]
    print(f"\n{count} numbers in a dict, CPU seconds, median of {repeats}")
    rows = [[name, f"{s:.3f}", f"{1e6 * s / count:.2f}", f"{s / unit:.1f}"] for name, s in spent.items()]
    print_table(["", "CPU s", "µs each", "/ repr"], rows)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=7, help="times that each is measured (7)")
    parser.add_argument("--quick", action="store_true", help="40 MB, 10,000 numbers, 3 repeats")
    arguments = parser.parse_args()
    megabytes, count, repeats = (40, 10_000, 3) if arguments.quick else (400, 100_000, arguments.repeats)
    print(machine())
    with tempfile.TemporaryDirectory(prefix="benchmark-compare-") as name:
        bench_array(megabytes, repeats, Path(name) / "array")
        bench_scalars(count, repeats, Path(name) / "scalars")
    return 0


if __name__ == "__main__":
    sys.exit(main())
