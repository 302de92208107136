"""What tracing costs a training step, beside torch's own ``DebugMode`` with hashes on the same step.

Diagnoses alone are traced. Each step is timed in one process with and without, in turns, so that the load of
the machine weighs on both alike; the ratio is the median of those of the turns, in CPU time. Of the user's
functions the first calls and lines are noted with digests of what goes in and comes out, 20 calls where they
do operations of torch: hence a row for the first steps, the very first included, one for later ones, one for
a small program from its first step to its last.
The floor is what the means take that torch and Python offer: a dispatch mode, and before Python 3.12
``sys.settrace``, each doing nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
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

FIRST, WHOLE, LATER = 50, 300, 150
"""Steps in which calls are noted, of a small program, and before those in which none is noted any more."""
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
def floor() -> Iterator[None]:
    """A dispatch mode and, where there is no ``sys.monitoring``, a trace function, both empty."""

    class Empty(torch.utils._python_dispatch.TorchDispatchMode):
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False

        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            call = getattr(func, "_op", func)  # as we do
            return call(*args, **kwargs) if kwargs else call(*args)

    sys.settrace(None if hasattr(sys, "monitoring") else lambda frame, event, argument: None)
    try:
        with Empty():
            yield
    finally:
        sys.settrace(None)


@contextmanager
def traced(tracer: Tracer) -> Iterator[None]:
    tracer.start()
    try:
        yield
    finally:
        tracer.pause()


@contextmanager
def traced_anew(tracers: Iterator[Tracer]) -> Iterator[None]:
    tracer = next(tracers)
    with traced(tracer):
        yield
    tracer.stop()


def spent(
    step: Callable[[], None], around: AbstractContextManager[None], count: int, first: bool = False
) -> float:
    """CPU seconds of one step; ``first``: counting the first."""
    with around:
        if not first:
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
        for name, (around, steps) in variants.items():
            anew = "first" in name or "run" in name
            found[name].append(spent(step, around(), steps, anew) / plain[-1])
    return min(plain), {name: statistics.median(each) for name, each in found.items()}


def measure(name: str, step: Callable[[], None], count: int, rounds: int, folder: Path) -> list[list[str]]:
    # The benchmark's own folder passes for the user's project.
    finder, hooks = SiteFinder(Path(__file__).parent), ImportHooks()
    tracers = (Tracer(folder / f"{name}{number}", finder, hooks) for number in itertools.count())
    old = next(tracers)
    variants: dict[str, tuple[Callable[[], Any], int]] = {
        f"{name}, first {FIRST} steps": (lambda: traced_anew(tracers), FIRST),
        f"{name}, later steps": (lambda: traced(old), count),
    }
    if name == "tiny":
        variants[f"{name}, a run of {WHOLE} steps"] = (lambda: traced_anew(tracers), WHOLE)
    variants[f"{name}, the floor"] = (floor, count)
    if DEBUG_MODE:
        variants[f"{name}, DebugMode"] = (debugged, max(1, count // 20))
    with traced(old):
        for _ in range(LATER):
            step()
    plain, found = ratios(step, variants, count, rounds)
    old.stop()
    limit = f"{TINY_LIMIT if name == 'tiny' else TRAINING_LIMIT:g}"
    aims = {variant: "-" if variant.endswith(("floor", "DebugMode")) else limit for variant in variants}
    return [[variant, f"{1000 * plain:.2f}", f"{found[variant]:.2f}", aims[variant]] for variant in variants]


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
    print_table(["step", "ms", "traced / plain", "aim"], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
