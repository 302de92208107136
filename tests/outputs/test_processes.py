"""Two fresh processes under different hash seeds agree on every family: no false alarm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_repro.outputs import compare, load

CHILD = """
import sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import values
from pytest_repro.outputs import capture
for name, build in values.ALL.items():
    capture(build(), Path(sys.argv[1]) / name, root_name=name)
"""


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folders = tuple(tmp_path_factory.mktemp(f"trial{number}") for number in (1, 2))
    started = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(folder)],
            env={**os.environ, "PYTHONHASHSEED": str(number), "OMP_NUM_THREADS": "1"},
            cwd=Path(__file__).parent,
        )
        for number, folder in enumerate(folders)
    ]
    assert [process.wait(timeout=120) for process in started] == [0, 0]
    return folders[0], folders[1]


@pytest.mark.parametrize("name", ["containers", "network", "frames", "sparse", "streams", "estimators"])
def test_processes_agree(trials: tuple[Path, Path], name: str) -> None:
    first, second = (load(folder / name) for folder in trials)
    assert compare(first, second) == ()
    assert first.digest == second.digest
    assert len(first.leaves) > 5


def test_importing_outputs_imports_no_library(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pytest_repro.outputs import capture, compare\n"
        "a = capture({'x': 1.0, 'y': 'a'}, Path(sys.argv[1]) / 'a', root_name='v')\n"
        "b = capture({'x': 2.0, 'y': 'a'}, Path(sys.argv[1]) / 'b', root_name='v')\n"
        "assert compare(a, b)[0].max_abs == 1\n"
        "heavy = {'numpy', 'torch', 'pandas', 'scipy', 'sklearn'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
