"""What the benchmarks share: running a command and knowing what it cost, and printing a table."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
_TAIL_LINES = 40


class Cost(NamedTuple):
    """Of one process with all that it started and waited for, in seconds."""

    wall: float
    cpu: float


@dataclass
class Started:
    """A process that runs; its output goes to a file, so that nobody has to read it meanwhile."""

    process: subprocess.Popen[bytes]
    output: Path
    since: float
    expected: int

    def cost(self) -> Cost:
        """Wait for its end. An unexpected exit code ends the benchmark: what it timed would mean nothing."""
        _, status, usage = os.wait4(self.process.pid, 0)
        wall = time.perf_counter() - self.since
        self.process.returncode = os.waitstatus_to_exitcode(status)
        text = self.output.read_text(encoding="utf-8", errors="replace")
        self.output.unlink()
        if self.process.returncode != self.expected:
            tail = "\n".join(text.splitlines()[-_TAIL_LINES:])
            sys.exit(f"{tail}\n{self.process.args!r} ended with exit code {self.process.returncode}")
        return Cost(wall, usage.ru_utime + usage.ru_stime)


def start(command: Sequence[str], cwd: Path, environ: Mapping[str, str], expected: int = 0) -> Started:
    handle, name = tempfile.mkstemp(prefix="benchmark-output-")
    with os.fdopen(handle, "wb") as output:
        since = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(environ), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    return Started(process, Path(name), since, expected)


def run(command: Sequence[str], cwd: Path, environ: Mapping[str, str], expected: int = 0) -> Cost:
    return start(command, cwd, environ, expected).cost()


def environ_with(cache: Path, **more: str) -> dict[str, str]:
    """The environment for measured processes.

    Bytecode is kept, as on users' machines, but in a folder of the benchmark's own; strings hash alike in all
    runs, since their hashes alone move the time of a start by milliseconds.
    """
    dropped = ("PYTHON", "PYTEST_", "OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "COV_CORE_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return environ | {"PYTHONPYCACHEPREFIX": str(cache), "PYTHONHASHSEED": "0"} | more


def median_cost(costs: Iterable[Cost]) -> Cost:
    walls, cpus = zip(*costs, strict=True)
    return Cost(statistics.median(walls), statistics.median(cpus))


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The first column to the left, the others to the right."""
    whole = [list(head), *map(list, rows)]
    widths = [max(len(row[column]) for row in whole) for column in range(len(head))]
    for number, row in enumerate(whole):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        cells[0] = row[0].ljust(widths[0])
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    sys.stdout.flush()


def machine() -> str:
    """What figures depend on, without naming the machine."""
    return f"Python {platform.python_version()}, {cores()} cores, load {os.getloadavg()[0]:.1f} at the start"


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
