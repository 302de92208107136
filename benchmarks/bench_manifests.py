"""What reading manifests costs: a project with 1,000 of them, on one core.

    python benchmarks/bench_manifests.py [--quick]

The manifests are those of the tests, again and again, in folders of their own: requirements, project files,
environments with their locks, Dockerfiles, pipelines, charts. Asked for are the rules REP5; the time of a
start with nothing to read is shown beside.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, environ_with, machine, median_cost, print_table, run

DATA = ROOT / "tests" / "lint" / "data" / "manifests"
CLEAN, FOUND = 0, 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="200 manifests, once")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-manifests-") as name:
        folder = Path(name)
        (folder / "empty").mkdir()
        (folder / "empty" / "notes.txt").write_text("nothing to read\n", encoding="utf-8")
        count, size = lay_out(folder / "many", 200 if options.quick else 1000)
        environ = environ_with(folder / "pycache", PYTHONPATH=str(ROOT))
        rows = []
        for label, where, code in (("nothing", "empty", CLEAN), (f"{count:,} manifests", "many", FOUND)):
            command = [
                sys.executable,
                "-m",
                "lint_rules",
                "-q",
                "--no-cache",
                "--select",
                "REP5",
                str(folder / where),
            ]
            run(command, folder, environ, code)  # warms the caches of bytecode and files
            cost = median_cost(run(command, folder, environ, code) for _ in range(1 if options.quick else 3))
            rows.append((label, f"{cost.wall:.2f} s", f"{cost.cpu:.2f} s"))
        print(f"{count:,} manifests, {size / 1e6:.1f} MB\n")
        print_table(("", "wall", "CPU"), rows)


def lay_out(top: Path, count: int) -> tuple[int, int]:
    """Copies the projects of the tests, again and again: how many manifests that made, and their size."""
    from lint_rules.manifests import readers_for

    projects = sorted(path.parent for path in DATA.glob("*/expected"))
    made = size = number = 0
    while made < count:
        target = top / f"{number:04}"
        shutil.copytree(projects[number % len(projects)], target)
        files = [path for path in sorted(target.rglob("*")) if path.is_file()]
        manifests = [path for path in files if readers_for(path) and path.suffix != ".py"]
        made += len(manifests)
        size += sum(path.stat().st_size for path in manifests)
        number += 1
    return made, size


if __name__ == "__main__":
    main()
