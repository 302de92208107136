"""Runs `pytest --repro` and `repro-lint` on the two example pipelines, and says where the reports lie.

`make demo` calls it. It fails if the broken pipeline passes or the repaired one does not.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
REPORTS = EXAMPLES.parent / "build" / "demo"
BIN = Path(sys.executable).parent


def main() -> int:
    REPORTS.mkdir(parents=True, exist_ok=True)
    broken = demonstrate("digits_broken", "broken in three places", expected=1)
    fixed = demonstrate("digits_fixed", "its repaired twin", expected=0)
    print(f"\nThe reports lie in {REPORTS}:")
    for report in sorted(REPORTS.glob("*.json")):
        print(f"  {report.name}")
    return 0 if broken and fixed else 1


def demonstrate(name: str, what: str, expected: int) -> bool:
    """Whether both commands end as they should on one pipeline."""
    print(f"\n{'#' * 8} examples/{name}: {what}", flush=True)
    report = REPORTS / f"{name}.json"
    commands = (
        [str(BIN / "pytest"), "--repro", f"--repro-json={report}"],
        [str(BIN / "repro-lint")],
    )
    ended = [run(command, EXAMPLES / name, expected) for command in commands]
    return all(ended)


def run(command: list[str], folder: Path, expected: int) -> bool:
    shown = shlex.join([Path(command[0]).name, *command[1:]])
    print(f"\n$ {shown}", flush=True)
    code = subprocess.run(command, cwd=folder, check=False).returncode
    if code != expected:
        print(f"unexpected: exit code {code} instead of {expected}", flush=True)
    return code == expected


if __name__ == "__main__":
    sys.exit(main())
