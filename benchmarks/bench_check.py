"""What `pytest --repro` costs on a training fixture that is reproducible.

Required: at most 1.05 times the CPU of two plain runs of the fixture plus one interpreter start with the
user's imports. CPU is user and system time of the whole tree of processes; `plain` is a session without
`--repro`, `start` one whose fixture trains for no step. Three readings are shown, the strictest first:

  / budget             fixture = plain - start; budget = 2 * fixture + start: one start less than two sessions
  / 2 plain            as much as two plain sessions
  / (2 plain + start)  two plain sessions and one start besides

Every kind of training does a fixed number of steps, found once by timing a few of them. Runs are interleaved;
shown are medians, and the least disturbed run of each. `twice` is a control: two plain sessions beside each
other, without the plugin. What it costs beyond `/ 2 plain` = 1 is what the machine charges for running two
things at once.

By default the threads of OpenMP, so of torch, spin for a while when they wait. Beside anything else that runs
they then burn many times what the training needs, plugin or not, and plain runs alone differ severalfold.
`torch-single` is `torch` with OMP_NUM_THREADS=1 in every process, which can be measured beside other work;
`--spinning` measures ways to stop the burning where only the trial, or both sessions, can be told.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from measuring import Cost, environ_with, machine, median_cost, print_table, start

PROBES, PROBE_SECONDS = 3, 1.0

TRAININGS = {
    "numpy": '''
import numpy as np


def train(steps):
    """Logistic regression by hand: elementwise numpy and pure Python, one thread."""
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(2000, 20)), rng.integers(0, 2, 2000)
    weights, history = np.zeros(20), []
    for step in range(steps):
        guess = 1 / (1 + np.exp(-(features * weights).sum(axis=1)))
        weights -= 0.1 * ((guess - labels)[:, None] * features).mean(axis=0)
        moving = 0.0
        for value in guess[:400].tolist():
            moving = 0.9 * moving + 0.1 * value
        history.append(moving)
    return {"weights": weights, "history": history[-100:]}
''',
    "torch": '''
import torch
from torch import nn


def train(steps):
    """A small convolutional network, torch's default threads."""
    if not steps:
        return {"loss": 0.0}
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 16, 128), nn.ReLU(), nn.Linear(128, 10),
    )
    images, labels = torch.randn(512, 1, 16, 16), torch.randint(0, 10, (512,))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    loss = torch.zeros(())
    for step in range(steps):
        chosen = torch.randint(0, 512, (64,))
        loss = nn.functional.cross_entropy(model(images[chosen]), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {"model": model, "loss": loss.item()}
''',
    "sklearn": '''
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier


def train(steps):
    """Gradient boosting, one thread."""
    if not steps:
        return {"score": 0.0}
    features, labels = make_classification(20000, 20, n_informative=10, random_state=0)
    model = GradientBoostingClassifier(n_estimators=steps, subsample=0.5, random_state=0)
    model.fit(features, labels)
    return {"model": model, "score": model.score(features, labels)}
''',
}
TRAININGS["torch-single"] = TRAININGS["torch"]
ENVIRON = {"torch-single": {"OMP_NUM_THREADS": "1"}}
CONFTEST = """
import os
import sys

if "pytest_repro.trials.child" in sys.modules:
    for assignment in os.environ.get("BENCH_TRIAL_ONLY", "").split():
        name, _, value = assignment.partition("=")
        if name == "nice":
            os.nice(int(value))
        else:
            os.environ[name] = value
"""
TEST = """
from pytest_repro import training_fixture
from training import train


@training_fixture(scope="session")
def trained():
    return train({steps})


def test_trained(trained):
    assert trained
"""
PROBE = """
import time, training
steps, seconds = 1, 0.0
training.train(1)
while seconds < {least}:
    steps *= 2
    started = time.perf_counter()
    training.train(steps)
    seconds = time.perf_counter() - started
print(steps / seconds)
"""


@dataclass(frozen=True)
class Variant:
    """One way of running the session."""

    name: str
    options: tuple[str, ...] = ()
    steps: bool = True
    at_once: int = 1
    environ: dict[str, str] = field(default_factory=dict)


PLAIN = Variant("plain")
START = Variant("start", steps=False)
START_CHECKED = Variant("start --repro", ("--repro",), steps=False)
TWICE = Variant("twice", at_once=2)
BESIDE, AFTER = ("--repro", "--repro-jobs=2"), ("--repro", "--repro-jobs=1")


def usual() -> tuple[Variant, ...]:
    found = [START, START_CHECKED, PLAIN, TWICE, Variant("--repro", ("--repro",))]
    found += [Variant("--repro-jobs=1", AFTER), Variant("--repro-jobs=2", BESIDE)]
    return tuple(found)


def spinning() -> tuple[Variant, ...]:
    """Ways to keep two OpenMP programs from burning each other's time while their threads wait."""
    found = [START, PLAIN, TWICE, Variant("jobs=1", AFTER), Variant("jobs=2", BESIDE)]
    for setting in ("OMP_WAIT_POLICY=PASSIVE", "GOMP_SPINCOUNT=0", "KMP_BLOCKTIME=0", "nice=10"):
        found.append(Variant(f"jobs=2, trial: {setting}", BESIDE, environ={"BENCH_TRIAL_ONLY": setting}))
    for setting in ("OMP_WAIT_POLICY=PASSIVE", "OMP_NUM_THREADS=1"):
        environ = dict([setting.split("=")])
        found.append(Variant(f"plain, {setting}", environ=environ))
        found.append(Variant(f"twice, {setting}", at_once=2, environ=environ))
        found.append(Variant(f"jobs=1, both: {setting}", AFTER, environ=environ))
        found.append(Variant(f"jobs=2, both: {setting}", BESIDE, environ=environ))
    return tuple(found)


class Project:
    """A folder with one training and the tests that use it, with and without steps."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder / kind
        self.cache = folder / "bytecode"
        self.variables = ENVIRON.get(kind, {})
        self.folder.mkdir()
        (self.folder / "training.py").write_text(TRAININGS[kind])
        (self.folder / "conftest.py").write_text(CONFTEST)
        (self.folder / "pytest.ini").write_text("[pytest]\n")

    def write_tests(self, steps: int) -> None:
        (self.folder / "test_steps.py").write_text(TEST.format(steps=steps))
        (self.folder / "test_start.py").write_text(TEST.format(steps=0))

    def rate(self) -> float:
        """Steps a second."""
        command = [sys.executable, "-c", PROBE.format(least=PROBE_SECONDS)]
        # Threads that spin while they wait would make the rate a matter of what else runs.
        environ = environ_with(self.cache, OMP_WAIT_POLICY="PASSIVE")
        probes = [subprocess.check_output(command, cwd=self.folder, env=environ) for _ in range(PROBES)]
        return max(map(float, probes))  # What else runs on the machine only ever slows down.

    def cost(self, variant: Variant) -> Cost:
        test = "test_steps.py" if variant.steps else "test_start.py"
        # Only what a user of the plugin has, not what its developers have installed besides.
        plain = ["-p", "no:randomly", "-p", "no:hypothesispytest", "-p", "no:cov", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", "-q", *plain, *variant.options, test]
        environ = environ_with(self.cache, **self.variables, **variant.environ)
        started = [start(command, self.folder, environ) for _ in range(variant.at_once)]
        costs = [each.cost() for each in started]
        return Cost(max(cost.wall for cost in costs), sum(cost.cpu for cost in costs))


def measure(project: Project, variants: tuple[Variant, ...], repeats: int) -> list[dict[str, Cost]]:
    """For each round, what each variant cost; the order turns from round to round."""
    for variant in (START, Variant("", BESIDE, steps=False)):
        project.cost(variant)  # fills the bytecode cache
    rounds = []
    for number in range(repeats):
        turn = number % len(variants)
        order = (*variants[turn:], *variants[:turn])
        costs = {}
        for variant in order:
            costs[variant.name] = cost = project.cost(variant)
            note = f"round {number + 1}, {variant.name}: {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU"
            print(note, file=sys.stderr, flush=True)
        rounds.append({variant.name: costs[variant.name] for variant in variants})
    return rounds


def show(kind: str, steps: int, rounds: list[dict[str, Cost]]) -> None:
    names = list(rounds[0])
    middle = {name: median_cost(found[name] for found in rounds) for name in names}
    least = {name: Cost(*map(min, zip(*(found[name] for found in rounds), strict=True))) for name in names}
    wall, cpu = (middle[PLAIN.name][part] - middle[START.name][part] for part in (0, 1))
    print(f"\n{kind}: {steps} steps; the fixture takes {wall:.1f} s, {cpu:.1f} s of CPU")
    head = [
        "",
        "wall s",
        "/ plain",
        "CPU s",
        "least",
        "/ budget",
        "least",
        "/ 2 plain",
        "/ (2 plain + start)",
    ]
    rows = []
    for name in names:
        cost, plain, start_cpu = middle[name], middle[PLAIN.name], middle[START.name].cpu
        figures = [
            (cost.wall, 2),
            (cost.wall / plain.wall, 2),
            (cost.cpu, 2),
            (least[name].cpu, 2),
            (cost.cpu / budget(middle), 3),
            (least[name].cpu / budget(least), 3),
            (cost.cpu / (2 * plain.cpu), 3),
            (cost.cpu / (2 * plain.cpu + start_cpu), 3),
        ]
        rows.append([name, *(f"{figure:.{digits}f}" for figure, digits in figures)])
    print_table(head, rows)


def budget(costs: dict[str, Cost]) -> float:
    """CPU of two plain runs of the fixture and one start with the user's imports."""
    return 2 * costs[PLAIN.name].cpu - costs[START.name].cpu


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="how long one plain training takes (20)")
    parser.add_argument("--repeats", type=int, default=3, help="rounds, each with every variant (3)")
    parser.add_argument("--kind", choices=sorted(TRAININGS), action="append", help="only this (repeatable)")
    parser.add_argument("--spinning", action="store_true", help="ways to tame waiting OpenMP threads instead")
    parser.add_argument("--quick", action="store_true", help="4 seconds, one round")
    arguments = parser.parse_args()
    seconds, repeats = (4.0, 1) if arguments.quick else (arguments.seconds, arguments.repeats)
    print(machine())
    with tempfile.TemporaryDirectory(prefix="benchmark-check-") as name:
        for kind in arguments.kind or TRAININGS:
            project = Project(Path(name), kind)
            steps = max(1, round(project.rate() * seconds))
            project.write_tests(steps)
            show(kind, steps, measure(project, spinning() if arguments.spinning else usual(), repeats))
    return 0


if __name__ == "__main__":
    sys.exit(main())
