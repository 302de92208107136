"""What linting costs, beside ruff, Fixit and TorchFix on the same files, all in one run.

The tree is copied (Python files only, with a project of its own around it), so that nothing is stored in the
place it came from. Fixit and TorchFix take minutes for it: they get a part, and the lines that they read in a
second of processor time are compared. Where other programs share the machine, only processor time means
something. How fast the machine is at the time is told by the standard library's parser on the same files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from measuring import ROOT, environ_with, machine, print_table

FINDINGS = """
import os
import random

import numpy as np


def load(folder):
    return [name for name in os.listdir(folder)]


def draw(n):
    return np.random.rand(n), random.random()
"""
PARSER = """
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in sorted(pathlib.Path("code").rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        pass
"""
HEAD = ["run", "lines", "wall s", "CPU s", "lines / CPU s", "lines / wall s", "times our CPU", "MB"]


@dataclass(frozen=True)
class Measured:
    """What a process cost with all that it started and waited for; `memory` is the largest of them alone."""

    wall: float
    cpu: float
    memory: float  # MB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tree", type=Path, help="a folder of Python files (default: the torch package)")
    parser.add_argument("--every", type=int, default=1, help="take only every n-th file of the tree")
    parser.add_argument("--part", type=int, default=20, help="how many files the slow tools get")
    parser.add_argument("--peers", type=Path, help="the folder of programs that holds ruff, fixit, torchfix")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-lint-") as folder:
        tree, part = copies(options, Path(folder))
        print_small(Path(folder))
        print(taken(options))
        print_large(tree, part, options.peers or Path(sys.executable).parent)


def taken(options: argparse.Namespace) -> str:
    """What of the tree is measured: a sample favours nobody, but the project behind it is a smaller one."""
    found = files_of(options)
    name, share = (options.tree or package("torch")).name, found[:: options.every]
    whole = "all" if len(share) == len(found) else f"a sample, every {options.every}th file:"
    return f"{name}: {whole} {len(share):,} of {len(found):,} files"


def files_of(options: argparse.Namespace) -> list[Path]:
    source = options.tree or package("torch")
    return sorted(path for path in source.rglob("*.py") if path.is_file())


def copies(options: argparse.Namespace, folder: Path) -> tuple[Path, Path]:
    """The tree and a part of it, each a project."""
    source = options.tree or package("torch")
    files = files_of(options)[:: options.every]
    chosen = files[:: max(len(files) // options.part, 1)][: options.part]
    return copied(files, source, folder / "tree"), copied(chosen, source, folder / "part")


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


def measured(command: list[str], tree: Path, accepted: tuple[int, ...] = (0,)) -> Measured:
    """Run something in a tree. An unexpected exit status ends the benchmark: its time would mean nothing."""
    environ = environ_with(tree.parent / "bytecode", PYTHONPATH=str(ROOT))
    with tempfile.TemporaryFile() as output:
        since = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=tree, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - since
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            output.seek(0)
            tail = output.read().decode(errors="replace")[-2000:]
            sys.exit(f"{tail}\n{command!r} ended with exit code {process.returncode}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def print_large(tree: Path, part: Path, peers: Path) -> None:
    lines, fewer = lines_in(tree), lines_in(part)
    measured(linter("--no-cache"), part)  # bytecode and the list of rules are there from now on
    rows = [("ast.parse alone", lines, measured([sys.executable, "-c", PARSER], tree))]
    cold = measured(linter("--no-cache", "-j", "1"), tree)
    rows.append(("cold, one process", lines, cold))
    rows.append(("cold, two processes", lines, measured(linter("--no-cache", "-j", "2"), tree)))
    rows.append(("the same, results stored", lines, measured(linter("-j", "2"), tree)))
    rows.append(("warm", lines, measured(linter("-j", "1"), tree)))
    for name, command in programs(peers).items():
        size, place = (lines, tree) if name.startswith("ruff") else (fewer, part)
        rows.append((name, size, measured(command, place, (0, 1))))
    rate = lines / cold.cpu
    print_table(HEAD, [row_of(*row, rate) for row in rows])


def row_of(name: str, lines: int, cost: Measured, rate: float) -> list[str]:
    mine = lines / cost.cpu
    figures = [f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{mine:,.0f}", f"{lines / cost.wall:,.0f}"]
    return [name, f"{lines:,}", *figures, f"{rate / mine:.2f}", f"{cost.memory:.0f}"]


def programs(folder: Path) -> dict[str, list[str]]:
    """The other linters that lie in a folder, with their own ideas of how many processes to take."""
    known = {
        "ruff, no cache": ["ruff", "check", "--isolated", "--no-cache", "--exit-zero", "-q", "code"],
        "Fixit": ["fixit", "--quiet", "lint", "code"],
        "TorchFix": ["torchfix", "--select", "ALL", "code"],
    }
    found = {name: [str(folder / first), *rest] for name, (first, *rest) in known.items()}
    return {name: command for name, command in found.items() if Path(command[0]).exists()}


def print_small(folder: Path) -> None:
    """A whole process for one file of 300 lines."""
    found = FINDINGS + "".join(f"\n\ndef f{n}(x):\n    return x + {n}\n" for n in range(71))
    rows = []
    for name, text in (("with findings", found), ("without a candidate", "x = 1\n" * 300)):
        project = folder / name.replace(" ", "-")
        (project / "code").mkdir(parents=True)
        (project / "pyproject.toml").write_text("")
        (project / "code" / "a.py").write_text(text)
        costs = [measured(linter("--no-cache"), project) for _ in range(7)]
        best = min(c.wall for c in costs), min(c.cpu for c in costs)
        rows.append([name, *(f"{1000 * seconds:.0f}" for seconds in best)])
    print_table(["one file of 300 lines, best of 7", "wall ms", "CPU ms"], rows)
    print(flush=True)


if __name__ == "__main__":
    main()
