"""What tracing costs a training step, beside torch's own ``DebugMode`` with hashes on the same step.

Diagnoses alone are traced. Each step is timed in one process with and without, CPU time, the best of several
rounds; the first calls, in which every line of the user's is looked at, have been made before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from measuring import machine, print_table

from pytest_repro.interpose.imports import ImportHooks
from pytest_repro.interpose.sites import SiteFinder
from pytest_repro.traces.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

_FIRST_CALLS = 2_100
"""Of the step, after which no line and no call of it is noted any more."""
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
def traced(folder: Path, warm: Callable[[], None], calls: int) -> Iterator[None]:
    # The benchmark's own folder passes for the user's project.
    tracer = Tracer(folder, SiteFinder(Path(__file__).parent), ImportHooks())
    tracer.start()
    try:
        for _ in range(calls):
            warm()
        yield
    finally:
        tracer.stop()


@contextmanager
def debugged() -> Iterator[None]:
    """torch's DebugMode with a hash of every result, where this torch has it."""
    from torch.utils._debug_mode import DebugMode

    with DebugMode(), DebugMode.log_tensor_hashes():
        yield


def best(step: Callable[[], None], around: AbstractContextManager[None], count: int, rounds: int) -> float:
    """CPU seconds of one step."""
    with around:
        step()
        spent = []
        for _ in range(rounds):
            started = time.process_time()
            for _ in range(count):
                step()
            spent.append((time.process_time() - started) / count)
    return min(spent)


def compare(name: str, step: Callable[[], None], count: int, rounds: int, folder: Path) -> list[str]:
    warm = _FIRST_CALLS if name == "tiny" else 3
    plain = best(step, nullcontext(), count, rounds)
    ours = best(step, traced(folder / name, step, warm), count, rounds)
    try:
        theirs = f"{best(step, debugged(), max(1, count // 20), rounds) / plain:.2f}"
    except (ImportError, AttributeError):
        theirs = "-"
    limit = TINY_LIMIT if name == "tiny" else TRAINING_LIMIT
    return [name, f"{1000 * plain:.2f}", f"{ours / plain:.2f}", f"{limit:g}", theirs]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9, help="times that each is measured (9)")
    parser.add_argument("--quick", action="store_true", help="3 rounds")
    arguments = parser.parse_args()
    rounds = 3 if arguments.quick else arguments.rounds
    torch.set_num_threads(1)
    print(machine())
    rows = []
    with tempfile.TemporaryDirectory(prefix="benchmark-trace-") as name:
        rows.append(compare("tiny", step_of(32, 32), 150, rounds, Path(name)))
        rows.append(compare("training", step_of(1024, 256), 6, rounds, Path(name)))
    print_table(["step", "ms", "traced / plain", "aim", "DebugMode / plain"], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
