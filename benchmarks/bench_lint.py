"""What linting costs, beside ruff, Fixit and TorchFix on the same files.

The tree is copied (Python files only, with a project of its own around it), so that nothing is stored in the
place it came from. Fixit and TorchFix, where they are installed, get a part of it and are scaled by lines.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from measuring import ROOT, Cost, environ_with, machine, print_table, run

FINDINGS = """
import os
import random

import numpy as np


def load(folder):
    return [name for name in os.listdir(folder)]


def draw(n):
    return np.random.rand(n), random.random()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path, help="a folder of Python files (default: the torch package)")
    parser.add_argument("--part", type=int, default=60, help="how many files the slow tools get")
    parser.add_argument("--quick", action="store_true", help="only a part of the tree")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-lint-") as folder:
        tree, part = copies(options, Path(folder))
        print_large(tree, part)
        print_small(Path(folder))


def copies(options: argparse.Namespace, folder: Path) -> tuple[Path, Path]:
    """The whole tree and a part of it, each a project."""
    source = options.tree or package("torch")
    files = sorted(path for path in source.rglob("*.py") if path.is_file())
    step = max(len(files) // options.part, 1)
    chosen = files[::step][: options.part]
    whole = chosen if options.quick else files
    return copied(whole, source, folder / "tree"), copied(chosen, source, folder / "part")


def package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed; give --tree")
    return Path(spec.origin).parent


def copied(files: list[Path], source: Path, target: Path) -> Path:
    for file in files:
        place = target / "code" / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, place)
    (target / "pyproject.toml").write_text("")
    return target


def lines_in(tree: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in sorted(tree.rglob("*.py")))


def linter(*options: str) -> list[str]:
    return [sys.executable, "-m", "lint_rules", "-q", "--exit-zero", *options, "code"]


def timed(command: list[str], tree: Path) -> Cost:
    return run(command, tree, environ_with(tree.parent / "bytecode", PYTHONPATH=str(ROOT)))


def print_large(tree: Path, part: Path) -> None:
    lines, fewer = lines_in(tree), lines_in(part)
    timed(linter("--no-cache"), part)  # bytecode and the list of rules are there from now on
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    cold = timed(linter("--no-cache", "-j", "1"), tree)
    memory = max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, before)
    runs = {"cold, one process": (cold, lines)}
    runs["cold, two processes"] = (timed(linter("--no-cache", "-j", "2"), tree), lines)
    timed(linter("-j", "2"), tree)
    runs["warm"] = (timed(linter("-j", "1"), tree), lines)
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "-q", "code"]
    runs["ruff, no cache"] = (timed(ruff, tree), lines)
    for name, command in others().items():
        cost = accepting(command, part)
        if cost is not None:
            runs[name] = (cost, fewer)
    rate = lines / cold.cpu
    rows = [
        [name, f"{size:,}", f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{size / cost.cpu:,.0f}",
         f"{rate / (size / cost.cpu):.2f}", f"{cold.wall / lines / (cost.wall / size):.2f}"]
        for name, (cost, size) in runs.items()
    ]  # fmt: skip
    head = ["run", "lines", "wall s", "CPU s", "lines / CPU s", "CPU / ours cold", "speed / ours cold, wall"]
    print_table(head, rows)
    print(f"memory of the cold run in one process: {memory / 1024:.0f} MB\n")


def others() -> dict[str, list[str]]:
    """The other linters that are installed here, with their own ideas of how many processes to take."""
    folder = Path(sys.executable).parent
    known = {
        "Fixit": [str(folder / "fixit"), "--quiet", "lint", "code"],
        "TorchFix": [str(folder / "torchfix"), "--select", "ALL", "code"],
    }
    return {name: command for name, command in known.items() if Path(command[0]).exists()}


def accepting(command: list[str], tree: Path) -> Cost | None:
    """Others end with their findings as status."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    since = time.perf_counter()
    subprocess.run(command, cwd=tree, capture_output=True, check=False)
    wall = time.perf_counter() - since
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def print_small(folder: Path) -> None:
    """A whole process for one file of 300 lines."""
    found = FINDINGS + "".join(f"\n\ndef f{n}(x):\n    return x + {n}\n" for n in range(71))
    rows = []
    for name, text in (("with findings", found), ("without a candidate", "x = 1\n" * 300)):
        project = folder / name.replace(" ", "-")
        (project / "code").mkdir(parents=True)
        (project / "pyproject.toml").write_text("")
        (project / "code" / "a.py").write_text(text)
        costs = [timed(linter("--no-cache"), project) for _ in range(7)]
        rows.append([name, f"{min(c.wall for c in costs):.3f}", f"{min(c.cpu for c in costs):.3f}"])
    print_table(["one file of 300 lines, best of 7", "wall s", "CPU s"], rows)


if __name__ == "__main__":
    main()
