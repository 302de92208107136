"""What tracing costs a training step, beside torch's own ``DebugMode`` with hashes on the same step.

Diagnoses alone are traced. Each step is timed in one process with and without, in turns, so that the load of
the machine weighs on both alike; the ratio is the median of those of the turns, in CPU time. Of each function
of the user's the first 2,000 calls are noted with digests of what goes in and comes out: a step is timed
while that goes on, and after.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from measuring import machine, print_table

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_LINES = 450
"""Steps after which no line is noted any more."""
_CALLS = 2_100
"""Steps after which no call is."""
DEBUG_MODE = importlib.util.find_spec("torch.utils._debug_mode") is not None
TINY_LIMIT, TRAINING_LIMIT = 4.0, 1.3


class Net(torch.nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(width, width), torch.nn.ReLU(), torch.nn.Linear(width, 4)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


def step_of(width: int, batch: int) -> Callable[[], None]:
    torch.manual_seed(0)
    net = Net(width)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    x, y = torch.randn(batch, width), torch.randint(0, 4, (batch,))

    def step() -> None:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()

    return step


@contextmanager
def debugged() -> Iterator[None]:
    """torch's DebugMode with a hash of every result, where this torch has it."""
    from torch.utils._debug_mode import DebugMode

    with DebugMode(), DebugMode.log_tensor_hashes():
        yield


@contextmanager
def traced(tracer: Tracer) -> Iterator[None]:
    tracer.start()
    try:
        yield
    finally:
        tracer.pause()


def spent(step: Callable[[], None], around: AbstractContextManager[None], count: int) -> float:
    """CPU seconds of one step."""
    with around:
        step()
        started = time.process_time()
        for _ in range(count):
            step()
        return (time.process_time() - started) / count


def ratios(
    step: Callable[[], None], variants: dict[str, tuple[Callable[[], Any], int]], count: int, rounds: int
) -> tuple[float, dict[str, float]]:
    """Seconds of the plain step, and how many times that the step takes in each variant."""
    plain: list[float] = []
    found: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        plain.append(spent(step, nullcontext(), count))
        for name, (around, fewer) in variants.items():
            found[name].append(spent(step, around(), max(1, count // fewer)) / plain[-1])
    return min(plain), {name: statistics.median(each) for name, each in found.items()}


def measure(name: str, step: Callable[[], None], count: int, rounds: int, folder: Path) -> list[list[str]]:
    # The benchmark's own folder passes for the user's project.
    tracer = Tracer(folder / name, SiteFinder(Path(__file__).parent), ImportHooks())
    ours = {"traced": (lambda: traced(tracer), 1)}
    for _ in range(5):
        step()
    with traced(tracer):
        for _ in range(_LINES):
            step()
    _, noted = ratios(step, ours, count, max(1, min(rounds, (_CALLS - _LINES) // (count + 1))))
    with traced(tracer):
        for _ in range(_CALLS if name == "tiny" else 0):
            step()
    theirs = {"debugged": (debugged, 20)} if DEBUG_MODE else {}
    plain, found = ratios(step, ours | theirs, count, rounds)
    tracer.stop()
    limit = f"{TINY_LIMIT if name == 'tiny' else TRAINING_LIMIT:g}"
    debug = f"{found['debugged']:.2f}" if theirs else "-"
    first = [f"{name}, calls noted", f"{1000 * plain:.2f}", f"{noted['traced']:.2f}", limit, debug]
    if name != "tiny":
        return [first]
    return [first, [f"{name}, after those", first[1], f"{found['traced']:.2f}", limit, debug]]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15, help="times that each is measured (15)")
    parser.add_argument("--quick", action="store_true", help="5 rounds")
    arguments = parser.parse_args()
    rounds = 5 if arguments.quick else arguments.rounds
    torch.set_num_threads(1)
    print(machine())
    rows = []
    with tempfile.TemporaryDirectory(prefix="benchmark-trace-") as name:
        rows += measure("tiny", step_of(32, 32), 50, rounds, Path(name))
        rows += measure("training", step_of(1024, 256), 6, rounds, Path(name))
    print_table(["step", "ms", "traced / plain", "aim", "DebugMode / plain"], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
