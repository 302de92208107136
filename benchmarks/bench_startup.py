"""What the plugin costs a session without `--repro`.

Required: less than 5 ms, and none of torch, numpy, libcst, pandas and scikit-learn imported through us.

Sessions of one small test are started again and again, variants interleaved, each with a folder of packages
of its own: a copy of this package as a wheel installs it, and links to what else is installed here. `pytest
alone` holds pytest, this package and what the two require; `all installed` holds the whole environment, other
plugins included. The difference between two variants is taken round by round. Shown are its median with the
interval in which the true median lies with 95 % certainty, and the difference between the quietest runs.

Judged by CPU time, since wall time follows what else runs: `yes` where the whole interval lies below the
limit, `NO` where it lies above, else `unclear`. The exit code is 1 after a `NO`, or where something heavy is
imported.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from measuring import ROOT, environ_with, machine, print_table, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from measuring import Cost

LIMIT_MS = 5.0
OURS, CLOCK = "pytest-repro", "time-machine"
PACKAGES = ("pytest_repro", "lint_rules")
HEAVY = ("torch", "numpy", "libcst", "pandas", "sklearn", "scipy", "xxhash", "lint_rules", "time_machine")
FORBIDDEN = HEAVY[:5]
SITE = Path(sysconfig.get_paths()["purelib"])

TEST = """
from pytest_repro import training_fixture


@training_fixture
def trained():
    return 1


def test_trained(trained):
    assert trained
"""
CONFTEST = """
import json, os, sys


def pytest_sessionfinish():
    if "BENCH_MODULES" in os.environ:
        with open(os.environ["BENCH_MODULES"], "w") as file:
            json.dump(sorted(sys.modules), file)
"""


class Variant(NamedTuple):
    """A way to start the session, and what it is compared with."""

    name: str
    folder: str
    options: tuple[str, ...] = ()


class Difference(NamedTuple):
    what: str
    more: str
    less: str
    required: bool = False


class Interval(NamedTuple):
    middle: float
    low: float
    high: float


ACTIVE = Variant("active", "with us")
VARIANTS = (
    ACTIVE,
    Variant("-p no:repro", "with us", ("-p", "no:repro")),
    Variant("-p no:time_machine", "with us", ("-p", "no:time_machine")),
    Variant("without us", "without us"),
    Variant("without both", "without both"),
)
DIFFERENCES = (
    Difference("our plugin, loaded and idle", "active", "-p no:repro", required=True),
    Difference("our package, installed or not", "active", "without us", required=True),
    Difference("time-machine's plugin", "active", "-p no:time_machine"),
    Difference("time-machine, installed or not", "without us", "without both"),
    Difference("all that installing us brings", "active", "without both"),
)


# Folders of packages ----------------------------------------------------------------------------------------


def required_by(names: Iterable[str]) -> set[str]:
    """Names of the distributions that these need, themselves included."""
    from packaging.requirements import Requirement

    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        for line in metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def link_packages(folder: Path, wanted: Callable[[str], bool]) -> None:
    """Make a folder to import from, with what the wanted distributions of this environment installed."""
    folder.mkdir()
    for distribution in metadata.distributions(path=[str(SITE)]):
        name = distribution.name.lower().replace("_", "-")
        if name == OURS or not wanted(name):
            continue
        for top in sorted({file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}):
            link = folder / top
            if not link.exists() and (SITE / top).exists() and not top.endswith(".pth"):
                link.symlink_to(SITE / top)


def install_ours(folder: Path) -> None:
    """As a wheel does it."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    distribution = metadata.distribution(OURS)
    info = folder / f"{OURS.replace('-', '_')}-{distribution.version}.dist-info"
    info.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (info / name).write_text(distribution.read_text(name) or "", encoding="utf-8")
    files = sorted(path for package in PACKAGES for path in (folder / package).rglob("*") if path.is_file())
    rows = [f"{path.relative_to(folder).as_posix()},," for path in [*files, info / "METADATA"]]
    (info / "RECORD").write_text("\n".join(rows) + "\n", encoding="utf-8")


class House:
    """One environment: the test project, and a folder of packages for each variant."""

    def __init__(self, base: Path, name: str, wanted: Callable[[str], bool]) -> None:
        self.name = name
        self.base = base / name.replace(" ", "-")
        self.base.mkdir()
        for folder in ("with us", "without us", "without both"):
            drop = CLOCK if folder == "without both" else None
            link_packages(self.base / folder, lambda name, drop=drop: wanted(name) and name != drop)
        install_ours(self.base / "with us")
        for project in ("plain", "fixtures"):
            (self.base / project).mkdir()
            (self.base / project / "pytest.ini").write_text("[pytest]\n")
            (self.base / project / "conftest.py").write_text(CONFTEST)
        (self.base / "plain" / "test_it.py").write_text("def test_it():\n    pass\n")
        (self.base / "fixtures" / "test_it.py").write_text(TEST)

    def environ(self, folder: str, **more: str) -> dict[str, str]:
        return environ_with(self.base / "bytecode" / folder, PYTHONPATH=str(self.base / folder), **more)

    def run(self, variant: Variant, project: str = "plain", **more: str) -> Cost:
        # -S: nothing from this environment but what the folder links to.
        command = [sys.executable, "-S", "-m", "pytest", "-q", "-p", "no:cacheprovider", *variant.options]
        return run(command, self.base / project, self.environ(variant.folder, **more))

    def modules(self, variant: Variant, project: str) -> set[str]:
        file = self.base / "modules.json"
        self.run(variant, project, BENCH_MODULES=str(file))
        return set(json.loads(file.read_text()))


# What is measured -------------------------------------------------------------------------------------------


def time_starts(house: House, repeats: int) -> dict[str, list[Cost]]:
    """The costs of each variant, round by round."""
    costs: dict[str, list[Cost]] = {variant.name: [] for variant in VARIANTS}
    for variant in VARIANTS:
        house.run(variant)  # fills the bytecode cache
    for number in range(repeats):
        turn = number % len(VARIANTS)
        for variant in (*VARIANTS[turn:], *VARIANTS[:turn]):
            costs[variant.name].append(house.run(variant))
    return costs


def median_interval(values: list[float]) -> Interval:
    """With the order statistics between which the true median lies with 95 % certainty."""
    ranked = sorted(values)
    reach = math.ceil(0.98 * math.sqrt(len(ranked)))
    middle = len(ranked) / 2
    low, high = max(0, math.floor(middle - reach)), min(len(ranked) - 1, math.ceil(middle + reach))
    return Interval(statistics.median(ranked), ranked[low], ranked[high])


def show_times(house: House, repeats: int) -> list[str]:
    """The verdicts on what is required."""
    costs = time_starts(house, repeats)
    print(f"\n{house.name}: {repeats} starts of each variant, ms")
    rows = []
    for name, found in costs.items():
        walls, cpus = ([1000 * cost[kind] for cost in found] for kind in (0, 1))
        figures = (statistics.median(walls), min(walls), statistics.median(cpus), min(cpus))
        rows.append([name, *(f"{figure:.1f}" for figure in figures)])
    print_table(["session", "wall", "least", "CPU", "least"], rows)
    print()
    rows, verdicts = [], []
    for difference in DIFFERENCES:
        more, less = costs[difference.more], costs[difference.less]
        wall = median_interval([1000 * (a.wall - b.wall) for a, b in zip(more, less, strict=True)])
        cpu = median_interval([1000 * (a.cpu - b.cpu) for a, b in zip(more, less, strict=True)])
        least = 1000 * (min(cost.cpu for cost in more) - min(cost.cpu for cost in less))
        verdict = judge(cpu) if difference.required else ""
        verdicts.append(verdict)
        rows.append([difference.what, *shown(wall), *shown(cpu), f"{least:+.1f}", verdict])
    print_table(["costs", "wall", "95 %", "CPU", "95 %", "least", f"< {LIMIT_MS:g} ms"], rows)
    return [verdict for verdict in verdicts if verdict]


def shown(interval: Interval) -> list[str]:
    return [f"{interval.middle:+.1f}", f"{interval.low:+.1f} to {interval.high:+.1f}"]


def judge(cpu: Interval) -> str:
    """By CPU: what else runs on the machine moves wall time by more than what is looked for."""
    if cpu.low < LIMIT_MS <= cpu.high:
        return f"unclear, {'yes' if cpu.middle < LIMIT_MS else 'no'} by the median"
    return "yes" if cpu.high < LIMIT_MS else "NO"


def show_imports(house: House) -> bool:
    """Whether nothing heavy is imported through us."""
    without = house.modules(VARIANTS[1], "plain")
    print(f"\n{house.name}: modules that a session imports because of us")
    rows, holds = [], True
    for project, what in (("plain", "plugin idle"), ("fixtures", "training_fixture used")):
        extra = house.modules(ACTIVE, project) - without
        ours = sorted(name for name in extra if name.partition(".")[0] in PACKAGES)
        heavy = sorted({name.partition(".")[0] for name in extra} & set(HEAVY))
        bad = [name for name in heavy if name in FORBIDDEN]
        holds &= not bad
        others = len(extra) - len(ours)
        rows.append([what, str(len(ours)), str(others), " ".join(heavy) or "none", "NO" if bad else "yes"])
    print_table(["session", "ours", "others", "heavy", "allowed"], rows)
    return holds


def show_import_times(house: House) -> None:
    """Our modules by `-X importtime`, in an interpreter that has already run a session without us."""
    ours = sorted(n for n in house.modules(ACTIVE, "plain") if n.partition(".")[0] in PACKAGES)
    code = (
        "import pytest, time_machine; pytest.main(['-q', '-p', 'no:repro', '-p', 'no:cacheprovider'])\n"
        "import pytest_repro.plugin\n" + "".join(f"import {name}\n" for name in ours)
    )
    command = [sys.executable, "-S", "-X", "importtime", "-c", code]
    best: dict[str, float] = {}
    for _ in range(5):
        result = subprocess.run(
            command,
            cwd=house.base / "plain",
            env=house.environ("with us"),
            capture_output=True,
            text=True,
            check=True,
        )
        for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", result.stderr):
            if name.partition(".")[0] in PACKAGES:
                best[name] = min(best.get(name, math.inf), int(own) / 1000)
    print(f"\n{house.name}: -X importtime of our modules, least of 5, ms")
    rows = [[name, f"{spent:.2f}"] for name, spent in sorted(best.items(), key=lambda row: -row[1])]
    print_table(["module", "own"], [*rows, ["all", f"{sum(best.values()):.2f}"]])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, help="starts of each variant (40; quick: 10)")
    parser.add_argument("--quick", action="store_true", help="pytest alone, fewer starts")
    arguments = parser.parse_args()
    repeats = arguments.repeats or (10 if arguments.quick else 40)
    print(machine())
    least = required_by(["pytest", OURS])
    with tempfile.TemporaryDirectory(prefix="benchmark-startup-") as name:
        houses = [House(Path(name), "pytest alone", least.__contains__)]
        if not arguments.quick:
            houses.append(House(Path(name), "all installed", lambda name: True))
        verdicts: list[str] = []
        for house in houses:
            verdicts += show_times(house, repeats)
            verdicts.append("yes" if show_imports(house) else "NO")
        show_import_times(houses[0])
    failed, settled = "NO" in verdicts, set(verdicts) == {"yes"}
    text = (
        "NOT met"
        if failed
        else "met"
        if settled
        else "not settled: the machine is too noisy, or repeats too few"
    )
    print(f"\nrequirements: {text}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
